"""kill -9 of the whole program, and what the next start makes of it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from engine.engine import Engine
from engine.events import EventKind
from engine.run import Run, State
from engine.storage.paths import Paths
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.conftest import OpenEngine
from tests.end_to_end.following import LIMIT_S, Diary, events_of, finished, hand_over, moment, texts_of
from tests.end_to_end.program import Program


@contextmanager
def program(*sessions: list[Path]) -> Iterator[Program]:
    """Killed at the latest when the test ends."""
    running = Program(*sessions)
    try:
        running.wait_until_accepted()
        yield running
    finally:
        running.kill()


def windows(home: Paths) -> dict[tuple[str, int], float]:
    """When each window of each run was finished. Once: the attempt is not part of the key here."""
    with closing(sqlite3.connect(home.registry)) as registry:
        rows = registry.execute("SELECT run_id, number, finished_at FROM windows").fetchall()
    finished_at = {(run_id, number): at for run_id, number, at in rows}
    assert len(finished_at) == len(rows), "a window was transcribed twice"
    return finished_at


async def running_with_windows(viewer: Engine, count: int, at_least: int) -> list[Run]:
    """So many running runs, once each has some finished windows."""
    async with asyncio.timeout(LIMIT_S):
        while True:
            runs = [run for run in await viewer.runs.all(state=State.RUNNING) if run.windows_done >= at_least]
            if len(runs) == count:
                return runs
            await moment_of_change(viewer)


async def moment_of_change(viewer: Engine) -> None:
    told: list[object] = []
    viewer.subscribe(told.append)
    await moment(viewer, lambda: told)


async def test_a_killed_program_loses_nothing_and_does_nothing_twice(
    home: Paths, open_engine: OpenEngine, long_clip: Path
) -> None:
    short = sample_paths(10)
    with program([long_clip, *short[:5]], [long_clip, *short[5:]]) as victim:
        viewer = await open_engine(works=False)
        long = await running_with_windows(viewer, 2, at_least=2)
        queued = await viewer.runs.all(state=State.QUEUED)
        victim.kill()
    assert len(queued) == 10
    done_before = windows(home)

    engine = await open_engine()
    for run in long:
        [lost] = await events_of(engine, run, EventKind.REQUEUE)  # at once: no lease was waited for
        assert lost.detail["code"] == "owner_lost"
    runs = await finished(engine, await engine.runs.all())

    assert [run.state for run in runs] == [State.COMPLETED] * 12
    assert [run.attempt for run in runs] == [2, *[1] * 5, 2, *[1] * 5]
    assert await texts_of(engine, [*runs[1:6], *runs[7:]]) == sample_texts(10)
    done_after = windows(home)
    assert done_before.items() <= done_after.items(), "a finished window was transcribed again"
    [whole] = await finished(engine, await hand_over(engine, long_clip))
    pieces = [(segment.start_s, segment.end_s) for segment in await engine.texts.segments(whole.run_id)]
    for run in long:  # the same pieces as without the kill, each once; a word may depend on what shares its batch
        segments = await engine.texts.segments(run.run_id)
        assert [(segment.start_s, segment.end_s) for segment in segments] == pieces
        right = [segment.text == text for segment, text in zip(segments, sample_texts(len(segments)), strict=True)]
        assert sum(right) > 0.7 * len(right)


async def test_work_goes_on_after_a_close_in_the_middle(home: Paths, open_engine: OpenEngine, long_clip: Path) -> None:
    engine = await open_engine()
    diary = Diary(engine)
    runs = await hand_over(engine, long_clip, *sample_paths(12))
    await diary.until(runs[0], lambda run: run.windows_done >= 2)
    await engine.close()
    done_before = windows(home)

    engine = await open_engine()
    waiting = [run for run in await engine.runs.all() if not run.state.is_terminal]
    assert all(run.reason is None or run.reason.code == "engine_closed" for run in waiting)
    assert runs[0].run_id in {run.run_id for run in waiting}
    runs = await finished(engine, runs)

    assert [run.state for run in runs] == [State.COMPLETED] * 13
    assert await texts_of(engine, runs[1:]) == sample_texts(12)
    assert done_before.items() <= windows(home).items()


async def test_an_engine_can_be_closed_at_any_moment(open_engine: OpenEngine) -> None:
    """Above all while its worker is being started: nothing may be left behind, which is looked for after each test."""
    engine = await open_engine(scripted=True)
    await hand_over(engine, *sample_paths(1))
    await engine.close()
    for pause_s in (0.0, 0.001, 0.01, 0.03, 0.1, 0.3):
        engine = await open_engine(scripted=True)
        await asyncio.sleep(pause_s)  # not waited for anything: moments to be cut short at
        await engine.close()
        await engine.close()
