"""Everybody can use the window: every control has a name and can be reached with the keyboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenuBar,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from desktop import text
from desktop.main_window import MainWindow
from desktop.models.dialog import ModelsDialog
from desktop.models.repository_dialog import RepositoryDialog
from desktop.preferences.dialog import SettingsDialog
from engine.run import State
from engine.storage.paths import Paths
from tests.desktop.conftest import Scenario, until
from tests.support.starter import samples

InWindow = Callable[[Scenario], Any]
CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QTextEdit)


def controls(widget: QWidget) -> Iterator[QWidget]:
    """What a person can use in there, less what is a part of another control."""
    for child in widget.findChildren(QWidget):
        is_control = isinstance(child, CONTROLS) and not isinstance(child, QScrollBar | QHeaderView)
        wholes = QAbstractItemView | QAbstractSpinBox | QComboBox | QLineEdit | QMenuBar
        is_part = isinstance(child.parentWidget(), wholes)
        if is_control and not is_part and child.window() is widget.window():
            yield child


def spoken_name(widget: QWidget) -> str:
    """What a screen reader calls it."""
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name).strip() if found is not None else ""


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"


def nameless(widget: QWidget) -> list[str]:
    return [described(each) for each in controls(widget) if not spoken_name(each)]


def unreachable(widget: QWidget) -> list[str]:
    """Controls in view that the Tab key never comes to."""
    reached: set[QWidget] = set()
    at: QWidget | None = widget
    while at is not None and at not in reached:
        reached.add(at)
        at = at.nextInFocusChain()
    return [
        described(each)
        for each in controls(widget)
        if each.isVisible() and (each not in reached or not each.focusPolicy() & Qt.FocusPolicy.TabFocus)
    ]


def test_every_control_of_the_window_has_a_name_and_a_place(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        assert nameless(window) == []
        window.take_in([samples()[0].path])
        await until(lambda: [run.state for run in window.page.table.runs()] == [State.COMPLETED])
        window.status.warn("something")
        assert nameless(window) == []
        assert unreachable(window) == []

    in_window(scenario)


def test_every_control_of_the_settings_has_a_name_and_a_place(in_window: InWindow, home: Paths) -> None:
    async def scenario(window: MainWindow) -> None:
        dialog = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        await dialog.fill()
        dialog.show()
        for page in range(dialog.tabs.count()):
            dialog.tabs.setCurrentIndex(page)
            assert nameless(dialog) == []
            assert unreachable(dialog) == []
        dialog.close()

    in_window(scenario)


def test_every_control_of_the_models_has_a_name_and_a_place(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        window._models.trigger()
        await until(lambda: window.findChild(ModelsDialog))
        dialog = window.findChild(ModelsDialog)
        assert dialog is not None
        await until(lambda: dialog.advice.advice is not None)
        for place in range(dialog.table.rowCount()):
            dialog.view.selectRow(place)
            assert nameless(dialog) == []
            assert unreachable(dialog) == []
        assert spoken_name(RepositoryDialog(dialog).name) != ""
        dialog.reject()
        await until(lambda: not window.shelf.is_open)

    in_window(scenario)


def test_actions_without_words_on_them_have_a_tool_tip(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        buttons = [each for each in controls(window) if isinstance(each, QAbstractButton) and not each.icon().isNull()]
        assert [described(each) for each in buttons if not each.toolTip()] == []

    in_window(scenario)


def test_no_two_actions_share_a_key(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        everywhere = Qt.ShortcutContext.WindowShortcut
        actions = [each for each in window.findChildren(QAction) if each.shortcutContext() == everywhere]
        keys = Counter(keys.toString() for each in actions for keys in each.shortcuts())
        assert [key for key, count in keys.items() if count > 1] == []

    in_window(scenario)


@pytest.mark.slow
def test_what_ended_is_announced(in_window: InWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("desktop.main_window.QAccessible.isActive", lambda: True)
    monkeypatch.setattr(
        "desktop.main_window.QAccessible.updateAccessibility", lambda event: said.append(event.message())
    )

    async def scenario(window: MainWindow) -> None:
        window.take_in([sample.path for sample in samples()[:3]])
        await until(lambda: said)
        assert said == [text.ended({State.COMPLETED: 3})]

    in_window(scenario)
