"""Time left is told only when it can be."""

from __future__ import annotations

from dataclasses import replace

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
