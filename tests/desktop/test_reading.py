"""The text of a run in the real window: found in, edited and undone, and stored each time; with its waveform."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.main_window import MainWindow
from desktop.transcript.pane import TranscriptPane
from engine.engine import Engine
from engine.protocol import PEAKS_PER_S
from engine.run import Run, State
from tests.desktop.conftest import Scenario, until
from tests.support.starter import samples

Key, Held = Qt.Key, Qt.KeyboardModifier


async def with_one_text(window: MainWindow) -> tuple[TranscriptPane, Run, Engine]:
    """A completed run, chosen, with its text on screen."""
    window.take_in([samples()[0].path])
    await until(lambda: window.page.table.counts.get(State.COMPLETED, 0) == 1)
    pane = window.page.panel.pane
    await until(lambda: pane.transcript.segments and pane.is_editable)
    run = window.page.panel.run
    assert run is not None
    return pane, run, await window._bridge.engine()


async def until_text(engine: Engine, run: Run, text: str) -> None:
    """Wait until that is stored."""
    found = ""
    for _ in range(2000):
        found = " ".join(segment.text.strip() for segment in await engine.texts.segments(run.run_id))
        if found == text:
            return
    raise AssertionError(found)


def test_a_text_is_edited_undone_and_replaced_in(in_window: Callable[[Scenario], Any]) -> None:
    async def scenario(window: MainWindow) -> None:
        pane, run, engine = await with_one_text(window)
        view, machine = pane.transcript, pane.transcript.toPlainText()
        view.moveCursor(view.textCursor().MoveOperation.Start)
        QTest.keyClicks(view, "Well, ")
        view.commit_edits()
        await until_text(engine, run, f"Well, {machine}")
        QTest.keyClick(view, Key.Key_Z, Held.ControlModifier)
        await until_text(engine, run, machine)
        await until(lambda: view.toPlainText() == machine)
        QTest.keyClick(view, Key.Key_Z, Held.ControlModifier | Held.ShiftModifier)
        await until(lambda: view.toPlainText() == f"Well, {machine}")
        QTest.keyClick(view, Key.Key_H, Held.ControlModifier)
        pane.find_bar.what.setText("well")
        pane.find_bar.replacement.setText("Now")
        pane.find_bar._all.click()
        await until(lambda: view.toPlainText() == f"Now, {machine}")
        pane.editing.restore(run.run_id)
        await until(lambda: view.toPlainText() == machine)

    in_window(scenario)


def test_a_clip_has_its_waveform(in_window: Callable[[Scenario], Any]) -> None:
    async def scenario(window: MainWindow) -> None:
        pane, run, _ = await with_one_text(window)
        await until(lambda: pane.player.waveform._peaks)
        assert run.clip.duration_s is not None
        assert abs(len(pane.player.waveform._peaks) / PEAKS_PER_S - run.clip.duration_s) < 0.1
        assert not pane.player.waveform.grab().isNull()

    in_window(scenario)


def test_what_was_typed_last_is_stored_when_another_run_is_chosen(in_window: Callable[[Scenario], Any]) -> None:
    async def scenario(window: MainWindow) -> None:
        pane, run, engine = await with_one_text(window)
        machine = pane.transcript.toPlainText()
        pane.transcript.moveCursor(pane.transcript.textCursor().MoveOperation.Start)
        QTest.keyClicks(pane.transcript, "So: ")
        window.page.panel.show_run(None)
        await until_text(engine, run, f"So: {machine}")

    in_window(scenario)
