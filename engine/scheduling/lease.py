"""Ownership of runs: an engine is alive while it holds its lock file and renews its lease.

The system frees the lock of a process however it ends, so after a `kill -9` the next start takes over at once. The
lease covers what a lock cannot: a process that is stopped, or a folder on another machine's disk. Renewing it
increments a counter, and an engine is presumed dead if another saw the counter unchanged while itself running for
`LEASE_S`. No clock is compared with another; and while a whole computer sleeps, no lease expires.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from engine.clock import Awake, Clock
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread
from engine.run import Reason, Run
from engine.storage.presence import Presence, forget, is_gone

LEASE_S = 30.0
RENEW_EVERY_S = 5.0


class Lease:
    """The right of one engine to claim runs, as `owner`."""

    def __init__(self, folder: Path, registry: RegistryThread, clock: Clock) -> None:
        self._folder = folder
        self._registry = registry
        self._awake = Awake(clock, 2 * RENEW_EVERY_S)
        #: The last beat seen from each other owner, and when.
        self._heard: dict[str, tuple[int, float]] = {}
        self._presence = Presence(folder)

    @property
    def owner(self) -> str:
        return self._presence.name

    async def take(self) -> None:
        """Become an owner. Raises OSError."""
        self._presence.take()
        await self._registry(Registry.add_owner, self.owner)

    async def renew(self) -> bool:
        """Return false if another engine declared this one dead: its runs are no longer ours."""
        return await self._registry(Registry.renew_owner, self.owner)

    async def give_back(self, reason: Reason) -> list[Run]:
        """Stop being an owner. Returns the runs that were still held, as they are now. If that cannot be written, the
        freed lock lets another engine do it, or this one later."""
        try:
            return await self._registry(Registry.remove_owner, self.owner, reason)
        finally:
            self._presence.release()

    async def take_over(self) -> list[Run]:
        """Requeue the runs of dead owners. Returns them. To be called every `RENEW_EVERY_S`."""
        runs: list[Run] = []
        owners = await self._registry(Registry.owners)
        owners.pop(self.owner, None)
        now = self._awake.look()
        heard = {owner: (beat, now) for owner, beat in owners.items()}
        self._heard = {owner: _last(self._heard.get(owner), sign) for owner, sign in heard.items()}
        for owner, (beat, heard_at) in list(self._heard.items()):
            if now - heard_at >= LEASE_S or await asyncio.to_thread(is_gone, self._folder, owner):
                runs += await self._registry(Registry.remove_owner, owner, Reason("owner_lost"), beat)
                forget(self._folder, owner)
        return runs


def _last(before: tuple[int, float] | None, now: tuple[int, float]) -> tuple[int, float]:
    """The last new beat, and when it was seen: the current one, unless it is unchanged."""
    return before if before is not None and before[0] == now[0] else now
