"""How like known voices the voices of a clip are, and how sure it is that they are the same person's.

Pure and without numpy: a clip has a few speakers, and a person knows some dozens.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import TypeAlias

from engine.events import KnownVoice, VoicePrint

#: The numbers of a voice, of length 1.
VoiceNumbers: TypeAlias = tuple[float, ...]

#: What hears voices: prints that another model made are not compared with its own.
MODEL = "campplus-zh-en 1"
#: How many numbers a voice has.
VOICE_NUMBERS = 192
#: The certainty of a likeness (docs/speakers.md says what it was fitted to): one half at `_EVEN`.
_EVEN, _STEEPNESS = 0.66, 24.0
#: Nobody is proposed who is less certain: below it, a stranger is taken for the likest of ten known voices too often.
MIN_CERTAINTY = 0.8
#: More is never said: other people sound alike, too.
_MAX_CERTAINTY = 0.99
#: A voice that was heard for less is neither remembered nor recognised, in seconds.
MIN_HEARD_S = 3.0
#: In the mean of a known voice, a clip counts for so many seconds at most: several clips say more than a long one.
_MOST_OF_A_CLIP_S = 30.0
_FORM = f"<{VOICE_NUMBERS}e"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who a speaker of a clip may be."""

    #: What the speaker is called in the text.
    speaker: str
    #: The name of the known voice.
    name: str
    #: The probability that it is the same person, as measured for voices that are as much alike.
    certainty: float


def print_of(voice: Sequence[float], heard_s: float) -> VoicePrint | None:
    """A voice as it is kept; None for what is none."""
    numbers = _of_length_1(voice)
    return None if numbers is None else VoicePrint(MODEL, struct.pack(_FORM, *numbers), heard_s)


def certainty_of(likeness: float) -> float:
    """The probability that two voices are one person's, given the cosine between them."""
    return min(_MAX_CERTAINTY, 1.0 / (1.0 + math.exp(-_STEEPNESS * (likeness - _EVEN))))


def proposals(
    heard: Mapping[str, Sequence[float]],
    known: Sequence[KnownVoice],
    refused: Collection[tuple[str, str]] = (),
) -> list[Proposal]:
    """Who the speakers of a clip may be, given their voices by their names; `refused`: who of them is not who. The
    likest first; nobody is two of them."""
    voices = {speaker: numbers for speaker, voice in heard.items() if (numbers := _of_length_1(voice)) is not None}
    means = {voice.name: mean for voice in known if (mean := _mean(voice)) is not None}
    pairs = [
        (likeness, speaker, name)
        for speaker, numbers in voices.items()
        for name, mean in means.items()
        if (speaker, name) not in refused and certainty_of(likeness := _cosine(numbers, mean)) >= MIN_CERTAINTY
    ]
    found: dict[str, Proposal] = {}
    for likeness, speaker, name in sorted(pairs, reverse=True):
        if speaker not in found and name not in {proposal.name for proposal in found.values()}:
            found[speaker] = Proposal(speaker, name, certainty_of(likeness))
    return list(found.values())


def _mean(voice: KnownVoice) -> VoiceNumbers | None:
    """What a known voice is like, over all clips that it was remembered from; None if nothing that is kept can be read
    or compared."""
    sums = [0.0] * VOICE_NUMBERS
    for each in voice.prints:
        numbers = _numbers(each)
        if numbers is not None:
            weight = min(max(each.heard_s, MIN_HEARD_S), _MOST_OF_A_CLIP_S)
            sums = [total + weight * number for total, number in zip(sums, numbers, strict=True)]
    return _of_length_1(sums)


def _numbers(kept: VoicePrint) -> VoiceNumbers | None:
    if kept.model != MODEL or len(kept.numbers) != struct.calcsize(_FORM):
        return None
    return _of_length_1(struct.unpack(_FORM, kept.numbers))


def _of_length_1(voice: Sequence[float]) -> VoiceNumbers | None:
    if len(voice) != VOICE_NUMBERS or not all(map(math.isfinite, voice)):
        return None
    length = math.hypot(*voice)
    return tuple(number / length for number in voice) if 1e-6 < length < math.inf else None


def _cosine(one: VoiceNumbers, other: VoiceNumbers) -> float:
    return math.fsum(map(mul, one, other))
