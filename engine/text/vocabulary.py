"""Names and terms that a person uses, as a model is told of them. Pure.

Whisper takes up to 223 tokens of text that came before, and writes as it did: what stands there is spelled so again. It
has a price: where it hears nothing clearly, it may say what stands there, and nobody spoke.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from engine.text.transcript import one_line

#: What Whisper takes of a text before: half of what its decoder has room for.
MOST_TOKENS = 223
#: So many terms in the order in which the model was told them are no chance.
_LEAST_IN_ORDER = 3
#: What two spellings of the same sounds have in common at least.
_LEAST_ALIKE = 0.4


def joined(*vocabularies: Iterable[str]) -> tuple[str, ...]:
    """All of them, in order, each term once and in one line."""
    terms: dict[str, str] = {}
    for vocabulary in vocabularies:
        for term in vocabulary:
            if tidy := one_line(term).strip(" ,;"):
                terms.setdefault(tidy.casefold(), tidy)
    return tuple(terms.values())


def terms_of(text: str) -> tuple[str, ...]:
    """The terms of a text that has one on each line, or several with commas between."""
    return joined(re.split(r"[\n,;]", text))


def prompt_of(vocabulary: Sequence[str]) -> str:
    """The text before, as the model is told it."""
    return ", ".join(vocabulary)


def is_echo(text: str, vocabulary: Sequence[str]) -> bool:
    """Whether a text may be what the model was told, and not what it heard: nothing but terms, or several of them in
    the order of the vocabulary."""
    said = _plain(text)
    terms = [plain for term in vocabulary if (plain := _plain(term))]
    if not said or not terms:
        return False
    for first in range(len(terms) - _LEAST_IN_ORDER + 1):
        if " ".join(terms[first : first + _LEAST_IN_ORDER]) in said:
            return True
    rest = said
    for term in sorted(terms, key=len, reverse=True):
        rest = re.sub(rf"(?<!\w){re.escape(term)}(?!\w)", " ", rest)
    return not rest.strip()


def sounds_alike(text: str, other: str) -> bool:
    """Whether both may be what is heard in the same sounds: "ComfyUI" and "confu i", not "ComfyUI" and silence."""
    first, second = (_plain(each).replace(" ", "") for each in (text, other))
    return bool(first and second) and SequenceMatcher(None, first, second, False).ratio() >= _LEAST_ALIKE


def _plain(text: str) -> str:
    """Its letters and figures, with single spaces."""
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())
