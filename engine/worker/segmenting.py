"""Split the words of a window into segments, where a sentence ends or somebody pauses. Pure.

A window is decoded without timestamps: its text is a single one, of up to half a minute. What people read, click and
see as a subtitle is a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from engine.segments import Word
from engine.text.transcript import ends_sentence

#: A pause of this many seconds splits a text anywhere; the second is enough after the end of a sentence.
_PAUSE_S = 2.0
_PAUSE_OF_SENTENCE_S = 0.2
#: A segment longer than this ends with its next sentence, with or without a pause.
_LONG_S = 6.0


def parted(words: Sequence[Word]) -> list[tuple[int, int]]:
    """The segments of a window, as word positions: from, to (exclusive). Empty if there are no words."""
    if not words:
        return []
    cuts = [0]
    for place, (before, after) in enumerate(pairwise(words), start=1):
        pause_s = after.start_s - before.end_s
        length_s = before.end_s - words[cuts[-1]].start_s
        is_sentence = ends_sentence(before.text) and (pause_s >= _PAUSE_OF_SENTENCE_S or length_s >= _LONG_S)
        if is_sentence or pause_s >= _PAUSE_S:
            cuts.append(place)
    return list(pairwise([*cuts, len(words)]))
