"""From frames of any rate, layout and sample format, even changing ones, to stereo at the loudspeaker's rate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.worker.downmix import Downmix
from engine.worker.resampling import resampled

if TYPE_CHECKING:
    import av

    from engine.playback.source import Stereo


class ToStereo:
    """One channel is heard on both sides, two as they are, more mixed to one: FFmpeg's own mix leaves some out."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._made_for: tuple[object, ...] | None = None
        self._resampler: av.AudioResampler | None = None
        self._downmix: Downmix | None = None

    def feed(self, frame: av.AudioFrame) -> Iterator[Stereo]:
        """Yield the samples that `frame` completes."""
        import av

        shape = frame.format.name, frame.layout.name, frame.sample_rate
        if shape != self._made_for:
            yield from self.end()
            self._resampler = av.AudioResampler(format="flt", layout=frame.layout, rate=self._rate)
            self._downmix = Downmix(frame.layout.nb_channels)
            self._made_for = shape
        frame.pts = None
        yield from self._resampled(frame)

    def end(self) -> Iterator[Stereo]:
        """Yield what is still held. What comes next has nothing to do with it."""
        if self._resampler is not None:
            yield from self._resampled(None)
        self._made_for = self._resampler = None

    def _resampled(self, frame: av.AudioFrame | None) -> Iterator[Stereo]:
        import numpy as np

        assert self._resampler is not None
        assert self._downmix is not None
        for out in resampled(self._resampler, frame):
            block = out.to_ndarray().reshape(out.samples, -1)
            if block.shape[1] == 2:
                yield block  # type: ignore[misc]
            else:
                yield np.repeat(self._downmix.mixed(block)[:, None], 2, axis=1)  # type: ignore[arg-type]
