"""The reader in the real window: its head, its menus, and a text that is simply there to be typed in."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import text
from desktop.exports.dialog import ExportDialog
from desktop.main_window import MainWindow
from desktop.runs.run_panel import RunPanel
from desktop.transcript.editor import TranscriptEditor
from engine.exports.formats import ExportOptions
from engine.run import Clip, Options, Outcome, Phase, Reason, Run, SoundFacts, State
from tests.desktop.conftest import Scenario, until
from tests.support.starter import samples

Key, Held = Qt.Key, Qt.KeyboardModifier
InWindow = Callable[[Scenario], Any]


async def read(window: MainWindow, *clips: Path) -> RunPanel:
    """The reader with the text of the first of these clips, which were just taken in."""
    window.take_in(clips)
    await until(lambda: window.page.table.counts.get(State.COMPLETED, 0) == len(clips))
    panel = window.page.panel
    await until(lambda: panel.pane.is_editable and panel.transcript.segments)
    return panel


def place_of(view: TranscriptEditor, offset: int) -> QPoint:
    """Where a character of the first segment is on screen."""
    cursor = view.textCursor()
    cursor.setPosition(offset)
    return view.cursorRect(cursor).center() + QPoint(2, 0)


def double_click(view: TranscriptEditor, at: QPoint) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    twice = QMouseEvent(
        QEvent.Type.MouseButtonDblClick, at, view.viewport().mapToGlobal(at), Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton, Held.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), twice)


# --- facts in words ---


@pytest.fixture
def british() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.mark.usefixtures("british")
def test_the_facts_are_for_people() -> None:
    clip = Clip("clip", "Call.m4a", "/Call.m4a", duration_s=372.0)
    noon = datetime.now().replace(hour=12, minute=5)
    run = Run("run", 1, "s", clip, Options(model="base"), State.COMPLETED, device="cpu int8", attempt=2, language="en")
    run = replace(run, created_at=noon.timestamp())
    assert text.about(run).replace("  ", " ") == "Today 12:05 · 6:12 · English · Base"
    assert text.about(replace(run, created_at=(noon - timedelta(1)).timestamp())).startswith("Yesterday 12:05")
    before = noon - timedelta(3)
    assert text.about(replace(run, created_at=before.timestamp())).startswith(f"{before:%A} 12:05")
    assert str((noon - timedelta(300)).year) in text.about(replace(run, created_at=(noon - timedelta(300)).timestamp()))
    going = replace(run, state=State.RUNNING, phase=Phase.TRANSCRIBING, done_s=186.0)
    assert text.about(going).endswith("Transcribing 50%")
    assert text.model("/models/my own model") == "my own model" and text.model("somebody/whisper-x") == "whisper-x"


def test_what_is_missing_is_told_in_sentences(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        panel = window.page.panel
        note = Reason("breaks_off", {"at_s": 15.0, "stated_s": 30.0})
        run = Run("run", 0, "s", Clip("clip", "Call.m4a", "/Call.m4a"), Options(), State.COMPLETED)
        run = replace(run, outcome=Outcome.TEXT, sound=SoundFacts(notes=(note,)))
        panel.show_run(run)
        assert panel.notes.words.text() == "The file breaks off at 0:15 of 0:30."
        assert not panel.notes.isHidden() and panel.failure.isHidden() and panel.notes.turn.isHidden()
        panel.show_run(replace(run, run_id="other", unheard_places=1, sound=SoundFacts()))
        assert "1 place" in panel.notes.words.text() and not panel.notes.turn.isHidden()
        panel.show_run(
            replace(run, run_id="third", state=State.FAILED, reason=Reason("file_empty"), sound=SoundFacts())
        )
        assert panel.notes.isHidden() and panel.failure.words.text().startswith("The file is empty")
        panel.show_run(None)
        assert panel.head.isHidden() and panel.failure.isHidden()

    in_window(scenario)


# --- copy and export ---


@pytest.mark.slow
def test_the_text_is_copied_and_written_beside_the_original(in_window: InWindow, tmp_path: Path) -> None:
    folder = tmp_path / "Recordings"
    folder.mkdir()
    clip = folder / "Call.flac"
    shutil.copy(samples()[0].path, clip)

    async def scenario(window: MainWindow) -> None:
        panel = await read(window, clip)
        head, words = panel.head, panel.transcript.toPlainText()
        assert head.title.text() == "Call.flac"
        head.copy.click()
        await until(lambda: QGuiApplication.clipboard().text() == words)
        await until(lambda: head.formats.beside == folder)
        head.formats.fill()
        entries = head.formats.actions()
        assert entries[0].text() == "Beside the original" and not entries[0].isEnabled()
        assert entries[1].data() == "txt" and entries[-1].text() == "Export…"
        next(entry for entry in entries if entry.data() == "srt").trigger()
        await until((folder / "Call.srt").exists)
        head.formats.fill()
        assert head.formats.actions()[1].data() == "srt", "the format of the last time comes first"
        head.formats.actions()[1].trigger()
        await until((folder / "Call (2).srt").exists)
        assert (head.export.text(), head.export.toolTip()) == ("Export .srt", "Beside the original")
        head.export.click()
        await until((folder / "Call (3).srt").exists)
        head.formats.actions()[-1].trigger()
        await until(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ExportDialog) and dialog.format.currentData() == "srt"
        dialog.reject()
        await until(lambda: QApplication.activeModalWidget() is None)

    in_window(scenario)


def test_where_the_original_is_gone_the_last_folder_is_offered(in_window: InWindow, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    clip = folder / "Call.flac"
    shutil.copy(samples()[0].path, clip)

    async def scenario(window: MainWindow) -> None:
        panel = await read(window, clip)
        shutil.rmtree(folder)
        panel.show_run(None)
        assert window.page.view.current_run() is not None
        panel.show_run(window.page.view.current_run())
        for _ in range(20):
            await asyncio.sleep(0.01)
        panel.head.formats.fill()
        last = window.page.actions_on_runs.text_out.folder
        assert panel.head.formats.beside is None
        assert panel.head.formats.actions()[0].text() == f"In the folder “{last.name}”"

    in_window(scenario)


# --- the text ---


def test_a_click_places_caret_and_playhead_and_typing_edits(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        panel = await read(window, samples()[0].path)
        view, player, said = panel.transcript, panel.pane.player.player, panel.transcript.toPlainText()
        await until(lambda: panel.pane.player._duration_s > 0)
        segment = view.segments[0]
        word = segment.words[2]
        offset = said.index(word.text.strip())
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, offset + 1))
        assert view.textCursor().position() in (offset + 1, offset + 2)
        assert player.position_s == pytest.approx(word.start_s, abs=0.06) and not player.is_playing
        assert view.spoken_words == word.text.strip()
        double_click(view, place_of(view, offset + 1))
        assert view.textCursor().selectedText() == word.text.strip().rstrip(".,?!")
        QTest.keyClick(view, Key.Key_C, Held.ControlModifier)
        assert QGuiApplication.clipboard().text() == word.text.strip().rstrip(".,?!")
        QTest.keyClicks(view, "house")
        assert view.toPlainText() == said[:offset] + "house" + said[offset + len(word.text.strip().rstrip(".,?!")) :]
        QTest.keyClick(view, Key.Key_Z, Held.ControlModifier)
        assert view.toPlainText() == said
        QTest.keyClick(view, Key.Key_Z, Held.ControlModifier | Held.ShiftModifier)
        assert "house" in view.toPlainText()
        QTest.keyClick(view, Key.Key_Z, Held.ControlModifier)

    in_window(scenario)


def test_f2_may_put_the_focus_into_the_text(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        panel = await read(window, samples()[0].path)
        window.activateWindow()
        window.page.view.setFocus()
        panel.begin_typing()
        assert panel.transcript.hasFocus() and panel.transcript.is_editable
        QTest.keyClicks(panel.transcript, "x ")
        assert panel.transcript.toPlainText().startswith("x ")

    in_window(scenario)


def test_a_text_is_read_only_while_its_run_goes_on(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        panel = await read(window, samples()[0].path)
        run, view = panel.run, panel.transcript
        assert run is not None
        said, toggled = view.toPlainText(), list[bool]()
        panel.pane.update_run(replace(run, state=State.RUNNING))
        assert not view.is_editable and not panel.pane.is_editable and view.follows
        view.play_asked.connect(lambda: toggled.append(True))
        QTest.keyClicks(view, "x")
        QTest.keyClick(view, Key.Key_Space)
        QTest.keyClick(view, Key.Key_Delete)
        assert view.toPlainText() == said and toggled == [True]

    in_window(scenario)


def test_the_find_bar_closes_when_another_clip_is_shown(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        panel = await read(window, *(sample.path for sample in samples()[:2]))
        first, second = (window.page.table.run_at(row) for row in (0, 1))
        window.page.view.choose([first.run_id])
        await until(lambda: panel.run is not None and panel.run.run_id == first.run_id and panel.transcript.segments)
        panel.pane.search.trigger()
        assert not panel.pane.find_bar.isHidden()
        panel.show_run(panel.run)
        assert not panel.pane.find_bar.isHidden(), "the same clip, as it changes"
        window.page.view.setFocus()
        window.page.view.choose([second.run_id])
        assert panel.pane.find_bar.isHidden() and not panel.transcript.hasFocus()

    in_window(scenario)


def test_a_reader_fits_into_little_room(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        panel = await read(window, samples()[0].path)
        assert panel.minimumSizeHint().width() <= 300
        assert panel.minimumSizeHint().height() <= 400

    in_window(scenario)


def test_details_have_what_came_while_the_run_was_shown(in_window: InWindow, tmp_path: Path) -> None:
    async def scenario(window: MainWindow) -> None:
        panel = await read(window, samples()[0].path)
        run_id, story = panel.run.run_id if panel.run is not None else "", panel.timeline.words
        engine = await window._bridge.engine()
        panel.details.setChecked(True)
        await engine.runs.rename(run_id, "Shopping list")
        await until(lambda: "Shopping list" in story.toPlainText())
        panel.details.setChecked(False)
        await engine.texts.export_many([run_id], "txt", tmp_path, ExportOptions())
        panel.details.setChecked(True)
        await until(lambda: "Exported to" in story.toPlainText())

    in_window(scenario)
