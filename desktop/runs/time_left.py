"""Estimates how long the rest of a session will take from how much was transcribed recently. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from engine.run import Run, State

#: The time to look back on, and the least of it that is needed for an estimate, in seconds.
LOOK_BACK_S = 30.0
MIN_S = 4.0

_ON_THE_WAY = frozenset({State.QUEUED, State.RUNNING})


class TimeLeft:
    """Is given the state of the runs regularly, and estimates how many seconds are left, once it can."""

    def __init__(self) -> None:
        self._looks: deque[tuple[float, float]] = deque()
        self.left_s: float | None = None

    def forget(self) -> None:
        """Start over: another session is shown, or no run is pending."""
        self._looks.clear()
        self.left_s = None

    def look(self, runs: Iterable[Run], now: float) -> None:
        """Take the current state of the session's runs. `now` is in seconds of any steady clock."""
        done_s, ahead_s = _work(list(runs))
        if ahead_s is None or (self._looks and done_s < self._looks[-1][1]):  # unknown, or something was retried
            self.forget()
            return
        self._looks.append((now, done_s))
        while now - self._looks[0][0] > LOOK_BACK_S:
            self._looks.popleft()
        began, had_done_s = self._looks[0]
        made_s = done_s - had_done_s
        if now - began < MIN_S or made_s <= 0:
            self.left_s = None
        else:
            self.left_s = ahead_s * (now - began) / made_s


def _work(runs: list[Run]) -> tuple[float, float | None]:
    """Seconds of clips transcribed, and those left to transcribe. The length of clips not opened yet is estimated from
    their size, by the ratio of the others; None if there is no such ratio."""
    done_s = ahead_s = known_s = 0.0
    known_bytes = unknown_bytes = 0
    is_unknown = False
    for run in runs:
        length_s, size_bytes = run.clip.duration_s, run.clip.size_bytes or 0
        if length_s is not None:
            known_s += length_s
            known_bytes += size_bytes
        if run.state is State.COMPLETED:
            done_s += length_s or 0.0
        else:
            done_s += run.done_s
        if run.state in _ON_THE_WAY:
            if length_s is not None:
                ahead_s += max(0.0, length_s - run.done_s)
            else:
                is_unknown = True
                unknown_bytes += size_bytes
    if not is_unknown:
        return done_s, ahead_s
    if not known_bytes or not known_s:
        return done_s, None
    return done_s, ahead_s + unknown_bytes * known_s / known_bytes
