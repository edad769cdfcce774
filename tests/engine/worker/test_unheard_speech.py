"""Which speech a text leaves out."""

from __future__ import annotations

from engine.segments import Span, Word
from engine.text.unheard import without_words


def word(start_s: float, end_s: float, text: str = " so") -> Word:
    return Word(start_s, end_s, text, 0.9)


def test_speech_without_any_word_is_found_whole_if_it_is_longer_than_a_breath() -> None:
    assert without_words([Span(1.0, 1.8), Span(3.0, 7.0)], []) == [Span(3.0, 7.0)]


def test_what_lies_between_words_is_found() -> None:
    said = [word(0.2, 0.5), word(0.5, 1.0), word(5.0, 5.4)]
    (found,) = without_words([Span(0.1, 5.6)], said)
    assert 1.0 < found.start_s < 1.5 and 4.5 < found.end_s < 5.0


def test_words_that_follow_each_other_cover_their_speech() -> None:
    said = [word(0.5 * n, 0.5 * n + 0.45) for n in range(10)]
    assert without_words([Span(0.0, 5.2)], said) == []


def test_a_word_does_not_cover_seconds_but_a_number_may() -> None:
    assert without_words([Span(0.0, 6.0)], [word(0.0, 6.0, " yes")]) != []
    assert without_words([Span(0.0, 3.5)], [word(0.0, 3.5, " 10001")]) == []
