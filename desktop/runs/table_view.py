"""The runs on screen, as a list of cards or as a table: one row per run, multiple selection."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from time import localtime

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QItemSelectionModel,
    QPersistentModelIndex,
    QPoint,
    QSettings,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from desktop import text
from desktop.runs import columns as run_columns
from desktop.runs import row_drag
from desktop.runs.cards import CardDelegate
from desktop.runs.columns import RunColumn
from desktop.runs.delegates import RunDelegate
from desktop.runs.table_model import RunTable
from desktop.style import theme
from desktop.widgets.selection import select_rows
from engine.run import Run

#: The default columns that are hidden, in this order, to make room for the clip's name in a narrow window. Columns that
#: the user chose stay: the table then scrolls sideways.
_GIVE_WAY = (RunColumn.ATTEMPT, RunColumn.LENGTH, RunColumn.TIME)
#: The least width at which clips' names can be told apart, in pixels.
_MIN_NAME_WIDTH = 240


class RunsView(QTableView):
    """Shows a RunTable. `chosen` is emitted when the selection changes, `menu_asked` with a position on screen,
    `copy_asked` for the usual shortcut, which would copy a cell otherwise. `moved` carries the ids of dragged runs and
    of the run they now come before, if any; `not_moved` the reason in words; `retry_asked` the run to try again.
    `reading_asked` and `playing_asked` are emitted for the keys that open and play the current run.

    The list shows the newest runs first, under the day on which they came. The table has columns, and is in the order
    of the queue unless it is sorted by one."""

    chosen = Signal()
    menu_asked = Signal(QPoint)
    copy_asked = Signal()
    moved = Signal(list, object)
    not_moved = Signal(str)
    retry_asked = Signal(str)
    reading_asked = Signal()
    playing_asked = Signal()

    def __init__(self, table: RunTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._kept: list[str] = []
        #: The run to keep at the top, until the user scrolls or goes elsewhere.
        self._sought = ""
        self._delegate = RunDelegate(table, self)
        self._cards = CardDelegate(table, self)
        self._cards.retry_asked.connect(self.retry_asked)
        self._is_table = False
        #: Those with a day above them, wherever they have moved since.
        self._tall_rows: list[QPersistentModelIndex] = []
        self._columns = run_columns.DEFAULT
        self._is_fitting = False
        #: The row before which the dragged rows would be dropped.
        self._gap: int | None = None
        self._choices: dict[RunColumn, QAction] = {}
        self.columns_menu = self._make_columns_menu()
        self.setModel(table)
        self.setAccessibleName(text.say("Clips"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._lay_out_headers()
        self.customContextMenuRequested.connect(lambda at: self.menu_asked.emit(self.viewport().mapToGlobal(at)))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self.selectionModel().currentChanged.connect(lambda *_: self._seek_no_more())
        self.verticalScrollBar().actionTriggered.connect(lambda _: self._seek_no_more())
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._seek())
        table.modelAboutToBeReset.connect(self._keep_selection)
        table.modelReset.connect(self._restore_selection)
        for changed in (table.modelReset, table.rowsInserted, table.rowsRemoved, table.layoutChanged):
            changed.connect(lambda *_: self._group_by_day())
        self.show_table(is_table=False)

    def _lay_out_headers(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self._delegate.row_height)
        rows.setMinimumSectionSize(self._delegate.row_height)
        columns.setHighlightSections(False)
        # Its own selection model stays empty: with the table's, each paint would check whether columns are selected.
        columns.setSelectionModel(QItemSelectionModel(self._table, self))
        columns.setMinimumSectionSize(60)
        columns.setSectionsMovable(True)
        columns.setFirstSectionMovable(False)
        for column, width in run_columns.WIDTHS.items():
            columns.resizeSection(column, width)
        columns.setSectionResizeMode(RunColumn.CLIP, QHeaderView.ResizeMode.Fixed)
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        columns.setSortIndicatorClearable(True)
        columns.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        columns.customContextMenuRequested.connect(lambda at: self.columns_menu.popup(columns.mapToGlobal(at)))
        columns.sectionResized.connect(lambda *_: self._fit())
        self.setSortingEnabled(True)
        self._fit()

    # --- a list or a table ---
    @property
    def is_table(self) -> bool:
        return self._is_table

    def show_table(self, *, is_table: bool) -> None:
        """Show all columns, or cards."""
        self._is_table = is_table
        self.setItemDelegate(self._delegate if is_table else self._cards)
        self.horizontalHeader().setVisible(is_table)
        self._set_row_heights()
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(is_table)
        self._table.show_newest_first(is_newest_first=not is_table)
        self._fit()
        self._group_by_day()

    def _set_row_heights(self) -> None:
        height = (self._delegate if self._is_table else self._cards).row_height
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(min(height, rows.minimumSectionSize()))
        rows.setDefaultSectionSize(height)
        rows.setMinimumSectionSize(height)

    def _group_by_day(self) -> None:
        """Make room for the day above the first card of each."""
        count = 0 if self._is_table else self._table.rowCount()
        headings: dict[int, str] = {}
        row = 0
        while row < count:
            begun_at = self._table.run_at(row).created_at
            headings[row] = text.day(begun_at)
            day = localtime(begun_at)[:3]
            row = bisect_left(range(count), True, row + 1, key=lambda at: self._day_of(at) < day)
        rows = self.verticalHeader()
        for tall in self._tall_rows:
            if tall.isValid() and tall.row() not in headings:
                rows.resizeSection(tall.row(), rows.defaultSectionSize())
        for row in headings:
            rows.resizeSection(row, self._cards.row_height + self._cards.heading_height)
        self._tall_rows = [QPersistentModelIndex(self._table.index(row, 0)) for row in headings]
        self._cards.headings = headings

    def _day_of(self, row: int) -> tuple[int, ...]:
        return localtime(self._table.run_at(row).created_at)[:3]

    # --- selection ---
    def chosen_runs(self) -> list[Run]:
        """The selected runs, as a person reads them together."""
        selection = self.selectionModel().selection()
        stretches = [selection.at(number) for number in range(selection.count())]
        rows = {row for each in stretches for row in range(each.top(), each.bottom() + 1)}
        return self._table.in_order(rows)

    def current_run(self) -> Run | None:
        """The run whose text is shown: the current row if selected, else the first selected one."""
        index = self.currentIndex()
        if index.isValid() and self.selectionModel().isRowSelected(index.row()):
            return self._table.run_at(index.row())
        chosen = self.chosen_runs()
        return chosen[0] if chosen else None

    def choose(self, run_ids: Sequence[str]) -> None:
        """Select those of these runs that are on screen, and make the first one current."""
        select_rows(self, sorted(row for run_id in run_ids if (row := self._table.row_of(run_id)) is not None))

    def bring_to_top(self, run_id: str) -> None:
        """Scroll to a run, and keep it the topmost while rows are added, until the user scrolls elsewhere: new rows can
        be scrolled to only once they are laid out."""
        self._sought = run_id
        self._seek()

    def is_above_top(self, run_id: str) -> bool:
        """Whether a run has come above the one that is kept at the top."""
        row, top = self._table.row_of(run_id), self._table.row_of(self._sought)
        return row is not None and top is not None and row < top

    def _seek(self) -> None:
        row = self._table.row_of(self._sought)
        if row is not None:
            self.scrollTo(self._table.index(row, 0), self.ScrollHint.PositionAtTop)

    def _seek_no_more(self) -> None:
        self._sought = ""

    def _keep_selection(self) -> None:
        self._kept = [run.run_id for run in self.chosen_runs()] or self._kept

    def _restore_selection(self) -> None:
        self.choose(self._kept)
        if not self.selectionModel().hasSelection() and self._table.rowCount():
            self.choose([self._table.run_at(0).run_id])
        self.chosen.emit()

    # --- columns and their widths ---
    def _make_columns_menu(self) -> QMenu:
        """A checkable item for each column, and a reset."""
        menu = QMenu(text.say("Columns"), self)
        for column in RunColumn:
            if column is not RunColumn.CLIP:
                choice = menu.addAction(text.say(run_columns.TITLES[column]))
                choice.setCheckable(True)
                choice.triggered.connect(lambda _, each=column: self.show_columns(self._columns ^ {each}))
                self._choices[column] = choice
        menu.addSeparator()
        menu.addAction(text.say("Default columns")).triggered.connect(self._show_default_columns)
        menu.addAction(text.say("Queue order")).triggered.connect(
            lambda: self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        )
        return menu

    def _show_default_columns(self) -> None:
        header = self.horizontalHeader()
        for column, width in run_columns.WIDTHS.items():
            self.setColumnWidth(column, width)
        for column in RunColumn:
            header.moveSection(header.visualIndex(column), column)
        self.show_columns(run_columns.DEFAULT)

    def show_columns(self, columns: Iterable[RunColumn]) -> None:
        """Show these columns and the clip's name."""
        self._columns = frozenset({RunColumn.CLIP, *columns})
        self._fit()

    def _fit(self) -> None:
        """Show the chosen columns that fit, and give the remaining width to the clip's name."""
        if self._is_fitting:
            return
        self._is_fitting = True
        room = self.viewport().width()
        if not self._is_table:
            for column in RunColumn:
                self.setColumnHidden(column, column is not RunColumn.CLIP)
            self.setColumnWidth(RunColumn.CLIP, room)
            self._is_fitting = False
            return
        for column in RunColumn:
            self.setColumnHidden(column, column not in self._columns)
            if column in self._choices:
                self._choices[column].setChecked(column in self._columns)
        for column in _GIVE_WAY if self._columns == run_columns.DEFAULT else ():
            if self._width_beside_name() + _MIN_NAME_WIDTH > room:
                self.setColumnHidden(column, True)
        self.setColumnWidth(RunColumn.CLIP, max(_MIN_NAME_WIDTH, room - self._width_beside_name()))
        self._is_fitting = False

    def _width_beside_name(self) -> int:
        return self.horizontalHeader().length() - self.columnWidth(RunColumn.CLIP)

    def save(self, settings: QSettings) -> None:
        """Save the shown columns, their widths and order."""
        settings.setValue("runs/header", self.horizontalHeader().saveState())
        settings.setValue("runs/table", self._is_table)
        settings.setValue("runs/columns", ",".join(sorted(column.name for column in self._columns)))

    def restore(self, settings: QSettings) -> None:
        state = settings.value("runs/header")
        if isinstance(state, QByteArray):
            self.horizontalHeader().restoreState(state)
        names = str(settings.value("runs/columns", "")).split(",")
        chosen = [column for column in RunColumn if column.name in names]
        self.show_columns(chosen or run_columns.DEFAULT)
        self.show_table(is_table=bool(settings.value("runs/table", False, bool)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.reading_asked.emit()
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.playing_asked.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    # --- moving rows ---
    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag only the clips' names: a picture of whole rows would hide the drop position."""
        self._delegate.is_flying = self._cards.is_flying = True
        QTimer.singleShot(0, self._land)  # the picture is painted before the drag's first event
        super().startDrag(actions)

    def _land(self) -> None:
        self._delegate.is_flying = self._cards.is_flying = False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Ignore files from elsewhere: the window handles them."""
        runs = row_drag.packed(event.mimeData(), self._table)
        event.setAccepted(bool(runs))
        can_move = self._is_table and not self._table.is_sorted and bool(row_drag.movable(runs))
        self._show_gap(self._gap_at(event.position().toPoint()) if can_move else None)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_gap(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_gap(None)
        runs = row_drag.packed(event.mimeData(), self._table)
        event.setAccepted(bool(runs))
        ids = row_drag.movable(runs)
        if not self._is_table:
            return  # the newest is first there, whatever comes next in the queue
        if runs and not ids:
            self.not_moved.emit(text.say("Only waiting clips can be moved."))
        elif runs and self._table.is_sorted:
            self.not_moved.emit(
                text.say(
                    "The table is sorted by a column. Right-click its header, choose “Queue order”, then drag again."
                )
            )
        elif runs:
            gap = self._gap_at(event.position().toPoint())
            self.moved.emit(ids, row_drag.next_waiting(self._table, gap, ids))

    def _gap_at(self, place: QPoint) -> int:
        """The row before which something would be dropped: in the lower half of a row, the next one."""
        row = self.rowAt(place.y())
        if row < 0:
            return self._table.rowCount()
        return row + (place.y() > self.rowViewportPosition(row) + self.rowHeight(row) // 2)

    def _show_gap(self, gap: int | None) -> None:
        if gap != self._gap:
            self._gap = gap
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap is not None:
            y = self._gap * self.verticalHeader().defaultSectionSize() - self.verticalOffset()
            painter = QPainter(self.viewport())
            painter.fillRect(0, max(0, y - 2), self.viewport().width(), 3, QColor(theme.colours().accent))

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
            self._cards.refresh_fonts()
            self._set_row_heights()
            self._group_by_day()
        super().changeEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            self._delegate.hovered_row = self._cards.hovered_row = row
            self.viewport().update()
