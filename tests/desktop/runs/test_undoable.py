"""Taking changes back, and the bin: in a real window over a real engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.main_window import MainWindow
from desktop.runs.trash_dialog import BinDialog
from desktop.runs.undoable import UndoBar
from engine.run import Run, State
from tests.desktop.conftest import Scenario, until
from tests.support.starter import samples

InWindow = Callable[[Scenario], Any]


def rows(window: MainWindow) -> list[Run]:
    table = window.page.table
    return table.runs()


def session_names(window: MainWindow) -> list[str]:
    return [session.name for session in window.side.sessions.sessions]


async def taken_in(window: MainWindow, count: int) -> list[Run]:
    window.take_in([sample.path for sample in samples()[:count]])
    await until(lambda: [run.state for run in rows(window)] == [State.COMPLETED] * count)
    return rows(window)


async def opened_bin(window: MainWindow) -> BinDialog:
    window.page.actions_on_runs.bin.trigger()
    await until(lambda: window.findChild(BinDialog))
    dialog = window.findChild(BinDialog)
    assert dialog is not None
    return dialog


def names(dialog: BinDialog) -> list[str]:
    return [run.clip.name for run in dialog.table.runs]


def test_the_notice_waits_until_the_person_did_something_else(application: QApplication) -> None:
    bar = UndoBar(QAction("Undo"))
    assert bar.min_shown.interval() >= 30_000
    bar.show_message("92 clips deleted")
    bar.go_on()
    assert not bar.isHidden(), "30 seconds are not over"
    bar.show_message("92 clips deleted")
    bar.min_shown.stop()
    bar.min_shown.timeout.emit()
    assert not bar.isHidden(), "nothing else was done"
    bar.go_on()
    assert bar.isHidden()


def test_a_session_is_deleted_by_its_key_and_comes_back(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        runs, page = await taken_in(window, 2), window.page
        await until(lambda: session_names(window) == ["My clips"])
        window.side.view.setFocus()
        QTest.keyClick(window.side.view, Qt.Key.Key_Delete)
        await until(lambda: page.session and page.session.session_id != runs[0].session_id and not rows(window))
        assert window.undo_bar.words.text() == "Session “My clips” deleted"
        window.undo_bar.button.click()
        await until(lambda: [run.run_id for run in rows(window)] == [run.run_id for run in runs])
        assert page.session is not None and page.session.session_id == runs[0].session_id
        await until(lambda: session_names(window) == ["My clips"])
        assert window.undo_bar.isHidden()

    in_window(scenario)


def test_another_session_is_shown_when_the_open_one_goes(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        engine = await window._bridge.engine()
        first = window.page.session
        assert first is not None
        other = await engine.open_session("Other")
        await until(lambda: len(session_names(window)) == 2)
        await engine.trash.delete_session(first.session_id)
        await until(lambda: window.page.session and window.page.session.session_id == other.session_id)

    in_window(scenario)


def test_the_bin_restores_and_deletes_for_good_what_is_chosen(in_window: InWindow) -> None:
    async def answered(dialog: BinDialog, button: Callable[[QMessageBox], Any]) -> None:
        await until(lambda: dialog.findChild(QMessageBox))
        box = dialog.findChild(QMessageBox)
        assert box is not None
        button(box).click()
        await until(lambda: dialog.findChild(QMessageBox) is None)

    async def scenario(window: MainWindow) -> None:
        engine = await window._bridge.engine()
        one, two, three = await taken_in(window, 3)
        window.page.actions_on_runs.delete_session.trigger()
        await until(lambda: not rows(window))
        dialog = await opened_bin(window)
        await until(lambda: dialog.table.rowCount() == 3)
        first_row = [dialog.table.index(0, column).data() for column in range(5)]
        assert first_row[0] == one.clip.name and first_row[2] == "My clips" and first_row[4] == "in 30 days"

        dialog.view.selectRow(1)
        await dialog._read()  # as after whatever another program does
        assert [run.run_id for run in dialog.chosen()] == [two.run_id], "the choice stays"
        for key in (Qt.Key.Key_Delete, Qt.Key.Key_Return):
            dialog.empty.setFocus()
            await until(dialog.empty.hasFocus)
            QTest.keyClick(dialog.empty, key)
        assert dialog.table.rowCount() == 3 and dialog.findChild(QMessageBox) is None, (
            "keys of the list, not of buttons"
        )
        dialog.view.setFocus()
        QTest.keyClick(dialog.view, Qt.Key.Key_Delete)
        await answered(dialog, lambda box: box.button(QMessageBox.StandardButton.Cancel))
        assert len(await engine.trash.deleted_runs()) == 3
        dialog.purge.click()
        await answered(dialog, lambda box: box.buttons()[1])
        await until(lambda: names(dialog) == [one.clip.name, three.clip.name])
        assert engine.audio_path(two) is not None and not engine.audio_path(two).exists()  # type: ignore[union-attr]

        QTest.keyClick(dialog.view, Qt.Key.Key_Return)
        await until(lambda: names(dialog) == [three.clip.name])
        assert [run.run_id for run in await engine.runs.all()] == [one.run_id]
        dialog.empty.click()
        await answered(dialog, lambda box: box.buttons()[1])
        await until(lambda: dialog.nothing.isVisible() and not dialog.empty.isEnabled())
        assert await engine.trash.deleted_runs() == []
        dialog.reject()

    in_window(scenario)
