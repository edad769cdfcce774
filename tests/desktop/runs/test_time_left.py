"""Time left is told only when it can be."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from desktop.runs.time_left import TimeLeft
from engine.run import Clip, Options, Run, State


def run(number: int, state: State, duration_s: float | None = 10.0, done_s: float = 0.0) -> Run:
    clip = Clip(f"clip{number}", "a.wav", "/a.wav", size_bytes=1000, duration_s=duration_s)
    return replace(Run(f"run{number}", number, "session", clip, Options()), state=state, done_s=done_s)


def runs(completed: int, total: int, last_s: float | None = 10.0) -> list[Run]:
    made = [run(number, State.COMPLETED if number < completed else State.QUEUED) for number in range(total - 1)]
    return [*made, run(total, State.QUEUED, last_s)]


def test_what_was_done_in_a_while_tells_what_the_rest_takes() -> None:
    pace = TimeLeft()
    for second in range(11):
        pace.look(runs(second, 31), float(second))
    assert pace.left_s == 21.0  # 21 clips of 10 s, at one clip a second


def test_the_size_stands_for_an_unknown_length() -> None:
    pace = TimeLeft()
    for second in range(11):
        pace.look(runs(second, 31, None), float(second))
    assert pace.left_s == 21.0


def test_nothing_is_said_too_early_without_progress_or_without_any_length() -> None:
    pace = TimeLeft()
    pace.look(runs(0, 3), 0.0)
    pace.look(runs(1, 3), 1.0)
    assert pace.left_s is None
    pace.forget()
    for second in range(20):
        pace.look(runs(1, 3), float(second))
    assert pace.left_s is None
    pace.look([run(1, State.QUEUED, None)], 21.0)
    assert pace.left_s is None


def played(seed: int, windows: int = 120) -> list[tuple[float, float | None]]:
    """What is told each second while long clips are transcribed on a busy computer, window by window, beside what the
    rest took in truth."""
    chance, pace = random.Random(seed), TimeLeft()
    ends, now = [], 0.0
    for number in range(windows):  # some of them take three times as long
        now += chance.choice([3.0, 3.0, 4.0, 10.0]) * (2.0 if number > windows / 2 else 1.0)
        ends.append(now)
    told = []
    for second in range(int(now)):
        finished = sum(end <= second for end in ends)
        clip = run(1, State.RUNNING, 30.0 * windows, 30.0 * finished)
        pace.look([clip], float(second))
        told.append((now - second, pace.left_s))
    return told


@pytest.mark.parametrize("seed", range(5))
def test_the_time_left_does_not_jump(seed: int) -> None:
    """39 min, 15, 13, and then 1 h 10: nobody plans by that."""
    told = played(seed)
    for (_, before), (_, after) in pairwise(told):
        if before is not None and after is not None:
            assert after - before < 1.1 + 0.02 * before and before - after < 2.1 + 0.02 * before
    late = [(truth, left) for truth, left in told[len(told) * 3 // 4 :] if truth > 60]
    assert all(left is not None and truth / 2.5 < left < truth * 2.5 for truth, left in late)
    assert sum(left is None for _, left in told) < 20


def test_added_work_is_told_at_once() -> None:
    pace = TimeLeft()
    for second in range(11):
        pace.look(runs(second, 31), float(second))
    pace.look(runs(11, 131), 11.0)
    assert pace.left_s is not None and abs(pace.left_s - 120) < 3


def test_a_retry_does_not_silence_it() -> None:
    pace = TimeLeft()
    for second in range(11):
        pace.look(runs(second, 31), float(second))
    pace.look(runs(9, 31), 11.0)
    assert pace.left_s is not None and 18 < pace.left_s < 25
