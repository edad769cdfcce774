"""The list of sessions at the left, newest first, each with the number of its unfinished clips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop import dragged_runs, text
from desktop.style import theme
from engine.events import Session
from engine.run import Ordering

Index = QModelIndex | QPersistentModelIndex


class SessionList(QAbstractListModel):
    """The sessions. Renaming is requested with `rename_asked`; the name is shown once the registry has it."""

    rename_asked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._sessions: list[Session] = []

    @property
    def sessions(self) -> list[Session]:
        return self._sessions

    def session(self, session_id: str) -> Session | None:
        return next((each for each in self._sessions if each.session_id == session_id), None)

    def show(self, sessions: Sequence[Session]) -> None:
        """Update the sessions; rows are reset only if the list has other sessions."""
        same = [each.session_id for each in sessions] == [each.session_id for each in self._sessions]
        if same:
            self._sessions = list(sessions)
            if sessions:
                self.dataChanged.emit(self.index(0), self.index(len(sessions) - 1))
            return
        self.beginResetModel()
        self._sessions = list(sessions)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._sessions)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        session = self._sessions[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return session.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            in_order = f"  ·  {text.say('in order')}" if session.ordering is Ordering.IN_ORDER else ""
            return text.summary(session.counts) + in_order
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        session, name = self._sessions[index.row()], str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not name or name == session.name:
            return False
        self.rename_asked.emit(session.session_id, name)
        return True


class SessionsView(QListView):
    """Shows a SessionList. `opened` carries the id of the session that the user switches to; `delete_asked` is emitted
    for the usual key, which would delete selected clips otherwise; `runs_dropped` carries the ids of dragged clips and
    that of the session they were dropped onto."""

    opened = Signal(str)
    menu_asked = Signal(QPoint)
    delete_asked = Signal()
    runs_dropped = Signal(list, str)

    def __init__(self, sessions: SessionList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = sessions
        self._open_id: str | None = None
        self.setModel(sessions)
        self._delegate = _SessionDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setDragDropMode(QListView.DragDropMode.DropOnly)
        self.setDropIndicatorShown(False)  # the delegate marks the session
        self.setAccessibleName(text.say("Sessions"))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.DoubleClicked | QListView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_asked.emit(self.viewport().mapToGlobal(at)))
        self.selectionModel().currentChanged.connect(self._on_current)
        self.clicked.connect(self._open)
        sessions.modelReset.connect(self._mark_open)

    def event(self, event: QEvent) -> bool:
        if _is_delete(event) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_delete(event):
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def mark(self, session_id: str | None) -> None:
        """Mark the session whose clips are shown, if any."""
        self._open_id = session_id
        self._mark_open()

    def _mark_open(self) -> None:
        for row, session in enumerate(self._list.sessions):
            if session.session_id == self._open_id:
                index = self._list.index(row)
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
                return
        self.selectionModel().clear()

    # --- clips that are dragged onto a session ---
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Ignore files from elsewhere: the window handles them."""
        event.setAccepted(bool(dragged_runs.ids_in(event.mimeData())))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls near the edges
        row = self.indexAt(event.position().toPoint()).row()
        is_taken = row >= 0 and bool(dragged_runs.ids_in(event.mimeData()))
        event.setAccepted(is_taken)
        self._mark_target(row if is_taken else -1)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._mark_target(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        super().dragLeaveEvent(QDragLeaveEvent())  # ends the scrolling
        self._mark_target(-1)
        index, run_ids = self.indexAt(event.position().toPoint()), dragged_runs.ids_in(event.mimeData())
        event.setAccepted(index.isValid() and bool(run_ids))
        if event.isAccepted():
            self.runs_dropped.emit(run_ids, self._list.sessions[index.row()].session_id)

    def _mark_target(self, row: int) -> None:
        if row != self._delegate.target_row:
            self._delegate.target_row = row
            self.viewport().update()

    # --- the open session ---
    def _on_current(self, current: QModelIndex) -> None:
        if current.isValid() and self._list.sessions[current.row()].session_id != self._open_id:
            self._open(current)

    def _open(self, index: QModelIndex) -> None:
        """Open a session; the one that is open too, since a search may cover it."""
        self._open_id = self._list.sessions[index.row()].session_id
        self.opened.emit(self._open_id)


def _is_delete(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Delete)


class _SessionDelegate(QStyledItemDelegate):
    """A name, and the number of clips; of those on their way while there are any."""

    #: The row onto which clips would be dropped.
    target_row = -1

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, QFontMetrics(theme.font(theme.TextSize.NORMAL)).height() + 2 * theme.GAP + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, SessionList)
        session = model.sessions[index.row()]
        now = theme.colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(option.rect).adjusted(8, 1, -8, -1)
        self._paint_ground(painter, card, option)
        if index.row() == self.target_row:
            painter.setPen(QPen(QColor(now.accent), 2))
            painter.setBrush(QColor(now.selected))
            painter.drawRoundedRect(card.adjusted(1, 1, -1, -1), 8, 8)
        inner = card.adjusted(12, 0, -12, 0)
        is_open = bool(option.state & QStyle.StateFlag.State_Selected)
        count = str(session.unfinished or session.total or "")
        painter.setFont(theme.font(theme.TextSize.SMALL))
        painter.setPen(QColor(now.accent if session.unfinished else now.muted))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
        inner.setRight(inner.right() - QFontMetrics(painter.font()).horizontalAdvance(count) - theme.GAP)
        font = theme.font(theme.TextSize.NORMAL, is_strong=is_open)
        painter.setFont(font)
        painter.setPen(QColor(now.text))
        name = QFontMetrics(font).elidedText(session.name, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()

    def _paint_ground(self, painter: QPainter, card: QRectF, option: QStyleOptionViewItem) -> None:
        now = theme.colours()
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(now.selected))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(now.line))
        else:
            return
        painter.drawRoundedRect(card, 8, 8)
