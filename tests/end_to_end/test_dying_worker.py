"""A worker that is dying says nothing: its clips are tried again, and none is called damaged."""

from __future__ import annotations

import os

import pytest

from engine.clock import SystemClock
from engine.engine import Engine
from engine.events import EventKind
from engine.machine.plans import Limits
from engine.processes.pool import ProcessPool
from engine.run import State
from engine.storage.paths import Paths
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.following import events_of, finished, hand_over, texts_of
from tests.support.exiting_worker import PLACES, exiting_worker

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows ends all threads before it takes libraries apart")

CLIPS = 16


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("place", PLACES)
async def test_where_a_library_ends_the_program_no_clip_is_called_damaged(home: Paths, place: str, seed: int) -> None:
    pool = ProcessPool(home.logs / "worker.log", SystemClock(), target=exiting_worker(place, seed, home.logs))
    engine = await Engine.open(home, pool=pool, limits=Limits(batch_size=4, threads=2))
    try:
        runs = await finished(engine, await hand_over(engine, *sample_paths(CLIPS)))

        assert [(run.state, run.reason) for run in runs] == [(State.COMPLETED, None)] * CLIPS
        assert await texts_of(engine, runs) == sample_texts(CLIPS)
        ends = [event.detail["code"] for run in runs for event in await events_of(engine, run, EventKind.REQUEUE)]
        assert "worker_died" in ends or "transcription_failed" in ends
    finally:
        await engine.close()
