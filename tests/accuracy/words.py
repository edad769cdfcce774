"""Which words of a text were not heard as they were said: the normaliser of Whisper's own evaluation, and a cheapest
alignment."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Languages that are written without spaces: their characters are counted.
BY_CHARACTER = frozenset({"ja", "ko", "th", "zh"})


def words(text: str, language: str) -> list[str]:
    """The words of a text, without what says nothing of hearing: capitals, punctuation, ways of spelling."""
    # The normaliser drops what stands in brackets; in a reference somebody has said it.
    text = re.sub(r"[()\[\]]", " ", text)
    if language == "en":
        text = re.sub(r"\b([ap])\.m\b\.?", r"\1m", text, flags=re.IGNORECASE)
    text = _normaliser(language == "en")(text)
    if language == "en":  # "one two" becomes "12", and "1, 2" becomes "one 2": digits count one by one
        text = re.sub(r"(?<=\d)(?=\d)", " ", re.sub(r"\bone\b", "1", text))
    return list(text.replace(" ", "")) if language in BY_CHARACTER else text.split()


@cache
def _normaliser(is_english: bool) -> Callable[[str], str]:
    from whisper_normalizer.basic import BasicTextNormalizer
    from whisper_normalizer.english import EnglishTextNormalizer

    normaliser: Callable[[str], str] = EnglishTextNormalizer() if is_english else BasicTextNormalizer()
    return normaliser


def errors_by_word(said: Sequence[str], heard: Sequence[str]) -> list[int]:
    """For each word that was said, how many errors an alignment with the fewest has at it: one for another word or none
    in its place, and one for each word too many behind it. Those before the first word are the first one's.

    Levenshtein, Binary codes capable of correcting deletions, insertions and reversals, 1966. Raises ValueError where
    nothing was said."""
    if not said:
        raise ValueError("nothing was said")
    costs = _costs(said, heard)
    errors = [0] * len(said)
    i, j = len(said), len(heard)
    while i or j:
        at = max(0, i - 1)
        if i and j and costs[i][j] == costs[i - 1][j - 1] + (said[i - 1] != heard[j - 1]):
            errors[at] += said[i - 1] != heard[j - 1]
            i, j = i - 1, j - 1
        elif i and costs[i][j] == costs[i - 1][j] + 1:
            errors[at] += 1
            i -= 1
        else:
            errors[at] += 1
            j -= 1
    return errors


def _costs(said: Sequence[str], heard: Sequence[str]) -> list[list[int]]:
    """For the first words of both, so many of each, the errors of a cheapest alignment."""
    rows = [list(range(len(heard) + 1))]
    for count, word in enumerate(said, 1):
        above, row = rows[-1], [count]
        for place, other in enumerate(heard, 1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (word != other)))
        rows.append(row)
    return rows
