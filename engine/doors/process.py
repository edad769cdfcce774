"""The process of the doors: it opens an engine that only takes in, and the doors that the window wants open."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from multiprocessing.connection import Connection

from engine.doors.http import HttpDoor
from engine.doors.messages import Cause, DoorsStanding, Report, Told, WantedDoors, encode
from engine.engine import Engine
from engine.errors import EngineError
from engine.events import EngineTrouble, Notice
from engine.run import Reason
from engine.settings import WatchedFolder, read_settings
from engine.storage.paths import Paths
from engine.tasks import Tasks
from engine.watching.watcher import Watcher

#: How often it is looked at how the doors are.
LOOK_S = 0.5


def keep_doors(paths: Paths, connection: Connection) -> None:
    """What the process does until the window wants no doors, or is gone."""
    with connection:
        asyncio.run(_Doorkeeper(paths, connection).run())


class _Doorkeeper:
    def __init__(self, paths: Paths, connection: Connection) -> None:
        self._paths = paths
        self._connection = connection
        self._wanted = WantedDoors()
        self._news = asyncio.Event()
        self._standing: DoorsStanding | None = None
        self._watch: _Watch | None = None

    async def run(self) -> None:
        """Keep the doors as they are wanted. Ends in an orderly way: who is answered just now gets the answer."""
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._hear, args=(loop,), name="what is wanted", daemon=True).start()
        await self._news.wait()
        try:
            engine = await self._open()
        except (EngineError, OSError) as error:
            self._tell(Told(cause=Cause.of(_reason(error))))
            raise SystemExit(1) from None
        http = HttpDoor(engine, self._paths)
        unsubscribe = engine.subscribe(self._on_notice)
        try:
            while self._wanted.is_anything:
                await self._look(engine, http)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), LOOK_S)
        finally:
            await http.close()
            await self._change_watch(engine, ())
            unsubscribe()
            await engine.close()

    async def _open(self) -> Engine:
        settings = (await asyncio.to_thread(read_settings, self._paths)).settings
        return await Engine.open(self._paths, works=False, is_offline=settings.offline)

    def _hear(self, loop: asyncio.AbstractEventLoop) -> None:
        """On a thread: take down what is wanted. When the window is gone, nothing is."""
        with suppress(EOFError, OSError, RuntimeError):
            while True:
                wanted = self._connection.recv()
                loop.call_soon_threadsafe(self._want, wanted)
                if not wanted.is_anything:
                    return
        with suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(self._want, WantedDoors())

    def _want(self, wanted: WantedDoors) -> None:
        self._wanted = wanted
        self._news.set()

    async def _look(self, engine: Engine, http: HttpDoor) -> None:
        """Make the doors as they are wanted, and tell how they are if that is new."""
        self._news.clear()
        wanted = self._wanted
        before = http.refused
        await http.be(wanted.port, wanted.turn)
        if self._watch is None or self._watch.folders != wanted.folders:
            await self._change_watch(engine, wanted.folders)
        if http.refused is not None and http.refused != before:
            self._tell(Told(cause=Cause.of(http.refused)))
        standing = DoorsStanding(
            url=http.url,
            refused=None if http.refused is None else Cause.of(http.refused),
            watched=tuple(each.folder for each in wanted.folders),
            troubles={} if self._watch is None else self._watch.troubles,
        )
        if standing != self._standing:
            self._standing = standing
            self._tell(standing)

    async def _change_watch(self, engine: Engine, folders: tuple[WatchedFolder, ...]) -> None:
        if self._watch is not None:
            await self._watch.close()
        self._watch = _Watch(engine, folders) if folders else None

    def _on_notice(self, notice: Notice) -> None:
        if isinstance(notice, EngineTrouble):
            self._tell(Told(cause=Cause.of(notice.reason)))
            self._news.set()

    def _tell(self, report: Report) -> None:
        with suppress(OSError):  # the window is gone, which ends this process
            self._connection.send_bytes(encode(report))


class _Watch:
    """The watcher of these folders, at work until closed."""

    def __init__(self, engine: Engine, folders: tuple[WatchedFolder, ...]) -> None:
        self.folders = folders
        self._watcher = Watcher(engine, folders)
        self._tasks = Tasks(on_crash=lambda name, error: engine.watched.tell(_crash(name, error)))
        self._tasks.start("watch folders", self._watcher.serve())

    @property
    def troubles(self) -> dict[str, Cause]:
        return {folder: Cause.of(reason) for folder, reason in self._watcher.troubles.items()}

    async def close(self) -> None:
        """Look no more. What was taken comes in."""
        await self._watcher.close()
        await self._tasks.finish()


def _reason(error: EngineError | OSError) -> Reason:
    if isinstance(error, EngineError):
        return Reason(error.code, error.facts)
    return Reason("doors_died", {"detail": error.strerror or str(error)})


def _crash(name: str, error: BaseException) -> Reason:
    return Reason("engine_error", {"detail": f"{name}: {error}"})
