"""The child process that decodes and transcribes. It handles several runs at once and serves their windows fairly.

Its threads share the jobs under one lock: the *listener* receives commands, the *decoder* keeps a few windows of each
job ready, and one or several *lanes* form batches of windows across runs and transcribe them one at a time. A worker
knows nothing of the registry: it reports what it has done, and the engine decides whether that still counts. When the
engine goes away, so does the worker.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from engine.machine.hardware import CUDA_ORDER
from engine.protocol import Command, Drop, Message, Probe, Ready, Start, Warm, decode, encode
from engine.worker.decoder import Decoder
from engine.worker.jobs import Jobs
from engine.worker.lanes import Lanes
from engine.worker.out_of_memory import OUT_OF_MEMORY_STATUS, is_shortage


def main(connection: Connection) -> None:
    """Run the child process. If memory runs out, it is to be killed first."""
    os.environ.setdefault(*CUDA_ORDER)
    if sys.platform == "linux":
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("800")
    Worker(connection).run()


class Worker:
    """The jobs, and the threads that process them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._jobs = Jobs(lambda message: connection.send_bytes(encode(message)))
        self._lanes = Lanes(self._jobs, self._guard)
        self._decoder = Decoder(self._jobs, self._lanes.load)

    def run(self) -> None:
        """Serve until the engine closes the connection."""
        self._guard(self._serve)

    def _serve(self) -> None:
        threading.Thread(target=self._guard, args=(self._decoder.run,), name="decoder", daemon=True).start()
        self._jobs.send(Ready())
        self._listen()

    def _guard(self, work: Callable[[], None]) -> None:
        """Take the process down when a thread ends: the engine sees the death and reports it."""
        status = 1
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - the boundary of a thread
            if is_shortage(error):
                status = OUT_OF_MEMORY_STATUS
            elif isinstance(error, EOFError | OSError):
                status = 0  # the engine is gone
            if status:
                sys.excepthook(*sys.exc_info())
        finally:
            os._exit(status)  # even if there is not enough memory to say why

    def _listen(self) -> None:
        while True:
            command = decode(self._connection.recv_bytes())
            with self._jobs.changed:
                self._handle(command)
                self._jobs.changed.notify_all()

    def _handle(self, command: Command | Message) -> None:
        match command:
            case Start():
                self._jobs.add(command)
                self._lanes.use(command.plan)
            case Drop(run_id, attempt):
                self._jobs.drop((run_id, attempt))
            case Probe():
                self._decoder.probe(command)
            case Warm():
                self._lanes.use(command.plan)
                self._lanes.expect_short()
                self._decoder.warm(command)
