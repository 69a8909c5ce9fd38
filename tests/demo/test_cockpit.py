"""What editors see of the demo: the topic that no guide answers stands at the top."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone

from demo import pages
from knowledge_base.cockpit.aging import aged_guides
from knowledge_base.cockpit.gaps import content_gaps
from knowledge_base.cockpit.translations import stale_translations
from knowledge_base.models import GuidePage

pytestmark = pytest.mark.usefixtures("demo")
MONTH = timedelta(days=29)


def test_the_topic_without_a_guide_is_the_first_gap():
    first, *_others = content_gaps(timezone.localdate() - MONTH)
    assert first.title == "تغییر مالکیت پنل"
    assert (first.guide, first.searches) == (None, 84)


def test_one_guide_is_overdue_and_one_has_a_spike():
    aged = aged_guides(GuidePage.objects.all())
    assert [each.guide.slug for each in aged] == [
        "sending-left-unfinished",
        "official-invoice",
        "official-invoice",
    ]


def test_what_is_to_be_checked_waits_for_the_editor_on_her_first_page(client):
    call_command("guides_age")
    client.force_login(get_user_model().objects.get(username="editor"))
    page = client.get("/admin/").content.decode()
    assert page.count(pages.REVIEW) == 3


def test_one_translation_fell_behind():
    stale = stale_translations(GuidePage.objects.all(), timezone.localdate() - MONTH)
    assert [(each.source.slug, each.state) for each in stale] == [("sending-left-unfinished", "older")]
