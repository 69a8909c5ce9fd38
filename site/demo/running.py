"""The site as `make run` starts it, with the demo, in a folder that is thrown away."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 900  # seconds: the demo is loaded first, and the machine may be busy
# Nothing else goes along, so that it cannot reach the database of whoever starts it.
ENVIRONMENT = ("PATH", "HOME", "LANG", "TMPDIR", "DEMO_PASSWORD")


@contextmanager
def own_site():
    """Its address, on a free port of this machine; it ends with the block."""
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="support-desk-") as folder:
        port = _free_port()
        with running(environment | {"VAR_DIR": folder, "PORT": str(port)}):
            yield f"http://127.0.0.1:{port}"


@contextmanager
def running(environment):
    """The process of a site that answers at PORT of this environment and keeps everything in its VAR_DIR."""
    log = Path(environment["VAR_DIR"], "site.log")
    with log.open("w") as lines:
        popen = subprocess.Popen(  # noqa: S603
            [sys.executable, str(ROOT / "site" / "run.py")],
            cwd=ROOT,
            env=environment,
            stdout=lines,
            stderr=lines,
        )
    try:
        _wait_until_ready(popen, int(environment["PORT"]), log)
        yield popen
    finally:
        popen.terminate()
        popen.wait()


def _wait_until_ready(popen, port, log):
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and popen.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"The site did not start:\n{log.read_text()[-2000:]}")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
