"""The history of one run: a time line for each try, and below it every event in words."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from html import escape
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QTextEdit, QToolTip, QVBoxLayout, QWidget

from desktop import text
from desktop.runs.delegates import paint_end
from desktop.runs.timeline_model import Doing, TimeSpan, Try, tries
from desktop.style import theme
from engine.events import EventKind, RunEvent, tries_by_attempt
from engine.run import State

#: The shortest time between two events that is worth showing, in seconds.
_NOTABLE_S = 0.05
#: How often an ongoing try is redrawn.
TICK_MS = 500
#: Only the last tries are drawn if there are more; the list below has all of them.
MAX_TRIES = 4
_BAR_HEIGHT = 10.0
_MIN_WIDTH = 9.0
_END_ROOM = 26.0
_NOTCH_GAP = 4.0


class RunTimeline(QScrollArea):
    """Events, oldest first, drawn and in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = _TimeLine()
        self.words = _Words()
        self._events: Sequence[RunEvent] = ()
        self.windows: Sequence[float] = ()
        self._inside = QWidget()
        layout = QVBoxLayout(self._inside)
        layout.setContentsMargins(0, 0, theme.GAP, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.line)
        layout.addWidget(self.words)
        layout.addStretch(1)
        self.setWidget(self._inside)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.words.document().documentLayout().documentSizeChanged.connect(lambda _: self.updateGeometry())
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumWidth(180)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(text.say("Every step, with times"))

    def sizeHint(self) -> QSize:
        """As high as all of it; the rest is reached by scrolling."""
        return QSize(320, self._inside.sizeHint().height())

    def show_events(self, events: Sequence[RunEvent], windows: Sequence[float] = ()) -> None:
        """Show these events, and when windows were finished, unless they are on screen already."""
        if (events, windows) != (self._events, self.windows):
            self.line.show_tries(tries(events), windows)
        if events != self._events:
            self.words.show_events(events)
        self._events, self.windows = events, windows


class _TimeLine(QWidget):
    """A bar for each try, from its wait to its end. Widths grow with the square root of time, so that an hour in the
    queue leaves a second of work visible; durations are written, and shown on hovering."""

    def __init__(self) -> None:
        super().__init__()
        self._tries: list[Try] = []
        self.windows: Sequence[float] = ()
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_tries(self, made: Sequence[Try], windows: Sequence[float]) -> None:
        self.windows = windows
        self._tries = [each for each in made if each.stretches][-MAX_TRIES:]
        self.setVisible(bool(self._tries))
        self.setAccessibleName("; ".join(_describe(each, time.time()) for each in self._tries))
        if any(each.goes_on for each in self._tries):
            self._tick.start()
        else:
            self._tick.stop()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, round(len(self._tries) * self._row_height() + 4))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def _row_height(self) -> float:
        return 2 * QFontMetrics(theme.font(theme.TextSize.SMALL)).height() + _BAR_HEIGHT + 14

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.TextSize.SMALL))
        now = time.time()
        for row, each in enumerate(self._tries):
            self._paint_try(painter, row, each, now)

    def _paint_try(self, painter: QPainter, row: int, each: Try, now: float) -> None:
        metrics = painter.fontMetrics()
        top = row * self._row_height()
        title = QRectF(0, top, self.width(), metrics.height())
        painter.setPen(QColor(theme.colours().text))
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft, metrics.elidedText(
            _title(each), Qt.TextElideMode.ElideRight, self.width()
        ))  # fmt: skip
        boxes = self._boxes(row, now)
        for stretch, box in boxes:
            _paint_stretch(painter, stretch, box)
            self._paint_windows(painter, stretch, box, now)
            words = text.elapsed(stretch.length_s(now))
            below = QRectF(box.left(), box.bottom() + 3, box.width(), metrics.height())
            if metrics.horizontalAdvance(words) <= below.width():
                painter.setPen(QColor(theme.colours().muted))
                painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, words)
        if boxes and not each.goes_on:
            _paint_how_it_ended(painter, QPointF(boxes[-1][1].right() + 14, boxes[-1][1].center().y()), each)

    def _paint_windows(self, painter: QPainter, stretch: TimeSpan, box: QRectF, now: float) -> None:
        """Paint a notch where each window was finished, if they are far enough apart."""
        if stretch.doing is not Doing.TRANSCRIBING or not (length_s := stretch.length_s(now)):
            return
        painter.setPen(QPen(QColor(theme.colours().ground), 1))
        last = box.left()
        for at in self.windows:
            place = box.left() + box.width() * (at - stretch.start) / length_s
            if last + _NOTCH_GAP <= place <= box.right() - _NOTCH_GAP:
                painter.drawLine(QPointF(place, box.top() + 2), QPointF(place, box.bottom() - 2))
                last = place

    def _boxes(self, row: int, now: float) -> list[tuple[TimeSpan, QRectF]]:
        """The stretches of a try with their boxes, on one scale for all tries."""
        each = self._tries[row]
        widest = max(sum(_weight(stretch, now) for stretch in other.stretches) for other in self._tries)
        longest = max(len(other.stretches) for other in self._tries)
        room = max(0.0, self.width() - _END_ROOM - longest * (_MIN_WIDTH + 2))
        top = row * self._row_height() + QFontMetrics(theme.font(theme.TextSize.SMALL)).height() + 4
        left, boxes = 0.0, []
        for stretch in each.stretches:
            width = _MIN_WIDTH + (room * _weight(stretch, now) / widest if widest else 0.0)
            boxes.append((stretch, QRectF(left, top, width, _BAR_HEIGHT)))
            left += width + 2
        return boxes

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._description_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _description_at(self, place: QPointF) -> str:
        """The description of the stretch under the mouse."""
        now = time.time()
        for row in range(len(self._tries)):
            for stretch, box in self._boxes(row, now):
                if box.adjusted(-1, -6, 1, 14).contains(place):
                    return _named(stretch, now)
        return ""


class _Words(QTextEdit):
    """Read-only list of events, oldest first, with the time each step took. As tall as its text: the surrounding area
    scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(text.say("Every step, with times"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self._events: Sequence[RunEvent] = ()
        layout = self.document().documentLayout()
        layout.documentSizeChanged.connect(lambda size: self.setFixedHeight(ceil(size.height()) + 2))

    def show_events(self, events: Sequence[RunEvent]) -> None:
        self._events = events
        self._write()

    def _write(self) -> None:
        rows, before, numbers = [], None, tries_by_attempt(self._events)
        for event in self._events:
            rows.append(_row(event, numbers, None if before is None else event.at - before.at))
            before = event
        self.setHtml(f"<table cellspacing='0' cellpadding='3'>{''.join(rows)}</table>" if rows else "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_events"):
            self._write()
        super().changeEvent(event)


_NAMES = {
    Doing.WAITING: "in the queue",
    Doing.PAUSED: "paused",
    Doing.STARTING: "starting",
    Doing.DECODING: "reading the audio",
    Doing.LOADING_MODEL: "loading the model",
    Doing.TRANSCRIBING: "transcribing",
}


def _named(stretch: TimeSpan, now: float) -> str:
    return f"{text.say(_NAMES[stretch.doing])}: {text.elapsed(stretch.length_s(now))}"


def _title(each: Try) -> str:
    """The try's number, device and outcome, or the attempt that it waits for."""
    if not each.has_begun:
        return text.say("Waits for attempt {n}").format(n=each.attempt)
    parts = [text.say("Attempt {n}").format(n=each.attempt)] + ([each.device] if each.device else [])
    if each.is_broken_off:
        parts.append(text.say("broken off"))
    elif each.state is not None:
        parts.append(text.say(each.state.value))
    return "  ·  ".join(parts)


def _describe(each: Try, now: float) -> str:
    return ", ".join([_title(each), *(_named(stretch, now) for stretch in each.stretches)])


def _weight(stretch: TimeSpan, now: float) -> float:
    return float(stretch.length_s(now) ** 0.5)


def _paint_stretch(painter: QPainter, stretch: TimeSpan, box: QRectF) -> None:
    """Paint waiting as a thin line, a pause as a dashed one, work as a bar that is fuller the closer it is to text."""
    now = theme.colours()
    if stretch.doing in (Doing.WAITING, Doing.PAUSED):
        waits = stretch.doing is Doing.WAITING
        style = Qt.PenStyle.SolidLine if waits else Qt.PenStyle.DotLine
        painter.setPen(QPen(QColor(now.wait if waits else now.rest), 2, style, Qt.PenCapStyle.RoundCap))
        middle = box.center().y()
        painter.drawLine(QPointF(box.left() + 1, middle), QPointF(box.right() - 1, middle))
        return
    colour = QColor(now.accent)
    colour.setAlphaF({Doing.STARTING: 0.25, Doing.DECODING: 0.4, Doing.LOADING_MODEL: 0.55}.get(stretch.doing, 1.0))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(box, 3, 3)


def _paint_how_it_ended(painter: QPainter, place: QPointF, each: Try) -> None:
    if each.state is not None:
        paint_end(painter, place, each.state, each.outcome, theme.stage_colour(each.state))
    elif each.is_broken_off:
        painter.setPen(QPen(theme.stage_colour(State.FAILED), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        bolt = ((-4.0, -6.0), (1.0, -1.0), (-2.0, 1.0), (3.0, 6.0))
        painter.drawPolyline([place + QPointF(x, y) for x, y in bolt])


def _row(event: RunEvent, tries: Mapping[int, int], since_s: float | None) -> str:
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
        f"<td style='color:{tone}'>{escape(text.event(event, tries))}"
        f"<span style='color:{now.muted}'>&nbsp; {gap}</span></td></tr>"
    )
