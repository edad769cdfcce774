"""Workers come with what needs them and go when they have long had nothing to do."""

from __future__ import annotations

from engine.scheduling.workers import FIRST_PAUSE_S, IDLE_LIMIT_S, LONGEST_PAUSE_S, Crew, Pause
from tests.support.fakes import FakeClock, FakePool


async def a_crew(*devices: str) -> tuple[Crew, FakePool, FakeClock]:
    pool, clock = FakePool(), FakeClock()
    crew = Crew(pool, clock, lambda event: None)
    for device in crew.missing(devices):
        await crew.start(device)
    return crew, pool, clock


async def test_a_device_has_one_worker() -> None:
    crew, pool, _ = await a_crew("cuda:0", "cpu")
    assert crew.at_work() == ["cuda:0", "cpu"] and len(pool.workers) == 2
    assert crew.missing(["cpu", "cuda:1"]) == ["cuda:1"]
    hand = crew.of(2)
    assert hand is crew.hands["cpu"] and crew.of(99) is None


async def test_each_is_ended_by_its_own_idleness() -> None:
    crew, pool, clock = await a_crew("cuda:0", "cpu")
    crew.rest(busy=["cuda:0"])
    clock.advance(IDLE_LIMIT_S - 1)
    crew.rest(busy=["cuda:0"])
    assert len(pool.workers) == 2
    clock.advance(2)
    crew.rest(busy=["cuda:0"])
    assert crew.at_work() == ["cuda:0"] and list(pool.workers) == [1]

    crew.rest(busy=[])
    crew.rest(busy=["cuda:0"])  # work came in time
    clock.advance(IDLE_LIMIT_S + 1)
    crew.rest(busy=[])
    assert crew.at_work() == ["cuda:0"], "counted from the last work"


async def test_one_that_cannot_start_holds_up_no_other() -> None:
    crew, _, clock = await a_crew()
    assert crew.missing(["cuda:0", "cpu"]) == ["cuda:0", "cpu"]
    crew.hands["cuda:0"].pause.lengthen()
    assert crew.missing(["cuda:0", "cpu"]) == ["cpu"]
    clock.advance(FIRST_PAUSE_S)
    assert crew.missing(["cuda:0", "cpu"]) == ["cuda:0", "cpu"]


def test_a_pause_grows_to_a_limit_and_begins_anew() -> None:
    pause = Pause(FakeClock())
    for _ in range(20):
        pause.lengthen()
    assert pause.length_s == LONGEST_PAUSE_S
    pause.end()
    pause.lengthen()
    assert pause.length_s == FIRST_PAUSE_S
