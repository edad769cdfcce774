"""Asks for the name of a model that is not in the list."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop import text
from desktop.style import theme
from desktop.widgets import dialogs
from models.catalogue import source_of
from models.errors import DownloadError

#: Prefixes of addresses pasted from a browser.
_ADDRESSES = ("https://huggingface.co/", "http://huggingface.co/", "huggingface.co/", "https://hf.co/")


async def ask_repository(parent: QWidget) -> str:
    """Ask for the name of a model on the hub: "owner/name". Returns an empty string if cancelled."""
    dialog = RepositoryDialog(parent)
    return dialog.repository if await dialogs.answer(dialog) else ""


class RepositoryDialog(QDialog):
    """Takes a name, or the address of a model's page on the hub."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.say("Other model from the hub"))
        self.setMinimumWidth(460)
        self.name = QLineEdit()
        self.name.setPlaceholderText("owner/name")
        self.name.setAccessibleName(text.say("Name of the model"))
        about = QLabel(
            text.say(
                "Everyclip takes every Whisper model in CTranslate2's format. Write its name as “owner/name”, or paste "
                "the address of its page on the hub (huggingface.co)."
            )
        )
        about.setWordWrap(True)
        buttons, self.ok = dialogs.deciding_buttons(self, text.say("Download"))
        self.ok.setEnabled(False)
        self.name.textChanged.connect(lambda _: self.ok.setEnabled(bool(self.repository)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.SPACE)
        for widget in (about, self.name, buttons):
            layout.addWidget(widget)
        self.name.setFocus()

    @property
    def repository(self) -> str:
        """The entered name; empty if it is not valid."""
        return repository_in(self.name.text())


def repository_in(words: str) -> str:
    """The "owner/name" in what was typed or pasted; empty if there is none."""
    name = words.strip()
    for address in _ADDRESSES:
        if name.startswith(address):
            name = "/".join(name.removeprefix(address).split("?")[0].split("/")[:2])
    try:
        source_of(name)
    except DownloadError:
        return ""
    return name
