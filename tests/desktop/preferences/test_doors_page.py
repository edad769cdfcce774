"""Programs and folders: doors of a real window that the settings open and close, and the page that does."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai
import psutil
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox

from desktop.main_window import MainWindow
from desktop.preferences.dialog import SettingsDialog
from desktop.preferences.folder_dialog import FolderDialog
from engine.run import Quality, State, Task
from engine.server.tokens import kept_token
from engine.settings import WatchedFolder, change_settings, read_settings
from engine.storage.paths import Paths
from engine.text.speakers import FIND_SPEAKERS
from tests.desktop.conftest import LIMIT_S, Scenario, pick, until
from tests.support.ports import free_port, is_open
from tests.support.starter import samples

InWindow = Callable[[Scenario], Any]


@pytest.fixture
def port() -> int:
    return free_port()


def pid_of(window: MainWindow) -> int | None:
    doors = window.doors._doors
    return None if doors is None else doors.pid


def client(port: int, token: str) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key=token, timeout=LIMIT_S)


async def send(home: Paths, port: int, path: Path) -> str:
    """Hand a clip over as a program does, and wait for its text."""
    async with client(port, kept_token(home)) as program:
        answer = await program.audio.transcriptions.create(file=path, model="whisper-1")
    return answer.text


async def is_turned_away(port: int, token: str) -> bool:
    """Whether this token is not let in any more, as soon as the door is open anew."""
    async with client(port, token) as program:
        while True:
            try:
                await program.models.list()
            except openai.AuthenticationError:
                return True


def texts(window: MainWindow) -> dict[str, str]:
    """What the list shows of the clips that are completed, by their names."""
    return {run.clip.name: run.preview for run in window.page.table.runs() if run.state is State.COMPLETED}


async def show_session(window: MainWindow, name: str) -> None:
    engine = await window._bridge.engine()
    session = next(session for session in await engine.sessions() if session.name == name)
    await window.navigation.show_session(session)


def test_a_program_hands_a_clip_over_and_the_window_works_on_it(in_window: InWindow, home: Paths, port: int) -> None:
    children: list[psutil.Process] = []

    async def scenario(window: MainWindow) -> None:
        assert pid_of(window) is None and not is_open(port), "nothing listens that was not switched on"
        window.settings.change(serves_http=True, http_port=port)
        await until(lambda: window.doors.is_listening)
        pid = pid_of(window)
        assert pid is not None and window.doors.http_state == f"Listening at http://127.0.0.1:{port}"
        children.append(psutil.Process(pid))
        sample = samples()[0]
        heard = await send(home, port, sample.path)
        await show_session(window, "HTTP")
        await until(lambda: texts(window))
        assert texts(window) == {sample.path.name: heard} and heard == sample.text
        window.settings.change(serves_http=False)
        await until(lambda: not is_open(port) and pid_of(window) is None)
        window.settings.change(serves_http=True)
        await until(lambda: window.doors.is_listening)
        last = pid_of(window)
        assert last is not None
        children.append(psutil.Process(last))

    in_window(scenario)
    assert not [child for child in children if child.is_running()] and not is_open(port), "it ends with the window"


@pytest.mark.expects_warnings
def test_a_door_process_that_is_killed_comes_again(in_window: InWindow, home: Paths, port: int) -> None:
    change_settings(home, serves_http=True, http_port=port)

    async def scenario(window: MainWindow) -> None:
        await until(lambda: window.doors.is_listening)
        pid = pid_of(window)
        psutil.Process(pid).kill()
        await until(lambda: not window.doors.is_listening)
        await until(lambda: window.doors.is_listening)
        assert pid_of(window) not in (None, pid) and await send(home, port, samples()[0].path)
        assert not window.status.words, "it was mended before anybody could read of it"

    in_window(scenario)


def test_a_port_that_is_taken_is_said_where_people_look(in_window: InWindow, home: Paths, port: int) -> None:
    async def scenario(window: MainWindow) -> None:
        with socket.create_server(("127.0.0.1", port)):
            window.settings.change(serves_http=True, http_port=port)
            await until(lambda: window.status.words)
            words = f"Port {port} is used by another program."
            assert window.status.words == words
            window.status.way.click()
            await until(lambda: isinstance(QApplication.activeModalWidget(), SettingsDialog))
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, SettingsDialog)
            assert dialog.tabs.tabText(dialog.tabs.currentIndex()) == "Programs and folders"
            assert dialog.doors.programs.state.text() == words and not dialog.doors.programs.api.isEnabled()
        await until(lambda: window.doors.is_listening)
        assert dialog.doors.programs.state.text() == f"Listening at http://127.0.0.1:{port}"
        assert dialog.doors.programs.api.isEnabled()
        dialog.close()

    in_window(scenario)


def test_a_file_in_a_watched_folder_is_a_card_and_completes(in_window: InWindow, home: Paths, tmp_path: Path) -> None:
    inbox, gone = tmp_path / "Inbox", tmp_path / "Gone"
    inbox.mkdir()
    watched = tuple(WatchedFolder(folder=str(folder), formats=("txt",)) for folder in (inbox, gone))
    change_settings(home, watched_folders=watched)

    async def scenario(window: MainWindow) -> None:
        await until(lambda: window.doors.folder_state(str(inbox)) == "Watched")
        await until(lambda: window.status.words)
        assert str(gone) in window.status.words
        await until(lambda: str(gone) in window.doors.folder_state(str(gone)))
        engine = await window._bridge.engine()
        session = await engine.open_session("Inbox")
        await window.navigation.show_session(session)
        shutil.copy(samples()[0].path, inbox / "memo.wav")
        await until(lambda: texts(window))
        assert texts(window) == {"memo.wav": samples()[0].text}
        await until((inbox / "memo.txt").exists)
        gone.mkdir()
        await until(lambda: window.doors.folder_state(str(gone)) == "Watched")

    in_window(scenario)


def test_the_token_is_shown_copied_and_made_anew(in_window: InWindow, home: Paths, port: int) -> None:
    async def scenario(window: MainWindow) -> None:
        dialog = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        await dialog.fill()
        page, clipboard = dialog.doors.programs, QApplication.clipboard()
        assert page.state.text() == "Switched off: nothing listens." and not page.copy_token.isEnabled()
        assert not home.http_token.exists(), "nobody has asked for one"
        page.port.setValue(port)
        page.switch.click()
        await until(page.renew.isEnabled)
        token = kept_token(home)
        assert page.token.text() == token and page.token.echoMode() is QLineEdit.EchoMode.Password
        page.show_token.click()
        assert page.token.echoMode() is QLineEdit.EchoMode.Normal
        page.copy_token.click()
        assert clipboard.text() == token
        page.copy_address.click()
        assert clipboard.text() == f"http://127.0.0.1:{port}/v1"
        await until(page.api.isEnabled)
        page.renew.click()
        await until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox) and kept_token(home) == token
        next(button for button in box.buttons() if button.text() == "Make a new token").click()
        await until(lambda: page.token.text() != token)
        assert page.token.text() == kept_token(home)
        assert await is_turned_away(port, token)
        dialog.close()

    in_window(scenario)
    assert read_settings(home).settings.serves_http and read_settings(home).settings.http_port == port


def test_a_folder_is_added_edited_and_removed(in_window: InWindow, home: Paths, tmp_path: Path) -> None:
    inbox, done = tmp_path / "Inbox", tmp_path / "Done"
    inbox.mkdir()

    async def scenario(window: MainWindow) -> None:
        settings = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        settings.show()
        await settings.fill()
        page = settings.doors.folders
        assert not page.edit.isEnabled()
        page.add.click()
        await until(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
        chooser = QApplication.activeModalWidget()
        assert isinstance(chooser, QFileDialog)
        name = chooser.findChild(QLineEdit)
        assert name is not None
        name.setText(str(inbox))
        chooser.accept()
        await until(lambda: isinstance(QApplication.activeModalWidget(), FolderDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FolderDialog) and dialog.rules == WatchedFolder(folder=str(inbox))
        fill(dialog, done)
        dialog.accept()
        await until(lambda: window.settings.now.watched_folders)
        await until(lambda: states(page.table) == [(str(inbox), "Watched")])
        page.edit.click()
        await until(lambda: isinstance(QApplication.activeModalWidget(), FolderDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FolderDialog) and dialog.rules == window.settings.now.watched_folders[0]
        dialog.hearing.own.setChecked(False)
        dialog.accept()
        await until(lambda: window.settings.now.watched_folders[0].quality is None)
        rules = read_settings(home).settings.watched_folders[0]
        assert (rules.model, rules.language, rules.task) == (None, None, None)
        assert rules.vocabulary == ("ComfyUI",) and rules.session == "Letters"
        assert (rules.formats, rules.move_done_to) == (("txt", "srt"), str(done))
        page.remove.click()
        assert not window.settings.now.watched_folders and page.table.rowCount() == 0 and inbox.is_dir()
        await until(lambda: pid_of(window) is None)
        settings.close()

    in_window(scenario)


def fill(dialog: FolderDialog, done: Path) -> None:
    """Choose something else everywhere; what makes no sense cannot be saved."""
    dialog.place.session.setCurrentText("Letters")
    dialog.place.below.setChecked(False)
    dialog.place.moves.setChecked(True)
    assert not dialog.save.isEnabled() and "moved to" in dialog.trouble.text()
    dialog.place.done.line.setText(str(done))
    dialog.hearing.own.setChecked(True)
    pick(dialog.hearing.language, "de")
    pick(dialog.hearing.quality, Quality.CAREFUL)
    assert dialog.rules.speakers == "off"
    pick(dialog.hearing.speakers, str(FIND_SPEAKERS))
    assert dialog.rules.speakers == "auto"
    pick(dialog.hearing.speakers, "2")
    dialog.hearing.terms.setPlainText("ComfyUI")
    for name in ("txt", "srt"):
        dialog.documents.formats[name].setChecked(True)
    dialog.documents.pattern.setText("{nonsense}")
    assert not dialog.save.isEnabled()
    dialog.documents.pattern.setText("{date} {name}")
    assert dialog.save.isEnabled() and not dialog.trouble.text()
    rules = dialog.rules
    assert (rules.language, rules.quality, rules.task) == ("de", Quality.CAREFUL, Task.TRANSCRIBE)
    assert rules.speakers == "2"
    assert rules.model is not None, "what has settings of its own has all of them"
    assert rules.name_pattern == "{date} {name}" and not rules.includes_subfolders


def states(table: Any) -> list[tuple[str, str]]:
    return [(table.item(row, 0).text(), table.item(row, 1).text()) for row in range(table.rowCount())]


def test_what_follows_the_settings_goes_on_following_them(in_window: InWindow, tmp_path: Path) -> None:
    async def scenario(window: MainWindow) -> None:
        await window.shelf.read()
        rules = WatchedFolder(folder=str(tmp_path), language="de", is_polled=True, output_folder="")
        dialog = FolderDialog(window, window.shelf, rules, ["Letters"])
        line = dialog.place.session.lineEdit()
        assert dialog.rules == rules and line is not None and line.placeholderText() == tmp_path.name
        pick(dialog.hearing.quality, Quality.DRAFT)
        assert dialog.rules == rules.model_copy(update={"quality": Quality.DRAFT})
        dialog.close()

    in_window(scenario)
