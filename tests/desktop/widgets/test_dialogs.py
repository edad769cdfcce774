"""The file dialog shows whatever Everyclip reads."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from desktop.widgets import dialogs
from engine.storage.endings import SUFFIXES


async def test_the_file_dialog_shows_every_clip(application: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = QWidget()
    opened: list[QDialog] = []

    async def cancelled(dialog: QDialog) -> bool:
        opened.append(dialog)
        return False

    monkeypatch.setattr(dialogs, "answer", cancelled)
    assert await dialogs.choose_files(parent, "") == []
    [dialog] = opened
    assert isinstance(dialog, QFileDialog)
    assert dialog.testOption(QFileDialog.Option.HideNameFilterDetails), "there are hundreds"
    patterns = set(re.findall(r"\*(\.\S+?)[ )]", dialog.nameFilters()[0]))
    assert patterns == SUFFIXES | {suffix.upper() for suffix in SUFFIXES}
    parent.deleteLater()
