"""When words are said: reconcile the times that a model aligned with the sound. Pure.

An alignment has nothing to hold on to where nobody speaks: it starts the first word after a pause too early, often in
the pause or before it, and ends the last word before a pause too early. Where sound begins and ends is easy to detect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, groupby
from typing import NamedTuple

from engine.segments import Word
from engine.text.transcript import ends_sentence

#: The duration of each level passed to `stretches`, in seconds.
LEVEL_S = 0.01
#: A silence within a word, such as the one before a "t", is shorter.
_SHORTEST_SILENCE_S = 0.15
#: A click is shorter than anything that is said.
_SHORTEST_SOUND_S = 0.05
#: The loudest and quietest levels, this many percent each, are ignored.
_OUTLIERS = 3
#: Sound is this many decibels above the quietest; but what is this far below the loudest is none, and anything less
#: than the last figure below the loudest is always sound.
_ABOVE_QUIETEST_DB = 8.0
_BELOW_LOUDEST_DB = 32.0
_MIN_BELOW_LOUDEST_DB = 12.0
#: A word that begins at most this long before a pause, and ends after it, is said after it; so is the first word of a
#: sentence that was put entirely into the pause.
_TAIL_S = 0.3
#: How far the first word after a pause, and the last one before the next, may be off their sound.
_LATE_S = 0.4
_EARLY_S = 0.6
#: The minimum duration of a word.
_SHORTEST_WORD_S = 0.02


class SoundSpan(NamedTuple):
    """Sound between two silences."""

    start_s: float
    end_s: float
    #: Whether its beginning and end are known: they are not at the edges of what was listened to.
    begins: bool = True
    ends: bool = True


def stretches(levels_db: Sequence[float], start_s: float = 0.0) -> list[SoundSpan]:
    """Where there is sound, from a level per hundredth of a second from `start_s` on."""
    if not levels_db:
        return []
    ordered = sorted(levels_db)
    outliers = len(ordered) * _OUTLIERS // 100
    quietest, loudest = ordered[outliers], ordered[-1 - outliers]
    threshold = max(quietest + _ABOVE_QUIETEST_DB, loudest - _BELOW_LOUDEST_DB)
    threshold = min(threshold, loudest - _MIN_BELOW_LOUDEST_DB)
    found: list[list[int]] = []
    for place, level in enumerate(levels_db):
        if level <= threshold:
            continue
        if found and (place - found[-1][1]) * LEVEL_S < _SHORTEST_SILENCE_S:
            found[-1][1] = place + 1
        else:
            found.append([place, place + 1])
    return [
        SoundSpan(start_s + first * LEVEL_S, start_s + end * LEVEL_S, first > 0, end < len(levels_db))
        for first, end in found
        if (end - first) * LEVEL_S >= _SHORTEST_SOUND_S
    ]


def settled(words: Sequence[Word], sounds: Sequence[SoundSpan]) -> list[Word]:
    """The words of a window, in order, each within a stretch of sound; the first of a stretch begins with it, and the
    last ends with it."""
    if not sounds:
        return list(words)
    places: list[int] = []
    begins_sentence = False
    for word in words:
        places.append(_place(word, sounds, places[-1] if places else 0, begins_sentence))
        begins_sentence = ends_sentence(word.text)
    made: list[Word] = []
    for place, group in groupby(zip(places, words, strict=True), key=lambda each: each[0]):
        made += _within([word for _, word in group], sounds[place])
    return made


def _place(word: Word, sounds: Sequence[SoundSpan], first: int, begins_sentence: bool) -> int:
    """The stretch in which a word is said, from the first allowed one on: the one that it overlaps most, or is closest
    to."""
    start_s = word.start_s
    for before, after in zip(sounds[first:], sounds[first + 1 :], strict=False):
        reaches_over = before.end_s - _TAIL_S <= start_s and after.start_s < word.end_s
        is_first = begins_sentence and before.end_s <= start_s
        if start_s < after.start_s and (reaches_over or is_first):
            start_s = after.start_s

    def shared_s(place: int) -> float:
        return min(word.end_s, sounds[place].end_s) - max(start_s, sounds[place].start_s)

    return max(range(first, len(sounds)), key=shared_s)


def _within(words: Sequence[Word], sound: SoundSpan) -> list[Word]:
    """Words that are said in one stretch, with times clamped to it."""
    starts = [min(max(word.start_s, sound.start_s), sound.end_s) for word in words]
    ends = [min(max(word.end_s, sound.start_s), sound.end_s) for word in words]
    if sound.begins and starts[0] - sound.start_s < _LATE_S:
        starts[0] = sound.start_s
    if sound.ends and sound.end_s - ends[-1] < _EARLY_S:
        ends[-1] = sound.end_s
    last = len(words) - 1
    # Words crowded at an end of the stretch share the time of the next one that has some.
    crowd = next((n for n in range(last + 1) if ends[n] - starts[0] >= _SHORTEST_WORD_S * (n + 1)), last)
    _share(words[: crowd + 1], starts, ends, 0)
    crowd = next((n for n in range(last, -1, -1) if ends[last] - starts[n] >= _SHORTEST_WORD_S * (last - n + 1)), 0)
    _share(words[crowd:], starts, ends, crowd)
    return [
        replace(word, start_s=start_s, end_s=max(start_s, end_s))
        for word, start_s, end_s in zip(words, starts, ends, strict=True)
    ]


def _share(words: Sequence[Word], starts: list[float], ends: list[float], first: int) -> None:
    """Divide the time of these words, the first of which is `first`, among them by length."""
    if len(words) == 1:
        return
    start_s, length_s = starts[first], ends[first + len(words) - 1] - starts[first]
    edges = accumulate((len(word.text) for word in words), initial=0)
    shares = [start_s + length_s * edge / max(1, sum(len(word.text) for word in words)) for edge in edges]
    starts[first : first + len(words)] = shares[:-1]
    ends[first : first + len(words)] = shares[1:]
