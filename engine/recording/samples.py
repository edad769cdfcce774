"""How a microphone's samples are laid out, and how loud they are.

Without numpy, since the process that records loads nothing heavy. The levels of eight channels at 48 kHz take some 3 in
100 of a processor.
"""

from __future__ import annotations

import math
import operator
from array import array
from dataclasses import dataclass

SAMPLE_BYTES = 2
FULL_SCALE = 32_768
#: What is no louder than the last bit of a sample is no sound.
NOTHING = 1.5 / FULL_SCALE
#: A microphone counts as dead after so many seconds without any sound; after more of them if it gave some before.
DEAD_S, PAUSE_S = 3.0, 15.0
#: Levels are taken from about so many samples a second of each channel: enough for speech, whatever the device's rate.
_LOOKED_AT_PER_S = 16_000


@dataclass(frozen=True, slots=True)
class SampleFormat:
    """16-bit samples, one of each channel in turn."""

    rate: int
    channels: int

    def seconds(self, size_bytes: int) -> float:
        """How long so many bytes last."""
        return size_bytes / (SAMPLE_BYTES * self.channels * self.rate)


class SoundWatch:
    """Notices a microphone that gives no sound at all. A live one always has some noise."""

    def __init__(self) -> None:
        self._silent_s = 0.0
        self._has_heard = self._is_told = False

    def is_dead(self, peak: float, seconds: float) -> bool:
        """Take the peak of so many seconds of sound. True once for each silence, when it has lasted too long: some
        microphones are silent between words, so one that was heard is given more time."""
        if peak > NOTHING:
            self._silent_s, self._has_heard, self._is_told = 0.0, True, False
            return False
        self._silent_s += seconds
        if self._is_told or self._silent_s < (PAUSE_S if self._has_heard else DEAD_S):
            return False
        self._is_told = True
        return True


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud a block is, relative to full scale, 0 to 1."""

    #: Of all channels together.
    peak: float
    #: Of each channel.
    rms: tuple[float, ...]


def loudness(samples: bytes, form: SampleFormat) -> Loudness:
    """Measure a block that is not empty."""
    values = array("h", samples)
    step = form.channels * max(1, form.rate // _LOOKED_AT_PER_S)
    channels = [values[channel::step] for channel in range(form.channels)]
    peak = max(*map(max, channels), *(-min(channel) for channel in channels))
    return Loudness(peak / FULL_SCALE, tuple(_rms(channel) / FULL_SCALE for channel in channels))


def _rms(values: array[int]) -> float:
    return math.sqrt(sum(map(operator.mul, values, values)) / len(values))
