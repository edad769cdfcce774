"""A banner above a page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from desktop import text
from desktop.style import icons, theme


class ModelNotice(QFrame):
    """A candid note on the model in use, with a button for others. Hidden if there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("modelNotice")
        self._picture = QLabel()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setFont(theme.font(theme.TextSize.SMALL))
        #: Opens the list of models.
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
        """The text shown now."""
        return self._words.text()

    def say(self, words: str) -> None:
        self._words.setText(words)
        self.setVisible(bool(words))
