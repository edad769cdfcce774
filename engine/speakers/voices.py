"""What the voice of somebody in a clip is like, given when they speak.

Who says what in a text may have been named, joined and corrected since it was found; so the voice is taken from where
the text as it is now says that they speak.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.speakers.listening import Voice

#: When somebody speaks: starts and ends, in seconds.
Stretches: TypeAlias = Sequence[tuple[float, float]]
#: The voice of a stretch is somebody's if they say this share of what one says alone in it.
_MIN_SHARE = 0.8


def voices_of(heard: NDArray[np.void], spoken: Sequence[Stretches]) -> list[tuple[Voice, float] | None]:
    """The mean voice of each, of length 1, and for how many seconds it was heard alone; None if it was not."""
    import numpy as np

    from engine.speakers.heard import HOP, activity_of, frames_of
    from engine.speakers.listening import FIRST_FRAME, FRAME, FRAMES, VOICE_SIZE
    from engine.worker.sound import SAMPLE_RATE

    sums = np.zeros((len(spoken), VOICE_SIZE), np.float64)
    seconds = np.zeros(len(spoken))
    frames = (np.arange(FRAMES) * FRAME + FIRST_FRAME) / SAMPLE_RATE
    speaks = [_Speaking(stretches) for stretches in spoken]
    for number, record in enumerate(heard):
        is_alone = activity_of(record).sum(axis=1) == 1
        says = np.stack([each.at(frames + number * HOP / SAMPLE_RATE) for each in speaks])
        for stretch in np.flatnonzero(record["seconds"] > 0):
            within = frames_of(int(stretch))
            alone = is_alone[within]
            shares = says[:, within] @ alone.astype(np.float32) / max(int(alone.sum()), 1)
            who = int(shares.argmax())
            if shares[who] >= _MIN_SHARE:
                sums[who] += record["voices"][stretch].astype(np.float64) * record["seconds"][stretch]
                seconds[who] += record["seconds"][stretch]
    lengths = np.linalg.norm(sums, axis=1)
    return [
        # Stretches overlap: what is heard twice is spoken once.
        ((sums[who] / lengths[who]).astype(np.float32), min(float(seconds[who]), each.seconds))
        if lengths[who] > 0
        else None
        for who, each in enumerate(speaks)
    ]


class _Speaking:
    """When somebody speaks, to be asked for many moments at once."""

    def __init__(self, stretches: Stretches) -> None:
        import numpy as np

        ordered = np.array(sorted(stretches), np.float64).reshape(-1, 2)
        self._starts, self._ends = ordered[:, 0], ordered[:, 1]
        self.seconds = float((self._ends - self._starts).sum())

    def at(self, moments: NDArray[np.float64]) -> NDArray[np.float32]:
        """1 for each moment, in seconds, at which they speak, else 0."""
        import numpy as np

        last = np.searchsorted(self._starts, moments, side="right") - 1
        inside = (last >= 0) & (moments < self._ends[np.maximum(last, 0)]) if len(self._starts) else last >= 0
        return inside.astype(np.float32)
