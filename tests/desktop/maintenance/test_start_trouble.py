"""Data that cannot be used, as a person meets them: told in words, with ways out that work."""

from __future__ import annotations

import asyncio
import errno
import os
import random
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from PySide6.QtCore import QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from desktop import app
from desktop.app import live
from desktop.main_window import MainWindow
from desktop.maintenance.start_trouble import StartTrouble, describe_repair, explain
from engine.errors import PlaceError, RegistryMoved, RegistryUnusable
from engine.maintenance.repair import RepairReport
from engine.storage.paths import Paths
from tests.desktop.conftest import Scenario, until
from tests.engine import damage
from tests.engine.damage import PAGE

InLoop = Callable[[Coroutine[Any, Any, Any]], Any]
pytestmark = pytest.mark.expects_warnings  # what keeps Everyclip from working is in its log, too


def dialogs() -> list[StartTrouble]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, StartTrouble) and each.isVisible()]


def windows() -> list[MainWindow]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow) and each.isVisible()]


def _each(click: Callable[[StartTrouble], None]) -> None:
    for dialog in dialogs():
        click(dialog)


@contextmanager
def clicking(click: Callable[[StartTrouble], None]) -> Iterator[None]:
    """Does something with every dialog that is seen, whichever loop runs."""
    timer = QTimer(interval=20)
    timer.timeout.connect(lambda: _each(click))
    timer.start()
    try:
        yield
    finally:
        timer.stop()


async def opening(home: Paths) -> tuple[asyncio.Task[Any], StartTrouble]:
    """A start that ends with a dialog."""
    start = asyncio.get_running_loop().create_task(live(home))
    await until(dialogs)
    assert not windows(), "nothing else is there to be clicked"
    return start, dialogs()[0]


def without_first_page(home: Paths) -> bytes:
    content = bytes(PAGE) + home.registry.read_bytes()[PAGE:]
    home.registry.write_bytes(content)
    return content


def test_a_damaged_registry_is_told_and_repaired_by_one_button(in_loop: InLoop, home: Paths) -> None:
    damage.fill(home, 10)
    damaged = without_first_page(home)

    async def scenario() -> object:
        start, dialog = await opening(home)
        assert "damaged" in dialog.words.text() and "keeps a copy" in dialog.advice.text()
        assert dialog.go_on.text() == "Repair now" and dialog.go_on.isDefault() and dialog.go_on.hasFocus()
        assert home.registry.read_bytes() == damaged
        dialog.go_on.click()
        assert not dialog.go_on.isEnabled() and dialog.bar.isVisible()
        dialog.reject()
        assert dialog.isVisible(), "a repair is not left half way"
        await until(dialog.go_on.isEnabled)
        assert "10 clips were saved." in dialog.words.text() and dialog.go_on.text() == "Open Everyclip"
        dialog.go_on.click()
        await until(windows)
        (window,) = windows()
        await until(lambda: sum(session.total for session in window.side.sessions.sessions) == 10)
        window.close()
        return await start

    assert in_loop(scenario()) == 0
    (kept,) = home.home.glob("damaged *")
    assert (kept / home.registry.name).read_bytes() == damaged


def test_who_quits_leaves_all_as_it_is(in_loop: InLoop, home: Paths) -> None:
    damage.fill(home, 3)
    damaged = without_first_page(home)

    async def scenario() -> object:
        start, dialog = await opening(home)
        dialog.quit.click()
        return await start

    assert in_loop(scenario()) == 1
    assert home.registry.read_bytes() == damaged and not list(home.home.glob("damaged *"))


def test_a_registry_that_is_gone_is_told_where_there_is_audio(in_loop: InLoop, home: Paths) -> None:
    damage.fill(home, 3)
    home.registry.unlink()

    async def scenario() -> object:
        start, dialog = await opening(home)
        assert "missing or empty" in dialog.words.text()
        dialog.go_on.click()
        await until(dialog.go_on.isEnabled)
        assert "Only the audio of 3 clips could be saved." in dialog.words.text()
        dialog.go_on.click()
        await until(windows)
        windows()[0].close()
        return await start

    assert in_loop(scenario()) == 0


def test_a_newer_registry_offers_nothing_that_would_change_it(in_loop: InLoop, home: Paths) -> None:
    damage.fill(home, 1)
    with closing(sqlite3.connect(home.registry)) as registry:
        registry.execute("PRAGMA user_version = 99")
    before = home.registry.read_bytes()

    async def scenario() -> object:
        start, dialog = await opening(home)
        assert "newer Everyclip" in dialog.words.text() and "Nothing was changed" in dialog.advice.text()
        assert dialog.go_on.isHidden()
        await until(dialog.quit.hasFocus)
        dialog.reject()
        return await start

    assert in_loop(scenario()) == 1
    assert home.registry.read_bytes() == before


def test_a_repair_waits_for_other_programs_to_end(in_loop: InLoop, home: Paths) -> None:
    damage.fill(home, 3)
    without_first_page(home)
    other = FileLock(home.owners / "other.lock")

    async def scenario() -> object:
        start, dialog = await opening(home)
        with other:
            dialog.go_on.click()
            await until(lambda: "Everyclip is at work on its data" in dialog.advice.text())
        dialog.go_on.click()
        await until(lambda: dialog.go_on.text() == "Open Everyclip")
        dialog.quit.click()
        return await start

    assert in_loop(scenario()) == 1


def test_the_folder_is_opened_as_far_as_it_is_there(
    in_loop: InLoop, home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))

    async def scenario() -> None:
        for paths in (home, Paths(home.home / "gone" / "further")):
            dialog = StartTrouble(paths, explain(paths, PlaceError("data_away", path=str(paths.home))))
            dialog.folder.click()
            dialog.deleteLater()

    in_loop(scenario())
    assert shown == [str(home.home), str(home.home)]


@pytest.mark.parametrize(
    ("error", "words", "way"),
    [
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES)), "may not write its data in", "Try again"),
        (OSError(errno.EROFS, os.strerror(errno.EROFS)), "may not write its data in", "Try again"),
        (RegistryUnusable("data_disk_full", path="/data"), "is full (/data)", "Try again"),
        (OSError(errno.EIO, os.strerror(errno.EIO)), "Input/output error", "Try again"),
        (RegistryMoved(path="/data"), "was moved to another folder", ""),
    ],
)
def test_what_else_can_be_wrong(error: Any, words: str, way: str, application: QApplication, home: Paths) -> None:
    explanation = explain(home, error)
    assert words in explanation.words and explanation.way == way and not explanation.mends


def test_what_is_not_of_everyclip_is_named_and_can_be_mended(application: QApplication, home: Paths) -> None:
    explanation = explain(home, RegistryUnusable("registry_foreign", path="/data", detail="trigger evil"))
    assert explanation.mends and explanation.way == "Repair now" and "trigger evil" in explanation.words


def test_what_a_repair_did_is_said_in_full(application: QApplication) -> None:
    assert describe_repair(RepairReport()) == "There was nothing to repair."
    words = describe_repair(RepairReport(Path("/data/damaged 1"), 1, ("a.wav",), True))
    assert words.splitlines() == [
        "1 clip was saved.",
        "Only the audio of 1 clip could be saved. It will be transcribed again in the session “Found again”.",
        "The search index was rebuilt.",
        "The damaged file is kept in /data/damaged 1.",
    ]


def test_damage_that_is_met_at_work_leads_to_its_repair(
    application: QApplication, home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window says it, closes for the repair, and opens again."""
    damage.fill(home, 30)
    monkeypatch.setattr(app, "make_application", lambda: application)
    opened: list[MainWindow] = []
    open_window = app.open_window

    @asynccontextmanager
    async def led(paths: Paths) -> AsyncIterator[MainWindow]:
        async with open_window(paths) as window:
            opened.append(window)
            leading = asyncio.get_running_loop().create_task(first(window) if len(opened) == 1 else then(window))
            leading.add_done_callback(lambda done: window.close())
            yield window
            await leading

    async def first(window: MainWindow) -> None:
        await until(lambda: window.page.session is not None and len(window.side.sessions.sessions) == 3)
        content = bytearray(home.registry.read_bytes())
        content[PAGE:] = random.Random(1).randbytes(len(content) - PAGE)
        home.registry.write_bytes(content)
        with closing(sqlite3.connect(home.registry, timeout=30)) as registry:  # others read it anew after a change
            (version,) = registry.execute("PRAGMA user_version").fetchone()
            registry.execute(f"PRAGMA user_version = {version}")
        for session in window.side.sessions.sessions:
            window.side.view.opened.emit(session.session_id)
        await until(lambda: "is damaged" in window.status.words)
        assert window.status.way.text() == "Repair…"
        window.status.way.click()

    async def then(window: MainWindow) -> None:
        await until(lambda: window.page.table.rowCount() == 30)

    monkeypatch.setattr(app, "open_window", led)
    with clicking(lambda dialog: dialog.go_on.click() if dialog.go_on.isEnabled() else None):
        assert app.run_window(home) == 0
    assert len(opened) == 2 and list(home.home.glob("damaged *"))


def test_the_player_says_that_audio_is_gone(in_window: Callable[[Scenario], Any], home: Paths) -> None:
    damage.fill(home, 3)
    for audio in home.vault.iterdir():
        audio.unlink()

    async def scenario(window: MainWindow) -> None:
        bar = window.page.panel.pane.player
        await until(lambda: "audio of this clip is gone" in bar.player.reason)
        assert not bar.play.isEnabled()
        await until(window.page.panel.transcript.toPlainText)

    in_window(scenario)


def test_a_start_that_may_not_write_is_told(
    application: QApplication, home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before there is a window, or a log."""
    (home.home / "file").touch()
    monkeypatch.setattr(app, "make_application", lambda: application)
    said: list[str] = []

    def click(dialog: StartTrouble) -> None:
        said.append(dialog.words.text())
        (dialog.go_on if len(said) == 1 else dialog.quit).click()

    with clicking(click):
        assert app.run_window(Paths(home.home / "file" / "home")) == 1
    assert len(said) == 2 and "Not a directory" in said[0]
