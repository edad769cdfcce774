"""Segments cut in two, with the words and times of each part. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from engine.errors import EditError
from engine.segments import Segment, Word, within


def parts_of(segment: Segment, offset: int, at_s: float | None, *, is_spaced: bool) -> tuple[Segment, Segment]:
    """The parts before and from the character `offset` of the text, or between the words closest to it. The times
    follow the words; `at_s` sets the end of the first and the start of the second. Raises EditError."""
    text = segment.text
    places = [m.start() for m in re.finditer(r"\s+", text)] if is_spaced else range(1, len(text))
    cut = min(places, key=lambda place: abs(place - offset), default=0)
    left, right = text[:cut].strip(), text[cut:].strip()
    if not (left and right) or segment.start_s >= segment.end_s:
        raise EditError("cannot_split", segment_id=segment.segment_id)
    if at_s is not None and not segment.start_s < at_s < segment.end_s:
        raise EditError("times_out_of_order", start_s=segment.start_s, end_s=segment.end_s)
    count = _words_before(segment.words, left)
    before, after = segment.words[:count], segment.words[count:]
    end_s, start_s = (at_s, at_s) if at_s is not None else _times_between(segment, before, after, cut / len(text))
    first = replace(segment, text=left, end_s=end_s, words=before, is_edited=True)
    second = replace(segment, text=right, start_s=start_s, words=after, is_edited=True, segment_id=0)
    return within_its_times(first), within_its_times(second)


def within_its_times(segment: Segment) -> Segment:
    """The segment with as much of its overlaps as is in it."""
    return replace(segment, overlaps=within(segment.overlaps, segment.start_s, segment.end_s))


def end_of(words: Sequence[Word], text: str) -> int:
    """Where in a text, which begins with these words, they end, by counting characters other than spaces."""
    left = len("".join("".join(word.text.split()) for word in words))
    for place, sign in enumerate(text):
        if left == 0:
            return place
        left -= not sign.isspace()
    return len(text)


def _words_before(words: Sequence[Word], left: str) -> int:
    """How many of the words belong to the left part of the text, by counting characters other than spaces."""
    wanted, count = len("".join(left.split())), 0
    for word in words:
        wanted -= len("".join(word.text.split()))
        if wanted < 0:
            break
        count += 1
    return count


def _times_between(
    segment: Segment, before: Sequence[Word], after: Sequence[Word], share: float
) -> tuple[float, float]:
    """The end of the first part and the start of the second: from the words, or else by share of the text."""
    if before and after and segment.start_s < before[-1].end_s <= after[0].start_s < segment.end_s:
        return before[-1].end_s, after[0].start_s
    at_s = segment.start_s + (segment.end_s - segment.start_s) * share
    return at_s, at_s
