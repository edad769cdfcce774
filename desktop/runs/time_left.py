"""Estimates how long the rest of the clips will take from how fast others were transcribed. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from engine.run import Run, State

#: The time from which on an estimate is given, and over which a change of speed makes itself felt, in seconds.
MIN_S = 4.0
SETTLES_S = 60.0
#: By what share of itself, in a second, what is told may move beside counting down, unless work came or went.
MAX_DRIFT = 0.02
#: For so long without anything finished, beyond what the rest should take, the estimate still stands.
PATIENCE_S = 30.0

_ON_THE_WAY = frozenset({State.QUEUED, State.RUNNING})


@dataclass(frozen=True, slots=True)
class _Look:
    """What was seen at a time: seconds of clips transcribed, and those left."""

    at: float
    done_s: float
    ahead_s: float


class TimeLeft:
    """Is given the state of the runs regularly, and estimates how many seconds are left, once it can.

    The speed is taken whenever something was finished, from the time that it took; what is longer ago counts less.
    Between that, what is told counts down.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start over: other clips are shown, or no run is pending."""
        self._last: _Look | None = None
        #: The work that was finished and the time that it took, recent ones counting most.
        self._made_s = self._took_s = 0.0
        #: The time since something was finished, and since the first look.
        self._waited_s = self._watched_s = 0.0
        self.left_s: float | None = None

    def look(self, runs: Iterable[Run], now: float) -> None:
        """Take the current state of the runs that are shown. `now` is in seconds of any steady clock."""
        done_s, ahead_s = _work(list(runs))
        if ahead_s is None:
            self.forget()
            return
        last, self._last = self._last, _Look(now, done_s, ahead_s)
        if last is not None:
            self._pass(now - last.at, done_s - last.done_s)
            self._tell(now - last.at, ahead_s, came_s=ahead_s + done_s - last.ahead_s - last.done_s)

    def _pass(self, passed_s: float, made_s: float) -> None:
        """Take what was finished in the time that passed; less than nothing if something is to be done again."""
        self._watched_s += passed_s
        self._waited_s += passed_s
        if made_s > 0:
            kept = math.exp(-self._waited_s / SETTLES_S)
            self._made_s = self._made_s * kept + made_s
            self._took_s = self._took_s * kept + self._waited_s
            self._waited_s = 0.0

    def _tell(self, passed_s: float, ahead_s: float, came_s: float) -> None:
        pace = self._took_s / self._made_s if self._made_s else 0.0
        if not pace or self._watched_s < MIN_S or self._waited_s > ahead_s * pace + PATIENCE_S:
            self.left_s = None
            return
        told_s, self.left_s = self.left_s, max(0.0, ahead_s * pace - self._waited_s)
        if told_s is not None:
            expected_s = max(0.0, told_s - passed_s + came_s * pace)
            drift_s = (1.0 + MAX_DRIFT * told_s) * passed_s
            self.left_s = min(max(self.left_s, expected_s - drift_s), expected_s + drift_s)


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
