"""Moments of a clip and places in its text belong together."""

from __future__ import annotations

from desktop.transcript import timing
from engine.segments import Segment, Span, Word


def segment(start_s: float, words: str, *, probability: float = 0.9) -> Segment:
    """One whose words take half a second each."""
    tokens = words.split()
    timed = tuple(
        Word(start_s + n / 2, start_s + n / 2 + 0.4, f" {token}", probability) for n, token in enumerate(tokens)
    )
    return Segment(start_s, start_s + len(tokens) / 2, f" {words}", words=timed)


def test_each_word_has_its_characters() -> None:
    one = segment(10, "the cat and the dog")
    assert [timing.shown_text(one)[a:b] for a, b in timing.word_ranges(one)] == ["the", "cat", "and", "the", "dog"]
    assert timing.word_range_at(one, 11.6) == (12, 15)
    assert timing.moment_of(one, 13) == 11.5


def test_without_words_a_place_is_its_segment() -> None:
    plain = Segment(3.0, 5.0, " Only a text.")
    assert timing.word_range_at(plain, 4.0) is None
    assert timing.moment_of(plain, 8) == 3.0


def test_words_that_do_not_agree_with_the_text_are_left_out() -> None:
    other = Segment(0.0, 1.0, "Another text.", words=(Word(0.0, 0.5, " nothing", 0.2),))
    assert timing.word_ranges(other) == []
    assert timing.doubtful_ranges(other) == []


def test_doubtful_words_are_those_that_the_model_doubts() -> None:
    assert timing.doubtful_ranges(segment(0, "never mind", probability=0.3)) == [(0, 5), (6, 10)]
    assert timing.doubtful_ranges(segment(0, "never mind")) == []


def test_long_pauses_can_be_skipped_and_short_ones_stay() -> None:
    segments = [Segment(2.0, 4.0, "a"), Segment(4.8, 6.0, "b"), Segment(9.0, 10.0, "c")]
    spans = timing.pauses(segments, 20.0)
    assert timing.skip_from(spans, 0.5) == 1.8
    assert timing.skip_from(spans, 4.5) is None
    assert timing.skip_from(spans, 7.0) == 8.8
    assert timing.skip_from(spans, 12.0) == 20.0
    assert timing.skip_from(timing.pauses([], 20.0), 3.0) is None


def test_a_moment_belongs_to_the_last_segment_that_has_begun() -> None:
    segments = [Segment(2.0, 4.0, "a"), Segment(5.0, 6.0, "b")]
    assert [timing.segment_at(segments, at_s) for at_s in (1.0, 2.0, 4.5, 99.0)] == [None, 0, 0, 1]


def test_a_segment_finds_room_only_where_nobody_speaks() -> None:
    some = [Segment(1.0, 2.0, "a"), Segment(2.0, 4.0, "b"), Segment(6.0, 7.0, "c")]
    assert timing.gap_after(some, -1, 9.0) == (0.0, 1.0)
    assert timing.gap_after(some, 0, 9.0) is None
    assert timing.gap_after(some, 1, 9.0) == timing.gap_at(some, 5.0, 9.0) == (4.0, 6.0)
    assert timing.gap_after(some, 2, 9.0) == (7.0, 9.0)
    assert timing.gap_after(some, 2, 7.1) is None
    assert timing.gap_at(some, 3.0, 9.0) is None
    assert timing.gap_after([], -1, 9.0) == timing.gap_at([], 3.0, 9.0) == (0.0, 9.0)


def test_a_stretch_takes_some_silence_with_it_but_none_of_its_neighbours() -> None:
    some = [Segment(1.0, 2.0, "a"), Segment(2.1, 4.0, "b"), Segment(6.0, 7.0, "c")]
    assert timing.stretch_around(some, range(1, 2), 9.0) == (2.0, 4.2)
    assert timing.stretch_around(some, range(3), 7.0) == (0.8, 7.0)


def test_speech_without_text_is_no_pause() -> None:
    some = [Segment(0.0, 2.0, "One."), Segment(20.0, 22.0, "Two.")]
    (whole,) = timing.pauses(some, 22.0)
    first, second = timing.pauses(some, 22.0, [Span(9.0, 12.0)])
    assert whole[0] == first[0] < first[1] < 9.0 and 12.0 < second[0] < second[1] == whole[1]
