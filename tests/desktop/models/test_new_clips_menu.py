"""The options for new clips stand beside the button that adds them, under the names that they have in the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLabel, QMenu

from desktop.main_window import MainWindow
from desktop.models.new_clips_menu import NewClipsMenu
from desktop.preferences.dialog import SettingsDialog
from desktop.widgets.vocabulary_edit import TITLE, VocabularyDialog
from engine.run import Quality
from engine.storage.paths import Paths
from tests.desktop.conftest import Scenario, until

InWindow = Callable[[Scenario], Any]


def menus(menu: QMenu) -> dict[str, QMenu]:
    """The menus in it by title, without what is chosen in each."""
    found = {action.text().partition(":")[0]: action.menu() for action in menu.actions() if action.menu() is not None}
    return {title: each for title, each in found.items() if isinstance(each, QMenu)}


def test_it_changes_the_settings_and_shows_them(in_window: InWindow, home: Paths) -> None:
    async def scenario(window: MainWindow) -> None:
        await window.shelf.read()
        menu = window.top.options.menu()
        assert isinstance(menu, NewClipsMenu)
        menu.fill()
        choices = menus(menu)
        assert list(choices) == ["Spoken language", "Quality", "Speakers", "Two channels", "Model"]
        next(each for each in choices["Quality"].actions() if each.text() == "Careful").trigger()
        next(each for each in choices["Spoken language"].actions() if each.text() == "German").trigger()
        assert (window.settings.now.quality, window.settings.now.language) == (Quality.CAREFUL, "de")
        menu.fill()
        titles = [action.text() for action in menu.actions()]
        assert "Quality: Careful" in titles and "Spoken language: German" in titles
        assert [each.text() for each in menus(menu)["Quality"].actions() if each.isChecked()] == ["Careful"]
        translate = next(each for each in menu.actions() if each.text() == "Translate to English")
        assert not translate.isEnabled(), "the model understands English only"
        vocabulary = next(each for each in menu.actions() if each.text() == f"{TITLE}…")
        vocabulary.trigger()
        await until(lambda: window.findChild(VocabularyDialog))
        asked = window.findChild(VocabularyDialog)
        assert asked is not None and asked.windowTitle() == TITLE == asked.edit.accessibleName()
        asked.edit.setPlainText("Anaïs Nin")
        asked.accept()
        await until(lambda: window.settings.now.vocabulary == ("Anaïs Nin",))
        dialog = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        labels = {label.text() for label in dialog.findChildren(QLabel)}
        assert {*choices, TITLE} <= labels, "the same names in the settings"
        dialog.close()

    in_window(scenario)
