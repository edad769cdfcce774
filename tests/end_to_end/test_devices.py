"""Cards and processor side by side, and what follows when one of them has too little memory. Scripted workers stand in
for the cards; what decides, stores and tells is real."""

from __future__ import annotations

import shutil
from pathlib import Path

import psutil

from engine.clock import SystemClock
from engine.engine import Engine
from engine.events import EventKind
from engine.machine.plans import Limits
from engine.messages import explain
from engine.processes.pool import ProcessPool
from engine.run import Options, State
from engine.storage.paths import Paths
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.conftest import OpenEngine
from tests.end_to_end.following import Diary, events_of, finished, hand_over, moment, text_of, texts_of
from tests.support.machines import a_machine
from tests.support.poor_worker import poor_worker
from tests.support.scripted_worker import script
from tests.support.starter import starter, with_starter
from tests.support.warm_workers import started_children

SHORTAGES = [f"{attempt} fail out_of_memory" for attempt in range(1, 4)]


async def two_cards(open_engine: OpenEngine) -> Engine:
    return await open_engine(scripted=True, survey=lambda: a_machine(8.0, 8.0))


async def test_each_card_has_its_worker_and_its_runs(open_engine: OpenEngine, tmp_path: Path) -> None:
    engine = await two_cards(open_engine)
    gate = tmp_path / "gate"
    clips = [script(tmp_path / f"{n}.wav", f"await {gate}", "say {plan}") for n in range(12)]
    diary = Diary(engine)

    runs = await hand_over(engine, *clips)
    by_hand = await hand_over(engine, script(tmp_path / "cpu.wav", "say {plan}"), options=with_starter(device="cpu"))
    [on_cpu] = await finished(engine, by_hand)  # while the cards are at work
    await moment(engine, lambda: [run.state for run in diary.runs.values()].count(State.RUNNING) == 12)
    assert len(started_children()) == 3
    gate.touch()
    texts = await texts_of(engine, await finished(engine, runs))

    assert (await text_of(engine, on_cpu)).startswith("cpu int8")
    assert [sum(text.startswith(f"cuda:{at} float16 ×16") for text in texts) for at in (0, 1)] == [6, 6]


async def test_the_death_of_one_cards_worker_is_nothing_to_the_other(open_engine: OpenEngine, tmp_path: Path) -> None:
    engine = await two_cards(open_engine)
    gate = tmp_path / "gate"
    good = [script(tmp_path / f"{n}.wav", f"await {gate}", f"say {n}") for n in range(4)]
    on_0, on_1 = with_starter(device="cuda:0"), with_starter(device="cuda:1")
    diary = Diary(engine)

    fine = await hand_over(engine, *good, options=on_0)
    await moment(engine, lambda: [run.state for run in diary.runs.values()].count(State.RUNNING) == 4)
    [killed] = await hand_over(engine, script(tmp_path / "k.wav", "1 kill", "2 kill", "say {plan}"), options=on_1)
    [killed] = await finished(engine, [killed])
    gate.touch()
    fine = await finished(engine, fine)

    assert (killed.state, killed.attempt) == (State.COMPLETED, 3)
    assert (await text_of(engine, killed)).startswith("cpu int8 ×1"), "the third attempt is the lightest"
    assert [(run.state, run.attempt) for run in fine] == [(State.COMPLETED, 1)] * 4


async def test_too_little_memory_is_another_attempt_with_less(open_engine: OpenEngine, tmp_path: Path) -> None:
    engine = await open_engine(scripted=True, survey=lambda: a_machine(8.0))
    clip = script(tmp_path / "clip.wav", *SHORTAGES, "say {plan}")

    [run] = await finished(engine, await hand_over(engine, clip))
    [next_run] = await finished(engine, await hand_over(engine, script(tmp_path / "next.wav", "say {plan}")))

    assert (run.state, run.attempt, run.crashes) == (State.COMPLETED, 4, 0)
    assert (await text_of(engine, run)).startswith("cpu int8 ×8")
    assert (await text_of(engine, next_run)).startswith("cuda:0 float16 ×16"), "the next run tries the card again"
    requeues = await events_of(engine, run, EventKind.REQUEUE)
    tried = [(event.detail["device"], event.detail["compute_type"], event.detail["batch_size"]) for event in requeues]
    assert tried == [("cuda:0", "float16", 16), ("cuda:0", "float16", 1), ("cuda:0", "int8_float16", 1)]
    assert {event.detail["code"] for event in requeues} == {"out_of_memory_lighter"}


async def test_the_end_of_the_ladder_is_a_reason(open_engine: OpenEngine, tmp_path: Path) -> None:
    engine = await open_engine(scripted=True, survey=a_machine)
    greedy = script(tmp_path / "greedy.wav", *SHORTAGES[:2], "say {plan}")
    modest = [script(tmp_path / f"{n}.wav", f"say {n}") for n in range(3)]

    [run, *others] = await finished(engine, await hand_over(engine, greedy, *modest))

    assert (run.state, run.attempt) == (State.FAILED, 2)
    assert run.reason is not None and run.reason.code == "out_of_memory"
    assert [(other.state, other.attempt) for other in others] == [(State.COMPLETED, 1)] * 3

    await engine.runs.retry([run.run_id])
    [again] = await finished(engine, [run])
    assert (await text_of(engine, again)).startswith("cpu int8 ×8"), "a retry begins anew"


async def test_a_model_that_does_not_fit_the_card_goes_to_the_processor_at_once(
    open_engine: OpenEngine, tmp_path: Path
) -> None:
    engine = await open_engine(scripted=True, survey=lambda: a_machine(0.5))
    runs = await hand_over(engine, *[script(tmp_path / f"{n}.wav", "say {plan}") for n in range(20)])
    runs = await finished(engine, runs)
    assert {run.attempt for run in runs} == {1}
    assert {text[:8] for text in await texts_of(engine, runs)} == {"cpu int8"}


async def test_a_model_that_cannot_be_loaded_is_not_tried_in_smaller_batches(
    open_engine: OpenEngine, tmp_path: Path
) -> None:
    engine = await open_engine(scripted=True, survey=lambda: a_machine(8.0))
    clip = script(tmp_path / "clip.wav", *(f"{attempt} fail model_too_large" for attempt in range(1, 9)))

    [run] = await finished(engine, await hand_over(engine, clip))

    tried = [event.detail["compute_type"] for event in await events_of(engine, run, EventKind.REQUEUE)]
    assert tried == ["float16", "int8_float16"], "then the processor, which is the end"
    assert run.state is State.FAILED and run.reason is not None and "needs about" in explain(run.reason)


async def test_a_card_that_cannot_be_used_is_left_alone(open_engine: OpenEngine, tmp_path: Path) -> None:
    engine = await open_engine(scripted=True, survey=lambda: a_machine(8.0))
    clip = script(tmp_path / "clip.wav", "1 fail device_unusable", "say {plan}")

    [first] = await finished(engine, await hand_over(engine, clip))
    [second] = await finished(engine, await hand_over(engine, script(tmp_path / "2.wav", "say {plan}")))
    asked = with_starter(device="cuda")
    [third] = await finished(engine, await hand_over(engine, script(tmp_path / "3.wav", "say {plan}"), options=asked))

    assert (first.attempt, second.attempt) == (2, 1)
    assert {text[:8] for text in await texts_of(engine, [first, second])} == {"cpu int8"}
    assert (await text_of(engine, third)).startswith("cuda:0"), "who names the card gets it tried"


async def test_a_batch_that_is_too_large_costs_an_attempt_and_no_word(home: Paths) -> None:
    """The real worker: all of the batch are tried again, in batches of one, and each is heard to the letter."""
    pool = ProcessPool(home.logs / "worker.log", SystemClock(), target=poor_worker)
    engine = await Engine.open(home, pool=pool, limits=Limits(batch_size=8))
    try:
        runs = await finished(engine, await hand_over(engine, *sample_paths(8)))
        assert await texts_of(engine, runs) == sample_texts(8)
        assert {run.state for run in runs} == {State.COMPLETED} and max(run.attempt for run in runs) == 2
        for run in runs:
            requeues = await events_of(engine, run, EventKind.REQUEUE)
            assert [event.detail["code"] for event in requeues] == ["out_of_memory_lighter"] * (run.attempt - 1)
    finally:
        await engine.close()


async def test_a_model_larger_than_the_memory_is_refused_with_another(engine: Engine, tmp_path: Path) -> None:
    """The real worker, and files as large as no memory is: nothing is loaded, and nothing is killed for it."""
    folder = Path(shutil.copytree(starter().path, tmp_path / "huge"))
    with (folder / "more-weights.bin").open("wb") as file:
        file.truncate(2 * psutil.virtual_memory().total)  # which takes no room on the disk

    huge = await hand_over(engine, sample_paths(1)[0], options=Options(model=str(folder)))
    fine = await hand_over(engine, *sample_paths(3))
    [run, *others] = await finished(engine, [*huge, *fine])

    assert (run.state, run.attempt) == (State.FAILED, 1)
    assert run.reason is not None and run.reason.code == "model_too_large_other_fits"
    assert "choose “Starter (English)”, which fits" in explain(run.reason)
    assert await texts_of(engine, others) == sample_texts(3)
