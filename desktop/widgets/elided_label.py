"""A label that shortens its words to its width."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop.style import theme


class ElidedLabel(QLabel):
    """One line of words, elided where there is no room for all of it; the tool tip has them."""

    def __init__(
        self,
        size: theme.TextSize,
        where: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        *,
        is_strong: bool = False,
    ) -> None:
        super().__init__()
        self._size, self._is_strong, self._where = size, is_strong, where
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFont(theme.font(size, is_strong=is_strong))

    def setText(self, words: str) -> None:
        self._whole = words
        self.setAccessibleName(words)
        self._shorten()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._shorten()
        return super().event(event)

    def scale(self) -> None:
        """Follow the size of text that the window has now."""
        self.setFont(theme.font(self._size, is_strong=self._is_strong))
        self._shorten()

    def _shorten(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._where, max(self.width(), 40))
        self.setToolTip(self._whole if shown != self._whole else "")
        super().setText(shown)
