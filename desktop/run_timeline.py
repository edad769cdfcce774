"""The story of one run in words: every row of its events, with the time that each step took."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from desktop import text, theme
from engine.events import EventKind, RunEvent

#: Pause between two events from which it is worth telling, in seconds.
_NOTABLE_S = 0.05


class RunTimeline(QTextEdit):
    """Read-only list of events, oldest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Story of the run"))
        self._events: Sequence[RunEvent] = ()

    def show_events(self, events: Sequence[RunEvent]) -> None:
        """Show these, unless they are on screen already."""
        if events == self._events:
            return
        self._events = events
        self._write()

    def _write(self) -> None:
        at_top = self.verticalScrollBar().value()
        rows, before = [], None
        for event in self._events:
            rows.append(_row(event, None if before is None else event.at - before.at))
            before = event
        self.setHtml(f"<table cellspacing='0' cellpadding='3'>{''.join(rows)}</table>" if rows else "")
        self.verticalScrollBar().setValue(at_top)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_events"):
            self._write()
        super().changeEvent(event)


def _row(event: RunEvent, since_s: float | None) -> str:
    now = theme.colours()
    tone = {
        EventKind.COMPLETE: now.good,
        EventKind.FAIL: now.bad,
        EventKind.REQUEUE: now.wait,
        EventKind.LATE_RESULT: now.wait,
    }.get(event.kind, now.text)
    gap = f"+{text.elapsed(since_s)}" if since_s is not None and since_s >= _NOTABLE_S else ""
    return (
        f"<tr><td style='color:{now.muted}'>{text.time_of_day(event.at)}&nbsp;</td>"
        f"<td style='color:{tone}'>{escape(text.event(event))}"
        f"<span style='color:{now.muted}'>&nbsp; {gap}</span></td></tr>"
    )
