"""The real worker under a real limit of memory, on Linux: what the system grants it ends where the test says.

It is a target of ProcessPool. While the file `plenty` lies in the folder that it is given, it has all that it wants.
"""

from __future__ import annotations

import resource
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import psutil

from engine.processes.child import Target
from engine.worker import process as worker
from engine.worker import transcriber, whisper, windows

Done = TypeVar("Done")

#: What it can be at when the memory ends, by name.
MOMENTS: dict[str, tuple[Any, str]] = {
    "hears": (windows._Cutter, "_speech"),
    "loads": (transcriber.Transcriber, "__init__"),
    "transcribes": (transcriber.Transcriber, "transcribe_batch"),
    "batches": (transcriber.Transcriber, "transcribe_batch"),
    "outgrows": (transcriber.Transcriber, "transcribe_batch"),
}
#: Those in which the windows of a batch are encoded together, as on a card: what each takes then.
TOGETHER = ("batches", "outgrows")
WINDOW_BYTES = 60_000_000
#: How often it is seen whether the process has grown too large.
LOOK_EVERY_S = 0.002


def limited_worker(moment: str, spare_bytes: int, folder: Path) -> Target:
    """What the child process runs: whenever it `hears`, `loads` or `transcribes`, it gets `spare_bytes` more than it
    has. With `loads NAME` that goes for the model in the folder of that name alone, with `lives` for its whole life.
    `batches` is as `transcribes`, and each window of a batch takes 60 MB, as it does with `outgrows`: then it is killed
    when it takes more as it transcribes, as a system does that has promised more memory than there is."""
    return partial(_run, moment, spare_bytes, folder)


def _run(moment: str, spare_bytes: int, folder: Path, connection: Connection) -> None:
    if moment == "lives":
        _grant(spare_bytes)
    else:
        kind, _, model = moment.partition(" ")
        owner, name = MOMENTS[kind]
        limits = partial(_watched if moment == "outgrows" else _limited, folder / "plenty", spare_bytes)
        setattr(owner, name, _within(limits, getattr(owner, name), model))
        if kind in TOGETHER:
            whisper.Whisper.encode = _weighty(whisper.Whisper.encode)  # type: ignore[method-assign]
    worker.main(connection)


def _grant(spare_bytes: int) -> None:
    most = psutil.Process().memory_info().vms + spare_bytes
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


@contextmanager
def _limited(plenty: Path, spare_bytes: int) -> Iterator[None]:
    if not plenty.exists():
        _grant(spare_bytes)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def _watched(plenty: Path, spare_bytes: int) -> Iterator[None]:
    process, is_over = psutil.Process(), threading.Event()
    most = process.memory_info().rss + spare_bytes

    def watch() -> None:
        while not is_over.wait(LOOK_EVERY_S):
            if process.memory_info().rss > most and not plenty.exists():
                process.kill()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()


def _weighty(encode: Callable[..., Done]) -> Callable[..., Done]:
    @wraps(encode)
    def together(self: whisper.Whisper, mels: Sequence[Any], frames: int) -> Done:
        taken = np.ones(len(mels) * WINDOW_BYTES, np.uint8)
        encoded = encode(self, mels, frames)
        del taken
        return encoded

    return together


def _within(limits: Callable[[], Any], work: Callable[..., Done], folder: str) -> Callable[..., Done]:
    @wraps(work)
    def limited(*args: Any, **how: Any) -> Done:
        if folder and args[1].name != folder:
            return work(*args, **how)
        with limits():
            return work(*args, **how)

    return limited
