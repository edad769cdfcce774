"""The list of models: a Qt model over the shelf's rows, the view, and the delegate that paints it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop import text
from desktop.models import row as model_row
from desktop.models.row import ModelRow, ModelStatus
from desktop.style import icons, theme

Index = QModelIndex | QPersistentModelIndex

ROW_PX = 54
_ICON_PX = 18


class ModelColumn(IntEnum):
    """The columns shown for a model."""

    MODEL = 0
    STAND = 1
    SIZE = 2
    ERRORS = 3
    SPEED = 4
    MEMORY = 5


_TITLES = {
    ModelColumn.MODEL: "Model",
    ModelColumn.STAND: "On this computer",
    ModelColumn.SIZE: "Size",
    ModelColumn.ERRORS: "Word errors",
    ModelColumn.SPEED: "Speed",
    ModelColumn.MEMORY: "Memory",
}
_TIPS = {
    ModelColumn.SIZE: "Size on disk, or download size if not installed.",
    ModelColumn.ERRORS: "Word errors per 100 words, in English test recordings. Fewer is better. Point at a figure to "
    "read where it was measured.",
    ModelColumn.SPEED: "How many times as fast as the large model, on the same graphics card. Higher is better. Point "
    "at a figure to read where it was measured.",
    ModelColumn.MEMORY: "Memory needed while it works on this computer. Point at a figure to read where it comes from.",
}
_WIDTHS = {
    ModelColumn.MODEL: 232,
    ModelColumn.SIZE: 84,
    ModelColumn.ERRORS: 112,
    ModelColumn.SPEED: 72,
    ModelColumn.MEMORY: 84,
}
_PICTURES = {
    ModelStatus.HERE: "tick",
    ModelStatus.UNCHECKED: "tick",
    ModelStatus.READING: "find",
    ModelStatus.DAMAGED: "warning",
    ModelStatus.COMING: "drop",
    ModelStatus.PAUSED: "pause",
    ModelStatus.DELAYED: "warning",
    ModelStatus.FAILED: "warning",
    ModelStatus.PARTIAL: "pause",
    ModelStatus.ABSENT: "absent",
}


class ModelTable(QAbstractTableModel):
    """Models, installed ones first. `device` is the one whose memory need is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[ModelRow] = ()
        self.device = "cpu"

    def show(self, rows: Sequence[ModelRow]) -> None:
        """Update the models. Resets only if other models are there, or in another order."""
        if [row.model_id for row in rows] == [row.model_id for row in self.rows]:
            self.rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(ModelColumn) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def place_of(self, model_id: str) -> int:
        """The index of a model's row, or -1."""
        return next((at for at, row in enumerate(self.rows) if row.model_id == model_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(ModelColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = ModelColumn(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return text.say(_TITLES[column])
        if role == Qt.ItemDataRole.ToolTipRole and column in _TIPS:
            return text.say(_TIPS[column])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if column <= ModelColumn.STAND else Qt.AlignmentFlag.AlignRight
            return int(Qt.AlignmentFlag.AlignVCenter | side)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], ModelColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._source(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (self._words(row, column), _second(row, column), model_row.about(row) if not column else "")
            return ", ".join(part for part in parts if part)
        return None

    def _words(self, row: ModelRow, column: ModelColumn) -> str:
        match column:
            case ModelColumn.MODEL:
                return row.title
            case ModelColumn.STAND:
                return model_row.state_words(row)
            case ModelColumn.SIZE:
                return model_row.size_words(row)
            case ModelColumn.ERRORS:
                return model_row.errors_words(row)
            case ModelColumn.SPEED:
                return model_row.speed_words(row)
            case ModelColumn.MEMORY:
                return model_row.memory_words(row, self.device)

    def _source(self, row: ModelRow, column: ModelColumn) -> str:
        match column:
            case ModelColumn.ERRORS:
                return model_row.errors_source(row)
            case ModelColumn.SPEED:
                return model_row.speed_source(row)
            case ModelColumn.MEMORY:
                return text.say("Estimated from the size of its files.")
            case ModelColumn.MODEL:
                return row.offer.entry.repository if row.offer.entry else row.model_id
        return model_row.about(row)


def _second(row: ModelRow, column: ModelColumn) -> str:
    """The text on the second line."""
    if column is ModelColumn.MODEL:
        return model_row.kind(row)
    return model_row.pace_words(row) if column is ModelColumn.STAND else ""


class ModelView(QTableView):
    """Selects one model at a time. `told_to` is emitted on Enter or a double click."""

    activate_asked = Signal()
    menu_asked = Signal(object)

    def __init__(self, table: ModelTable) -> None:
        super().__init__()
        self.setModel(table)
        self.setItemDelegate(_Painter(table))
        self.setAccessibleName(text.say("Models"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_asked.emit(self.viewport().mapToGlobal(at)))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.activated.connect(lambda _: self.activate_asked.emit())
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        for column, width in _WIDTHS.items():
            columns.resizeSection(column, width)
        columns.setSectionResizeMode(ModelColumn.STAND, QHeaderView.ResizeMode.Stretch)


class _Painter(QStyledItemDelegate):
    """Two lines in the first columns, with a progress bar below the words of the second one."""

    def __init__(self, table: ModelTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now = theme.colours()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, QColor(now.selected if is_chosen else now.ground))
        painter.setPen(QColor(now.line))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row, column = self._table.rows[index.row()], ModelColumn(index.column())
        left = 20 if column is ModelColumn.MODEL else 10
        area = QRectF(option.rect).adjusted(left, 6, -10, -7)
        words = str(index.data(Qt.ItemDataRole.DisplayRole))
        match column:
            case ModelColumn.MODEL:
                self._lines(painter, area, words, model_row.kind(row))
            case ModelColumn.STAND:
                self._stand(painter, area, row, words)
            case _:
                painter.setPen(QColor(now.muted if words == "–" else now.text))
                painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def _lines(self, painter: QPainter, area: QRectF, first: str, second: str) -> None:
        """Paint one line above the other."""
        half = area.height() / 2
        upper = QRectF(area.left(), area.top(), area.width(), half)
        painter.setFont(theme.font(theme.TextSize.NORMAL, is_strong=True))
        painter.setPen(QColor(theme.colours().text))
        _draw(painter, upper, first)
        painter.setFont(theme.font(theme.TextSize.SMALL))
        painter.setPen(QColor(theme.colours().muted))
        _draw(painter, upper.translated(0, half), second)

    def _stand(self, painter: QPainter, area: QRectF, row: ModelRow, words: str) -> None:
        colour = _colour(row)
        ratio = painter.device().devicePixelRatio()
        share, pace = row.share, model_row.pace_words(row)
        upper = QRectF(area.left(), area.top(), area.width(), area.height() if share is None else area.height() / 2)
        picture = icons.pixmap(_PICTURES[row.stand], _ICON_PX, colour, ratio)
        painter.drawPixmap(int(upper.left()), int(upper.center().y() - _ICON_PX / 2), picture)
        painter.setPen(QColor(colour))
        spoken = upper.adjusted(_ICON_PX + 8, 0, 0, 0)
        _draw(painter, spoken, words)
        if share is None:
            return
        if pace:
            used = painter.fontMetrics().horizontalAdvance(words) + 10
            painter.setFont(theme.font(theme.TextSize.SMALL))
            painter.setPen(QColor(theme.colours().muted))
            _draw(painter, spoken.adjusted(used, 0, 0, 0), pace)
        bar = QRectF(spoken.left(), area.bottom() - area.height() / 4 - 3, spoken.width(), 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.ahead_colour())
        painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(6.0, bar.width() * share), 6), 3, 3)


def _draw(painter: QPainter, area: QRectF, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)


def _colour(row: ModelRow) -> str:
    now = theme.colours()
    match row.stand:
        case ModelStatus.HERE | ModelStatus.UNCHECKED:
            return now.good
        case ModelStatus.COMING | ModelStatus.READING:
            return now.accent
        case ModelStatus.DAMAGED | ModelStatus.FAILED:
            return now.bad
        case ModelStatus.PAUSED | ModelStatus.PARTIAL:
            return now.rest
        case ModelStatus.DELAYED:
            return now.wait
    return now.muted
