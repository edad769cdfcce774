"""Whose runs they are: an engine is alive while it holds its lock file and renews its lease.

The system frees the lock of a process that ends, however it ends, so after a `kill -9` the next start takes over at
once. The lease is for what a lock cannot tell: a process that is stopped, or a folder on another machine's disk.
"""

from __future__ import annotations

import uuid
from pathlib import Path

from filelock import FileLock, Timeout

from engine.registry import Registry
from engine.registry_thread import RegistryThread
from engine.run import Reason, Run

LEASE_S = 30.0
RENEW_EVERY_S = 5.0


class Lease:
    """The right of one engine to claim runs, as `owner`."""

    def __init__(self, folder: Path, registry: RegistryThread) -> None:
        self._folder = folder
        self._registry = registry
        self.owner = ""
        self._lock: FileLock | None = None

    async def take(self) -> None:
        """Become an owner. Raises OSError."""
        self.owner = str(uuid.uuid4())
        self._lock = FileLock(self._lock_file(self.owner), mode=0o600, thread_local=False)
        self._lock.acquire(blocking=False)
        await self._registry(Registry.add_owner, self.owner, LEASE_S)

    async def renew(self) -> bool:
        """False if another engine took this one for dead: its runs are no longer ours."""
        return await self._registry(Registry.renew_owner, self.owner, LEASE_S)

    async def give_back(self, reason: Reason) -> list[Run]:
        """End being an owner. Returns the runs that were still held, as they are now. Where that cannot be written,
        the freed lock lets another engine do it, or this one a second time."""
        try:
            return await self._registry(Registry.remove_owner, self.owner, reason)
        finally:
            self._unlock()

    async def take_over(self) -> list[Run]:
        """Give the runs of owners that are gone back to the queue. Returns them."""
        runs: list[Run] = []
        for owner in await self._registry(Registry.expired_owners, self._is_gone):
            if owner != self.owner:
                runs += await self._registry(Registry.remove_owner, owner, Reason("owner_lost"))
                self._lock_file(owner).unlink(missing_ok=True)
        return runs

    def _is_gone(self, owner: str) -> bool:
        """Whether the lock of that owner is free, or away."""
        if owner == self.owner:
            return False
        if not self._lock_file(owner).exists():
            return True
        lock = FileLock(self._lock_file(owner), mode=0o600, thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return False
        lock.release()
        return True

    def _lock_file(self, owner: str) -> Path:
        return self._folder / f"{owner}.lock"

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None
            self._lock_file(self.owner).unlink(missing_ok=True)
