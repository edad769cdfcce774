"""The façade's part for watched folders: what was taken from them, and taking more. `engine.watching` looks at them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from engine.events import EngineTrouble, Notice
from engine.exports.beside import WritesBeside
from engine.intake.arrivals import Arrivals
from engine.intake.door import Door
from engine.intake.hand_over import HandOver
from engine.registry.registry import Registry
from engine.registry.taken import Sighting, TakenFile, Taking, ToBeMoved
from engine.registry.thread import RegistryThread
from engine.run import Options, Reason
from engine.settings import Settings, read_settings
from engine.storage.paths import Paths


class WatchRequests:
    """A file in a watched folder is taken once: `engine.registry.taken` says how."""

    def __init__(
        self,
        registry: RegistryThread,
        arrivals: Arrivals,
        door: Door,
        beside: WritesBeside,
        paths: Paths,
        notify: Callable[[Notice], None],
    ) -> None:
        self._registry = registry
        self._arrivals = arrivals
        self._door = door
        self._beside = beside
        self._notify = notify
        #: Everyclip's own folders, in which nothing is taken.
        self.paths = paths

    async def settings(self) -> Settings:
        """As they are now."""
        return (await asyncio.to_thread(read_settings, self.paths)).settings

    async def known(self, seen: Sequence[Sighting]) -> list[TakenFile]:
        """What was taken at the places of these files, or is one of them under another name; the newest first."""
        places, files = [one.place for one in seen], [one.file_id for one in seen]
        return await self._registry(Registry.known_files, places, files)

    async def take(self, session_id: str, files: Sequence[Taking], options: Options) -> HandOver | None:
        """Take these files in, those less that another program has just taken; None if that is all of them. What is
        taken when this returns comes in, whatever is killed. Raises what the registry raises: then nothing is taken."""
        labels = await self._door.take_files(session_id, files, options)
        return self._arrivals.bring(labels) if labels else None

    async def see_again(self, run_id: str, seen: Sighting) -> None:
        """A file that was taken has another name, or other times."""
        await self._registry(Registry.see_again, run_id, seen)

    async def to_be_moved(self) -> list[ToBeMoved]:
        """The files that are to be moved away: their runs are completed, and their documents written."""
        return await self._registry(Registry.to_be_moved)

    async def moved(self, run_id: str, path: str | None) -> None:
        """The run's file lies there now; None where it was gone, or is another one."""
        await self._registry(Registry.file_moved, run_id, path)

    async def documents_written(self) -> None:
        """Wait until the documents of all runs that are completed are made, in an engine that works."""
        await self._beside.settle()

    def tell(self, reason: Reason) -> None:
        """Say what is wrong with a watched folder."""
        self._notify(EngineTrouble(reason))
