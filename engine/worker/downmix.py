"""From several channels to one, without losing anybody who speaks in any of them.

A fixed downmix loses speech: channels in opposite phase cancel each other, of three unnamed channels FFmpeg takes the
third for a subwoofer, and one channel's noise covers the voice in another. Here every channel is heard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.worker.levels import levels_db

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.worker.audio import Samples

#: Levels of so many frames of 20 ms, ten seconds, tell a voice from steady noise.
_REMEMBERED = 500
#: Somebody may be speaking where the loud frames exceed the quiet ones by this, and are not inaudible.
_VOICE_RANGE_DB = 12.0
_INAUDIBLE_DB = -70.0
#: A channel whose steady noise comes this close to a voice in another is turned down, until it is that far below.
_NOISE_BELOW_VOICE_DB = 15.0
_TURNED_DOWN_TO_DB = 25.0
#: Channels are in the same or in opposite phase if they are correlated at least this much.
_MIN_CORRELATION = 0.2
#: How long a change of gains takes, in samples: without a click.
_FADE = 160


class Downmix:
    """The channels of a clip, mixed block by block. A block's gains depend only on it and those before it."""

    def __init__(self, channels: int) -> None:
        import numpy as np

        self._levels: NDArray[np.float32] = np.zeros((channels, 0), np.float32)
        self._signs: NDArray[np.float32] = np.ones(channels, np.float32)
        self._gains: NDArray[np.float32] | None = None

    def mixed(self, block: NDArray[np.float32]) -> Samples:
        """Mix samples of shape (count, channels), 16 kHz, to shape (count,)."""
        import numpy as np

        if block.shape[1] == 1:
            return block[:, 0]
        channels = np.ascontiguousarray(block.T)
        levels: NDArray[np.float32] = np.stack([levels_db(channel) for channel in channels])
        self._levels = np.concatenate([self._levels, levels], axis=1)[:, -_REMEMBERED:]
        self._align(channels)
        gains = self._signs * gains_of(self._levels)
        before, self._gains = self._gains if self._gains is not None else gains, gains
        mix: Samples = np.asarray(gains @ channels, np.float32)
        if len(mix) > _FADE and not np.array_equal(before, gains):
            fade = np.linspace(0, 1, _FADE, dtype=np.float32)
            mix[:_FADE] = fade * mix[:_FADE] + (1 - fade) * (before @ channels[:, :_FADE])
        return mix

    def _align(self, channels: NDArray[np.float32]) -> None:
        """Invert what is in opposite phase to the loudest channel: it would cancel it."""
        import numpy as np

        count = channels.shape[1]
        means = channels.mean(axis=1)
        products = channels @ channels.T - count * np.outer(means, means)
        energy = np.sqrt(np.maximum(products.diagonal(), 0.0))
        loudest = int(energy.argmax())
        is_heard = energy > 10 ** (_INAUDIBLE_DB / 20) * np.sqrt(count)
        if not is_heard[loudest]:
            return
        correlation = products[loudest] / np.maximum(energy * energy[loudest], 1e-12)
        is_clear = is_heard & (np.abs(correlation) > _MIN_CORRELATION)
        signs = np.sign(correlation) * self._signs[loudest]
        self._signs = np.where(is_clear, signs, self._signs).astype(np.float32)


def gains_of(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """The gain of each channel, given its levels in decibels, shape (channels, frames). None is 0, and those of the
    channels in which there is anything add up to 1.

    All are equal, unless the steady noise of one would cover a voice in another."""
    import numpy as np

    gains = np.ones(len(levels), np.float32)
    is_heard = np.ones(len(levels), bool)
    if levels.shape[1]:
        is_heard = levels.max(axis=1) > _INAUDIBLE_DB
        floor, loud = np.percentile(levels, (10, 95), axis=1)
        voices = loud[(loud - floor >= _VOICE_RANGE_DB) & (loud > _INAUDIBLE_DB)]
        if len(voices):
            is_noisy = floor > voices.max() - _NOISE_BELOW_VOICE_DB
            too_loud_db = floor - (voices.max() - _TURNED_DOWN_TO_DB)
            gains[is_noisy] = 10 ** (-too_loud_db[is_noisy] / 20)
    total = gains[is_heard].sum() if is_heard.any() else gains.sum()
    return np.asarray(gains / total, np.float32)
