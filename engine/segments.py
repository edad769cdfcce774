"""What was heard: segments of text with their words, who speaks meanwhile, and the windows they come with. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

#: Two who speak at once for less than this, in seconds, take turns.
MIN_OVERLAP_S = 0.5


@dataclass(frozen=True, slots=True)
class Overlap:
    """Somebody else speaks, too. Times in seconds from the start of the clip."""

    speaker: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its times in seconds from the start of the clip."""

    start_s: float
    end_s: float
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A timed piece of a run's text. Times in seconds from the start of the clip."""

    start_s: float
    end_s: float
    text: str
    #: Average log probability of the segment's tokens, 0 at best.
    avg_logprob: float = 0.0
    no_speech_prob: float = 0.0
    words: Sequence[Word] = ()
    #: Who speaks, if that is known; and who else does meanwhile, in time order.
    speaker: str | None = None
    overlaps: tuple[Overlap, ...] = ()
    #: Whether a person has changed its text or times.
    is_edited: bool = False
    #: Stays the same through edits; 0 until stored. Not compared: with the same text and times, two are equal.
    segment_id: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        # A list if it came through a pipe: as a tuple it equals what is stored, and is hashable.
        if isinstance(self.words, list):
            object.__setattr__(self, "words", tuple(self.words))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a clip. Times in seconds from its start."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class FinishedWindow:
    """A window of a run with its text. `number` counts from 0 within the run; times in seconds of the clip."""

    number: int
    start_s: float
    end_s: float
    segments: tuple[Segment, ...]
    language: str | None = None
    #: Why it was heard a second time, a `Doubt`; None if it was not.
    doubt: str | None = None
    #: Where the voice detector found speech that no word covers, even after it was heard again on its own.
    unheard: tuple[Span, ...] = ()
    #: Words that only repeated the words before them: they are not in the text.
    left_out: str = ""
    #: How many vocabulary terms did not fit into the model's prompt.
    terms_left_out: int = 0
    #: The channel that was heard, from 0; None if channels were mixed.
    channel: int | None = None


def names_of(overlaps: Iterable[Overlap]) -> list[str]:
    """Who else speaks: each once."""
    return list(dict.fromkeys(each.speaker for each in overlaps))


def within(overlaps: Iterable[Overlap], start_s: float, end_s: float) -> tuple[Overlap, ...]:
    """As much of them as is in a stretch, of those that are long enough there."""
    cut = (replace(each, start_s=max(each.start_s, start_s), end_s=min(each.end_s, end_s)) for each in overlaps)
    return tuple(each for each in cut if each.end_s - each.start_s >= MIN_OVERLAP_S)
