"""The supervisor of `make run`: however it ends, nothing is left behind; what has run is started again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .project import ROOT, environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Asks Linux which processes are there.")

# Two commands that never end by themselves; the second has a child of its own and minds it, as a web server does.
SUPERVISOR = """
import sys
sys.path.insert(0, {site!r})
import processes
processes.RUNS_AFTER = 0.5
commands = {{"simple": ["sleep", "600"], "parent": ["sh", "-c", "trap 'kill $!' TERM; sleep 601 & wait"]}}
commands |= {{name: ["sh", "-c", "exit 3"] for name in sys.argv[1:]}}
sys.exit(processes.run(commands))
"""


def running(mark):
    """`{process id: command}` of every living process that was started with our mark."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                command = (folder / "cmdline").read_text().replace("\0", " ").strip()
                if command:
                    found[int(folder.name)] = command
        except OSError:
            continue
    return found


def eventually(question, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(0.05)
    return question()


def heed_signals():
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@pytest.fixture
def supervise(tmp_path):
    """Starts the supervisor below make, and answers `(make, mark)` once everything runs."""
    mark = f"SUPERVISED_BY={tmp_path.name}-{os.getpid()}"
    script = tmp_path / "supervisor.py"
    script.write_text(SUPERVISOR.format(site=str(ROOT / "site")))

    def _supervise(*failing, wait_for=5):
        (tmp_path / "Makefile").write_text(f"run:\n\t@exec {sys.executable} {script} {' '.join(failing)}\n")
        make = subprocess.Popen(
            ["make", "run"],
            cwd=tmp_path,
            env=environment(**dict([mark.split("=")])),
            start_new_session=True,
            stderr=subprocess.PIPE,
            # Whoever runs the suite in the background has these ignored, and so would all that they start.
            preexec_fn=heed_signals,
        )
        if wait_for:
            assert eventually(lambda: len(running(mark)) == wait_for), running(mark)
            time.sleep(0.6)
        return make, mark

    yield _supervise
    for pid in running(mark):
        os.kill(pid, signal.SIGKILL)


def find(mark, command):
    return next((pid for pid, words in running(mark).items() if words.startswith(command)), None)


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name
)
@pytest.mark.parametrize("whom", ["make", "group"])
def test_a_signal_to_make_or_its_group_ends_everything(whom, number, supervise):
    make, mark = supervise()
    (os.kill if whom == "make" else os.killpg)(make.pid, number)
    make.wait(10)
    assert eventually(lambda: running(mark) == {}), running(mark)


@pytest.mark.parametrize("whom", ["make", "group"])
def test_killing_it_outright_ends_everything(whom, supervise):
    make, mark = supervise()
    (os.kill if whom == "make" else os.killpg)(make.pid, signal.SIGKILL)
    make.wait(10)
    assert eventually(lambda: running(mark) == {}), running(mark)


def test_what_has_run_and_dies_is_started_again_without_its_old_children(supervise):
    make, mark = supervise()
    simple, parent, child = (find(mark, words) for words in ("sleep 600", "sh -c", "sleep 601"))
    os.kill(simple, signal.SIGKILL)
    os.kill(parent, signal.SIGKILL)
    assert eventually(lambda: len(running(mark)) == 5 and not {simple, parent, child} & set(running(mark)))
    assert make.poll() is None
    make.terminate()
    make.wait(10)
    assert eventually(lambda: running(mark) == {}), running(mark)


def test_what_never_runs_ends_everything_and_says_so(supervise):
    make, mark = supervise("broken", wait_for=0)
    _, said = make.communicate(timeout=10)
    assert make.returncode == 2
    assert "broken has ended (exit code 3)." in said.decode()
    assert eventually(lambda: running(mark) == {}), running(mark)
