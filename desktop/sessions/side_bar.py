"""The left side of the window: the global search, the sessions, and a button for a new one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from desktop import text
from desktop.sessions.list_view import SessionList, SessionsView
from desktop.style import icons, theme


class SideBar(QWidget):
    """A search field, a title with a button, and the list."""

    def __init__(self, new_session: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(160)
        self.sessions = SessionList()
        self.view = SessionsView(self.sessions)
        self.search = SearchField()
        title = QLabel(text.say("Sessions"))
        title.setFont(theme.scaled_font(1.0, QFont.Weight.DemiBold))
        title.setProperty("muted", True)
        button = QToolButton()
        button.setDefaultAction(new_session)
        button.setAccessibleName(new_session.text())
        search = QHBoxLayout()
        search.setContentsMargins(10, 14, 10, 0)
        search.addWidget(self.search)
        top = QHBoxLayout()
        top.setContentsMargins(18, 10, 10, 6)
        top.addWidget(title, 1)
        top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(search)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)


class SearchField(QLineEdit):
    """Words to look for in all transcripts. `entered` is emitted when the user moves on to the results."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(text.say("Search all transcripts"))
        self.setAccessibleName(self.placeholderText())
        self.setToolTip(text.say("Look for words in every clip of every session"))
        self._clear = QAction(text.say("End the search"), self, visible=False)
        self._clear.triggered.connect(self.clear)
        self._find = QAction(self)
        self.addAction(self._find, QLineEdit.ActionPosition.LeadingPosition)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(lambda words: self._clear.setVisible(bool(words)))
        self.apply_theme()

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self._find.setIcon(icons.icon("find", theme.colours().muted))
        self._clear.setIcon(icons.icon("close", theme.colours().muted))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
