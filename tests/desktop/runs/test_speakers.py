"""Who speaks, in the real window: two voices found, corrected and renamed; a search cancelled, or failed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QMenu

from desktop.main_window import MainWindow
from desktop.models.new_clips_menu import NewClipsMenu
from desktop.models.options_dialog import RetryDialog
from desktop.preferences.dialog import SettingsDialog
from desktop.runs.columns import RunColumn
from desktop.runs.run_panel import RunPanel
from engine.events import JobState, SpeakerJob, SpeakersChanged
from engine.run import Reason, State
from engine.storage.paths import Paths
from engine.text.speakers import FIND_SPEAKERS
from tests.desktop.conftest import Scenario, pick, until
from tests.end_to_end.audio import recording, write_wav
from tests.engine.speakers.test_voices import ONE, OTHER, conversation
from tests.support.starter import samples

InWindow = Callable[[Scenario], Any]


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two who take turns, for half a minute."""
    heard, _ = conversation(f"{ONE}-0003", f"{OTHER}-0000", f"{ONE}-0004", f"{OTHER}-0009", f"{ONE}-0005")
    return write_wav(tmp_path_factory.mktemp("talk") / "talk.wav", (heard * 32767).astype(np.int16))


async def read(window: MainWindow, clip: Path) -> RunPanel:
    """The reader with the text of this clip."""
    window.take_in([clip])
    await until(lambda: window.page.table.counts.get(State.COMPLETED, 0) == 1)
    panel = window.page.panel
    await until(lambda: panel.pane.is_editable and panel.transcript.segments)
    return panel


def entry(menu: QMenu, words: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == words)


def names(panel: RunPanel) -> set[str | None]:
    return {segment.speaker for segment in panel.transcript.segments}


async def named(panel: RunPanel, wanted: set[str | None]) -> None:
    await until(lambda: names(panel) == wanted)


def submenu(menu: QMenu, words: str) -> QMenu:
    found = entry(menu, words).menu()
    assert isinstance(found, QMenu)
    return found


def submenu_of(menu: QMenu, inner: QMenu) -> QAction:
    """The entry that opens it."""
    return next(action for action in menu.actions() if action.menu() is inner)


def shown(panel: RunPanel) -> str:
    return panel.speakers.words.text() if panel.speakers.isVisible() else ""


def tell(window: MainWindow, job: SpeakerJob) -> None:
    """What the engine would say of a job."""
    window._bridge._on_notice(SpeakersChanged(job))


def test_two_voices_are_found_corrected_undone_merged_and_renamed(in_window: InWindow, talk: Path) -> None:
    async def scenario(window: MainWindow) -> None:
        window.show()
        panel = await read(window, talk)
        assert names(panel) == {None} and not shown(panel)
        entry(submenu(panel.head.menu, "Find speakers"), "Find how many").trigger()
        await until(lambda: shown(panel) == "2 speakers found")
        assert names(panel) == {"Speaker 1", "Speaker 2"}
        await until(lambda: "2 speakers found" in story(panel))

        entry(panel.speakers.counts, "Exactly 1").trigger()
        await until(lambda: shown(panel) == "1 speaker found" and names(panel) == {"Speaker 1"})
        panel.transcript.setFocus()
        QTest.keyClick(panel.transcript, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: names(panel) == {"Speaker 1", "Speaker 2"})
        assert not shown(panel), "the text is no longer what was found"

        await answer(window, panel, "Ada")
        await until(lambda: names(panel) == {"Ada", "Speaker 2"})
        assert await answer(window, panel, "Speaker 2") == "Merge Ada with Speaker 2 throughout"
        await until(lambda: names(panel) == {"Speaker 2"})
        undone: list[set[str | None]] = [{"Ada", "Speaker 2"}, {"Speaker 1", "Speaker 2"}, {None}]
        for before in undone:
            await until(lambda: panel.pane.editing.draft is not None and panel.pane.editing.draft.can_undo)
            QTest.keyClick(panel.transcript, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
            await named(panel, before)

    in_window(scenario)


async def answer(window: MainWindow, panel: RunPanel, name: str) -> str:
    """Call the speaker of the first segment so throughout, by the entry of the reader's menu. Returns what the dialog
    calls that."""
    cursor = panel.transcript.textCursor()
    cursor.setPosition(0)
    panel.transcript.setTextCursor(cursor)
    entry(panel.head.menu, "Speaker…").trigger()
    await until(lambda: dialog(window))
    asked = dialog(window)
    assert asked is not None
    box, everywhere = asked.findChild(QComboBox), asked.findChild(QCheckBox)
    assert box is not None and everywhere is not None
    box.setEditText(name)
    everywhere.setChecked(True)
    words = everywhere.text()
    asked.accept()
    await until(lambda: dialog(window) is None)
    return words


def dialog(window: MainWindow, title: str = "Who speaks") -> QDialog | None:
    open_now = (each for each in window.findChildren(QDialog) if each.isVisible())
    return next((each for each in open_now if each.windowTitle() == title), None)


def test_someone_else_speaks_from_a_segment_on(in_window: InWindow, tmp_path: Path) -> None:
    """By the keyboard; and what the context menu of a segment has opens by a click on its speaker's name, too."""

    async def scenario(window: MainWindow) -> None:
        window.show()
        panel = await read(window, recording(tmp_path / "three.wav", min_s=7))
        view, menu = panel.transcript, panel.pane.menu

        async def from_here(place: int, name: str | None = None) -> str:
            cursor = view.textCursor()
            cursor.setPosition(view.document().findBlockByNumber(place).position())
            view.setTextCursor(cursor)
            view.setFocus()
            QTest.keyClick(view, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
            await until(lambda: dialog(window, "Someone else from here on"))
            asked = dialog(window, "Someone else from here on")
            assert asked is not None
            box = asked.findChild(QComboBox)
            assert box is not None
            offered = box.currentText()
            box.setEditText(name or offered)
            asked.accept()
            await until(lambda: dialog(window, "Someone else from here on") is None)
            return offered

        assert await from_here(0) == "Speaker 1"
        await named(panel, {"Speaker 1"})
        assert await from_here(1) == "Speaker 2"
        await named(panel, {"Speaker 1", "Speaker 2"})
        assert [segment.speaker for segment in view.segments[:3]] == ["Speaker 1", "Speaker 2", "Speaker 2"]
        await from_here(2, "Speaker 1")
        await until(lambda: view.segments[2].speaker == "Speaker 1")
        QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: view.segments[2].speaker == "Speaker 2")

        cursor = view.textCursor()
        cursor.movePosition(cursor.MoveOperation.Start)
        view.setTextCursor(cursor)
        at = name_at(panel, 1)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        await until(menu.isVisible)
        assert view.textCursor().blockNumber() == 1, "it is about that segment"
        assert {panel.pane.speaker, panel.pane.other_speaker} <= {*menu.actions()}
        menu.close()

    in_window(scenario)


def name_at(panel: RunPanel, place: int) -> QPoint:
    """Where the name above a segment is, in the transcript's viewport."""
    view = panel.transcript
    places = ((x, y) for y in range(0, view.viewport().height(), 3) for x in range(0, view.viewport().width(), 20))
    found = next(point for point in places if view.place_of_name(QPointF(*point)) == place)
    return QPoint(*found)


def story(panel: RunPanel) -> str:
    return panel.timeline.words.toPlainText()


def test_what_is_told_of_a_search_and_asked_of_it(in_window: InWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine is asked by the buttons; what it says is shown in the reader and in the list, and changes no state."""

    async def scenario(window: MainWindow) -> None:
        window.show()
        panel = await read(window, samples()[0].path)
        assert panel.run is not None
        run, engine = panel.run, await window._bridge.engine()
        asked: list[tuple[Any, ...]] = []
        for name in ("find", "cancel", "recount"):

            async def note(*args: Any, name: str = name) -> None:
                asked.append((name, *args))

            monkeypatch.setattr(engine.speakers, name, note)
        menu = QMenu()
        window.page.actions_on_runs.fill_run_menu(menu)
        window.page.actions_on_runs.refresh()
        entry(submenu(menu, "Find speakers"), "Exactly 3").trigger()
        await until(lambda: asked == [("find", [run.run_id], 3)])

        job = SpeakerJob(run.run_id, 1, 3)
        tell(window, job)
        await until(lambda: shown(panel) == "Finding speakers…" and panel.speakers.cancel.isVisible())
        duration_s = run.clip.duration_s or 0.0
        tell(window, replace(job, state=JobState.RUNNING, done_s=0.4 * duration_s))
        await until(lambda: shown(panel) == "Finding speakers 40%")
        table = window.page.table
        cell = table.index(0, RunColumn.STAGES).data()
        assert "finding speakers 40%" in cell and table.run_at(0).state is State.COMPLETED
        found_in = submenu_of(menu, window.page.actions_on_runs.speakers)
        await until(lambda: found_in.text() == "Finding speakers 40%")
        window.page.actions_on_runs.cancel.trigger()
        await until(lambda: asked[-1] == ("cancel", [run.run_id]))
        panel.speakers.cancel.click()
        await until(lambda: asked[-2:] == [("cancel", [run.run_id])] * 2)
        tell(window, replace(job, state=JobState.CANCELLED))
        await until(lambda: not shown(panel))
        await until(lambda: found_in.text() == "Find speakers")
        assert not window.page.actions_on_runs.cancel.isEnabled(), "nothing is under way"
        assert "finding" not in table.index(0, RunColumn.STAGES).data()

        tell(window, replace(job, request=2, state=JobState.FAILED, reason=Reason("speakers_died")))
        await until(lambda: "ended again and again" in shown(panel))
        panel.speakers.again.click()
        await until(lambda: asked[-1] == ("find", [run.run_id], 3))
        panel.speakers.close_note.click()
        assert not shown(panel)

    in_window(scenario)


def test_the_options_have_one_name_and_are_remembered(in_window: InWindow, home: Paths) -> None:
    async def choose(window: MainWindow) -> None:
        await window.shelf.read()
        menu = window.top.options.menu()
        assert isinstance(menu, NewClipsMenu)
        menu.fill()
        entry(submenu(menu, "Speakers: Off"), "Find them").trigger()
        assert window._bridge.options.speakers == FIND_SPEAKERS
        dialog = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        box = next(each for each in dialog.findChildren(QComboBox) if each.accessibleName() == "Speakers")
        assert box.currentText() == "Find them"
        pick(box, "2")
        assert window.settings.now.speakers == 2
        dialog.close()

    async def look(window: MainWindow) -> None:
        assert window._bridge.options.speakers == 2
        panel = await read(window, samples()[0].path)
        assert panel.run is not None and panel.run.options.speakers == 2
        await asyncio.wait_for((await window._bridge.engine()).speakers.wait(), 60)
        again = RetryDialog(window, [panel.run], window.shelf)
        assert again.speakers is not None and again.speakers.currentText() == "Exactly 2"
        pick(again.speakers, "")
        assert again.options.speakers is None
        assert RetryDialog(window, [panel.run], window.shelf, (0.0, 1.0)).speakers is None
        again.close()

    in_window(choose)
    in_window(look)
