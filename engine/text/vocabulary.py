"""Names and terms that a person uses, as passed to a model. Pure.

Whisper accepts up to 223 tokens of preceding text and continues in its style: names in it are spelled the same way.
There is a price: where it hears nothing clearly, it may output that text, although nobody said it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from engine.text.transcript import one_line

#: How much preceding text Whisper accepts: half of its decoder's context.
MAX_TOKENS = 223
#: This many terms in the order in which the model was given them are no coincidence.
_MIN_IN_ORDER = 3
#: The minimum similarity of two spellings of the same sounds.
_MIN_ALIKE = 0.4


def joined(*vocabularies: Iterable[str]) -> tuple[str, ...]:
    """All terms in order, each once and in one line."""
    terms: dict[str, str] = {}
    for vocabulary in vocabularies:
        for term in vocabulary:
            if tidy := one_line(term).strip(" ,;"):
                terms.setdefault(tidy.casefold(), tidy)
    return tuple(terms.values())


def terms_of(text: str) -> tuple[str, ...]:
    """The terms of a text with one per line, or several separated by commas."""
    return joined(re.split(r"[\n,;]", text))


def prompt_of(vocabulary: Sequence[str]) -> str:
    """The preceding text that the model is given."""
    return ", ".join(vocabulary)


def is_echo(text: str, vocabulary: Sequence[str]) -> bool:
    """Whether a text may repeat the prompt instead of what was heard: nothing but terms, or several of them in the
    vocabulary's order."""
    said = _plain(text)
    terms = [plain for term in vocabulary if (plain := _plain(term))]
    if not said or not terms:
        return False
    for first in range(len(terms) - _MIN_IN_ORDER + 1):
        if " ".join(terms[first : first + _MIN_IN_ORDER]) in said:
            return True
    rest = said
    for term in sorted(terms, key=len, reverse=True):
        rest = re.sub(rf"(?<!\w){re.escape(term)}(?!\w)", " ", rest)
    return not rest.strip()


def sounds_alike(text: str, other: str) -> bool:
    """Whether both may be heard in the same sounds: "ComfyUI" and "confu i", not "ComfyUI" and silence."""
    first, second = (_plain(each).replace(" ", "") for each in (text, other))
    return bool(first and second) and SequenceMatcher(None, first, second, False).ratio() >= _MIN_ALIKE


def _plain(text: str) -> str:
    """Its letters and digits, with single spaces."""
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())
