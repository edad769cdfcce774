"""Tells speech from quiet by loudness, so that clips can begin and end by themselves.

An energy gate and no more: a block counts as loud if it stands well above the quietest that was heard lately. It is
light enough for the process that records, errs on the side of recording, and leaves to the worker's voice activity
detection what of it was speech.
"""

from __future__ import annotations

#: Nothing below this is speech, however quiet the room: -50 dB of full scale.
LEAST_RMS = 0.003
#: How far speech stands above the room, about 10 dB.
ABOVE_ROOM = 3.0
#: How fast the room may be taken for louder, about 2 dB a second: faster than a fan bothers, slower than a sentence.
RISE_PER_S = 1.26
#: Loud for so long: it is no click.
OPENS_AFTER_S = 0.1
#: Quiet for so long: what was to be said is said.
CLOSES_AFTER_S = 0.8


class SpeechGate:
    """Open while somebody speaks."""

    def __init__(self) -> None:
        self.is_open = False
        #: Loudness of the room. Silent at first: who speaks at once is heard, and a noisy room is known in seconds.
        self._room = LEAST_RMS / ABOVE_ROOM
        #: Seconds of what speaks against being open, or closed.
        self._against_s = 0.0

    def hear(self, rms: float, seconds: float) -> bool:
        """Whether it is open after a block of that loudness (0 to 1) and length."""
        self._room = max(min(rms, self._room * RISE_PER_S**seconds), LEAST_RMS / ABOVE_ROOM)
        is_loud = rms > self._room * ABOVE_ROOM
        self._against_s = self._against_s + seconds if is_loud is not self.is_open else 0.0
        if self._against_s > (CLOSES_AFTER_S if self.is_open else OPENS_AFTER_S) - seconds / 2:
            self.is_open, self._against_s = not self.is_open, 0.0
        return self.is_open
