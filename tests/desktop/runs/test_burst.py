"""A burst counts what was on its way since the queue was last empty."""

from __future__ import annotations

from desktop.runs.burst import Burst
from engine.run import Clip, Options, Run, State


def run(number: int, state: State = State.QUEUED, deleted_at: float | None = None) -> Run:
    clip = Clip(f"clip{number}", f"{number}.wav", f"/{number}.wav")
    return Run(f"run{number}", number, "s", clip, Options(), state=state, deleted_at=deleted_at)


def test_clips_of_earlier_do_not_count() -> None:
    burst = Burst()
    burst.note([run(1, State.COMPLETED), run(2, State.FAILED)])
    assert burst.total == 0 and burst.is_over
    burst.note([run(3), run(4, State.RUNNING)])
    assert (burst.done, burst.total) == (0, 2)
    burst.note([run(3, State.COMPLETED)])
    assert (burst.done, burst.total) == (1, 2)


def test_another_burst_begins_when_one_is_over() -> None:
    burst = Burst()
    burst.note([run(1), run(2)])
    burst.note([run(1, State.COMPLETED), run(2, State.FAILED)])
    assert burst.is_over and burst.total == 2
    burst.note([run(2), run(3)])
    assert (burst.done, burst.total) == (0, 2), "the one that is tried again, and the new one"


def test_deleted_clips_are_not_waited_for() -> None:
    burst = Burst()
    burst.note([run(1), run(2)])
    burst.note([run(1, deleted_at=5.0)])
    assert (burst.done, burst.total) == (0, 1)
