"""Notices that float over the window's lower edge: they come and go without moving anything."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.style import theme

_WIDTH = 620
_MARGIN = 24
#: Above the player.
_BELOW = 96


class FloatingNotices(QWidget):
    """Holds the notices, one above the other, in the middle of its parent's lower edge."""

    def __init__(self, notices: Sequence[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        for notice in notices:
            notice.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            layout.addWidget(notice)
        parent.installEventFilter(self)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        room = self._over.rect()
        width = min(_WIDTH, room.width() - 2 * _MARGIN)
        layout = self.layout()
        height = layout.heightForWidth(width) if layout is not None and layout.hasHeightForWidth() else -1
        height = height if height > 0 else max(0, self.sizeHint().height())
        self.setGeometry((room.width() - width) // 2, room.height() - height - _BELOW, width, height)
        self.raise_()
