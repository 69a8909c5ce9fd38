"""A customer whose tickets were merged: one thread, and the old number leads to it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from support_plugin.tickets import actions

pytestmark = pytest.mark.django_db


def url(ticket):
    return reverse("support:ticket", args=[ticket.reference])


@pytest.fixture
def at_home(client, customer):
    client.force_login(customer)
    return client


@pytest.fixture
def merged(ticket, open_ticket, agent):
    """The customer's second ticket, merged into the first; each has an answer and a note."""
    second = open_ticket(subject="همان خطا", description="هنوز همان خطا را می‌بینم.")
    for each in (ticket, second):
        actions.note(each, f"یادداشت {each.subject}", by=agent)
        actions.reply(each, f"پاسخ {each.subject}", by=agent)
    actions.merge(second, ticket, by=agent)
    return second


def test_the_old_number_leads_to_the_thread(at_home, ticket, merged):
    assert at_home.get(url(merged)).url == url(ticket)


def test_one_thread_says_where_each_message_was_written(at_home, ticket, merged):
    page = BeautifulSoup(at_home.get(url(ticket)).content, "html.parser")
    messages = page.select(".desk-message")
    assert len(messages) == 4
    told = [_digits(message.select_one("header")) for message in messages]
    assert [merged.reference in digits for digits in told] == [False, True, False, True]


def test_no_note_of_either_is_shown(at_home, ticket, merged):
    assert "یادداشت" not in at_home.get(url(ticket)).content.decode()


def test_an_unread_answer_of_the_merged_one_marks_the_other(at_home, ticket, open_ticket, agent):
    second = open_ticket(subject="همان")
    actions.reply(ticket, "پاسخ", by=agent)
    at_home.get(url(ticket))
    actions.reply(second, "پاسخ تازه", by=agent)
    actions.merge(second, ticket, by=agent)
    assert type(ticket).objects.with_unread_answers(ticket.customer).get(pk=ticket.pk).has_unread_answer


def _digits(element):
    return "".join(str(int(each)) for each in element.get_text() if each.isdigit())
