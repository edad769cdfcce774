"""The right side of the window: the open session, or the results of a search in all transcripts."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.bridge import Bridge
from desktop.search.page import SearchPage
from desktop.sessions.side_bar import SearchField
from engine.events import Found


class Rooms(QStackedWidget):
    """Shows the search while its field has words. `found_opened` carries the passage to go to."""

    found_opened = Signal(object)

    def __init__(self, bridge: Bridge, page: QWidget, field: SearchField) -> None:
        super().__init__()
        self._page = page
        self._field = field
        self.search = SearchPage(bridge)
        self.addWidget(page)
        self.addWidget(self.search)
        bridge.sessions_changed.connect(self.search.show_sessions)
        field.textChanged.connect(self._look)
        field.entered.connect(self._go_in)
        self.search.opened.connect(self._open)

    def show_page(self) -> None:
        """Show the session. The words stay in the search field, to return to the results."""
        self.setCurrentWidget(self._page)

    def _look(self, words: str) -> None:
        self.search.look_for(words)
        self.setCurrentWidget(self.search if words.strip() else self._page)

    def _go_in(self) -> None:
        if self._field.text().strip():
            self.setCurrentWidget(self.search)
            self.search.go_in()

    def _open(self, found: Found) -> None:
        self.show_page()
        self.found_opened.emit(found)
