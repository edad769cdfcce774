"""The façade's part for speakers: finding out who speaks in runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from engine.events import Notice, SpeakerJob, SpeakersChanged
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread
from engine.run import Run

if TYPE_CHECKING:
    from engine.processes.speakers import SpeakerFinder
    from engine.scheduling.scheduler import Scheduler

#: How often to look whether another program has found speakers.
_LOOK_EVERY_S = 0.5
Subscribe = Callable[[Callable[[Notice], None]], Callable[[], None]]


class SpeakerRequests:
    """Who speaks when is heard in a process of its own, after the text is there; the text then has its speakers by an
    edit that can be undone, and a person's words stay as they are. Each change is announced as SpeakersChanged."""

    def __init__(
        self,
        registry: RegistryThread,
        finder: SpeakerFinder,
        scheduler: Scheduler,
        notify: Callable[[Notice], None],
        subscribe: Subscribe,
        include: Callable[[Collection[str]], None],
    ) -> None:
        """`include` is told of runs that this engine is to work on, if it works on some only."""
        self._registry = registry
        self._finder = finder
        self._scheduler = scheduler
        self._notify = notify
        self._subscribe = subscribe
        self._include = include

    def name_as(self, naming: str) -> None:
        """Call speakers so until a person names them: “{}” is their number."""
        self._finder.naming = self._scheduler.naming = naming

    async def status(self, run_id: str) -> SpeakerJob | None:
        """What was asked last for a run: its state, how far it is, how many were found, or why not. None if nothing
        was."""
        return await self._registry(Registry.speaker_job, run_id)

    async def seeking(self) -> list[SpeakerJob]:
        """What is looked for now, or waits to be."""
        run_ids = await self._registry(Registry.seeking_speakers)
        jobs = [await self.status(run_id) for run_id in run_ids]
        return [job for job in jobs if job is not None and not job.state.has_ended]

    async def find(self, run_ids: Sequence[str], count: int | None = None) -> list[SpeakerJob]:
        """Have the speakers of runs that have ended found, `count` (1 to MAX_SPEAKERS) if that is known, in place of
        what was asked for them before. An engine that works does it, one run after the other. Raises NotFound,
        EditError."""
        jobs = await self._registry(Registry.ask_for_speakers, run_ids, count)
        self._finder.stop(run_ids)
        self._include(run_ids)
        self._tell(jobs)
        self._finder.look()
        return jobs

    async def recount(self, run_id: str, count: int | None = None) -> SpeakerJob | None:
        """Tell the speakers of a run apart anew, as so many. At once, from the voices that were heard when they were
        found first; if they are not kept, as `find`. Returns the status. Raises NotFound, EditError."""
        run: Run = await self._registry(Registry.run, run_id)
        self._finder.stop([run.run_id])
        if not await self._finder.find_again(run, count):
            await self.find([run.run_id], count)
        return await self.status(run.run_id)

    async def cancel(self, run_ids: Sequence[str]) -> None:
        """Look for the speakers of these runs no more. What was heard is kept: asked again, it goes on from there."""
        self._tell(await self._registry(Registry.cancel_speakers, run_ids))
        self._finder.stop(run_ids)

    async def wait(self, run_ids: Collection[str] | None = None) -> None:
        """Wait until nobody's speakers are looked for any more, of these runs or of all."""
        changed = asyncio.Event()

        def listen(notice: Notice) -> None:
            if isinstance(notice, SpeakersChanged) and notice.job.state.has_ended:
                changed.set()

        stop_listening = self._subscribe(listen)
        try:
            while (going_on := await self._registry(Registry.seeking_speakers)) and (
                run_ids is None or not going_on.isdisjoint(run_ids)
            ):
                changed.clear()
                try:
                    async with asyncio.timeout(_LOOK_EVERY_S):
                        await changed.wait()
                except TimeoutError:
                    continue
        finally:
            stop_listening()

    def _tell(self, jobs: Sequence[SpeakerJob]) -> None:
        for job in jobs:
            self._notify(SpeakersChanged(job))
