"""What a person asks of a run: cancel, pause, resume, retry. Finished text is never lost by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.engine import Engine
from engine.events import EventKind
from engine.run import State
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.conftest import OpenEngine
from tests.end_to_end.following import Diary, events_of, finished, hand_over, text_of
from tests.support.scripted_worker import script
from tests.support.starter import with_starter


async def test_a_queued_run_is_cancelled_at_once(open_engine: OpenEngine) -> None:
    viewer = await open_engine(works=False)
    cancelled, other = await hand_over(viewer, *sample_paths(2))

    await viewer.runs.cancel([cancelled.run_id])

    assert (await viewer.runs.get(cancelled.run_id)).state is State.CANCELLED
    worker = await open_engine()
    [other] = await finished(worker, [other])
    assert other.state is State.COMPLETED
    assert (await worker.runs.get(cancelled.run_id)).attempt == 0


async def test_a_cancelled_run_keeps_its_text_and_frees_the_worker(engine: Engine, long_clip: Path) -> None:
    diary = Diary(engine)
    [long] = await hand_over(engine, long_clip)
    await diary.until(long, lambda run: run.windows_done >= 3)

    await engine.runs.cancel([long.run_id])
    cancelled = await diary.until(long, lambda run: run.state.is_terminal)

    assert cancelled.state is State.CANCELLED and 0 < cancelled.progress < 1
    segments = await engine.texts.segments(long.run_id)
    assert segments and segments[-1].end_s <= cancelled.done_s
    assert (source := engine.audio_path(cancelled)) is not None and source.is_file()
    [short] = await finished(engine, await hand_over(engine, *sample_paths(1)))
    assert await text_of(engine, short) == sample_texts(1)[0]
    assert await engine.texts.segments(long.run_id) == segments, "text was added after the run was cancelled"


async def test_a_cancelled_run_goes_on_where_it_stopped(scripted: Engine, tmp_path: Path) -> None:
    diary = Diary(scripted)
    clip = script(tmp_path / "clip.wav", "say one", f"1 await {tmp_path / 'never'}", "say two", "say three")
    [run] = await hand_over(scripted, clip)
    await diary.until(run, lambda run: run.windows_done == 1)
    await scripted.runs.cancel([run.run_id])
    [stopped] = await finished(scripted, [run])
    assert stopped.state is State.CANCELLED

    await scripted.runs.retry([run.run_id])
    [run] = await finished(scripted, [run])

    assert run.state is State.COMPLETED
    claim = (await events_of(scripted, run, EventKind.CLAIM))[-1]
    assert claim.detail["resumes_at_s"] == stopped.done_s > 0
    assert await text_of(scripted, run) == "one two three"


async def test_a_paused_run_resumes_behind_its_finished_windows(engine: Engine, long_clip: Path) -> None:
    diary = Diary(engine)
    [run] = await hand_over(engine, long_clip)
    await diary.until(run, lambda run: run.windows_done >= 3)
    await engine.runs.pause([run.run_id])
    paused = await diary.until(run, lambda run: run.state is not State.RUNNING)
    assert paused.state is State.PAUSED
    kept = await engine.texts.segments(run.run_id)
    [paused] = await finished(engine, [run])  # waiting for a paused run does not last for ever

    await engine.runs.resume([run.run_id])
    [run] = await finished(engine, [run])

    assert (run.state, run.attempt) == (State.COMPLETED, 2)
    claim = (await events_of(engine, run, EventKind.CLAIM))[-1]
    assert claim.detail["resumes_at_s"] == paused.done_s > 0
    segments = await engine.texts.segments(run.run_id)
    assert segments[: len(kept)] == kept
    starts = [segment.start_s for segment in segments]
    assert starts == sorted(set(starts))


async def test_a_pause_that_is_taken_back_at_once_pauses_nothing(scripted: Engine, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    diary = Diary(scripted)
    [run] = await hand_over(scripted, script(tmp_path / "clip.wav", "say one", f"await {gate}", "say two"))
    await diary.until(run, lambda run: run.windows_done == 1)

    await scripted.runs.pause([run.run_id])
    await scripted.runs.resume([run.run_id])
    gate.touch()
    [run] = await finished(scripted, [run])

    assert run.state is State.COMPLETED
    assert await text_of(scripted, run) == "one two"


async def test_a_retry_of_a_completed_run_begins_afresh(scripted: Engine, tmp_path: Path) -> None:
    clip = script(tmp_path / "clip.wav", "1 say old one", "1 say old two", "2 say new")
    [run] = await finished(scripted, await hand_over(scripted, clip))
    assert await text_of(scripted, run) == "old one old two"

    await scripted.runs.retry([run.run_id], with_starter(language="en"))
    [run] = await finished(scripted, [run])

    assert (run.state, run.attempt, run.options.language) == (State.COMPLETED, 2, "en")
    assert await text_of(scripted, run) == "new" and run.preview == "new"
    assert [found.text for found in await scripted.texts.search("old")] == []
    assert [found.text for found in await scripted.texts.search("new")] == ["new"]


async def test_a_cancel_while_the_worker_dies_is_a_cancel(scripted: Engine, tmp_path: Path) -> None:
    diary = Diary(scripted)
    [run] = await hand_over(scripted, script(tmp_path / "clip.wav", "say one", "hang", "say two"))
    await diary.until(run, lambda run: run.windows_done == 1)

    await scripted.runs.cancel([run.run_id])
    [run] = await finished(scripted, [run])

    assert run.state is State.CANCELLED
    assert await text_of(scripted, run) == "one"


async def test_many_cancels_and_a_late_one_leave_what_has_ended(scripted: Engine, tmp_path: Path) -> None:
    [run] = await finished(scripted, await hand_over(scripted, script(tmp_path / "clip.wav", "say done")))

    await scripted.runs.cancel([run.run_id, run.run_id])
    await scripted.runs.pause([run.run_id])
    await scripted.runs.resume([run.run_id])

    assert await scripted.runs.get(run.run_id) == run


@pytest.mark.expects_warnings
async def test_a_listener_that_fails_stops_no_work(scripted: Engine, tmp_path: Path) -> None:
    def fall_over(notice: object) -> None:
        raise ZeroDivisionError("a fault of the screen")

    scripted.subscribe(fall_over)
    [run] = await finished(scripted, await hand_over(scripted, script(tmp_path / "clip.wav", "say all is well")))

    assert (run.state, run.attempt) == (State.COMPLETED, 1)
