"""The window over a real engine and a real worker: what is dropped in ends in front of the person."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QDialog, QLineEdit, QRadioButton

from desktop.exports.dialog import ExportDialog
from desktop.main_window import MainWindow
from desktop.media_files import address_in, paths_in
from engine.run import Ordering, Run, State
from tests.desktop.conftest import Scenario, until
from tests.support.starter import samples

InWindow = Callable[[Scenario], Any]
FIRST, SECOND = samples()[0], samples()[1]


def drop(window: MainWindow, *dropped: Path | str) -> None:
    """Let go of files over the window, as a person does; or of addresses, which are text."""
    mime = QMimeData()
    mime.setUrls([QUrl(each) if isinstance(each, str) else QUrl.fromLocalFile(str(each)) for each in dropped])
    rest = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    place = window.rect().center()
    enter = QDragEnterEvent(place, *rest)
    QGuiApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QGuiApplication.sendEvent(window, QDropEvent(QPointF(place), *rest))


def rows(window: MainWindow) -> list[Run]:
    table = window.page.table
    return table.runs()


def all_are(window: MainWindow, state: State, count: int) -> bool:
    return [run.state for run in rows(window)] == [state] * count


def test_two_dropped_files_become_two_texts(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        await until(window.page.empty.isVisible)
        drop(window, FIRST.path, SECOND.path)
        await until(lambda: all_are(window, State.COMPLETED, 2))
        assert [run.preview.strip() for run in rows(window)] == [FIRST.text, SECOND.text]
        await until(lambda: FIRST.text in window.page.panel.transcript.toPlainText())
        await until(lambda: "Completed" in window.page.panel.timeline.words.toPlainText())
        await until(lambda: window.side.sessions.sessions[0].counts.get(State.COMPLETED) == 2)

    in_window(scenario)


@pytest.mark.slow
def test_two_hundred_files_are_two_hundred_rows_and_none_is_lost(in_window: InWindow, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(200):
        shutil.copy(samples()[number % 12].path, folder / f"{number:03}.flac")

    async def scenario(window: MainWindow) -> float:
        window.heartbeat.longest_stall_ms = 0.0
        drop(window, folder)
        await until(lambda: window.page.table.rowCount() == 200)
        await until(lambda: all_are(window, State.COMPLETED, 200))
        assert [run.clip.name for run in rows(window)] == [f"{number:03}.flac" for number in range(200)]
        assert all(run.preview.strip() == samples()[row % 12].text for row, run in enumerate(rows(window)))
        return window.heartbeat.longest_stall_ms

    print("longest stall of the interface:", round(in_window(scenario)), "ms")


def test_a_failed_file_says_why_and_retry_takes_the_mended_one(in_window: InWindow, tmp_path: Path) -> None:
    clip = tmp_path / "message.flac"
    clip.write_bytes(b"")

    async def scenario(window: MainWindow) -> None:
        panel = window.page.panel
        drop(window, clip)
        await until(lambda: all_are(window, State.FAILED, 1))
        await until(panel.failure.isVisible)
        assert panel.failure.words.text().startswith("The file is empty")
        assert "The file is empty" in window.page.table.index(0, 0).data()
        shutil.copy(FIRST.path, clip)
        panel.failure.retry.click()
        await until(lambda: all_are(window, State.COMPLETED, 1))
        await until(lambda: FIRST.text in panel.transcript.toPlainText())
        assert not panel.failure.isVisible()

    in_window(scenario)


@pytest.mark.slow
def test_closing_in_the_middle_keeps_everything_for_the_next_start(in_window: InWindow) -> None:
    async def begin(window: MainWindow) -> None:
        window.take_in([sample.path for sample in samples()] * 3)
        await until(lambda: len(rows(window)) == 36)
        window.close()
        assert window.close_asked.is_set() and window.isVisible()

    async def go_on(window: MainWindow) -> None:
        await until(lambda: all_are(window, State.COMPLETED, 36))
        assert [run.preview.strip() for run in rows(window)] == [sample.text for sample in samples()] * 3

    in_window(begin)
    in_window(go_on)


@pytest.mark.slow
def test_what_is_dropped_just_before_closing_is_not_lost(in_window: InWindow, tmp_path: Path) -> None:
    async def drop_and_close(window: MainWindow) -> None:
        window.take_in([sample.path for sample in samples()] * 4)
        window.close()

    async def go_on(window: MainWindow) -> None:
        await until(lambda: all_are(window, State.COMPLETED, 48))

    in_window(drop_and_close)
    in_window(go_on)


def test_a_folder_without_media_says_so(in_window: InWindow, tmp_path: Path) -> None:
    folder = tmp_path / "Holiday pictures"
    folder.mkdir()

    async def scenario(window: MainWindow) -> None:
        drop(window, folder)
        await until(lambda: all_are(window, State.FAILED, 1))
        [run] = rows(window)
        assert run.clip.name == "Holiday pictures" and run.reason is not None and run.reason.code == "folder_empty"

    in_window(scenario)


def test_cancel_pause_resume_and_retry_reach_the_chosen_runs(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        actions, view = window.page.actions_on_runs, window.page.view
        window.take_in([sample.path for sample in samples()])
        await until(lambda: len(rows(window)) == 12)
        ends = (State.PAUSED, State.COMPLETED)
        view.selectAll()
        actions.pause.trigger()
        await until(lambda: all(run.state in ends for run in rows(window)))
        actions.resume.trigger()
        await until(lambda: all_are(window, State.COMPLETED, 12))
        assert not actions.cancel.isEnabled() and actions.retry.isEnabled()
        view.choose([rows(window)[0].run_id])
        actions.retry.trigger()
        await until(lambda: rows(window)[0].attempt > 1 and all_are(window, State.COMPLETED, 12))

    in_window(scenario)


def test_text_is_copied_and_exported_without_overwriting(in_window: InWindow, tmp_path: Path) -> None:
    async def scenario(window: MainWindow) -> None:
        actions, view = window.page.actions_on_runs, window.page.view
        window.take_in([FIRST.path, SECOND.path])
        await until(lambda: all_are(window, State.COMPLETED, 2))
        view.selectAll()
        actions.copy.trigger()
        await until(lambda: window.status.words == "2 texts copied")
        assert QGuiApplication.clipboard().text() == f"{FIRST.text}\n\n{SECOND.text}"
        view.choose([rows(window)[0].run_id])
        (tmp_path / "out.txt").write_text("mine")
        actions.export.trigger()
        await until(lambda: window.findChild(ExportDialog))
        dialog = window.findChild(ExportDialog)
        assert dialog is not None
        dialog.folder.setText(str(tmp_path))
        dialog.pattern.setText("out")
        dialog.accept()
        await until(lambda: window.status.words == "Written: out (2).txt")
        assert (tmp_path / "out (2).txt").read_text().strip() == FIRST.text
        assert (tmp_path / "out.txt").read_text() == "mine"

    in_window(scenario)


def test_a_new_session_is_asked_for_and_opened(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        window._new_session.trigger()
        await until(lambda: window.findChild(QDialog))
        dialog = window.findChild(QDialog)
        assert dialog is not None
        name, in_order = dialog.findChild(QLineEdit), dialog.findChildren(QRadioButton)[1]
        assert name is not None
        name.setText("Interviews")
        in_order.setChecked(True)
        dialog.accept()
        await until(lambda: window.page.session is not None and window.page.session.name == "Interviews")
        assert window.page.session is not None and window.page.session.ordering is Ordering.IN_ORDER

    in_window(scenario)


def test_sessions_are_kept_apart_and_the_last_one_is_opened_again(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> str:
        window.take_in([FIRST.path])
        await until(lambda: all_are(window, State.COMPLETED, 1))
        first = window.page.session
        engine = await window._bridge.engine()
        await engine.open_session("Meeting")
        await until(lambda: len(window.side.sessions.sessions) == 2)
        row = next(row for row, each in enumerate(window.side.sessions.sessions) if each.name == "Meeting")
        window.side.view.setCurrentIndex(window.side.sessions.index(row))
        await until(lambda: window.page.session != first and window.page.empty.isVisible())
        index = window.side.sessions.index(row)
        window.side.sessions.setData(index, "Weekly meeting", Qt.ItemDataRole.EditRole)
        await until(lambda: window.page.session is not None and window.page.session.name == "Weekly meeting")
        window.close()
        return window.page.session.session_id if window.page.session else ""

    async def again(window: MainWindow) -> str:
        return window.page.session.session_id if window.page.session else ""

    assert in_window(scenario) == in_window(again)


def test_the_model_in_use_is_told_honestly(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        await until(window.page.model_notice.isVisible)

    in_window(scenario)


@pytest.mark.parametrize(
    ("words", "count"), [("/tmp/a.wav\n/tmp/b.wav", 2), ("hello there", 0), ('"/tmp/with space.wav"', 1), ("", 0)]
)
def test_paths_are_pasted_as_text_too(words: str, count: int) -> None:
    mime = QMimeData()
    mime.setText(words)
    assert len(paths_in(mime)) == count


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("https://example.org/a.mp3", "https://example.org/a.mp3"),
        (" ftp://host/a b\n", "ftp://host/a b"),
        ("C:/a.wav", ""),
        ("/tmp/a.wav", ""),
        ("Note: later", ""),
        ("file:///tmp/a.wav", ""),
        ("", ""),
    ],
)
def test_addresses_are_known_from_paths_and_words(words: str, address: str) -> None:
    mime = QMimeData()
    mime.setText(words)
    assert address_in(mime) == address


def test_an_address_that_is_dropped_is_refused_with_what_to_do(in_window: InWindow, tmp_path: Path) -> None:
    """A file that is dropped with it is taken in."""
    shutil.copy(samples()[0].path, clip := tmp_path / "note.flac")

    async def scenario(window: MainWindow) -> None:
        drop(window, "https://example.org/talk.mp3", clip)
        assert "Download https://example.org/talk.mp3 first" in window.status.words
        await until(lambda: len(rows(window)) == 1)

    in_window(scenario)
