"""Two programs on one home: each run is one's at a time, and what one leaves behind the other finishes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from engine import engine as engines
from engine.events import EventKind, Notice, RunChanged
from engine.run import Ordering, State
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.conftest import OpenEngine
from tests.end_to_end.following import Diary, events_of, finished, hand_over, texts_of
from tests.end_to_end.test_program_killed import program, running_with_windows
from tests.support.scripted_worker import script


async def test_no_run_is_done_twice(open_engine: OpenEngine, tmp_path: Path) -> None:
    left, right = await open_engine(scripted=True), await open_engine(scripted=True)
    both_work = tmp_path / "both work"
    clips = [script(tmp_path / f"{n}.wav", f"await {both_work}", f"say number {n}") for n in range(60)]
    at_work: set[str | None] = set()

    def note(notice: Notice) -> None:
        if isinstance(notice, RunChanged) and notice.run.state is State.RUNNING:
            at_work.add(notice.run.owner)
            if len(at_work) == 2:
                both_work.touch()

    left.subscribe(note)
    right.subscribe(note)
    handed_over = await asyncio.gather(hand_over(left, *clips[:30]), hand_over(right, *clips[30:]))
    runs = [run for accepted in handed_over for run in accepted]
    async with asyncio.timeout(30):
        await asyncio.gather(left.runs.wait_idle(), right.runs.wait_idle())
    runs = await finished(left, runs)

    assert [(run.state, run.attempt) for run in runs] == [(State.COMPLETED, 1)] * 60
    assert await texts_of(right, runs) == [f"number {n}" for n in range(60)]
    owners = []
    for run in runs:
        [claim] = await events_of(left, run, EventKind.CLAIM)
        assert not await events_of(left, run, EventKind.LATE_RESULT)
        owners.append(claim.detail["owner"])
    assert len(set(owners)) == 2, "only one of them worked"


async def test_what_a_killed_engine_had_in_hand_goes_to_the_other(
    open_engine: OpenEngine, long_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "RENEW_EVERY_S", 0.2)
    with program([long_clip, *sample_paths(3)]) as victim:
        viewer = await open_engine(works=False)
        [long] = await running_with_windows(viewer, 1, at_least=2)
        engine = await open_engine()
        victim.kill()
        runs = await finished(engine, await engine.runs.all())

    assert [run.state for run in runs] == [State.COMPLETED] * 4
    assert runs[0].run_id == long.run_id and runs[0].attempt == 2
    assert await texts_of(engine, runs[1:]) == sample_texts(3)
    claims = await events_of(engine, long, EventKind.CLAIM)
    assert len({claim.detail["owner"] for claim in claims}) == 2
    assert float(claims[1].detail["resumes_at_s"]) >= long.done_s


async def test_one_that_only_looks_cancels_what_another_runs(open_engine: OpenEngine, tmp_path: Path) -> None:
    worker, viewer = await open_engine(scripted=True), await open_engine(works=False)
    diary = Diary(worker)
    [run] = await hand_over(worker, script(tmp_path / "clip.wav", "say one", f"await {tmp_path / 'never'}", "say two"))
    await diary.until(run, lambda run: run.windows_done == 1)

    await viewer.runs.cancel([run.run_id])
    [run] = await finished(viewer, [run])

    assert run.state is State.CANCELLED
    assert await texts_of(viewer, [run]) == ["one"]
    assert run.owner is None and not await worker.runs.all(state=State.RUNNING)


async def test_what_nobody_works_on_holds_up_no_session_in_order(open_engine: OpenEngine, tmp_path: Path) -> None:
    """As when a command that was killed had left clips behind, and its user hands over others in that session."""
    viewer = await open_engine(works=False)
    [left] = await hand_over(viewer, script(tmp_path / "left.wav", "say left"), ordering=Ordering.IN_ORDER)
    worker = await open_engine(scripted=True, only=())
    runs = await hand_over(worker, *(script(tmp_path / f"{n}.wav", f"say number {n}") for n in range(2)))

    runs = await finished(worker, runs)

    assert [run.state for run in runs] == [State.COMPLETED] * 2
    assert (await worker.runs.get(left.run_id)).state is State.QUEUED


async def test_one_that_only_looks_starts_nothing(open_engine: OpenEngine) -> None:
    viewer = await open_engine(works=False)
    [run] = await hand_over(viewer, *sample_paths(1))

    assert viewer.why_waiting(run).why == "not_working"
    assert (await viewer.runs.get(run.run_id)).state is State.QUEUED
