"""One verb for many tickets: each is changed and ticked off together, so that nothing is done twice."""

import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from support_plugin.models import BulkItem, BulkRun, CannedReply, Event, Ticket
from support_plugin.tickets import actions, bulk
from tests import factories


@pytest.fixture
def many(ticket):
    return lambda count: factories.copies_of(ticket, count)


def skipped(run):
    return {
        (item.ticket.reference, item.code, bool(item.reason)) for item in run.items.filter(state="skipped")
    }


@pytest.mark.django_db
def test_of_a_hundred_three_are_skipped_and_say_why(many, lead, agent, other_department, other_type):
    tickets = list(many(100))
    actions.close(tickets[0], by=lead)
    actions.resolve(tickets[1], by=lead)
    foreign = factories.department("secret", fa="محرمانه", en="Secret")
    Ticket.objects.filter(pk=tickets[2].pk).update(department=foreign)
    run = bulk.start(
        "transfer",
        [ticket.pk for ticket in tickets],
        by=lead,
        department=other_department.pk,
        ticket_type=other_type.pk,
    )
    assert run.is_finished
    assert run.counts() == {"pending": 0, "done": 97, "skipped": 3}
    assert skipped(run) == {
        (tickets[0].reference, "ticket_is_closed", True),
        (tickets[1].reference, "ticket_is_resolved", True),
        (tickets[2].reference, "not_found", True),
    }
    lines = Event.objects.filter(kind="transferred").values_list("ticket", flat=True)
    assert sorted(lines) == sorted(ticket.pk for ticket in tickets[3:])


@pytest.mark.django_db
def test_the_same_key_is_the_same_run(many, agent):
    key, tickets = uuid.uuid4(), many(2)
    runs = {bulk.start("priority", tickets, by=agent, key=key, priority="high").pk for _each in range(2)}
    assert len(runs) == 1
    assert Event.objects.filter(kind="priority_set").count() == 2


@pytest.mark.django_db
def test_rights_are_asked_when_it_is_done(many, agent):
    run = BulkRun.objects.create(
        actor=agent, verb="priority", facts={"priority": "high"}, language="en", total=1
    )
    BulkItem.objects.create(run=run, ticket=many(1)[0])
    agent.department_memberships.all().delete()
    bulk.go_on(run.pk)
    assert [code for _number, code, _reason in skipped(run)] == ["not_found"]
    assert not Event.objects.filter(kind="priority_set").exists()


@pytest.mark.django_db
def test_one_that_breaks_holds_up_none_of_the_others(many, agent, monkeypatch):
    tickets = list(many(3))

    def breaks(ticket, facts, by):
        if ticket.pk == tickets[1].pk:
            raise RuntimeError("broken")
        actions.set_priority(ticket, "high", by=by)

    monkeypatch.setitem(bulk.VERBS, "priority", breaks)
    run = bulk.start("priority", [ticket.pk for ticket in tickets], by=agent, priority="high")
    assert run.counts() == {"pending": 0, "done": 2, "skipped": 1}
    assert skipped(run) == {(tickets[1].reference, "failed", True)}


@pytest.mark.django_db
def test_a_run_whose_worker_fell_silent_is_taken_up(settings, many, agent):
    run = BulkRun.objects.create(
        actor=agent, verb="priority", facts={"priority": "high"}, language="en", total=1
    )
    BulkItem.objects.create(run=run, ticket=many(1)[0])
    assert bulk.take_up_stale() == 0
    assert bulk.take_up_stale(timezone.now() + timedelta(minutes=6)) == 1


@pytest.mark.django_db
def test_a_database_in_trouble_leaves_the_order_to_be_taken_up(many, agent, monkeypatch):
    def is_locked(ticket, facts, by):
        raise OperationalError("database is locked")

    with monkeypatch.context() as trouble:
        trouble.setitem(bulk.VERBS, "priority", is_locked)
        run = bulk.start("priority", many(2), by=agent, priority="high")
    assert (run.is_finished, run.counts()["pending"]) == (False, 2)
    assert bulk.take_up_stale(timezone.now() + timedelta(minutes=6)) == 1
    run.refresh_from_db()
    assert (run.is_finished, run.counts()["done"]) == (True, 2)


@pytest.mark.django_db
def test_a_ticket_that_bears_the_answering_time_is_answered_with_it(many, agent, department, ticket_type):
    text = CannedReply.objects.create(name="دریافت شد", body="{answer_time}")
    known, unknown = many(2)
    Ticket.objects.filter(pk=unknown.pk).update(language="en")
    run = bulk.start(
        "canned",
        [known.pk, unknown.pk],
        by=agent,
        canned=text.pk,
        answer_times={bulk.answer_time_key(known): "معمولاً در نیم ساعت"},
    )
    assert known.messages.get().body == "<p>معمولاً در نیم ساعت</p>"
    assert skipped(run) == {(unknown.reference, "placeholders_unfilled", True)}
