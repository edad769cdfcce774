"""The run table on screen: one row per run, rows of one height, many to be chosen at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.run_delegates import RunDelegate
from desktop.run_table import Column, RunTable
from engine.run import Run

#: Below these widths of the view, in pixels, a column gives its place to the clip's name.
_HIDDEN_BELOW = {Column.ATTEMPT: 800, Column.LENGTH: 660, Column.TIME: 540}
_WIDTHS = {Column.STAGES: 226, Column.LENGTH: 76, Column.TIME: 118, Column.ATTEMPT: 82}


class RunsView(QTableView):
    """Shows a RunTable. `chosen` comes when other runs are selected, `menu_asked` with a place on screen, `copy_asked`
    for the usual key, which would copy a cell otherwise."""

    chosen = Signal()
    menu_asked = Signal(QPoint)
    copy_asked = Signal()

    def __init__(self, table: RunTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._kept: list[str] = []
        self._delegate = RunDelegate(table, self)
        self.setModel(table)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(self.tr("Runs"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._lay_out_headers()
        self.customContextMenuRequested.connect(lambda at: self.menu_asked.emit(self.viewport().mapToGlobal(at)))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        table.modelAboutToBeReset.connect(self._keep_selection)
        table.modelReset.connect(self._restore_selection)

    def _lay_out_headers(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self._delegate.row_height)
        rows.setMinimumSectionSize(self._delegate.row_height)
        columns.setHighlightSections(False)
        columns.setMinimumSectionSize(60)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        columns.setSectionResizeMode(Column.CLIP, QHeaderView.ResizeMode.Stretch)
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        columns.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)

    # --- what is chosen ---
    def chosen_runs(self) -> list[Run]:
        """The selected runs, from top to bottom."""
        selection = self.selectionModel().selection()
        stretches = [selection.at(number) for number in range(selection.count())]
        rows = {row for each in stretches for row in range(each.top(), each.bottom() + 1)}
        return [self._table.run_at(row) for row in sorted(rows)]

    def current_run(self) -> Run | None:
        """The run whose text is shown: the current row if it is selected, else the first selected one."""
        index = self.currentIndex()
        if index.isValid() and self.selectionModel().isRowSelected(index.row()):
            return self._table.run_at(index.row())
        chosen = self.chosen_runs()
        return chosen[0] if chosen else None

    def choose(self, run_ids: Sequence[str]) -> None:
        """Select these runs, as far as they are on screen, and make the first one current."""
        selection = QItemSelection()
        rows = sorted(row for run_id in run_ids if (row := self._table.row_of(run_id)) is not None)
        for row in rows:
            selection.select(self._table.index(row, 0), self._table.index(row, len(Column) - 1))
        flags = QItemSelectionModel.SelectionFlag
        if rows:
            self.selectionModel().setCurrentIndex(self._table.index(rows[0], 0), flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)

    def _keep_selection(self) -> None:
        self._kept = [run.run_id for run in self.chosen_runs()] or self._kept

    def _restore_selection(self) -> None:
        self.choose(self._kept)
        if not self.selectionModel().hasSelection() and self._table.rowCount():
            self.choose([self._table.run_at(0).run_id])
        self.chosen.emit()

    # --- column widths ---
    def columns_state(self) -> QByteArray:
        """Widths and order of the columns, to be kept for the next start."""
        return self.horizontalHeader().saveState()

    def restore_columns(self, state: QByteArray) -> None:
        self.horizontalHeader().restoreState(state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        for column, width in _HIDDEN_BELOW.items():
            self.setColumnHidden(column, event.size().width() < width)
        super().resizeEvent(event)

    # --- the row under the mouse ---
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Leave, QEvent.Type.Wheel):
            self._hover(-1)
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_delegate"):
            self._delegate.refresh_fonts()
            self.verticalHeader().setDefaultSectionSize(self._delegate.row_height)
        super().changeEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            self._delegate.hovered_row = row
            self.viewport().update()
