"""The line above a segment: a click on a speaker's name opens what can be said of them, and moves nothing else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.transcript.editor import TranscriptEditor
from desktop.transcript.names import names_above
from engine.segments import Overlap, Segment


@pytest.fixture
def editor(application: QApplication) -> TranscriptEditor:
    view = TranscriptEditor()
    view.resize(600, 400)
    view.show()
    said = [("Ada", "Is it late?"), ("Ada", "It is dark."), ("Ben", "No, it is not."), (None, "And who is that?")]
    view.add([Segment(n * 5.0, n * 5.0 + 4, words, speaker=name) for n, (name, words) in enumerate(said)])
    view.set_editable(True)
    application.processEvents()
    return view


def points(view: TranscriptEditor) -> dict[int | None, QPoint]:
    """A point of each name, and one without."""
    grid = ((x, y) for y in range(0, view.viewport().height(), 2) for x in range(0, view.viewport().width(), 8))
    return {view.place_of_name(QPointF(*point)): QPoint(*point) for point in grid}


def test_a_click_on_a_name_asks_for_the_menu_there(editor: TranscriptEditor) -> None:
    asked: list[QPoint] = []
    editor.menu_asked.connect(asked.append)
    where = points(editor)
    assert {*where} == {None, 0, 2}, "where the speaker changes"
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=where[2])
    assert len(asked) == 1 and editor.textCursor().blockNumber() == 2
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=where[None])
    QTest.mousePress(editor.viewport(), Qt.MouseButton.LeftButton, pos=where[0])
    QTest.mouseRelease(editor.viewport(), Qt.MouseButton.LeftButton, pos=where[None])
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.MiddleButton, pos=where[0])
    assert len(asked) == 1, "a click elsewhere, one that is thought better of, or another button does not"
    editor.close()


def test_the_line_says_who_speaks_where_that_changes_and_who_speaks_too() -> None:
    beside = (Overlap("Ben", 1.0, 2.0), Overlap("Cleo", 1.0, 2.0), Overlap("Ben", 3.0, 4.0))
    said: list[tuple[str | None, tuple[Overlap, ...]]] = [
        ("Ada", ()), ("Ada", beside), ("Ada", beside[:1]), ("Ada", beside[2:]), ("Ada", ()), (None, ()), ("Ben", ()),
    ]  # fmt: skip
    segments = [Segment(n, n + 1.0, "so", speaker=who, overlaps=others) for n, (who, others) in enumerate(said)]
    above = [names_above(segments, place) for place in range(len(segments))]
    assert [names and (names.speaker, names.beside) for names in above] == [
        ("Ada", ""), ("Ada", "at the same time: Ben, Cleo"), ("Ada", "at the same time: Ben"), None, ("Ada", ""),
        None, ("Ben", ""),
    ]  # fmt: skip


def test_the_pointer_says_that_a_name_can_be_clicked(editor: TranscriptEditor) -> None:
    where = points(editor)
    for place, shape in ((0, Qt.CursorShape.PointingHandCursor), (None, Qt.CursorShape.IBeamCursor)):
        none = Qt.MouseButton.NoButton
        at = QPointF(where[place])
        moved = QMouseEvent(
            QEvent.Type.MouseMove, at, QPointF(editor.viewport().mapToGlobal(where[place])), none, none,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(editor.viewport(), moved)
        assert editor.viewport().cursor().shape() is shape
    editor.close()
