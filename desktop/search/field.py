"""The one search field: words to look for in all transcripts."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit

from desktop import text
from desktop.style import icons, theme


class SearchField(QLineEdit):
    """`entered` is emitted when the user moves on to the results."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(text.say("Search everything that was said"))
        self.setAccessibleName(self.placeholderText())
        self._clear = QAction(text.say("End the search"), self, visible=False)
        self._clear.triggered.connect(self.clear)
        self._find = QAction(self)
        self.addAction(self._find, QLineEdit.ActionPosition.LeadingPosition)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._key = QLabel(QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText))
        self._key.setObjectName("key")
        self._key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 6, theme.GAP, 6)
        inside.addStretch(1)
        inside.addWidget(self._key)
        self.textChanged.connect(self._on_text)
        self.apply_theme()

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self._find.setIcon(icons.icon("find", theme.colours().muted))
        self._clear.setIcon(icons.icon("close", theme.colours().muted))

    def _on_text(self, words: str) -> None:
        self._clear.setVisible(bool(words))
        self._key.setHidden(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
