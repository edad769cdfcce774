"""Distinguish speech from quiet by loudness, so that clips can begin and end by themselves.

An energy gate and no more: a block counts as loud if any of its channels is well above that channel's recent quietest
level, so that the hum of one does not hide the voice in another. It is light enough for the process that records, errs
on the side of recording, and leaves it to the worker's voice activity detection to decide which of it was speech.
"""

from __future__ import annotations

from collections.abc import Sequence

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
        #: Loudness of the room in each channel. Silent at first: immediate speech is heard, and a noisy room is learned
        #: in seconds.
        self._rooms: list[float] = []
        #: How long the sound has contradicted the current state, in seconds.
        self._against_s = 0.0

    def feed(self, rms: Sequence[float], seconds: float) -> bool:
        """Whether it is open after a block of that length, given the loudness of each channel, 0 to 1."""
        silent, rise = MIN_RMS / ABOVE_ROOM, RISE_PER_S**seconds
        before = self._rooms or [silent] * len(rms)
        self._rooms = [max(min(now, room * rise), silent) for now, room in zip(rms, before, strict=True)]
        is_loud = any(now > room * ABOVE_ROOM for now, room in zip(rms, self._rooms, strict=True))
        self._against_s = self._against_s + seconds if is_loud is not self.is_open else 0.0
        if self._against_s > (CLOSES_AFTER_S if self.is_open else OPENS_AFTER_S) - seconds / 2:
            self.is_open, self._against_s = not self.is_open, 0.0
        return self.is_open
