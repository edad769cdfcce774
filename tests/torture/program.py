"""The real programs, started and killed from outside: each in a process group of its own, with all that it starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from tests.torture.steps import Mine

ROOT = Path(__file__).parents[2]
#: No program takes longer for what it is asked here, on any machine: it is stuck.
LIMIT_S = 240.0
#: How long what a killed program had started may take to notice.
NOTICE_S = 60.0

COMMAND: Sequence[str] = (sys.executable, "-m", "engine")
WINDOW: Sequence[str] = (sys.executable, "-m", "desktop")
RECORDER: Sequence[str] = (sys.executable, "-m", "tests.torture.recorder")


class Stuck(Exception):
    """Something did not end."""


class Program:
    """One of them, running. What it writes goes to a file."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], told: Path, mine: Mine | None) -> None:
        self.told = told
        path = os.pathsep.join([str(Path(__file__).with_name("armed")), str(ROOT)])
        environment = {**environment, "PYTHONPATH": path, **(mine.environment if mine else {})}
        with told.open("ab") as out:
            self._process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
            )

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    @property
    def was_killed(self) -> bool:
        return self._process.poll() == -signal.SIGKILL

    def wait(self, limit_s: float = LIMIT_S) -> int:
        """Its exit status. Raises Stuck."""
        try:
            return self._process.wait(limit_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Stuck(f"{' '.join(map(str, self._process.args))[-200:]} has not ended") from None  # type: ignore[arg-type]

    def runs_for(self, seconds: float) -> bool:
        """Let it run for so long. False if it has ended before."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self.is_running

    def kill_child(self) -> bool:
        """kill -9 a worker or a download of it. False if it has none now."""
        for child in self._others():
            with suppress(psutil.Error):
                if "resource_tracker" not in " ".join(child.cmdline()):
                    child.kill()
                    return True
        return False

    def kill(self) -> None:
        """kill -9, and see that all that it had started ends by itself. Raises Stuck. A second time does nothing."""
        if self._process.returncode is None:
            self._process.kill()
            self._process.wait()
        until = time.monotonic() + NOTICE_S
        while left := self._others():
            if time.monotonic() > until:
                for each in left:
                    each.kill()
                raise Stuck(f"what a killed program had started lives on: {left}")
            time.sleep(0.02)

    def _others(self) -> list[psutil.Process]:
        """What it had started and is still there."""
        try:
            os.killpg(self._process.pid, 0)
        except ProcessLookupError:
            return []
        return [process for process in psutil.process_iter() if _is_of(process, self._process.pid)]


def _is_of(process: psutil.Process, group: int) -> bool:
    """Whether it is Everyclip's: all that this starts runs the same Python. What libraries start for the whole screen,
    as `dbus-launch` does, is no child of ours to end."""
    try:
        if process.pid == group or os.getpgid(process.pid) != group or process.status() == psutil.STATUS_ZOMBIE:
            return False
        return os.path.realpath(process.exe()) == os.path.realpath(sys.executable)
    except (psutil.Error, ProcessLookupError):
        return False
