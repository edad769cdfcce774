"""Where the text of a window is parted."""

from __future__ import annotations

from engine.segments import Word
from engine.worker.segmenting import parted


def words(*said: tuple[str, float, float]) -> list[Word]:
    return [Word(start_s, end_s, text, 0.9) for text, start_s, end_s in said]


def test_a_sentence_that_is_followed_by_a_pause_is_a_segment() -> None:
    said = words((" Yes.", 0, 0.5), (" We", 0.9, 1.0), (" can.", 1.0, 1.4), (" Good", 1.45, 1.7), (" day.", 1.7, 2.0))
    assert parted(said) == [(0, 1), (1, 5)]


def test_a_long_one_ends_with_its_sentence_without_a_pause() -> None:
    said = words((" This", 0, 3), (" is.", 3, 6.5), (" That", 6.5, 7), (" was.", 7, 7.5))
    assert parted(said) == [(0, 2), (2, 4)]


def test_a_long_pause_parts_anywhere() -> None:
    assert parted(words((" ask", 0, 0.5), (" not", 0.5, 1), (" what", 3.1, 3.4))) == [(0, 2), (2, 3)]


def test_nothing_is_no_segment() -> None:
    assert parted([]) == []
