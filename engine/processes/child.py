"""Child processes of our own: the one way to start them, whatever they are for.

They are started by spawn on every system, and so also in a frozen bundle, where `sys.executable` is the bundle itself:
`freeze_support()`, first thing in both entry points, turns such a start into the child. A child ends with the process
that started it, even if that one is killed.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeAlias

_NOWHERE = Path(os.devnull)

#: How they are started.
CONTEXT: SpawnContext = multiprocessing.get_context("spawn")

#: What a child runs, with its end of the pipe: a function of a module, or a partial of one.
Target: TypeAlias = Callable[[Connection], object]


@dataclass(frozen=True, slots=True)
class ChildProcess:
    """A child process, and our end of the pipe to it, which ends when the child does."""

    process: BaseProcess
    connection: Connection

    def kill(self) -> None:
        """End the child at once."""
        self.process.kill()

    def end(self, limit_s: float = 0.0) -> int | None:
        """Wait that long for the child to end, kill it if it does not, and return its exit status."""
        self.process.join(limit_s)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        return self.process.exitcode


def start_child(name: str, target: Target, *, niceness: int = 0, log_file: Path = _NOWHERE) -> ChildProcess:
    """Start a child. What it and its libraries print goes to the log file. Raises OSError."""
    ours, its = CONTEXT.Pipe()
    process = CONTEXT.Process(target=_run, args=(target, its, niceness, log_file), name=name, daemon=True)
    process.start()
    its.close()  # so that the child's end is seen here as end of file
    return ChildProcess(process, ours)


async def child_started(name: str, target: Target, *, niceness: int = 0, log_file: Path = _NOWHERE) -> ChildProcess:
    """`start_child` without blocking the loop. If it is cancelled meanwhile, it leaves no child behind."""
    start = partial(start_child, name, target, niceness=niceness, log_file=log_file)
    starting = asyncio.get_running_loop().run_in_executor(None, start)
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        (await starting).end()
        raise


def _run(target: Target, connection: Connection, niceness: int, log_file: Path) -> None:
    """In the child: leave Ctrl-C, standard output and the processor to the parent, and do the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    with suppress(OSError):
        log = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for stream in (1, 2):
            os.dup2(log, stream)
    with suppress(OSError, AttributeError):
        os.nice(niceness)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's: for our small arrays they cost more than they help
    target(connection)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None, "runs in children only"
    parent.join()
    os._exit(1)
