"""The slim bar that says what was deleted, and takes it back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop import text
from desktop.style import icons, theme

#: How long it stands at least. What was deleted can be taken back from the menu afterwards.
LEAST_MS = 30_000


class UndoBar(QFrame):
    """Hidden while nothing was deleted lately. It waits until the person has gone on to something else."""

    def __init__(self, undo: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton(text.say("Undo"))
        self.button.clicked.connect(undo.trigger)
        self._close = QToolButton()
        self._close.setToolTip(text.say("Put this message away"))
        self._close.setAccessibleName(self._close.toolTip())
        self._close.clicked.connect(self.hide)
        self._has_gone_on = False
        self.least = QTimer(self, singleShot=True, interval=LEAST_MS)
        self.least.timeout.connect(self._leave)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE + 4, 4, theme.GAP, 4)
        layout.addWidget(self.words)
        layout.addWidget(self.button)
        layout.addStretch(1)
        layout.addWidget(self._close)
        self.hide()

    def apply_theme(self) -> None:
        """Take the theme's colours anew."""
        self._close.setIcon(icons.icon("close"))

    def tell(self, words: str) -> None:
        """Say what was deleted just now; nothing: it is back."""
        self.least.stop()
        self._has_gone_on = False
        self.setVisible(bool(words))
        if words:
            self.words.setText(words)
            self.least.start()

    def go_on(self) -> None:
        """The person did something else that changes things."""
        self._has_gone_on = True
        self._leave()

    def _leave(self) -> None:
        if self._has_gone_on and not self.least.isActive():
            self.hide()
