"""Somebody who listens to the tests' own sound server closely, and knows when each sample sounded."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from tests.support.sound_server import SoundServer

RATE = 16_000
#: Pieces in which the sound arrives, in milliseconds: so exact is the time of each sample.
_PIECE_MS = 4
#: Of so many pieces the median tells when the sound began; the scheduler delays some.
_PIECES = 600


class Listener:
    """Takes down what the sink plays."""

    def __init__(self, server: SoundServer) -> None:
        self._process = subprocess.Popen(
            ["parec", "--device=voice.monitor", f"--latency-msec={_PIECE_MS}", "--format=s16le", f"--rate={RATE}",
             "--channels=1", "--raw"],
            env=os.environ | server.environment, stdout=subprocess.PIPE, bufsize=0,
        )  # fmt: skip
        self._data: list[bytes] = []
        self._begins: list[float] = []
        self._count = 0
        self._thread = threading.Thread(target=self._take_down, name="listener")
        self._thread.start()

    def _take_down(self) -> None:
        assert self._process.stdout is not None
        while data := self._process.stdout.read(1 << 16):
            self._data.append(data)
            self._count += len(data) // 2
            self._begins.append(time.perf_counter() - self._count / RATE)

    def heard(self, begin: float, end: float) -> tuple[float, NDArray[np.float64]]:
        """What sounded between two moments of `time.perf_counter`, and when exactly its first sample did."""
        origin = float(np.median(self._begins[-_PIECES:]))
        samples = np.frombuffer(b"".join(self._data), np.int16) / 32768
        first = max(0, round((begin - origin) * RATE))
        return origin + first / RATE, samples[first : max(0, round((end - origin) * RATE))]

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._thread.join()
        assert self._process.stdout is not None
        self._process.stdout.close()


@contextmanager
def listening(server: SoundServer) -> Iterator[Listener]:
    """One who listens, until the end of the block."""
    listener = Listener(server)
    try:
        yield listener
    finally:
        listener.end()
