"""The slim bar that says what was deleted, and takes it back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop import icons, text, theme

#: How long it stands. What was deleted can be taken back from the menu afterwards.
STANDS_MS = 10_000


class UndoBar(QFrame):
    """Hidden while nothing was deleted lately."""

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
        self._timer = QTimer(self, singleShot=True, interval=STANDS_MS)
        self._timer.timeout.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE + 4, 4, theme.GAP, 4)
        layout.addWidget(self.words)
        layout.addWidget(self.button)
        layout.addStretch(1)
        layout.addWidget(self._close)
        self.hide()

    def dress(self) -> None:
        """Take the theme's colours anew."""
        self._close.setIcon(icons.icon("close"))

    def tell(self, words: str) -> None:
        """Say what was deleted just now; nothing: it is back."""
        self._timer.stop()
        self.setVisible(bool(words))
        if words:
            self.words.setText(words)
            self._timer.start()
