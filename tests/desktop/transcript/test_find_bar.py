"""Finds every place, turns to each in turn, and replaces one or all."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.transcript.find_bar import FindBar, Place
from engine.segments import Segment

SEGMENTS = [
    Segment(0.0, 1.0, " The cat and the dog.", segment_id=1),
    Segment(2.0, 3.0, "Then a cat.", segment_id=2),
]


def test_places_are_found_and_turned_to(application: QApplication) -> None:
    bar, turned = FindBar(), list[Place]()
    bar.turned_to.connect(turned.append)
    bar.show_segments(SEGMENTS)
    bar.open("cat", replaces=False)
    QTest.keyClick(bar.what, Qt.Key.Key_Return)
    QTest.keyClick(bar.what, Qt.Key.Key_Return)
    assert turned == [Place(0, 4, 7), Place(1, 7, 10), Place(0, 4, 7)]


def test_case_and_whole_words_count_when_asked(application: QApplication) -> None:
    bar, found = FindBar(), list[list[tuple[int, int, int]]]()
    bar.found.connect(found.append)
    bar.show_segments(SEGMENTS)
    bar.open("the", replaces=False)
    assert len(found[-1]) == 3
    bar.whole.setChecked(True)
    assert len(found[-1]) == 2
    bar.case.setChecked(True)
    assert len(found[-1]) == 1


def test_one_place_is_replaced(application: QApplication) -> None:
    bar, asked = FindBar(), list[str]()
    bar.replace_asked.connect(lambda segment, words: asked.append(words))
    bar.show_segments(SEGMENTS)
    bar.open("cat", replaces=True)
    bar.replacement.setText("bird")
    bar._one.click()
    assert asked == ["The bird and the dog."]


def test_the_tab_key_goes_from_what_is_sought_to_what_is_put_there(application: QApplication) -> None:
    bar = FindBar()
    bar.show_segments(SEGMENTS)
    bar.open("cat", replaces=True)
    for expected in (bar.replacement, bar._one, bar._all):
        QTest.keyClick(bar.focusWidget(), Qt.Key.Key_Tab)
        assert bar.focusWidget() is expected
