"""The window's side of the process of its doors.

It is started when a door is wanted, started again when it died, and ended with the window."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection

from engine.clock import Clock, SystemClock
from engine.doors.messages import DoorsStanding, Report, Told, WantedDoors, decode
from engine.errors import ProtocolError
from engine.processes.child import ChildProcess, child_started
from engine.run import Reason
from engine.storage.paths import Paths
from engine.tasks import Tasks

log = logging.getLogger(__name__)

#: The pause before a process that died is started again, doubled each time; forgotten once one has lived for so long.
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 60.0
STABLE_S = 30.0
#: From so many deaths in a row on people are told: one alone is mended before they could read it.
TOLD_FROM = 2
#: How long the process may take to end: who is answered just now gets the answer.
END_LIMIT_S = 8.0
#: How long one that has hung up may take.
GONE_LIMIT_S = 1.0
#: No report is larger: reasons, for as many folders as anybody has.
MAX_REPORT_BYTES = 4_000_000


class Doors:
    """One process for all doors, or none as long as none is wanted. Lives on one loop; no method blocks it."""

    def __init__(
        self,
        paths: Paths,
        on_standing: Callable[[DoorsStanding | None], None],
        on_trouble: Callable[[Reason], None],
        clock: Clock | None = None,
    ) -> None:
        """`on_standing` receives how it is with the doors, None while no process keeps them; `on_trouble`, what people
        should know, once."""
        self._paths = paths
        self._on_standing = on_standing
        self._on_trouble = on_trouble
        self._clock = clock or SystemClock()
        self._wanted = WantedDoors()
        self._news = asyncio.Event()
        self._child: _Keeper | None = None
        self._deaths = 0
        self._began = 0.0
        #: What people were told: a process that is started again need not repeat it.
        self._told: set[tuple[str, str]] = set()
        self._serving: asyncio.Task[None] | None = None
        self._tasks = Tasks(on_crash=lambda name, error: on_trouble(_died(f"{name}: {error}")))
        self._is_closed = False

    @property
    def pid(self) -> int | None:
        """The process, if there is one."""
        return None if self._child is None else self._child.started.process.pid

    def want(self, wanted: WantedDoors) -> None:
        """Have these doors open from now on, and no others."""
        if self._is_closed or wanted == self._wanted:
            return
        self._wanted = wanted
        self._told.clear()
        self._news.set()
        if self._serving is None or self._serving.done():
            self._serving = self._tasks.start("keep the doors", self._serve())

    async def close(self) -> None:
        """Close all doors and end the process. Idempotent."""
        self._is_closed = True
        self._wanted = WantedDoors()
        await self._tasks.close()

    async def _serve(self) -> None:
        """Keep a process as long as a door is wanted."""
        while self._wanted.is_anything:
            self._began = self._clock.monotonic()
            try:
                died = await self._live()
            except OSError as error:
                died = error.strerror or str(error)
            if died:
                await self._recover(died)

    async def _recover(self, detail: str) -> None:
        """After a death: wait, longer each time, unless something else is wanted."""
        self._deaths = 1 if self._is_stable else self._deaths + 1
        log.warning("the process of the doors has ended: %s", detail)
        if self._deaths == TOLD_FROM:
            self._on_trouble(_died(detail))
        self._news.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (self._deaths - 1)))

    @property
    def _is_stable(self) -> bool:
        return self._clock.monotonic() - self._began >= STABLE_S

    async def _live(self) -> str:
        """One life of the process. Returns how it died; nothing if it ended because no door was wanted. Raises
        OSError."""
        target = partial(_keep, self._paths)
        started = await child_started("everyclip doors", target, log_file=self._paths.logs / "doors.log")
        keeper = self._child = _Keeper(started, self._news)
        keeper.listen(self._on_report)
        died = True
        try:
            while not keeper.is_gone:
                self._news.clear()
                wanted = self._wanted
                await keeper.tell(wanted)
                if not wanted.is_anything:
                    died = False
                    break
                if not keeper.is_gone and wanted is self._wanted:
                    await self._news.wait()
        finally:
            status = await keeper.end()
            self._child = None
            if not self._is_closed:
                self._on_standing(None)
        return f"exit status {status}" if died else ""

    def _on_report(self, report: Report) -> None:
        if self._is_closed:
            return
        match report:
            case DoorsStanding():
                self._on_standing(report)
            case Told(cause=cause):
                known = cause.code, str(cause.facts)
                if self._is_stable or known not in self._told:
                    self._told.add(known)
                    self._on_trouble(cause.reason)


class _Keeper:
    """A process that keeps the doors, and the thread that hears it."""

    def __init__(self, started: ChildProcess, news: asyncio.Event) -> None:
        self.started = started
        self.is_gone = False
        self._news = news
        self._loop = asyncio.get_running_loop()

    def listen(self, on_report: Callable[[Report], None]) -> None:
        """Have its reports received on the loop, until it ends."""
        self._thread = threading.Thread(target=self._hear, args=(on_report,), name="everyclip doors", daemon=True)
        self._thread.start()

    def _hear(self, on_report: Callable[[Report], None]) -> None:
        connection = self.started.connection
        with suppress(RuntimeError):  # the loop has ended
            try:
                while True:
                    report = decode(connection.recv_bytes(MAX_REPORT_BYTES))
                    self._loop.call_soon_threadsafe(on_report, report)
            except (EOFError, OSError, ProtocolError):
                self._loop.call_soon_threadsafe(self._go)

    def _go(self) -> None:
        self.is_gone = True
        self._news.set()

    async def tell(self, wanted: WantedDoors) -> None:
        """Tell it what is wanted. One that is dead hears nothing, which is noticed elsewhere."""
        await asyncio.to_thread(self._send, wanted)

    def _send(self, wanted: WantedDoors) -> None:
        with suppress(OSError, ValueError):
            self.started.connection.send(wanted)

    async def end(self) -> int | None:
        """Have it end, kill it if it does not, and return its exit status."""
        await self.tell(WantedDoors())
        status = await asyncio.to_thread(self.started.end, GONE_LIMIT_S if self.is_gone else END_LIMIT_S)
        await asyncio.to_thread(self._thread.join, END_LIMIT_S)
        self.started.connection.close()
        return status


def _keep(paths: Paths, connection: Connection) -> None:
    """In the process: only there is loaded what the doors need."""
    from engine.doors.process import keep_doors

    keep_doors(paths, connection)


def _died(detail: str) -> Reason:
    return Reason("doors_died", {"detail": detail})
