"""Speech that a text leaves out: where a voice was detected but there is no word. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from engine.segments import Span, Word

#: A shorter stretch is breath, laughter or the end of a word.
MIN_S = 1.2
#: Words reach this far beyond their times.
_REACH_S = 0.3
#: Nobody takes longer for a word, or a digit of a number: a longer one covers its beginning and end only.
_LONGEST_WORD_S = 1.2
_LONGEST_FIGURE_S = 0.8


def without_words(speech: Sequence[Span], words: Sequence[Word]) -> list[Span]:
    """The stretches of speech, at least `MIN_S` long, that no word covers; in order."""
    found: list[Span] = []
    covered = sorted(_reach(words))
    for span in speech:
        at_s = span.start_s
        for start_s, end_s in covered:
            if end_s <= at_s or start_s >= span.end_s:
                continue
            if start_s - at_s >= MIN_S:
                found.append(Span(at_s, start_s))
            at_s = max(at_s, end_s)
        if span.end_s - at_s >= MIN_S:
            found.append(Span(at_s, span.end_s))
    return found


def longest_s(word: Word) -> float:
    """The longest that a person may take for a word."""
    return max(_LONGEST_WORD_S, _LONGEST_FIGURE_S * sum(sign.isdigit() for sign in word.text))


def _reach(words: Sequence[Word]) -> list[tuple[float, float]]:
    """The times that the words cover."""
    reach: list[tuple[float, float]] = []
    for word in words:
        if word.end_s - word.start_s > longest_s(word):
            half_s = longest_s(word) / 2
            reach.append((word.start_s - _REACH_S, word.start_s + half_s))
            reach.append((word.end_s - half_s, word.end_s + _REACH_S))
        else:
            reach.append((word.start_s - _REACH_S, word.end_s + _REACH_S))
    return reach
