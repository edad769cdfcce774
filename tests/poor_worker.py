"""The real worker in want of memory: it cannot take more than two windows together. A target of ProcessPool."""

from __future__ import annotations

from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

from engine import transcriber, worker
from engine.windows import Window

#: More windows than this cannot be transcribed together.
MOST = 2


def poor_worker(connection: Connection, log_file: str) -> None:
    """What the child process runs."""
    transcribe_batch = transcriber.Transcriber.transcribe_batch

    def in_want(self: transcriber.Transcriber, windows: Sequence[Window], **how: Any) -> list[transcriber.WindowText]:
        with transcriber._memory_watched("the model"):
            if len(windows) > MOST:
                raise MemoryError
        return transcribe_batch(self, windows, **how)

    transcriber.Transcriber.transcribe_batch = in_want  # type: ignore[method-assign]
    worker.main(connection, log_file)
