"""The diarization error rate: how much of what is said is missed, made up, or given to another speaker.

As NIST defines it, with no collar around changes, and with overlap counted: in frames of 10 ms, each speaker of the
reference is matched with at most one that was found, so that most of the time agrees.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

#: Who speaks from when to when, in seconds.
Spoken = tuple[float, float, Hashable]
FRAME_S = 0.01


@dataclass(frozen=True, slots=True)
class DiarizationError:
    """Shares of the time that is spoken, that of each who speaks counted."""

    missed: float
    made_up: float
    confused: float

    @property
    def total(self) -> float:
        return self.missed + self.made_up + self.confused


def error_of(reference: Sequence[Spoken], found: Sequence[Spoken]) -> DiarizationError:
    """How wrong what was found is. A reference in which nobody speaks has no error rate: ValueError."""
    length = 1 + max((round(end_s / FRAME_S) for _, end_s, _ in [*reference, *found]), default=0)
    theirs, ours = _frames(reference, length), _frames(found, length)
    spoken = int(theirs.sum())
    if not spoken:
        raise ValueError("nobody speaks")
    said, heard = theirs.sum(axis=0), ours.sum(axis=0)
    right = _best_match(theirs.astype(int) @ ours.T.astype(int))
    return DiarizationError(
        missed=int(np.maximum(0, said - heard).sum()) / spoken,
        made_up=int(np.maximum(0, heard - said).sum()) / spoken,
        confused=(int(np.minimum(said, heard).sum()) - right) / spoken,
    )


def _frames(spoken: Iterable[Spoken], length: int) -> np.ndarray:
    """Whether each speaker speaks in each frame."""
    spoken = list(spoken)
    rows = {name: row for row, name in enumerate(dict.fromkeys(name for *_, name in spoken))}
    frames = np.zeros((len(rows), length), bool)
    for start_s, end_s, name in spoken:
        frames[rows[name], round(start_s / FRAME_S) : round(end_s / FRAME_S)] = True
    return frames


def _best_match(together: np.ndarray) -> int:
    """The most frames that agree, if each row is matched with one column or none."""
    best = {0: 0}  # by the columns that are taken, as bits
    for row in together:
        after = dict(best)
        for taken, frames in best.items():
            for column, shared in enumerate(row):
                bit = 1 << column
                if shared and not taken & bit:
                    after[taken | bit] = max(after.get(taken | bit, 0), frames + int(shared))
        best = after
    return max(best.values())
