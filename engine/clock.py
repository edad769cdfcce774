"""Time, passed in, so that tests can stop it.

The computer's clock is set by people, time servers and empty batteries: its times are shown to people, and decide
nothing by themselves. Waiting times are measured with the monotonic clock.
"""

from __future__ import annotations

import sys
import time
from typing import Protocol

#: The monotonic clock that continues while the computer sleeps. Python's own stops on Linux and macOS.
_SLEEPLESS: int | None = getattr(time, "CLOCK_BOOTTIME", None) or (
    getattr(time, "CLOCK_MONOTONIC", None) if sys.platform == "darwin" else None
)


class Clock(Protocol):
    """Wall time for what is recorded, monotonic time for waiting. Both in seconds."""

    def now(self) -> float: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.clock_gettime(_SLEEPLESS) if _SLEEPLESS is not None else time.monotonic()


class Awake:
    """Seconds in which this program itself ran. Use this when waiting for a sign of life from others: what did not
    arrive while this program was stopped, or the computer asleep, could not have been received."""

    def __init__(self, clock: Clock, max_step_s: float) -> None:
        """`look` is called more often than every `most_s`: any longer gap was not lived through."""
        self._clock = clock
        self._max_step_s = max_step_s
        self._looked_at = clock.monotonic()
        self._seconds = 0.0

    def look(self) -> float:
        """The seconds so far."""
        now = self._clock.monotonic()
        self._seconds += max(0.0, min(now - self._looked_at, self._max_step_s))
        self._looked_at = now
        return self._seconds


def was_after(at: float, began: float) -> bool:
    """Whether something that happened just now, `at` by the computer's clock, came after a moment `began` of the
    monotonic one: the clock may have been set since then."""
    return time.time() - at <= time.monotonic() - began
