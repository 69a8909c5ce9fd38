"""The clocks as they are kept with every change, and counted anew: the same."""

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError

from support_plugin.models import Ticket
from support_plugin.sla.deadlines import COLUMNS, count_anew, follow
from support_plugin.sla.models import Deadline, Policy, Target
from support_plugin.tickets import actions
from support_plugin.tickets.errors import TicketError
from support_plugin.tickets.models import Event


def clocks(ticket):
    """`{target: what is stored of it}`."""
    return {
        row.target: [row.policy_id, *(getattr(row, column) for column in COLUMNS)]
        for row in Deadline.objects.filter(ticket=ticket)
    }


def due(ticket):
    """What is due next, as stored; and what the instance in hand says is the same."""
    stored = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.due_at, ticket.due_target) == (stored.due_at, stored.due_target)
    return stored.due_at, stored.due_target


def test_filing_a_ticket_starts_its_clocks_in_working_hours(watch, policy, open_ticket):
    policy()
    watch.now = watch.at(16, 50)
    ticket = open_ticket()
    assert due(ticket) == (watch.at(8, 20, days=1), Target.FIRST_REPLY)
    assert set(clocks(ticket)) == {"first_reply", "resolution", "update"}


def test_clock_minutes_know_no_night(watch, policy, open_ticket):
    policy(hours=Policy.Hours.CLOCK)
    watch.now = watch.at(16, 50)
    assert due(open_ticket()) == (watch.at(17, 20), Target.FIRST_REPLY)


def test_while_it_is_the_customers_turn_nothing_is_due(watch, policy, open_ticket, agent, customer):
    policy()
    ticket = open_ticket()
    watch.forward(10)
    actions.reply(ticket, "پاسخ", by=agent)
    assert due(ticket) == (None, "")
    watch.forward(60)
    actions.reply(ticket, "سؤال دیگر", by=customer)
    assert due(ticket) == (watch.at(13, 40), Target.NEXT_REPLY)


def test_a_promise_is_what_is_due(watch, open_ticket, agent, customer):
    ticket = open_ticket()
    until = watch.at(16, days=1)
    actions.hold(ticket, until, "تا فردا", by=agent)
    assert due(ticket) == (until, Target.UPDATE)
    actions.reply(ticket, "ممنون", by=customer)
    assert due(ticket) == (until, Target.UPDATE)
    actions.resolve(ticket, by=agent)
    assert due(ticket) == (None, "")
    assert not Deadline.objects.exists()


def test_another_priority_counts_by_another_policy(watch, policy, open_ticket, agent):
    urgent = policy(priority="urgent", first_reply_minutes=10)
    rest = policy()
    ticket = open_ticket()
    assert {row.policy for row in ticket.deadlines.all()} == {rest}
    watch.forward(5)
    actions.set_priority(ticket, "urgent", by=agent)
    assert due(ticket) == (watch.at(12, 10), Target.FIRST_REPLY)
    assert {row.policy for row in ticket.deadlines.all()} == {urgent}


def test_another_department_counts_by_another_policy(
    watch, policy, open_ticket, lead, department, other_department, other_type
):
    policy(department=department)
    ticket = open_ticket()
    assert due(ticket) == (watch.at(12, 30), Target.FIRST_REPLY)
    actions.transfer(ticket, other_department, by=lead, ticket_type=other_type)
    assert due(ticket) == (None, "")
    assert not Deadline.objects.exists()


def test_a_ticket_opened_again_counts_by_todays_policy(watch, policy, open_ticket, agent, customer):
    old = policy()
    ticket = open_ticket()
    actions.resolve(ticket, by=agent)
    Policy.objects.filter(pk=old.pk).update(resolution_minutes=600, first_reply_minutes=None)
    watch.forward(60)
    actions.reopen(ticket, by=customer)
    assert ticket.deadlines.get(target="resolution").due_at == watch.at(14, days=1)
    assert not ticket.deadlines.filter(target="first_reply").exists()


def test_a_target_taken_out_a_moment_ago_breaks_nothing(watch, policy, open_ticket, agent, customer):
    row = policy()
    ticket = open_ticket()
    actions.wait(ticket, by=agent)
    Policy.objects.filter(pk=row.pk).update(resolution_minutes=None, update_minutes=None)
    actions.reply(ticket, "پاسخ", by=customer)
    assert set(clocks(ticket)) == {"first_reply"}


def test_a_policy_that_is_gone_leaves_no_clock_behind(watch, policy, open_ticket, agent):
    row = policy()
    ticket = open_ticket()
    row.delete()
    actions.resolve(ticket, by=agent)
    assert due(ticket) == (None, "")
    assert not Deadline.objects.exists()


def test_a_change_that_is_refused_moves_no_clock(watch, policy, ticket, agent, stranger):
    policy()
    with pytest.raises(TicketError):
        actions.reply(ticket, "پاسخ", by=stranger)
    assert not Deadline.objects.exists()


def test_a_clock_that_fails_takes_the_change_back(watch, policy, open_ticket, monkeypatch):
    policy()

    def fail(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr("support_plugin.sla.deadlines._save", fail)
    with pytest.raises(IntegrityError):
        open_ticket()
    assert not Ticket.objects.exists()


def test_what_clocks_do_is_no_change_of_the_ticket(watch, policy, open_ticket):
    policy()
    ticket = open_ticket()
    watch.forward(5)
    count_anew([ticket])
    assert ticket.updated_at == watch.at(12)


@pytest.mark.parametrize(
    ("kind", "facts", "statements"),
    [
        (Event.Kind.NOTED, {}, 0),
        (Event.Kind.TAKEN, {}, 0),
        (Event.Kind.OPENED, {}, 1),
        (Event.Kind.REPLIED, {"side": "team"}, 1),
        (Event.Kind.RESOLVED, {"side": "team"}, 1),
        # What another policy may have left is looked for.
        (Event.Kind.PRIORITY_SET, {}, 2),
        (Event.Kind.REOPENED, {"side": "team"}, 2),
    ],
)
def test_where_no_policy_is_active_a_line_of_the_timeline_costs_one_look(
    kind, facts, statements, ticket, django_assert_num_queries
):
    line = ticket.events.create(kind=kind, data=facts)
    with django_assert_num_queries(statements):
        follow(line)


def test_where_a_policy_counts_an_answer_costs_few_statements(
    watch, policy, ticket, open_ticket, django_assert_max_num_queries
):
    policy()
    ticket = open_ticket()
    ticket = Ticket.objects.select_related("department").get(pk=ticket.pk)
    line = ticket.events.create(kind=Event.Kind.REPLIED, data={"side": "team"})
    # The policies, the clocks, the calendar (up to four), and two writes.
    with django_assert_max_num_queries(8):
        follow(line)


@pytest.mark.parametrize("chance", range(12))
@pytest.mark.parametrize("has_update", [True, False])
def test_kept_line_by_line_and_counted_anew_are_the_same(
    chance, has_update, watch, policy, open_ticket, agent, customer, lead
):
    policy(priority="urgent", hours=Policy.Hours.CLOCK, first_reply_minutes=5)
    policy(update_minutes=60 if has_update else None)
    draw = random.Random(chance)  # noqa: S311
    ticket = open_ticket()
    verbs = [
        lambda: actions.reply(ticket, "پاسخ", by=agent),
        lambda: actions.reply(ticket, "سؤال", by=customer),
        lambda: actions.wait(ticket, by=agent),
        lambda: actions.hold(ticket, watch.now + timedelta(hours=draw.randint(1, 30)), "صبر", by=agent),
        lambda: actions.remind_of_promise(ticket),
        lambda: actions.set_priority(ticket, draw.choice(["urgent", "normal"]), by=agent),
        lambda: actions.take(ticket, by=agent),
        lambda: actions.resolve(ticket, by=draw.choice([agent, customer])),
        lambda: actions.reopen(ticket, by=draw.choice([agent, customer])),
    ]
    for _number in range(14):
        watch.forward(draw.randint(0, 400))
        try:
            draw.choice(verbs)()
        except TicketError:
            continue
        kept, kept_due = clocks(ticket), due(ticket)
        count_anew([ticket])
        assert clocks(ticket) == kept
        assert due(ticket) == kept_due
