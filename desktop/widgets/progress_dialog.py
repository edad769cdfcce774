"""Shows the progress of long work with files, lets the user stop it, and reports the result."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFontMetrics
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop import text
from desktop.style import theme
from desktop.text import size
from desktop.widgets.form import note
from engine.maintenance.moving import OnProgress

T = TypeVar("T")

#: Work to do while no window has the data open. Returns what the next window says about it, if anything.
AfterClose: TypeAlias = Callable[[], Coroutine[Any, Any, str]]

#: The number of steps of the progress bar.
STEPS = 1000


class Stopped(Exception):
    """The user stopped the work, and it was undone."""


class ProgressDialog(QDialog):
    """Progress of work on a file or folder. Closing it requests a stop; whoever does the work then calls `finish`, or
    `end` with the result."""

    def __init__(self, parent: QWidget | None, headline: str, path: Path, what: str, promise: str) -> None:
        """`what` is the bar's accessible name; `promise` reassures the user."""
        super().__init__(parent)
        self.setWindowTitle("Everyclip")
        self.setMinimumWidth(460)
        self.is_stopped = False
        self._is_over = False
        self._close: Callable[[], object] = super().reject
        self.headline = QLabel(headline)
        self.headline.setFont(theme.font(theme.TextSize.HEADING, is_strong=True))
        self.place = QLabel(_short(path, self))
        self.place.setToolTip(str(path))
        self.place.setProperty("muted", True)
        self.bar = QProgressBar()
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.GAP)
        self.bar.setAccessibleName(what)
        self.words = QLabel("…")
        self.words.setWordWrap(True)
        for label in (self.headline, self.place, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.promise = note(promise)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.stop = self._buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.GAP)
        for widget in (self.headline, self.place, self.bar, self.words, self.promise, self._buttons):
            layout.addWidget(widget)

    async def watch(self, work: Callable[[OnProgress], T]) -> T:
        """Run the work in a thread while showing its progress. Raises Stopped, and whatever the work raises."""
        loop = asyncio.get_running_loop()
        shown = 0

        def on_progress(done_bytes: int, total_bytes: int) -> None:
            nonlocal shown
            if self.is_stopped:
                raise Stopped
            if (step := _step(done_bytes, total_bytes)) != shown:
                shown = step
                loop.call_soon_threadsafe(self.count, done_bytes, total_bytes)

        try:
            return await asyncio.to_thread(work, on_progress)
        except asyncio.CancelledError:
            self.is_stopped = True  # the thread has not been told yet
            raise

    def count(self, done_bytes: int, total_bytes: int) -> None:
        """Update the progress."""
        self.bar.setValue(_step(done_bytes, total_bytes))
        if not self.is_stopped:
            words = text.say("{done} of {all}").format(done=size(done_bytes), all=size(total_bytes))
            self.words.setText(f"{self.bar.value() / STEPS:.0%}  ·  {words}")
            self.stop.setEnabled(done_bytes < total_bytes)

    def wait(self) -> None:
        """Show that the work takes a moment of unknown length and cannot be stopped."""
        self.bar.setRange(0, 0)
        self.words.hide()
        self.stop.setEnabled(False)

    def reject(self) -> None:
        if self._is_over:
            self.finish()
        elif self.stop.isEnabled():
            self.is_stopped = True
            self.stop.setEnabled(False)
            self.words.setText(text.say("Stopping…"))

    def finish(self) -> None:
        """Close the dialog, whatever the result."""
        self._close()

    def end(self, headline: str, words: str, folder: Path) -> None:
        """Show the result and where it is, until the user closes the dialog."""
        self._is_over = True
        self.headline.setText(headline)
        self.words.setText(words)
        self.bar.hide()
        self.promise.hide()
        self._buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        look = self._buttons.addButton(text.say("Open the folder"), QDialogButtonBox.ButtonRole.ActionRole)
        look.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        look.setFocus()
        self.adjustSize()


def _step(done_bytes: int, total_bytes: int) -> int:
    return done_bytes * STEPS // max(1, total_bytes)


def _short(path: Path, widget: QWidget) -> str:
    """A path shortened to fit, keeping its end."""
    return QFontMetrics(widget.font()).elidedText(str(path), Qt.TextElideMode.ElideMiddle, 420)
