"""A worker that crashes, hangs or lies takes nothing with it: what it had in hand goes on, and the reason is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.engine import Engine
from engine.events import EventKind
from engine.messages import explain
from engine.processes import pool as pools
from engine.run import MAX_CRASHES, State
from engine.storage.paths import Paths
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.conftest import OpenEngine
from tests.end_to_end.following import (
    Diary,
    events_of,
    finished,
    hand_over,
    moment,
    text_of,
    texts_of,
    told,
    worker_process,
)
from tests.support.scripted_worker import script


@pytest.fixture(autouse=True)
def watched_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "WATCH_EVERY_S", 0.05)


async def test_a_killed_worker_costs_one_attempt(engine: Engine, long_clip: Path) -> None:
    diary = Diary(engine)
    short = await finished(engine, await hand_over(engine, *sample_paths(2)))
    [long] = await hand_over(engine, long_clip)
    under_way = await diary.until(long, lambda run: run.windows_done >= 3)
    kept = await engine.texts.segments(long.run_id)
    worker_process().kill()

    [run] = await finished(engine, [long])

    assert (run.state, run.attempt) == (State.COMPLETED, 2)
    [requeued] = await events_of(engine, long, EventKind.REQUEUE)
    assert requeued.detail["signal"] == "SIGKILL" and requeued.attempt == 1
    again = (await events_of(engine, long, EventKind.CLAIM))[1]
    assert float(again.detail["resumes_at_s"]) >= under_way.done_s > 0
    segments = await engine.texts.segments(long.run_id)
    assert segments[: len(kept)] == kept
    starts = [segment.start_s for segment in segments]
    assert starts == sorted(set(starts)), "a piece of text is there twice"
    assert await texts_of(engine, short) == sample_texts(2)


async def test_a_poisoned_clip_fails_alone(scripted: Engine, tmp_path: Path) -> None:
    good = [script(tmp_path / str(n) / "clip.wav", f"say number {n}") for n in range(10)]
    poison = script(tmp_path / "poison" / "clip.wav", "kill")

    runs = await finished(scripted, await hand_over(scripted, *good[:5], poison, *good[5:]))

    bad = runs.pop(5)
    assert (bad.state, bad.attempt) == (State.FAILED, MAX_CRASHES)
    assert bad.reason is not None and bad.reason.code == "worker_died" and "SIGKILL" in explain(bad.reason)
    assert [run.state for run in runs] == [State.COMPLETED] * 10
    assert await texts_of(scripted, runs) == [f"number {n}" for n in range(10)]


async def test_clips_that_kill_when_their_length_is_read_blame_no_other(scripted: Engine, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    slow = [script(tmp_path / f"slow {n}.wav", f"await {gate}", f"say slow {n}") for n in range(8)]
    poison = [script(tmp_path / f"poison {n}.wav", "probe kill", "say harmless") for n in range(3)]
    diary = Diary(scripted)

    runs = await hand_over(scripted, *slow, *poison)
    await moment(scripted, lambda: diary.runs and max(run.attempt for run in diary.runs.values()) > 1)
    gate.touch()
    runs = await finished(scripted, runs)

    assert [run.state for run in runs] == [State.COMPLETED] * 11
    assert await texts_of(scripted, runs) == [*(f"slow {n}" for n in range(8)), *["harmless"] * 3]


@pytest.mark.parametrize(
    ("action", "code", "name"),
    [
        ("exit", "worker_died", "exit status 3"),
        ("kill", "worker_died", "SIGKILL"),
        ("hang", "worker_hung", "no progress"),
        ("garbage", "worker_confused", "unreadable"),
        ("deaf", "worker_died", "SIGKILL"),
        ("skip", "worker_confused", "unreadable"),
        ("fail audio_damaged", "audio_damaged", "damaged"),
        ("break", "transcription_failed", "as told"),
    ],
)
async def test_what_a_worker_does_to_a_clip_is_named(
    scripted: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str, code: str, name: str
) -> None:
    monkeypatch.setattr(pools, "END_LIMIT_S", 1.0)
    bad, good = await finished(
        scripted,
        await hand_over(
            scripted, script(tmp_path / "bad.wav", action), script(tmp_path / "good.wav", "say all is well")
        ),
    )

    assert bad.state is State.FAILED
    assert bad.reason is not None and bad.reason.code == code
    assert name in explain(bad.reason) and "?" not in explain(bad.reason)
    assert good.state is State.COMPLETED and await text_of(scripted, good) == "all is well"


@pytest.mark.parametrize("last_word", ["gasp audio_damaged", "gasp"])
async def test_nothing_is_believed_of_a_worker_that_ends_with_it(
    scripted: Engine, tmp_path: Path, last_word: str
) -> None:
    once = script(tmp_path / "once.wav", f"1 {last_word}", "2 say all is well")
    ever = script(tmp_path / "ever.wav", last_word)
    once_said, ever_said = await finished(scripted, await hand_over(scripted, once, ever))

    assert once_said.state is State.COMPLETED and await text_of(scripted, once_said) == "all is well"
    assert (ever_said.state, ever_said.crashes) == (State.FAILED, MAX_CRASHES)
    assert ever_said.reason is not None and ever_said.reason.code == "worker_died"


async def test_a_worker_that_floods_drowns_nobody(scripted: Engine, tmp_path: Path) -> None:
    clips = [script(tmp_path / f"{n}.wav", "flood", f"say number {n}") for n in range(3)]

    runs = await finished(scripted, await hand_over(scripted, *clips))

    assert [(run.state, run.attempt) for run in runs] == [(State.COMPLETED, 1)] * 3
    assert await texts_of(scripted, runs) == ["number 0", "number 1", "number 2"]


async def test_a_clip_that_kills_once_goes_on_behind_its_finished_windows(scripted: Engine, tmp_path: Path) -> None:
    clip = script(tmp_path / "clip.wav", "say one", "1 kill", "say two", "2 hang", "say three")

    [run] = await finished(scripted, await hand_over(scripted, clip))

    assert (run.state, run.attempt) == (State.COMPLETED, 3)
    assert await text_of(scripted, run) == "one two three"
    reasons = [str(event.detail["code"]) for event in await events_of(scripted, run, EventKind.REQUEUE)]
    assert reasons == ["worker_died", "worker_hung"]


async def test_an_error_that_tells_nothing_of_the_clip_is_no_verdict(scripted: Engine, tmp_path: Path) -> None:
    clip = script(tmp_path / "clip.wav", "1 break", "2 break", "say {plan}")
    others = [script(tmp_path / f"{n}.wav", f"say number {n}") for n in range(3)]

    run, *runs = await finished(scripted, await hand_over(scripted, clip, *others))

    assert (run.state, run.attempt) == (State.COMPLETED, 3)
    reasons = [event.detail for event in await events_of(scripted, run, EventKind.REQUEUE)]
    assert [(reason["code"], reason["detail"]) for reason in reasons] == [("transcription_failed", "as told")] * 2
    assert "×1," in await text_of(scripted, run), "not in a lighter way"
    assert [(run.state, run.crashes) for run in runs] == [(State.COMPLETED, 0)] * 3


async def test_a_late_result_changes_nothing_and_leaves_an_event(scripted: Engine, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    clip = script(tmp_path / "clip.wav", "1 kill", "finish 1", f"await {gate}", "say on time")
    diary = Diary(scripted)
    [run] = await hand_over(scripted, clip)
    await diary.until(run, lambda run: run.attempt == 2)
    await told(scripted, run, EventKind.LATE_RESULT)
    assert (await scripted.runs.get(run.run_id)).state is State.RUNNING

    gate.touch()
    [run] = await finished(scripted, [run])

    [late] = await events_of(scripted, run, EventKind.LATE_RESULT)
    assert (late.attempt, late.detail["from_attempt"]) == (2, 1)
    assert (run.state, run.attempt) == (State.COMPLETED, 2)
    assert await text_of(scripted, run) == "on time"


async def test_a_late_result_does_not_hide_its_run_from_what_happens_next(scripted: Engine, tmp_path: Path) -> None:
    """The worker dies after it had called an old attempt finished: the run must not be left running for ever."""
    clip = script(tmp_path / "clip.wav", "1 kill", "2 finish 1", "2 kill", "say on time")

    [run] = await finished(scripted, await hand_over(scripted, clip))

    assert (run.state, run.attempt) == (State.COMPLETED, 3)
    assert await text_of(scripted, run) == "on time"


@pytest.mark.parametrize("hindrance", ["no-start", "no-word"])
async def test_runs_wait_while_no_worker_can_start(
    home: Paths, open_engine: OpenEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hindrance: str
) -> None:
    monkeypatch.setattr(pools, "START_LIMIT_S", 1.5)
    (home.logs / hindrance).touch()
    engine = await open_engine(scripted=True)
    diary = Diary(engine)
    runs = await hand_over(engine, *(script(tmp_path / f"{n}.wav", f"say number {n}") for n in range(3)))
    await moment(engine, lambda: len(diary.troubles) >= 2)
    assert set(diary.troubles) == {"worker_cannot_start"}
    assert {run.state for run in await engine.runs.all()} == {State.QUEUED}

    monkeypatch.setattr(pools, "START_LIMIT_S", 60.0)  # a busy machine takes longer to start one that is sound
    (home.logs / hindrance).unlink()
    runs = await finished(engine, runs)

    assert [(run.state, run.attempt) for run in runs] == [(State.COMPLETED, 1)] * 3
