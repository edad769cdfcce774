"""All text grows and shrinks together, at once, by keys and in the settings, and stays so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QSpinBox, QWidget

from desktop.main_window import MainWindow
from desktop.preferences.dialog import SettingsDialog
from desktop.style import text_size, theme
from engine.settings import Theme, read_settings
from engine.storage.paths import Paths
from tests.desktop.conftest import Scenario, until

InWindow = Callable[[Scenario], Any]


@pytest.fixture(autouse=True)
def usual_afterwards(application: QApplication) -> Iterator[None]:
    yield
    text_size.follow(application, 100)


def sizes(window: MainWindow) -> list[float]:
    """Of a button, of texts with fonts of their own, and of what is painted."""
    parts: list[QWidget] = [window.top.add, window.top._name, window.record.pill.button, window.page.panel.transcript]
    return [each.font().pointSizeF() for each in parts] + [theme.font(theme.TextSize.TITLE).pointSizeF()]


def test_keys_change_all_text_and_the_next_start_remembers(in_window: InWindow, home: Paths) -> None:
    actions = {"Larger text": 110, "Smaller text": 90, "Usual text size": 100}
    usual: list[float] = []

    async def scenario(window: MainWindow) -> None:
        usual.extend(sizes(window))
        for name, percent in actions.items():
            action = next(each for each in window.actions() if each.objectName() == name)
            window.settings.change(text_size=110 if name == "Usual text size" else 100)
            action.trigger()
            assert window.settings.now.text_size == percent
            assert sizes(window) == pytest.approx([size * percent / 100 for size in usual])
        window.settings.change(text_size=200, theme=Theme.DARK)
        assert sizes(window) == pytest.approx([2 * size for size in usual])
        window.settings.change(theme=Theme.LIGHT)
        assert sizes(window) == pytest.approx([2 * size for size in usual]), "other colours leave it alone"

    async def again(window: MainWindow) -> None:
        assert sizes(window) == pytest.approx([2 * size for size in usual])

    in_window(scenario)
    assert read_settings(home).settings.text_size == 200
    in_window(again)


def test_the_setting_changes_the_dialog_it_stands_in(in_window: InWindow, home: Paths) -> None:
    async def scenario(window: MainWindow) -> None:
        dialog = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        dialog.show()
        before = dialog.tabs.tabBar().font().pointSizeF()
        box = next(box for box in dialog.findChildren(QSpinBox) if box.accessibleName() == "Text size")
        box.setValue(150)
        await until(lambda: dialog.tabs.tabBar().font().pointSizeF() == pytest.approx(1.5 * before))
        box.setValue(1000)
        assert window.settings.now.text_size == 200
        dialog.close()

    in_window(scenario)
