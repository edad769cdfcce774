"""Where the words of a search stand in a text, by the same rules as the search itself. Pure."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+")


def matches(words: str, searched: str) -> list[tuple[int, int]]:
    """The (start, end) of every word of `words` that `searched` asks for: whole words without regard to case and
    accents, of which the last one may be a beginning."""
    wanted = [_folded(word) for word in _WORD.findall(searched)]
    if not wanted:
        return []
    whole, beginning = set(wanted[:-1]), wanted[-1]
    return [
        found.span()
        for found in _WORD.finditer(words)
        if (word := _folded(found.group())) in whole or word.startswith(beginning)
    ]


def _folded(word: str) -> str:
    plain = "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
    return plain.casefold()
