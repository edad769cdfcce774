"""Which device a run begins on, as far as that is known, and what comes after a shortage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.machine.hardware import Machine
from engine.machine.plans import Limits
from engine.messages import explain
from engine.run import Clip, Options, Run
from engine.scheduling.planner import DEVICE_UNUSABLE, OUT_OF_MEMORY, Planner
from tests.support.machines import a_machine
from tests.support.starter import FIXTURES, starter

MODEL = starter()
RUN = Run("r", 1, "session", Clip("c", "c", "c"), Options())


async def planner_on(*machines: Machine) -> Planner:
    """One that sees these machines, one after another."""
    seen: Iterator[Machine] = iter(machines)
    planner = Planner(lambda: next(seen), FIXTURES)
    await planner.look(())
    return planner


async def test_each_shortage_tells_the_next_attempt_where_it_is() -> None:
    planner = await planner_on(a_machine(8.0))
    run, steps = RUN, []
    while True:
        [device] = planner.homes(run)
        attempt = planner.plan(run, MODEL, device)
        assert attempt.plan.device == device
        steps.append(f"{device} {attempt.plan.compute_type} {attempt.plan.batch_size}")
        reason = planner.lighter(attempt, OUT_OF_MEMORY, {})
        if reason is None:
            break
        run = replace(run, reason=reason)
    assert steps == [
        "cuda:0 float16 16", "cuda:0 float16 1", "cuda:0 int8_float16 1", "cpu int8 8", "cpu int8 1",
    ]  # fmt: skip


async def test_a_run_goes_on_by_the_plans_of_the_machine_as_it_is_now() -> None:
    """Another program has filled the card meanwhile: the next plan is the processor's, and is known from then on."""
    planner = await planner_on(a_machine(8.0), a_machine(0.5))
    attempt = planner.plan(RUN, MODEL, "cuda:0")
    waiting = replace(RUN, reason=planner.lighter(attempt, OUT_OF_MEMORY, {}))
    await planner.look(at_work=())

    assert planner.homes(waiting) == ("cuda:0",)
    assert planner.plan(waiting, MODEL, "cuda:0").plan.device == "cpu"
    assert planner.homes(waiting) == ("cpu",)


async def test_what_is_free_counts_from_before_a_worker_began() -> None:
    planner = await planner_on(a_machine(8.0), a_machine(0.5), a_machine(0.5))
    await planner.look(at_work=["cuda:0"])  # its worker has filled the card
    assert planner.plan(RUN, MODEL, "cuda:0").plan.device == "cuda:0"
    await planner.look(at_work=())
    assert planner.plan(RUN, MODEL, "cuda:0").plan.device == "cpu"


async def test_other_limits_make_other_plans() -> None:
    planner = await planner_on(a_machine())
    assert planner.plan(RUN, MODEL, "cpu").plan.batch_size == 8
    planner.limits = Limits(batch_size=3)
    assert planner.plan(RUN, MODEL, "cpu").plan.batch_size == 3


async def test_cards_that_failed_are_not_chosen_again() -> None:
    planner = await planner_on(a_machine(8.0, 8.0))
    reason = planner.lighter(planner.plan(RUN, MODEL, "cuda:0"), DEVICE_UNUSABLE, {"detail": "no such card"})
    assert reason is not None and "the processor is used instead" in explain(reason)
    assert planner.homes(replace(RUN, reason=reason)) == ("cpu",)
    assert planner.homes(RUN) == ("cuda:1",)
    assert planner.homes(replace(RUN, options=Options(device="cuda:0"))) == ("cuda:0",)


async def test_a_refusal_names_a_model_that_fits() -> None:
    planner = await planner_on(a_machine(memory_gb=4.0))
    refusal = await planner.refusal("large-v3", {"model": "large-v3", "needed_gb": 5.2, "free_gb": 3.6})
    assert refusal.facts["fits_id"] == "starter-en"
    assert "needs about 5.2 GB" in explain(refusal) and "choose “Starter (English)”" in explain(refusal)
    planner = await planner_on(a_machine(memory_gb=0.1))
    assert "choose a smaller model" in explain(await planner.refusal("large-v3", {"needed_gb": 5.2, "free_gb": 0.1}))
