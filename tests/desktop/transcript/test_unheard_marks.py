"""Speech without text is marked where it is, and transcribed again from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.main_window import MainWindow
from desktop.transcript.editor import TranscriptEditor
from desktop.transcript.pane import TranscriptPane
from engine.registry.registry import Registry
from engine.run import NewRun, Ordering, Quality, Reason, State
from engine.segments import FinishedWindow, Segment, Span, Word
from engine.storage.paths import Paths
from engine.storage.vault import Vault, new_clip
from tests.desktop.conftest import Scenario, until
from tests.end_to_end.audio import PAUSE_S, SAMPLE_RATE, decoded, sample_paths, sample_texts, silence, write_wav
from tests.support.fakes import FakeClock
from tests.support.starter import with_starter

Key, Held = Qt.Key, Qt.KeyboardModifier
GAP = Span(5.0, 9.2)


def segment(start_s: float, words: str, end_s: float | None = None, speaker: str | None = None) -> Segment:
    return Segment(start_s, start_s + 4.0 if end_s is None else end_s, words, speaker=speaker)


def shown(view: TranscriptEditor, application: QApplication) -> list[tuple[str, int]]:
    """The words of the marks in sight, each with the number of the line beneath it."""
    application.processEvents()
    found = []
    for mark in view.marks.shown:
        below = [place for place in range(len(view.segments)) if top_of(view, place) >= mark.geometry().bottom() - 1]
        found.append((mark.play.text(), below[0] if below else len(view.segments)))
    return found


def top_of(view: TranscriptEditor, place: int) -> float:
    block = view.document().findBlockByNumber(place)
    return view.document().documentLayout().blockBoundingRect(block).top() - view.verticalScrollBar().value()


def opened(*segments: Segment, size: tuple[int, int] = (500, 300)) -> TranscriptEditor:
    view = TranscriptEditor()
    view.resize(*size)
    view.show()
    view.add(segments)
    return view


def test_marks_stand_between_segments_and_are_no_text(application: QApplication) -> None:
    view = opened(
        segment(1, "One.", speaker="Ann"), segment(10, "Two.", speaker="Ben"), segment(100, "Three."), size=(500, 400)
    )
    view.show_unheard([Span(0.0, 0.6), GAP, Span(15.0, 16.0), Span(17.0, 90.0), Span(130.0, 132.0)])
    assert shown(view, application) == [
        ("1 s of speech without text here", 0),
        ("4 s of speech without text here", 1),
        ("1 s of speech without text here", 2),
        ("1 min 13 s of speech without text here", 2),
        ("2 s of speech without text here", 3),
    ]
    rooms = [mark.geometry() for mark in view.marks.shown]
    assert not [one for one in rooms for other in rooms if one is not other and one.intersects(other)]
    view.selectAll()
    assert view.toPlainText().splitlines() == ["One.", "Two.", "Three."]
    assert "speech" not in view.textCursor().selectedText()
    assert view.verticalScrollBar().maximum() == 0
    view.close()


def test_a_mark_goes_when_a_text_is_there_and_comes_back_when_it_is_gone(application: QApplication) -> None:
    one, two = segment(0, "One."), segment(10, "Two.")
    view = opened(one, two)
    height = view.document().size().height()
    view.show_unheard([GAP])
    view.show_segments([one, segment(5.5, "And a half.", 8.0), two])
    assert shown(view, application) == []
    view.show_segments([one, two])
    assert shown(view, application) == [("4 s of speech without text here", 1)]
    view.show_segments([two])
    assert shown(view, application) == [("4 s of speech without text here", 0)]
    view.show_segments([one])
    assert shown(view, application) == [("4 s of speech without text here", 1)]
    view.show_segments([])
    assert [words for words, _ in shown(view, application)] == ["4 s of speech without text here"]
    view.show_segments([one, two])
    view.show_unheard([])
    assert shown(view, application) == [] and view.document().size().height() == height, "no room is left behind"
    view.clear_segments()
    view.add([one])
    assert shown(view, application) == []
    view.close()


def test_only_marks_in_sight_are_put_and_they_move_with_the_text(application: QApplication) -> None:
    segments = [segment(n * 10.0, f"Sentence {n}.") for n in range(400)]
    view = opened(*segments)
    view.show_unheard([Span(n * 10.0 + 5, n * 10.0 + 8) for n in range(0, 400, 4)])
    assert 0 < len(shown(view, application)) < 10
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    for words, place in shown(view, application):
        assert words == "3 s of speech without text here" and place % 4 == 1 and place > 100
    bar.setValue(0)
    assert shown(view, application)[0][1] == 1
    view.close()


def test_the_keyboard_reaches_every_mark(application: QApplication) -> None:
    view = opened(*[segment(n * 10.0, f"Sentence {n}.") for n in range(100)])
    view.show_unheard([Span(55.0, 58.0), Span(805.0, 808.0), Span(2000.0, 2001.0)])
    view.activateWindow()
    view.setFocus()
    application.processEvents()
    reached = []
    for _ in range(4):
        assert view.turn_to_unheard()
        mark = next(mark for mark in view.marks.shown if mark.again.hasFocus())
        assert view.viewport().rect().contains(mark.geometry().center())
        reached.append(mark.span.start_s)
    assert reached == [55.0, 805.0, 2000.0, 55.0]
    asked: list[object] = []
    view.again_asked.connect(asked.append)
    view.place_asked.connect(asked.append)
    mark = view.marks.shown[0]
    QTest.keyClick(mark.again, Key.Key_Space)
    QTest.keyClick(mark.again, Key.Key_Tab, Held.ShiftModifier)
    assert mark.play.hasFocus()
    QTest.mouseClick(mark.play, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    assert asked == [Span(55.0, 58.0), 55.0]
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert view.hasFocus(), "what is out of sight has the keyboard no longer"
    view.close()


def test_what_is_being_heard_again_is_told_and_not_asked_for_twice(application: QApplication) -> None:
    view = opened(segment(0, "One."), segment(10, "Two."))
    view.show_unheard([GAP])
    shown(view, application)
    (mark,) = view.marks.shown
    assert mark.again.text() == "Transcribe again" and mark.again.isEnabled()
    assert mark.again.accessibleName() == "Transcribe again (0:05: 4 s of speech without text here)"
    view.marks.set_hearing([GAP])
    assert mark.again.text() == "Transcribing again…" and not mark.again.isEnabled()
    view.marks.set_hearing([])
    assert mark.again.isEnabled()
    view.close()


def test_marks_do_not_disturb_what_is_typed(application: QApplication) -> None:
    one, two = replace(segment(0, "One."), segment_id=1), replace(segment(10, "Two."), segment_id=2)
    view = opened(one, two)
    view.set_editable(True)
    edits: list[object] = []
    view.edit_asked.connect(edits.append)
    view.show_unheard([GAP])
    view.moveCursor(view.textCursor().MoveOperation.End)
    QTest.keyClicks(view, " And more")
    view.show_unheard([GAP, Span(20.0, 22.0)])
    assert view.typed == "Two. And more" and edits == []
    assert [words for words, _ in shown(view, application)] == [
        "4 s of speech without text here",
        "2 s of speech without text here",
    ]
    view.set_editable(False)
    assert len(edits) == 1
    view.close()


# --- in the real window, with a real worker ---


def talk(path: Path) -> tuple[Path, list[Span]]:
    """Three sentences and a long silence, and when each is spoken."""
    pieces, spans, at_s = [], [], 0.0
    for sample in sample_paths(3):
        pieces += [decoded(sample), silence(PAUSE_S)]
        spans.append(Span(at_s, at_s + len(decoded(sample)) / SAMPLE_RATE))
        at_s = spans[-1].end_s + PAUSE_S
    return write_wav(path, np.concatenate([*pieces, silence(5.0)])), [*spans, Span(at_s + 1.0, at_s + 4.0)]


def spoken(text: str, span: Span) -> tuple[Word, ...]:
    """Its words, evenly over a time."""
    words = text.split()
    step_s = (span.end_s - span.start_s) / len(words)
    times = [span.start_s + step_s * n for n in range(len(words))]
    return tuple(Word(at_s, at_s + step_s, word, 0.9) for at_s, word in zip(times, words, strict=True))


def left_out(home: Paths, clip: Path, segments: Sequence[Segment], *unheard: Span) -> str:
    """A completed run of a worker that had no text for these spans."""
    with closing(Registry(home.registry, FakeClock())) as registry:
        registry.add_owner("me")
        session, _ = registry.open_session("Monday", Ordering.CONCURRENT)
        new = NewRun(Vault(home.vault).store(new_clip(clip)), with_starter())
        (run,) = registry.add_runs(session.session_id, [new])
        registry.claim([run.run_id], "me")
        registry.set_duration(run.run_id, 30.0)
        registry.complete(run.run_id, 1, "me", FinishedWindow(0, 0.0, 30.0, tuple(segments), "en", unheard=unheard))
        registry.remove_owner("me", Reason("engine_closed"))
    return run.run_id


async def in_view(window: MainWindow, run_id: str) -> TranscriptPane:
    await until(lambda: window.page.table.counts.get(State.COMPLETED, 0) >= 1)
    window.page.view.choose([run_id])
    pane = window.page.panel.pane
    await until(lambda: pane.is_editable and pane.transcript.marks.shown)
    return pane


def lines(pane: TranscriptPane) -> list[str]:
    return pane.transcript.toPlainText().splitlines()


@pytest.mark.slow
def test_speech_is_heard_again_and_its_text_put_there(
    in_window: Callable[[Scenario], Any], home: Paths, tmp_path: Path
) -> None:
    clip, (first, gap, third, _) = talk(tmp_path / "talk.wav")
    one, two, three = sample_texts(3)
    around = Segment(first.start_s, third.end_s, f"{one} {three}", words=spoken(one, first) + spoken(three, third))
    run_id = left_out(home, clip, [around], gap)

    async def scenario(window: MainWindow) -> None:
        pane = await in_view(window, run_id)
        engine = await window._bridge.engine()
        told: list[str] = []
        pane.message.connect(told.append)
        assert window.page.table.runs()[0].unheard_places == 1
        (mark,) = pane.transcript.marks.shown
        mark.again.click()
        mark.again.click()
        assert not mark.again.isEnabled()
        await until(lambda: lines(pane) == [one, two, three])
        await until(lambda: told)
        assert "was transcribed again, and its text was inserted" in told[0]
        assert pane.transcript.marks.marked == [] and pane.stretch.isHidden()
        (again,) = await engine.texts.runs_of_clip(run_id)
        assert again.options.quality is Quality.CAREFUL
        assert (again.options.start_s, again.options.end_s) == (gap.start_s, gap.end_s)
        assert (await engine.runs.get(run_id)).unheard_places == 0
        QTest.keyClick(pane.transcript, Key.Key_Z, Held.ControlModifier)
        await until(lambda: lines(pane) == [f"{one} {three}"] and pane.transcript.marks.marked == [gap])
        await until(lambda: window.page.table.runs()[0].unheard_places == 1)

    in_window(scenario)


def test_what_stays_empty_is_said(in_window: Callable[[Scenario], Any], home: Paths, tmp_path: Path) -> None:
    clip, (first, *_, nothing) = talk(tmp_path / "talk.wav")
    run_id = left_out(home, clip, [Segment(first.start_s, first.end_s, sample_texts(1)[0])], nothing)

    async def scenario(window: MainWindow) -> None:
        pane = await in_view(window, run_id)
        pane.transcript.marks.shown[0].again.click()
        bar = pane.stretch
        await until(lambda: not bar.isHidden() and "but still has no text" in bar.words.text())
        assert not bar.take.isVisibleTo(bar) and pane.transcript.marks.marked == [nothing]
        assert pane.transcript.marks.shown[0].again.isEnabled(), "one may try once more"
        bar.keep.click()
        assert bar.isHidden() and lines(pane) == [sample_texts(1)[0]]

    in_window(scenario)


@pytest.mark.slow
def test_a_clip_of_which_nothing_was_understood_says_so(
    in_window: Callable[[Scenario], Any], home: Paths, tmp_path: Path
) -> None:
    clip, (first, *_) = talk(tmp_path / "talk.wav")
    run_id = left_out(home, clip, [], first)

    async def scenario(window: MainWindow) -> None:
        pane = await in_view(window, run_id)
        view = pane.transcript
        assert view.placeholderText() == "Somebody speaks in this clip, but no text could be made of it."
        assert view.marks.shown[0].y() >= view.fontMetrics().height(), "beneath the words that say so"
        view.marks.shown[0].again.click()
        await until(lambda: lines(pane) == [sample_texts(1)[0]])

    in_window(scenario)
