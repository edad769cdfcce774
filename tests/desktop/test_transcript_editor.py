"""Typing in the transcript asks for edits, one segment at a time, and loses no key."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.transcript_editor import TranscriptEditor
from engine.edits import Edit, SetText, change_of
from engine.run import Segment

Key = Qt.Key


class Store:
    """What the engine does with edits, without the engine; answers when `answer` is called."""

    def __init__(self, editor: TranscriptEditor, *texts: str) -> None:
        self.segments = [Segment(n * 5.0, n * 5.0 + 4, text, segment_id=n + 1) for n, text in enumerate(texts)]
        self.edits: list[Edit] = []
        self._ids = itertools.count(100)
        self._editor = editor
        editor.edit_asked.connect(self._make)
        editor.add(self.segments)
        editor.set_editing(True)

    def _make(self, edit: Edit) -> None:
        self.edits.append(edit)
        change = change_of(self.segments, edit)
        stay = [each for each in self.segments if each.segment_id not in change.removed]
        come = [each if each.segment_id else replace(each, segment_id=next(self._ids)) for each in change.added]
        self.segments = sorted([*stay, *come], key=lambda each: each.start_s)

    def answer(self) -> None:
        self._editor.settle(self.segments)

    @property
    def texts(self) -> list[str]:
        return [each.text for each in self.segments]


Open: TypeAlias = Callable[..., tuple[TranscriptEditor, Store]]


@pytest.fixture
def opened(application: QApplication) -> Open:
    """An editor with these segments."""

    def make(*texts: str) -> tuple[TranscriptEditor, Store]:
        editor = TranscriptEditor()
        return editor, Store(editor, *texts)

    return make


def put_caret(editor: TranscriptEditor, place: int, offset: int) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(editor.document().findBlockByNumber(place).position() + offset)
    editor.setTextCursor(cursor)


def shown(editor: TranscriptEditor) -> list[str]:
    return editor.toPlainText().splitlines()


def test_what_is_typed_is_stored_when_one_goes_elsewhere(opened: Open) -> None:
    editor, store = opened("One.", "Two.")
    put_caret(editor, 0, 0)
    QTest.keyClicks(editor, "Number ")
    assert store.edits == []
    put_caret(editor, 1, 0)
    assert store.edits == [SetText(1, "Number One.")]


def test_what_is_typed_while_an_edit_is_on_its_way_stays(opened: Open) -> None:
    editor, store = opened("One.")
    put_caret(editor, 0, 4)
    QTest.keyClicks(editor, " More")
    editor.hand_on()
    QTest.keyClicks(editor, " still")
    store.answer()
    assert shown(editor) == ["One. More still"]
    editor.hand_on()
    assert store.texts == ["One. More still"]


def test_enter_splits_and_keys_pressed_meanwhile_follow(opened: Open) -> None:
    editor, store = opened("We need to talk about it.")
    put_caret(editor, 0, 11)
    QTest.keyClick(editor, Key.Key_Return)
    QTest.keyClicks(editor, "And ")
    store.answer()
    editor.hand_on()
    assert store.texts == ["We need to", "And talk about it."]
    assert shown(editor) == store.texts


def test_backspace_at_the_start_joins(opened: Open) -> None:
    editor, store = opened("One.", "Two.", "Three.")
    put_caret(editor, 1, 0)
    QTest.keyClick(editor, Key.Key_Backspace)
    store.answer()
    assert shown(editor) == ["One. Two.", "Three."]
    assert editor.textCursor().positionInBlock() == 4


def test_delete_at_the_end_joins_with_the_next(opened: Open) -> None:
    editor, store = opened("One.", "Two.")
    put_caret(editor, 0, 4)
    QTest.keyClick(editor, Key.Key_Delete)
    store.answer()
    assert shown(editor) == ["One. Two."]


def test_at_the_edges_of_the_text_nothing_is_joined(opened: Open) -> None:
    editor, store = opened("One.")
    put_caret(editor, 0, 0)
    QTest.keyClick(editor, Key.Key_Backspace)
    put_caret(editor, 0, 4)
    QTest.keyClick(editor, Key.Key_Delete)
    assert store.edits == [] and shown(editor) == ["One."]


def test_chosen_segments_are_deleted(opened: Open) -> None:
    editor, store = opened("One.", "Two.", "Three.")
    put_caret(editor, 0, 1)
    cursor = editor.textCursor()
    cursor.setPosition(editor.document().findBlockByNumber(1).position() + 1, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    editor.delete()
    store.answer()
    assert shown(editor) == store.texts == ["Three."]


def test_typing_over_several_segments_is_refused_with_a_word(opened: Open) -> None:
    editor, store = opened("One.", "Two.")
    refusals: list[str] = []
    editor.refused.connect(refusals.append)
    editor.selectAll()
    QTest.keyClicks(editor, "x")
    QTest.keyClick(editor, Key.Key_Delete)
    assert len(refusals) == 2 and store.edits == [] and shown(editor) == ["One.", "Two."]


def test_pasted_lines_become_one(opened: Open) -> None:
    editor, store = opened("One.")
    put_caret(editor, 0, 4)
    pasted = QMimeData()
    pasted.setText(" and\nmore ")
    editor.insertFromMimeData(pasted)
    editor.hand_on()
    assert store.texts == ["One.and more"]


def test_one_who_reads_changes_nothing(opened: Open) -> None:
    editor, store = opened("One.")
    QTest.keyClick(editor, Key.Key_Escape)
    assert not editor.is_editing
    asked: list[float] = []
    editor.place_asked.connect(asked.append)
    QTest.keyClicks(editor, "x")
    QTest.keyClick(editor, Key.Key_Return)
    assert store.edits == [] and shown(editor) == ["One."] and asked == [0.0]


def test_only_what_is_different_is_touched(opened: Open) -> None:
    editor, store = opened(*(f"Number {n}." for n in range(50)))
    put_caret(editor, 30, 3)
    changed = [each for each in store.segments if each.segment_id not in (5, 6)]
    changed[20] = replace(changed[20], text="Another.")
    editor.show_segments(changed)
    assert shown(editor) == [each.text for each in changed] and editor.segments == changed
    assert (editor.textCursor().blockNumber(), editor.textCursor().positionInBlock()) == (28, 3)
