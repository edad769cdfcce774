"""The one thread that the registry runs on."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from engine.clock import Clock
from engine.errors import RegistryMoved, RegistryNewer, RegistryUnusable
from engine.registry.database import damage_told
from engine.registry.registry import Registry
from engine.run import Reason

P = ParamSpec("P")
R = TypeVar("R")


class RegistryThread:
    """Makes the registry awaitable: `await thread(Registry.claim, run_ids, owner)`."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="registry")
        self._registry: Registry | None = None
        self._path = Path()

    async def open(self, path: Path, clock: Clock) -> None:
        """Raises what opening the registry raises."""
        loop = asyncio.get_running_loop()
        self._path = path
        try:
            self._registry = await loop.run_in_executor(self._executor, Registry, path, clock)
        except BaseException:
            self._executor.shutdown()
            raise

    async def __call__(self, method: Callable[Concatenate[Registry, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a method of the registry on its thread. Raises what the method raises, and RegistryUnusable."""
        assert self._registry is not None, "the registry is not open"
        registry = self._registry

        def call() -> R:
            with damage_told(self._path):
                return method(registry, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._executor, call)

    async def close(self) -> None:
        """Finish what is under way, then close."""
        if self._registry is not None:
            registry, self._registry = self._registry, None
            await asyncio.get_running_loop().run_in_executor(self._executor, registry.close)
        self._executor.shutdown()


def trouble_of(error: Exception) -> Reason:
    """What currently prevents reading or writing the registry, or else. Whoever waits for it retries automatically."""
    if isinstance(error, RegistryUnusable):
        return Reason(error.code, error.facts)
    return Reason("registry_trouble" if is_about_data(error) else "engine_trouble", {"detail": str(error)})


def is_about_data(error: Exception) -> bool:
    """Whether it concerns the data folder as a whole, or this computer, rather than what one run wants to store."""
    if isinstance(error, sqlite3.DatabaseError):
        return not isinstance(error, sqlite3.IntegrityError | sqlite3.DataError | sqlite3.ProgrammingError)
    return isinstance(error, OSError | MemoryError | RegistryUnusable | RegistryMoved | RegistryNewer)
