"""What a test does with an engine over and over: hand clips over, wait for a moment, read what is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from engine.engine import Engine
from engine.events import EngineTrouble, EventKind, Notice, RunEvent
from engine.run import Options, Ordering, Run
from tests.support.warm_workers import started_children

#: No moment of a test is waited for longer.
LIMIT_S = 200.0


async def hand_over(
    engine: Engine,
    *paths: Path,
    session: str = "a day",
    ordering: Ordering = Ordering.CONCURRENT,
    options: Options | None = None,
) -> list[Run]:
    """Clips into a session."""
    opened = await engine.open_session(session, ordering)
    return await engine.accept(paths, session_id=opened.session_id, options=options)


async def finished(engine: Engine, runs: Sequence[Run]) -> list[Run]:
    """These runs at their end."""
    async with asyncio.timeout(LIMIT_S):
        return await engine.runs.wait([run.run_id for run in runs])


async def moment(engine: Engine, holds: Callable[[], object]) -> None:
    """Until something that the engine tells makes `holds` true. Register what it looks at before what brings it."""
    changed = asyncio.Event()
    stop = engine.subscribe(lambda notice: changed.set())
    try:
        async with asyncio.timeout(LIMIT_S):
            while not holds():
                await changed.wait()
                changed.clear()
    finally:
        stop()


class Diary:
    """All that an engine has told, and its runs as last told."""

    def __init__(self, engine: Engine) -> None:
        self.notices: list[Notice] = []
        self.runs: dict[str, Run] = {}
        self._engine = engine
        engine.subscribe(self._hear)

    def _hear(self, notice: Notice) -> None:
        self.notices.append(notice)
        run = getattr(notice, "run", None)
        if isinstance(run, Run):
            self.runs[run.run_id] = run

    @property
    def troubles(self) -> list[str]:
        return [notice.reason.code for notice in self.notices if isinstance(notice, EngineTrouble)]

    async def until(self, run: Run, holds: Callable[[Run], object]) -> Run:
        """The run, once it is so."""
        if run.run_id not in self.runs:
            self.runs[run.run_id] = await self._engine.runs.get(run.run_id)
        await moment(self._engine, lambda: holds(self.runs[run.run_id]))
        return self.runs[run.run_id]


async def text_of(engine: Engine, run: Run) -> str:
    """All that was heard in a run's clip."""
    return " ".join(segment.text for segment in await engine.texts.segments(run.run_id))


async def texts_of(engine: Engine, runs: Sequence[Run]) -> list[str]:
    return [await text_of(engine, run) for run in runs]


async def events_of(engine: Engine, run: Run, kind: EventKind) -> list[RunEvent]:
    return [event for event in await engine.runs.events(run.run_id) if event.kind is kind]


async def told(engine: Engine, run: Run, kind: EventKind) -> RunEvent:
    """The first event of that kind, once it is there. Of what changes no run, no notice is sent."""
    async with asyncio.timeout(LIMIT_S):
        while not (events := await events_of(engine, run, kind)):  # noqa: ASYNC110 - there is nothing to wait on
            await asyncio.sleep(0.01)
    return events[0]


def worker_process() -> psutil.Process:
    """The one worker of this program."""
    [worker] = started_children()
    return worker
