"""The person's own keys: they count at once and at the next start, and no two actions have the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from desktop.main_window import MainWindow
from desktop.preferences.dialog import SettingsDialog
from desktop.preferences.shortcuts import Shortcuts, Where, shown_keys
from desktop.preferences.shortcuts_page import ShortcutsPage
from engine.storage.paths import Paths
from tests.desktop.conftest import Scenario

InWindow = Callable[[Scenario], Any]


def action(words: str, *keys: str) -> QAction:
    made = QAction(words)
    made.setObjectName(words)
    made.setShortcuts([QKeySequence(key) for key in keys])
    made.setToolTip(f"{words} ({shown_keys(made)})" if keys else words)
    return made


@pytest.fixture
def actions(application: QApplication) -> list[QAction]:
    return [action("Record", "Ctrl+R"), action("Redo", "Ctrl+Y", "Ctrl+Shift+Z"), action("Quiet…")]


def opened(actions: list[QAction], path: Path) -> Shortcuts:
    shortcuts = Shortcuts(QSettings(str(path), QSettings.Format.IniFormat))
    shortcuts.add(actions, Where.WINDOW)
    return shortcuts


def test_chosen_keys_are_there_again_at_the_next_start(actions: list[QAction], tmp_path: Path) -> None:
    shortcuts = opened(actions, tmp_path / "settings.ini")
    record, redo, quiet = actions
    assert shortcuts.change(record, QKeySequence("F9")) == ""
    assert shortcuts.change(redo, QKeySequence()) == ""
    assert shortcuts.change(quiet, QKeySequence("Ctrl+R")) == "", "which are free by now"
    assert (record.toolTip(), redo.toolTip(), quiet.toolTip()) == ("Record (F9)", "Redo", "Quiet… (Ctrl+R)")

    again = [action("Record", "Ctrl+R"), action("Redo", "Ctrl+Y", "Ctrl+Shift+Z"), action("Quiet…")]
    shortcuts = opened(again, tmp_path / "settings.ini")
    assert [shown_keys(each) for each in again] == ["F9", "", "Ctrl+R"]
    assert [shortcuts.is_changed(each) for each in again] == [True, True, True]
    assert "Quiet" in shortcuts.reset(again[0]), "its own keys are taken now"
    assert shortcuts.reset(again[1]) == ""
    assert [keys.toString() for keys in again[1].shortcuts()] == ["Ctrl+Y", "Ctrl+Shift+Z"]
    shortcuts.reset_all()
    assert [shown_keys(each) for each in again] == ["Ctrl+R", "Ctrl+Y", ""]
    assert "shortcuts" not in (tmp_path / "settings.ini").read_text()


def test_keys_that_are_taken_are_refused_with_the_name_of_who_has_them(actions: list[QAction], tmp_path: Path) -> None:
    shortcuts = opened(actions, tmp_path / "settings.ini")
    quiet = actions[2]
    assert shortcuts.change(quiet, QKeySequence("Ctrl+R")) == "Ctrl+R belongs to “Record”. Change that shortcut first."
    assert "Redo" in shortcuts.change(quiet, QKeySequence("Ctrl+Shift+Z")), "the second keys of an action count too"
    shortcuts.reserve(QKeySequence("Ctrl+Space"), "Play")
    assert "Play" in shortcuts.change(quiet, QKeySequence("Ctrl+Space"))
    assert shown_keys(quiet) == ""
    in_text = action("Split")
    shortcuts.add([in_text], Where.TEXT)
    assert shortcuts.change(in_text, QKeySequence("Ctrl+R")) == "", "the text asks for its own keys first"


@pytest.mark.parametrize("keys", ["A", "Shift+A", "Space", "Tab", "Return", "Escape", "Up", "Shift+Left"])
def test_keys_for_typing_and_moving_are_refused(actions: list[QAction], tmp_path: Path, keys: str) -> None:
    shortcuts = opened(actions, tmp_path / "settings.ini")
    assert "typing" in shortcuts.change(actions[0], QKeySequence(keys))
    assert shown_keys(actions[0]) == "Ctrl+R"


@pytest.mark.parametrize("keys", ["F4", "Shift+F4", "Del", "Alt+A", "Ctrl+Up"])
def test_other_keys_are_taken(actions: list[QAction], tmp_path: Path, keys: str) -> None:
    assert opened(actions, tmp_path / "settings.ini").change(actions[0], QKeySequence(keys)) == ""


def test_keys_are_changed_in_the_settings(in_window: InWindow, home: Paths) -> None:
    async def change(window: MainWindow) -> None:
        dialog = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        page = dialog.findChild(ShortcutsPage)
        assert page is not None
        names = [page.table.item(row, 0).text() for row in range(page.table.rowCount())]  # type: ignore[union-attr]
        assert {"Record", "Split here", "Export", "Record while held"} <= set(names)
        page.table.selectRow(names.index("Record"))
        page.keys.setKeySequence(QKeySequence("Ctrl+E"))
        assert "Export" in page.message.text() and page.keys.keySequence() == QKeySequence("Ctrl+R")
        page.keys.setKeySequence(QKeySequence("F9"))
        assert shown_keys(window.record.record) == "F9" and page.message.text() == ""
        assert "(F9)" in window.record.pill.button.toolTip()
        dialog.close()

    async def look(window: MainWindow) -> None:
        assert shown_keys(window.record.record) == "F9"
        window.shortcuts.reset_all()
        assert shown_keys(window.record.record) == "Ctrl+R"

    in_window(change)
    in_window(look)
