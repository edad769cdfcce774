"""A backup of everything, made while work goes on: where to, with or without models, and its progress."""

from __future__ import annotations

import asyncio
import os
import shutil
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.bridge import Bridge
from desktop.style import theme
from desktop.text import size
from desktop.widgets import dialogs
from desktop.widgets.form import note
from desktop.widgets.progress_dialog import ProgressDialog, Stopped
from engine.errors import EngineError
from engine.maintenance.backup import Backup, back_up
from engine.maintenance.moving import OnProgress
from engine.storage.paths import Paths
from engine.storage.usage import measure

SUFFIX = ".zip"
_FOLDER, _MODELS = "backup/folder", "backup/models"


def last_folder(state: QSettings) -> Path:
    """Where the last backup went, if that folder is available now."""
    folder = Path(str(state.value(_FOLDER, "")))
    if folder.is_absolute() and folder.is_dir():
        return folder
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) if documents and Path(documents).is_dir() else Path.home()


def keep_folder(state: QSettings, folder: Path) -> None:
    """Remember the folder for the next time."""
    state.setValue(_FOLDER, str(folder))


def new_name(folder: Path) -> Path:
    """An unused file name there, containing today's date."""
    stem, number = f"Everyclip {date.today().isoformat()}", 1
    file = folder / f"{stem}{SUFFIX}"
    while file.exists():
        number += 1
        file = folder / f"{stem} ({number}){SUFFIX}"
    return file


async def ask_where(parent: QWidget, bridge: Bridge, paths: Paths, state: QSettings) -> tuple[Path, bool] | None:
    """Ask for the file, and whether to include the models. Returns None if cancelled. An existing file may be
    replaced."""
    dialog = BackupDialog(parent, bridge, paths, state)
    looking = bridge.start("look how much there is to back up", dialog.fill())
    try:
        if not await dialogs.answer(dialog):
            return None
    finally:
        looking.cancel()
    file, with_models = dialog.file, dialog.models.isChecked()
    if await asyncio.to_thread(os.path.exists, file) and not await _may_replace(parent, file):
        return None
    keep_folder(state, file.parent)
    state.setValue(_MODELS, with_models)
    return file, with_models


async def _may_replace(parent: QWidget, file: Path) -> bool:
    words = text.say("There is a file “{name}” already. The backup would take its place.").format(name=file.name)
    return await dialogs.confirm(parent, text.say("Back up"), words, text.say("Replace it"))


async def write_shown(parent: QWidget, paths: Paths, file: Path, with_models: bool) -> None:
    """Write the backup, showing its progress without blocking the user from other work; then report the
    result."""
    shown = ProgressDialog(
        parent,
        text.say("Your backup is being written"),
        file,
        text.say("How much is written"),
        text.say("You can go on working. What comes in from now on is not in this backup."),
    )
    shown.finished.connect(shown.deleteLater)
    shown.show()
    try:
        report = await shown.watch(partial(_written, paths, file, with_models))
    except Stopped:
        shown.finish()
    except (EngineError, OSError) as error:
        shown.finish()
        await dialogs.show_message(parent, text.say("Back up"), text.trouble(error))
    except BaseException:
        shown.finish()
        raise
    else:
        clips = text.counted(report.clips, "1 clip", "{n} clips")
        words = text.say("It has {size} and the audio of {clips}. Whoever can read the file can read your texts.")
        words = words.format(size=size(report.size_bytes), clips=clips)
        shown.end(text.say("Your backup is complete"), words, file.parent)


class BackupDialog(QDialog):
    """Asks where the backup goes and whether to include the models; shows how large it will be."""

    def __init__(self, parent: QWidget, bridge: Bridge, paths: Paths, state: QSettings) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.say("Back up"))
        self.setMinimumWidth(520)
        self._bridge = bridge
        self._paths = paths
        self._sizes: tuple[int, int] | None = None
        self.path = QLineEdit(str(new_name(last_folder(state))))
        self.path.setAccessibleName(text.say("File of the backup"))
        self.choose = QPushButton(text.say("Choose…"))
        self.choose.setAutoDefault(False)
        self.choose.setAccessibleName(text.say("Choose where the backup goes"))
        self.models = QCheckBox()
        self.models.setChecked(state.value(_MODELS, False, bool) is True)
        self.data = QLabel("…")
        self.preview = note()
        self._lay_out()
        self.choose.clicked.connect(lambda: bridge.start("choose where a backup goes", self._choose()))
        self.path.textChanged.connect(self._look)
        self.models.toggled.connect(self._look)
        self._look()

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.setSpacing(theme.GAP)
        place.addWidget(self.path, 1)
        place.addWidget(self.choose)
        form = self._form = QFormLayout()
        form.setHorizontalSpacing(theme.SPACE)
        form.setVerticalSpacing(theme.GAP)
        form.addRow(text.say("File"), place)
        form.labelForField(place).setMinimumHeight(self.path.sizeHint().height())
        form.addRow(text.say("Holds"), self.data)
        form.addRow("", self.models)
        self._about_models = note(text.say("Models can be downloaded again. Those that you imported yourself cannot."))
        form.addRow("", self._about_models)
        self.models.setAccessibleDescription(self._about_models.text())
        self._offer_models(False)
        buttons, self.ok = dialogs.deciding_buttons(self, text.say("Back up"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.SPACE)
        layout.addLayout(self._form)
        layout.addWidget(self.preview)
        layout.addWidget(buttons)

    @property
    def file(self) -> Path:
        """The file to write."""
        file = Path(self.path.text().strip()).expanduser()
        return file.with_name(f"{file.name}{SUFFIX}") if file.name and file.suffix.lower() != SUFFIX else file

    async def fill(self) -> None:
        """Read the sizes from disk."""
        data_bytes, models_bytes = self._sizes = await asyncio.to_thread(_sizes, self._paths)
        self.data.setText(text.say("All clips, texts and settings: {size}").format(size=size(data_bytes)))
        self.models.setText(text.say("The models too: {size}").format(size=size(models_bytes)))
        self._offer_models(bool(models_bytes))
        self._look()

    def _offer_models(self, are_there: bool) -> None:
        for row in (self.models, self._about_models):
            self._form.setRowVisible(row, are_there)

    async def _choose(self) -> None:
        file = await dialogs.choose_name(self, text.say("Choose where the backup goes"), self.file)
        if file is not None:
            self.path.setText(str(file))

    def _look(self) -> None:
        """Show how large it will be and the free space there, or why it cannot go there."""
        words = _trouble(self.file, self._paths)
        self.ok.setEnabled(not words)
        if not words and self._sizes is not None:
            data_bytes, models_bytes = self._sizes
            needed_bytes = data_bytes + models_bytes * self.models.isChecked()
            free_bytes = shutil.disk_usage(self.file.parent).free
            self.ok.setEnabled(needed_bytes < free_bytes)
            words = text.say("The file will have about {size}; {free} are free there.")
            words = words.format(size=size(needed_bytes), free=size(free_bytes))
        self.preview.setText(words)


def _trouble(file: Path, paths: Paths) -> str:
    """Why a backup cannot be written to that file; empty if it can."""
    if not file.is_absolute() or not os.path.isdir(file.parent) or os.path.isdir(file):
        return text.say("Choose a file in an existing folder.")
    if file.parent.resolve().is_relative_to(paths.home.resolve()):
        return text.say("This folder is Everyclip's own. Choose another, best on another disk.")
    return ""


def _sizes(paths: Paths) -> tuple[int, int]:
    """Bytes of everything but the models, and of the models."""
    storage = measure(paths)
    return storage.clips + storage.texts, storage.models


def _written(paths: Paths, file: Path, with_models: bool, on_progress: OnProgress) -> Backup:
    return back_up(paths, file, with_models=with_models, replace=True, on_progress=on_progress)
