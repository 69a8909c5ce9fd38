"""One verb for many tickets: each is changed and ticked off together, so that nothing is done twice."""

import os
import signal
import subprocess
import sys
import textwrap
import time
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from support_plugin.models import BulkItem, BulkRun, Event, Ticket
from support_plugin.tickets import actions, bulk
from tests import factories
from tests.house.project import ROOT

WORKER = textwrap.dedent(
    """
    import sys
    sys.path[:0] = [{root!r}, {site!r}]
    import django
    django.setup()
    from support_plugin.tickets import bulk
    bulk.go_on(int(sys.argv[1]))
    """
)


@pytest.fixture
def many(ticket):
    """Copies of a ticket; how many is said."""

    def _many(count):
        rows = []
        for number in range(count):
            row = Ticket.objects.get(pk=ticket.pk)
            row.pk, row.submission_key, row.reference = None, uuid.uuid4(), str(20_000_000 + number)
            rows.append(row)
        Ticket.objects.bulk_create(rows)
        return Ticket.objects.exclude(pk=ticket.pk)

    return _many


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


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_undone_and_nothing_is_done_twice(many, agent, tmp_path):
    tickets = many(300)
    run = BulkRun.objects.create(
        actor=agent, verb="priority", facts={"priority": "high"}, language="en", total=300
    )
    BulkItem.objects.bulk_create([BulkItem(run=run, ticket=ticket) for ticket in tickets])
    script = tmp_path / "worker.py"
    script.write_text(WORKER.format(root=str(ROOT), site=str(ROOT / "site")))
    for least in (20, 60):
        worker = subprocess.Popen([sys.executable, script, str(run.pk)], env=environment())
        wait_until(lambda least=least: run.counts()["done"] >= least)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert 0 < run.counts()["pending"] < 300
    bulk.go_on(run.pk)
    assert run.counts() == {"pending": 0, "done": 300, "skipped": 0}
    changed = list(Event.objects.filter(kind="priority_set").values_list("ticket", flat=True))
    assert len(changed) == len(set(changed)) == 300
    assert BulkRun.objects.get().is_finished


def wait_until(question, seconds=60):
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end
        time.sleep(0.02)


def environment():
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{settings['NAME']}"
    else:
        who = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
        url = f"postgres://{who}@{settings['HOST'] or '127.0.0.1'}:{settings['PORT'] or 5432}/{settings['NAME']}"
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
