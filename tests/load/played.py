"""Workers that take simulated time only: each clip says itself what becomes of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum

from engine.processes.pool import Died, Listener, MessageReceived
from engine.protocol import (
    Command,
    Drop,
    Dropped,
    Failed,
    Finished,
    Key,
    Message,
    Opened,
    PhaseEntered,
    Probe,
    Probed,
    Ready,
    Start,
    WindowDone,
)
from engine.run import Phase
from engine.segments import FinishedWindow, Segment

#: How long a window of audio is, and how long a worker takes for it.
WINDOW_S = 14.0
TAKES_S = 2.0


class Fate(StrEnum):
    """What a clip holds; the first words of its file. Whatever it is, a second attempt succeeds."""

    SPEECH = "speech"
    #: So many windows that others pass it.
    LONG = "long"
    #: Not audio, or so it seems.
    BAD = "bad"
    #: The worker dies of it.
    DEADLY = "deadly"


def windows_of(fate: Fate) -> int:
    return 40 if fate is Fate.LONG else 2


def text_of(number: int) -> str:
    """What is said in a window."""
    return f"this was said in part {number}"


@dataclass
class _Worker:
    listener: Listener
    at_work: dict[Key, asyncio.TimerHandle] = field(default_factory=dict)


class PlayedPool:
    """A pool whose workers live on the loop's time."""

    def __init__(self) -> None:
        self._workers: dict[int, _Worker] = {}
        self.started = 0

    async def start(self, listener: Listener) -> int:
        self.started += 1
        self._workers[self.started] = _Worker(listener)
        asyncio.get_running_loop().call_later(TAKES_S, self._say, self.started, Ready())
        return self.started

    def send(self, worker_id: int, command: Command) -> None:
        worker = self._workers.get(worker_id)
        if worker is None:
            return
        match command:
            case Start():
                self._say(worker_id, Opened(command.run_id, command.attempt, _length_s(command)))
                self._say(worker_id, PhaseEntered(command.run_id, command.attempt, Phase.TRANSCRIBING, "cpu"))
                self._later(worker_id, command, command.next_number)
            case Probe(run_id):
                self._say(worker_id, Probed(run_id, None))
            case Drop(run_id, attempt):
                handle = worker.at_work.pop((run_id, attempt), None)
                if handle is not None:
                    handle.cancel()
                    self._say(worker_id, Dropped(run_id, attempt))

    def kill(self, worker_id: int, *, is_confused: bool = False) -> None:
        self._die(worker_id, frozenset())

    async def close(self) -> None:
        for worker in self._workers.values():
            for handle in worker.at_work.values():
                handle.cancel()
        self._workers.clear()

    def _say(self, worker_id: int, message: Message) -> None:
        worker = self._workers.get(worker_id)
        if worker is not None:
            worker.listener(MessageReceived(worker_id, message))

    def _die(self, worker_id: int, suspects: frozenset[str]) -> None:
        worker = self._workers.pop(worker_id, None)
        if worker is not None:
            for handle in worker.at_work.values():
                handle.cancel()
            worker.listener(Died(worker_id, "SIGKILL", suspects))

    def _later(self, worker_id: int, start: Start, number: int) -> None:
        """The next window of an attempt, once it was heard."""
        loop = asyncio.get_running_loop()
        handle = loop.call_later(TAKES_S, self._heard, worker_id, start, number)
        self._workers[worker_id].at_work[start.run_id, start.attempt] = handle

    def _heard(self, worker_id: int, start: Start, number: int) -> None:
        fate, key = _fate(start), (start.run_id, start.attempt)
        if start.attempt == 1 and fate is Fate.DEADLY:
            self._die(worker_id, frozenset({start.run_id}))
            return
        if start.attempt == 1 and fate is Fate.BAD:
            self._end(worker_id, key, Failed(*key, "not_media", {}))
            return
        at = number * WINDOW_S
        window = FinishedWindow(number, at, at + WINDOW_S, (Segment(at, at + WINDOW_S, text_of(number)),), "en")
        if number + 1 < windows_of(fate):
            self._say(worker_id, WindowDone(*key, window))
            self._later(worker_id, start, number + 1)
        else:
            self._end(worker_id, key, Finished(*key, window, _length_s(start)))

    def _end(self, worker_id: int, key: Key, message: Message) -> None:
        self._workers[worker_id].at_work.pop(key, None)
        self._say(worker_id, message)


def _fate(start: Start) -> Fate:
    return Fate(start.path.read_bytes().split(maxsplit=1)[0].decode())


def _length_s(start: Start) -> float:
    return windows_of(_fate(start)) * WINDOW_S
