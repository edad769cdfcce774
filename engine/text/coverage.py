"""Which speech has no text: the spans that a worker reported, minus those that now have text. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from engine.segments import Segment, Span
from engine.text.unheard import longest_s

#: The probability of a word that a person wrote.
BY_HAND = 1.0


def uncovered(spans: Sequence[Span], segments: Iterable[Segment]) -> list[Span]:
    """The spans that no word covers, nor a segment without words of its own, in time order. A word or segment covers a
    span if its middle lies within it, or if it fills at least half of it: what a person wrote need not fill it
    completely. Spans may overlap where they are of channels that were heard apart."""
    spans = sorted(spans, key=lambda span: span.start_s)
    starts, ends = [span.start_s for span in spans], list(accumulate((span.end_s for span in spans), max))
    covered: set[int] = set()
    for segment in segments if spans else ():
        near = range(bisect_left(ends, segment.start_s), bisect_right(starts, segment.end_s))
        if near and segment.text.strip():
            said = list(_said(segment))
            covered |= {place for place in near if any(_covers(*each, spans[place]) for each in said)}
    return [span for place, span in enumerate(spans) if place not in covered]


def _said(segment: Segment) -> Iterator[tuple[float, float]]:
    """The times at which something is said in a segment, which may begin long before a silence in it, or end long
    after. So may a word of the machine; one that a person wrote may be of any length."""
    if not segment.words:
        yield segment.start_s, segment.end_s
    for word in segment.words:
        if word.end_s - word.start_s > longest_s(word) and word.probability < BY_HAND:
            yield word.start_s, word.start_s + longest_s(word) / 2
            yield word.end_s - longest_s(word) / 2, word.end_s
        else:
            yield word.start_s, word.end_s


def _covers(start_s: float, end_s: float, span: Span) -> bool:
    shared_s = min(end_s, span.end_s) - max(start_s, span.start_s)
    return span.start_s <= (start_s + end_s) / 2 <= span.end_s or shared_s >= span.length_s / 2
