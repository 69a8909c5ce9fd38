"""What those who write guides are told of tickets: counted for all at once, and kept for some minutes."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from support_plugin.reports.after_guides import tickets_after
from support_plugin.reports.subjects import ticket_subjects
from support_plugin.tickets.merging import merge
from support_plugin.tickets.models import Ticket
from tests import factories


@pytest.fixture
def since():
    return timezone.now() - timedelta(days=7)


def read(*pages):
    return {"read": [{"title": "", "url": "", "page": page} for page in pages]}


def test_a_ticket_counts_once_for_each_guide_it_was_begun_from_or_that_was_read_before(open_ticket, since):
    open_ticket(origin={"guide": 1})
    open_ticket(origin={"guide": 1}, trail=read(1, 2))
    open_ticket(origin={"guide": 1}, trail={"searched": []})
    open_ticket(trail=read(2, 3, None))
    open_ticket(trail={"read": [{"title": "", "url": ""}]})
    open_ticket()
    assert tickets_after([1, 2, 3, 4], since) == {1: 3, 2: 2, 3: 1}
    assert tickets_after([2], since) == {2: 2}


def test_tickets_of_before_and_those_merged_into_another_count_for_none(open_ticket, since, lead):
    tickets = [open_ticket(origin={"guide": 1}) for _ticket in range(3)]
    merge(tickets[0], tickets[1], by=lead)
    Ticket.objects.filter(pk=tickets[2].pk).update(created_at=since - timedelta(seconds=1))
    assert tickets_after([1], since) == {1: 1}


@pytest.mark.parametrize("number", [1, 3])
def test_all_guides_are_counted_in_two_queries_and_for_five_minutes_in_none(
    number, open_ticket, since, django_assert_num_queries
):
    for key in range(number):
        open_ticket(origin={"guide": key})
        open_ticket(trail=read(key))
    with django_assert_num_queries(2):
        assert tickets_after(range(10), since) == dict.fromkeys(range(number), 2)
    with django_assert_num_queries(0):
        assert tickets_after([0], since) == {0: 2}
    cache.clear()
    assert tickets_after([0], since) == {0: 2}


@pytest.mark.parametrize("number", [1, 3])
def test_subjects_are_put_together_in_as_many_queries_for_one_as_for_three_and_then_in_none(
    number, open_ticket, since, django_assert_num_queries
):
    subjects = ("تغییر شماره موبایل", "پیامک بین‌المللی", "درگاه تازه")[:number]
    for place, subject in enumerate(subjects):
        for customer in range(3):
            open_ticket(by=factories.user(f"{place}-{customer}"), subject=subject)
    with django_assert_num_queries(6):
        assert {each["subject"] for each in ticket_subjects(since)} == set(subjects)
    with django_assert_num_queries(0):
        assert len(ticket_subjects(since)) == number
