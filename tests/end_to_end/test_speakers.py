"""Speakers found in a clip, from the door to the text: real voices, real processes, interrupted and asked anew."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import numpy as np
import psutil
import pytest

from engine.engine import Engine
from engine.errors import EditError
from engine.events import EventKind, JobState, Notice, SpeakersChanged
from engine.run import Run
from engine.storage.paths import Paths
from engine.text.speakers import FIND_SPEAKERS
from tests.end_to_end.audio import write_wav
from tests.end_to_end.following import finished, hand_over
from tests.engine.speakers.test_voices import ONE, OTHER, conversation
from tests.support.starter import with_starter

LIMIT_S = 120.0


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two who take turns, for half a minute."""
    samples, _ = conversation(f"{ONE}-0003", f"{OTHER}-0000", f"{ONE}-0004", f"{OTHER}-0009", f"{ONE}-0005")
    path = tmp_path_factory.mktemp("talk") / "talk.wav"
    return write_wav(path, (samples * 32767).astype(np.int16))


async def transcribed(engine: Engine, path: Path, speakers: int | None = FIND_SPEAKERS) -> Run:
    [run] = await hand_over(engine, path, options=with_starter(speakers=speakers))
    [done] = await finished(engine, [run])
    return done


async def found(engine: Engine, run: Run) -> set[str | None]:
    async with asyncio.timeout(LIMIT_S):
        await engine.speakers.wait([run.run_id])
    return {segment.speaker for segment in await engine.texts.segments(run.run_id)}


async def listening(engine: Engine, run: Run, done_s: float = 5.0) -> psutil.Process:
    """The child, once it has listened to some of the clip."""
    async with asyncio.timeout(LIMIT_S):
        while (job := await engine.speakers.status(run.run_id)) is None or job.done_s < done_s:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    now = engine._finder._now
    assert now is not None and now[1].process.pid is not None
    return psutil.Process(now[1].process.pid)


async def test_a_clip_that_wants_them_has_its_speakers_named(engine: Engine, home: Paths, talk: Path) -> None:
    run = await transcribed(engine, talk)
    assert await found(engine, run) == {"Speaker 1", "Speaker 2"}
    job = await engine.speakers.status(run.run_id)
    assert job is not None and (job.state, job.found) == (JobState.COMPLETED, 2) and job.done_s > 20
    kinds = [event.kind for event in await engine.runs.events(run.run_id)]
    assert kinds[-2:] == [EventKind.SPEAKERS_SOUGHT, EventKind.SPEAKERS_FOUND]
    kept = home.voices / run.clip.clip_id
    assert kept.stat().st_mode & 0o077 == 0 and [*home.voices.iterdir()] == [kept]

    audio = engine.audio_path(run)
    assert audio is not None
    os.rename(audio, audio.with_suffix(".away"))  # nothing is listened to again
    again = await engine.speakers.recount(run.run_id, 1)
    assert again is not None and (again.count, again.found) == (1, 1)
    assert await found(engine, run) == {"Speaker 1"}
    await engine.texts.undo(run.run_id)
    assert await found(engine, run) == {"Speaker 1", "Speaker 2"}
    os.rename(audio.with_suffix(".away"), audio)

    await engine.trash.delete([run.run_id])
    await engine.trash.purge([run.run_id])
    assert not [*home.voices.iterdir()]


async def test_a_finished_clip_is_asked_later_and_the_person_can_cancel(engine: Engine, talk: Path) -> None:
    told: list[Notice] = []
    engine.subscribe(told.append)
    run = await transcribed(engine, talk, speakers=None)
    assert await engine.speakers.status(run.run_id) is None
    await engine.speakers.find([run.run_id], 2)
    child = await listening(engine, run)
    await engine.speakers.cancel([run.run_id])
    job = await engine.speakers.status(run.run_id)
    assert job is not None and job.state is JobState.CANCELLED
    assert await found(engine, run) == {None}
    child.wait(LIMIT_S)

    engine.speakers.name_as("Sprecher {}")
    await engine.speakers.find([run.run_id], 2)
    assert await found(engine, run) == {"Sprecher 1", "Sprecher 2"}
    steps = [notice.job for notice in told if isinstance(notice, SpeakersChanged)]
    listened = [job.done_s for job in steps if job.request == 2 and job.state is JobState.RUNNING]
    assert listened == sorted(listened) and listened[1] > 0  # it went on from what was heard
    with pytest.raises(EditError, match="no_such_count"):
        await engine.speakers.find([run.run_id], 9)


async def test_a_listener_that_is_killed_goes_on_in_another(engine: Engine, talk: Path) -> None:
    run = await transcribed(engine, talk)
    (await listening(engine, run)).kill()
    assert await found(engine, run) == {"Speaker 1", "Speaker 2"}


async def test_what_an_engine_left_the_next_one_goes_on_with(home: Paths, talk: Path) -> None:
    engine = await Engine.open(home)
    run = await transcribed(engine, talk)
    await listening(engine, run)
    await engine.close()
    part = home.voices / f"{run.clip.clip_id}.part"
    size_bytes = part.stat().st_size
    assert size_bytes > 1000
    engine = await Engine.open(home)
    try:
        assert await found(engine, run) == {"Speaker 1", "Speaker 2"}
    finally:
        await engine.close()
    assert not part.exists()


async def test_a_clip_without_audio_says_why_not(engine: Engine, talk: Path) -> None:
    run = await transcribed(engine, talk, speakers=None)
    audio = engine.audio_path(run)
    assert audio is not None
    audio.unlink()
    await engine.speakers.find([run.run_id])
    assert await found(engine, run) == {None}
    job = await engine.speakers.status(run.run_id)
    assert job is not None and job.state is JobState.FAILED and job.reason is not None
