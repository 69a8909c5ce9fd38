"""Open tickets are counted anew in the background: all of them, once, from wherever it was interrupted."""

from datetime import timedelta

import pytest
from django.db import OperationalError, transaction

from support_plugin.models import Ticket
from support_plugin.sla import recalculation
from support_plugin.sla.deadlines import count_anew
from support_plugin.sla.due import do_what_is_due
from support_plugin.sla.models import AnswerTime, Deadline, FirstAnswer, Policy, Recalculation
from support_plugin.tickets import actions


@pytest.fixture
def tickets(watch, open_ticket):
    return [open_ticket() for _number in range(3)]


def dues():
    return set(Ticket.objects.values_list("due_at", flat=True))


def begun(**columns):
    """A recalculation that nobody works on."""
    return Recalculation.objects.create(**columns)


def test_a_policy_that_was_confirmed_counts_for_the_tickets_that_are_open(
    watch, tickets, policy, admin, django_capture_on_commit_callbacks
):
    policy()
    with django_capture_on_commit_callbacks(execute=True):
        row = recalculation.start(admin)
        assert dues() == {None}
    row.refresh_from_db()
    assert dues() == {watch.at(12, 30)}
    assert (row.done, row.total, row.started_by) == (3, 3, admin)
    assert row.finished_at


def test_a_finished_ticket_stays_as_it_is(watch, tickets, policy, agent):
    actions.resolve(tickets[0], by=agent)
    policy()
    recalculation.run(begun().pk)
    assert Ticket.objects.filter(due_at=None).get() == tickets[0]
    assert Recalculation.objects.get().done == 2


def test_it_goes_through_all_batches(watch, tickets, policy, monkeypatch):
    monkeypatch.setattr(recalculation, "BATCH", 2)
    policy()
    row = begun()
    assert recalculation._step(row.pk)
    row.refresh_from_db()
    assert (row.done, row.total, row.reached, row.finished_at) == (2, 3, tickets[1].pk, None)
    recalculation.run(row.pk)
    assert dues() == {watch.at(12, 30)}


def test_whoever_takes_it_up_goes_on_where_it_was_left(watch, tickets, policy, monkeypatch):
    monkeypatch.setattr(recalculation, "BATCH", 1)
    policy()
    row = begun()
    recalculation._step(row.pk)
    counted = []
    monkeypatch.setattr(
        recalculation, "count_anew", lambda batch, *rest: counted.extend(ticket.pk for ticket in batch)
    )
    watch.forward(9)
    assert recalculation.take_up_stale(watch.now) == 0
    watch.forward(2)
    assert recalculation.take_up_stale(watch.now) == 1
    assert counted == [ticket.pk for ticket in tickets[1:]]
    assert recalculation.take_up_stale(watch.now) == 0


def test_a_step_that_is_interrupted_is_done_again_whole(watch, tickets, policy, monkeypatch):
    policy()
    row = begun()

    def fail(*args):
        count_anew(*args)
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(recalculation, "count_anew", fail)
        with pytest.raises(OperationalError):
            recalculation.run(row.pk)
    row.refresh_from_db()
    assert (row.done, row.finished_at) == (0, None)
    assert dues() == {None}
    recalculation.run(row.pk)
    assert dues() == {watch.at(12, 30)}


def test_one_ticket_that_cannot_be_counted_stops_nobody(watch, tickets, policy, monkeypatch):
    policy()
    row = begun()

    def choke(batch, *rest):
        if tickets[1] in batch:
            raise ValueError("a fact that is no date")
        count_anew(batch, *rest)

    monkeypatch.setattr(recalculation, "count_anew", choke)
    recalculation.run(row.pk)
    assert Recalculation.objects.get().finished_at
    assert [ticket.due_at for ticket in Ticket.objects.order_by("pk")] == [
        watch.at(12, 30),
        None,
        watch.at(12, 30),
    ]


def test_a_policy_that_is_switched_on_writes_to_nobody_about_old_tickets(watch, tickets, policy):
    watch.forward(120)
    policy()
    recalculation.run(begun().pk)
    assert dues() == {watch.at(12, 30)}
    assert do_what_is_due(watch.now)["overdue"] == 0
    assert Deadline.objects.filter(target="first_reply").exclude(overdue_at=watch.now).count() == 0


def test_what_was_due_before_is_told_of_though_it_was_counted_anew(watch, policy, open_ticket):
    policy(update_minutes=None, resolution_minutes=None)
    open_ticket()
    watch.forward(31)
    recalculation.run(begun().pk)
    assert do_what_is_due(watch.now)["overdue"] == 1


def test_a_newer_one_takes_its_place(watch, tickets, policy):
    policy()
    old, new = begun(), begun()
    recalculation.run(old.pk)
    old.refresh_from_db()
    assert old.finished_at
    assert old.done == 0
    assert dues() == {None}
    recalculation.run(new.pk)
    assert dues() == {watch.at(12, 30)}


def test_a_change_that_is_taken_back_starts_nothing(watch, tickets, policy, monkeypatch):
    ran = []
    monkeypatch.setattr(recalculation, "run", ran.append)
    with pytest.raises(RuntimeError), transaction.atomic():
        recalculation.start()
        raise RuntimeError
    assert not ran
    assert not Recalculation.objects.exists()


def test_where_no_policy_is_left_nothing_is_due(watch, tickets, policy):
    policy()
    recalculation.run(begun().pk)
    Policy.objects.update(is_active=False)
    recalculation.run(begun().pk)
    assert dues() == {None}


@pytest.mark.parametrize(("hours_changed", "left"), [(True, 0), (False, 1)])
def test_where_working_hours_changed_answering_times_are_measured_anew(
    hours_changed, left, watch, ticket, agent
):
    FirstAnswer.objects.create(
        ticket=ticket,
        department=ticket.department,
        ticket_type=ticket.ticket_type,
        answered_at=watch.now,
        minutes=5,
    )
    AnswerTime.objects.create(
        department=ticket.department, count=1, median=5, ninth_decile=5, measured_at=watch.now
    )
    recalculation.start(hours_changed=hours_changed)
    assert FirstAnswer.objects.count() == left
    is_stale = AnswerTime.objects.get().measured_at < watch.now - timedelta(hours=1)
    assert is_stale is hours_changed


@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_costs_the_same_for_one_ticket_and_for_three(
    number, watch, policy, open_ticket, agent, django_assert_max_num_queries
):
    for _number in range(number):
        actions.take(open_ticket(), by=agent)
    policy()
    row = begun()
    with django_assert_max_num_queries(20):
        recalculation._step(row.pk)
