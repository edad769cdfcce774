"""Speech without text is shown until a text covers it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.segments import Segment, Span, Word
from engine.text.coverage import uncovered
from engine.text.edits import Insert, SetText, TakeRange, change_of

GAP = Span(10.0, 14.0)


def said(*times: tuple[float, float]) -> Segment:
    words = tuple(Word(start_s, end_s, f"word{n}", 0.9) for n, (start_s, end_s) in enumerate(times))
    text = " ".join(word.text for word in words)
    return Segment(times[0][0], times[-1][1], text, words=words, segment_id=1)


@pytest.mark.parametrize(
    "segments",
    [
        [],
        [Segment(0.0, 9.9, "before"), Segment(14.0, 20.0, "after")],
        # It reaches into the span, as times do.
        [Segment(6.0, 10.6, "before")],
        # The segment reaches over the span, and none of its words does.
        [said((8.0, 9.5), (14.2, 16.0))],
        # Nobody takes so long for a word.
        [said((8.0, 9.0), (9.2, 14.4), (14.4, 16.0))],
        # A person has taken its text away.
        [Segment(10.0, 14.0, " ")],
    ],
)
def test_a_span_without_text_is_told(segments: list[Segment]) -> None:
    assert uncovered([GAP], segments) == [GAP]


@pytest.mark.parametrize(
    "segment",
    [
        Segment(10.0, 14.0, "all of it"),
        Segment(0.0, 60.0, "all of it and more"),
        # What was said may be shorter than what the detector heard.
        Segment(11.5, 12.0, "Yes."),
        Segment(11.9, 18.0, "half of it"),
        said((8.0, 9.5), (11.0, 11.3), (14.2, 16.0)),
    ],
)
def test_a_span_with_text_is_not(segment: Segment) -> None:
    assert uncovered([GAP], [segment]) == []


def test_only_what_is_covered_goes_and_the_rest_is_in_time_order() -> None:
    spans = [Span(30.0, 31.0), GAP, Span(20.0, 22.0)]
    assert uncovered(spans, [Segment(19.0, 23.0, "there")]) == [GAP, Span(30.0, 31.0)]


def test_spans_of_two_channels_may_overlap() -> None:
    long, inside = Span(10.0, 40.0), Span(12.0, 14.0)
    assert uncovered([long, inside], [Segment(38.0, 39.5, "within the long one, after the other")]) == [inside]
    assert uncovered([long, inside], [Segment(12.0, 14.0, "within both")]) == []
    assert uncovered([long, inside], [Segment(50.0, 51.0, "elsewhere")]) == [long, inside]


def test_edits_that_put_a_text_there_take_the_mark_away() -> None:
    around = said((8.0, 9.5), (14.2, 16.0))
    typed = change_of([around], SetText(1, "word0 what was said word1")).added
    inserted = change_of([around], Insert(11.0, 13.0, "what was said")).added
    taken = change_of([around], TakeRange(10.0, 14.0, [Segment(10.3, 13.2, "what was said")])).added
    for added in (typed, inserted, taken):
        assert uncovered([GAP], [around]) == [GAP] and uncovered([GAP], added) == []
    alone = change_of([around], SetText(1, "word0 Yes. word1")).added
    assert uncovered([Span(10.0, 13.0)], alone) == [], "a word that a person wrote may be that long"
    other = change_of([around], SetText(1, "word0 something")).added
    assert uncovered([GAP], other) == [GAP]
    assert uncovered([GAP], [replace(around, words=())]) == [], "without words its times are all that is known"
