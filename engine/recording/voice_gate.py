"""Distinguish speech from quiet by loudness, so that clips can begin and end by themselves.

An energy gate and no more: a block counts as loud if it is well above the recent quietest level. It is light enough
for the process that records, errs on the side of recording, and leaves it to the worker's voice activity detection
to decide which of it was speech.
"""

from __future__ import annotations

#: Nothing below this is speech, however quiet the room: -50 dB of full scale.
MIN_RMS = 0.003
#: How far speech exceeds the room, about 10 dB.
ABOVE_ROOM = 3.0
#: How fast the room level may rise, about 2 dB a second: fast enough for a fan, slower than a sentence.
RISE_PER_S = 1.26
#: Loud for this long: not a click.
OPENS_AFTER_S = 0.1
#: Quiet for this long: the speaker has finished.
CLOSES_AFTER_S = 0.8


class SpeechGate:
    """Open while somebody speaks."""

    def __init__(self) -> None:
        self.is_open = False
        #: Loudness of the room. Silent at first: immediate speech is heard, and a noisy room is learned in seconds.
        self._room = MIN_RMS / ABOVE_ROOM
        #: How long the sound has contradicted the current state, in seconds.
        self._against_s = 0.0

    def feed(self, rms: float, seconds: float) -> bool:
        """Whether it is open after a block of that loudness (0 to 1) and length."""
        self._room = max(min(rms, self._room * RISE_PER_S**seconds), MIN_RMS / ABOVE_ROOM)
        is_loud = rms > self._room * ABOVE_ROOM
        self._against_s = self._against_s + seconds if is_loud is not self.is_open else 0.0
        if self._against_s > (CLOSES_AFTER_S if self.is_open else OPENS_AFTER_S) - seconds / 2:
            self.is_open, self._against_s = not self.is_open, 0.0
        return self.is_open
