"""Maps between positions in a text and moments of its clip. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from engine.segments import Segment, Span

#: The shortest pause worth skipping, and how much of it is kept, in seconds.
LONG_PAUSE_S = 1.0
KEPT_PAUSE_S = 0.2
#: The shortest gap in which a segment can be inserted, in seconds.
MIN_GAP_S = 0.2
#: How much of the silence at its edges a stretch includes when transcribed again, in seconds.
EDGE_S = 0.2
#: Words with a lower probability than this may be marked.
DOUBTFUL_BELOW = 0.5


def shown_text(segment: Segment) -> str:
    """The text as shown on screen: one line, no double spaces."""
    return " ".join(segment.text.split())


def place_in_text(segment: Segment, offset: int) -> int:
    """Offset in the stored text of the character, or the space before it, at `offset` of the shown text."""
    left = len("".join(shown_text(segment)[:offset].split()))
    for place, sign in enumerate(segment.text):
        if not left:
            return place
        left -= not sign.isspace()
    return len(segment.text)


def segment_at(segments: Sequence[Segment], at_s: float) -> int | None:
    """Index of the segment that contains `at_s`, or of the last one before it."""
    place = bisect_right(segments, at_s, key=lambda segment: segment.start_s) - 1
    return place if place >= 0 else None


def word_ranges(segment: Segment) -> list[tuple[int, int]]:
    """Offsets (start, end) of each word in the shown text. Empty if text and words do not match."""
    words, ranges, begin = shown_text(segment), [], 0
    for word in segment.words:
        token = " ".join(word.text.split())
        found = words.find(token, begin)
        if found < 0:
            return []
        begin = found + len(token)
        ranges.append((found, begin))
    return ranges


def word_range_at(segment: Segment, at_s: float) -> tuple[int, int] | None:
    """Offsets of the word spoken at `at_s`, or of the last one before it."""
    place = bisect_right(segment.words, at_s, key=lambda word: word.start_s) - 1
    ranges = word_ranges(segment)
    return ranges[place] if 0 <= place < len(ranges) else None


def moment_of(segment: Segment, offset: int) -> float:
    """When the character at `offset` of the shown text is spoken: the start of its word, or of the segment."""
    for word, (_, end) in zip(segment.words, word_ranges(segment), strict=False):
        if offset < end:
            return word.start_s
    return segment.start_s


def doubtful_ranges(segment: Segment) -> list[tuple[int, int]]:
    """Offsets of the words the model was unsure of."""
    return [
        place
        for word, place in zip(segment.words, word_ranges(segment), strict=False)
        if word.probability < DOUBTFUL_BELOW
    ]


def pauses(segments: Sequence[Segment], duration_s: float, unheard: Sequence[Span] = ()) -> list[tuple[float, float]]:
    """Long pauses that may be skipped, the beginning and end of the clip included. Speech without text is no
    pause."""
    found, spoken_until = [], 0.0
    said = [(segment.start_s, segment.end_s) for segment in segments]
    for start_s, end_s in sorted(said + [(span.start_s, span.end_s) for span in unheard]):
        if start_s - spoken_until > LONG_PAUSE_S:
            begin = spoken_until + KEPT_PAUSE_S if spoken_until else 0.0
            found.append((begin, start_s - KEPT_PAUSE_S))
        spoken_until = max(spoken_until, end_s)
    if spoken_until and duration_s - spoken_until > LONG_PAUSE_S:
        found.append((spoken_until + KEPT_PAUSE_S, duration_s))
    return found


def gap_after(segments: Sequence[Segment], place: int, duration_s: float) -> tuple[float, float] | None:
    """The silence between a segment (-1: the beginning) and the next one; None if it is too short."""
    begin_s = max((segment.end_s for segment in segments[: place + 1]), default=0.0)
    end_s = segments[place + 1].start_s if place + 1 < len(segments) else max(duration_s, begin_s)
    return (begin_s, end_s) if end_s - begin_s >= MIN_GAP_S else None


def gap_at(segments: Sequence[Segment], at_s: float, duration_s: float) -> tuple[float, float] | None:
    """The gap that contains `at_s`; None if there is speech, or the gap is too short."""
    place = segment_at(segments, at_s)
    gap = gap_after(segments, -1 if place is None else place, duration_s)
    return gap if gap is not None and gap[0] <= at_s <= gap[1] else None


def stretch_around(segments: Sequence[Segment], places: range, duration_s: float) -> tuple[float, float]:
    """The time of some consecutive segments plus a little silence around them, so that no word is cut."""
    first, last = places[0], places[-1]
    before_s = segments[first - 1].end_s if first else 0.0
    after_s = segments[last + 1].start_s if last + 1 < len(segments) else duration_s
    start_s, end_s = segments[first].start_s, max(segments[place].end_s for place in places)
    return min(start_s, max(before_s, start_s - EDGE_S)), max(end_s, min(after_s, end_s + EDGE_S))


def skip_from(spans: Sequence[tuple[float, float]], at_s: float) -> float | None:
    """The end of the span that contains `at_s`, or None."""
    place = bisect_right(spans, at_s, key=lambda span: span[0]) - 1
    return spans[place][1] if place >= 0 and at_s < spans[place][1] else None
