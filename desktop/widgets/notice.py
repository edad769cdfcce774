"""A banner over a page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from desktop import text
from desktop.style import icons, theme


class ModelNotice(QFrame):
    """The honest line about the model in use, with the way to others. Hidden where there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("modelNotice")
        self._picture = QLabel()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setFont(theme.scaled_font(0.92))
        #: Leads to all models.
        self.way = QPushButton(text.say("Get a model…"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.setSpacing(10)
        layout.addWidget(self._picture)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.way)
        self.hide()

    def apply_theme(self) -> None:
        self._picture.setPixmap(icons.pixmap("info", 18, theme.colours().wait, self.devicePixelRatioF()))

    @property
    def words(self) -> str:
        """What it says now."""
        return self._words.text()

    def say(self, words: str) -> None:
        self._words.setText(words)
        self.setVisible(bool(words))
