"""Time, passed in, so that tests can hold it still.

The clock of the computer is set by people, time servers and empty batteries: what it says is for people to read, and
decides nothing by itself. What is waited for is counted by the monotonic clock.
"""

from __future__ import annotations

import sys
import time
from typing import Protocol

#: The monotonic clock that goes on while the computer sleeps. Python's own stands still on Linux and macOS.
_SLEEPLESS: int | None = getattr(time, "CLOCK_BOOTTIME", None) or (
    getattr(time, "CLOCK_MONOTONIC", None) if sys.platform == "darwin" else None
)


class Clock(Protocol):
    """Wall time for what is written down, monotonic time for what is waited for. Both in seconds."""

    def now(self) -> float: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.clock_gettime(_SLEEPLESS) if _SLEEPLESS is not None else time.monotonic()


class Awake:
    """Seconds in which this program itself ran. Whoever waits for a sign of others counts these: what was not heard
    while this program was stopped, or the computer asleep, was said to nobody."""

    def __init__(self, clock: Clock, most_s: float) -> None:
        """It is looked at more often than every `most_s`: what is longer, was not lived through."""
        self._clock = clock
        self._most_s = most_s
        self._looked_at = clock.monotonic()
        self._seconds = 0.0

    def look(self) -> float:
        """The seconds so far."""
        now = self._clock.monotonic()
        self._seconds += max(0.0, min(now - self._looked_at, self._most_s))
        self._looked_at = now
        return self._seconds


def was_after(at: float, began: float) -> bool:
    """Whether what has come about just now, `at` by the computer's clock, came after that moment of the monotonic one:
    the clock may have been set since then."""
    return time.time() - at <= time.monotonic() - began
