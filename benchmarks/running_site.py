"""The site as `make run` starts it, in a folder that is thrown away, with a meter on each of its processes."""

import http.client
import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from tests.mail_server import free_port

ROOT = Path(__file__).resolve().parents[1]
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
# Any value: cookie and header must agree.
CSRF_TOKEN = "x" * 32


class Site:
    """A running site: `port`, and what its processes have used of the processor."""

    def __init__(self, popen, port):
        self.popen, self.port = popen, port

    def processor_time(self, name):
        """Seconds that "web", "worker" or "tick" and all they started have used, those that ended too."""
        known = {"web": "granian", "worker": "db_worker", "tick": "support_tick"}[name]
        tops = [pid for pid in _children()[self.popen.pid] if known in _command(pid)]
        return sum(_seconds_of_tree(pid) for pid in tops)


class Visitor:
    """Somebody with a session, on one connection that stays open."""

    def __init__(self, site, session_key):
        self.connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=120)
        self.headers = {
            "Cookie": f"sessionid={session_key}; csrftoken={CSRF_TOKEN}",
            "X-CSRFToken": CSRF_TOKEN,
        }

    def get(self, path):
        return self._ask("GET", path, None, self.headers)

    def post(self, path, data):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(data), self.headers | kind)

    def _ask(self, method, path, body, headers):
        """`(status, text)`."""
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode()


@contextmanager
def running_site(**environment):
    """Starts the site and sets Django up in this process on the same database. Ends with the block."""
    with tempfile.TemporaryDirectory(prefix="support-desk-bench-") as folder:
        port = free_port()
        os.environ.pop("DATABASE_URL", None)
        os.environ |= environment | {
            "VAR_DIR": folder,
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }
        sys.path.insert(0, str(ROOT / "site"))
        from demo.running import running

        with running(dict(os.environ)) as popen:
            import django

            django.setup()
            yield Site(popen, port)


def _children():
    """`{pid: pids it started}` of everything that runs."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            found.setdefault(int(stat[1]), []).append(int(entry.name))
    return found


def _seconds_of_tree(top):
    children, waiting, ticks = _children(), [top], 0
    while waiting:
        pid = waiting.pop()
        if stat := _stat(pid):
            # Its own time in both modes, and that of children which have ended.
            ticks += sum(int(value) for value in stat[11:15])
        waiting += children.get(pid, [])
    return ticks / TICKS_PER_SECOND


def _stat(pid):
    """The fields of /proc/<pid>/stat from the state on; None where it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""
