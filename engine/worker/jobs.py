"""The jobs of a worker, which its threads share under one lock, and the messages about them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection

from engine.errors import EngineError
from engine.protocol import Broken, Dropped, Failed, Key, Message, PhaseEntered, Start
from engine.run import Phase
from engine.worker.batches import Job
from engine.worker.out_of_memory import is_shortage

#: How long a lane may stay silent before it counts as hung. Generous: a slow disk or machine is not a hang.
OPEN_LIMIT_S = 120.0
LOAD_LIMIT_S = 900.0
INFER_LIMIT_S = 120.0
INFER_LIMIT_PER_AUDIO_S = 60.0
#: The maximum number of characters of an error's own text that are reported.
MAX_DETAIL = 500


class Jobs:
    """Every change is made, and every message sent, under `changed`, which wakes threads that wait for work."""

    def __init__(self, send: Callable[[Message], None]) -> None:
        """`send(message)` sends it to the engine."""
        self.changed = threading.Condition()
        self._send = send
        self._jobs: dict[Key, Job] = {}

    def send(self, message: Message) -> None:
        with self.changed:
            self._send(message)

    def add(self, start: Start) -> None:
        job = Job(
            start, is_alone=start.alone, language=start.options.language or start.language, text=start.previous_text
        )
        self._jobs[job.key] = job

    def drop(self, key: Key) -> None:
        job = self._jobs.pop(key, None)
        if job is not None:
            job.is_over = True
            self.send(Dropped(*key))

    @property
    def ready_windows(self) -> int:
        return sum(len(job.ready) for job in self._jobs.values())

    def in_turn(self) -> Collection[Job]:
        """The jobs that may be worked on: all, unless one is on trial."""
        on_trial = next((job for job in self._jobs.values() if job.is_alone), None)
        return self._jobs.values() if on_trial is None else [on_trial]

    def report(self, job: Job, message: Message) -> None:
        """Send a message, unless the job is over: nothing more is reported about a dropped job."""
        with self.changed:
            if not job.is_over:
                self._send(message)

    def enter(self, job: Job, phase: Phase, device: str | None = None) -> None:
        with self.changed:
            if job.phase is not phase and job.phase is not Phase.TRANSCRIBING:
                job.phase = phase
                self.report(job, PhaseEntered(*job.key, phase, device))

    def fail(self, job: Job, error: Exception) -> None:
        """End a job because of an error that has a code. Any other is no verdict on the clip: it is re-raised to end
        this worker, and the engine retries the job alone in a fresh one."""
        if isinstance(error, EngineError):
            self.end(job, Failed(*job.key, error.code, error.facts))
        elif is_shortage(error):
            self.end(job, Failed(*job.key, "out_of_memory", {"model": job.start.model.title}))
        else:
            self.report(job, Broken(*job.key, detail_of(error)))
            raise error

    def end(self, job: Job, message: Message) -> None:
        with self.changed:
            if not job.is_over:
                self.send(message)
            job.is_over = True
            job.ready.clear()
            self._jobs.pop(job.key, None)
            self.changed.notify_all()


def detail_of(error: Exception) -> str:
    """An error's type and text, in a line or a few."""
    return f"{type(error).__name__}: {error}"[:MAX_DETAIL]
