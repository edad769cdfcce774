"""Errors of our own that concern one run: it fails alone, with a reason, and the others go on.

The scheduler inherits this. What concerns the data folder as a whole is not caught here: then nothing can be written,
and all wait."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from engine.events import Notice, RunChanged
from engine.protocol import Drop
from engine.registry.reading import AttemptContext
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread, is_about_data
from engine.run import Reason, Run, State, Step
from engine.scheduling.lease import Lease
from engine.scheduling.slots import ActiveAttempts
from engine.scheduling.workers import WorkerSlots

log = logging.getLogger(__name__)

T = TypeVar("T")


class Mishaps:
    """The scheduler's part for what goes wrong with one run."""

    _registry: RegistryThread
    _lease: Lease
    _notify: Callable[[Notice], None]
    _workers: WorkerSlots
    _attempts: ActiveAttempts
    #: Runs that could not even be failed: they are left alone until the next start.
    _hopeless: set[str]

    async def _alone(self, run_id: str, step: Awaitable[T]) -> T | None:
        """Take a step with a run. If that raises what concerns no other run, this one fails, and None is returned."""
        try:
            return await step
        except Exception as error:  # the boundary of a run: one must never hold up the others
            if is_about_data(error):
                raise
            await self._fail_alone(run_id, error)
            return None

    async def _fail_alone(self, run_id: str, error: Exception) -> None:
        log.error("run %s", run_id, exc_info=error)
        active = self._attempts.pop(run_id, None)
        if active is not None:
            self._workers.send(active.plan.device, Drop(run_id, active.run.attempt))
        told = f"{type(error).__name__}: {error}"[:500].encode("utf-8", "backslashreplace").decode("utf-8")
        try:
            failed = await self._failed(run_id, Reason("transcription_failed", {"detail": told}))
        except Exception as again:  # the same boundary: what is wrong with it may be how it is stored
            if is_about_data(again):
                raise
            log.exception("run %s cannot be failed", run_id)
            self._hopeless.add(run_id)
            return
        if failed is not None:
            self._notify(RunChanged(failed))

    async def _failed(self, run_id: str, reason: Reason) -> Run | None:
        """Fail a run that waits, or that this engine works on."""
        run, owner = await self._registry(Registry.run, run_id), self._lease.owner
        if run.state is State.RUNNING and run.owner == owner:
            return await self._registry(Registry.end_attempt, run_id, run.attempt, owner, Step.FAIL, reason)
        return await self._registry(Registry.fail_queued, run_id, reason)

    async def _claimed(self, run_ids: Iterable[str]) -> list[tuple[Run, AttemptContext]]:
        """Claim these runs together; if that fails because of one, one by one."""
        run_ids = list(run_ids)
        try:
            return await self._registry(Registry.begin, run_ids, self._lease.owner)
        except Exception as error:  # the boundary of a run, which is looked for now
            if is_about_data(error):
                raise
        claimed: list[tuple[Run, AttemptContext]] = []
        for run_id in run_ids:
            claimed += await self._alone(run_id, self._registry(Registry.begin, [run_id], self._lease.owner)) or []
        return claimed

    async def _noted(self, notes: Sequence[Callable[[Registry], Run | None]]) -> list[Run | None]:
        """Write notes together; if that fails because of one, one by one. Nobody was promised a note: without one that
        cannot be written, its run goes on."""
        try:
            return await self._registry(Registry.together, notes)
        except Exception as error:  # the boundary of a run, whose note is looked for now
            if is_about_data(error):
                raise
        noted: list[Run | None] = []
        for note in notes:
            try:
                noted += await self._registry(Registry.together, [note])
            except Exception as error:  # the same boundary
                if is_about_data(error):
                    raise
                log.exception("a note")
        return noted
