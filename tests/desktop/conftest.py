"""One application for all tests of the window, and scenarios that live in a real window over a real engine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from desktop.app import make_application, make_loop, open_window
from desktop.main_window import MainWindow
from engine.storage.paths import Paths

#: How long anything in a window may take, in seconds.
LIMIT_S = 200.0

Scenario: TypeAlias = Callable[[MainWindow], Coroutine[Any, Any, Any]]


@pytest.fixture(scope="session")
def application() -> QApplication:
    """The one QApplication that a process may have."""
    return make_application()


@pytest.fixture
def in_loop(application: QApplication) -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Runs a coroutine under the window's loop."""

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        QTest.keyClick(QWidget(), Qt.Key.Key_F35)  # an earlier test's Ctrl counts as held down until another key is hit
        with make_loop(application) as loop:
            return loop.run_until_complete(asyncio.wait_for(work, LIMIT_S))

    return run


@pytest.fixture
def in_window(in_loop: Callable[[Coroutine[Any, Any, Any]], Any], home: Paths) -> Callable[[Scenario], Any]:
    """Opens a window, lets a scenario happen in it, and closes it. Each call is a new start on the same data."""

    def run(scenario: Scenario) -> Any:
        async def live() -> Any:
            async with open_window(home) as window:
                await until(lambda: window.page.session is not None)
                return await scenario(window)

        return in_loop(live())

    return run


def pick(box: QComboBox, value: object) -> None:
    """Choose an entry by its value, as a person does."""
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


async def until(is_true: Callable[[], object]) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + LIMIT_S
    while not is_true():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.01)
