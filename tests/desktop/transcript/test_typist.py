"""Whoever types, splits, joins and undoes, however fast: what is shown and stored is what they see themselves do."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.main_window import MainWindow
from desktop.transcript.pane import TranscriptPane
from engine.engine import Engine
from engine.errors import EngineError
from engine.run import Run, State
from engine.segments import Segment
from engine.text.edits import SetText
from tests.desktop.conftest import Scenario, until
from tests.desktop.transcript.typist import Typist, tidy, type_at_random, type_over_a_slow_registry
from tests.end_to_end.audio import recording

InWindow = Callable[[Scenario], Any]


def test_sequences_at_random_over_a_registry_that_answers_late(application: QApplication) -> None:
    asyncio.run(type_over_a_slow_registry(application, 40, seed=14))


async def edited(window: MainWindow, clip: Path) -> tuple[TranscriptPane, Run, Engine]:
    """A completed run with its text on screen, being edited."""
    window.take_in([clip])
    await until(lambda: window.page.table.counts.get(State.COMPLETED, 0) == 1)
    pane = window.page.panel.pane
    await until(lambda: pane.transcript.segments and pane.is_editable)
    run = window.page.panel.run
    assert run is not None
    return pane, run, await window._bridge.engine()


@pytest.mark.parametrize(("key_ms", "sequences", "acts"), [(0, 20, 15), (15, 3, 15), (110, 1, 8)])
def test_a_typist_in_the_real_window(
    in_window: InWindow, tmp_path: Path, key_ms: int, sequences: int, acts: int
) -> None:
    clip = recording(tmp_path / "talk.wav", min_s=12)

    async def scenario(window: MainWindow) -> None:
        pane, run, engine = await edited(window, clip)
        typist = Typist(pane, lambda: asyncio.sleep(key_ms / 1000), random.Random(key_ms))
        for _ in range(sequences):
            typist.done = []
            await type_at_random(typist, acts, lambda: engine.texts.segments(run.run_id))

    in_window(scenario)


@pytest.mark.parametrize("key_ms", [0, 15, 110])
def test_a_word_is_typed_a_segment_split_and_typing_goes_on(in_window: InWindow, tmp_path: Path, key_ms: int) -> None:
    clip = recording(tmp_path / "talk.wav", min_s=6)

    async def scenario(window: MainWindow) -> None:
        pane, run, engine = await edited(window, clip)
        view, said = pane.transcript, tidy(each.text for each in pane.transcript.segments)
        gap = said[1].index(" ") + 1

        async def type(words: str) -> None:
            for sign in words:
                QTest.keyClicks(view, sign)
                await asyncio.sleep(key_ms / 1000)

        async def stored() -> list[str]:
            view.commit_edits()
            await until(lambda: not pane.editing.is_out(run.run_id))
            return tidy(each.text for each in await engine.texts.segments(run.run_id))

        cursor = view.textCursor()
        cursor.setPosition(view.document().findBlockByNumber(1).position() + gap)
        view.setTextCursor(cursor)
        await type("dear ")
        QTest.keyClick(view, Qt.Key.Key_Return)
        await type("well ")
        begun = [said[0], f"{said[1][:gap]}dear", f"well {said[1][gap:]}", *said[2:]]
        assert await stored() == tidy(view.toPlainText().splitlines()) == begun
        QTest.keyClick(view, Qt.Key.Key_Home)
        QTest.keyClick(view, Qt.Key.Key_Backspace)
        await type("and ")
        joined = [said[0], f"{said[1][:gap]}dear and well {said[1][gap:]}", *said[2:]]
        assert await stored() == tidy(view.toPlainText().splitlines()) == joined
        for _ in range(5):
            QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert await stored() == tidy(view.toPlainText().splitlines()) == said

    in_window(scenario)


@pytest.mark.expects_warnings
def test_what_is_refused_leaves_the_stored_text_and_no_word_is_lost(
    in_window: InWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = recording(tmp_path / "talk.wav", min_s=6)

    async def scenario(window: MainWindow) -> None:
        pane, run, engine = await edited(window, clip)
        view, said = pane.transcript, tidy(each.text for each in pane.transcript.segments)
        edit, asked = engine.texts.edit, list[object]()

        async def full(run_id: str, each: Any) -> list[Segment]:
            asked.append(each)
            if len(asked) == 1:
                raise EngineError("no_space")
            return await edit(run_id, each)

        monkeypatch.setattr(engine.texts, "edit", full)
        cursor = view.textCursor()
        cursor.setPosition(view.document().findBlockByNumber(1).position() + said[1].index(" ") + 1)
        view.setTextCursor(cursor)
        QTest.keyClicks(view, "dear ")
        QTest.keyClick(view, Qt.Key.Key_Return)
        QTest.keyClicks(view, "well ")
        view.commit_edits()
        await until(lambda: not pane.editing.is_out(run.run_id) and tidy(view.toPlainText().splitlines()) == said)
        assert [type(each) for each in asked] == [SetText], "what was made of the refused text is not told"
        assert "dear" in QGuiApplication.clipboard().text() and "well" in QGuiApplication.clipboard().text()
        QTest.keyClicks(view, "Again ")
        view.commit_edits()
        await until(lambda: not pane.editing.is_out(run.run_id))
        assert "Again" in " ".join(each.text for each in await engine.texts.segments(run.run_id))

    in_window(scenario)
