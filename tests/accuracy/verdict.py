"""Whether one who hears is worse than another on a set of recordings, by more than chance explains.

Both have heard the same recordings. What was said is divided into pieces, a short recording or so many words of a
long one, and the difference of both in errors is taken for each piece. The pieces are drawn anew, with putting back,
over and over: how much the sum changes with the draw is the noise. A difference counts where the middle 90 in 100 of
the draws are all worse (the paired bootstrap over utterances of Bisani and Ney, Bootstrap estimates for confidence
intervals in ASR performance evaluation, 2004).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

#: Words of one piece at most.
PIECE_WORDS = 20
#: Sets with fewer words say too little.
MIN_WORDS = 50
DRAWS = 10_000
INTERVAL = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Score:
    """How somebody has heard a set of recordings: the errors in each piece of what was said."""

    words: int
    pieces: Sequence[int]

    @property
    def errors(self) -> int:
        return sum(self.pieces)

    @property
    def percent(self) -> float:
        return 100 * self.errors / self.words if self.words else 0.0


def score(errors: Iterable[Sequence[int]]) -> Score:
    """From the errors at each word of each recording."""
    words, pieces = 0, list[int]()
    for recording in errors:
        words += len(recording)
        # As many pieces as are needed, and all of about the same length.
        count = -(-len(recording) // PIECE_WORDS)
        pieces += [int(piece.sum()) for piece in np.array_split(np.array(recording), count)]
    return Score(words, pieces)


@dataclass(frozen=True, slots=True)
class Difference:
    """How many more errors in a hundred words somebody makes than another: in all, and the ends of the interval."""

    of: str
    points: float
    least: float
    most: float

    @property
    def is_worse(self) -> bool:
        return self.least > 0


def difference(ours: Score, theirs: Score, name: str) -> Difference:
    """To another one, of that name, on the same recordings."""
    each = np.array(ours.pieces) - np.array(theirs.pieces)
    drawn = np.random.default_rng(1).integers(len(each), size=(DRAWS, len(each)))
    least, most = np.quantile(each[drawn].sum(axis=1), INTERVAL)
    share = 100 / ours.words
    return Difference(name, share * float(each.sum()), share * float(least), share * float(most))


def to_best(ours: Score, others: Mapping[str, Score]) -> Difference | None:
    """To the best of the others. None where there is nobody else or too little was said."""
    if not others or ours.words < MIN_WORDS:
        return None
    name = min(others, key=lambda name: others[name].errors)
    return difference(ours, others[name], name)
