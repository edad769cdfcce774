"""Watches folders: what comes into them is handed over by itself, each file once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.clock import Clock, SystemClock
from engine.engine import Engine
from engine.registry.thread import trouble_of
from engine.run import Reason
from engine.settings import WatchedFolder
from engine.storage.carriers import Carriers
from engine.storage.sources import place_key
from engine.tasks import Tasks
from engine.watching.folder_watch import SOON_S, FolderWatch

#: How often it is seen to whether a file is done and can be moved away.
MOVE_EVERY_S = 1.0


class Watcher:
    """All watched folders of one engine. Start `serve` as a task, and `close` it before the engine. What is wrong with
    a folder is told by the engine (`EngineTrouble`), ends nothing, and is looked at again."""

    def __init__(self, engine: Engine, folders: Sequence[WatchedFolder], clock: Clock | None = None) -> None:
        """Of two folders in the same place the first counts; a file belongs to the deepest folder that it lies in."""
        self._engine = engine
        self._carriers = Carriers()
        clock = clock or SystemClock()
        self._watches = [FolderWatch(engine, rules, clock, self._carriers, self._excluded) for rules in folders]
        self._tasks = Tasks(on_crash=lambda name, error: engine.watched.tell(_crash(name, error)))
        self._is_closed = asyncio.Event()

    @property
    def troubles(self) -> Mapping[str, Reason]:
        """What is wrong now, by the folders as they were given."""
        return {one.rules.folder: one.trouble for one in self._watches if one.trouble is not None}

    async def serve(self) -> None:
        """Take what is there and what comes, until closed."""
        for one in self._watches:
            _ = self._tasks.start(f"watch {one.rules.folder}", one.serve())
        _ = self._tasks.start("move what is done", self._move_done())
        await self._is_closed.wait()

    async def take_all(self) -> None:
        """Take what is there now, and no more. Returns when it has come to rest and is in, or has failed. What cannot
        be looked into, opened or stored now is told and not waited for."""
        await asyncio.gather(*(self._take_all(one) for one in self._watches))

    async def _take_all(self, one: FolderWatch) -> None:
        while True:
            await one.look()
            if one.trouble is not None or one.is_at_rest or one.lacks_room:
                await one.finish()
                return
            await asyncio.sleep(SOON_S)

    async def move_done(self) -> None:
        """Move away the files whose runs are completed and whose documents are written."""
        for file in await self._engine.watched.to_be_moved():
            for one in self._watches:
                if one.has(file):
                    await one.move(file)
                    break

    async def close(self) -> None:
        """Look no more. What was taken comes in."""
        self._is_closed.set()
        await self._tasks.close()
        for one in self._watches:
            await one.close()

    async def _move_done(self) -> None:
        while True:
            try:
                await self.move_done()
            except Exception as error:  # noqa: BLE001 - the boundary of a task that must not end
                self._engine.watched.tell(trouble_of(error))
                await asyncio.sleep(10 * MOVE_EVERY_S)
            await asyncio.sleep(MOVE_EVERY_S)

    def _excluded(self, watch: FolderWatch, root: Path) -> list[Path]:
        """What is not looked at as a part of this folder: others that are watched, where files go that are done."""
        excluded = [Path(os.path.abspath(one.rules.move_done_to)) for one in self._watches if one.rules.move_done_to]
        is_earlier = True
        for other in self._watches:
            if other is watch:
                is_earlier = False
            elif is_earlier or place_key(str(other.root)) != place_key(str(root)):
                excluded.append(other.root)
        return excluded


def _crash(name: str, error: BaseException) -> Reason:
    return Reason("engine_error", {"detail": f"{name}: {error}"})
