"""The choice between the words spoken and their English translation, beside that of the language."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from desktop import model_row, text, theme
from desktop.model_box import ModelBox
from engine.run import Task


class TranslateBox(QCheckBox):
    """A tick for the translation. For a model that cannot translate it cannot be set, and says why."""

    def __init__(self, model: ModelBox, task: Task) -> None:
        super().__init__(text.say("Translate to English"))
        self.setAccessibleName(self.text())
        self.setChecked(task is Task.TRANSLATE)
        self._model = model
        self.follow()

    @property
    def task(self) -> Task:
        return Task.TRANSLATE if self.isChecked() and self.isEnabled() else Task.TRANSCRIBE

    def follow(self) -> None:
        """Another model may have been picked."""
        why_not = model_row.why_no_translation(self._model.row)
        self.setEnabled(not why_not)
        self.setToolTip(why_not)
        self.setAccessibleDescription(why_not)


def beside(language: QWidget, translate: TranslateBox) -> QHBoxLayout:
    """Both in one row."""
    row = QHBoxLayout()
    row.setSpacing(theme.SPACE)
    row.addWidget(language, 1)
    row.addWidget(translate)
    return row
