"""Follows runs for those who wait for them, whichever program works on them."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from engine.engine import Engine
from engine.errors import EngineError
from engine.events import Notice, RegistryChanged, RunChanged, SegmentsAdded, TextChanged
from engine.run import Run
from engine.tasks import Tasks

log = logging.getLogger(__name__)

#: Who waits looks again after so long by itself, at the run and at whether its client is still there.
LOOK_AGAIN_S = 10.0


class DoorClosing(Exception):
    """The door closes: nobody is kept waiting."""


class Follower:
    """One who waits for one run."""

    def __init__(self, run: Run, followers: Followers) -> None:
        self.run = run
        self._followers = followers
        self.changed = asyncio.Event()
        self._was_read = False

    async def next(self) -> bool:
        """Wait for a change, at first for none; false where none came for a while. `run` is then as it is. Raises
        DoorClosing, NotFound, RegistryUnusable."""
        if not self._was_read:  # it may have changed since whoever follows it had read it
            self._was_read = True
            self.run = await self._followers.read(self.run.run_id)
            return True
        if self._followers.is_closing:  # it was told before this one came
            raise DoorClosing
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN_S):
                await self.changed.wait()
        if self._followers.is_closing:
            raise DoorClosing
        if is_changed := self.changed.is_set():
            self.changed.clear()
        else:
            self.run = await self._followers.read(self.run.run_id)
        return is_changed


class Followers:
    """All who wait. What this engine does is told with its notices; what another program did is read, once for all."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._of_run: defaultdict[str, list[Follower]] = defaultdict(list)
        self._stale = asyncio.Event()
        self._tasks = Tasks(on_crash=lambda name, error: log.error("%s: %s", name, error))
        self._stop = engine.subscribe(self._hear)
        self._tasks.start("follow runs of other programs", self._read_again())
        self.is_closing = False

    @contextmanager
    def follow(self, run: Run) -> Iterator[Follower]:
        """Wait for this run."""
        follower = Follower(run, self)
        self._of_run[run.run_id].append(follower)
        try:
            yield follower
        finally:
            self._of_run[run.run_id].remove(follower)
            if not self._of_run[run.run_id]:
                del self._of_run[run.run_id]

    async def read(self, run_id: str) -> Run:
        """The run as it is. Raises NotFound."""
        return await self._engine.runs.get(run_id)

    def release(self) -> None:
        """Keep nobody waiting any more."""
        self.is_closing = True
        for followers in self._of_run.values():
            for follower in followers:
                follower.changed.set()

    async def close(self) -> None:
        """Follow nothing any more."""
        self.release()
        self._stop()
        await self._tasks.close()

    def _hear(self, notice: Notice) -> None:
        match notice:
            case RunChanged(run):
                self._tell(run)
            case RegistryChanged():
                self._stale.set()
            case SegmentsAdded(run_id) | TextChanged(run_id):
                for follower in self._of_run.get(run_id, ()):
                    follower.changed.set()

    def _tell(self, run: Run) -> None:
        for follower in self._of_run.get(run.run_id, ()):
            follower.run = run
            follower.changed.set()

    async def _read_again(self) -> None:
        while True:
            await self._stale.wait()
            self._stale.clear()
            try:
                for run in await self._engine.runs.some(list(self._of_run)):
                    self._tell(run)
            except EngineError as error:  # it is told elsewhere; the next look tries again
                log.info("not read: %s", error)
