"""Typing in the transcript asks for edits, one segment at a time, and loses no key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.transcript.editor import TranscriptEditor
from engine.segments import Segment
from engine.text.draft import Draft, Version
from engine.text.edits import Edit, SetText

Key = Qt.Key


class Store:
    """What shows a text as edits make it, without the engine."""

    def __init__(self, editor: TranscriptEditor, *texts: str) -> None:
        segments = [Segment(n * 5.0, n * 5.0 + 4, text, segment_id=n + 1) for n, text in enumerate(texts)]
        self.draft = Draft(map(Version, segments))
        self.edits: list[Edit] = []
        self._editor = editor
        editor.edit_asked.connect(self._make)
        editor.add(segments)
        editor.set_editable(True)

    def _make(self, edit: Edit) -> None:
        self.edits.append(edit)
        self.draft.edit(edit)
        self._editor.show_segments(self.draft.segments)

    @property
    def segments(self) -> Sequence[Segment]:
        return self.draft.segments

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


def test_a_space_after_which_somebody_rests_stays_while_they_are_there(opened: Open) -> None:
    editor, store = opened("One.", "Two.")
    put_caret(editor, 0, 4)
    QTest.keyClicks(editor, " More ")
    editor._pause.timeout.emit()
    assert store.texts == ["One. More", "Two."]
    QTest.keyClicks(editor, "still ")
    assert shown(editor) == ["One. More still ", "Two."]
    put_caret(editor, 1, 0)
    assert store.texts == shown(editor) == ["One. More still", "Two."]


def test_enter_splits_and_what_follows_is_typed_behind_it(opened: Open) -> None:
    editor, store = opened("We need to talk about it.")
    put_caret(editor, 0, 11)
    QTest.keyClick(editor, Key.Key_Return)
    QTest.keyClicks(editor, "And ")
    editor.commit_edits()
    assert store.texts == ["We need to", "And talk about it."]
    assert shown(editor) == store.texts


def test_backspace_at_the_start_joins(opened: Open) -> None:
    editor, store = opened("One.", "Two.", "Three.")
    put_caret(editor, 1, 0)
    QTest.keyClick(editor, Key.Key_Backspace)
    assert shown(editor) == ["One. Two.", "Three."]
    QTest.keyClicks(editor, "And ")
    editor.commit_edits()
    assert store.texts == ["One. And Two.", "Three."], "before the words that it stood before"


@pytest.mark.parametrize("at", [0, 4])
def test_nothing_is_split_off_where_nothing_stands_on_one_side(opened: Open, at: int) -> None:
    editor, store = opened("One. ", "Two.")
    refusals: list[str] = []
    editor.refused.connect(refusals.append)
    put_caret(editor, 0, at)
    QTest.keyClick(editor, Key.Key_Return)
    assert len(refusals) == 1 and store.edits == []


def test_the_caret_stays_among_its_words_when_one_is_parted_nearby(opened: Open) -> None:
    editor, store = opened(" And so  my fellow Americans")
    for at, typed in ((9, "dear"), (3, "then")):
        put_caret(editor, 0, at)
        QTest.keyClick(editor, Key.Key_Return)
        QTest.keyClicks(editor, typed)
        editor.commit_edits()
        assert typed in store.texts[0] or typed in store.texts[1]
    assert "".join(store.texts).replace(" ", "") == "Andthensomydearfellow Americans".replace(" ", "")


@pytest.mark.parametrize("key", [Key.Key_K, Key.Key_U, Key.Key_Backspace, Key.Key_Delete, Key.Key_V])
def test_no_key_reaches_over_segments_and_takes_what_was_typed(opened: Open, key: Qt.Key) -> None:
    editor, store = opened("One.", "Two.", "Three.")
    put_caret(editor, 1, 4)
    QTest.keyClicks(editor, " More words")
    QTest.keyClick(editor, key, Qt.KeyboardModifier.ControlModifier)
    editor.commit_edits()
    assert [line.strip() for line in shown(editor)] == store.texts and "More" in " ".join(store.texts)
    editor.selectAll()
    QTest.keyClick(editor, key, Qt.KeyboardModifier.ControlModifier)
    editor.commit_edits()
    assert shown(editor) == store.texts
    while "More" not in " ".join(store.texts):
        assert store.draft.undo(), "what was deleted comes back"


def test_delete_at_the_end_joins_with_the_next(opened: Open) -> None:
    editor, store = opened("One.", "Two.")
    put_caret(editor, 0, 4)
    QTest.keyClick(editor, Key.Key_Delete)
    QTest.keyClicks(editor, " And")
    editor.commit_edits()
    assert shown(editor) == store.texts == ["One. And Two."]


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
    assert shown(editor) == store.texts == ["Three."]


def choose(editor: TranscriptEditor, begin: tuple[int, int], end: tuple[int, int]) -> None:
    """Select from one place in the text to another, each as segment and offset."""
    put_caret(editor, *begin)
    cursor = editor.textCursor()
    block = editor.document().findBlockByNumber(end[0])
    cursor.setPosition(block.position() + end[1], QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


@pytest.mark.parametrize(
    ("begin", "end", "left"),
    [
        ((0, 4), (2, 5), ["One,", "three."]),
        ((0, 0), (1, 3), ["four.", "two, three."]),
        ((0, 0), (2, 11), []),
        ((1, 0), (2, 0), ["One, two.", "two, three."]),
        ((0, 9), (1, 4), ["One, two.", "four.", "two, three."]),
    ],
)
def test_what_is_selected_over_several_segments_is_deleted_and_no_more(
    opened: Open, begin: tuple[int, int], end: tuple[int, int], left: list[str]
) -> None:
    editor, store = opened("One, two.", "yes four.", "two, three.")
    choose(editor, begin, end)
    QTest.keyClick(editor, Key.Key_Delete)
    assert shown(editor) == store.texts
    assert [line.strip() for line in store.texts] == left
    assert store.draft.undo() and store.texts == ["One, two.", "yes four.", "two, three."], "one gesture, one step"
    assert store.draft.redo() and [line.strip() for line in store.texts] == left
    assert not store.draft.can_redo


def test_typing_over_several_segments_replaces_what_is_selected(opened: Open) -> None:
    editor, store = opened("One, two.", "Three.", "Four, five.")
    choose(editor, (0, 5), (2, 6))
    QTest.keyClicks(editor, "six or")
    editor.commit_edits()
    assert shown(editor) == store.texts == ["One, six or", "five."]
    editor.selectAll()
    QTest.keyClicks(editor, "All new")
    editor.commit_edits()
    assert shown(editor) == store.texts == ["All new"]


def test_what_is_cut_is_in_the_clipboard_and_pasted_over_several_segments(opened: Open) -> None:
    editor, store = opened("One, two.", "Three.")
    choose(editor, (0, 5), (1, 6))
    editor.cut_chosen()
    assert store.texts == ["One,"] and QGuiApplication.clipboard().text() == "two.\nThree."
    put_caret(editor, 0, 4)
    QTest.keyClicks(editor, " ")
    editor.paste()
    editor.commit_edits()
    assert shown(editor) == store.texts == ["One, two. Three."]


def test_pasted_lines_become_one(opened: Open) -> None:
    editor, store = opened("One.")
    put_caret(editor, 0, 4)
    pasted = QMimeData()
    pasted.setText(" and\nmore ")
    editor.insertFromMimeData(pasted)
    editor.commit_edits()
    assert store.texts == ["One.and more"]


def test_one_who_reads_changes_nothing(opened: Open) -> None:
    editor, store = opened("One.")
    editor.set_editable(False)
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
