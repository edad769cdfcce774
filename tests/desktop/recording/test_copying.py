"""Where the person wants it, what they have said is in the clipboard when its text is there: the last one wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from desktop.main_window import MainWindow
from engine.run import Run, State
from tests.desktop.conftest import Scenario, until
from tests.support.starter import samples

InWindow = Callable[[Scenario], Any]


async def transcribed(window: MainWindow, count: int) -> list[Run]:
    """Runs of that many samples, which are then said to be recordings."""
    window.take_in([sample.path for sample in samples()[:count]])
    table = window.page.table
    await until(lambda: table.counts[State.COMPLETED] == count)
    return sorted(table.runs(), key=lambda run: run.position)


@pytest.mark.slow
def test_the_last_recording_wins_in_whatever_order_they_end(in_window: InWindow) -> None:
    clipboard = QGuiApplication.clipboard()

    async def scenario(window: MainWindow) -> None:
        first, second, third = await transcribed(window, 3)
        clipboard.setText("mine")
        window.record.recorded.emit(first)
        await window._bridge.engine()
        await until(lambda: not [each for each in window._bridge._tasks._tasks if "recording" in each.get_name()])
        assert clipboard.text() == "mine", "off until it is wanted"
        window.settings.change(copies_recordings=True)
        window.record.recorded.emit(second)
        await until(lambda: clipboard.text() == samples()[1].text)
        assert window.status.words == "The text of your recording is copied."
        window.record.recorded.emit(third)
        await until(lambda: clipboard.text() == samples()[2].text)
        window.record.recorded.emit(first)
        await until(lambda: not [each for each in window._bridge._tasks._tasks if "recording" in each.get_name()])
        assert clipboard.text() == samples()[2].text, "an earlier one that ends later"

    in_window(scenario)
