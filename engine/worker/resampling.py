"""From frames of any rate, layout and sample format, even changing ones, to 16 kHz: mono, or two channels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.channels import CHANNELS
from engine.worker.downmix import Downmix
from engine.worker.out_of_memory import raise_shortage
from engine.worker.sound import SAMPLE_RATE

if TYPE_CHECKING:
    import av

    from engine.worker.audio import Samples

#: How many values are resampled together, of all channels: a few seconds of most clips. Frames are some hundredths of a
#: second long, and Python's overhead for each would dominate.
_VALUES_AT_ONCE = 1 << 17


def resampled(resampler: av.AudioResampler, frame: av.AudioFrame | None) -> list[av.AudioFrame]:
    """Resample a frame; None flushes what is held. Nothing comes of one that has more channels than FFmpeg can handle:
    it is treated as damaged. Where memory is short, the error is raised again."""
    import av

    try:
        return resampler.resample(frame)
    except av.FFmpegError as error:
        raise_shortage(error)
        return []


class Resampler:
    """Gathers frames and resamples many at once."""

    def __init__(self, *, is_apart: bool = False) -> None:
        """`is_apart`: give two channels as they are, samples of shape (count, 2), instead of their mix."""
        self._is_apart = is_apart
        self._made_for: tuple[object, ...] | None = None
        self._gathered: av.AudioFifo | None = None
        self._resampler: av.AudioResampler | None = None
        self._downmix: Downmix | None = None

    def feed(self, frame: av.AudioFrame) -> Iterator[Samples]:
        """Yield the samples that `frame` completes."""
        import av

        shape = frame.format.name, frame.layout.name, frame.sample_rate
        if shape != self._made_for:
            yield from self.end()
            # In floating point, so that a recording at -80 dB loses nothing. All channels: FFmpeg's own downmix leaves
            # some of them out.
            self._resampler = av.AudioResampler(format="flt", layout=frame.layout, rate=SAMPLE_RATE)
            self._gathered = av.AudioFifo()
            self._downmix = Downmix(frame.layout.nb_channels)
            self._made_for = shape
        assert self._gathered is not None
        frame.pts = None
        self._gathered.write(frame)
        if self._gathered.samples >= min(frame.sample_rate, _VALUES_AT_ONCE // frame.layout.nb_channels):
            yield from self._resampled(self._gathered.read())

    def end(self) -> Iterator[Samples]:
        """Yield what is still held. What comes next has nothing to do with it."""
        if self._gathered is not None:
            if self._gathered.samples:
                yield from self._resampled(self._gathered.read())
            yield from self._resampled(None)
        self._made_for = self._gathered = self._resampler = None

    def _resampled(self, frame: av.AudioFrame | None) -> Iterator[Samples]:
        """Resample a frame; None flushes what the resampler still holds."""
        import numpy as np

        assert self._resampler is not None
        assert self._downmix is not None
        for out in resampled(self._resampler, frame):
            channels: Samples = out.to_ndarray().reshape(out.samples, -1)  # type: ignore[assignment]
            if self._is_apart and channels.shape[1] == CHANNELS:
                yield channels
                continue
            mix = self._downmix.mixed(channels)
            # A stretch of another layout inside a clip of two channels is heard once, in the first.
            yield np.stack([mix, np.zeros_like(mix)], axis=1) if self._is_apart else mix
