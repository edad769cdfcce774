"""The left side of the window: the sessions, and the way to a new one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop import text, theme
from desktop.sessions_view import SessionList, SessionsView


class SideBar(QWidget):
    """A title, a button, and the list."""

    def __init__(self, new_session: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(160)
        self.sessions = SessionList()
        self.view = SessionsView(self.sessions)
        title = QLabel(text.say("Sessions"))
        title.setFont(theme.scaled_font(1.0, QFont.Weight.DemiBold))
        title.setProperty("muted", True)
        button = QToolButton()
        button.setDefaultAction(new_session)
        button.setAccessibleName(new_session.text())
        top = QHBoxLayout()
        top.setContentsMargins(18, 14, 10, 6)
        top.addWidget(title, 1)
        top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
