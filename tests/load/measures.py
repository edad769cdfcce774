"""What load may make grow, and what it may make slow: read from outside, while the real engine works."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from array import array
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import psutil

from engine.registry.thread import RegistryThread
from engine.tasks import Tasks
from tests.support.warm_workers import living_children

MB = 1e6
#: How often the loop is asked whether it is free, and memory is read.
BEAT_S = 0.02
SAMPLE_S = 0.25


@dataclass(frozen=True, slots=True)
class Usage:
    """What this process and its children hold of the system."""

    engine_bytes: int
    workers_bytes: int
    #: Open files, sockets and pipes of this process: descriptors, on Windows handles.
    files: int
    threads: int
    processes: int
    #: Objects that Python's garbage collection knows of.
    objects: int

    def __str__(self) -> str:
        return f"{self.files} files, {self.threads} threads, {self.processes} processes, {self.objects} objects"


def usage() -> Usage:
    """As of now. Memory is what is resident."""
    process = psutil.Process()
    children = workers()
    gc.collect()
    return Usage(
        engine_bytes=process.memory_info().rss,
        workers_bytes=sum(map(_resident, children)),
        files=process.num_handles() if os.name == "nt" else process.num_fds(),
        threads=process.num_threads(),
        processes=len(children),
        objects=len(gc.get_objects()),
    )


#: What must not be more in the end, and how long it may take until what is just ending has ended.
COUNTED = ("files", "threads", "processes")
GRACE_S = 5.0


def usage_after(before: Usage) -> Usage:
    """As of now; a little later if something is still about to end, or is being looked at just now. Waits: for a
    thread."""
    until = time.monotonic() + GRACE_S
    while more_than(before, after := usage()) and time.monotonic() < until:
        time.sleep(BEAT_S)
    return after


def more_than(before: Usage, after: Usage) -> list[str]:
    """What there is more of afterwards, told as faults."""
    pairs = [(what, getattr(before, what), getattr(after, what)) for what in COUNTED]
    return [f"{there} {what} instead of {was}" for what, was, there in pairs if there > was]


def workers() -> list[psutil.Process]:
    """Our children, less the one that multiprocessing keeps for as long as the program lives."""
    return living_children()


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def folder_bytes(folder: Path) -> int:
    """What the files of a folder, without those within, take."""
    sizes = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                sizes += entry.stat().st_size
            except FileNotFoundError:  # removed meanwhile
                continue
    return sizes


def registry_bytes(registry: Path) -> int:
    """The registry with its log."""
    return sum(path.stat().st_size for path in registry.parent.glob(f"{registry.name}*"))


@dataclass
class Calls:
    """How long calls of the registry took on its thread, by the method's name, since they were `taken` last."""

    took_s: defaultdict[str, array[float]] = field(default_factory=lambda: defaultdict(lambda: array("d")))

    def add(self, name: str, seconds: float) -> None:
        self.took_s[name].append(seconds)

    def taken(self) -> dict[str, str]:
        """The figures of each, and none of the numbers behind them: a long run has millions."""
        taken = {name: milliseconds(took_s) for name, took_s in self.took_s.items()}
        self.took_s.clear()
        return taken


@contextmanager
def timed_registry() -> Iterator[Calls]:
    """Measure every call that engines make of their registries."""
    calls = Calls()
    awaited = RegistryThread.__call__

    async def timed(self: RegistryThread, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return method(*args, **kwargs)
            finally:
                calls.add(method.__name__, time.perf_counter() - began)

        return await awaited(self, call, *args, **kwargs)

    with patch.object(RegistryThread, "__call__", timed):
        yield calls


def milliseconds(took_s: Sequence[float]) -> str:
    """The median, and what all but one of a hundred stay below."""
    most = sorted(took_s)[ceil(0.99 * (len(took_s) - 1))]
    return f"{median(took_s) * 1e3:.2f} / {most * 1e3:.1f}"


@dataclass
class Peaks:
    """The most that there was of what passes, since they were `taken` last."""

    engine_bytes: int = 0
    workers_bytes: int = 0
    #: The longest that the loop did nothing for others.
    stall_s: float = 0.0

    def taken(self) -> Peaks:
        taken = Peaks(self.engine_bytes, self.workers_bytes, self.stall_s)
        self.engine_bytes = self.workers_bytes = 0
        self.stall_s = 0.0
        return taken


@asynccontextmanager
async def watched_peaks() -> AsyncIterator[Peaks]:
    """Follow memory and the loop, from within the loop."""
    peaks = Peaks()

    async def beat() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(BEAT_S)
            peaks.stall_s = max(peaks.stall_s, time.perf_counter() - began - BEAT_S)

    async def sample() -> None:
        process = psutil.Process()
        while True:
            children = await asyncio.to_thread(workers)
            peaks.engine_bytes = max(peaks.engine_bytes, process.memory_info().rss)
            peaks.workers_bytes = max(peaks.workers_bytes, sum(map(_resident, children)))
            await asyncio.sleep(SAMPLE_S)

    tasks = Tasks(on_crash=lambda name, error: None)
    tasks.start("beat", beat())
    tasks.start("sample", sample())
    try:
        yield peaks
    finally:
        await tasks.close()


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as they need to be; all but the first to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
