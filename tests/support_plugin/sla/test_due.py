"""What the clock alone brings: each warning and each miss once, whatever ticks how often."""

import threading

import pytest
from django.db import connection

from support_plugin.sla import due
from support_plugin.sla.due import do_what_is_due
from support_plugin.sla.models import Deadline
from support_plugin.tickets import actions
from support_plugin.tickets.due import do_what_is_due as do_promises
from support_plugin.tickets.models import Event
from support_plugin.tickets.sentences import sentence
from support_plugin.tickets.signals import ticket_changing

Kind = Event.Kind


def tick(watch):
    do_promises(watch.now)
    done = do_what_is_due(watch.now)
    return done["due_soon"], done["overdue"]


def told(ticket):
    return [
        (event.kind, event.data["target"])
        for event in ticket.events.filter(kind__in=[Kind.DUE_SOON, Kind.OVERDUE])
    ]


@pytest.fixture
def ticket(watch, policy, open_ticket):
    policy(first_reply_minutes=60, update_minutes=None)
    return open_ticket()


def test_agents_are_warned_once_and_told_once(watch, ticket):
    assert tick(watch) == (0, 0)
    watch.forward(31)
    assert tick(watch) == (1, 0)
    assert tick(watch) == (0, 0)
    watch.forward(30)
    assert tick(watch) == (0, 1)
    assert tick(watch) == (0, 0)
    assert told(ticket) == [(Kind.DUE_SOON, "first_reply"), (Kind.OVERDUE, "first_reply")]


def test_the_line_says_what_was_due_and_when_and_nobody_did_it(watch, ticket):
    watch.forward(90)
    tick(watch)
    event = ticket.events.get(kind=Kind.OVERDUE)
    assert event.actor is None
    assert event.data == {"target": "first_reply", "due": ticket.due_at.isoformat()}


def test_what_is_late_already_is_not_announced_as_due_soon(watch, ticket):
    watch.forward(61)
    assert tick(watch) == (0, 1)
    assert told(ticket) == [(Kind.OVERDUE, "first_reply")]


def test_a_short_target_is_not_announced_the_moment_it_begins(watch, policy, open_ticket):
    policy(first_reply_minutes=20, update_minutes=None, resolution_minutes=None)
    open_ticket()
    watch.forward(9)
    assert tick(watch) == (0, 0)
    watch.forward(1)
    assert tick(watch) == (1, 0)


def test_one_ticket_that_cannot_be_written_to_stops_nobody(watch, policy, open_ticket):
    policy(update_minutes=None, resolution_minutes=None)
    poisoned, other = open_ticket(), open_ticket()

    def refuse(sender, event, **kwargs):
        if event.ticket_id == poisoned.pk:
            raise RuntimeError("a host's listener")

    watch.forward(31)
    ticket_changing.connect(refuse)
    try:
        assert tick(watch) == (0, 1)
    finally:
        ticket_changing.disconnect(refuse)
    assert told(other) == [(Kind.OVERDUE, "first_reply")]
    assert told(poisoned) == []


def test_one_job_that_fails_stops_no_other(watch, ticket, monkeypatch):
    def fail(now):
        raise RuntimeError("no table")

    monkeypatch.setattr("support_plugin.sla.due.holidays.seed_missing_years", fail)
    watch.forward(61)
    assert tick(watch) == (0, 1)


def test_how_early_agents_are_warned_is_a_setting(watch, ticket, settings):
    settings.SUPPORT_DUE_SOON_MINUTES = 5
    watch.forward(50)
    assert tick(watch) == (0, 0)
    watch.forward(6)
    assert tick(watch) == (1, 0)


def test_an_answered_ticket_is_never_late(watch, ticket, agent):
    watch.forward(59)
    actions.reply(ticket, "پاسخ", by=agent)
    watch.forward(3000)
    assert tick(watch) == (0, 0)


def test_every_question_is_told_of_anew(watch, ticket, agent, customer):
    for _number in range(2):
        actions.reply(ticket, "پاسخ", by=agent)
        actions.reply(ticket, "سؤال", by=customer)
        watch.forward(31)
        tick(watch)
    assert told(ticket).count((Kind.OVERDUE, "next_reply")) == 2


def test_a_promise_that_comes_is_told_once_by_its_own_line(watch, ticket, agent):
    actions.hold(ticket, watch.at(14), "تا دو", by=agent)
    watch.now = watch.at(13, 45)
    assert tick(watch) == (1, 0)
    watch.now = watch.at(14, 1)
    assert tick(watch) == (0, 0)
    assert ticket.events.filter(kind=Kind.PROMISE_DUE).count() == 1
    watch.forward(5)
    assert tick(watch) == (0, 0)
    assert (Kind.OVERDUE, "update") not in told(ticket)


def test_a_promise_is_told_of_although_the_customer_wrote_meanwhile(watch, ticket, agent, customer):
    actions.hold(ticket, watch.at(12, 50), "تا یک ربع دیگر", by=agent)
    actions.reply(ticket, "منتظرم", by=customer)
    watch.now = watch.at(12, 51)
    tick(watch)
    assert (Kind.OVERDUE, "update") in told(ticket)


def test_counting_anew_remembers_who_was_told(watch, ticket):
    from support_plugin.sla.deadlines import count_anew

    watch.forward(61)
    tick(watch)
    count_anew([ticket])
    assert tick(watch) == (0, 0)
    assert ticket.deadlines.get(target="first_reply").overdue_at == watch.now


def test_only_the_desk_reads_of_it(watch, ticket):
    watch.forward(61)
    tick(watch)
    event = ticket.events.get(kind=Kind.OVERDUE)
    assert sentence(event, "customer") == ""
    assert event.kind not in Event.PUBLIC_KINDS


@pytest.mark.parametrize("number", [1, 3])
def test_a_tick_with_nothing_due_costs_the_same_for_one_ticket_and_for_three(
    number, watch, policy, open_ticket, django_assert_num_queries
):
    policy()
    for _number in range(number):
        open_ticket()
    watch.forward(20)
    do_what_is_due(watch.now)
    watch.forward(1)

    with django_assert_num_queries(2):
        due._tell_overdue(watch.now)
        due._tell_due_soon(watch.now)


@pytest.mark.django_db(transaction=True)
def test_of_ticks_at_the_same_time_one_tells(watch, policy, open_ticket):
    policy(update_minutes=None)
    tickets = [open_ticket() for _number in range(3)]
    watch.forward(31)
    begin = threading.Barrier(3)
    counts = []

    def run():
        begin.wait()
        try:
            counts.append(do_what_is_due(watch.now)["overdue"])
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == len(tickets)
    for ticket in tickets:
        assert told(ticket) == [(Kind.OVERDUE, "first_reply")]
    assert Deadline.objects.filter(overdue_at=watch.now).count() == len(tickets)
