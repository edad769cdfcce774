"""A line for the path of a folder, with a button that lets the user choose it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop import text
from desktop.style import theme
from desktop.widgets import dialogs

#: Starts a task under that name.
Start: TypeAlias = Callable[[str, Coroutine[Any, Any, None]], asyncio.Task[Any]]


class FolderLine(QWidget):
    """`changed` is emitted whenever the path is another."""

    changed = Signal()

    def __init__(self, folder: str, title: str, question: str, start: Start) -> None:
        """`title` is what screen readers call it; `question`, the title of the dialog that asks for a folder."""
        super().__init__()
        self._question = question
        self.line = QLineEdit(folder)
        self.line.setAccessibleName(title)
        self.line.textChanged.connect(self.changed)
        self.choose = QPushButton(text.say("Choose…"))
        self.choose.setAutoDefault(False)
        self.choose.setAccessibleName(question)
        self.choose.clicked.connect(lambda: start("choose a folder", self._choose()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.choose)

    @property
    def path(self) -> str:
        """The path as it is to be kept; "" for none."""
        words = self.line.text().strip()
        return os.path.expanduser(words) if words else ""

    @property
    def is_whole(self) -> bool:
        """Whether it says where a folder is, from the root on."""
        return os.path.isabs(self.path)

    async def _choose(self) -> None:
        folder = await dialogs.choose_folder(self.window(), self._question, self.path or str(Path.home()))
        if folder is not None:
            self.line.setText(str(folder))
