"""Counts the clips of a burst: all that were on their way since the queue was last empty. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from engine.run import Run


class Burst:
    """Is given runs as they change. `done` of `total` have ended, one way or another."""

    def __init__(self) -> None:
        self._ended: dict[str, bool] = {}

    @property
    def total(self) -> int:
        return len(self._ended)

    @property
    def done(self) -> int:
        return sum(self._ended.values())

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is on its way."""
        return self.done == self.total

    def note(self, runs: Iterable[Run]) -> None:
        """Take the newest state of some runs. The first after a burst that is over begins another."""
        for run in runs:
            has_ended = run.state.is_terminal or run.is_deleted
            if not has_ended and self._ended and self.is_over:
                self._ended.clear()
            if run.is_deleted:
                self._ended.pop(run.run_id, None)
            elif run.run_id in self._ended or not has_ended:
                self._ended[run.run_id] = has_ended

    def leave_out(self, run_ids: Iterable[str]) -> None:
        """Forget runs that are not listed any more."""
        for run_id in run_ids:
            self._ended.pop(run_id, None)

    def forget(self) -> None:
        """Other clips are shown."""
        self._ended.clear()
