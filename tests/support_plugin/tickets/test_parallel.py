"""Many at once: the lock decides, on SQLite and on PostgreSQL alike."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from support_plugin.models import BulkItem, BulkRun, Event, Message, Ticket
from support_plugin.tickets import actions, bulk, errors
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run the calls in threads that start together; answer results and raised TicketErrors in order."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except errors.TicketError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_one_key_sent_twenty_times_at_once_is_one_ticket(open_ticket):
    key = uuid.uuid4()
    tickets = at_once(*[lambda: open_ticket(submission_key=key, despite_similar=False)] * 20)
    assert len({ticket.pk for ticket in tickets}) == 1
    assert (Ticket.objects.count(), Message.objects.count(), Event.objects.count()) == (1, 1, 1)


def test_twenty_different_submissions_at_once_are_twenty_tickets(open_ticket):
    tickets = at_once(*[open_ticket] * 20)
    assert len({ticket.reference for ticket in tickets}) == 20


def test_the_same_subject_sent_at_once_under_different_keys_is_one_ticket(open_ticket):
    results = at_once(*[lambda: open_ticket(despite_similar=False)] * 5)
    assert Ticket.objects.count() == 1
    assert sum(isinstance(result, errors.SimilarTicketOpen) for result in results) == 4


def test_of_two_agents_taking_at_once_one_wins_and_the_other_is_told_who(open_ticket, agent, colleague):
    for _round in range(5):
        ticket = open_ticket()
        results = at_once(
            *[
                lambda person=person, pk=ticket.pk: actions.take(Ticket.objects.get(pk=pk), by=person)
                for person in (agent, colleague)
            ]
        )
        (loser,) = [result for result in results if isinstance(result, errors.AlreadyTaken)]
        ticket.refresh_from_db()
        assert loser.agent == ticket.assignee.get_full_name()
        assert ticket.events.filter(kind="taken").count() == 1


def test_a_reply_and_a_closing_at_once_lose_nothing(open_ticket, customer, agent):
    for _round in range(5):
        ticket = open_ticket()
        at_once(
            lambda pk=ticket.pk: actions.reply(Ticket.objects.get(pk=pk), "یک نکته", by=customer),
            lambda pk=ticket.pk: actions.close(Ticket.objects.get(pk=pk), by=agent),
        )
        ticket.refresh_from_db()
        kinds = list(ticket.events.values_list("kind", flat=True))
        assert sorted(kinds) == ["closed", "opened", "replied"]
        assert ticket.status == ("open" if kinds[-1] == "replied" else "closed")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="On SQLite one writer at a time is the lock")
def test_two_hundred_tickets_taken_at_once_have_one_winner_each(ticket, agent, colleague, lead):
    people = (agent, colleague, lead)
    tickets = factories.copies_of(ticket, 200)
    keys = list(tickets.values_list("pk", flat=True))
    together = Barrier(len(people), timeout=30)

    def take_all(person):
        lost = []
        for key in keys:
            mine = Ticket.objects.get(pk=key)
            together.wait()
            try:
                actions.take(mine, by=person)
            except errors.AlreadyTaken as error:
                lost.append((key, error.agent))
        return lost

    lost = sum(at_once(*[lambda person=person: take_all(person) for person in people]), [])
    winners = {each.pk: each.assignee.get_full_name() for each in tickets.select_related("assignee")}
    assert sorted(lost) == sorted((key, winners[key]) for key in keys for _loser in range(2))
    taken = Event.objects.filter(kind="taken").values_list("ticket", "actor")
    assert sorted(taken) == sorted(tickets.values_list("pk", "assignee"))


def test_a_bulk_action_ordered_five_times_at_once_is_one(ticket, agent):
    key, tickets = uuid.uuid4(), factories.copies_of(ticket, 5)
    runs = at_once(*[lambda: bulk.start("priority", tickets.all(), by=agent, key=key, priority="high")] * 5)
    assert len({run.pk for run in runs}) == 1
    assert Event.objects.filter(kind="priority_set").count() == 5


def test_three_workers_on_one_bulk_action_do_nothing_twice(ticket, agent):
    tickets = factories.copies_of(ticket, 60)
    run = BulkRun.objects.create(actor=agent, verb="priority", facts={"priority": "high"}, language="fa")
    BulkItem.objects.bulk_create([BulkItem(run=run, ticket=each) for each in tickets])
    at_once(*[lambda: bulk.go_on(run.pk)] * 3)
    changed = Event.objects.filter(kind="priority_set").values_list("ticket", flat=True)
    assert sorted(changed) == sorted(each.pk for each in tickets)
    assert BulkRun.objects.get().is_finished
