"""Judge whether the text of a window can be trusted. Pure.

Whisper hallucinates when it has little to go on: it repeats itself (whisper.cpp issue 1951, futo-org/whisper-acft
issue 5), writes more than anybody could say, or is itself unsure. It does so more often when its encoder gets less
than the 30 s that it was trained with, but with the full 30 s too. A doubtful window is decoded again.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

#: faster-whisper's own thresholds for text that has to be decoded again.
MAX_COMPRESSION = 2.4
MIN_LOGPROB = -1.0
#: Characters of text per second of audio. Fast speech has about 20, far fewer in scripts with a sign per word.
MAX_CHARACTERS_PER_S = 40.0
#: And the minimum, if somebody speaks for some time.
MIN_CHARACTERS_PER_S = 1.5
MIN_LENGTH_S = 4.0
#: The same words more times in a row than this are not speech, whatever the model says.
MAX_REPEATS = 2
#: This many words said twice in a row are a mistake; fewer may be meant: "no, no", "bye bye".
MIN_WORDS_TWICE = 3
#: The same for scripts without spaces, recognized by "words" that are longer than this on average.
_MIN_SIGNS_TWICE = 6
_LONGEST_WORD = 14
#: The longest sequence of words that is checked for repetition.
_LONGEST_REPEAT = 40


class Doubt(StrEnum):
    """What makes a text doubtful."""

    REPETITION = "repetition"
    SAID_AGAIN = "said_again"
    UNSURE = "unsure"
    TOO_MUCH_TEXT = "too_much_text"
    TOO_LITTLE_TEXT = "too_little_text"
    LANGUAGE = "language"


#: The doubts about repeated words.
REPEATED = frozenset({Doubt.REPETITION, Doubt.SAID_AGAIN})


def doubt_of(text: str, audio_s: float, speech_s: float, avg_logprob: float) -> Doubt | None:
    """Why the text of a window is doubtful; None if it is not. `speech_s`: how long somebody speaks in it. A window
    without text is not doubtful: the full encoder input would most likely give silence too, and it is common."""
    text = text.strip()
    if not text:
        return None
    if compression_ratio(text) > MAX_COMPRESSION:
        return Doubt.REPETITION
    if is_said_again(text):
        return Doubt.SAID_AGAIN
    if avg_logprob < MIN_LOGPROB:
        return Doubt.UNSURE
    if len(text) > MAX_CHARACTERS_PER_S * audio_s:
        return Doubt.TOO_MUCH_TEXT
    if speech_s >= MIN_LENGTH_S and len(text) < MIN_CHARACTERS_PER_S * speech_s:
        return Doubt.TOO_LITTLE_TEXT
    return None


def compression_ratio(text: str) -> float:
    """As faster-whisper computes it: the text's length in bytes divided by its compressed length."""
    encoded = text.encode()
    return len(encoded) / len(zlib.compress(encoded))


def is_said_again(text: str) -> bool:
    """Whether a text is one thing repeated, or has three words or more twice in a row: "half an hour half an hour".
    Text said only twice compresses too little to be caught by that."""
    signs = "".join(each for each in text.casefold() if each.isalnum())
    words = text.split()
    if any(len(signs) % n == 0 and signs == signs[:n] * (len(signs) // n) for n in range(1, len(signs) // 2 + 1)):
        return True
    if len(signs) > _LONGEST_WORD * len(words):  # written without spaces
        return re.search(rf"(.{{{_MIN_SIGNS_TWICE},}}?)\1", signs) is not None
    return bool(repeats(words))


def is_said_in(text: str, other: str) -> bool:
    """Whether all of a text occurs in another one, ignoring spaces and punctuation."""
    plain, others = ("".join(each for each in one.casefold() if each.isalnum()) for one in (text, other))
    return plain in others


class Repeat(NamedTuple):
    """Words that only repeat the words right before them: positions from, to (exclusive)."""

    start: int
    end: int
    #: How many words are repeated, once or several times.
    length: int


def repeats(words: Sequence[str]) -> list[Repeat]:
    """Find the repetitions in a text, in order: three words or more twice in a row, and any more than twice."""
    plain = ["".join(each for each in word.casefold() if each.isalnum()) for word in words]
    found: list[Repeat] = []
    place = 0
    while place < len(plain):
        length, times = _longest_run(plain, place)
        if times > 1:
            found.append(Repeat(place + length, place + length * times, length))
        place += length * times
    return found


def _longest_run(plain: Sequence[str], place: int) -> tuple[int, int]:
    """The number of words from `place` on that are repeated, and how often they are said; 1, 1 if none are."""
    longest = 1, 1
    for length in range(1, min(_LONGEST_REPEAT, (len(plain) - place) // 2) + 1):
        said, times = plain[place : place + length], 1
        while plain[place + times * length : place + (times + 1) * length] == said:
            times += 1
        is_one = times > MAX_REPEATS or (times > 1 and length >= MIN_WORDS_TWICE)
        if is_one and any(said) and length * times > longest[0] * longest[1]:
            longest = length, times
    return longest
