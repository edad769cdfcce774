"""The line at the bottom of the window: what was done, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop import text
from desktop.style import icons, theme

#: How long good news is shown. Bad news stays until dismissed.
NEWS_MS = 8000


class StatusArea(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        #: Follows up on the message.
        self.way = QPushButton(text.say("Show"))
        self.way.clicked.connect(lambda _: self._go())
        self._go: Callable[[], object] = self.clear
        self._close = QToolButton()
        self._close.setToolTip(text.say("Dismiss"))
        self._close.setAccessibleName(self._close.toolTip())
        self._close.clicked.connect(self.clear)
        #: The running downloads; opens the list of models.
        self.downloads = QPushButton()
        self.downloads.setToolTip(text.say("Models that are being downloaded. Click to see all models."))
        self.downloads.setAccessibleName(text.say("Models being downloaded"))
        self.downloads.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, 4, theme.GAP, 4)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.way)
        layout.addWidget(self._close)
        layout.addWidget(self.downloads)
        self._timer = QTimer(self, singleShot=True, interval=NEWS_MS)
        self._timer.timeout.connect(self.clear)
        self.clear()

    @property
    def words(self) -> str:
        """The text shown now."""
        return self._words.text()

    def show_message(self, words: str, folder: Path | None = None) -> None:
        """Show a message for a while, with a button to open a folder if given."""
        self._show(words, "")
        if folder is not None:
            target = QUrl.fromLocalFile(str(folder))
            self._lead(text.say("Open the folder"), lambda: QDesktopServices.openUrl(target))
        self._timer.start()

    def show_until_dismissed(self, words: str, way: str, go: Callable[[], object], *, is_bad: bool = False) -> None:
        """Show a message that the user should not miss, until it is dismissed or followed up."""
        self._show(words, "bad" if is_bad else "")

        def go_there() -> None:
            self.clear()
            go()

        self._lead(way, go_there)

    def warn(self, words: str) -> None:
        """Show that something went wrong, until dismissed."""
        self._show(words, "bad")

    def clear(self) -> None:
        """Dismiss the message."""
        self._timer.stop()
        self._words.clear()
        self._colour("")
        self.way.hide()
        self._close.hide()
        self.setVisible(not self.downloads.isHidden())

    def show_downloads(self, words: str) -> None:
        """Show running downloads beside every message; nothing if empty."""
        if self.downloads.text() != words:
            self.downloads.setText(words)
            self.downloads.setIcon(icons.icon("drop", theme.colours().accent))
        self.downloads.setVisible(bool(words))
        self.setVisible(bool(words or self.words))

    def _lead(self, words: str, go: Callable[[], object]) -> None:
        self.way.setText(words)
        self.way.show()
        self._go = go

    def _show(self, words: str, tone: str) -> None:
        self._timer.stop()
        self._words.setText(words)
        self.way.hide()
        self._close.setIcon(icons.icon("close"))
        self._close.show()
        self._colour(tone)
        self.show()

    def _colour(self, tone: str) -> None:
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().polish(self)
            self._words.style().polish(self._words)
