"""What a door takes from people is written down before it is stored.

What others took that were killed meanwhile is taken over.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Sequence
from pathlib import Path

from engine.intake.hand_over import HandOver
from engine.registry.labels import HandOverLabel
from engine.registry.registry import Registry
from engine.registry.taken import Taking
from engine.registry.thread import RegistryThread
from engine.run import Options
from engine.storage.presence import Presence, forget, is_gone, names

log = logging.getLogger(__name__)


class Door:
    """An engine's own, under a name that lasts until it is closed."""

    def __init__(self, folder: Path, registry: RegistryThread) -> None:
        """`folder` has the presences of all that work on the data."""
        self._folder = folder
        self._registry = registry
        self._presence = Presence(folder)
        self._taking = asyncio.Lock()
        #: The names that were there at the last look.
        self._seen: frozenset[str] = frozenset()

    async def left_uploads(self) -> tuple[str, list[str]]:
        """This one's name, and the clips that programs were taking over HTTP that are no more, by their ids. They are
        this one's now."""
        clip_ids: list[str] = []
        for door in await self._registry(Registry.upload_doors):
            if door != self._presence.name and await asyncio.to_thread(is_gone, self._folder, door):
                clip_ids += await self._registry(Registry.take_uploads, door, await self.name())
        return self._presence.name, clip_ids

    async def write_down(self, group: HandOver, instead_of: Collection[str] = ()) -> None:
        """Have what is not stored yet outlive this program, `instead_of` the folders that it was in. Where that cannot
        be written, it is on its way in all the same."""
        try:
            await self._registry(Registry.write_labels, await self.name(), group.labels, instead_of)
        except Exception as error:  # noqa: BLE001 - the boundary of a hand-over: its rows will tell
            log.info("not written down: %s", error)

    async def take_files(self, session_id: str, files: Sequence[Taking], options: Options) -> list[HandOverLabel]:
        """Take files from watched folders, each once: they are written down and known as taken in one step. Those that
        another program has just taken are left out. Raises what the registry raises: then none is taken."""
        return await self._registry(Registry.take_files, await self.name(), session_id, files, options)

    async def left_behind(self) -> list[HandOverLabel]:
        """What programs had taken that are no more. It is this one's now. To be called from time to time."""
        labels: list[HandOverLabel] = []
        for door in await self._registry(Registry.doors):
            if door != self._presence.name and await asyncio.to_thread(is_gone, self._folder, door):
                labels += await self._registry(Registry.take_labels, door, await self.name())
                await asyncio.to_thread(forget, self._folder, door)
        await asyncio.to_thread(self._sweep)
        return labels

    def _sweep(self) -> None:
        """Remove locks that dead programs left. One that was not there at the last look is left alone: its program may
        be about to take it, and probing it would get in its way."""
        there = names(self._folder)
        for name in there & self._seen:
            if name != self._presence.name and is_gone(self._folder, name):
                forget(self._folder, name)
        self._seen = there

    async def close(self) -> None:
        """Nothing is on its way any more that this program must be there for."""
        await asyncio.to_thread(self._presence.release)

    async def name(self) -> str:
        """The name under which this engine takes something. Raises OSError."""
        async with self._taking:
            if not self._presence.name:
                await asyncio.to_thread(self._presence.take)
        return self._presence.name
