"""Runs a few commands side by side until told to stop, and leaves none of their children behind.

Honcho was tried: it hangs when a web server is killed while its workers live, and leaves everything running when
it is killed itself or its terminal is closed.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

RUNS_AFTER = 5  # seconds; what ends sooner, and never ran longer, does not run at all
ENDS_WITHIN = 10  # seconds, after which it is killed
LOOK_EVERY = 0.25  # seconds


class Process:
    """One command, in a session of its own so that whatever it starts can be ended with it."""

    def __init__(self, name, command):
        self.name, self.command = name, command
        self.has_run = False
        self.start()

    def start(self):
        self.started = time.monotonic()
        self.popen = subprocess.Popen(  # noqa: S603
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    @property
    def age(self):
        return time.monotonic() - self.started

    def is_running(self):
        if self.popen.returncode is not None:
            return False
        if self.popen.poll() is None:
            self.has_run = self.has_run or self.age > RUNS_AFTER
            return True
        self._signal(signal.SIGKILL)
        _say(f"{self.name} has ended (exit code {self.popen.returncode}).")
        return False

    def end(self):
        if self.popen.returncode is None:
            self._signal(signal.SIGTERM)

    def wait(self, deadline):
        if self.popen.returncode is None:
            with suppress(subprocess.TimeoutExpired):
                self.popen.wait(max(0, deadline - time.monotonic()))
            self._signal(signal.SIGKILL)
            self.popen.wait()

    def _signal(self, number):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.popen.pid, number)


def run(commands, parent=None):
    """Keep `{name: command}` running until SIGINT, SIGTERM, SIGHUP or the end of `parent`, who started us.

    What has run and ends is started again; what never ran ends everything. Answers the exit code.
    """
    told = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: told.append(number))
    parent = parent or Parent()
    processes = []
    try:
        for name, command in commands.items():
            processes.append(Process(name, command))
        while not told and not parent.is_leaving():
            time.sleep(LOOK_EVERY)
            for process in processes:
                if told or process.is_running():
                    continue
                if not process.has_run:
                    _say(f"Without {process.name} nothing is served; stopping.")
                    return process.popen.returncode or 1
                if process.age > RUNS_AFTER:
                    process.start()
    finally:
        for process in processes:
            process.end()
        deadline = time.monotonic() + ENDS_WITHIN
        for process in processes:
            process.wait(deadline)
    return 0


def _say(sentence):
    print(sentence, file=sys.stderr, flush=True)


class Parent:
    """Who started us. Make does not pass on a signal that reaches it alone, but takes its handler for it away."""

    def __init__(self):
        self.pid = os.getppid()
        self.signals_minded = self._signals_minded()

    def is_leaving(self):
        return os.getppid() != self.pid or self._signals_minded() != self.signals_minded

    def _signals_minded(self):
        """The signals that make has handlers for, as Linux tells; of another parent nothing is asked."""
        try:
            lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        except OSError:
            return None
        status = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return status["SigCgt"] if status["Name"] in ("make", "gmake") else None


def _end_with_parent():
    """Linux sends SIGTERM to this process when the one that started it is gone."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
