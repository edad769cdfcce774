"""What a person allows: at the start, and while runs are under way."""

from __future__ import annotations

from pathlib import Path

from engine.machine.plans import Limits
from engine.run import State
from tests.end_to_end.conftest import OpenEngine
from tests.end_to_end.following import Diary, finished, hand_over, moment, text_of
from tests.support.scripted_worker import script


async def test_threads_and_batches_are_those_allowed(open_engine: OpenEngine, tmp_path: Path) -> None:
    engine = await open_engine(scripted=True, limits=Limits(threads=3, batch_size=5))
    clip = script(tmp_path / "clip.wav", "say {plan}")

    [first] = await finished(engine, await hand_over(engine, clip))
    engine.set_limits(Limits(threads=1))
    [second] = await finished(engine, await hand_over(engine, clip))

    assert (await text_of(engine, first)).endswith("×5, 3 threads")
    assert (await text_of(engine, second)).endswith("×8, 1 threads")


async def test_more_at_once_begin_at_once_and_what_runs_goes_on(open_engine: OpenEngine, tmp_path: Path) -> None:
    engine = await open_engine(scripted=True, limits=Limits(runs_at_once=1))
    diary = Diary(engine)
    gate = tmp_path / "gate"
    clips = [script(tmp_path / f"{n}.wav", f"await {gate}", f"say {n}") for n in range(5)]

    runs = await hand_over(engine, *clips)
    await diary.until(runs[0], lambda run: run.state is State.RUNNING)
    assert [run.state for run in diary.runs.values()].count(State.RUNNING) == 1
    engine.set_limits(Limits(runs_at_once=3))
    await moment(engine, lambda: [run.state for run in diary.runs.values()].count(State.RUNNING) == 3)
    engine.set_limits(Limits(runs_at_once=1))
    gate.touch()
    runs = await finished(engine, runs)

    assert [(run.state, run.attempt) for run in runs] == [(State.COMPLETED, 1)] * 5, "nothing that ran was disturbed"
