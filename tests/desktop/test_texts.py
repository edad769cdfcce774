"""What a person does with whole texts in the real window: a part transcribed again, earlier texts, inserted segments,
the history, and a text that others change meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from desktop.main_window import MainWindow
from desktop.models.options_dialog import RetryDialog
from desktop.transcript.editor import TranscriptEditor
from desktop.transcript.history_dialog import HistoryDialog
from desktop.transcript.pane import TranscriptPane
from desktop.transcript.range_bar import StretchBar
from desktop.transcript.segment_dialogs import _SegmentDialog
from desktop.transcript.versions_dialog import TextsDialog
from engine.engine import Engine
from engine.run import Quality, Run, State
from engine.storage.paths import Paths
from engine.text.edits import Delete, SetText, Split
from tests.desktop.conftest import Scenario, until
from tests.end_to_end.audio import recording

Key, Held = Qt.Key, Qt.KeyboardModifier
Dialog = TypeVar("Dialog", bound=QDialog)
InWindow = Callable[[Scenario], Any]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Five sentences with pauses between them."""
    return recording(tmp_path / "talk.wav", min_s=16)


async def with_text_of(window: MainWindow, clip: Path) -> tuple[TranscriptPane, Run, Engine]:
    """A completed run, chosen, with its text on screen."""
    window.take_in([clip])
    await until(lambda: window.page.table.counts.get(State.COMPLETED, 0) == 1)
    pane = window.page.panel.pane
    await until(lambda: pane.transcript.segments and pane.is_editable)
    run = window.page.panel.run
    assert run is not None
    return pane, run, await window._bridge.engine()


async def opened(kind: type[Dialog]) -> Dialog:
    """The dialog that the person is asked with."""
    await until(lambda: isinstance(QApplication.activeModalWidget(), kind))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


def put_caret(view: TranscriptEditor, place: int, offset: int = 0) -> None:
    cursor = view.textCursor()
    cursor.setPosition(view.document().findBlockByNumber(place).position() + offset)
    view.setTextCursor(cursor)


def offers(bar: StretchBar) -> bool:
    """Whether there is a new text to take."""
    return not bar.isHidden() and bar.take.isVisibleTo(bar)


def lines(view: TranscriptEditor) -> list[str]:
    return view.toPlainText().splitlines()


@pytest.mark.slow
def test_a_part_is_transcribed_again_and_taken_or_not(in_window: InWindow, clip: Path) -> None:
    async def scenario(window: MainWindow) -> None:
        pane, run, engine = await with_text_of(window, clip)
        view, bar = pane.transcript, pane.stretch
        said = lines(view)
        await engine.texts.edit(run.run_id, SetText(view.segments[1].segment_id, "Mumble mumble."))
        await until(lambda: lines(view)[1] == "Mumble mumble.")
        put_caret(view, 1)
        QTest.keyClick(view, Key.Key_T, Held.ControlModifier | Held.ShiftModifier)
        dialog = await opened(RetryDialog)
        dialog.quality.setCurrentIndex(dialog.quality.findData(Quality.CAREFUL))
        dialog.accept()
        await until(lambda: offers(bar))
        assert "Mumble mumble." in bar.both.toPlainText() and said[1] in bar.both.toPlainText()
        bar.keep.click()
        assert bar.isHidden() and lines(view)[1] == "Mumble mumble."

        (again,) = await engine.texts.runs_of_clip(run.run_id)
        assert again.options.quality is Quality.CAREFUL
        window.page.view.choose([again.run_id])
        await until(lambda: offers(bar) and not bar.keep.isVisibleTo(bar))
        bar.take.click()
        window.page.view.choose([run.run_id])
        await until(lambda: lines(view) == said and pane.is_editable)
        QTest.keyClick(view, Key.Key_Z, Held.ControlModifier)
        await until(lambda: lines(view)[1] == "Mumble mumble.")

    in_window(scenario)


@pytest.mark.slow
def test_an_earlier_text_is_shown_again(in_window: InWindow, clip: Path) -> None:
    async def scenario(window: MainWindow) -> None:
        pane, run, engine = await with_text_of(window, clip)
        view = pane.transcript
        await engine.texts.edit(run.run_id, SetText(view.segments[0].segment_id, "My own words."))
        await engine.runs.retry([run.run_id], replace(run.options, quality=Quality.CAREFUL))
        await until(lambda: window.page.panel.run and window.page.panel.run.shown_attempt == 2)
        await until(lambda: pane.others.isEnabled() and lines(view)[:1] not in ([], ["My own words."]))
        QTest.keyClick(view, Key.Key_T, Held.ControlModifier | Held.AltModifier)
        dialog = await opened(TextsDialog)
        assert [each.source.attempt for each in dialog._texts] == [2, 1]
        assert dialog._texts[0].is_shown and dialog.chosen.source is dialog._texts[1].source
        assert "My own words." in dialog.words.toPlainText()
        dialog.take.click()
        await until(lambda: lines(view)[0] == "My own words.")
        assert (await engine.runs.get(run.run_id)).shown_attempt == 1

    in_window(scenario)


@pytest.mark.slow
def test_a_segment_is_inserted_where_nobody_speaks(in_window: InWindow, clip: Path) -> None:
    async def scenario(window: MainWindow) -> None:
        pane, run, engine = await with_text_of(window, clip)
        view, before = pane.transcript, pane.transcript.segments[:2]
        put_caret(view, 0)
        QTest.keyClick(view, Key.Key_I, Held.ControlModifier)
        dialog = await opened(_SegmentDialog)
        assert not dialog.ok.isEnabled()
        QTest.keyClicks(dialog._words, "(laughter)")
        assert before[0].end_s <= dialog.choice.start_s + 0.01 and dialog.choice.end_s <= before[1].start_s + 0.01
        dialog.ok.click()
        await until(lambda: lines(view)[1] == "(laughter)")
        assert (await engine.texts.segments(run.run_id))[2] == before[1]

        told: list[str] = []
        pane.message.connect(told.append)
        await engine.texts.edit(
            run.run_id, Split(before[1].segment_id, 8, at_s=(before[1].start_s + before[1].end_s) / 2)
        )
        await until(lambda: view.segments[2].end_s == view.segments[3].start_s)
        put_caret(view, 2)
        QTest.keyClick(view, Key.Key_I, Held.ControlModifier)
        await until(lambda: told)
        assert "no pause" in told[0]
        pane.player.go_to(before[0].start_s + 0.1)
        QTest.keyClick(view, Key.Key_I, Held.ControlModifier | Held.ShiftModifier)
        await until(lambda: len(told) == 2)
        assert "already" in told[1]

    in_window(scenario)


@pytest.mark.slow
def test_the_history_goes_to_any_point(in_window: InWindow, clip: Path) -> None:
    async def scenario(window: MainWindow) -> None:
        pane, run, engine = await with_text_of(window, clip)
        view, said = pane.transcript, lines(pane.transcript)
        for words in ("One.", "Two.", "Three."):
            await engine.texts.edit(run.run_id, SetText(view.segments[0].segment_id, words))
        await until(lambda: lines(view)[0] == "Three.")
        for row, first_line in ((1, "One."), (3, "Three."), (0, said[0])):
            QTest.keyClick(view, Key.Key_Z, Held.ControlModifier | Held.AltModifier)
            dialog = await opened(HistoryDialog)
            assert dialog.list.count() == 4
            dialog.list.setCurrentRow(row)
            dialog.go.click()
            await until(lambda first_line=first_line: lines(view)[0] == first_line)  # type: ignore[misc]
            await until(lambda: QApplication.activeModalWidget() is None)

    in_window(scenario)


@pytest.mark.slow
@pytest.mark.expects_warnings
def test_what_others_change_is_shown_and_what_is_typed_is_kept(in_window: InWindow, clip: Path, home: Paths) -> None:
    async def scenario(window: MainWindow) -> None:
        pane, run, _ = await with_text_of(window, clip)
        view, said = pane.transcript, pane.transcript.segments[:]
        told: list[str] = []
        pane.message.connect(told.append)
        other = await Engine.open(home, works=False)
        try:
            await other.texts.edit(run.run_id, SetText(said[0].segment_id, "From elsewhere."))
            await until(lambda: lines(view)[0] == "From elsewhere.")
            put_caret(view, 2)
            QTest.keyClicks(view, "Mine: ")
            view._pause.stop()  # the person goes on typing
            await other.texts.edit(run.run_id, Delete([said[0].segment_id]))
            await until(lambda: told)
            assert lines(view)[2].startswith("Mine: ") and len(told) == 1
            view.commit_edits()
            await until(lambda: len(lines(view)) == len(said) - 1)
            assert lines(view)[1] == f"Mine: {said[2].text.strip()}"

            put_caret(view, 1)
            QTest.keyClicks(view, "Lost? ")
            view._pause.stop()
            await other.texts.edit(run.run_id, Delete([said[2].segment_id]))
            await until(lambda: len(told) == 2)
            view.commit_edits()
            await until(lambda: QGuiApplication.clipboard().text().startswith("Lost? Mine: "))
        finally:
            await other.close()

    in_window(scenario)


def test_a_run_without_text_takes_a_segment_but_no_keys(in_window: InWindow, clip: Path) -> None:
    async def scenario(window: MainWindow) -> None:
        pane, run, engine = await with_text_of(window, clip)
        view = pane.transcript
        await engine.texts.edit(run.run_id, Delete([each.segment_id for each in view.segments]))
        await until(lambda: not view.segments)
        told: list[str] = []
        pane.message.connect(told.append)
        QTest.keyClicks(view, "x")
        assert view.toPlainText() == "" and len(told) == 1
        QTest.keyClick(view, Key.Key_I, Held.ControlModifier)
        dialog = await opened(_SegmentDialog)
        QTest.keyClicks(dialog._words, "All my own.")
        dialog.ok.click()
        await until(lambda: lines(view) == ["All my own."])

    in_window(scenario)
