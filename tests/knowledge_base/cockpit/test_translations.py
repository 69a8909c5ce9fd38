"""The report of translations that are missing or have fallen behind."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from knowledge_base.models import GuidePage


@pytest.fixture
def translate(write_guide, english_home):
    def _translate(guide, title="Bulk SMS"):
        return write_guide(title, parent=english_home, translation_key=guide.translation_key)

    return _translate


def stale(response):
    return [(row.source.pk, row.locale.language_code, row.state) for row in response.context["object_list"]]


def published(guide, days_ago):
    moment = timezone.now() - timedelta(days=days_ago)
    GuidePage.objects.filter(pk=guide.pk).update(last_published_at=moment)


def test_a_guide_without_a_translation_is_listed(report, guide, english_home):
    assert stale(report("translations")) == [(guide.pk, "en", "missing")]


def test_a_translation_is_older_once_its_source_is_published_again(report, guide, translate):
    translate(guide)
    assert stale(report("translations")) == []
    guide.save_revision().publish()
    assert stale(report("translations")) == [(guide.pk, "en", "older")]


def test_a_draft_of_a_translation_is_not_there_for_readers(report, guide, translate):
    translate(guide).unpublish()
    assert stale(report("translations")) == [(guide.pk, "en", "draft")]


def test_an_alias_is_a_copy_and_no_translation(report, guide, english_home):
    guide.create_alias(parent=english_home, update_locale=english_home.locale, reset_translation_key=False)
    assert stale(report("translations")) == [(guide.pk, "en", "missing")]


def test_what_was_written_in_another_language_first_is_its_own_source(
    client, admin, write_guide, english_home
):
    guide = write_guide("Only English", parent=english_home)
    client.force_login(admin)
    response = client.get(reverse("knowledge_base_cockpit:translations"))
    assert stale(response) == [(guide.pk, "fa", "missing")]


def test_the_source_whose_readers_file_most_tickets_stands_first(report, write_guide, filed, english_home):
    quiet, loud = write_guide("a"), write_guide("b")
    filed(customers=2, origin={"guide": loud.pk})
    response = report("translations")
    assert [(row.source.pk, row.tickets) for row in response.context["object_list"]] == [
        (loud.pk, 2),
        (quiet.pk, 0),
    ]


def test_only_sources_that_one_may_edit_are_listed(report, write_guide, category, english_home):
    write_guide("Only English", parent=english_home)
    assert stale(report("translations")) == []
    assert "Every guide is there in every language" in report("translations").content.decode()


def test_the_list_is_narrowed_by_the_language_that_is_missing(report, guide, english_home):
    Locale.objects.create(language_code="ar")
    assert stale(report("translations", locale="en")) == [(guide.pk, "en", "missing")]
    assert len(stale(report("translations"))) == 2


def test_the_way_leads_to_where_it_is_done(report, writer, guide, translate):
    twin = translate(guide)
    guide.save_revision().publish()
    assert reverse("wagtailadmin_pages:edit", args=[twin.pk]) in report("translations").content.decode()


@pytest.mark.parametrize("may_translate", [False, True])
def test_whoever_may_translate_is_led_to_it(may_translate, report, client, writer, guide, english_home):
    if not may_translate:
        right = Permission.objects.get(codename="submit_translation")
        writer.groups.get().permissions.remove(right)
    way = reverse("simple_translation:submit_page_translation", args=[guide.pk])
    assert (way in report("translations").content.decode()) == may_translate
    if may_translate:
        assert client.get(way).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_guide_and_for_three(
    number, report, write_guide, english_home, filed, django_assert_num_queries
):
    for place in range(number):
        filed(origin={"guide": write_guide(str(place)).pk})
    report("translations")
    with django_assert_num_queries(17):
        report("translations")


def test_it_is_taken_away_as_a_spreadsheet(report, guide, english_home):
    text = b"".join(report("translations", export="csv").streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("ارسال پیامک گروهی,Persian,English,Missing,")
