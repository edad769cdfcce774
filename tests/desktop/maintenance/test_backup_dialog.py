"""A backup made and restored from the window, as a person does it."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from desktop import app
from desktop.main_window import MainWindow
from desktop.maintenance import backup_dialog
from desktop.maintenance.backup_dialog import BackupDialog, last_folder, new_name
from desktop.maintenance.restore_dialog import restore_shown
from desktop.preferences.dialog import SettingsDialog
from desktop.widgets import dialogs
from desktop.widgets.progress_dialog import ProgressDialog
from engine.engine import Engine
from engine.maintenance import backup
from engine.maintenance.backup import back_up, unpack
from engine.maintenance.moving import OnProgress
from engine.run import State
from engine.storage.paths import Paths
from tests.desktop.conftest import Scenario, until
from tests.desktop.maintenance.test_move_dialog import button, lead, one, shown
from tests.desktop.test_accessibility import nameless, unreachable
from tests.support.starter import Sample, samples

InWindow = Callable[[Scenario], Any]
InLoop = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def drawer(tmp_path: Path) -> Path:
    """A folder where backups are kept."""
    folder = tmp_path / "drawer"
    folder.mkdir()
    return folder


def start(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    return asyncio.get_running_loop().create_task(work)


async def transcribed(window: MainWindow, sample: Sample) -> None:
    window.take_in([sample.path])
    await until(lambda: sample.path.name in {run.clip.name for run in window.page.table.runs()})
    await until(lambda: all(run.state is State.COMPLETED for run in window.page.table.runs()))


async def backed_up(window: MainWindow, file: Path) -> str:
    """Through the menu and the dialog. What is said at the end."""
    window.backups.back_up.trigger()
    asked = await one(BackupDialog)
    asked.path.setText(str(file))
    await until(asked.ok.isEnabled)
    asked.ok.click()
    told = await one(ProgressDialog)
    await until(lambda: told.headline.text() == "Your backup is complete")
    words = told.words.text()
    told.close()
    await until(lambda: not shown(ProgressDialog))
    return words


def choosing(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    """The next that is asked for a file to restore chooses this one."""

    async def choose(parent: QWidget, title: str, patterns: list[str], folder: str = "") -> Path:
        return file

    monkeypatch.setattr(dialogs, "choose_file", choose)


async def refused(window: MainWindow) -> str:
    """Why what was chosen cannot be restored."""
    window.backups.restore.trigger()
    box = await one(QMessageBox)
    words = box.text()
    box.accept()
    await until(window.backups.restore.isEnabled)
    assert not shown(ProgressDialog) and window.after_close is None
    return words


# --- back and forth ---


@pytest.mark.slow
@pytest.mark.expects_warnings  # Qt tells through our log here what it misses on this computer
def test_everything_comes_back_in_the_window(
    application: QApplication, home: Paths, drawer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "make_application", lambda: application)
    choosing(monkeypatch, drawer / "mine.zip")
    first, second, third = samples()[:3]
    asked: list[str] = []
    texts: list[str] = []

    async def before(window: MainWindow) -> None:
        await transcribed(window, first)
        texts.append(window.page.table.runs()[0].preview)
        window.settings.change(language="de")
        window._state.sync()
        words = await backed_up(window, drawer / "mine")
        assert "the audio of 1 clip" in words, "and the ending is added"
        window.settings.change(language="")
        await transcribed(window, second)
        window.backups.restore.trigger()
        box = await one(QMessageBox)
        asked.append(box.text())
        button(box, "Restore").click()
        await until(lambda: window.after_close is not None)

    async def after(window: MainWindow) -> None:
        [aside] = home.home.glob("before restore *")
        assert str(aside) in window.status.words and str(aside) in asked[0]
        await until(window.page.table.runs)
        [run] = window.page.table.runs()
        assert (run.clip.name, run.state, run.preview) == (first.path.name, State.COMPLETED, texts[0])
        assert window.settings.now.language == "de"
        window.page.view.choose([run.run_id])
        await until(lambda: window.page.panel.transcript.toPlainText().strip())
        await transcribed(window, third)

    places = lead(monkeypatch, before, after)
    assert app.run_window() == 0 and places == [home, home]
    assert "1 session: 1 clip, 1 text" in asked[0] and "(1 session, 2 clips)" in asked[0]
    [aside] = home.home.glob("before restore *")
    assert len(list((aside / "vault").iterdir())) == 2, "what was there is all kept"


def test_a_backup_that_is_not_wanted_after_all_changes_nothing(
    in_window: InWindow, home: Paths, drawer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(window: MainWindow) -> None:
        await transcribed(window, samples()[0])
        await asyncio.to_thread(back_up, home, drawer / "a.zip")
        window.backups.restore.trigger()
        box = await one(QMessageBox)
        assert not window.backups.back_up.isEnabled(), "one at a time"
        assert list(home.home.glob("restoring *"))
        box.reject()
        await until(window.backups.restore.isEnabled)
        assert not [path for path in home.home.iterdir() if " " in path.name] and window.after_close is None

    choosing(monkeypatch, drawer / "a.zip")
    in_window(scenario)


def test_files_that_cannot_be_restored_say_why(
    in_window: InWindow, home: Paths, drawer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(window: MainWindow) -> None:
        await transcribed(window, samples()[0])
        await asyncio.to_thread(back_up, home, drawer / "good.zip")
        content = (drawer / "good.zip").read_bytes()
        (drawer / "cut.zip").write_bytes(content[: len(content) // 2])
        changed = bytearray(content)
        changed[len(content) // 2] ^= 1
        (drawer / "changed.zip").write_bytes(changed)
        said = {}
        for name in ("cut.zip", "changed.zip", "missing.zip"):
            choosing(monkeypatch, drawer / name)
            said[name] = await refused(window)
        assert "only a part of one" in said["cut.zip"]
        assert "is damaged" in said["changed.zip"]
        assert "No such file" in said["missing.zip"]
        assert [run.state for run in window.page.table.runs()] == [State.COMPLETED]
        assert not [path for path in home.home.iterdir() if " " in path.name]

    in_window(scenario)


def test_what_somebody_works_on_is_not_replaced(in_loop: InLoop, home: Paths, drawer: Path) -> None:
    async def scenario() -> None:
        engine = await Engine.open(home)  # as `everyclip work` in a terminal
        await asyncio.to_thread(back_up, home, drawer / "a.zip")
        unpacked = await asyncio.to_thread(unpack, drawer / "a.zip", home)
        restoring = start(restore_shown(unpacked))
        box = await one(QMessageBox)
        assert "everyclip work" in box.text() and "Nothing was changed" in box.text()
        box.accept()
        assert await restoring == "" and not shown(ProgressDialog)
        await engine.close()

    in_loop(scenario())
    assert not [path for path in home.home.iterdir() if " " in path.name]


def test_a_check_can_be_stopped(
    in_window: InWindow, home: Paths, drawer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(window: MainWindow) -> None:
        await transcribed(window, samples()[0])
        await asyncio.to_thread(back_up, home, drawer / "a.zip")
        monkeypatch.setattr(backup, "CHUNK_BYTES", 1)  # it takes long
        window.backups.restore.trigger()
        told = await one(ProgressDialog)
        told.close()
        await until(window.backups.restore.isEnabled)
        assert not shown(ProgressDialog) and not shown(QMessageBox)
        assert not [path for path in home.home.iterdir() if " " in path.name]

    choosing(monkeypatch, drawer / "a.zip")
    in_window(scenario)


# --- making one ---


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Backups stand still half way until the returned function is called."""
    goes_on: list[bool] = []

    def write(*args: Any, on_progress: OnProgress, **options: Any) -> Any:
        def half_way(done_bytes: int, total_bytes: int) -> None:
            on_progress(done_bytes // 2, total_bytes)
            while not goes_on:
                on_progress(total_bytes // 2, total_bytes)

        return back_up(*args, on_progress=half_way, **options)

    monkeypatch.setattr(backup_dialog, "back_up", write)
    return lambda: goes_on.append(True)


async def half_way(window: MainWindow, file: Path) -> ProgressDialog:
    """A backup that has begun."""
    window.backups.back_up.trigger()
    asked = await one(BackupDialog)
    asked.path.setText(str(file))
    asked.ok.click()
    told = await one(ProgressDialog)
    await until(lambda: told.words.text().startswith("50%"))
    assert told.stop.isEnabled() and not told.isModal()
    return told


def test_work_goes_on_while_a_backup_is_written_and_it_can_be_stopped(
    in_window: InWindow, home: Paths, drawer: Path, slowly: Callable[[], None]
) -> None:
    async def scenario(window: MainWindow) -> None:
        await transcribed(window, samples()[0])
        told = await half_way(window, drawer / "a.zip")
        await transcribed(window, samples()[1])
        assert not window.backups.actions[0].isEnabled()
        told.stop.click()
        await until(window.backups.back_up.isEnabled)
        assert not os.listdir(drawer) and not shown(ProgressDialog)

    in_window(scenario)


def test_a_window_that_is_closed_waits_for_the_backup(
    in_window: InWindow, home: Paths, drawer: Path, slowly: Callable[[], None]
) -> None:
    async def scenario(window: MainWindow) -> None:
        await half_way(window, drawer / "a.zip")
        window.close()
        asyncio.get_running_loop().call_later(0.1, slowly)

    in_window(scenario)
    assert [file.name for file in drawer.iterdir()] == ["a.zip"]


def test_what_keeps_a_backup_from_being_written_is_told(in_window: InWindow, home: Paths, drawer: Path) -> None:
    async def scenario(window: MainWindow) -> None:
        window.backups.back_up.trigger()
        asked = await one(BackupDialog)
        asked.path.setText(str(drawer / "a.zip"))
        os.rmdir(drawer)  # whoever pulls the stick out now
        asked.ok.click()
        box = await one(QMessageBox)
        assert f"could not be written to {drawer / 'a.zip'}" in box.text()
        box.accept()
        await until(window.backups.back_up.isEnabled)
        assert not shown(ProgressDialog)

    in_window(scenario)


def test_a_file_is_replaced_only_once_that_is_confirmed(in_window: InWindow, home: Paths, drawer: Path) -> None:
    file = drawer / "a.zip"
    file.write_text("something else")

    async def answered(window: MainWindow, words: str) -> None:
        window.backups.back_up.trigger()
        asked = await one(BackupDialog)
        asked.path.setText(str(file))
        asked.ok.click()
        button(await one(QMessageBox), words).click()

    async def scenario(window: MainWindow) -> None:
        await answered(window, "Cancel")
        await until(window.backups.back_up.isEnabled)
        assert file.read_text() == "something else"
        await answered(window, "Replace it")
        told = await one(ProgressDialog)
        await until(lambda: told.headline.text() == "Your backup is complete")
        told.close()
        assert file.read_bytes()[:2] == b"PK"

    in_window(scenario)


def test_the_dialog_tells_how_large_it_will_be_and_where_it_cannot_go(
    in_window: InWindow, home: Paths, drawer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.models / "mine").mkdir()
    (home.models / "mine" / "model.bin").write_bytes(b"w" * 5_000_000)

    async def scenario(window: MainWindow) -> None:
        window._state.setValue("backup/folder", str(drawer))
        asked = BackupDialog(window, window._bridge, home, window._state)
        asked.show()
        assert asked.file == drawer / f"Everyclip {date.today().isoformat()}.zip"
        await asked.fill()
        assert asked.models.text() == "The models too: 5.0 MB" and not asked.models.isChecked()
        small = asked.preview.text()
        asked.models.setChecked(True)
        assert "free there" in small and asked.preview.text() != small
        for wrong, why in (
            (home.vault / "a.zip", "Everyclip's own"),
            ("a.zip", "in an existing folder"),
            (drawer / "no" / "a.zip", "in an existing folder"),
        ):
            asked.path.setText(str(wrong))
            assert why in asked.preview.text() and not asked.ok.isEnabled()
        assert nameless(asked) == [] and unreachable(asked) == []
        asked.path.setText(str(drawer / ("a" * 300)))
        assert "free there" in asked.preview.text(), "the system says the rest"
        monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000_000))
        asked.path.setText(str(drawer / "a.zip"))
        assert not asked.ok.isEnabled(), "with the models it has no room"
        asked.models.setChecked(False)
        assert asked.ok.isEnabled()
        asked.close()
        asked.deleteLater()

    in_window(scenario)


def test_the_suggested_name_is_new_and_the_folder_that_of_the_last_time(home: Paths, drawer: Path) -> None:
    file = new_name(drawer)
    file.touch()
    assert new_name(drawer).name == f"{file.stem} (2).zip"
    state = QSettings(str(home.window_state), QSettings.Format.IniFormat)
    backup_dialog.keep_folder(state, drawer)
    assert last_folder(state) == drawer
    backup_dialog.keep_folder(state, drawer / "unplugged")
    assert last_folder(state).is_dir()


def test_the_settings_lead_there(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        start(window._open_settings())
        button((await one(SettingsDialog)).storage, "Back up…").click()
        asked = await one(BackupDialog)
        assert not shown(SettingsDialog)
        asked.reject()
        await until(window.backups.back_up.isEnabled)

    in_window(scenario)
