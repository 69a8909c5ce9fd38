"""All that match are changed in the background: the worker is killed, and nothing is left undone or done twice."""

import os
import signal
import subprocess
import sys
import textwrap
import time
import uuid
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from support_plugin.models import BulkRun, Event, Ticket
from support_plugin.tickets.due import do_what_is_due
from tests import factories
from tests.house.project import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# `manage.py db_worker` with the settings of the suite, until there is nothing more to do.
WORKER = textwrap.dedent(
    """
    import sys
    sys.path[:0] = [{root!r}, {site!r}]
    import django
    from django.conf import settings
    settings.TASKS = {tasks!r}
    django.setup()
    from django.core.management import call_command
    call_command("db_worker", queue_name="*", batch=True, startup_delay=False, verbosity=0)
    """
)


@pytest.fixture
def start_worker(tmp_path):
    """Starts a worker on the database of the test."""
    script = tmp_path / "worker.py"
    script.write_text(WORKER.format(root=str(ROOT), site=str(ROOT / "site"), tasks=QUEUED))
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "VAR_DIR": str(tmp_path / "var"),
    }
    workers = []

    def start():
        workers.append(subprocess.Popen([sys.executable, script], env=environment))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def test_two_thousand_tickets_survive_killed_workers(start_worker, client, agent, ticket, settings):
    settings.TASKS = QUEUED
    tickets = factories.copies_of(ticket, 2000)
    Ticket.objects.exclude(pk=ticket.pk).update(assignee=agent)
    client.force_login(agent)
    response = client.post(
        reverse("support_desk:bulk_order", args=["release"]),
        {"all": "1", "query": "turn=unfinished&assignee=me", "key": str(uuid.uuid4())},
    )
    run = BulkRun.objects.get()
    assert response.url == reverse("support_desk:bulk_run", args=[run.uuid])
    assert progress(client, response.url) == (0, 2000)
    for least in (50, 150):
        worker = start_worker()
        wait_until(lambda least=least: run.counts()["done"] >= least)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        assert least <= progress(client, response.url)[0] < 2000
        # Nobody has heard of it for a while.
        BulkRun.objects.update(touched_at=timezone.now() - timedelta(minutes=6))
        assert do_what_is_due()["bulk actions"] == 1
    assert start_worker().wait(timeout=300) == 0
    page = BeautifulSoup(client.get(response.url).content, "html.parser").select_one("#bulk-run")
    assert (page.progress, page.h2.get_text()) == (None, "۲۰۰۰ تیکت به صف برگشت.")
    assert run.counts() == {"pending": 0, "done": 2000, "skipped": 0}
    released = Event.objects.filter(kind="released").values_list("ticket", flat=True)
    assert sorted(released) == sorted(tickets.values_list("pk", flat=True))


def progress(client, url):
    bar = BeautifulSoup(client.get(url).content, "html.parser").progress
    return int(bar["value"]), int(bar["max"])


def wait_until(question, seconds=120):
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end
        time.sleep(0.05)


def database_url():
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    user = f"{facts['USER']}:{facts['PASSWORD']}@" if facts["PASSWORD"] else f"{facts['USER']}@"
    return f"postgres://{user}{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
