"""Keys belong to whatever has the focus: in the real window, what is pressed in a text never acts on the clips."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from desktop.main_window import MainWindow
from engine.run import Run, State
from tests.desktop.conftest import Scenario, until
from tests.support.starter import samples

Key, Held = Qt.Key, Qt.KeyboardModifier
InWindow = Callable[[Scenario], Any]
NONE, CTRL, SHIFT = Held.NoModifier, Held.ControlModifier, Held.ShiftModifier
#: Keys that texts, lists and fields know and that the window gives to its clips.
KEYS = [
    (Key.Key_Delete, NONE), (Key.Key_A, CTRL), (Key.Key_C, CTRL), (Key.Key_Backspace, CTRL),
    (Key.Key_Up, CTRL), (Key.Key_Down, CTRL), (Key.Key_Up, CTRL | SHIFT), (Key.Key_Backspace, NONE),
]  # fmt: skip


def rows(window: MainWindow) -> list[Run]:
    table = window.page.table
    return table.runs()


async def taken_in(window: MainWindow, count: int) -> list[Run]:
    """Completed clips, the last one chosen, with its text on screen."""
    window.take_in([sample.path for sample in samples()[:count]])
    await until(lambda: [run.state for run in rows(window)] == [State.COMPLETED] * count)
    window.page.view.choose([rows(window)[-1].run_id])
    await until(lambda: window.page.panel.pane.transcript.segments and window.page.panel.pane.is_editable)
    window.activateWindow()
    await until(window.isActiveWindow)
    return rows(window)


def press(key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    """Press a key as a keyboard does: whoever has the focus gets it."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, held)


def acted(window: MainWindow) -> list[str]:
    """Notes, from now on, which of the actions on clips are triggered, all of them enabled whatever is chosen."""
    actions, done = window.page.actions_on_runs, list[str]()
    for action in (actions.delete, actions.select_all, actions.cancel, actions.first, actions.earlier, actions.later,
                   actions.copy, actions.delete_session):  # fmt: skip
        action.changed.connect(lambda each=action: each.setEnabled(True))
        action.setEnabled(True)
        action.triggered.connect(lambda *_, name=action.objectName(): done.append(name))
    return done


def test_a_reader_selects_and_copies_the_text_and_deletes_nothing(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        runs, view = await taken_in(window, 3), window.page.panel.pane.transcript
        window.page.view.setFocus()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.cursorRect().center() + QPoint(20, 2))
        assert view.hasFocus()
        press(Key.Key_A, CTRL)
        assert view.textCursor().selectedText() == view.toPlainText() != ""
        assert [run.run_id for run in window.page.view.chosen_runs()] == [runs[-1].run_id]
        press(Key.Key_C, CTRL)
        assert QGuiApplication.clipboard().text() == view.toPlainText()
        press(Key.Key_Delete)
        window.page.actions_on_runs.select_all.trigger()
        assert len(window.page.view.chosen_runs()) == 1, "nor does the menu, while a text has the focus"
        await (await window._bridge.engine()).sessions()
        assert rows(window) == runs

    in_window(scenario)


def fields(window: MainWindow) -> Iterator[QWidget]:
    """Everything in the window that may have the focus, but the table."""
    page, pane = window.page, window.page.panel.pane
    pane.find_bar.open("", replaces=True)
    page.panel.details.setChecked(True)
    window.status.warn("Something to select.")
    yield from (pane.find_bar.what, pane.find_bar.replacement, pane.transcript, window.top.search)
    yield from (page.panel.timeline.words, pane.player.speed, pane.player.waveform, page.panel.head.more)
    yield next(each for each in window.status.findChildren(QLabel) if each.text() == "Something to select.")
    window.side.view.edit(window.side.view.currentIndex())
    yield window.side.view.findChildren(QLineEdit)[0]


def test_keys_pressed_elsewhere_never_act_on_the_clips(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        runs, done = await taken_in(window, 2), acted(window)
        chosen = [run.run_id for run in window.page.view.chosen_runs()]
        for field in fields(window):
            if isinstance(field, QLineEdit):
                field.setText("one two")
            for key, held in KEYS:
                field.setFocus()
                QTest.keyClick(field, key, held)
                assert done == [], (field, field.accessibleName(), key)
                assert [run.run_id for run in window.page.view.chosen_runs()] in (chosen, [])
        pane = window.page.panel.pane
        for key, held in KEYS[:-1]:
            pane.transcript.setFocus()
            pane.transcript.moveCursor(pane.transcript.textCursor().MoveOperation.End)
            QTest.keyClick(pane.transcript, key, held)
        window.top.search.clear()
        await until(lambda: len(rows(window)) == 2)
        assert done == [] and {run.run_id for run in rows(window)} == {run.run_id for run in runs}

    in_window(scenario)


def test_what_was_found_is_not_deleted_and_nor_are_clips_behind_it(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        await taken_in(window, 2)
        done = acted(window)
        window.top.search.setText(samples()[0].text.split()[0])
        await until(window.page.search.passages.rowCount)
        window.top.search.entered.emit()
        assert window.page.search.view.hasFocus()
        for key, held in KEYS:
            press(key, held)
        assert done == []

    in_window(scenario)


def test_a_word_is_deleted_in_a_search_field(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        await taken_in(window, 1)
        done, field = acted(window), window.top.search
        field.setFocus()
        field.setText("one two")
        press(Key.Key_Backspace, CTRL)
        assert field.text() == "one " and done == []

    in_window(scenario)


def test_the_table_has_its_keys(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        await taken_in(window, 2)
        done = acted(window)
        window.page.view.setFocus()
        for key, held in KEYS[1:7]:
            press(key, held)
        assert done == ["Select all", "Copy text", "Cancel", "Earlier", "Later", "Move to front"]
        assert len(window.page.view.chosen_runs()) == 2

    in_window(scenario)


def test_ctrl_z_takes_a_deletion_back_unless_a_text_has_its_own(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        runs, page = await taken_in(window, 3), window.page
        page.view.choose([runs[0].run_id])
        page.view.setFocus()
        press(Key.Key_Delete)
        press(Key.Key_Z, CTRL)  # at once: the engine has not answered yet
        await until(lambda: window.undo_bar.isHidden() and not page.actions_on_runs.undo.isEnabled())
        await until(lambda: len(rows(window)) == 3)

        page.view.choose([runs[0].run_id, runs[1].run_id])
        press(Key.Key_Delete)
        await until(lambda: len(rows(window)) == 1 and not window.undo_bar.isHidden())
        field = window.top.search
        field.setFocus()
        QTest.keyClicks(field, "word")
        press(Key.Key_Z, CTRL)
        assert field.text() == "" and len(rows(window)) == 1
        page.view.setFocus()
        press(Key.Key_Z, CTRL)
        await until(lambda: len(rows(window)) == 3)
        assert window.undo_bar.isHidden()

    in_window(scenario)


def test_ctrl_z_in_a_text_that_was_never_edited_takes_a_deletion_back(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        runs, page = await taken_in(window, 2), window.page
        page.view.choose([runs[0].run_id])
        page.actions_on_runs.delete.trigger()
        await until(lambda: len(rows(window)) == 1 and page.actions_on_runs.undo.isEnabled())
        pane = page.panel.pane
        await until(lambda: pane.transcript.segments and pane.is_editable)
        pane.transcript.setFocus()
        press(Key.Key_Z, CTRL)
        await until(lambda: len(rows(window)) == 2)

    in_window(scenario)


def test_the_notice_waits_until_something_else_was_done(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        runs, page = await taken_in(window, 3), window.page
        page.view.choose([runs[0].run_id])
        page.actions_on_runs.delete.trigger()
        await until(lambda: not window.undo_bar.isHidden())
        assert window.undo_bar.min_shown.isActive() and window.undo_bar.min_shown.interval() >= 30_000
        page.view.choose([rows(window)[0].run_id])
        page.actions_on_runs.retry.trigger()
        assert not window.undo_bar.isHidden(), "it stands for its time"
        window.undo_bar.min_shown.start(0)
        await until(window.undo_bar.isHidden)

        await until(lambda: [run.state for run in rows(window)] == [State.COMPLETED] * 2)
        page.actions_on_runs.delete.trigger()
        await until(lambda: not window.undo_bar.isHidden())
        window.undo_bar.min_shown.start(0)
        await until(lambda: not window.undo_bar.min_shown.isActive())
        page.view.choose([rows(window)[0].run_id])
        assert not window.undo_bar.isHidden(), "to look about is nothing of weight"
        page.actions_on_runs.retry.trigger()
        assert window.undo_bar.isHidden()
        await until(lambda: rows(window)[0].state is State.COMPLETED)

    in_window(scenario)
