"""The report of content gaps: what people ask for and no guide answers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query

from knowledge_base.models import GuidePage
from knowledge_base.search import answering, find
from support_plugin.tickets import actions
from tests import factories

TOPIC = "تغییر شماره موبایل"


@pytest.fixture
def searched():
    def _search(query, times=1, days_ago=0):
        for _time in range(times):
            Query.get(query).add_hit(date=timezone.localdate() - timedelta(days=days_ago))

    return _search


@pytest.fixture
def filed(open_ticket):
    """Tickets of so many customers, one each."""

    def _file(subject, customers=3):
        for number in range(customers):
            name = f"{subject[:3]}{number}".encode().hex()
            open_ticket(by=factories.user(name), subject=subject)

    return _file


def gaps(response):
    return [(gap.title, gap.searches, gap.tickets) for gap in response.context["object_list"]]


def test_searches_and_tickets_of_one_topic_are_one_gap(report, searched, filed, guide):
    filed(TOPIC, 3)
    searched("تغيير شماره موبايل", 2)
    assert gaps(report("gaps")) == [(TOPIC, 2, 3)]


def test_write(report, client, searched, category):
    searched(TOPIC)
    page = report("gaps")
    answer = client.post(
        reverse("knowledge_base_cockpit:write_guide"), {"title": TOPIC, "category": category.pk}
    )
    draft = GuidePage.objects.get()
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert client.get(answer.url).status_code == 200
    assert (draft.title, draft.live, draft.slug) == (TOPIC, False, "")
