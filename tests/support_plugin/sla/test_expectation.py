"""Whose turn it is, what happens next and by when, as the customer reads it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from support_plugin.models import Event, Ticket
from support_plugin.sla.expectation import expectation, expectations, our_turn_since
from support_plugin.tickets import actions
from support_plugin.tickets.models import Status
from tests import factories

TEHRAN = ZoneInfo("Asia/Tehran")
SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=TEHRAN)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def moved(ticket, moment):
    """The ticket as if all of it had happened at this moment."""
    ticket.events.update(created_at=moment)
    Ticket.objects.filter(pk=ticket.pk).update(created_at=moment)
    return Ticket.objects.select_related("department", "ticket_type").get(pk=ticket.pk)


def expected(ticket, now=SUNDAY):
    return expectations([ticket], now)[ticket.pk]


@pytest.mark.parametrize(
    ("filed", "words"),
    [
        (SUNDAY, "usually by today at 12:30."),
        # In the night nobody works: the half hour begins at eight.
        (SUNDAY.replace(hour=22), "usually by tomorrow at 8:30."),
        # Thursday after one: Friday is off.
        (SUNDAY + timedelta(days=4, hours=2), "usually by Saturday 8:30."),
    ],
)
def test_our_turn_is_said_with_the_usual_time_in_working_hours(filed, words, ticket):
    told = expected(moved(ticket, filed), filed)
    assert told.turn == "us"
    assert told.sentence.endswith(words)
    assert told.short
    assert not told.is_late


def test_what_takes_longer_than_usual_is_admitted(ticket):
    told = expected(moved(ticket, SUNDAY - timedelta(hours=2)))
    assert told.is_late
    assert told.sentence == ("It is our turn. This is taking longer than usual; your ticket is in the queue.")


def test_nothing_is_called_usual_where_nothing_is_known(open_ticket, other_department, other_type):
    ticket = open_ticket(department=other_department, ticket_type=other_type)
    told = expected(moved(ticket, SUNDAY))
    assert (told.sentence, told.short) == ("It is our turn. The answer comes in this same ticket.", "")


def test_a_promise_is_said_with_its_date(ticket, agent):
    actions.hold(ticket, timezone.now() + timedelta(days=40), "تا آن روز", by=agent)
    ticket.promised_until = SUNDAY + timedelta(days=2)
    told = expected(ticket)
    assert told.sentence == "This needs more time. You hear from us in this ticket by Tuesday 12:00."
    assert told.short == "News by Tuesday 12:00"


@pytest.mark.parametrize("status", [Status.ON_HOLD, Status.OPEN])
def test_a_promise_that_was_not_kept_is_apologised_for(status, ticket):
    ticket.status, ticket.promised_until = status, SUNDAY - timedelta(hours=1)
    told = expected(ticket)
    assert told.is_late
    assert told.sentence == (
        "We had promised to write by today at 11:00 and have not done so yet. We apologise; "
        "the ticket is marked as late for our agents."
    )


@pytest.mark.parametrize(
    ("verb", "words"),
    [("wait", "We need your answer to go on."), ("reply", "We have answered.")],
)
def test_the_customers_turn_says_what_is_wanted(verb, words, ticket, agent):
    arguments = ["پاسخ"] if verb == "reply" else []
    getattr(actions, verb)(ticket, *arguments, by=agent)
    told = expected(ticket)
    assert told.turn == "you"
    assert told.sentence.startswith(words)


def test_a_resolved_ticket_says_when_it_closes(ticket, agent, settings):
    settings.SUPPORT_CLOSE_AFTER_DAYS = 4
    actions.resolve(ticket, by=agent)
    ticket.resolved_at = SUNDAY
    assert expected(ticket).short == "Without a reply it is closed on Thursday 26 November"
    with translation.override("fa"):
        assert "پنجشنبه ۵ آذر" in expected(ticket).short


def test_a_closed_ticket_expects_nothing(ticket, agent):
    actions.close(ticket, by=agent)
    assert (expected(ticket).turn, expected(ticket).short) == ("nobody", "")


CUSTOMER, TEAM = {"side": "customer"}, {"side": "team"}


@pytest.mark.parametrize(
    ("lines", "since"),
    [
        ([("opened", {})], 0),
        # More questions do not set the clock back.
        ([("opened", {}), ("replied", CUSTOMER)], 0),
        ([("opened", {}), ("replied", TEAM)], None),
        ([("opened", {}), ("replied", TEAM), ("replied", CUSTOMER), ("replied", CUSTOMER)], 2),
        ([("opened", {}), ("waited", {}), ("replied", CUSTOMER)], 2),
        ([("opened", {}), ("resolved", {}), ("reopened", {})], 2),
        ([("opened", {}), ("noted", {}), ("taken", {})], 0),
        ([], None),
    ],
)
def test_the_ball_is_ours_since_the_oldest_unanswered_request(lines, since):
    timeline = [(kind, data, minute) for minute, (kind, data) in enumerate(lines)]
    assert our_turn_since(timeline) == since


def test_one_ticket_and_a_list_say_the_same(ticket):
    ticket = moved(ticket, SUNDAY)
    assert expectation(ticket, Event.objects.filter(ticket=ticket), SUNDAY) == expected(ticket)


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three(
    number, open_ticket, department, ticket_type, django_assert_num_queries
):
    for count in range(number):
        other = factories.department(f"d{count}", fa=f"د{count}", usual_answer_minutes=10)
        ticket_type.departments.add(other)
        open_ticket(department=other)
    tickets = list(Ticket.objects.with_row_details())
    with django_assert_num_queries(6):
        expectations(tickets)
