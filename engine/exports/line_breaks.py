"""Where a line of a text may end, in any language, and how wide it is. Pure.

The rules are those of Unicode (UAX 14), as ICU knows them: no line begins with closing punctuation, a small kana or a
mark of length; Thai, Lao, Khmer and Burmese, which are written without spaces, are cut between words of a dictionary.
Where a language has spaces, words stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

#: Small kana and marks of length count as signs that begin no line.
_LOCALE = "ja@lb=strict"
#: Hangul is wide, but uses spaces.
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
#: Narrow scripts without spaces: Thai, Lao, Tibetan, Burmese, Khmer, Tai, Balinese, Javanese, half-wide kana.
_UNSPACED = re.compile(
    "[\u0e00-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f\ua980-\ua9ff\uaa60-\uaa7f\uff65-\uff9f]"
)
#: Categories of characters that combine with the one before, and of those that begin no line if that can be helped.
_COMBINING = frozenset({"Mn", "Mc", "Me", "Cf"})
_CLOSING = frozenset({"Pe", "Pf", "Po", "Lm"})
_OPENING = frozenset({"Ps", "Pi"})
#: What ends a sentence or a clause, also where there is a space before it, as in French.
_ENDING = frozenset(".,:;!?…‥。、，．：；！？・।؟،؛")
_SMALL_KANA = frozenset("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯ〻゠")


class Unit(NamedTuple):
    """What stands on one line: a word, or one character of a language that is written without spaces, with the
    punctuation that belongs to it."""

    text: str
    #: Whether there is a space before it.
    is_spaced: bool


def units(text: str, line_length: int) -> Iterator[Unit]:
    """The text, with single spaces, cut wherever a line may end. A unit that is wider than a line is cut anywhere."""
    unit, before = Unit("", False), ""
    for word in text.split():
        first, *others = _parts(word)
        longer = f"{unit.text} {first}"
        if unit.text and (_belongs_to_last(first) or _belongs_to_next(before)) and columns(longer) <= line_length:
            unit = Unit(longer, unit.is_spaced)
        else:
            yield from _fitting(unit, line_length)
            unit = Unit(first, bool(before))
        for part in others:
            yield from _fitting(unit, line_length)
            unit = Unit(part, False)
        before = others[-1] if others else first
    yield from _fitting(unit, line_length)


def _fitting(unit: Unit, line_length: int) -> Iterator[Unit]:
    """The unit, in as many parts as it needs lines."""
    for number, part in enumerate(_split(unit.text, line_length) if unit.text else ()):
        yield Unit(part, unit.is_spaced and number == 0)


def _parts(word: str) -> list[str]:
    """A word cut where a line may end; whole, if its language has spaces."""
    if word.isascii() or not any(map(_is_unspaced, word)):
        return [word]
    # Loaded here: it is large, and many texts do without it.
    from icu4py.breakers import LineBreaker

    parts: list[str] = []
    # Its positions count UTF-16, so only its pieces are used.
    for piece in LineBreaker(word, _LOCALE):
        if parts and not (_is_unspaced(parts[-1][-1]) or _is_unspaced(piece[0])):
            parts[-1] += piece
        else:
            parts.append(piece)
    return parts


def _belongs_to_last(word: str) -> bool:
    """Whether no line begins with this word, or part of one, although there is a space before it."""
    sign = word[0]
    if sign in _SMALL_KANA or unicodedata.category(sign) == "Pe":
        return True
    if _is_unspaced(sign) and (sign in _ENDING or unicodedata.category(sign) == "Lm"):
        return True
    return all(sign in _ENDING or unicodedata.category(sign) in _CLOSING - {"Po"} for sign in word)


def _belongs_to_next(word: str) -> bool:
    """Whether no line ends with this word, or part of one, although there is a space after it."""
    return all(unicodedata.category(sign) in _OPENING for sign in word)


def _is_unspaced(sign: str) -> bool:
    """Whether its script is written without spaces."""
    if sign.isascii():
        return False
    return _UNSPACED.match(sign) is not None or (_width(sign) == 2 and not _HANGUL.match(sign))


def columns(text: str) -> int:
    """The width of the text: 2 for each wide character, 0 for a combining one, otherwise 1."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def _width(sign: str) -> int:
    if unicodedata.category(sign) in _COMBINING:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _split(word: str, line_length: int) -> list[str]:
    """A word that may be wider than a line, cut where a line is full; where possible before a sign that may begin
    one."""
    if columns(word) <= line_length:
        return [word]
    parts = [word[0]]
    for before, sign in pairwise(word):
        if _clings(before, sign) or columns(parts[-1]) + _width(sign) <= line_length:
            parts[-1] += sign
            continue
        kept = len(parts[-1])
        full = parts[-1] + sign
        while kept and _begins_no_line(full[kept - 1], full[kept]):
            kept -= 1
        kept = kept or len(parts[-1])
        parts[-1:] = [parts[-1][:kept], parts[-1][kept:] + sign]
    return parts


def _clings(before: str, sign: str) -> bool:
    """Whether two characters are displayed as one: a letter and its accent, the parts of an emoji."""
    category = unicodedata.category(sign)
    return before == "\N{ZERO WIDTH JOINER}" or category in _COMBINING or (category == "Sk" and not sign.isascii())


def _begins_no_line(before: str, sign: str) -> bool:
    """Whether the second of these two characters should not be the first of a line."""
    return _clings(before, sign) or unicodedata.category(sign) in _CLOSING or sign in _SMALL_KANA
