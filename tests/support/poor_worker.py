"""The real worker in want of memory: it cannot take more than two windows together. A target of ProcessPool."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

from engine.worker import lanes, process, transcriber
from engine.worker.batches import Job
from engine.worker.windows import Window

#: More windows than this cannot be transcribed together.
MOST = 2


def poor_worker(connection: Connection) -> None:
    """What the child process runs. Its first batch waits until it can be too large: on a busy machine the decoder is
    slower than this small model."""
    transcribe_batch, take_batch = transcriber.Transcriber.transcribe_batch, lanes.Lanes._take_batch
    was_large = threading.Event()

    def in_want(
        self: transcriber.Transcriber, windows: Sequence[Window], *how: Any, **named: Any
    ) -> list[transcriber.WindowText]:
        with self._whisper.memory_watched():
            if len(windows) > MOST:
                was_large.set()
                raise MemoryError
        return transcribe_batch(self, windows, *how, **named)

    def patient(self: lanes.Lanes, *asked: Any) -> list[tuple[Job, Window]]:
        with self._jobs.changed:
            self._jobs.changed.wait_for(lambda: was_large.is_set() or self._jobs.ready_windows > MOST)
        return take_batch(self, *asked)

    transcriber.Transcriber.transcribe_batch = in_want  # type: ignore[method-assign]
    lanes.Lanes._take_batch = patient  # type: ignore[method-assign, assignment]
    process.main(connection)
