"""The real worker, in which a library ends the program: C's `exit` is called in the middle of its work, as GNU's OpenMP
calls it where memory ends. It is a target of ProcessPool."""

from __future__ import annotations

import ctypes
import itertools
import time
from collections.abc import Callable
from functools import partial, wraps
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from engine.processes.child import Target
from engine.worker import process, transcriber, windows

Done = TypeVar("Done")

#: What the thread that calls it is at, by the thread's name.
PLACES: dict[str, tuple[Any, str]] = {
    "decoder": (windows._Cutter, "_speech"),
    "lane": (transcriber.Transcriber, "transcribe_batch"),
}
#: The latest of its calls in which it comes, and the longest that it waits there, in seconds.
LATEST_CALL = 6
LONGEST_WAIT_S = 0.1


def exiting_worker(place: str, seed: int, folder: Path) -> Target:
    """What the child process runs: the first one ends at a moment that `seed` chooses, those after it do not, as
    the file `exited` in the folder tells them."""
    return partial(_run, place, seed, folder)


def _run(place: str, seed: int, folder: Path, connection: Connection) -> None:
    mark = folder / "exited"
    if not mark.exists():
        owner, name = PLACES[place]
        setattr(owner, name, _ending(getattr(owner, name), Random(f"{place} {seed}"), mark))
    process.main(connection)


def _ending(work: Callable[..., Done], moments: Random, mark: Path) -> Callable[..., Done]:
    calls, last = itertools.count(1), moments.randint(1, LATEST_CALL)
    wait_s = moments.uniform(0, LONGEST_WAIT_S)

    @wraps(work)
    def ending(*args: Any, **how: Any) -> Done:
        if next(calls) == last:
            time.sleep(wait_s)
            mark.touch()
            ctypes.CDLL(None).exit(1)  # without the lock of Python: the other threads go on
        return work(*args, **how)

    return ending
