"""Paints the cells of a run. No widget per row: two lines of text, and the lifecycle drawn as stages.

The stages read from left to right: a dot for *taken in*, a dot for *queued*, a bar for *running* that fills as text is
stored, and at the end a shape for each outcome: a tick, a dash for no speech, an exclamation mark, a cross; two bars
while paused.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop import text
from desktop.runs import columns
from desktop.runs.columns import RunColumn
from desktop.runs.table_model import RunTable
from desktop.style import theme
from engine.run import Outcome, Run, State

Index = QModelIndex | QPersistentModelIndex

PADDING = 12
#: Aligns the first column with the session's name.
FIRST_PADDING = 20
_TRACK_GAP = 22.0
_END_RADIUS = 8.0


class RunDelegate(QStyledItemDelegate):
    """Paints every column of the run table. `hovered_row` is set by the view, and `is_flying` while the picture of
    dragged rows is painted."""

    def __init__(self, table: RunTable, parent: QObject) -> None:
        super().__init__(parent)
        self._table = table
        self.hovered_row = -1
        self.is_flying = False
        self.refresh_fonts()

    def refresh_fonts(self) -> None:
        """Take over the application's current font."""
        self._name_font = theme.font(theme.TextSize.NORMAL, is_strong=True)
        self._small_font = theme.font(theme.TextSize.SMALL)
        self._name_metrics = QFontMetrics(self._name_font)
        self._small_metrics = QFontMetrics(self._small_font)

    @property
    def row_height(self) -> int:
        return self._name_metrics.height() + self._small_metrics.height() + 24

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        run = self._table.run_at(index.row())
        if self.is_flying:
            if index.column() == RunColumn.CLIP:
                paint_label(painter, option.rect.left() + FIRST_PADDING, option.rect.center().y(), run)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, index.row())
        left = FIRST_PADDING if index.column() == RunColumn.CLIP else PADDING
        area = QRectF(option.rect).adjusted(left, 10, -PADDING, -10)
        column = RunColumn(index.column())
        if column is RunColumn.STAGES:
            self._paint_stages(painter, area, run)
        elif column is RunColumn.CLIP:
            self._paint_clip(painter, area, run)
        elif column is RunColumn.TEXT:
            self._paint_passage(painter, area, self._table.cell(column, run)[0])
        else:
            self._paint_lines(painter, area, column, *self._table.cell(column, run))
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        now = theme.colours()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(now.selected))
        elif row == self.hovered_row:
            painter.fillRect(option.rect, QColor(now.hover))
        painter.setPen(QPen(QColor(now.line), 1))
        bottom = option.rect.bottom() + 0.5
        painter.drawLine(QPointF(option.rect.left(), bottom), QPointF(option.rect.right() + 1, bottom))

    def _paint_clip(self, painter: QPainter, area: QRectF, run: Run) -> None:
        now = theme.colours()
        first, second = self._table.cell(RunColumn.CLIP, run)
        self._paint_text(painter, area, first, now.text, top=True, alone=not second)
        tone = now.bad if run.state is State.FAILED else now.muted
        self._paint_text(painter, area, second, tone, top=False)

    def _paint_lines(self, painter: QPainter, area: QRectF, column: RunColumn, first: str, second: str) -> None:
        """Paint small text, centred vertically, or two lines, the second one fainter."""
        now = theme.colours()
        painter.setFont(self._small_font)
        painter.setPen(QColor(now.text if second else now.muted))
        side = Qt.AlignmentFlag.AlignRight if column in columns.NUMBERS else Qt.AlignmentFlag.AlignLeft
        first, second = (
            self._small_metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(area.width()))
            for words in (first, second)
        )
        if not (first and second):
            painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, first or second)
            return
        painter.drawText(area, side | Qt.AlignmentFlag.AlignTop, first)
        painter.setPen(QColor(now.muted))
        painter.drawText(area, side | Qt.AlignmentFlag.AlignBottom, second)

    def _paint_passage(self, painter: QPainter, area: QRectF, words: str) -> None:
        """Paint as much of a text as fits in two lines."""
        painter.setFont(self._small_font)
        painter.setPen(QColor(theme.colours().muted))
        first, second = two_lines(words, self._small_metrics, int(area.width()))
        flags = Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, flags | (Qt.AlignmentFlag.AlignTop if second else Qt.AlignmentFlag.AlignVCenter), first)
        painter.drawText(area, flags | Qt.AlignmentFlag.AlignBottom, second)

    def _paint_text(
        self, painter: QPainter, area: QRectF, words: str, colour: str, *, top: bool, alone: bool = False
    ) -> None:
        font, metrics = (self._name_font, self._name_metrics) if top else (self._small_font, self._small_metrics)
        vertical = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignBottom
        if alone:
            vertical = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font)
        painter.setPen(QColor(colour))
        mode = Qt.TextElideMode.ElideMiddle if top else Qt.TextElideMode.ElideRight
        painter.drawText(area, vertical, metrics.elidedText(words, mode, int(area.width())))

    # --- the stages ---
    def _paint_stages(self, painter: QPainter, area: QRectF, run: Run) -> None:
        colour = theme.stage_colour(run.state)
        middle = area.top() + _END_RADIUS + 1
        left, right = area.left() + 5, min(area.right(), area.left() + 190) - _END_RADIUS
        taken, queued = QPointF(left, middle), QPointF(left + _TRACK_GAP, middle)
        end = QPointF(right, middle)
        begun = run.started_at is not None and not (run.state is State.QUEUED and not run.windows_done)
        passed = theme.passed_colour(colour) if run.state.is_terminal else colour
        _line(painter, taken, queued, passed if run.clip.stored_as else theme.ahead_colour())
        _dot(painter, taken, passed, filled=not run.is_arriving)
        _dot(painter, queued, passed, filled=run.state is not State.QUEUED and run.clip.stored_as is not None)
        bar = QRectF(queued.x() + 10, middle - 2.5, end.x() - queued.x() - 22, 5)
        _bar(painter, bar, run.progress if begun else 0.0, passed, lively=run.state is State.RUNNING)
        paint_end(painter, end, run.state, run.outcome, colour)
        words_colour = theme.colours().wait if run.state is State.COMPLETED and run.sound.lacks else colour.name()
        self._paint_text(painter, area, self._table.status_of(run), words_colour, top=False)


def paint_label(painter: QPainter, left: float, middle: float, run: Run) -> None:
    """Paint the clip's name on a small background: what is seen of a row that is dragged."""
    font = theme.font(theme.TextSize.NORMAL, is_strong=True)
    metrics = QFontMetrics(font)
    name = metrics.elidedText(text.title(run), Qt.TextElideMode.ElideMiddle, 240)
    width, height = metrics.horizontalAdvance(name) + 20, metrics.height() + 8
    label = QRectF(left, middle - height / 2, width, height)
    painter.save()
    painter.fillRect(label, QColor(theme.colours().accent))
    painter.setFont(font)
    painter.setPen(QColor(theme.colours().on_accent))
    painter.drawText(label, Qt.AlignmentFlag.AlignCenter, name)
    painter.restore()


def two_lines(words: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """The text broken between two words where the first line is full; the second is elided if necessary."""
    if metrics.horizontalAdvance(words) <= width:
        return words, ""
    first, rest = "", words
    while (space := rest.find(" ", 1)) > 0 and metrics.horizontalAdvance(first + rest[:space]) <= width:
        first, rest = first + rest[:space], rest[space:]
    return first.strip(), metrics.elidedText(rest.strip(), Qt.TextElideMode.ElideRight, width)


def _line(painter: QPainter, start: QPointF, stop: QPointF, colour: QColor) -> None:
    painter.setPen(QPen(colour, 2))
    painter.drawLine(start + QPointF(7, 0), stop - QPointF(7, 0))


def _dot(painter: QPainter, centre: QPointF, colour: QColor, *, filled: bool) -> None:
    painter.setPen(Qt.PenStyle.NoPen if filled else QPen(colour, 1.8))
    painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
    radius = 4.5 if filled else 3.6
    painter.drawEllipse(centre, radius, radius)


def _bar(painter: QPainter, area: QRectF, share: float, colour: QColor, *, lively: bool) -> None:
    """Paint the running stage. `lively`: work is going on, so show a short bar even if nothing is stored yet."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.ahead_colour())
    painter.drawRoundedRect(area, 2.5, 2.5)
    width = area.width() * share
    if lively:
        width = max(width, 10.0)
    if width > 0:
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(area.left(), area.top(), max(width, 5.0), area.height()), 2.5, 2.5)


def paint_end(painter: QPainter, centre: QPointF, state: State, outcome: Outcome | None, colour: QColor) -> None:
    """Paint the shape of the outcome, or an empty ring if the run has not ended."""
    if not state.is_terminal and state is not State.PAUSED:
        painter.setPen(QPen(theme.ahead_colour(), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, _END_RADIUS - 1.5, _END_RADIUS - 1.5)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.colours().muted) if outcome is Outcome.NO_SPEECH else colour)
    if state is State.FAILED:
        painter.drawPolygon(_shape(centre, (0, -9), (10, 8), (-10, 8)))
    elif state is State.COMPLETED:
        painter.drawEllipse(centre, _END_RADIUS, _END_RADIUS)
    else:
        painter.drawRoundedRect(QRectF(centre.x() - 7.5, centre.y() - 7.5, 15, 15), 3.5, 3.5)
    painter.setPen(QPen(QColor(theme.colours().ground), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in _mark(state, outcome):
        painter.drawPolyline(_shape(centre, *stroke))


def _mark(state: State, outcome: Outcome | None) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The strokes drawn on the end's shape, relative to its centre."""
    match state:
        case State.FAILED:
            return ((0, -3.2), (0, 2.2)), ((0, 5.3), (0, 5.5))
        case State.PAUSED:
            return ((-2.4, -3), (-2.4, 3)), ((2.4, -3), (2.4, 3))
        case State.CANCELLED:
            return ((-2.8, -2.8), (2.8, 2.8)), ((2.8, -2.8), (-2.8, 2.8))
    if outcome is Outcome.NO_SPEECH:
        return (((-3.2, 0), (3.2, 0)),)
    return (((-3.4, 0.2), (-1.0, 2.8), (3.6, -2.6)),)


def _shape(centre: QPointF, *points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(centre.x() + x, centre.y() + y) for x, y in points])
