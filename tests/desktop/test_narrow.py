"""A narrow window shows less at a time, and nothing is out of reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.main_window import MainWindow
from engine.run import State
from tests.desktop.conftest import Scenario, until
from tests.support.starter import samples

InWindow = Callable[[Scenario], Any]


async def taken_in(window: MainWindow) -> None:
    window.take_in([sample.path for sample in samples()[:2]])
    await until(lambda: window.page.table.counts[State.COMPLETED] == 2)


def test_the_side_folds_and_the_text_takes_the_place_of_the_list(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        page, view = window.page, window.page.view
        window.resize(1280, 720)
        await taken_in(window)
        await until(lambda: window.side.isVisible() and view.isVisible() and page.panel.isVisible())
        window.resize(900, 640)
        await until(lambda: not window.side.isVisible() and view.isVisible() and page.panel.isVisible())
        window.resize(600, 640)
        await until(lambda: view.isVisible() and not page.panel.isVisible())
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Return)
        await until(lambda: page.panel.isVisible() and not view.isVisible())
        QTest.keyClick(page.panel.transcript, Qt.Key.Key_Escape)
        await until(lambda: view.isVisible() and not page.panel.isVisible())
        window.resize(1280, 720)
        await until(lambda: window.side.isVisible() and view.isVisible() and page.panel.isVisible())

    in_window(scenario)


def test_a_row_is_read_and_played_by_keys(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        await taken_in(window)
        view, panel = window.page.view, window.page.panel
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            view.setFocus()
            QTest.keyClick(view, key)
            assert panel.transcript.hasFocus()
        asked: list[bool] = []
        view.playing_asked.connect(lambda: asked.append(True))
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Space)
        assert asked

    in_window(scenario)
