"""Measures whether the interface stays responsive, because a loop under Qt does not warn of slow callbacks."""

from __future__ import annotations

import logging
import time

from PySide6.QtCore import QObject, Qt, QTimer

log = logging.getLogger(__name__)

BEAT_MS = 100
#: A beat later than this is logged: from here on people notice.
LATE_MS = 250.0


class Heartbeat(QObject):
    """Beats ten times a second and records the longest stall."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        #: How late the latest of all beats was.
        self.longest_stall_ms = 0.0
        self._last = time.monotonic()
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.monotonic()
        stall_ms = (now - self._last) * 1000 - BEAT_MS
        self._last = now
        self.longest_stall_ms = max(self.longest_stall_ms, stall_ms)
        if stall_ms > LATE_MS:
            log.info("the interface stood still for %.0f ms", stall_ms)

    def stop(self) -> None:
        """Stop beating."""
        self._timer.stop()
