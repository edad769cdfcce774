"""The choice between transcription and translation into English, beside the choice of language."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from desktop import text
from desktop.models import row
from desktop.models.combo_box import ModelBox
from desktop.style import theme
from desktop.widgets.form import note
from engine.run import Task


class LanguageAndTask(QWidget):
    """The language box with a checkbox for translation. It is disabled if the model cannot translate, and the line
    below says why. `task_chosen` is emitted when the user sets it."""

    task_chosen = Signal(Task)

    def __init__(self, language: QComboBox, model: ModelBox, task: Task) -> None:
        super().__init__()
        self._model = model
        #: What the user wants, whether or not the model can do it.
        self._wanted = task
        self.translate = QCheckBox(text.say("Translate to English"))
        self.translate.setAccessibleName(self.translate.text())
        self.translate.clicked.connect(self._choose)
        self._reason = note()
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(theme.SPACE)
        layout.setVerticalSpacing(2)
        layout.setColumnStretch(0, 1)
        layout.addWidget(language, 0, 0)
        layout.addWidget(self.translate, 0, 1)
        layout.addWidget(self._reason, 1, 0, 1, 2)
        self.follow()

    @property
    def task(self) -> Task:
        """The wanted task if the model can do it, else transcription."""
        return self._wanted if self.translate.isEnabled() else Task.TRANSCRIBE

    def follow(self) -> None:
        """Update after another model may have been picked."""
        why_not = row.why_no_translation(self._model.row)
        self.translate.setEnabled(not why_not)
        self.translate.setChecked(self.task is Task.TRANSLATE)
        self.translate.setAccessibleDescription(why_not)
        self._reason.setText(why_not)
        self._reason.setVisible(bool(why_not))

    def _choose(self, is_on: bool) -> None:
        self._wanted = Task.TRANSLATE if is_on else Task.TRANSCRIBE
        self.task_chosen.emit(self._wanted)
