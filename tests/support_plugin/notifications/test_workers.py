"""Workers are killed at every step and race each other: nothing is lost, and what comes twice is the same message."""

import os
import signal
import subprocess
import sys
import textwrap
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from support_plugin.models import Delivery
from tests.house.project import ROOT
from tests.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

# A worker's round in a process of its own, which may kill itself at a step.
WORKER = textwrap.dedent(
    """
    import os, signal, sys
    sys.path[:0] = [{root!r}, {site!r}]
    import django
    django.setup()
    from django.conf import settings
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", {port}, 5
    from support_plugin.notifications import sending
    from support_plugin.notifications.channels.email import EmailChannel

    def dies(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    def sends_and_dies(self, message):
        hand_over(self, message)
        dies()

    hand_over = EmailChannel._hand_over
    match sys.argv[1]:
        case "before send":
            EmailChannel._hand_over = dies
        case "after send":
            EmailChannel._hand_over = sends_and_dies
        case "before mark":
            sending._mark = dies
    sending.drain()
    """
)


@pytest.fixture
def server():
    with MailServer() as server:
        yield server


@pytest.fixture
def write(ticket, customer):
    Delivery.objects.all().delete()

    def _write(count):
        facts = {"kind": "answered", "channel": "email", "ticket": ticket, "recipient": customer}
        Delivery.objects.bulk_create(Delivery(**facts, due_at=timezone.now()) for _number in range(count))
        return {f"<{uuid}@127.0.0.1>" for uuid in Delivery.objects.values_list("uuid", flat=True)}

    return _write


@pytest.fixture
def start(server, tmp_path):
    """Starts a worker on the database of the test."""
    script = tmp_path / "worker.py"
    script.write_text(WORKER.format(root=str(ROOT), site=str(ROOT / "site"), port=server.port))

    def _start(step=""):
        environment = os.environ | {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "VAR_DIR": str(tmp_path / "var"),
        }
        return subprocess.Popen([sys.executable, script, step], env=environment)

    return _start


def database_url():
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    user = f"{facts['USER']}:{facts['PASSWORD']}@" if facts["PASSWORD"] else f"{facts['USER']}@"
    return f"postgres://{user}{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"


@pytest.mark.parametrize(
    ("step", "copies"), [("before send", 1), ("after send", 2), ("before mark", 2)], ids=str
)
def test_a_worker_that_is_killed_loses_nothing(step, copies, start, server, write):
    letters = write(1)
    assert start(step).wait(timeout=60) == -signal.SIGKILL
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == ("pending", 1)
    # Its lease runs out.
    Delivery.objects.update(leased_until=timezone.now())
    assert start().wait(timeout=60) == 0
    assert Delivery.objects.get().state == "sent"
    assert Counter(server.box.message_ids) == dict.fromkeys(letters, copies)


def test_two_workers_race_over_five_hundred_letters(start, server, write):
    letters = write(500)
    workers = [start(), start()]
    assert [worker.wait(timeout=120) for worker in workers] == [0, 0]
    assert set(Delivery.objects.values_list("state", "tries")) == {("sent", 1)}
    assert Counter(server.box.message_ids) == dict.fromkeys(letters, 1)
