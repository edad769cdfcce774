"""Whether a text that was heard with a shortened encoder is to be trusted. Pure.

A Whisper encoder that is given less than the 30 s it was trained with can send the decoder into repetitions
(whisper.cpp issue 1951, futo-org/whisper-acft issue 5). They show in the text: it can be compressed as no speech can,
the model is unsure of it, or it is longer than anybody speaks. Such a window is heard again with the full 30 s.
"""

from __future__ import annotations

import zlib
from enum import StrEnum

#: faster-whisper's own thresholds for a text that has to be decoded once more.
MOST_COMPRESSION = 2.4
LEAST_LOGPROB = -1.0
#: Characters of text in a second of audio. Fast speech has about 20, in scripts of whole words as signs far less.
MOST_CHARACTERS_PER_S = 40.0
#: What a window of some length has at least, if anything was said in it.
LEAST_CHARACTERS_PER_S = 0.5
LEAST_LENGTH_S = 5.0


class Doubt(StrEnum):
    """What makes a text doubtful."""

    REPETITION = "repetition"
    UNSURE = "unsure"
    TOO_MUCH_TEXT = "too_much_text"
    TOO_LITTLE_TEXT = "too_little_text"


def doubt_of(text: str, audio_s: float, avg_logprob: float) -> Doubt | None:
    """Why the text of a window is doubtful; None if it is not. A window without any text is none's doubt: silence is
    what the full encoder would most likely hear too, and it is common."""
    text = text.strip()
    if not text:
        return None
    if compression_ratio(text) > MOST_COMPRESSION:
        return Doubt.REPETITION
    if avg_logprob < LEAST_LOGPROB:
        return Doubt.UNSURE
    if len(text) > MOST_CHARACTERS_PER_S * audio_s:
        return Doubt.TOO_MUCH_TEXT
    if audio_s >= LEAST_LENGTH_S and len(text) < LEAST_CHARACTERS_PER_S * audio_s:
        return Doubt.TOO_LITTLE_TEXT
    return None


def compression_ratio(text: str) -> float:
    """As faster-whisper takes it: the text's length in bytes, over that of its compressed form."""
    encoded = text.encode()
    return len(encoded) / len(zlib.compress(encoded))
