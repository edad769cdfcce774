"""Ages of things in the registry: the count of days, and times corrected when the clock is set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.clock import Clock
from engine.days import Days
from engine.registry import queries
from engine.registry.reading import Records
from engine.registry.stored_values import finite

#: A clock change smaller than this makes no duration noticeably wrong.
_JUMP_S = 2.0
#: How often the count is saved, in seconds.
_WRITE_EVERY_S = 1.0


class Ages(Records):
    """The registry's own measure of elapsed time. Each transaction looks at the clock first."""

    def __init__(self, path: Path, clock: Clock) -> None:
        #: The count as of the last look; and when that was, by the monotonic clock.
        self._today: Days | None = None
        self._looked_at = 0.0
        self._is_open = False
        super().__init__(path, clock)
        self._is_open = True

    @property
    def _kept_since(self) -> float:
        """The time, by the count, that is stamped on whatever is recorded now."""
        assert self._today is not None, "in a transaction"
        return self._today.max_counted_s

    def _days(self) -> Days:
        """The count as of now. If there is none yet, it starts at the latest time stamp, so that nothing is old
        immediately."""
        now = self._clock.now()
        row = self._db.execute(queries.DAYS).fetchone()
        days = None if row is None else [finite(value) for value in row]
        if days is None or None in days:
            (latest,) = self._db.execute(queries.LATEST).fetchone()
            return Days(finite(latest) or now, now)
        counted = Days(*(value for value in days if value is not None))
        if self._today is None:
            return counted.look(now, 0.0)
        lived_s = self._clock.monotonic() - self._looked_at
        return counted.look(now, lived_s, is_exact=counted.seen_at == self._today.seen_at)

    def _look_at_clock(self) -> None:
        """Advance the count. If the clock was set while this program ran, the times of unfinished runs are shifted with
        it, since their waiting and working times are computed from them."""
        days = self._days()
        is_set = self._today is not None and abs(days.set_by_s) > _JUMP_S
        lived_s = self._clock.monotonic() - self._looked_at
        if self._today is not None and not is_set and lived_s < _WRITE_EVERY_S:
            return
        for query in queries.SET_TIMES if is_set else ():
            self._db.execute(query, {"by_s": days.set_by_s})
        self._db.execute(queries.FORGET_DAYS)
        self._db.execute(queries.COUNT_DAYS, (days.counted_s, days.seen_at, days.unsure_s, days.unsure_since))
        self._today, self._looked_at = days, self._clock.monotonic()

    @contextmanager
    def _transaction(self, *, flushed: bool = True) -> Iterator[None]:
        with super()._transaction(flushed=flushed):
            if self._is_open:
                self._look_at_clock()
            yield
