"""The settings page for words: names and terms that the user uses, and replacements that are always made."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from desktop import text
from desktop.settings import KeptSettings
from desktop.style import theme
from desktop.widgets import vocabulary_edit
from desktop.widgets.form import note
from desktop.widgets.vocabulary_edit import VocabularyEdit
from engine.text.replacements import Replacement


class WordsPage(QWidget):
    """Changes the settings as the user types."""

    def __init__(self, settings: KeptSettings) -> None:
        super().__init__()
        self._settings = settings
        self.terms = VocabularyEdit(settings.now.vocabulary, lines=5)
        self.terms.edited.connect(lambda: settings.change(vocabulary=self.terms.terms))
        self.replacements = _Replacements(settings)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.SPACE, theme.GAP, theme.GAP)
        layout.setSpacing(theme.GAP)
        for title, about, editor in (
            (
                text.say(vocabulary_edit.TITLE),
                text.say(vocabulary_edit.ABOUT),
                self.terms,
            ),
            (
                text.say("Always write"),
                text.say("Applied to every text when it is completed. In the text, Undo takes it back."),
                self.replacements,
            ),
        ):
            heading = QLabel(title)
            heading.setBuddy(editor)
            layout.addWidget(heading)
            layout.addWidget(note(about))
            layout.addWidget(editor)


class _Replacements(QTableWidget):
    """What the machine writes and its replacement, with an empty row at the end for another one."""

    def __init__(self, settings: KeptSettings) -> None:
        super().__init__(0, 2)
        self._settings = settings
        self.setAccessibleName(text.say("Always write"))
        self.setHorizontalHeaderLabels([text.say("Instead of"), text.say("Write")])
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.setMinimumHeight(120)
        self.setEditTriggers(QTableWidget.EditTrigger.AllEditTriggers)
        for each in settings.now.replacements:
            self._add(each.heard, each.written)
        self._add("", "")
        self.itemChanged.connect(lambda _: self._keep())

    def _add(self, heard: str, written: str) -> None:
        row = self.rowCount()
        self.insertRow(row)
        self.setItem(row, 0, QTableWidgetItem(heard))
        self.setItem(row, 1, QTableWidgetItem(written))

    def _words(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().strip() if item is not None else ""

    def _keep(self) -> None:
        rows = [Replacement(self._words(row, 0), self._words(row, 1)) for row in range(self.rowCount())]
        if rows[-1] != Replacement("", ""):
            self.blockSignals(True)
            self._add("", "")
            self.blockSignals(False)
        self._settings.change(replacements=[each for each in rows if each.counts])
