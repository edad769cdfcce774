"""The part of the settings for watched folders: which there are, and how it is with them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.models.shelf import ModelShelf
from desktop.preferences.folder_dialog import FolderDialog
from desktop.style import theme
from desktop.system.doors import OpenDoors
from desktop.widgets import dialogs
from desktop.widgets.form import listing, note, with_buttons
from engine.settings import WatchedFolder


class FoldersSection(QWidget):
    """Changes the settings as soon as a folder is added, edited or removed."""

    def __init__(self, shelf: ModelShelf, doors: OpenDoors) -> None:
        super().__init__()
        self._shelf = shelf
        self._settings = shelf.settings
        self._doors = doors
        self._sessions: list[str] = []
        self.table = listing(text.say("Watched folders"), [text.say("Folder"), text.say("State")])
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setMinimumHeight(120)
        self.add = self._button(text.say("Add…"), text.say("Add a folder"), "add a folder", self._add)
        self.edit = self._button(text.say("Edit…"), text.say("Edit the chosen folder"), "edit a folder", self._edit)
        self.remove = QPushButton(text.say("Remove"))
        self.remove.setAutoDefault(False)
        self.remove.setToolTip(text.say("Stop watching the chosen folder. Its files and clips stay."))
        self.remove.setAccessibleName(text.say("Stop watching the chosen folder"))
        self.remove.clicked.connect(self._remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        words = text.say(
            "Audio and video files that arrive in these folders are transcribed automatically, each once, while "
            "Everyclip is open. What arrives while it is closed is taken in at the next start."
        )
        layout.addWidget(note(words))
        layout.addLayout(with_buttons(self.table, self.add, self.edit, self.remove), 1)
        self.table.itemSelectionChanged.connect(self._enable)
        self.table.itemActivated.connect(lambda _: self.edit.click())
        doors.changed.connect(self._show)
        self._show()

    def _button(self, words: str, about: str, what: str, do: Callable[[], Coroutine[Any, Any, None]]) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.setAccessibleName(about)
        button.clicked.connect(lambda: self._shelf.bridge.start(what, do()))
        return button

    async def fill(self) -> None:
        """Read the names of the sessions that a folder's clips can go into."""
        sessions = await (await self._shelf.bridge.engine()).sessions()
        self._sessions = [session.name for session in sessions]

    @property
    def _folders(self) -> tuple[WatchedFolder, ...]:
        return self._settings.now.watched_folders

    # --- what is listed ---
    def _show(self) -> None:
        """Write only what differs: somebody may be reading it."""
        if self.table.rowCount() != len(self._folders):
            self.table.setRowCount(len(self._folders))
        for row, rules in enumerate(self._folders):
            state = self._doors.folder_state(rules.folder)
            for column, words in enumerate((rules.folder, state)):
                item = self.table.item(row, column)
                if item is None:
                    item = QTableWidgetItem()
                    self.table.setItem(row, column, item)
                if item.text() != words:
                    item.setText(words)
                    item.setToolTip(words)
        self.table.resizeRowsToContents()
        self._enable()

    def _enable(self) -> None:
        for button in (self.edit, self.remove):
            button.setEnabled(self._row >= 0)

    @property
    def _row(self) -> int:
        rows = self.table.selectionModel().selectedRows()
        return rows[0].row() if rows else -1

    # --- what the user asks for ---
    async def _add(self) -> None:
        chosen = await dialogs.choose_folder(self.window(), text.say("Choose a folder to watch"), str(Path.home()))
        if chosen is None:
            return
        known = [rules.folder for rules in self._folders]
        if str(chosen) in known:
            self.table.selectRow(known.index(str(chosen)))
            return
        await self._ask(WatchedFolder(folder=str(chosen)), len(known))

    async def _edit(self) -> None:
        if (row := self._row) >= 0:
            await self._ask(self._folders[row], row)

    async def _ask(self, rules: WatchedFolder, row: int) -> None:
        """Have the rules of a folder edited, and keep them in that row."""
        await self._shelf.read()
        dialog = FolderDialog(self.window(), self._shelf, rules, self._sessions)
        if await dialogs.answer(dialog):
            folders = [*self._folders]
            folders[row : row + 1] = [dialog.rules]
            self._settings.change(watched_folders=tuple(folders))
            self.table.selectRow(row)

    def _remove(self) -> None:
        row = self._row
        self._settings.change(watched_folders=tuple(each for n, each in enumerate(self._folders) if n != row))
        self.table.clearSelection()
