"""Larger and smaller text, by keys and from the View menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from desktop.settings import KeptSettings
from engine.settings import MAX_TEXT_SIZE, MIN_TEXT_SIZE, Settings

#: By how much a key changes the size, in per cent.
STEP = 10
USUAL = 100


class TextSizeActions:
    """Changes the setting; whoever applies the settings changes the text."""

    def __init__(self, settings: KeptSettings, make: Callable[..., QAction], menu: QMenu) -> None:
        self._settings = settings
        keys = QKeySequence.StandardKey
        self.larger = make("Larger text", None, keys.ZoomIn, lambda: self._step(STEP))
        self.larger.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])  # + is Shift+= on many keyboards
        self.smaller = make("Smaller text", None, keys.ZoomOut, lambda: self._step(-STEP))
        self.usual = make("Usual text size", None, "Ctrl+0", lambda: settings.change(text_size=USUAL))
        menu.addSeparator()
        menu.addActions([self.larger, self.smaller, self.usual])
        settings.changed.connect(self._enable)
        self._enable(settings.now)

    def _step(self, by: int) -> None:
        wanted = self._settings.now.text_size + by
        self._settings.change(text_size=min(MAX_TEXT_SIZE, max(MIN_TEXT_SIZE, wanted)))

    def _enable(self, settings: Settings) -> None:
        self.larger.setEnabled(settings.text_size < MAX_TEXT_SIZE)
        self.smaller.setEnabled(settings.text_size > MIN_TEXT_SIZE)
        self.usual.setEnabled(settings.text_size != USUAL)
