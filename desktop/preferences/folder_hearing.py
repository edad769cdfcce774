"""How the clips of a watched folder are transcribed: as all others, or with settings of their own."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QVBoxLayout, QWidget

from desktop import text
from desktop.models.choices import data_of, languages, number_of, qualities, speakers
from desktop.models.combo_box import ModelBox
from desktop.models.language_and_task import LanguageAndTask
from desktop.models.shelf import ModelShelf
from desktop.style import theme
from desktop.widgets import vocabulary_edit
from desktop.widgets.form import note
from desktop.widgets.vocabulary_edit import VocabularyEdit
from engine.run import Quality
from engine.settings import WatchedFolder
from engine.text.speakers import asked_as, number_asked


class FolderHearing(QWidget):
    """`values` are those of the rules. None stands for what the settings say."""

    def __init__(self, rules: WatchedFolder, shelf: ModelShelf) -> None:
        super().__init__()
        self._before = rules
        now = shelf.settings.now
        language = now.language if rules.language is None else rules.language
        self.own = QCheckBox(text.say("With other settings than my other clips"))
        self.own.setChecked(self._had_own)
        self.model = ModelBox(shelf, rules.model or now.model)
        self.language = QComboBox()
        for code, name in languages(language).items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(self.language.findData(language))
        self.task = LanguageAndTask(self.language, self.model, rules.task or now.task)
        self.model.chosen.connect(lambda _: self.task.follow())
        self.quality = QComboBox()
        for quality, title in qualities().items():
            self.quality.addItem(title, quality)
        self.quality.setCurrentIndex(self.quality.findData(rules.quality or now.quality))
        self.speakers = QComboBox()
        for data, title in speakers().items():
            self.speakers.addItem(title, data)
        number = now.speakers if rules.speakers is None else number_asked(rules.speakers)
        self.speakers.setCurrentIndex(self.speakers.findData(data_of(number)))
        self.terms = VocabularyEdit(rules.vocabulary or (), lines=4)
        self._shown = self._chosen
        self._lay_out()

    def _lay_out(self) -> None:
        choices = QWidget()
        form = QFormLayout(choices)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(theme.SPACE)
        form.setVerticalSpacing(theme.GAP)
        for title, named, row in (
            (text.say("Model"), self.model, self.model),
            (text.say("Spoken language"), self.language, self.task),
            (text.say("Quality"), self.quality, self.quality),
            (text.say("Speakers"), self.speakers, self.speakers),
        ):
            named.setAccessibleName(title)
            form.addRow(title, row)
        choices.setEnabled(self.own.isChecked())
        self.own.toggled.connect(choices.setEnabled)
        words = text.say("These are added to the names and terms that you have set for all clips. One per line.")
        terms = QFormLayout()
        terms.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        terms.addRow(text.say(vocabulary_edit.TITLE), self.terms)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SPACE, 0, theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.own)
        layout.addWidget(choices)
        layout.addSpacing(theme.GAP)
        layout.addLayout(terms)
        layout.addWidget(note(words))
        layout.addStretch(1)

    @property
    def _had_own(self) -> bool:
        before = self._before
        own = (before.model, before.language, before.task, before.quality, before.speakers)
        return any(each is not None for each in own)

    @property
    def _chosen(self) -> dict[str, object]:
        return {
            "model": self.model.picked,
            "language": str(self.language.currentData()),
            "task": self.task.task,
            "quality": Quality(self.quality.currentData()),
            "speakers": asked_as(number_of(self.speakers.currentData())),
        }

    @property
    def values(self) -> dict[str, object]:
        """What followed the settings before, and was not touched, goes on following them."""
        chosen = {}
        for name, value in self._chosen.items():
            was_touched = not self._had_own or value != self._shown[name] or getattr(self._before, name) is not None
            chosen[name] = value if self.own.isChecked() and was_touched else None
        return chosen | {"vocabulary": self.terms.terms or None}
