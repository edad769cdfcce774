"""The worker processes: starts them, carries messages, watches for death and hanging, kills. It decides nothing.

One pipe and one reader thread for each worker, so that a kill is always safe: what the worker had said is read to the
end, then its death is told once, as an ordinary event that names the runs it was at.
"""

from __future__ import annotations

import asyncio
import itertools
import signal
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol, TypeAlias

from engine.clock import Awake, Clock
from engine.errors import ProtocolError
from engine.machine.hardware import kills_for_memory
from engine.processes.child import ChildProcess, Target, child_started
from engine.protocol import Broken, Busy, Command, Drop, Failed, Finished, Message, WindowDone, decode, encode
from engine.run import Reason
from engine.tasks import Tasks
from engine.worker.out_of_memory import OUT_OF_MEMORY_STATUS

_SIGKILL = 9
#: The window goes first.
_NICENESS = 5
#: How often hanging is looked for.
WATCH_EVERY_S = 1.0
#: That a clip has failed, or a piece of it has no text, is not believed of a worker that ends within this: a library
#: may be taking it apart while it speaks.
MOMENT_S = 1.0
#: How long a worker may take to end by itself.
END_LIMIT_S = 2.0
#: How long a worker may take to say that it is ready, and one that does nothing to answer. Generous, as all limits.
START_LIMIT_S = 120.0
ANSWER_LIMIT_S = 60.0
#: How many messages of a worker may wait for the loop. Its pipe holds up the rest: a flood costs others no memory, and
#: no more of the loop's time than their own share.
MAX_UNHEARD = 256
#: A window of text has a tenth of it; and more lanes than any machine has threads.
MAX_MESSAGE_BYTES = 1 << 20
MAX_LANES = 1024
#: How often a worker may say what it is at with nothing done meanwhile. A week of silence takes 20,000.
MAX_BUSY_WORDS = 100_000


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A worker's message."""

    worker_id: int
    message: Message


@dataclass(frozen=True, slots=True)
class Died:
    """A worker has ended, and everything that it said has been told before. `suspects` are the runs it was at."""

    worker_id: int
    #: "SIGKILL", "exit status 1", …
    signal: str
    suspects: frozenset[str]
    #: The limit that it passed, if it was killed for hanging.
    hung_for_s: float | None = None
    #: Whether it was killed for saying something that is no message, or too much.
    is_confused: bool = False
    #: The error that it ended for, if it could tell.
    detail: str | None = None
    #: Whether it ended because memory was short.
    is_for_memory: bool = False

    @property
    def reason(self) -> Reason:
        """What an attempt ends with that it took along."""
        if self.hung_for_s is not None:
            return Reason("worker_hung", {"limit_s": self.hung_for_s, "signal": self.signal})
        if self.detail is not None:
            return Reason("transcription_failed", {"detail": self.detail})
        return Reason("worker_confused" if self.is_confused else "worker_died", {"signal": self.signal})


WorkerEvent: TypeAlias = MessageReceived | Died
Listener: TypeAlias = Callable[[WorkerEvent], None]


class Pool(Protocol):
    """What the scheduler needs of workers. A second kind of pool could run them elsewhere."""

    async def start(self, listener: Listener) -> int:
        """Start a worker; its events go to `listener`, on the loop. Returns its id. Raises OSError."""

    def send(self, worker_id: int, command: Command) -> None:
        """Tell a worker something. To a dead one it is lost: its Died is under way."""

    def kill(self, worker_id: int, *, is_confused: bool = False) -> None:
        """End a worker at once, maybe for what it says; its Died follows."""

    async def close(self) -> None:
        """End all workers."""


@dataclass(slots=True)
class _Child:
    started: ChildProcess
    listener: Listener
    reader: threading.Thread | None = None
    #: What each lane is at, and until when something must have been heard of it.
    lanes: dict[tuple[str, int], tuple[Busy, float]] = field(default_factory=dict)
    #: Until when a first word, or an answer to what it was told, must have been heard; and the limit behind that.
    answer_until: tuple[float, float] | None = None
    hung_for_s: float | None = None
    is_confused: bool = False
    #: The error that it ends for, if it could tell: what it says behind that counts for nothing.
    detail: str | None = None
    busy_words: int = 0
    #: Whether its pipe is closed: it ends, or has ended.
    is_ending: bool = False
    #: By run, words that are believed if it lives on for a moment.
    doubted: Counter[str] = field(default_factory=Counter)
    #: How often the system had killed for want of memory before.
    kills_before: int = 0
    unheard: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(MAX_UNHEARD))


class ProcessPool:
    """Workers as child processes of this one, started by spawn on every system."""

    def __init__(self, log_file: Path, clock: Clock, target: Target | None = None) -> None:
        """`target` is what a child runs: the real worker, unless a test scripts one."""
        self._log_file = log_file
        #: What a worker did not say while this program itself did not run, is no fault of the worker's.
        self._awake = Awake(clock, WATCH_EVERY_S + 1.0)
        self._target = target or _work
        self._children: dict[int, _Child] = {}
        self._ids = itertools.count(1)
        self._tasks = Tasks(on_crash=lambda name, error: None)
        self._watch: asyncio.Task[None] | None = None

    async def start(self, listener: Listener) -> int:
        loop = asyncio.get_running_loop()
        worker_id, kills_before = next(self._ids), kills_for_memory()
        started = await child_started("everyclip worker", self._target, niceness=_NICENESS, log_file=self._log_file)
        child = _Child(started, listener, kills_before=kills_before)
        self._expect_answer(child, START_LIMIT_S)
        child.reader = threading.Thread(
            target=self._read, args=(loop, worker_id, child), name=f"worker-{worker_id}-reader", daemon=True
        )
        self._children[worker_id] = child
        child.reader.start()
        if self._watch is None:
            self._watch = self._tasks.start("watch workers", self._watch_lanes())
        return worker_id

    def send(self, worker_id: int, command: Command) -> None:
        child = self._children.get(worker_id)
        if child is not None:
            with suppress(OSError):
                child.started.connection.send_bytes(encode(command))
            if not isinstance(command, Drop):  # which is not answered if the attempt has ended
                self._expect_answer(child, ANSWER_LIMIT_S)

    def _expect_answer(self, child: _Child, limit_s: float) -> None:
        if child.answer_until is None:
            child.answer_until = self._awake.look() + limit_s, limit_s

    def kill(self, worker_id: int, *, is_confused: bool = False) -> None:
        child = self._children.get(worker_id)
        if child is not None:
            child.is_confused |= is_confused
            child.started.kill()

    async def close(self) -> None:
        children = list(self._children.values())
        for child in children:
            child.started.process.terminate()
        await asyncio.to_thread(_end_all, children)
        await self._tasks.close()
        self._children.clear()

    # --- the reader thread of a child ---

    def _read(self, loop: asyncio.AbstractEventLoop, worker_id: int, child: _Child) -> None:
        while True:
            try:
                message = decode(child.started.connection.recv_bytes(MAX_MESSAGE_BYTES))
            except (EOFError, OSError):
                child.is_ending = True
                break
            except ProtocolError:
                child.is_confused = True
                child.started.kill()
                break
            child.unheard.acquire()
            _post(loop, self._on_message, worker_id, child, message)
        child.started.end(END_LIMIT_S)  # if it has closed its pipe and lives on, nothing can be had of it
        child.started.connection.close()
        _post(loop, self._ended, worker_id, child)

    def _on_message(self, worker_id: int, child: _Child, message: Command | Message) -> None:
        child.unheard.release()
        child.answer_until = None
        if child.detail is not None:
            return
        if isinstance(message, Broken):
            child.detail = message.detail
            until = self._awake.look() + END_LIMIT_S
            child.lanes = {("infer", 0): (Busy("infer", (message.run_id,), END_LIMIT_S), until)}
        elif isinstance(message, Busy):
            child.busy_words += 1
            if len(child.lanes) >= MAX_LANES or child.busy_words > MAX_BUSY_WORDS:
                self.kill(worker_id, is_confused=True)
            limit_s = message.limit_s or float("inf")
            child.lanes[message.lane, message.number] = message, self._awake.look() + limit_s
        else:
            child.busy_words = 0
            said = MessageReceived(worker_id, message)  # type: ignore[arg-type]
            run_id = getattr(message, "run_id", "")
            if _is_doubtful(message) or run_id in child.doubted:
                child.doubted[run_id] += 1
                asyncio.get_running_loop().call_later(MOMENT_S, self._believe, child, run_id, said)
            else:
                child.listener(said)

    def _believe(self, child: _Child, run_id: str, said: MessageReceived) -> None:
        """A moment has passed since a worker said that."""
        if child.is_ending or said.worker_id not in self._children:
            return
        child.doubted[run_id] -= 1
        if not child.doubted[run_id]:
            del child.doubted[run_id]
        child.listener(said)

    def _ended(self, worker_id: int, child: _Child) -> None:
        self._children.pop(worker_id, None)
        suspects = frozenset(run_id for busy, _ in child.lanes.values() for run_id in busy.run_ids)
        suspects |= child.doubted.keys()
        if child.hung_for_s is not None:
            now = self._awake.look()
            late = [busy.run_ids for busy, until in child.lanes.values() if until < now]
            suspects = frozenset(run_id for run_ids in late for run_id in run_ids) or suspects
        status = child.started.process.exitcode
        is_for_memory = status == OUT_OF_MEMORY_STATUS or (
            status == -_SIGKILL and child.hung_for_s is None and kills_for_memory() > child.kills_before
        )
        hung_for_s, detail = child.hung_for_s, child.detail
        death = Died(worker_id, name_exit(status), suspects, hung_for_s, child.is_confused, detail, is_for_memory)
        child.listener(death)

    async def _watch_lanes(self) -> None:
        while True:
            await asyncio.sleep(WATCH_EVERY_S)
            now = self._awake.look()
            for child in self._children.values():
                limit_s = _passed_limit(child, now)
                if limit_s is not None and child.hung_for_s is None:
                    child.hung_for_s = limit_s
                    child.started.kill()


def _work(connection: Connection) -> None:
    """In the child. What it loads is loaded only there."""
    from engine.worker.process import main

    main(connection)


def _is_doubtful(message: Command | Message) -> bool:
    """Whether it says that a clip has failed, or that there is no text in it or in a piece of it."""
    if isinstance(message, WindowDone | Finished):
        return message.window is None or not message.window.segments
    return isinstance(message, Failed)


def _passed_limit(child: _Child, now: float) -> float | None:
    """The limit that a worker has passed without a word: that of a lane, or if none is busy, that of an answer."""
    late = [busy.limit_s for busy, until in child.lanes.values() if until < now]
    if late:
        return late[0]
    if child.answer_until is None or any(busy.run_ids for busy, _ in child.lanes.values()):
        return None
    until, limit_s = child.answer_until
    return limit_s if until < now else None


def name_exit(exit_code: int | None) -> str:
    """How a process ended, in a word: the signal's name, or its exit status."""
    if exit_code == OUT_OF_MEMORY_STATUS:
        return "out of memory"
    if exit_code is not None and exit_code < 0:
        with suppress(ValueError):
            return signal.Signals(-exit_code).name
    return f"exit status {exit_code}"


def _post(loop: asyncio.AbstractEventLoop, call: Callable[..., None], *args: object) -> None:
    with suppress(RuntimeError):  # the loop is closed: nobody listens any more
        loop.call_soon_threadsafe(call, *args)


def _end_all(children: list[_Child]) -> None:
    for child in children:
        child.started.end(END_LIMIT_S)
        if child.reader is not None:
            child.reader.join(END_LIMIT_S)
