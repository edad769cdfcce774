"""The settings on screen. Whatever is changed counts at once; there is nothing to confirm."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QLocale, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import text, theme
from desktop.settings import KeptSettings
from desktop.theme import Theme
from engine.paths import Paths
from engine.run import Quality
from models.store import Model, list_models

#: The languages that people ask for most, by Whisper's codes; the file takes any other.
LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "fi",
    "tr",
    "cs",
    "uk",
    "ru",
    "ar",
    "hi",
    "zh",
    "ja",
    "ko",
)


#: What a setting may be, and what each is called.
Titles: TypeAlias = Mapping[str, str] | Mapping[Theme, str] | Mapping[Quality, str]


@dataclass(frozen=True, slots=True)
class Storage:
    """What lies in the data folder, in bytes."""

    clips: int
    texts: int
    models: int


def measure(paths: Paths) -> Storage:
    """Add up the files. Takes long where there are many: not on the loop."""
    return Storage(
        clips=_size_of(paths.vault),
        texts=sum(_size_of(path) for path in paths.home.glob(f"{paths.registry.name}*")),
        models=_size_of(paths.models),
    )


def _size_of(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


class SettingsDialog(QDialog):
    """Shows the settings and changes them."""

    def __init__(self, parent: QWidget, settings: KeptSettings, paths: Paths, actions: Sequence[QAction]) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.say("Settings"))
        self.setMinimumSize(560, 420)
        self._settings = settings
        self._paths = paths
        self.model = QComboBox()
        self.model_note = _note()
        self.sizes = {name: QLabel("…") for name in ("clips", "texts", "models")}
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._transcription(), text.say("Transcription"))
        self.tabs.addTab(self._window(), text.say("Window"))
        self.tabs.addTab(self._storage(), text.say("Storage"))
        self.tabs.addTab(_shortcuts(actions), text.say("Keyboard"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.GAP, theme.SPACE, theme.SPACE)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(buttons)

    async def fill(self) -> None:
        """Look at the disk for what can be chosen and what takes room."""
        self._show_models(await asyncio.to_thread(list_models, self._paths.models))
        storage = await asyncio.to_thread(measure, self._paths)
        for name, label in self.sizes.items():
            label.setText(QLocale().formattedDataSize(getattr(storage, name)))

    # --- transcription ---
    def _transcription(self) -> QWidget:
        now = self._settings.now
        page, form = _page()
        _add(form, text.say("Model"), self.model, "")
        form.addRow("", self.model_note)
        names = {
            code: QLocale.languageToString(QLocale(code).language()) for code in (*LANGUAGES, now.language) if code
        }
        languages = {"": text.say("Detect it")} | dict(sorted(names.items(), key=lambda each: each[1]))
        _add(form, text.say("Spoken language"), self._choice("language", languages), "")
        qualities = {Quality.FAST: text.say("Fast"), Quality.CAREFUL: text.say("Careful")}
        _add(
            form,
            text.say("Quality"),
            self._choice("quality", qualities),
            text.say("Careful goes through a clip in order and tries again where it is unsure. It takes longer."),
        )
        form.addRow("", self._tick("words", text.say("Give every word its own time")))
        devices = {
            "auto": text.say("Graphics card if there is one"),
            "cpu": text.say("Processor"),
            "cuda": text.say("Graphics card (CUDA)"),
        }
        _add(form, text.say("Works on"), self._choice("device", devices), "")
        form.addRow(
            _note(text.say("These count for clips that come in from now on. “Retry” keeps what a clip came with."))
        )
        return page

    def _show_models(self, models: Sequence[Model]) -> None:
        now = self._settings.now.model
        titles = {model.model_id: model.title for model in models}
        titles.setdefault(now, text.say("{model} (not on this computer)").format(model=now))
        notes = {model.model_id: text.say(model.note) if model.note else "" for model in models}
        self._offer(self.model, "model", titles)
        self.model.currentIndexChanged.connect(
            lambda _: self.model_note.setText(notes.get(self.model.currentData(), ""))
        )
        self.model_note.setText(notes.get(now, ""))

    # --- the window ---
    def _window(self) -> QWidget:
        page, form = _page()
        themes = {
            Theme.SYSTEM: text.say("As the system"),
            Theme.LIGHT: text.say("Light"),
            Theme.DARK: text.say("Dark"),
        }
        _add(form, text.say("Colours"), self._choice("theme", themes), "")
        form.addRow("", self._tick("notifies", text.say("Tell me when work ends while I am elsewhere")))
        return page

    # --- storage ---
    def _storage(self) -> QWidget:
        page, form = _page()
        place = QLabel(str(self._paths.home))
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        place.setWordWrap(True)
        open_place = QPushButton(text.say("Open the folder"))
        open_place.setAutoDefault(False)
        open_place.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._paths.home))))
        form.addRow(text.say("Place"), place)
        form.addRow("", open_place)
        form.addRow(text.say("Clips"), self.sizes["clips"])
        form.addRow(text.say("Texts"), self.sizes["texts"])
        form.addRow(text.say("Models"), self.sizes["models"])
        form.addRow(_note(text.say("To keep all of it elsewhere, set the environment variable EVERYCLIP_HOME.")))
        return page

    # --- controls that change a setting ---
    def _choice(self, name: str, titles: Titles) -> QComboBox:
        box = QComboBox()
        self._offer(box, name, titles)
        return box

    def _offer(self, box: QComboBox, name: str, titles: Titles) -> None:
        """Fill the box with values and their titles, and let it change that setting."""
        for value, title in titles.items():
            box.addItem(title, value)
        box.setCurrentIndex(box.findData(getattr(self._settings.now, name)))
        box.currentIndexChanged.connect(lambda _: self._settings.change(**{name: box.currentData()}))

    def _tick(self, name: str, title: str) -> QCheckBox:
        box = QCheckBox(title)
        box.setAccessibleName(title)
        box.setChecked(getattr(self._settings.now, name))
        box.toggled.connect(lambda is_on: self._settings.change(**{name: is_on}))
        return box


def _page() -> tuple[QWidget, QFormLayout]:
    page = QWidget()
    form = QFormLayout(page)
    form.setContentsMargins(theme.GAP, theme.SPACE, theme.GAP, theme.GAP)
    form.setHorizontalSpacing(theme.SPACE)
    form.setVerticalSpacing(theme.GAP + 2)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return page, form


def _add(form: QFormLayout, title: str, control: QWidget, note: str) -> None:
    """A control under its title, with a line below it where it needs one."""
    control.setAccessibleName(title)
    form.addRow(title, control)
    if note:
        control.setAccessibleDescription(note)
        form.addRow("", _note(note))


def _note(words: str = "") -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("muted", True)
    label.setFont(theme.scaled_font(0.92))
    return label


def _shortcuts(actions: Sequence[QAction]) -> QTableWidget:
    """What the keyboard does: every action that has a key."""
    keyed = [action for action in actions if not action.shortcut().isEmpty()]
    table = QTableWidget(len(keyed), 2)
    table.setAccessibleName(text.say("Keyboard"))
    table.setHorizontalHeaderLabels([text.say("Action"), text.say("Keys")])
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    for row, action in enumerate(keyed):
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        for column, words in enumerate((action.text().replace("&", ""), keys)):
            table.setItem(row, column, QTableWidgetItem(words))
    return table
