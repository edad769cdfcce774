"""The recently deleted clips, to be restored or deleted for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from math import ceil
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.bridge import Bridge
from desktop.style import theme
from desktop.widgets import dialogs
from desktop.widgets.selection import select_rows
from engine.days import DAY_S
from engine.run import Run
from engine.trash_requests import KEEP_DELETED_S

Index = QModelIndex | QPersistentModelIndex


class TrashColumn(IntEnum):
    """The columns shown for a deleted clip."""

    CLIP = 0
    TEXT = 1
    SESSION = 2
    DELETED = 3
    GONE = 4


_TITLES = {
    TrashColumn.CLIP: "Clip",
    TrashColumn.TEXT: "Text",
    TrashColumn.SESSION: "Session",
    TrashColumn.DELETED: "Deleted",
    TrashColumn.GONE: "Gone for good",
}
_WIDTHS = {TrashColumn.CLIP: 200, TrashColumn.SESSION: 150, TrashColumn.DELETED: 130, TrashColumn.GONE: 120}


class BinTable(QAbstractTableModel):
    """Deleted clips, most recently deleted first."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: Sequence[Run] = ()
        self._sessions: Mapping[str, str] = {}
        self._days_left: Mapping[str, float] = {}

    def show(self, runs: Sequence[Run], sessions: Mapping[str, str], days_left: Mapping[str, float]) -> None:
        """Show these runs. `sessions`: session names by id; `days_left`: days by run id."""
        self.beginResetModel()
        self.runs, self._sessions, self._days_left = runs, sessions, days_left
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.runs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(TrashColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return text.say(_TITLES[TrashColumn(section)])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        run = self.runs[index.row()]
        deleted_at = run.deleted_at or 0.0
        match TrashColumn(index.column()):
            case TrashColumn.CLIP:
                return text.title(run)
            case TrashColumn.TEXT:
                return text.second_line(run)
            case TrashColumn.SESSION:
                return self._sessions.get(run.session_id, "")
            case TrashColumn.DELETED:
                hour, day = text.moment(deleted_at)
                return f"{day} {hour}".strip()
            case TrashColumn.GONE:
                return _in_days(self._days_left.get(run.run_id, 0.0))
        return None


def _in_days(days: float) -> str:
    """When it will be gone: the bin is emptied when Everyclip starts."""
    if days <= 0:
        return text.say("at the next start")
    return text.counted(ceil(days), "in 1 day", "in {n} days")


class BinDialog(QDialog):
    """Lists deleted clips. Restores them, or deletes them for good after confirmation."""

    def __init__(self, parent: QWidget, bridge: Bridge) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._is_over = False
        self.setWindowTitle(text.say("Recently deleted"))
        self.resize(QSize(820, 460))
        self.table = BinTable()
        self.view = _BinView(self.table)
        self.nothing = QLabel(text.say("Nothing was deleted recently."))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setProperty("muted", True)
        self.restore = _worded_button("Restore", self._restore)
        self.restore.setProperty("primary", True)
        self.purge = _worded_button("Delete for good…", self._purge_chosen)
        self.empty = _worded_button("Empty the bin…", self._purge_all)
        self._lay_out()
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._refresh())
        self.view.doubleClicked.connect(lambda _: self._restore())
        bridge.registry_changed.connect(self._look)
        self._refresh()
        self.view.setFocus()
        self._look()

    def _lay_out(self) -> None:
        days = round(KEEP_DELETED_S / DAY_S)
        about = QLabel(
            text.counted(
                days,
                "Deleted clips can be restored for 1 day. A session comes back with the first of its clips.",
                "Deleted clips can be restored for {n} days. A session comes back with the first of its clips.",
            )
        )
        about.setWordWrap(True)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.nothing)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP)
        for button in (self.restore, self.purge):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.empty)
        buttons.addWidget(_worded_button("Close", self.reject))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.SPACE)
        layout.addWidget(about)
        layout.addWidget(self._pages, 1)
        layout.addLayout(buttons)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the list's shortcuts while it has the focus."""
        of_list = self.focusWidget() is self.view
        if of_list and event.matches(QKeySequence.StandardKey.Delete) and self.purge.isEnabled():
            self._purge_chosen()
        elif of_list and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.restore.isEnabled():
            self._restore()
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        self._is_over = True
        super().done(result)

    # --- contents ---
    def _look(self) -> None:
        self._bridge.start("look into the bin", self._read())

    async def _read(self) -> None:
        engine = await self._bridge.engine()
        runs = await engine.trash.deleted_runs()
        days_left = await engine.trash.bin_days_left()
        sessions = [*await engine.trash.deleted_sessions(), *await engine.sessions()]
        if self._is_over:
            return
        kept = {run.run_id for run in self.chosen()}
        self.table.show(runs, {session.session_id: session.name for session in sessions}, days_left)
        select_rows(self.view, [row for row, run in enumerate(runs) if run.run_id in kept] or [0][: len(runs)])
        self._refresh()

    def chosen(self) -> list[Run]:
        """The selected clips."""
        return [self.table.runs[index.row()] for index in self.view.selectionModel().selectedRows()]

    def _refresh(self) -> None:
        there, chosen = bool(self.table.runs), bool(self.chosen())
        self._pages.setCurrentWidget(self.view if there else self.nothing)
        self.restore.setEnabled(chosen)
        self.purge.setEnabled(chosen)
        self.empty.setEnabled(there)

    # --- actions ---
    def _restore(self) -> None:
        self._bridge.start("restore", self._carry_out_restore([run.run_id for run in self.chosen()]))

    async def _carry_out_restore(self, run_ids: list[str]) -> None:
        await (await self._bridge.engine()).trash.restore(run_ids)
        await self._read()

    def _purge_chosen(self) -> None:
        self._bridge.start("delete for good", self._purge(self.chosen()))

    def _purge_all(self) -> None:
        self._bridge.start("empty the bin", self._purge(self.table.runs))

    async def _purge(self, runs: Sequence[Run]) -> None:
        """Delete these clips for good, after confirmation."""
        question = text.counted(
            len(runs),
            "Delete 1 clip permanently? This cannot be undone.",
            "Delete {n} clips permanently? This cannot be undone.",
        )
        if runs and await dialogs.confirm(self, text.say("Delete for good"), question, text.say("Delete for good")):
            await (await self._bridge.engine()).trash.purge([run.run_id for run in runs])
            await self._read()


class _BinView(QTableView):
    """Rows with multiple selection."""

    def __init__(self, table: BinTable) -> None:
        super().__init__()
        self.setModel(table)
        self.setAccessibleName(text.say("Recently deleted"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setStyleSheet("::item { padding: 0 7px; }")  # aligns text with the column titles
        self.verticalHeader().hide()
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        for column, width in _WIDTHS.items():
            columns.resizeSection(column, width)
        columns.setSectionResizeMode(TrashColumn.TEXT, QHeaderView.ResizeMode.Stretch)


def _worded_button(words: str, do: Callable[[], object]) -> QPushButton:
    made = QPushButton(text.say(words))
    made.setAutoDefault(False)
    made.clicked.connect(lambda _: do())
    return made
