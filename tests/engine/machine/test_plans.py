"""The plans for a run: by model, machine, limits and what went wrong before."""

from __future__ import annotations

import pytest

from engine.machine.plans import Limits, first_devices, ladder, plan_for, runs_that_fit, usable_bytes
from engine.protocol import Plan
from engine.run import Options
from tests.support.machines import GB, a_machine

STARTER, SMALL, LARGE = int(0.006 * GB), int(0.484 * GB), int(3.09 * GB)


def rungs(device: str, size_bytes: int, *cards_gb: float, memory_gb: float = 16.0, batch_size: int = 0) -> list[str]:
    machine = a_machine(*cards_gb, memory_gb=memory_gb)
    plans = ladder(device, size_bytes, machine, Limits(batch_size=batch_size))
    return [f"{plan.device} {plan.compute_type} {plan.batch_size}" for plan in plans]


@pytest.mark.parametrize(
    ("device", "size_bytes", "cards_gb", "memory_gb", "expected"),
    [
        ("cpu", STARTER, (), 16, ["cpu int8 8", "cpu int8 1"]),
        ("cpu", SMALL, (), 1.5, ["cpu int8 4", "cpu int8 1"]),
        ("cpu", LARGE, (), 8, ["cpu int8 4", "cpu int8 1"]),
        ("cpu", LARGE, (), 4, ["cpu int8 1"]),
        ("cuda:0", LARGE, (24,), 16, [
            "cuda:0 float16 16", "cuda:0 float16 1", "cuda:0 int8_float16 1", "cpu int8 8", "cpu int8 1",
        ]),
        ("cuda:1", SMALL, (24, 4), 16, [
            "cuda:1 float16 16", "cuda:1 float16 1", "cuda:1 int8_float16 1", "cpu int8 8", "cpu int8 1",
        ]),
        ("cuda:0", LARGE, (6,), 4, [
            "cuda:0 float16 4", "cuda:0 float16 1", "cuda:0 int8_float16 1", "cpu int8 1",
        ]),
        ("cuda:0", LARGE, (4,), 4, ["cuda:0 int8_float16 2", "cuda:0 int8_float16 1", "cpu int8 1"]),
        ("cuda:0", LARGE, (2,), 4, ["cpu int8 1"]),
        ("cuda:0", SMALL, (), 16, [
            "cuda:0 float16 8", "cuda:0 float16 1", "cuda:0 int8_float16 1", "cpu int8 8", "cpu int8 1",
        ]),
    ],
)  # fmt: skip
def test_plans_by_the_memory_there_is(
    device: str, size_bytes: int, cards_gb: tuple[float, ...], memory_gb: float, expected: list[str]
) -> None:
    assert rungs(device, size_bytes, *cards_gb, memory_gb=memory_gb) == expected


def test_a_persons_numbers_win() -> None:
    assert rungs("cpu", LARGE, memory_gb=4, batch_size=6) == ["cpu int8 6", "cpu int8 1"]
    assert rungs("cuda:0", SMALL, 24, batch_size=2)[:2] == ["cuda:0 float16 2", "cuda:0 float16 1"]
    [*plans] = ladder("cpu", SMALL, a_machine(), Limits(threads=3))
    assert {plan.threads for plan in plans} == {3}
    assert ladder("cpu", SMALL, a_machine(), Limits())[0].threads == a_machine().processor.usable
    assert [plan.threads for plan in ladder("cuda:0", SMALL, a_machine(24), Limits(threads=3))] == [1, 1, 1, 3, 3]


@pytest.mark.parametrize(
    ("wish", "cards", "has_cublas", "expected"),
    [
        ("auto", 0, True, ("cpu",)),
        ("auto", 2, True, ("cuda:0", "cuda:1")),
        ("auto", 2, False, ("cpu",)),
        ("cpu", 2, True, ("cpu",)),
        ("cuda", 2, False, ("cuda:0", "cuda:1")),
        ("cuda", 0, False, ("cuda:0",)),
        ("cuda:1", 2, True, ("cuda:1",)),
    ],
)
def test_where_a_run_begins(wish: str, cards: int, has_cublas: bool, expected: tuple[str, ...]) -> None:
    whole = a_machine(*[8.0] * cards)
    machine = whole if has_cublas else a_machine(*[8.0] * cards, cublas=None)
    assert first_devices(Options(device=wish), machine) == expected


def test_each_shortage_goes_a_step_down_and_deaths_go_further() -> None:
    plans = ladder("cuda:0", SMALL, a_machine(8.0), Limits())
    assert [plan_for(plans, tries) for tries in range(len(plans))] == list(plans)
    assert plan_for(plans, 99) == plans[-1] == Plan("cpu", "int8", 1, 8)
    assert plan_for(plans, crashes=1) == Plan("cuda:0", "int8_float16", 1, 1), "the lightest on the same device"
    assert plan_for(plans, crashes=2) == plan_for(plans, tries=1, crashes=2) == plans[-1]
    assert plan_for(plans, tries=3, crashes=1) == plans[-1]


def test_other_programs_keep_some_memory() -> None:
    assert usable_bytes("cpu", 8 * GB, 32 * GB) == 7 * GB
    assert usable_bytes("cpu", 2 * GB, 4 * GB) == int(1.6 * GB)
    assert usable_bytes("cuda:0", 8 * GB, 32 * GB) == 8 * GB


def test_where_memory_is_short_fewer_runs_are_in_progress() -> None:
    assert runs_that_fit(a_machine(memory_gb=4.0), 12) == 0, "as many as usual"
    assert runs_that_fit(a_machine(memory_gb=0.3), 12) == 5
    assert runs_that_fit(a_machine(memory_gb=0.01), 12) == 1, "one always"
