"""Several languages are chosen: told by the button, searched and ticked in its list, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.main_window import MainWindow
from desktop.preferences.dialog import SettingsDialog
from desktop.widgets.language_choice import LanguageChoice
from engine.language_names import LANGUAGES
from engine.settings import read_settings
from engine.storage.paths import Paths
from tests.desktop.conftest import Scenario

Key = Qt.Key


def in_list(choice: LanguageChoice) -> list[str]:
    rows = choice.panel.list
    items = [rows.item(row) for row in range(rows.count())]
    return [item.text() for item in items if not item.isHidden()]


def test_what_is_chosen_is_told_and_stands_first(application: QApplication) -> None:
    choice = LanguageChoice(("en", "de"))
    assert choice.text() == "English, German" and choice.accessibleName() == "Languages you speak: English, German"
    choice.open()
    assert in_list(choice)[:3] == ["English", "German", "Afrikaans"] and len(in_list(choice)) == len(LANGUAGES)
    choice.panel.close()
    choice.show_codes(())
    assert choice.text() == "None"


@pytest.mark.parametrize(
    ("words", "found"), [("ger", ["German"]), ("creole", ["Haitian Creole"]), ("yue", ["Cantonese"])]
)
def test_a_language_is_found(application: QApplication, words: str, found: list[str]) -> None:
    choice = LanguageChoice(())
    choice.open()
    QTest.keyClicks(choice.panel.search, words)
    assert in_list(choice) == found
    choice.panel.close()


def test_languages_are_ticked_with_the_keyboard(application: QApplication) -> None:
    choice = LanguageChoice(("en",))
    heard: list[tuple[str, ...]] = []
    choice.changed.connect(heard.append)
    choice.open()
    search = choice.panel.search
    for words, key in (("fre", Key.Key_Return), ("nothing such", Key.Key_Return), ("english", Key.Key_Return)):
        search.clear()
        QTest.keyClicks(search, words)
        QTest.keyClick(search, key)
    assert heard == [("en", "fr"), ("fr",)] and choice.text() == "French"
    search.clear()
    QTest.keyClick(search, Key.Key_Down)
    QTest.keyClick(search, Key.Key_Return)
    assert len(choice.codes) == 2
    choice.panel.close()


def test_the_settings_keep_them_for_every_door(in_window: Callable[[Scenario], Any], home: Paths) -> None:
    async def scenario(window: MainWindow) -> None:
        dialog = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        spoken = dialog.transcription.spoken
        assert spoken.codes == (), "the system does not tell"
        spoken.open()
        QTest.keyClicks(spoken.panel.search, "german")
        QTest.keyClick(spoken.panel.search, Key.Key_Return)
        spoken.panel.close()
        assert read_settings(home).settings.options.languages == ("de",)
        assert window.settings.now.options.languages == ("de",)
        dialog.close()

    in_window(scenario)
