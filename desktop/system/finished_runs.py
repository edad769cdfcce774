"""Notices when clips end, and when all of them have, for users who are not looking at the window."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.bridge import Bridge
from engine.clock import was_after
from engine.run import Run, State

#: Ends are reported together, at most this often.
TOGETHER_MS = 1500

_ENDS = frozenset({State.COMPLETED, State.FAILED})


class FinishedWork(QObject):
    """Follows the runs of all sessions. Both signals carry how many runs ended in which state."""

    #: Some runs ended since the last report.
    ended = Signal(Counter)
    #: No run is pending any more; these ended since the last time that was so.
    all_ended = Signal(Counter)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._since = time.monotonic()
        self._on_their_way: set[str] = set()
        self._counted: set[tuple[str, int]] = set()
        self._fresh: Counter[State] = Counter()
        self._all: Counter[State] = Counter()
        self._pause = QTimer(self, singleShot=True, interval=TOGETHER_MS)
        self._pause.timeout.connect(self._notify)
        bridge.runs_changed.connect(self._take)

    def _take(self, runs: Sequence[Run]) -> None:
        for run in runs:
            if run.state in (State.QUEUED, State.RUNNING):
                self._on_their_way.add(run.run_id)
                continue
            self._on_their_way.discard(run.run_id)
            if run.state in _ENDS and was_after(run.ended_at or 0.0, self._since):
                self._note(run)
        if self._fresh and not self._pause.isActive():
            self._pause.start()

    def _note(self, run: Run) -> None:
        """Count the end of an attempt once, however often the run is reported afterwards."""
        end = (run.run_id, run.attempt)
        if end not in self._counted:
            self._counted.add(end)
            self._fresh[run.state] += 1

    def _notify(self) -> None:
        fresh, self._fresh = self._fresh, Counter()
        self._all += fresh
        self.ended.emit(fresh)
        if not self._on_their_way:
            everything, self._all = self._all, Counter()
            self._counted.clear()
            self._since = time.monotonic()
            self.all_ended.emit(everything)
