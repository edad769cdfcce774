"""Rapid clips in, every transcript out: the promise, on real files with the real model."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.events import EventKind, RunChanged
from engine.run import Ordering, Outcome, Phase, State
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.following import Diary, finished, hand_over, text_of, texts_of


async def test_two_clips_of_one_name_at_the_same_moment_are_two_runs(engine: Engine, tmp_path: Path) -> None:
    first, second = sample_paths(2)
    for folder, clip in (("left", first), ("right", second)):
        (tmp_path / folder).mkdir()
        shutil.copy(clip, tmp_path / folder / "voice message.flac")
    session = await engine.open_session("a conversation")

    handed_over = await asyncio.gather(
        *(
            engine.accept([tmp_path / folder / "voice message.flac"], session_id=session.session_id)
            for folder in ("left", "right")
        )
    )
    runs = await finished(engine, [run for accepted in handed_over for run in accepted])

    assert len({run.run_id for run in runs}) == len({run.clip.clip_id for run in runs}) == 2
    assert [(run.clip.name, run.state, run.outcome) for run in runs] == [
        ("voice message.flac", State.COMPLETED, Outcome.TEXT)
    ] * 2
    assert await texts_of(engine, runs) == sample_texts(2)


@pytest.mark.usefixtures("spawned_workers")
async def test_forty_clips_at_once_are_forty_transcripts(engine: Engine) -> None:
    runs = await finished(engine, await hand_over(engine, *sample_paths(40)))

    assert [(run.state, run.attempt) for run in runs] == [(State.COMPLETED, 1)] * 40
    assert await texts_of(engine, runs) == sample_texts(40)
    assert [run.preview for run in runs] == sample_texts(40)
    [session] = await engine.sessions()
    assert session.counts == {State.COMPLETED: 40}


async def test_the_same_clip_twice_is_two_runs(engine: Engine) -> None:
    [clip] = sample_paths(1)

    runs = await finished(engine, await hand_over(engine, clip, clip))

    assert len({run.run_id for run in runs}) == 2
    assert await texts_of(engine, runs) == sample_texts(1) * 2


async def test_a_short_clip_does_not_wait_for_a_long_file(engine: Engine, long_clip: Path) -> None:
    diary = Diary(engine)
    [long] = await hand_over(engine, long_clip)
    before = await diary.until(long, lambda run: run.windows_done >= 2)
    [short] = await hand_over(engine, *sample_paths(1))

    await diary.until(short, lambda run: run.state is State.COMPLETED)
    meanwhile = diary.runs[long.run_id]

    assert meanwhile.state is State.RUNNING
    assert meanwhile.progress < 0.7, "the long file was as good as done"
    assert meanwhile.windows_done - before.windows_done <= 24, "the short clip waited for more than two batches"
    [long] = await finished(engine, [long])
    assert long.state is State.COMPLETED and long.progress == 1.0


async def test_a_session_in_order_takes_one_at_a_time(engine: Engine) -> None:
    running: list[str] = []
    order: list[str] = []

    def hear(notice: object) -> None:
        if not isinstance(notice, RunChanged):
            return
        run_id = notice.run.run_id
        if notice.run.state is State.RUNNING and run_id not in running:
            running.append(run_id)
            order.append(run_id)
            assert len(running) == 1
        elif notice.run.state is State.COMPLETED:
            running.remove(run_id)

    engine.subscribe(hear)
    runs = await finished(engine, await hand_over(engine, *sample_paths(5), ordering=Ordering.IN_ORDER))

    assert order == [run.run_id for run in runs]
    assert not running
    ends = [run.ended_at or 0.0 for run in runs]
    assert all((run.started_at or 0.0) >= end for run, end in zip(runs[1:], ends, strict=False))
    assert await texts_of(engine, runs) == sample_texts(5)


async def test_a_run_tells_its_story(engine: Engine) -> None:
    [run] = await finished(engine, await hand_over(engine, *sample_paths(1)))

    events = await engine.runs.events(run.run_id)

    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    kinds = [event.kind for event in events]
    assert kinds[:2] == [EventKind.ACCEPTED, EventKind.CLAIM] and kinds[-1] is EventKind.COMPLETE
    phases = [event.detail["phase"] for event in events if event.kind is EventKind.PHASE]
    assert set(phases) == {Phase.LOADING_MODEL, Phase.DECODING, Phase.TRANSCRIBING}
    assert phases[-1] is not None and run.device == "cpu int8"
    assert await text_of(engine, run) == sample_texts(1)[0]
