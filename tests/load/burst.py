"""All at once: thousands of clips in one `accept`, with the real engine, registry, vault, worker and bundled model.

The clips are the sample clips, over and over, so that the text of each is known. Every one must end completed with its
right text, and what the engine and its worker hold must not depend on how many there were.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from engine.engine import Engine
from engine.events import Notice, RunChanged
from engine.run import Run, State
from engine.storage.paths import Paths
from tests.load.measures import (
    MB,
    Calls,
    Peaks,
    Usage,
    more_than,
    registry_bytes,
    table,
    timed_registry,
    usage,
    usage_after,
    watched_peaks,
)
from tests.load.simulated import full_executor
from tests.support.starter import samples

#: Clips before those that count: the model is loaded, and threads are there that stay.
WARM_UP = 32
#: Where figures are taken, as parts of all clips.
STAGES = (0.1, 0.5, 1.0)
#: The calls of the registry that are told.
TOLD = ("queue_view", "claim", "complete", "add_runs")


@dataclass(frozen=True, slots=True)
class Stage:
    """Figures of the time until so many clips were completed."""

    clips: int
    peaks: Peaks
    calls: dict[str, str]
    registry_bytes: int


@dataclass
class Burst:
    """What became of a burst."""

    clips: int
    before: Usage
    accept_s: float = 0.0
    stages: list[Stage] = field(default_factory=list)
    seconds: float = 0.0
    after: Usage | None = None
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        heads = ["until completed", *(f"{stage.clips:,}" for stage in self.stages)]
        rows = [
            heads,
            ["most memory of the engine, MB", *(f"{stage.peaks.engine_bytes / MB:.0f}" for stage in self.stages)],
            ["most memory of the worker, MB", *(f"{stage.peaks.workers_bytes / MB:.0f}" for stage in self.stages)],
            ["longest stall of the loop, ms", *(f"{stage.peaks.stall_s * 1e3:.0f}" for stage in self.stages)],
            *([f"{name}, ms (median / 99 %)", *(stage.calls.get(name, "-") for stage in self.stages)] for name in TOLD),
            ["registry, MB", *(f"{stage.registry_bytes / MB:.1f}" for stage in self.stages)],
        ]
        return "\n".join(
            (
                f"{self.clips:,} clips in one accept, which returned after {self.accept_s:.1f} s; "
                f"all ended after {self.seconds:.1f} s",
                table(rows),
                f"before  {self.before}",
                f"after   {self.after}",
                f"faults  {len(self.faults)}",
                *self.faults[:20],
            )
        )


class Ended:
    """Counts runs as they end."""

    def __init__(self) -> None:
        self._ended: set[str] = set()
        self._changed = asyncio.Event()

    def hear(self, notice: Notice) -> None:
        if isinstance(notice, RunChanged) and notice.run.state.is_terminal:
            self._ended.add(notice.run.run_id)
            self._changed.set()

    async def until(self, count: int) -> None:
        while len(self._ended) < count:
            await self._changed.wait()
            self._changed.clear()


async def burst(clips: int, paths: Paths, *, as_command: bool = False) -> Burst:
    """Hand so many clips over at once and see them to their end. `as_command`: by an engine that works for these only,
    as that of `everyclip transcribe` does."""
    asyncio.get_running_loop().set_default_executor(full_executor())
    with timed_registry() as calls:
        engine = await Engine.open(paths, only=() if as_command else None)
        try:
            async with watched_peaks() as peaks:
                session = await engine.open_session("load")
                ended = Ended()
                engine.subscribe(ended.hear)
                await engine.accept(list(islice(cycle(_clips()), WARM_UP)), session_id=session.session_id)
                await ended.until(WARM_UP)
                done = Burst(clips, before=usage())
                await _hand_over(engine, session.session_id, done, ended, peaks, calls, paths)
            done.after = await asyncio.to_thread(usage_after, done.before)
            await _judge(engine, done)
        finally:
            await engine.close()
    return done


def _clips() -> list[Path]:
    return [sample.path for sample in samples()]


async def _hand_over(
    engine: Engine, session_id: str, done: Burst, ended: Ended, peaks: Peaks, calls: Calls, paths: Paths
) -> None:
    calls.taken()
    peaks.taken()
    began = time.perf_counter()

    async def accept() -> None:
        files = list(islice(cycle(_clips()), done.clips))
        await engine.accept(files, session_id=session_id)
        done.accept_s = time.perf_counter() - began

    async def follow() -> None:
        for part in STAGES:
            count = int(done.clips * part)
            await ended.until(WARM_UP + count)
            done.stages.append(Stage(count, peaks.taken(), calls.taken(), registry_bytes(paths.registry)))

    await asyncio.gather(accept(), follow())
    done.seconds = time.perf_counter() - began


async def _judge(engine: Engine, done: Burst) -> None:
    """Every clip has its right text, and nothing is held any more that was not held before."""
    runs = await engine.runs.all()
    texts = {sample.path.name: sample.text for sample in samples()}
    if len(runs) != WARM_UP + done.clips:
        done.faults.append(f"{len(runs)} runs instead of {WARM_UP + done.clips}")
    for run in runs:
        done.faults += [f"{run.run_id}: {fault}" for fault in await _faults(engine, run, texts[run.clip.name])]
    assert done.after is not None
    done.faults += more_than(done.before, done.after)


async def _faults(engine: Engine, run: Run, text: str) -> list[str]:
    if run.state is not State.COMPLETED:
        return [f"{run.state} {run.reason}"]
    heard = " ".join(segment.text.strip() for segment in await engine.texts.segments(run.run_id))
    return [] if heard == text else [f"“{heard}” instead of “{text}”"]
