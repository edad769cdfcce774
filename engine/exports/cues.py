"""Cut segments into cues: what subtitles show at one time, short enough to be read in that time. Pure.

Models produce segments of up to 30 seconds. A cue is a short text of one or two lines: `cues` cuts at the ends of
sentences and clauses and at pauses, using word times where they are known and text length otherwise.
No word is lost or repeated, and cues never overlap.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import NamedTuple

from engine.errors import ExportError
from engine.run import Segment
from engine.text.transcript import ends_sentence, one_line


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
#: How many columns longer a line may be if it ends with a clause.
_PARTED_CLAUSE = 12
#: Nobody speaks more slowly. A long segment that would need it contains silence, at its end, since models start
#: segments with the speech.
_SLOWEST_SIGNS_PER_S = 3.0
_CLAUSE_END = re.compile(r"[,;:—–،؛、，；：]['\"”’»)\]」』]*$")


class _CuePiece(NamedTuple):
    """A unit that is never split: a word, or one character of a language that is written without spaces."""

    text: str
    columns: int
    #: Columns before it, unless it begins a line: 1 after a space.
    space: int
    start_s: float
    end_s: float


def cues(segments: Sequence[Segment], rules: Rules | None = None, duration_s: float | None = None) -> list[Cue]:
    """The segments as cues, in order. Each is spoken within its segment; a short one stays on through the silence after
    it, until it can be read, the next one comes, or the clip of `duration_s` ends."""
    rules = rules or Rules()
    parts: list[Sequence[_CuePiece]] = []
    speakers: list[str] = []
    for segment in segments:
        parts += _cut(_pieces(segment, rules), rules)
        speakers += [one_line(segment.speaker or "")] * (len(parts) - len(speakers))
    starts_ms: list[int] = []
    for part in parts:
        starts_ms.append(max(_ms(part[0].start_s), 0, *starts_ms[-1:]))
    made = []
    for number, part in enumerate(parts):
        next_ms = starts_ms[number + 1] if number + 1 < len(parts) else None
        end_ms = _end_ms(part, starts_ms[number], next_ms, rules, duration_s)
        made.append(Cue(starts_ms[number], end_ms, _lines(part, rules), speakers[number]))
    return made


def _end_ms(
    part: Sequence[_CuePiece], start_ms: int, next_ms: int | None, rules: Rules, duration_s: float | None
) -> int:
    """When a cue disappears: with its sound or once it is read, but before the next one and the end of the clip."""
    spoken_ms = _ms(part[-1].end_s)
    wanted_ms = max(spoken_ms, start_ms + _ms(max(rules.min_s, _columns_of(part) / rules.columns_per_s)))
    if next_ms is not None:
        # The gap takes at most half of the available time.
        wanted_ms = min(wanted_ms, max(next_ms - _ms(rules.gap_s), (start_ms + next_ms + 1) // 2))
    elif duration_s is not None:
        wanted_ms = min(wanted_ms, max(spoken_ms, _ms(duration_s)))
    return max(start_ms, min(wanted_ms, start_ms + _ms(rules.max_s)))


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
        for end, columns in _reach(pieces, first, rules):
            until_s = pieces[end].start_s if end < count else pieces[-1].end_s
            haste = _HASTE if until_s - pieces[first].start_s < rules.min_s else 0.0
            # The square makes cues of similar length cheaper than a full one and a remainder.
            cost = 1.0 + (columns / room) ** 2 + haste + costs_of_cuts[end - 1] + cheapest[end]
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
    for text, columns, space, _, _ in pieces:
        if lines and column + space + columns <= width:
            lines[-1] += " " * space + text
            column += space + columns
        else:
            lines.append(text)
            column = columns
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
    for word in text.split():
        for number, part in enumerate(_parts(word, rules.line_length)):
            start_s = stretches[bisect_right(firsts, sign) - 1].at(sign)
            sign += len(part)
            end_s = stretches[bisect_right(firsts, sign - 1) - 1].at(sign)
            pieces.append(_CuePiece(part, columns(part), 1 if number == 0 else 0, start_s, end_s))
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


#: Hangul is wide, but uses spaces.
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
#: Categories of characters that combine with the one before, that cannot begin a line, and that cannot end one.
_COMBINING = frozenset({"Mn", "Mc", "Me", "Cf"})
_CLOSING = frozenset({"Pe", "Pf", "Po", "Lm"})
_OPENING = frozenset({"Ps", "Pi"})


def columns(text: str) -> int:
    """The width of the text: 2 for each wide character, 0 for a combining one, otherwise 1."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def _width(sign: str) -> int:
    if unicodedata.category(sign) in _COMBINING:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _parts(word: str, line_length: int) -> list[str]:
    """The whole word, if it fits on a line and its language has spaces; otherwise split where a line may end."""
    if word.isascii() and len(word) <= line_length:
        return [word]
    parts = [word[0]]
    width = _width(word[0])
    for before, sign in pairwise(word):
        width += _width(sign)
        if not _clings(before, sign) and (_may_part(before, sign) or width > line_length):
            parts.append(sign)
            width = _width(sign)
        else:
            parts[-1] += sign
    return parts


def _clings(before: str, sign: str) -> bool:
    """Whether two characters are displayed as one: a letter and its accent, the parts of an emoji."""
    category = unicodedata.category(sign)
    return before == "\N{ZERO WIDTH JOINER}" or category in _COMBINING or (category == "Sk" and not sign.isascii())


def _may_part(before: str, sign: str) -> bool:
    """Whether a line may end between two characters of a word: in languages without spaces, but not before a comma."""
    if not (_is_ideograph(before) or _is_ideograph(sign)):
        return False
    return unicodedata.category(sign) not in _CLOSING and unicodedata.category(before) not in _OPENING


def _is_ideograph(sign: str) -> bool:
    return _width(sign) == 2 and not _HANGUL.match(sign)
