"""A person's standing replacements: "confu i" becomes "ComfyUI". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.text.transcript import UNSPACED


@dataclass(frozen=True, slots=True)
class Replacement:
    """One or more words as the machine writes them, and as they should be written."""

    heard: str
    written: str

    @property
    def counts(self) -> bool:
        """Whether both sides are filled in: a half-written replacement is not applied."""
        return bool(self.heard.split() and self.written.strip())


def replaced(text: str, replacements: Sequence[Replacement], language: str | None = None) -> str:
    """Apply all replacements in one pass: none applies to another's output. Whole words, in any case; if two match at a
    place, the longer one wins. A replacement in lower case only takes on a capital from the text, as at the beginning
    of a sentence."""
    rules = {" ".join(each.heard.casefold().split()): each.written.strip() for each in replacements if each.counts}
    if not rules:
        return text
    heard = sorted(rules, key=len, reverse=True)
    pattern = "|".join(_whole(each, is_spaced=language not in UNSPACED) for each in heard)

    def written(place: re.Match[str]) -> str:
        said = " ".join(place.group().split())
        words = rules[said.casefold()]
        is_capital = said[0].isupper() and words == words.lower()
        return words[0].upper() + words[1:] if is_capital else words

    return re.sub(pattern, written, text, flags=re.IGNORECASE)


def _whole(heard: str, *, is_spaced: bool) -> str:
    """A pattern that matches the words as whole words. In a language without spaces, only Latin letters and digits form
    words that can be recognized."""
    letter = r"\w" if is_spaced else "[0-9A-Za-z]"
    words = r"\s+".join(map(re.escape, heard.split()))
    before = rf"(?<!{letter})" if re.match(letter, heard[0]) else ""
    after = rf"(?!{letter})" if re.match(letter, heard[-1]) else ""
    return f"{before}{words}{after}"
