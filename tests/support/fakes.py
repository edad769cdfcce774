"""What cannot be had for real: time that stands still until it is moved, and workers that say what a test wants."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from engine.processes.pool import Died, Listener, MessageReceived, WorkerEvent
from engine.protocol import Command, Drop, Message, Ready, Start


class FakeClock:
    """Moves only when told. What it says of the time of day may be `wrong_s` ahead, or behind."""

    def __init__(self) -> None:
        self.time = 1_000_000.0
        self.wrong_s = 0.0

    def now(self) -> float:
        return self.time + self.wrong_s

    def monotonic(self) -> float:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += seconds


@dataclass
class FakeWorker:
    """A worker that exists only by name. `started` are the attempts that it has in hand."""

    worker_id: int
    listener: Listener
    started: dict[tuple[str, int], Start] = field(default_factory=dict)
    dropping: list[Drop] = field(default_factory=list)


class FakePool:
    """Workers that live and die by the test's word. What they say waits in `unheard` until the test has it heard."""

    def __init__(self) -> None:
        self.workers: dict[int, FakeWorker] = {}
        self.unheard: deque[WorkerEvent] = deque()
        self._count = 0

    async def start(self, listener: Listener) -> int:
        self._count += 1
        self.workers[self._count] = FakeWorker(self._count, listener)
        self.say(self._count, Ready())
        return self._count

    def send(self, worker_id: int, command: Command) -> None:
        worker = self.workers.get(worker_id)
        if worker is None:
            return
        match command:
            case Start(run_id, attempt):
                worker.started[run_id, attempt] = command
            case Drop(run_id, attempt) if (run_id, attempt) in worker.started:
                worker.dropping.append(command)

    def kill(self, worker_id: int, *, is_confused: bool = False) -> None:
        self.die(worker_id, frozenset())

    async def close(self) -> None:
        self.workers.clear()

    def say(self, worker_id: int, message: Message) -> None:
        self.unheard.append(MessageReceived(worker_id, message))

    def die(self, worker_id: int, suspects: frozenset[str]) -> None:
        if self.workers.pop(worker_id, None) is not None:
            self.unheard.append(Died(worker_id, "SIGKILL", suspects))
