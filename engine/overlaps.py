"""Where somebody speaks at the same time as the speaker of a segment. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

#: Two who speak at once for less than this, in seconds, take turns.
MIN_OVERLAP_S = 0.5


@dataclass(frozen=True, slots=True)
class Overlap:
    """Somebody else speaks, too. Times in seconds from the start of the clip."""

    speaker: str
    start_s: float
    end_s: float


def names_of(overlaps: Iterable[Overlap]) -> list[str]:
    """Who else speaks: each once."""
    return list(dict.fromkeys(each.speaker for each in overlaps))


def within(overlaps: Iterable[Overlap], start_s: float, end_s: float) -> tuple[Overlap, ...]:
    """As much of them as is in a stretch, of those that are long enough there."""
    cut = (replace(each, start_s=max(each.start_s, start_s), end_s=min(each.end_s, end_s)) for each in overlaps)
    return tuple(each for each in cut if each.end_s - each.start_s >= MIN_OVERLAP_S)
