"""Paints a run as a card of the list: its name, two lines of its text, when it came and how long it is.

While it is on its way, a picture before the name and the first line say how far it is; a failure shows its reason, and
a Retry button that is painted, so that ten thousand rows need no ten thousand widgets.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop import text
from desktop.runs.delegates import paint_end, paint_label, two_lines
from desktop.runs.table_model import RunTable
from desktop.style import theme
from engine.events import WaitReason
from engine.run import Run, State

Index = QModelIndex | QPersistentModelIndex

#: How long a clip that has just been completed shows its tick, in seconds.
TICK_S = 3.0
_MARGIN = 8
_PADDING = 12
_LINE_GAP = 4
_ICON = 18
#: How wide the time at the right is at least, and a time that is as wide as any.
_TIME_WIDTH, _LATE = 56, datetime(2026, 12, 28, 22, 48).timestamp()
_NO_HEADINGS: Mapping[int, str] = {}


class CardDelegate(QStyledItemDelegate):
    """`retry_asked` carries the run whose button was pressed. `headings` has the day above the first card of each."""

    retry_asked = Signal(str)

    def __init__(self, table: RunTable, parent: QObject) -> None:
        super().__init__(parent)
        self._table = table
        self.hovered_row = -1
        self.is_flying = False
        self.headings: Mapping[int, str] = _NO_HEADINGS
        self.refresh_fonts()

    def refresh_fonts(self) -> None:
        """Take over the application's current font."""
        self._name_font = theme.font(theme.TextSize.NORMAL, is_strong=True)
        self._small_font = theme.font(theme.TextSize.SMALL)
        self._name = QFontMetrics(self._name_font)
        self._small = QFontMetrics(self._small_font)
        self._time_width = max(_TIME_WIDTH, self._small.horizontalAdvance(text.hour(_LATE)) + theme.GAP)

    @property
    def row_height(self) -> int:
        return self._name.height() + 2 * self._small.lineSpacing() + _LINE_GAP + 2 * _PADDING

    @property
    def heading_height(self) -> int:
        return self._small.height() + 2 * theme.GAP

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(240, self.row_height)

    # --- painting ---
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        run = self._table.run_at(index.row())
        if self.is_flying:
            paint_label(painter, option.rect.left() + _MARGIN + _PADDING, option.rect.center().y(), run)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = self._card(option.rect, index.row())
        self._paint_ground(painter, card, option, index.row())
        self._paint_heading(painter, option.rect, index.row())
        inner = card.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        self._paint_facts(painter, inner, run)
        left = QRectF(inner)
        if self._has_picture(run):
            self._paint_picture(painter, QPointF(inner.left() + _ICON / 2, inner.top() + self._name.height() / 2), run)
            left.setLeft(left.left() + _ICON + theme.GAP)
        self._paint_name(painter, left, run)
        self._paint_words(painter, left, run)
        painter.restore()

    def _card(self, row: QRect, number: int) -> QRectF:
        """The card's own part of a row: below the heading, if the row has one."""
        above = self.heading_height if number in self.headings else 0
        return QRectF(row).adjusted(_MARGIN, above + 1, -_MARGIN, -1)

    def _paint_heading(self, painter: QPainter, row: QRect, number: int) -> None:
        if number in self.headings:
            line = QRectF(row.left() + _MARGIN + _PADDING, row.top(), row.width(), self.heading_height)
            painter.setFont(self._small_font)
            painter.setPen(QColor(theme.colours().muted))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self.headings[number])

    def _paint_ground(self, painter: QPainter, card: QRectF, option: QStyleOptionViewItem, row: int) -> None:
        now = theme.colours()
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, QColor(now.ground))  # over the style's own mark of a selected row
        if is_selected or row == self.hovered_row:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(now.selected if is_selected else now.hover))
            painter.drawRoundedRect(card, 8, 8)

    def _paint_facts(self, painter: QPainter, inner: QRectF, run: Run) -> None:
        """Paint when the clip came and how long it is, one below the other at the right."""
        painter.setFont(self._small_font)
        painter.setPen(QColor(theme.colours().muted))
        right = Qt.AlignmentFlag.AlignRight
        time = QRectF(inner.left(), inner.top(), inner.width(), self._name.height())
        painter.drawText(time, right | Qt.AlignmentFlag.AlignVCenter, text.hour(run.created_at))
        if run.clip.duration_s is not None and run.state is not State.FAILED:
            length = QRectF(inner.left(), self._lines_top(inner), inner.width(), self._small.height())
            painter.drawText(length, right | Qt.AlignmentFlag.AlignTop, text.clock(max(1.0, run.clip.duration_s)))

    def _lines_top(self, inner: QRectF) -> float:
        return inner.top() + self._name.height() + _LINE_GAP

    def _has_picture(self, run: Run) -> bool:
        if run.state is not State.COMPLETED:
            return True
        return not run.preview or self.is_new(run)

    def is_new(self, run: Run) -> bool:
        """Whether the run was completed just now, and shows its tick."""
        ended = run.ended_at
        return run.state is State.COMPLETED and ended is not None and 0 <= self._table.now - ended < TICK_S

    def _paint_picture(self, painter: QPainter, centre: QPointF, run: Run) -> None:
        colour = theme.stage_colour(run.state)
        match run.state:
            case State.RUNNING:
                _paint_ring(painter, centre, run.progress, colour)
            case State.QUEUED:
                _paint_clock(painter, centre, QColor(theme.colours().muted))
            case State.COMPLETED if not run.preview:
                paint_end(painter, centre, run.state, run.outcome, QColor(theme.colours().muted))
            case _:
                paint_end(painter, centre, run.state, run.outcome, colour)

    def _paint_name(self, painter: QPainter, left: QRectF, run: Run) -> None:
        line = QRectF(left.left(), left.top(), left.width() - self._time_width, self._name.height())
        painter.setFont(self._name_font)
        painter.setPen(QColor(theme.colours().text))
        mode = Qt.TextElideMode.ElideMiddle
        painter.drawText(
            line, Qt.AlignmentFlag.AlignVCenter, self._name.elidedText(text.title(run), mode, int(line.width()))
        )

    def _paint_words(self, painter: QPainter, left: QRectF, run: Run) -> None:
        """Paint the two lines below the name: how far it is, why it failed, or its text."""
        now = theme.colours()
        width = left.width() - (
            self._button(left).width() + theme.GAP if run.state is State.FAILED else self._time_width
        )
        if seeking := self._table.seeking_of(run):
            first = self._elided(text.sentence_case(seeking), width)
            second = self._elided(text.second_line(run), width)
            tones = now.accent, now.muted
        elif run.state is State.COMPLETED and run.sound.lacks:
            first = self._elided(text.sentence_case(text.status(run)), width)
            second = self._elided(text.second_line(run), width)
            tones = now.wait, now.muted
        elif run.state in (State.COMPLETED, State.FAILED):
            first, second = two_lines(text.second_line(run), self._small, int(width))
            tones = (now.bad if run.state is State.FAILED else now.muted,) * 2
        else:
            first = self._elided(self._progress(run), width)
            second = self._elided(" ".join(run.preview.split()), width)
            tones = (now.accent if run.state is State.RUNNING else now.muted), now.muted
        painter.setFont(self._small_font)
        top = self._lines_top(left)
        for number, (words, tone) in enumerate(zip((first, second), tones, strict=True)):
            painter.setPen(QColor(tone))
            line = QRectF(left.left(), top + number * self._small.lineSpacing(), width, self._small.height())
            painter.drawText(line, Qt.AlignmentFlag.AlignTop, words)
        if run.state is State.FAILED:
            self._paint_button(painter, self._button(left))

    def _progress(self, run: Run) -> str:
        """How far a run is; of one that waits for nothing but its turn, how many go before it."""
        wait = self._table.wait_of(run)
        if wait is None or wait.why is not WaitReason.PLACES_TAKEN:
            return text.sentence_case(text.status(run, wait))
        before = self._table.ahead_of(run)
        if not before:
            return text.say("Is next")
        return text.counted(before, "Waits: 1 clip is before it", "Waits: {n} clips are before it")

    def _elided(self, words: str, width: float) -> str:
        return self._small.elidedText(words, Qt.TextElideMode.ElideRight, int(width))

    def _paint_button(self, painter: QPainter, area: QRectF) -> None:
        now = theme.colours()
        painter.setPen(QPen(QColor(now.muted), 1))
        painter.setBrush(QColor(now.raised))
        painter.drawRoundedRect(area, 7, 7)
        painter.setPen(QColor(now.text))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text.say("Retry"))

    def _button(self, inner: QRectF) -> QRectF:
        """Where the Retry button of a card is."""
        width = self._small.horizontalAdvance(text.say("Retry")) + 24
        height = self._small.height() + 10
        return QRectF(inner.right() - width, self._lines_top(inner), width, height)

    # --- the Retry button ---
    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """Press the button of a failed run."""
        if event.type() != QEvent.Type.MouseButtonRelease or not isinstance(event, QMouseEvent):
            return False
        run = self._table.run_at(index.row())
        card = self._card(option.rect, index.row())
        button = self._button(card.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING))
        if run.state is not State.FAILED or not button.contains(event.position()):
            return False
        self.retry_asked.emit(run.run_id)
        return True


def _paint_ring(painter: QPainter, centre: QPointF, share: float, colour: QColor) -> None:
    """Paint how much is done, as a part of a circle."""
    area = QRectF(centre.x() - 7, centre.y() - 7, 14, 14)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.ahead_colour(), 3))
    painter.drawEllipse(area)
    painter.setPen(QPen(colour, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(area, 90 * 16, -round(360 * 16 * max(share, 0.06)))


def _paint_clock(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawEllipse(centre, 7.5, 7.5)
    painter.drawPolyline([centre + QPointF(0, -4), centre, centre + QPointF(3, 1.5)])
