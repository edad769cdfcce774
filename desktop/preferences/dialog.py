"""The settings dialog. Every change takes effect immediately; there is nothing to confirm."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.models import row as model_row
from desktop.models.choices import channels, data_of, languages, number_of, qualities, speakers
from desktop.models.combo_box import ModelBox
from desktop.models.language_and_task import LanguageAndTask
from desktop.models.shelf import ModelShelf
from desktop.preferences.advanced_page import AdvancedPage
from desktop.preferences.doors_page import DoorsPage
from desktop.preferences.shortcuts import Shortcuts
from desktop.preferences.shortcuts_page import ShortcutsPage
from desktop.preferences.storage_page import StoragePage
from desktop.preferences.texts_page import TextsPage
from desktop.preferences.voices_dialog import VoicesDialog
from desktop.preferences.window_page import WindowPage
from desktop.preferences.words_page import WordsPage
from desktop.style import theme
from desktop.system.doors import OpenDoors
from desktop.widgets import dialogs
from desktop.widgets.form import ScrolledPage, SettingsForm, note, side_by_side
from desktop.widgets.language_choice import LanguageChoice
from engine.settings import Settings
from engine.storage.paths import Paths

#: What fits a small screen, in pixels.
WIDEST = 1010


class SettingsDialog(QDialog):
    """Shows the settings and changes them."""

    def __init__(
        self, parent: QWidget, shelf: ModelShelf, paths: Paths, shortcuts: Shortcuts, doors: OpenDoors
    ) -> None:
        super().__init__(parent)
        settings = shelf.settings
        self.setWindowTitle(text.say("Settings"))
        self._shelf = shelf
        self.transcription = _TranscriptionPage(shelf)
        self.words = WordsPage(settings)
        self.storage = StoragePage(settings, shelf.bridge, paths)
        self.keys = ShortcutsPage(shortcuts)
        self.doors = DoorsPage(shelf, doors, paths)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for page, title in (
            (self.transcription, text.say("Transcription")),
            (self.words, text.say("Words")),
            (TextsPage(settings), text.say("Texts")),
            (WindowPage(settings), text.say("Window")),
            (self.doors, text.say("Programs and folders")),
            (self.storage, text.say("Storage")),
            (self.keys, text.say("Keyboard")),
            (AdvancedPage(settings), text.say("Advanced")),
        ):
            self.tabs.addTab(ScrolledPage(page), title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.GAP, theme.SPACE, theme.SPACE)
        layout.addStrut(568)  # a minimum size would allow less than the words need
        self.tabs.setMinimumHeight(400)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(buttons)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "tabs"):
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        """Be wide enough for every page and all tabs, as far as a small screen allows."""
        pages = [page.minimumSizeHint().width() for page in self.tabs.findChildren(ScrolledPage)]
        widest = max(self.tabs.tabBar().sizeHint().width(), *pages) + 2 * theme.SPACE
        self.setMinimumSize(min(max(600, widest), WIDEST), 470)

    @property
    def model(self) -> ModelBox:
        return self.transcription.model

    def turn_to(self, name: str) -> None:
        """Show the page of shortcuts ("keys") or of programs and folders ("doors"); for any other name, the first."""
        wanted = {"keys": self.keys, "doors": self.doors}.get(name, self.transcription)
        pages = self.tabs.findChildren(ScrolledPage)
        self.tabs.setCurrentWidget(next(page for page in pages if page.isAncestorOf(wanted)))

    async def fill(self) -> None:
        """Load what has to be read from disk: the available models and the space used."""
        await self._shelf.read()
        await self.storage.fill()
        await self.doors.fill()


class _TranscriptionPage(SettingsForm):
    """The settings for transcribing clips."""

    def __init__(self, shelf: ModelShelf) -> None:
        super().__init__(shelf.settings)
        self._shelf = shelf
        self.model = ModelBox(shelf, shelf.settings.now.model)
        self.model.chosen.connect(lambda model: shelf.settings.change(model=model))
        shelf.settings.changed.connect(self._follow)
        self._model_note = note()
        self.manage = QPushButton(text.say("Manage models…"))
        self.manage.setAutoDefault(False)
        self.manage.clicked.connect(lambda: shelf.open(self.window(), self.model.picked))
        shelf.changed.connect(self._write_note)
        choice = QHBoxLayout()
        choice.setSpacing(theme.GAP)
        choice.addWidget(self.model, 1)
        choice.addWidget(self.manage)
        self.form.addRow(text.say("Model"), choice)
        self.form.addRow("", self._model_note)
        self._add_language()
        self.add(
            text.say("Quality"),
            self.choice("quality", qualities()),
            text.say(
                "A draft is ready sooner but has more mistakes. Careful works through a clip in order, guided by the "
                "text so far, and takes longer."
            ),
        )
        self._add_speakers()
        self.add(
            text.say("Two channels"),
            self.choice("channels", channels()),
            text.say(
                "In recordings of calls and interviews, each channel may be one speaker. Such channels are transcribed "
                "apart, and who says what is known at once."
            ),
        )
        words = text.say("These apply to new clips. “Retry” keeps the settings that a clip came with.")
        self.form.addRow(note(words))

    def _add_speakers(self) -> None:
        """Add the box that changes whether speakers are found, and the way to the voices that are known."""
        box = QComboBox()
        for value, title in speakers().items():
            box.addItem(title, value)
        box.setCurrentIndex(box.findData(data_of(self.settings.now.speakers)))
        box.currentIndexChanged.connect(lambda _: self.settings.change(speakers=number_of(box.currentData())))
        box.setAccessibleName(text.say("Speakers"))
        words = text.say("Who says what is found out once the text is there. It can also be asked for later.")
        box.setAccessibleDescription(words)
        self.voices = QPushButton(text.say("Known voices…"))
        self.voices.setAutoDefault(False)
        self.voices.clicked.connect(lambda: self._shelf.bridge.start("show the known voices", self._show_voices()))
        self.form.addRow(text.say("Speakers"), side_by_side(box, self.voices, wide=box))
        self.form.addRow("", note(words))

    async def _show_voices(self) -> None:
        dialog = VoicesDialog(self.window(), self.settings, self._shelf.bridge)
        await dialog.page.fill()
        await dialogs.answer(dialog)

    def _add_language(self) -> None:
        language = self.choice("language", languages(self.settings.now.language))
        language.setAccessibleName(text.say("Spoken language"))
        self.task = LanguageAndTask(language, self.model, self.settings.now.task)
        self.task.task_chosen.connect(lambda task: self.settings.change(task=task))
        self.form.addRow(text.say("Spoken language"), self.task)
        self._write_note()
        self.spoken = LanguageChoice(self.settings.now.spoken)
        self.spoken.changed.connect(lambda codes: self.settings.change(languages=codes))
        words = text.say("These are preferred when the language is detected. Others are still recognised.")
        self.form.addRow(text.say("Languages you speak"), self.spoken)
        self.spoken.setAccessibleDescription(words)
        self.form.addRow("", note(words))

    def _follow(self, settings: Settings) -> None:
        """Update the model in use, which may also be changed in the list of models."""
        self.model.show_model(settings.model)
        self.spoken.show_codes(settings.spoken)
        self._write_note()

    def _write_note(self) -> None:
        """Show the notes on the picked model."""
        row = self.model.row
        self._model_note.setText(model_row.about(row) if row is not None else "")
        self._model_note.setVisible(bool(self._model_note.text()))
        self.task.follow()
