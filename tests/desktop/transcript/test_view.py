"""Segments come in any order and more than once; each stands once, in its place."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from desktop.transcript.view import TranscriptView
from engine.segments import Segment


def segment(start_s: float, words: str) -> Segment:
    return Segment(start_s, start_s + 1.0, f" {words}")


def test_segments_find_their_places(application: QApplication) -> None:
    view = TranscriptView()
    first, second, third = segment(0, "One."), segment(5, "Two."), segment(9, "Three.")
    view.add([second])
    view.add([third, first, second])
    assert view.toPlainText().splitlines() == ["One.", "Two.", "Three."]
    assert view.segments == [first, second, third]


def test_clearing_leaves_nothing(application: QApplication) -> None:
    view = TranscriptView()
    view.add([segment(0, "One.")])
    view.clear_segments()
    view.add([segment(3, "Other.")])
    assert view.toPlainText() == "Other."


def test_times_are_beside_the_text_and_not_in_it(application: QApplication) -> None:
    view = TranscriptView()
    view.resize(400, 200)
    view.add([segment(65, "One.")])
    view.selectAll()
    assert view.textCursor().selectedText() == "One."
    assert not view.grab().isNull()


def test_the_caret_stays_before_its_words_when_segments_are_joined(application: QApplication) -> None:
    view = TranscriptView()
    whole = segment(0, "One and two.")
    view.add([segment(0, "One"), segment(5, "and two."), segment(9, "Three.")])
    caret = view.textCursor()
    caret.setPosition(view.document().findBlockByNumber(1).position() + 4)
    view.setTextCursor(caret)
    view.show_segments([whole, segment(9, "Three.")])
    assert view.toPlainText()[view.textCursor().position() :].startswith("two.")
