"""Workers come with what needs them and go when they have long had nothing to do."""

from __future__ import annotations

from engine.scheduling.workers import FIRST_PAUSE_S, IDLE_LIMIT_S, LONGEST_PAUSE_S, Pause, WorkerSlots
from tests.support.fakes import FakeClock, FakePool


async def workers_on(*devices: str) -> tuple[WorkerSlots, FakePool, FakeClock]:
    pool, clock = FakePool(), FakeClock()
    workers = WorkerSlots(pool, clock, lambda event: None)
    for device in workers.missing(devices):
        await workers.start(device)
    return workers, pool, clock


async def test_a_device_has_one_worker() -> None:
    workers, pool, _ = await workers_on("cuda:0", "cpu")
    assert workers.devices() == ["cuda:0", "cpu"] and len(pool.workers) == 2
    assert workers.missing(["cpu", "cuda:1"]) == ["cuda:1"]
    slot = workers.of(2)
    assert slot is workers.slots["cpu"] and workers.of(99) is None


async def test_each_is_ended_by_its_own_idleness() -> None:
    workers, pool, clock = await workers_on("cuda:0", "cpu")
    workers.end_idle(busy=["cuda:0"])
    clock.advance(IDLE_LIMIT_S - 1)
    workers.end_idle(busy=["cuda:0"])
    assert len(pool.workers) == 2
    clock.advance(2)
    workers.end_idle(busy=["cuda:0"])
    assert workers.devices() == ["cuda:0"] and list(pool.workers) == [1]

    workers.end_idle(busy=[])
    workers.end_idle(busy=["cuda:0"])  # work came in time
    clock.advance(IDLE_LIMIT_S + 1)
    workers.end_idle(busy=[])
    assert workers.devices() == ["cuda:0"], "counted from the last work"


async def test_one_that_cannot_start_holds_up_no_other() -> None:
    workers, _, clock = await workers_on()
    assert workers.missing(["cuda:0", "cpu"]) == ["cuda:0", "cpu"]
    workers.slots["cuda:0"].pause.lengthen()
    assert workers.missing(["cuda:0", "cpu"]) == ["cpu"]
    clock.advance(FIRST_PAUSE_S)
    assert workers.missing(["cuda:0", "cpu"]) == ["cuda:0", "cpu"]


def test_a_pause_grows_to_a_limit_and_begins_anew() -> None:
    pause = Pause(FakeClock())
    for _ in range(20):
        pause.lengthen()
    assert pause.length_s == LONGEST_PAUSE_S
    pause.end()
    pause.lengthen()
    assert pause.length_s == FIRST_PAUSE_S
