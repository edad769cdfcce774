"""Decide which language is spoken: what the model detects, weighted by what is known of the person and the clip. Pure.

For half a second of audio, a model may take よし for “Yes.”. The languages that the person speaks, those of the
session's last clips and that of the clip so far are likelier than others; how much is a weight on its probability.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: How much likelier than others, before anything is detected, are the languages that the person speaks …
_SPOKEN = 20.0
#: … one that was detected in all of the session's last clips (in some of them: scaled by their share) …
_OF_SESSION = 10.0
#: … and that of the clip so far: people switch languages midway, but seldom, …
_OF_CLIP = 100.0
#: … and hardly ever for a word or two. In seconds of speech.
_OF_CLIP_FOR_A_WORD = 2000.0
_WORD_S = 2.5
#: If the language is less likely than this, it is detected again, with more for the model to go on.
SURE = 0.7


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is known about the language before a window is decoded. Whisper codes."""

    #: The language that the person has set: nothing is detected then.
    fixed: str | None = None
    #: The languages that the person speaks.
    spoken: Sequence[str] = ()
    #: The languages of the session's last clips, one per clip.
    of_session: Sequence[str] = ()
    #: The language of the clip so far; None at its beginning.
    of_clip: str | None = None

    def weight(self, language: str, speech_s: float) -> float:
        """How much likelier the language is than one about which nothing is known."""
        weight = _SPOKEN if language in self.spoken else 1.0
        if self.of_session:
            weight *= _OF_SESSION ** (list(self.of_session).count(language) / len(self.of_session))
        if language == self.of_clip:
            weight *= _OF_CLIP if speech_s > _WORD_S else _OF_CLIP_FOR_A_WORD
        return weight


class Guess(NamedTuple):
    """A language and how likely it is, 0 to 1."""

    language: str
    probability: float

    @property
    def is_sure(self) -> bool:
        return self.probability >= SURE


def likeliest(shares: Mapping[str, float], expectation: Expectation, speech_s: float) -> Guess:
    """The language of a window with `speech_s` seconds of speech. `shares`: the model's probability for each."""
    if expectation.fixed is not None:
        return Guess(expectation.fixed, 1.0)
    weighed = {language: share * expectation.weight(language, speech_s) for language, share in shares.items()}
    language = max(weighed, key=weighed.__getitem__)
    return Guess(language, weighed[language] / sum(weighed.values()))
