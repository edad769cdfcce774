"""A narrow window shows less at a time, and nothing is out of reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.main_window import MainWindow
from desktop.style import text_size
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


def test_at_twice_the_text_size_nothing_is_cut_off_at_the_top_and_the_foot(
    in_window: InWindow, application: QApplication
) -> None:
    async def scenario(window: MainWindow) -> None:
        window.resize(1024, 640)
        await until(window.side._model_title.accessibleName)
        window.settings.change(text_size=200)
        await until(lambda: window.top.search.placeholderText() == "Search")
        window.side.show_model("Distil large v3.5, for English", "About 100 languages")
        assert window.side._model_title.text().count("…") == 1
        assert window.side.model.toolTip().startswith("Distil large v3.5, for English\nAbout 100 languages\n")
        for label in (window.side._model_title, window.side._model_languages):
            assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()
        field = window.top.search
        room = field.width() - field.textMargins().right()
        assert field.fontMetrics().horizontalAdvance(field.placeholderText()) <= room
        assert field.accessibleName() == "Search everything that was said"

    try:
        in_window(scenario)
    finally:
        text_size.follow(application, 100)
