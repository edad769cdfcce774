"""Shows the differences between two texts as HTML: deletions struck out, insertions underlined."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from html import escape
from typing import NamedTuple

from desktop.style import theme
from desktop.transcript import timing
from engine.segments import Segment

_SEAM = "\n"
#: Above this many words in total, frequent words are not matched: that would take minutes.
_MANY_WORDS = 4000


class Comparison(NamedTuple):
    """The result of comparing two texts."""

    #: Both texts merged, as HTML.
    marked: str
    #: Whether both have the same words, however they are segmented.
    is_same: bool


async def compared(before: Sequence[Segment], after: Sequence[Segment]) -> Comparison:
    """Compare both texts in a thread: for long ones that differ throughout it takes seconds."""
    return await asyncio.to_thread(lambda: Comparison(differences(before, after), says_the_same(before, after)))


def differences(before: Sequence[Segment], after: Sequence[Segment]) -> str:
    """Merge both texts. Identical segments are not compared word by word, so long texts stay fast."""
    old, new = _texts(before), _texts(after)
    lines = []
    for tag, a, a_end, b, b_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [escape(text) for text in new[b:b_end]]
        else:
            lines.append(_of_words(_words(old[a:a_end]), _words(new[b:b_end])))
    return "<br>".join(lines)


def says_the_same(before: Sequence[Segment], after: Sequence[Segment]) -> bool:
    """Whether both texts have the same words, however they are segmented."""
    return _words(_texts(before), seam=False) == _words(_texts(after), seam=False)


def _texts(segments: Iterable[Segment]) -> list[str]:
    return [timing.shown_text(segment) for segment in segments]


def _words(texts: Iterable[str], *, seam: bool = True) -> list[str]:
    words = [word for text in texts for word in (*text.split(), _SEAM)]
    return words[:-1] if seam else [word for word in words if word != _SEAM]


def _of_words(before: Sequence[str], after: Sequence[str]) -> str:
    colours, parts = theme.colours(), []
    is_much = len(before) + len(after) > _MANY_WORDS
    for tag, a, a_end, b, b_end in SequenceMatcher(None, before, after, autojunk=is_much).get_opcodes():
        if tag == "equal":
            parts.append(_html(after[b:b_end]))
            continue
        if gone := _html(before[a:a_end], seam=" "):
            parts.append(f"<s style='color:{colours.bad}'>{gone}</s>")
        if come := _html(after[b:b_end]):
            parts.append(f"<u style='color:{colours.good}'>{come}</u>")
    return " ".join(parts)


def _html(words: Sequence[str], seam: str = "<br>") -> str:
    return " ".join(seam if word == _SEAM else escape(word) for word in words).strip()
