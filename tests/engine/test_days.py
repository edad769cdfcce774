"""Days are counted where time has passed, whatever the clock of the computer says for a while."""

from __future__ import annotations

import pytest

from engine.clock import Awake
from engine.days import DAY_S, MAX_UNSEEN_S, Days
from tests.support.fakes import FakeClock

NOW = 1_800_000_000.0
YEAR_S = 365 * DAY_S
HOUR_S = 3600.0


def counted(*starts: float, lasting_s: float = 600.0) -> float:
    """Days that were counted from the first of these starts to the end of the last, by the clock of each."""
    first, *others = starts
    days = Days(0.0, first).look(first + lasting_s, lasting_s, is_exact=True)
    for at in others:
        days = days.look(at, 0.0).look(at + lasting_s, lasting_s, is_exact=True)
    return days.counted_s / DAY_S


def test_time_that_was_lived_through_counts_at_once() -> None:
    days = Days(5.0, NOW)
    for hour in range(1, 49):
        days = days.look(NOW + hour * HOUR_S, HOUR_S, is_exact=True)
    assert days.counted_s == 5.0 + 2 * DAY_S


def test_nights_count_a_day_later() -> None:
    assert counted(*(NOW + day * DAY_S for day in range(31))) == pytest.approx(29, abs=0.2)


def test_a_holiday_counts_a_day_later() -> None:
    back = NOW + 40 * DAY_S
    assert counted(NOW, back) < 0.1
    assert counted(NOW, back, back + 3 * HOUR_S) < 0.1
    assert counted(NOW, back, back + DAY_S) == pytest.approx(40, abs=0.1)


@pytest.mark.parametrize("wrong", [0.0, 946_684_800.0, NOW - 50 * DAY_S, NOW + 50 * DAY_S, NOW + 400 * DAY_S])
@pytest.mark.parametrize("starts", [1, 3])
def test_a_clock_that_is_wrong_for_a_while_counts_nothing(wrong: float, starts: int) -> None:
    wrong_ones = [wrong + number * HOUR_S for number in range(starts)]
    days_later = [NOW + day * DAY_S for day in range(1, 6)]
    assert counted(NOW, *wrong_ones, *days_later) == pytest.approx(4, abs=0.2)


def test_a_first_start_in_2000_makes_nothing_old() -> None:
    assert counted(946_684_800.0, *(NOW + day * DAY_S for day in range(5))) < 4.1


def test_what_no_pause_lasts_for_is_never_believed() -> None:
    later = NOW + 2 * MAX_UNSEEN_S
    assert counted(NOW, *(later + day * DAY_S for day in range(4))) < 2.1


def test_a_clock_that_is_set_while_everyclip_runs_counts_only_what_was_lived_through() -> None:
    days = Days(0.0, 0.0).look(10.0, 10.0, is_exact=True)
    days = days.look(NOW, 5.0, is_exact=True)
    assert (days.counted_s, days.set_by_s) == (15.0, NOW - 15.0)
    days = days.look(NOW + 5 - 30, 5.0, is_exact=True)
    assert (days.counted_s, days.set_by_s) == (20.0, -30.0)


def test_two_programs_count_an_hour_once() -> None:
    days = Days(0.0, NOW)
    for minute in range(1, 61):
        days = days.look(NOW + minute * 60.0, 60.0).look(NOW + minute * 60.0 + 1.0, 60.0)
    assert days.counted_s == HOUR_S + 1.0


def test_what_comes_about_is_stamped_with_the_most_that_may_have_passed() -> None:
    """So that what is deleted after a holiday is not as old as the holiday once that counts."""
    days = Days(0.0, NOW).look(NOW + 40 * DAY_S, 0.0)
    assert (days.counted_s, days.max_counted_s) == (0.0, 40 * DAY_S)
    assert days.look(NOW + 41 * DAY_S, 0.0).counted_s == 40 * DAY_S


def test_what_was_slept_through_was_not_lived_through() -> None:
    clock = FakeClock()
    awake = Awake(clock, 2.0)
    for _ in range(10):
        clock.advance(1.0)
        awake.look()
    clock.advance(150.0)
    assert awake.look() == 12.0
