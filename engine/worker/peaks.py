"""How loud a clip is over its time, for a drawing of it: taken while it is read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from engine.protocol import PEAKS_PER_S
from engine.storage.durable import for_owner

if TYPE_CHECKING:
    from engine.worker.audio import Samples


class Peaks:
    """The peaks of what was read so far, `rate` samples a second."""

    def __init__(self, rate: int) -> None:
        self._size = rate // PEAKS_PER_S
        self._ended = bytearray()
        #: Of the peak that is not over: its loudest sample, and how many it has.
        self._loudest, self._count = 0.0, 0

    def add(self, samples: Samples) -> None:
        import numpy as np

        first, rest = np.split(np.abs(samples), [self._size - self._count])
        self._loudest, self._count = max(self._loudest, float(first.max(initial=0.0))), self._count + len(first)
        if self._count < self._size:
            return
        whole, last = np.split(rest, [len(rest) // self._size * self._size])
        self._ended.append(_as_byte(self._loudest))
        self._ended += (whole.reshape(-1, self._size).max(axis=1) * 255).clip(0, 255).astype(np.uint8).tobytes()
        self._loudest, self._count = float(last.max(initial=0.0)), len(last)

    @property
    def of_all(self) -> bytes:
        """All of them, if nothing more is read."""
        return bytes(self._ended) + (bytes([_as_byte(self._loudest)]) if self._count else b"")


def keep_peaks(peaks: bytes, kept: Path) -> None:
    """Write them. The file is whole as soon as it is there. Raises OSError."""
    part = kept.with_name(f"{kept.name}.{os.getpid()}")
    try:
        part.unlink(missing_ok=True)
        with open(part, "xb", opener=for_owner) as file:
            file.write(peaks)
        part.replace(kept)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _as_byte(loudness: float) -> int:
    return min(255, int(loudness * 255))
