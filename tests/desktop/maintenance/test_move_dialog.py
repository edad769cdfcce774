"""The data moved from the settings, and looked for at each start: as a person sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QWidget

from desktop import app
from desktop.main_window import MainWindow
from desktop.maintenance.move_dialog import find_data, move_shown
from desktop.preferences.dialog import SettingsDialog
from desktop.preferences.storage_page import StoragePage
from desktop.widgets import dialogs
from desktop.widgets.progress_dialog import ProgressDialog
from engine.engine import Engine
from engine.maintenance.moving import carry_out, plan, settled
from engine.run import State
from engine.storage import location
from engine.storage.paths import ChosenBy, Paths
from tests.desktop.conftest import Scenario, until
from tests.support.starter import furnish, samples

InLoop = Callable[[Coroutine[Any, Any, Any]], Any]
W = TypeVar("W", bound=QWidget)


@pytest.fixture
def usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """An Everyclip in the usual place."""
    monkeypatch.delenv(location.VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    paths = furnish(settled())
    asyncio.run(opened_once(paths))
    return paths


async def opened_once(paths: Paths) -> None:
    await (await Engine.open(paths, works=False)).close()


def shown(kind: type[W]) -> list[W]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]


async def one(kind: type[W]) -> W:
    await until(lambda: shown(kind))
    return shown(kind)[0]


def button(widget: QWidget, words: str) -> QPushButton:
    return next(each for each in widget.findChildren(QPushButton) if each.text() == words)


def lead(monkeypatch: pytest.MonkeyPatch, *scenarios: Scenario) -> list[Paths]:
    """Each window that opens is led through the next scenario. Returns where they were opened."""
    places: list[Paths] = []
    open_window = app.open_window

    @asynccontextmanager
    async def opened(paths: Paths) -> AsyncIterator[MainWindow]:
        places.append(paths)
        async with open_window(paths) as window:
            led = asyncio.get_running_loop().create_task(scenarios[len(places) - 1](window))
            led.add_done_callback(lambda done: window.close())
            yield window
            await led

    monkeypatch.setattr(app, "open_window", opened)
    return places


@pytest.mark.slow
@pytest.mark.expects_warnings  # Qt tells through our log here what it misses on this computer
def test_everything_is_moved_and_the_window_opens_there(
    application: QApplication, usual: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "make_application", lambda: application)
    asked: list[str] = []
    troubles: list[str] = []

    async def choose(parent: QWidget, title: str, folder: str) -> Path:
        return tmp_path / "disk"

    async def ask_in_settings(window: MainWindow, words: str) -> None:
        opening = asyncio.get_running_loop().create_task(window._open_settings())
        dialog = await one(SettingsDialog)
        button(dialog.storage, words).click()
        box = await one(QMessageBox)
        asked.append(box.text())
        button(box, "Move").click()
        await opening

    async def there(window: MainWindow) -> None:
        window.settings.change(language="de")
        window.take_in([samples()[0].path])
        await until(lambda: [run.state for run in window.page.table.runs()] == [State.COMPLETED])
        await ask_in_settings(window, "Move…")

    async def back(window: MainWindow) -> None:
        assert str(tmp_path / "disk") in window.status.words
        assert window.settings.now.language == "de"
        await until(lambda: [run.state for run in window.page.table.runs()] == [State.COMPLETED])
        window.take_in([samples()[1].path])
        await until(lambda: [run.state for run in window.page.table.runs()] == [State.COMPLETED] * 2)
        await ask_in_settings(window, "Move back…")

    async def again(window: MainWindow) -> None:
        await until(lambda: len(window.page.table.runs()) == 2)

    async def show_message(parent: QWidget | None, title: str, words: str) -> None:
        troubles.append(words)

    monkeypatch.setattr(dialogs, "choose_folder", choose)
    monkeypatch.setattr(dialogs, "show_message", show_message)
    places = lead(monkeypatch, there, back, again)
    assert (app.run_window(), troubles) == (0, [])
    assert [place.home for place in places] == [usual.home, tmp_path / "disk", usual.home]
    assert str(tmp_path / "disk") in asked[0] and str(usual.home) in asked[1]
    assert not (tmp_path / "disk").exists()


def test_what_cannot_be_is_told_and_nothing_closes(
    in_window: Callable[[Scenario], Any], usual: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def choose(parent: QWidget, title: str, folder: str) -> Path:
        return usual.vault

    async def scenario(window: MainWindow) -> None:
        dialog = SettingsDialog(window, window.shelf, usual, window.shortcuts, window.doors)
        dialog.show()
        requests: list[object] = []
        dialog.storage.after_close_asked.connect(requests.append)
        button(dialog.storage, "Move…").click()
        box = await one(QMessageBox)
        assert "Choose a folder elsewhere" in box.text()
        box.reject()
        await until(lambda: not shown(QMessageBox))
        assert dialog.isVisible() and not requests
        dialog.close()

    monkeypatch.setattr(dialogs, "choose_folder", choose)
    in_window(scenario)


def test_where_the_environment_says_the_place_there_is_nothing_to_move(
    in_window: Callable[[Scenario], Any], home: Paths
) -> None:
    async def scenario(window: MainWindow) -> None:
        page = StoragePage(window.settings, window._bridge, Paths(home.home, ChosenBy.ENVIRONMENT))
        assert [each.text() for each in page.findChildren(QPushButton) if "Move" in each.text()] == []
        assert any("EVERYCLIP_HOME" in each.text() for each in page.findChildren(QLabel))
        page.deleteLater()

    in_window(scenario)


def test_a_move_is_cancelled(in_loop: InLoop, usual: Paths, tmp_path: Path) -> None:
    with open(usual.models / "large", "wb") as file:
        file.truncate(100_000_000)

    async def scenario() -> str:
        moving = asyncio.get_running_loop().create_task(move_shown(plan(usual, tmp_path / "disk")))
        dialog = await one(ProgressDialog)
        dialog.close()
        assert dialog.isVisible() and not dialog.stop.isEnabled(), "it is there until nothing is left of it"
        return await moving

    assert in_loop(scenario()) == ""
    assert settled() == usual and not shown(ProgressDialog)


def test_what_keeps_it_from_being_moved_is_told(in_loop: InLoop, usual: Paths, tmp_path: Path) -> None:
    async def scenario() -> str:
        engine = await Engine.open(usual, works=False)
        moving = asyncio.get_running_loop().create_task(move_shown(plan(usual, tmp_path / "disk")))
        box = await one(QMessageBox)
        assert "Nothing was moved" in box.text()
        box.accept()
        await engine.close()
        return await moving

    assert in_loop(scenario()) == ""
    assert settled() == usual


def test_a_place_that_is_away_can_be_tried_again(in_loop: InLoop, usual: Paths, tmp_path: Path) -> None:
    carry_out(plan(usual, tmp_path / "disk"), lambda done, total: None)
    (tmp_path / "disk").rename(tmp_path / "unplugged")

    async def scenario(words: str) -> Paths | None:
        finding = asyncio.get_running_loop().create_task(find_data())
        box = await one(QMessageBox)
        assert str(tmp_path / "disk") in box.text()
        if words == "Try again":
            (tmp_path / "unplugged").rename(tmp_path / "disk")
        button(box, words).click()
        return await finding

    assert in_loop(scenario("Close")) is None
    assert in_loop(scenario("Try again")) == Paths(tmp_path / "disk")
