"""Loudness: raise quiet speech, and remove what masks speech, before anything listens.

A recording in 32-bit floats loses nothing at -80 dB, a cheap sound card adds an offset, a bad cable hums: people still
understand the words. Levels are in decibels relative to full scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from engine.worker.sound import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.worker.audio import Samples

#: A stretch of audio, as sample positions: from, to (exclusive).
Span: TypeAlias = tuple[int, int]

#: Voices have nothing below the first; everything above the second is kept.
_RUMBLE_HZ = 50.0, 90.0
#: A Fourier transform is fast for lengths that are multiples of this.
_FFT_STEP = 4096
#: Loudness is measured in frames of this many samples: 20 ms at 16 kHz.
_FRAME = 320
#: Speech quieter than this is raised to it. Ordinary recordings have -35 to -15 dB and stay as they are.
QUIETEST_DB = -36.0
#: Wherever there is speech, the loudest frames exceed the quietest by at least this. Steady noise is not raised.
MIN_RANGE_DB = 10.0
#: The limit for a raised sample.
_LOUDEST = 0.9
_SILENCE_DB = -120.0


def levels_db(audio: Samples, samples: int = _FRAME) -> NDArray[np.float32]:
    """The loudness of each whole frame of `samples` samples; shape (frames,), empty for less than one frame."""
    import numpy as np

    frames = audio[: len(audio) // samples * samples].reshape(-1, samples)
    power = np.mean(np.square(frames, dtype=np.float64), axis=1)
    levels: NDArray[np.float32] = (10 * np.log10(np.maximum(power, 10 ** (_SILENCE_DB / 10)))).astype(np.float32)
    return levels


def speech_level_db(audio: Samples) -> float:
    """The loudness of the speech: that of the louder frames. Silence for less than a frame."""
    import numpy as np

    levels = levels_db(audio)
    return float(np.percentile(levels, 90)) if len(levels) else _SILENCE_DB


def without_rumble(audio: Samples) -> Samples:
    """Remove what is below every voice: offset, hum, street rumble. The phase of other sounds is unchanged."""
    import numpy as np

    if not len(audio):
        return audio
    spectrum = np.fft.rfft(audio, _FFT_STEP * -(-len(audio) // _FFT_STEP))
    hertz = np.fft.rfftfreq(2 * (len(spectrum) - 1), 1 / SAMPLE_RATE)
    low, high = _RUMBLE_HZ
    spectrum *= np.clip((hertz - low) / (high - low), 0.0, 1.0)
    clean: Samples = np.fft.irfft(spectrum)[: len(audio)].astype(np.float32)
    return clean


def clearer(audio: Samples, clean: Samples) -> Samples:
    """The audio of a window, or its version without rumble if the rumble is louder than all the rest."""
    import numpy as np

    return clean if np.square(audio - clean).sum() > np.square(clean).sum() else audio


def audible(audio: Samples) -> Samples:
    """The audio for voice detection: raised as a whole if it is quiet and holds more than steady noise."""
    import numpy as np

    levels = levels_db(audio)
    if not len(levels):
        return audio
    quiet, loud = np.percentile(levels, (10, 95))
    if loud >= QUIETEST_DB or loud - quiet < MIN_RANGE_DB or loud <= _SILENCE_DB:
        return audio
    return audio * np.float32(_gain(audio, QUIETEST_DB - float(loud)))


def raised(audio: Samples, speech: Sequence[Span]) -> Samples:
    """The audio of a window, amplified if the loudest stretch of its `speech` is too quiet for a listener."""
    import numpy as np

    loudest_db = max((speech_level_db(audio[start:end]) for start, end in speech), default=0.0)
    if not _SILENCE_DB < loudest_db < QUIETEST_DB:
        return audio
    return audio * np.float32(_gain(audio, QUIETEST_DB - loudest_db))


def _gain(audio: Samples, gain_db: float) -> float:
    """The factor for `gain_db` decibels, or the largest that does not clip."""
    import numpy as np

    peak = float(np.abs(audio).max())
    return max(1.0, min(10 ** (gain_db / 20), _LOUDEST / peak if peak else 1.0))
