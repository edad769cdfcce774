"""A person names clips and moves them between sessions: by the menu, and by dragging rows onto a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop import dragged_runs, text
from desktop.main_window import MainWindow
from desktop.widgets.dialogs import NameDialog
from engine.exports.formats import file_name
from engine.run import Clip, Options, Run, State
from tests.desktop.conftest import Scenario, until
from tests.support.starter import samples

InWindow = Callable[[Scenario], Any]
CLICKED = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


def rows(window: MainWindow) -> list[Run]:
    table = window.page.table
    return table.runs()


def ids(runs: list[Run]) -> list[str]:
    return [run.run_id for run in runs]


async def taken_in(window: MainWindow, count: int = 3) -> list[Run]:
    window.take_in([sample.path for sample in samples()[:count]])
    await until(lambda: [run.state for run in rows(window)] == [State.COMPLETED] * count)
    return rows(window)


async def with_another_session(window: MainWindow, name: str = "Interviews & more") -> str:
    other = await (await window._bridge.engine()).open_session(name)
    await until(lambda: window.side.sessions.session(other.session_id))
    return other.session_id


def place_of(window: MainWindow, session_id: str) -> QPoint:
    sessions = window.side.sessions.sessions
    row = next(number for number, each in enumerate(sessions) if each.session_id == session_id)
    return window.side.view.visualRect(window.side.sessions.index(row)).center()


def hover(window: MainWindow, data: QMimeData, at: QPoint) -> bool:
    """Drag something to a place over the list of sessions. Returns whether it may be dropped there; if so, the session
    is marked."""
    view, accepted = window.side.view, []
    for kind in (QDragEnterEvent, QDragMoveEvent):
        event = kind(at, Qt.DropAction.CopyAction, data, *CLICKED)
        QApplication.sendEvent(view.viewport(), event)
        accepted.append(event.isAccepted())
    assert view._delegate.target_row == (view.indexAt(at).row() if all(accepted) else -1)
    return all(accepted)


def drag(window: MainWindow, data: QMimeData, to: QPoint) -> bool:
    """Drag something onto the list of sessions. Returns whether it was taken."""
    if not hover(window, data, to):
        return False
    view = window.side.view
    drop = QDropEvent(QPointF(to), Qt.DropAction.CopyAction, data, *CLICKED)
    QApplication.sendEvent(view.viewport(), drop)
    assert view._delegate.target_row == -1
    return drop.isAccepted()


def test_rows_are_dragged_onto_a_session_and_come_back(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        first, second, third = await taken_in(window)
        page, actions, here = window.page, window.page.actions_on_runs, first.session_id
        there = await with_another_session(window)
        page.view.choose([first.run_id, third.run_id])
        data = page.table.mimeData(page.view.selectedIndexes())
        assert not drag(window, data, QPoint(5, window.side.view.height() - 5)), "there is no session"
        assert drag(window, data, place_of(window, here)) and not actions.undo.isEnabled(), "they are there"
        assert drag(window, data, place_of(window, there))
        await until(lambda: ids(rows(window)) == [second.run_id])
        assert page.view.chosen_runs() == [second]
        assert window.undo_bar.words.text() == "2 clips moved to “Interviews & more”"
        assert actions.undo.text() == "Undo move"
        engine = await window._bridge.engine()
        assert ids(await engine.runs.all(session_id=there)) == [first.run_id, third.run_id]
        await until(lambda: window.side.sessions.session(there).total == 2)  # type: ignore[union-attr]
        page.view.setFocus()
        QTest.keyClick(page.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: ids(rows(window)) == ids([first, second, third]))
        assert window.undo_bar.isHidden() and not actions.undo.isEnabled()
        assert {run.session_id for run in rows(window)} == {here}

    in_window(scenario)


def test_only_rows_of_the_list_are_taken_by_a_session(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        await taken_in(window, 1)
        here, view = place_of(window, rows(window)[0].session_id), window.side.view
        files = QMimeData()
        files.setUrls([QUrl.fromLocalFile(str(samples()[0].path))])
        assert not drag(window, files, here), "files are the window's to take"
        broken = QMimeData()
        broken.setData("application/x-everyclip-runs", b"[1, {")
        assert not drag(window, broken, here)
        assert hover(window, dragged_runs.pack(QMimeData(), ["nobody"]), here)
        view.grab()
        QApplication.sendEvent(view.viewport(), QDragLeaveEvent())
        assert view._delegate.target_row == -1

    in_window(scenario)


def test_chosen_clips_are_moved_by_the_menu_also_to_a_new_session(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        first, second, third = await taken_in(window)
        there = await with_another_session(window)
        menu, page = window.page.actions_on_runs.filing.menu, window.page

        def choices() -> dict[str, QAction]:
            menu.aboutToShow.emit()
            return {action.text(): action for action in menu.actions()}

        page.view.choose([first.run_id])
        listed = choices()
        assert [*listed] == ["Interviews && more", "My clips", "", "New session…"]
        assert listed["Interviews && more"].isEnabled() and not listed["My clips"].isEnabled()
        listed["Interviews && more"].trigger()
        await until(lambda: ids(rows(window)) == ids([second, third]))

        page.view.choose([second.run_id])
        choices()["New session…"].trigger()
        await until(QApplication.activeModalWidget)
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        dialog.findChild(QLineEdit).setText("Made for it")  # type: ignore[union-attr]
        dialog.accept()  # type: ignore[attr-defined]
        await until(lambda: ids(rows(window)) == [third.run_id])
        engine = await window._bridge.engine()
        names = {session.session_id: session.name for session in await engine.sessions()}
        now = {run.run_id: names[run.session_id] for run in await engine.runs.all()}
        assert now == {first.run_id: "Interviews & more", second.run_id: "Made for it", third.run_id: "My clips"}
        assert (await engine.runs.get(first.run_id)).session_id == there

    in_window(scenario)


def test_a_clip_is_renamed_by_its_key(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        run, _ = await taken_in(window, 2)
        page = window.page
        page.view.choose([run.run_id])
        page.view.setFocus()
        QTest.keyClick(page.view, Qt.Key.Key_F2)
        await until(lambda: window.findChild(NameDialog))
        dialog = window.findChild(NameDialog)
        assert dialog is not None
        assert dialog.name.selectedText() == run.clip.name.rpartition(".")[0]
        dialog.name.setText("  ")
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)
        assert dialog.isVisible(), "that is no name"
        dialog.name.setText(" The plan v1.5 ")
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)
        await until(lambda: rows(window)[0].clip.name == "The plan v1.5")
        row = page.table.row_of(run.run_id)
        assert row is not None and page.table.index(row, 0).data().startswith("The plan v1.5")
        await until(lambda: page.panel.head.title.accessibleName() == "The plan v1.5")
        assert file_name(rows(window)[0], "txt") == "The plan v1.5.txt"
        assert window.undo_bar.words.text() == "Renamed to “The plan v1.5”"
        assert page.actions_on_runs.undo.text() == "Undo rename"
        window.activateWindow()
        page.view.setFocus()
        await until(page.view.hasFocus)
        QTest.keyClick(page.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: rows(window)[0].clip.name == run.clip.name)
        assert not rows(window)[0].clip.is_renamed and window.undo_bar.isHidden()
        page.view.selectAll()
        assert not page.actions_on_runs.rename.isEnabled()

    in_window(scenario)


def test_a_recording_is_called_by_its_first_words_until_it_is_renamed() -> None:
    clip = Clip("c", "Recording 2026-01-02 10-11-12.wav", "Microphone", stored_as="c.wav")
    run = Run("r", 1, "s", clip, Options())
    assert text.title(run) == clip.name
    said = replace(run, preview="  So, this\nis it.")
    assert text.title(said) == "So, this is it."
    long = replace(run, preview="word " * 11 + "ends. And it goes on")
    assert text.title(long) == "word " * 11 + "ends…", "60 characters, and a word ends there"
    assert text.title(replace(run, preview="word " * 11 + "goes-on-and-on")) == ("word " * 11).strip() + "…"
    assert text.title(replace(run, preview="字" * 100)) == "字" * 60 + "…"
    assert file_name(long, "txt") == "Recording 2026-01-02 10-11-12.txt"
    named = replace(long, clip=replace(clip, name="Call with Dr.Smith", is_renamed=True))
    assert (text.title(named), file_name(named, "txt")) == ("Call with Dr.Smith", "Call with Dr.Smith.txt")
    file = replace(long, clip=replace(clip, name="a.mp3", source="/home/a.mp3"))
    assert text.title(file) == "a.mp3"
    assert file_name(replace(file, clip=replace(clip, name="b.mp3", is_renamed=True)), "txt") == "b.txt"
