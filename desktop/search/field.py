"""The one search field: words to look for in all transcripts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QStyle

from desktop import text
from desktop.style import icons, theme


class SearchField(QLineEdit):
    """`entered` is emitted when the user moves on to the results."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._hint = text.say("Search everything that was said")
        self.setPlaceholderText(self._hint)
        self.setAccessibleName(self._hint)
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
        self._fit_hint()

    def event(self, event: QEvent) -> bool:
        """Fit the hint whenever the field or the text's size has changed."""
        is_done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_hint()
        return is_done

    def _fit_hint(self) -> None:
        """Keep the hint clear of the key beside it, and shorten it to a word where it does not fit."""
        if not hasattr(self, "_key"):
            return
        key_width = 0 if self._key.isHidden() else self._key.sizeHint().width() + theme.GAP
        self.setTextMargins(0, 0, key_width, 0)
        room = self.width() - key_width - self._icon_room()
        fits = self.fontMetrics().horizontalAdvance(self._hint) <= room
        self.setPlaceholderText(self._hint if fits else text.say("Search"))

    def _icon_room(self) -> int:
        """Pixels taken by the icon at the left, and by the frame."""
        icon = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        return icon + 5 * theme.GAP

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
