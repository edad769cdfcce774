"""Clips that come in pieces, over HTTP or through a pipe: nobody's until their run is committed.

They are written into the vault as they come:

    begin    a row that says that this engine takes it, committed before the first byte
    write    into a `.part` file of the vault, hashed on the way
    finish   fsynced, renamed into place, the folder fsynced
    accept   its run, its key and the end of that row in one commit
    discard  whatever else happens: the file is removed, then the row

Killed at any line of this before the commit, the row tells the next engine what to remove: nobody was promised
anything. Killed after it, the run is there, and goes on.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import PurePosixPath

from engine.errors import EngineError
from engine.events import Notice, SessionsChanged
from engine.intake.door import Door
from engine.registry.registry import Registry
from engine.registry.sessions import MAX_NAME_LENGTH
from engine.registry.thread import RegistryThread
from engine.registry.uploads import Terms
from engine.run import HTTP, Clip, NewRun, Options, Run
from engine.storage.sources import readable
from engine.storage.vault import Incoming, Vault

log = logging.getLogger(__name__)

#: What a clip is called whose sender gives it no name.
NAMELESS = "clip"


class Upload:
    """One clip on its way in. Belongs to one task."""

    def __init__(self, clip: Clip, incoming: Incoming, door: str, uploads: Uploads) -> None:
        """Use `Uploads.begin`."""
        self.clip = clip
        self._incoming = incoming
        self._door = door
        self._uploads = uploads

    @property
    def door(self) -> str:
        """The engine that takes it."""
        return self._door

    async def write(self, data: bytes) -> None:
        """Append what came. Raises ClipError."""
        await asyncio.to_thread(self._incoming.write, data)

    async def finish(self) -> str:
        """All of it has come: bring it into its place in the vault. Returns its SHA-256. Raises ClipError."""
        self.clip = await asyncio.to_thread(self._incoming.place, self.clip)
        return self.clip.sha256 or ""

    async def accept(self, options: Options, terms: Terms) -> Run:
        """Make a run of it, or find the one that its key stands for. Durable when it returns. Raises UploadRefused."""
        return await self._uploads.accept(self, options, terms)


class Uploads:
    """The façade's part for clips that are sent."""

    def __init__(
        self,
        vault: Vault,
        registry: RegistryThread,
        door: Door,
        on_stored: Callable[[Sequence[Run]], None],
        notify: Callable[[Notice], None],
    ) -> None:
        """`on_stored` is called with runs that are committed."""
        self._vault = vault
        self._registry = registry
        self._door = door
        self._on_stored = on_stored
        self._notify = notify

    @asynccontextmanager
    async def begin(self, name: str, size_bytes: int | None, source: str = HTTP) -> AsyncIterator[Upload]:
        """Take in a clip of that name, and that size where it is known; `source`: how it comes. What is no run at the
        end leaves nothing. Raises ClipError, for example where there is too little room for it."""
        clip = Clip(str(uuid.uuid4()), tidy_name(name), source)
        door = await self._door.name()
        incoming = self._vault.receive(clip, size_bytes)
        try:
            await self._registry(Registry.begin_upload, clip.clip_id, door)
            await asyncio.to_thread(incoming.open)
            yield Upload(clip, incoming, door, self)
        finally:
            await asyncio.to_thread(incoming.close)
            await self._discard(clip.clip_id, door)

    async def accept(self, upload: Upload, options: Options, terms: Terms) -> Run:
        """Use `Upload.accept`."""
        new = NewRun(upload.clip, options)
        run, is_new = await self._registry(Registry.accept_upload, new, upload.door, terms)
        if is_new:
            self._notify(SessionsChanged())  # there may be a new one
            self._on_stored([run])
        return run

    async def waiting(self) -> int:
        """How many runs wait, of whatever door they came from."""
        return await self._registry(Registry.count_waiting)

    async def run_of_key(self, key: str) -> Run | None:
        """The run that a client's key stands for."""
        return await self._registry(Registry.run_of_key, key)

    async def take_over(self) -> None:
        """Remove what programs were taking that were killed. To be called from time to time."""
        name, clip_ids = await self._door.left_uploads()
        for clip_id in clip_ids:
            await asyncio.to_thread(self._vault.remove_upload, clip_id)
            await self._registry(Registry.end_upload, clip_id, name)

    async def _discard(self, clip_id: str, door: str) -> None:
        """Leave nothing of a clip that became no run. The registry is asked, on its one thread, behind any commit that
        is still under way: a task that is cancelled does not know what became of its own. What cannot be removed now is
        left to the engine that finds this one gone."""
        try:
            if await self._registry(Registry.has_upload, clip_id, door):
                await asyncio.to_thread(self._vault.remove_upload, clip_id)
                await self._registry(Registry.end_upload, clip_id, door)
        except (EngineError, OSError) as error:
            log.info("not removed yet: %s", error)


def tidy_name(name: str) -> str:
    """What a clip is called, given the name that its sender has for it: no folders, one line, not too long."""
    last = PurePosixPath(name.replace("\\", "/")).name
    tidy = " ".join(readable(last).replace("\x00", "").split())
    if len(tidy) > MAX_NAME_LENGTH:
        path = PurePosixPath(tidy)
        tidy = path.stem[: MAX_NAME_LENGTH - len(path.suffix[:10])] + path.suffix[:10]
    return NAMELESS if tidy in ("", ".", "..") else tidy
