"""Cut segments into cues: what subtitles show at one time, short enough to be read in that time. Pure.

Models produce segments of up to 30 seconds. A cue is a short text of one or two lines: `cues` cuts at the ends of
sentences and clauses and at pauses, using word times where they are known and text length otherwise.
No word is lost or repeated, cues never overlap, and each is there for a frame at least.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import pairwise
from math import inf
from typing import NamedTuple

from engine.errors import ExportError
from engine.exports.line_breaks import columns, units
from engine.segments import Segment
from engine.text.transcript import ends_sentence, one_line

#: No cue is shorter: players never show one that is, and WebVTT forbids one without length. One frame of a film.
_FRAME_MS = 42


@dataclass(frozen=True, slots=True)
class Rules:
    """How text becomes subtitles. Lengths are in columns: a wide character, such as a Chinese one, takes two.

    The defaults are those of the large streaming services. Raises ExportError if the rules contradict each other.
    """

    line_length: int = 42
    lines: int = 2
    #: A cue stays long enough to be read at this speed, if the next one leaves time for that.
    columns_per_s: float = 20.0
    #: The minimum duration of a cue, if the next one leaves time for that, and the maximum.
    min_s: float = 1.0
    max_s: float = 7.0
    #: The eye distinguishes two cues only if there is a gap between them.
    gap_s: float = 0.08

    @property
    def min_ms(self) -> int:
        return max(_FRAME_MS, _ms(self.min_s))

    def __post_init__(self) -> None:
        if not (
            self.line_length >= 1
            and self.lines >= 1
            and self.columns_per_s > 0
            and 0 < self.min_s <= self.max_s
            and self.gap_s >= 0
        ):
            raise ExportError("bad_rules")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is on the screen at one time. Whole milliseconds from the start of the clip."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: str = ""


# --- Cutting. ---

#: The cost of a cut, where one more cue costs 1: nothing at the end of a sentence, most inside a clause. At a pause it
#: is negative: text that appears long before its sound is a spoiler.
_CUT_AT_SENTENCE, _CUT_AT_CLAUSE, _CUT_AT_WORD, _CUT_AT_PAUSE = 0.0, 0.4, 1.0, -2.0
#: The cost of a cue that is too short to be seen.
_HASTE = 1.0
_PAUSE_S = 1.0
#: Nobody reads what is gone so soon.
_GLIMPSE_S = 0.25
#: How many columns longer a line may be if it ends with a clause.
_PARTED_CLAUSE = 12
#: Nobody speaks more slowly. A long segment that would need it contains silence, at its end, since models start
#: segments with the speech.
_SLOWEST_SIGNS_PER_S = 3.0
_CLAUSE_END = re.compile(r"[,;:—–،؛、，；：]['\"”’»)\]」』]*$")


class _CuePiece(NamedTuple):
    """A unit that is never split, of `engine.exports.line_breaks`, with its times."""

    text: str
    columns: int
    #: Columns before it, unless it begins a line: 1 after a space.
    space: int
    start_s: float
    end_s: float


class _CuePart(NamedTuple):
    """What is shown at one time, and who says it."""

    pieces: tuple[_CuePiece, ...]
    speaker: str

    @property
    def start_s(self) -> float:
        return self.pieces[0].start_s


def cues(segments: Sequence[Segment], rules: Rules | None = None, duration_s: float | None = None) -> list[Cue]:
    """The segments as cues, in order. Each is spoken within its segment; a short one stays on through the silence after
    it, until it can be read, the next one comes, or the clip of `duration_s` ends."""
    rules = rules or Rules()
    of_speakers: dict[str, list[_CuePart]] = {}
    for segment in segments:
        speaker = one_line(segment.speaker or "")
        said = [_CuePart(tuple(part), speaker) for part in _cut(_pieces(segment, rules), rules)]
        of_speakers.setdefault(speaker, []).extend(said)
    # Where several speak at once, as in channels that were heard apart, each cue comes with its sound.
    parts = _joined(list(merge(*of_speakers.values(), key=lambda part: part.start_s)), rules)
    starts_ms = _starts_ms(parts, rules)
    made = []
    for part, start_ms, next_ms in zip(parts, starts_ms, [*starts_ms[1:], None], strict=False):
        end_ms = _end_ms(part.pieces, start_ms, next_ms, rules, duration_s)
        made.append(Cue(start_ms, end_ms, _lines(part.pieces, rules), part.speaker))
    return made


def _joined(parts: Sequence[_CuePart], rules: Rules) -> list[_CuePart]:
    """Cues that would be over before they are seen are joined with the one after, where both fit on the screen."""
    joined: list[_CuePart] = []
    for part in parts:
        if joined and joined[-1].speaker == part.speaker:
            pieces = joined[-1].pieces + part.pieces
            is_glimpse = part.start_s - joined[-1].start_s < _GLIMPSE_S
            is_short = pieces[-1].end_s - pieces[0].start_s <= rules.max_s
            if is_glimpse and is_short and len(_wrapped(pieces, rules.line_length)) <= rules.lines:
                joined[-1] = _CuePart(pieces, part.speaker)
                continue
        joined.append(part)
    return joined


def _starts_ms(parts: Sequence[_CuePart], rules: Rules) -> list[int]:
    """When each cue appears: with its sound, and in order. Those that would all appear at once share the time until the
    next one, as evenly as they can."""
    wanted: list[int] = []
    for part in parts:
        wanted.append(max(_ms(part.start_s), 0, *wanted[-1:]))
    starts: list[int] = []
    while len(starts) < len(wanted):
        first = len(starts)
        end = first + 1
        while end < len(wanted) and wanted[end] - wanted[first] < _FRAME_MS * (end - first):
            end += 1
        step_ms = rules.min_ms
        if end < len(wanted):
            step_ms = min(step_ms, (wanted[end] - wanted[first]) // (end - first))
        starts += [wanted[first] + step_ms * number for number in range(end - first)]
    return starts


def _end_ms(
    pieces: Sequence[_CuePiece], start_ms: int, next_ms: int | None, rules: Rules, duration_s: float | None
) -> int:
    """When a cue disappears: with its sound or once it is read, but before the next one and the end of the clip."""
    spoken_ms = _ms(pieces[-1].end_s)
    wanted_ms = max(spoken_ms, start_ms + _ms(max(rules.min_s, _columns_of(pieces) / rules.columns_per_s)))
    if next_ms is not None:
        # The gap takes at most half of the available time.
        wanted_ms = min(wanted_ms, max(next_ms - _ms(rules.gap_s), (start_ms + next_ms + 1) // 2))
    elif duration_s is not None:
        wanted_ms = min(wanted_ms, max(spoken_ms, _ms(duration_s)))
    return max(start_ms + _FRAME_MS, min(wanted_ms, start_ms + _ms(rules.max_s)))


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _cut(pieces: Sequence[_CuePiece], rules: Rules) -> Iterator[Sequence[_CuePiece]]:
    """The cheapest way to cut a segment into cues that fit on the screen, computed from end to beginning."""
    count = len(pieces)
    costs_of_cuts = [_cost_of_cut(*pair) for pair in pairwise(pieces)] + [0.0]
    cheapest = [inf] * count + [0.0]
    ends = [count] * count
    room = rules.line_length * rules.lines
    for first in reversed(range(count)):
        for end, width in _reach(pieces, first, rules):
            until_s = pieces[end].start_s if end < count else pieces[-1].end_s
            haste = _HASTE if until_s - pieces[first].start_s < rules.min_s else 0.0
            # The square makes cues of similar length cheaper than a full one and a remainder.
            cost = 1.0 + (width / room) ** 2 + haste + costs_of_cuts[end - 1] + cheapest[end]
            if cost < cheapest[first]:
                cheapest[first], ends[first] = cost, end
    first = 0
    while first < count:
        yield pieces[first : ends[first]]
        first = ends[first]


def _reach(pieces: Sequence[_CuePiece], first: int, rules: Rules) -> Iterator[tuple[int, int]]:
    """Where a cue that begins with the piece `first` may end, and its columns. It contains at least one piece."""
    line, column, columns = 1, 0, 0
    for number in range(first, len(pieces)):
        _, width, space, _, end_s = pieces[number]
        if column and column + space + width > rules.line_length:
            line, column = line + 1, width
        else:
            column += (space if column else 0) + width
        if number > first and (line > rules.lines or end_s - pieces[first].start_s > rules.max_s):
            return
        columns += width + (space if number > first else 0)
        yield number + 1, columns


def _cost_of_cut(before: _CuePiece, after: _CuePiece) -> float:
    if after.start_s - before.end_s >= _PAUSE_S:
        return _CUT_AT_PAUSE
    if ends_sentence(before.text):
        return _CUT_AT_SENTENCE
    return _CUT_AT_CLAUSE if _ends_clause(before.text) else _CUT_AT_WORD


def _ends_clause(text: str) -> bool:
    return ends_sentence(text) or _CLAUSE_END.search(text) is not None


def _lines(pieces: Sequence[_CuePiece], rules: Rules) -> tuple[str, ...]:
    """Break into as few lines as possible; among those, prefer short lines that split no clause."""
    best = _wrapped(pieces, rules.line_length)
    if len(best) > 1:
        fewest = len(best)
        for width in range(max(map(columns, best)) - 1, 0, -1):
            lines = _wrapped(pieces, width)
            if len(lines) > fewest:
                break
            best = min(lines, best, key=_raggedness)
    return tuple(best)


def _raggedness(lines: Sequence[str]) -> int:
    return max(map(columns, lines)) + sum(_PARTED_CLAUSE for line in lines[:-1] if not _ends_clause(line))


def _wrapped(pieces: Sequence[_CuePiece], width: int) -> list[str]:
    lines: list[str] = []
    column = 0
    for text, taken, space, _, _ in pieces:
        if lines and column + space + taken <= width:
            lines[-1] += " " * space + text
            column += space + taken
        else:
            lines.append(text)
            column = taken
    return lines


def _columns_of(pieces: Sequence[_CuePiece]) -> int:
    return sum(piece.columns + piece.space for piece in pieces) - pieces[0].space


# --- Words and their times. ---


class _Stretch(NamedTuple):
    """Characters spoken evenly over a period. `first` counts the visible characters before it in the segment."""

    first: int
    signs: int
    start_s: float
    end_s: float

    def at(self, sign: int) -> float:
        return self.start_s + (self.end_s - self.start_s) * (sign - self.first) / self.signs


def _pieces(segment: Segment, rules: Rules) -> list[_CuePiece]:
    text = one_line(segment.text)
    stretches = _stretches(segment, text.replace(" ", ""), rules.max_s)
    firsts = [stretch.first for stretch in stretches]
    pieces: list[_CuePiece] = []
    sign = 0
    for unit in units(text, rules.line_length):
        start_s = stretches[bisect_right(firsts, sign) - 1].at(sign)
        sign += len(unit.text.replace(" ", ""))
        end_s = stretches[bisect_right(firsts, sign - 1) - 1].at(sign)
        is_spaced = unit.is_spaced or not pieces
        pieces.append(_CuePiece(unit.text, columns(unit.text), int(is_spaced), start_s, end_s))
    return pieces


def _stretches(segment: Segment, spelled: str, max_s: float) -> list[_Stretch]:
    """The words with their times, if they match the text; otherwise the text as one stretch."""
    made: list[_Stretch] = []
    signs, now_s = 0, segment.start_s
    words = [(one_line(word.text).replace(" ", ""), word) for word in segment.words]
    if spelled != "".join(text for text, _ in words):
        slowest_s = max(max_s, len(spelled) / _SLOWEST_SIGNS_PER_S)
        spoken_s = max(0.0, min(segment.end_s - segment.start_s, slowest_s))
        return [_Stretch(0, len(spelled), segment.start_s, segment.start_s + spoken_s)]
    for text, word in words:
        if text:
            start_s = max(now_s, min(word.start_s, segment.end_s))
            now_s = max(start_s, min(word.end_s, segment.end_s))
            made.append(_Stretch(signs, len(text), start_s, now_s))
            signs += len(text)
    return made
