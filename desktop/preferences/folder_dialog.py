"""Asks what is done with the files that come into a watched folder."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.models.shelf import ModelShelf
from desktop.preferences.folder_documents import FolderDocuments
from desktop.preferences.folder_hearing import FolderHearing
from desktop.style import theme
from desktop.widgets import dialogs
from desktop.widgets.folder_line import FolderLine
from desktop.widgets.form import note
from engine.settings import WatchedFolder


class FolderDialog(QDialog):
    """Three pages. What makes no sense cannot be saved, and the line above the buttons says why. `rules` are what was
    chosen."""

    def __init__(self, parent: QWidget, shelf: ModelShelf, rules: WatchedFolder, sessions: Sequence[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.say("Watched folder"))
        self._before = rules
        self.place = _Place(rules, sessions, shelf)
        self.hearing = FolderHearing(rules, shelf)
        self.documents = FolderDocuments(rules, shelf.bridge.start, shelf.settings.now.beside_format)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for page, title in (
            (self.place, text.say("Folder")),
            (self.hearing, text.say("Transcription")),
            (self.documents, text.say("Documents")),
        ):
            self.tabs.addTab(page, title)
        self.trouble = QLabel()
        self.trouble.setWordWrap(True)
        self.trouble.setProperty("muted", True)
        buttons, self.save = dialogs.deciding_buttons(self, text.say("Save"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, theme.GAP, 20, 16)
        layout.setSpacing(theme.GAP)
        layout.addStrut(580)  # fits the longest language beside the task
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.trouble)
        layout.addWidget(buttons)
        self.place.changed_line.connect(self._look)
        self.documents.changed.connect(self._look)
        self._look()

    @property
    def rules(self) -> WatchedFolder:
        """The rules as chosen. What cannot be chosen here stays as it was."""
        values = self.place.values | self.hearing.values | self.documents.values
        return WatchedFolder.model_validate(self._before.model_dump() | values)

    def _look(self) -> None:
        trouble = self.place.trouble or self.documents.trouble
        self.trouble.setText(trouble)
        self.save.setEnabled(not trouble)


class _Place(QWidget):
    """Which folder it is, where its clips go, and what becomes of its files."""

    def __init__(self, rules: WatchedFolder, sessions: Sequence[str], shelf: ModelShelf) -> None:
        super().__init__()
        start = shelf.bridge.start
        self.folder = FolderLine(rules.folder, text.say("Folder"), text.say("Choose a folder to watch"), start)
        self.below = QCheckBox(text.say("Also folders inside it"))
        self.below.setChecked(rules.includes_subfolders)
        self.session = QComboBox()
        self.session.setEditable(True)
        self.session.addItems([*sessions])
        self.session.setCurrentText(rules.session)
        self.session.setAccessibleName(text.say("Session"))
        self.moves = QCheckBox(text.say("When done, move files to"))
        self.moves.setChecked(bool(rules.move_done_to))
        title = text.say("Folder for files that are done")
        self.done = FolderLine(rules.move_done_to, title, title, start)
        self.done.setEnabled(self.moves.isChecked())
        self.moves.toggled.connect(self.done.setEnabled)
        self.changed_line = self.folder.changed
        for change in (self.done.changed, self.moves.toggled):
            change.connect(self.folder.changed)
        self.folder.changed.connect(self._name_session)
        self._name_session()
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, theme.SPACE, 0, theme.GAP)
        form.setHorizontalSpacing(theme.SPACE)
        form.setVerticalSpacing(theme.GAP)
        form.addRow(text.say("Folder"), self.folder)
        form.addRow("", self.below)
        form.addRow(text.say("Session"), self.session)
        form.addRow("", note(text.say("Its clips are listed there. Without a name, it is called like the folder.")))
        form.addRow("", self.moves)
        form.addRow("", self.done)
        words = text.say(
            "Otherwise files stay where they are, unchanged. A file is moved once its text and all its documents are "
            "there, never over another file."
        )
        self.moves.setAccessibleDescription(words)
        form.addRow("", note(words))

    def _name_session(self) -> None:
        line = self.session.lineEdit()
        if line is not None:
            is_whole = self.folder.is_whole
            line.setPlaceholderText(WatchedFolder(folder=self.folder.path).session_name if is_whole else "")

    @property
    def trouble(self) -> str:
        """Why it cannot be kept so; "" if it can."""
        if not self.folder.is_whole:
            return text.say("Choose the folder that is to be watched.")
        if self.moves.isChecked() and not self.done.is_whole:
            return text.say("Choose the folder that files are moved to when they are done.")
        return ""

    @property
    def values(self) -> dict[str, object]:
        return {
            "folder": self.folder.path,
            "includes_subfolders": self.below.isChecked(),
            "session": self.session.currentText().strip(),
            "move_done_to": self.done.path if self.moves.isChecked() else "",
        }
