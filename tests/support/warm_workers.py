"""Children that begin with their libraries loaded, for the tests' own engines and windows: workers, and the processes
that play clips or draw them, are forked from a process of the session that has imported these once. Importing is most
of what they take to start, and tests start a thousand.

Only those of the test's own process: those of every program that a test starts, all other children, and workers that
are made to want memory or to die are spawned as they are for people. `spawned_workers` has a test do so as well.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psutil

from engine.playback import process as player
from engine.processes import pool, waveforms
from tests.support import scripted_worker

#: What its command line and those of its children have.
_SERVER = "multiprocessing.forkserver"
_ROOT = Path(__file__).parents[2]
#: What the process imports from which they are forked.
_PRELOADED = ["tests.support.worker_libraries"]
#: The modules of the children that may begin so.
_WARM = frozenset(module.__name__ for module in (pool, scripted_worker, waveforms, player))


class WarmContext(SpawnContext):
    """Starts child processes as `engine.processes.child` asks for them: some by fork, others by spawn."""

    def Process(  # type: ignore[override]
        self, *, target: Callable[..., object], args: tuple[Any, ...], name: str, daemon: bool
    ) -> BaseProcess:
        work = args[0]
        if getattr(work, "func", work).__module__ not in _WARM:
            return super().Process(target=target, args=args, name=name, daemon=daemon)
        _begin_server()
        here = partial(_in_environment, dict(os.environ), target)
        return ForkServerProcess(target=here, args=args, name=name, daemon=daemon)


def is_possible() -> bool:
    """Whether processes may be forked here: not on Windows, and on macOS its own libraries forbid it."""
    return sys.platform == "linux"


def started_children() -> list[psutil.Process]:
    """The children that our own code has started in this process, forked or spawned."""
    return [child for child in living_children() if _is_ours(child)]


def living_children() -> list[psutil.Process]:
    """Our children and theirs, less the processes that multiprocessing keeps for the whole session."""
    return [child for child in _descendants(psutil.Process()) if _is_of_a_test(child)]


def _descendants(process: psutil.Process) -> list[psutil.Process]:
    """All below it. psutil looks for them through all processes of the system: where Linux lists them, that takes a
    hundredth of the time, and every test asks twice."""
    threads = f"/proc/{process.pid}/task"
    if not os.path.exists(f"{threads}/{process.pid}/children"):
        return process.children(recursive=True)
    found: list[psutil.Process] = []
    for thread in os.listdir(threads):
        with suppress(OSError):  # it has ended meanwhile
            for child in Path(threads, thread, "children").read_text().split():
                found += _with_descendants(int(child))
    return found


def _with_descendants(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
    except psutil.NoSuchProcess:
        return []
    return [process, *_descendants(process)]


def _begin_server() -> None:
    """Start the process from which others are forked, unless it runs. It finds our modules wherever it is started."""
    multiprocessing.set_forkserver_preload(_PRELOADED)
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(_ROOT), *([before] if before else [])])
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def _in_environment(environment: dict[str, str], target: Callable[..., object], *args: Any) -> None:
    """In the forked process: the environment is that of the process that asked for it, as of now."""
    os.environ.clear()
    os.environ.update(environment)
    target(*args)


def _is_ours(process: psutil.Process) -> bool:
    command = _command_of(process)
    return "spawn_main" in command or _SERVER in command


def _is_of_a_test(process: psutil.Process) -> bool:
    command = _command_of(process)
    return bool(command) and "resource_tracker" not in command and not _is_server(process, command)


def _is_server(process: psutil.Process, command: str) -> bool:
    """What it has forked has the same command line, and another parent."""
    try:
        return _SERVER in command and process.ppid() == os.getpid()
    except psutil.NoSuchProcess:
        return False


def _command_of(process: psutil.Process) -> str:
    """Empty for one that has ended, whether or not somebody has asked how."""
    try:
        return "" if process.status() == psutil.STATUS_ZOMBIE else " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""
