"""Which windows come next, and which together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.protocol import Plan, Start
from engine.run import Options, Quality
from engine.worker.batches import LONG_TURN, QUIET_AFTER, Job, next_job
from engine.worker.windows import WINDOW_S
from models.store import Model
from tests.support.starter import starter

MODEL = starter()
HOUR = 3600.0


def job(
    duration_s: float | None = None,
    *,
    served_s: float = 0.0,
    quality: Quality = Quality.FAST,
    device: str = "cpu",
    batch_size: int = 8,
    model: Model = MODEL,
) -> Job:
    plan = Plan(device=device, batch_size=batch_size)
    start = Start("run", 1, Path("clip.wav"), model, Options(quality=quality), plan)
    return Job(start, duration_s=duration_s, served_s=served_s)


def test_the_least_served_goes_first() -> None:
    first, second = job(5.0, served_s=4.0), job(5.0, served_s=2.0)
    assert next_job([first, second], 0) is second
    assert next_job([], 0) is None


def test_short_clips_go_before_long_ones_but_not_for_ever() -> None:
    short, long = job(5.0, served_s=4.0), job(HOUR)
    turns = [next_job([short, long], batches_since_long) for batches_since_long in range(LONG_TURN)]
    assert turns == [short] * (LONG_TURN - 1) + [long]
    assert next_job([long], 0) is long
    assert next_job([short], LONG_TURN) is short


def test_a_short_clip_shares_no_batch_with_a_long_one() -> None:
    short, other, long = job(5.0), job(6.0), job(HOUR)
    assert short.goes_with(other) and not short.goes_with(long)


def test_a_clip_of_unknown_length_is_long_once_it_had_its_share() -> None:
    assert not job(None).is_long
    assert job(None, served_s=HOUR).is_long


def test_batches_of_long_clips_are_over_sooner_on_a_processor() -> None:
    quiet = QUIET_AFTER
    assert [job(5.0).batch_size(quiet), job(HOUR).batch_size(quiet)] == [8, 4]
    assert job(HOUR, device="cuda:0").batch_size(0) == 8
    assert job(HOUR, quality=Quality.CAREFUL).batch_size(quiet) == 1
    assert job(HOUR, batch_size=1).batch_size(0) == 1


def test_as_long_as_short_clips_come_they_are_over_sooner_still() -> None:
    assert [job(5.0).batch_size(0), job(HOUR).batch_size(0), job(HOUR).batch_size(QUIET_AFTER - 1)] == [8, 2, 2]


def test_windows_are_as_long_as_the_model_prefers() -> None:
    assert job(5.0).window_s == MODEL.preferred_window_s == 8.0
    other = replace(MODEL, preferred_window_s=None)
    assert job(5.0, model=other).window_s == WINDOW_S
    assert job(5.0, model=other, quality=Quality.DRAFT).window_s == WINDOW_S / 2
