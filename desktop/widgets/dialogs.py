"""Awaitable dialogs. Each opens without a nested event loop and answers through a future."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path, PurePath

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.style import theme
from engine.run import Ordering
from engine.storage.endings import SUFFIXES


async def answer(dialog: QDialog) -> bool:
    """Open the dialog and wait until the user closes it. Returns True if accepted."""
    done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    dialog.finished.connect(lambda result: None if done.done() else done.set_result(result))
    dialog.open()
    try:
        return await done == QDialog.DialogCode.Accepted
    finally:
        dialog.close()
        dialog.deleteLater()


async def choose_files(parent: QWidget, folder: str) -> list[Path]:
    """Ask for files. Returns an empty list if cancelled."""
    dialog = QFileDialog(parent, text.say("Choose clips"), folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    # Cameras write endings in capitals, and not every system's dialog takes them for the same.
    patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in sorted(SUFFIXES))
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)  # there are hundreds
    dialog.setNameFilters([f"{text.say('Audio and video')} ({patterns})", f"{text.say('All files')} (*)"])
    return [Path(name) for name in dialog.selectedFiles()] if await answer(dialog) else []


async def choose_folder(parent: QWidget, title: str, folder: str) -> Path | None:
    """Ask for an existing folder. Returns None if cancelled."""
    dialog = QFileDialog(parent, title, folder)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return Path(dialog.selectedFiles()[0]) if await answer(dialog) else None


async def choose_file(parent: QWidget, title: str, patterns: Sequence[str], folder: str = "") -> Path | None:
    """Ask for an existing file that matches a pattern such as "*.zip". Returns None if cancelled."""
    dialog = QFileDialog(parent, title, folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([f"{text.say('Archives')} ({' '.join(patterns)})", f"{text.say('All files')} (*)"])
    return Path(dialog.selectedFiles()[0]) if await answer(dialog) else None


async def choose_name(parent: QWidget, title: str, file: Path) -> Path | None:
    """Ask for a file to write, suggesting `file`. Returns None if cancelled. Does not ask about replacing files."""
    dialog = QFileDialog(parent, title, str(file.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # Qt would ask in a nested event loop
    dialog.setDefaultSuffix(file.suffix)
    dialog.selectFile(file.name)
    return Path(dialog.selectedFiles()[0]) if await answer(dialog) else None


async def ask_session(parent: QWidget, suggestion: str) -> tuple[str, Ordering] | None:
    """Ask for the name and ordering of a new session. Returns None if cancelled."""
    dialog = _SessionDialog(parent, suggestion)
    accepted = await answer(dialog)
    return dialog.choice if accepted and dialog.choice[0] else None


async def ask_name(parent: QWidget, title: str, name: str, max_length: int) -> str | None:
    """Ask for another name of something. Returns None if cancelled."""
    dialog = NameDialog(parent, title, name, max_length)
    return dialog.name.text().strip() if await answer(dialog) else None


async def show_message(parent: QWidget | None, title: str, words: str) -> None:
    """Show a message that has to be acknowledged, with one button."""
    box = QMessageBox(QMessageBox.Icon.Warning, title, words, QMessageBox.StandardButton.Close, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    await answer(box)


async def confirm(parent: QWidget, title: str, words: str, yes: str) -> bool:
    """Ask before something irreversible. `yes` is the label of the button that does it; Cancel is the default."""
    box = QMessageBox(QMessageBox.Icon.Warning, title, words, QMessageBox.StandardButton.Cancel, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    does = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    await answer(box)
    return box.clickedButton() is does


async def report(parent: QWidget, title: str, headline: str, words: str) -> None:
    """Show a result: the main point, and the figures below it."""
    await answer(Report(parent, title, headline, words))


def deciding_buttons(dialog: QDialog, doing: str = "") -> tuple[QDialogButtonBox, QPushButton]:
    """The buttons that close a dialog, and the accepting one among them; `doing` is its label in place of OK."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    does_it = buttons.button(QDialogButtonBox.StandardButton.Ok)
    if doing:
        does_it.setText(doing)
    does_it.setProperty("primary", True)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons, does_it


class Report(QDialog):
    """A headline with its supporting details."""

    def __init__(self, parent: QWidget, title: str, headline: str, words: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        self.headline = QLabel(headline)
        self.headline.setFont(theme.font(theme.TextSize.HEADING, is_strong=True))
        self.words = QLabel(words)
        for label in (self.headline, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.SPACE)
        for widget in (self.headline, self.words, buttons):
            layout.addWidget(widget)


class NameDialog(QDialog):
    """Asks for a name. The one that there is is selected, without the ending of a file."""

    def __init__(self, parent: QWidget, title: str, name: str, max_length: int) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(400)
        self.name = QLineEdit(name)
        self.name.setMaxLength(max_length)
        self.name.setAccessibleName(text.say("Name"))
        is_file = PurePath(name).suffix.lower() in SUFFIXES
        self.name.setSelection(0, len(PurePath(name).stem if is_file else name))
        buttons, rename = deciding_buttons(self, text.say("Rename"))
        self.name.textChanged.connect(lambda words: rename.setEnabled(bool(words.strip())))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.name)
        layout.addSpacing(theme.SPACE)
        layout.addWidget(buttons)


class _SessionDialog(QDialog):
    """Asks for the name of a new session and how its clips are ordered."""

    def __init__(self, parent: QWidget, suggestion: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.say("New session"))
        self.setMinimumWidth(400)
        self._name = QLineEdit(suggestion)
        self._name.setAccessibleName(text.say("Name"))
        self._name.selectAll()
        at_once = QRadioButton(text.say("Several clips at once"))
        at_once.setChecked(True)
        self._in_order = QRadioButton(text.say("In order, one clip after another"))
        buttons, create = deciding_buttons(self, text.say("Create"))
        self._name.textChanged.connect(lambda words: create.setEnabled(bool(words.strip())))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.GAP)
        layout.addWidget(QLabel(text.say("Name")))
        layout.addWidget(self._name)
        layout.addSpacing(theme.GAP)
        layout.addWidget(QLabel(text.say("How its clips are transcribed")))
        layout.addWidget(at_once)
        layout.addWidget(self._in_order)
        layout.addSpacing(theme.SPACE)
        layout.addWidget(buttons)

    @property
    def choice(self) -> tuple[str, Ordering]:
        ordering = Ordering.IN_ORDER if self._in_order.isChecked() else Ordering.CONCURRENT
        return self._name.text().strip(), ordering
