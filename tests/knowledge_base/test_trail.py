"""What people who are logged in read and search is remembered for their tickets, and for no longer."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from knowledge_base import trail
from knowledge_base.models import Reading
from support_plugin.models import Ticket, Trail

FORM = "/panel/tickets/new/technical/bug-report/"


@pytest.fixture
def reader(client, customer):
    client.force_login(customer)
    return client


def yesterday():
    return timezone.now() - timedelta(days=1)


def test_nothing_is_remembered_of_who_is_not_logged_in(client, guide):
    assert client.get(guide.url).status_code == 200
    assert client.get("/search/", {"q": "پیامک"}).status_code == 200
    assert Reading.objects.count() == 0


def test_a_guide_is_remembered_as_it_was_when_it_was_read(reader, guide, customer):
    first = guide.live_revision_id
    reader.get(guide.url)
    (read,) = trail.trail(customer, yesterday())["read"]
    guide.title = "نام تازه"
    guide.save_revision().publish()
    assert (read["title"], read["page"], read["url"]) == ("ارسال پیامک گروهی", guide.pk, guide.url)
    assert (read["revision"], read["revision"] == Page.objects.get(pk=guide.pk).live_revision_id) == (
        first,
        False,
    )


def test_what_was_read_or_asked_again_is_there_once_in_the_order_of_the_last_time(
    reader, guide, write_guide, customer
):
    other = write_guide("فاکتور")
    for url in (guide.url, other.url, guide.url):
        reader.get(url)
    for query in ("پیامک", "فاکتور", "پیامک"):
        reader.get("/search/", {"q": query})
    found = trail.trail(customer, yesterday())
    assert [each["page"] for each in found["read"]] == [other.pk, guide.pk]
    assert [each["query"] for each in found["searched"]] == ["فاکتور", "پیامک"]


@pytest.mark.parametrize("query", ["", "   ", "\x00"])
def test_an_empty_search_is_none(query, reader, guide):
    reader.get("/search/", {"q": query})
    assert Reading.objects.count() == 0


def test_a_guide_that_was_refused_was_not_read(reader, guide, category, close):
    from django.contrib.auth.models import Group

    close(category, Group.objects.create(name="staff only"))
    assert reader.get(guide.url).status_code != 200
    assert Reading.objects.count() == 0


def test_a_category_and_a_head_request_are_no_reading(reader, guide, category):
    reader.get(category.url)
    reader.head(guide.url)
    assert Reading.objects.count() == 0


def test_what_others_read_or_what_is_long_past_is_not_in_the_trail(reader, guide, customer, stranger):
    reader.get(guide.url)
    assert trail.trail(stranger, yesterday()) == {"read": [], "searched": []}
    assert trail.trail(customer, timezone.now()) == {"read": [], "searched": []}


def test_the_tick_forgets_what_no_ticket_will_ask_for(reader, guide, settings):
    settings.SUPPORT_TRAIL_HOURS = 2
    reader.get(guide.url)
    Reading.objects.create(
        user=Reading.objects.get().user, query="کهنه", at=timezone.now() - timedelta(hours=3)
    )
    call_command("support_tick")
    assert Reading.objects.get().page_id == guide.pk


def test_it_goes_with_the_account_and_with_the_guide(reader, guide, customer):
    reader.get(guide.url)
    guide.delete()
    assert Reading.objects.count() == 0
    trail.remember_search(customer, "پیامک")
    customer.delete()
    assert Reading.objects.count() == 0


def test_the_agent_reads_beside_the_ticket_what_its_customer_read_and_searched(
    reader, guide, ticket_type, agent, client
):
    reader.get("/search/", {"q": "پیامک‌های <گروهی>"})
    reader.get(guide.url)
    reader.get(FORM)
    words = {"submission_key": uuid.uuid4(), "subject": "خطا", "description": "شرح"}
    assert reader.post(FORM, words).status_code == 302
    facts = Trail.objects.get().facts
    assert [each["revision"] for each in facts["read"]] == [guide.live_revision_id]
    client.force_login(agent)
    html = client.get(f"/admin/support/tickets/{Ticket.objects.get().reference}/").content.decode()
    assert f'<a href="{guide.url}"><bdi>{guide.title}</bdi></a>' in html
    assert "<bdi>پیامک‌های &lt;گروهی&gt;</bdi>" in html


@pytest.mark.parametrize("number", [1, 3])
def test_a_trail_costs_one_question_for_one_reading_and_for_three(
    number, reader, write_guide, customer, django_assert_num_queries
):
    for count in range(number):
        reader.get(write_guide(f"فاکتور {count}").url)
    with django_assert_num_queries(1):
        assert len(trail.trail(customer, yesterday())["read"]) == number
