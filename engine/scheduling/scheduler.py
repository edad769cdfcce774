"""Decide which run starts next and what a worker's message means for it. The pool acts on it, the registry stores it.

A single task processes one inbox in order: messages from workers, and requests to look again. So each decision sees the
outcome of the one before, and no two decisions are made concurrently.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from engine.clock import Clock
from engine.events import EngineTrouble, Notice, RunChanged, Wait, WaitReason
from engine.interruptions import ENGINE_CLOSED
from engine.machine.hardware import Machine, look
from engine.machine.plans import Limits
from engine.machine.room import Room
from engine.processes.downloads import Downloads
from engine.processes.pool import Died, MessageReceived, Pool, WorkerEvent
from engine.processes.waveforms import peaks_file
from engine.protocol import (
    Busy,
    Drop,
    Finished,
    Message,
    Opened,
    PhaseEntered,
    Probe,
    Probed,
    Ready,
    Start,
    Warm,
    WindowDone,
)
from engine.registry.reading import AttemptContext
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread, trouble_of
from engine.run import Options, Reason, Run
from engine.scheduling.lease import Lease
from engine.scheduling.outcomes import Outcomes
from engine.scheduling.planner import Planner
from engine.scheduling.slots import ActiveAttempt, ActiveAttempts, choose, places, spread
from engine.scheduling.workers import Pause, WorkerSlot, WorkerSlots
from engine.storage.vault import Vault
from engine.text.speakers import NAMING
from models.errors import ModelMissing, ModelStoreError
from models.store import Model, find_model

log = logging.getLogger(__name__)

#: How many queued runs are considered for one decision.
LOOK_AHEAD = 32
#: The same with several devices: runs that wait for one must not hide those for another.
LOOK_FAR_AHEAD = 128
#: How long unpromised data, such as a run's phase, may wait to be written with what comes next, in seconds.
NOTED_S = 0.03


class Wake(Enum):
    """What else arrives in the inbox."""

    LOOK = "look"
    NOTES = "notes"
    LEASE_LOST = "lease_lost"
    END = "end"


@dataclass(frozen=True, slots=True)
class Coming:
    """A clip that is still being recorded."""

    options: Options


class Scheduler(Outcomes):
    """The decisions of one engine, over its workers."""

    def __init__(
        self,
        registry: RegistryThread,
        pool: Pool,
        lease: Lease,
        vault: Vault,
        peaks: Path,
        downloads: Downloads,
        clock: Clock,
        notify: Callable[[Notice], None],
        survey: Callable[[], Machine] = look,
    ) -> None:
        self._registry = registry
        self._pool = pool
        self._lease = lease
        self._vault = vault
        self._peaks = peaks
        self._downloads = downloads
        self._clock = clock
        self._notify = notify
        self._inbox: asyncio.Queue[WorkerEvent | Wake | Coming] = asyncio.Queue()
        #: The runs this engine may work on; None for all.
        self.only: set[str] | None = None
        self._workers = WorkerSlots(pool, clock, self._inbox.put_nowait)
        self._planner = Planner(survey, downloads.folder)
        self._room = Room(clock)
        self._attempts = ActiveAttempts()
        #: What speakers are called until a person names them.
        self.naming = NAMING
        self._probed = set()
        self._deadly = set()
        self._in_order: frozenset[str] = frozenset()
        #: Whether the current leases are void, so that a new name must be taken before the next run starts.
        self._is_void = False
        #: Whether to look for runs that may start; and whether any run waits, as of the last look.
        self._is_to_fill = False
        self._some_wait = True
        self._notes = []
        self._hopeless = set()
        self._pause = Pause(clock)

    # --- what others call ---

    @property
    def limits(self) -> Limits:
        """What a person allows. May be set at any time and applies to every run that starts from then on."""
        return self._planner.limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._planner.limits = limits

    def look(self) -> None:
        """Signal that there may be something to start or to stop."""
        self._is_to_fill = True
        if self._inbox.empty():
            self._inbox.put_nowait(Wake.LOOK)

    def warm(self, options: Options) -> None:
        """Prepare for a clip with these options: have its worker ready, and its model loaded."""
        self._inbox.put_nowait(Coming(options))

    def lose_lease(self) -> None:
        """Signal that another engine declared this one dead and took its runs."""
        self._inbox.put_nowait(Wake.LEASE_LOST)

    def take_moves(self, runs: Iterable[Run]) -> None:
        """Take note of the sessions that runs were moved to: those under way make others in them wait."""
        for run in runs:
            if (attempt := self._attempts.get(run.run_id)) is not None:
                attempt.run = replace(attempt.run, session_id=run.session_id)

    async def serve(self) -> None:
        """Process the inbox in order until `end`; then stop the workers and store what they had reported."""
        while (event := await self._next()) is not Wake.END:
            await self.take(event)
        await self._pool.close()
        while not self._inbox.empty():
            event = self._inbox.get_nowait()
            if isinstance(event, MessageReceived) and (slot := self._workers.of(event.worker_id)) is not None:
                await self._hear(event.message, slot)
        await self._write_notes()

    async def _next(self) -> WorkerEvent | Wake | Coming:
        """The next event in the inbox. Notes wait for it briefly, so that they are written together."""
        if self._notes and self._inbox.empty():
            with suppress(TimeoutError):
                async with asyncio.timeout(NOTED_S):
                    return await self._inbox.get()
            return Wake.NOTES
        return await self._inbox.get()

    async def end(self, serving: asyncio.Task[None]) -> None:
        """Stop serving and give the runs back. One task starts and ends workers, so none is started meanwhile."""
        self._inbox.put_nowait(Wake.END)
        await serving
        for run in await self._lease.give_back(Reason(ENGINE_CLOSED)):
            self._notify(RunChanged(run))

    def why_waiting(self, run: Run) -> Wait:
        """Why a queued run has not started, as of now."""
        if self.only is not None and run.run_id not in self.only:
            return Wait(WaitReason.NOT_WORKING)
        model = run.options.model
        if (wait := self._downloads.wait_for(model) or self._room.wait_for(model)) is not None:
            return wait
        slots = self._workers.slots.values()
        if not any(slot.is_ready for slot in slots):
            is_trouble = self._pause.length_s or any(slot.pause.length_s for slot in slots)
            return Wait(WaitReason.ENGINE_TROUBLE if is_trouble else WaitReason.ENGINE_STARTING)
        attempts = self._attempts.values()
        if run.session_id in self._in_order and any(attempt.run.session_id == run.session_id for attempt in attempts):
            return Wait(WaitReason.EARLIER_IN_SESSION)
        if 0 < self._planner.runs_at_once <= len(attempts):
            return Wait(WaitReason.PLACES_TAKEN)
        is_long = ActiveAttempt(run).is_long
        at_once = self._planner.runs_at_once
        if all(
            self._attempts.count(device, is_long) >= places(at_once, device)[is_long]
            for device in self._planner.homes(run)
        ):
            return Wait(WaitReason.LONG_PLACES_TAKEN if is_long else WaitReason.PLACES_TAKEN)
        return Wait(WaitReason.NEXT)

    # --- one turn ---

    async def take(self, event: WorkerEvent | Wake | Coming) -> None:
        """Handle one event from the inbox; and, once that is empty, the consequences for waiting runs."""
        try:
            self._is_to_fill |= self._makes_room(event)
            if not isinstance(event, MessageReceived):
                await self._write_notes()
            match event:
                case MessageReceived(worker_id, message) if (
                    slot := self._workers.slot_of_next_message(worker_id)
                ) is not None:
                    await self._hear(message, slot)
                case Died(worker_id) if (slot := self._workers.of(worker_id)) is not None:
                    await self._on_worker_death(event, slot)
                case Wake.LEASE_LOST:
                    self._give_up()
                case Coming(options):
                    await self._warm(options)
                case _:
                    pass  # a message of a worker that was already given up, or a request to look
            if self._is_to_fill and self._inbox.empty():
                await self._write_notes()
                self._is_to_fill = False
                await self._fill()
        except Exception as error:  # the boundary of a decision: a full disk must not end all of them
            log.exception("scheduler")
            self._notify(EngineTrouble(trouble_of(error)))
            self._give_up()
            self._pause.lengthen()

    async def _hear(self, message: Message, slot: WorkerSlot) -> None:
        """Handle a worker's message. If it cannot be stored, because of what it says, its run fails alone."""
        if isinstance(message, Ready | Busy):
            await self._on_message(message, slot)
        else:
            await self._alone(message.run_id, self._on_message(message, slot))

    def _makes_room(self, event: WorkerEvent | Wake | Coming) -> bool:
        """Whether another run may start now, or may have arrived."""
        match event:
            case MessageReceived(_, Finished()):
                return self._some_wait
            case MessageReceived(_, Opened() | PhaseEntered() | WindowDone()) | Wake.NOTES:
                return False
            case MessageReceived(_, Probed()):  # it may get a place now although the long places are taken
                return self._attempts.any_long
            case _:
                return True

    async def _fill(self) -> None:
        """Start what may start; end workers that have long been idle."""
        limit = LOOK_FAR_AHEAD if self._planner.has_cards else LOOK_AHEAD
        if await self._room.look():
            await self._planner.look(())
        coming = {*self._downloads.expected, *self._room.awaited}
        queue_view = await self._registry(
            Registry.queue_view, self._lease.owner, limit=limit, only=self.only, coming=coming
        )
        self._in_order = queue_view.in_order
        self._drop(queue_view.requested)
        if self._pause.is_on:
            return
        if self._is_void:
            await self._change_owner()
        waiting = [run for run in (*queue_view.short, *queue_view.long) if run.run_id not in self._hopeless]
        devices = await self._assign_devices(waiting)
        chosen: list[Run] = []
        for slot in self._workers.slots.values():
            if slot.is_ready:
                short = [run for run in queue_view.short if devices.get(run.run_id) == slot.device]
                long = [run for run in queue_view.long if devices.get(run.run_id) == slot.device]
                attempts, at_once = self._attempts.on(slot.device), self._planner.runs_at_once
                chosen += choose(short, long, attempts, self._probed, at_once, slot.device)
        if self._planner.runs_at_once:  # which applies to all devices together
            chosen = sorted(chosen, key=lambda run: run.turn)[
                : max(0, self._planner.runs_at_once - len(self._attempts))
            ]
        await self._begin_all([(run, devices[run.run_id]) for run in chosen])
        left = [run for run in waiting if run.run_id not in self._attempts]
        self._some_wait = bool(left or self._in_order) or len(queue_view.short) == limit
        self._probe([run for run in queue_view.short if run in left])

    async def _assign_devices(self, waiting: Collection[Run]) -> dict[str, str]:
        """Assign a device to each waiting run, by id, and start a worker for each such device."""
        if not (waiting or self._attempts):
            self._probed.clear()
        homes = await self._homes_of(waiting) if waiting else {}
        able = [run for run in waiting if run.run_id in homes]
        devices = spread(able, lambda run: homes[run.run_id], self._attempts.values())
        needed = set(devices.values())
        self._workers.end_idle(needed | {attempt.plan.device for attempt in self._attempts.values()})
        await self._start_workers(needed)
        return devices

    async def _start_workers(self, needed: Collection[str]) -> None:
        for device in self._workers.missing(needed):
            await self._planner.look(self._workers.devices())
            try:
                await self._workers.start(device)
            except OSError as error:
                self._on_failed_start(self._workers.slots[device], str(error))

    async def _warm(self, options: Options) -> None:
        try:
            model = await asyncio.to_thread(find_model, options.model, self._downloads.folder)
        except (ModelStoreError, OSError, ValueError):
            return  # the run will report it
        if not self._planner.knows_machine:
            await self._planner.look(())
        plan = self._planner.first_plan(options, model)
        await self._start_workers({plan.device})
        self._workers.send(plan.device, Warm(model, plan))

    async def _homes_of(self, waiting: Collection[Run]) -> dict[str, tuple[str, ...]]:
        """The devices that each of these runs may start on, by id. One that cannot be planned fails."""
        if not self._planner.knows_machine:
            await self._planner.look(())
        homes: dict[str, tuple[str, ...]] = {}
        for run in waiting:
            if (found := await self._alone(run.run_id, self._homes(run))) is not None:
                homes[run.run_id] = found
        return homes

    async def _homes(self, run: Run) -> tuple[str, ...]:
        return self._planner.homes(run)

    def _drop(self, requested: Collection[Run]) -> None:
        """Tell the workers about runs that a person wants paused or cancelled, through any program."""
        for run in requested:
            attempt = self._attempts.get(run.run_id)
            if attempt is not None and not attempt.is_dropping:
                attempt.is_dropping = True
                self._workers.send(attempt.plan.device, Drop(run.run_id, run.attempt))

    async def _begin_all(self, chosen: Iterable[tuple[Run, str]]) -> None:
        """Claim these runs, each for its device, and send them to the workers."""
        attempts: dict[str, ActiveAttempt] = {}
        models: dict[str, Model] = {}
        for run, device in chosen:
            if (planned := await self._alone(run.run_id, self._plan(run, device))) is not None:
                attempts[run.run_id], models[run.run_id] = planned
        if not attempts:
            return
        for run, before in await self._claimed(attempts):
            attempt = attempts[run.run_id]
            attempt.run = run
            await self._alone(run.run_id, self._begin(attempt, models[run.run_id], before))

    async def _plan(self, run: Run, device: str) -> tuple[ActiveAttempt, Model] | None:
        """The run's next attempt on that device, with its model. None if it cannot start there now."""
        if run.clip.stored_as is None:  # lost with its row
            await self._fail_queued(run, Reason("clip_gone", {"name": run.clip.name}))
            return None
        model = await self._model_of(run)
        if model is None:
            return None
        attempt = self._planner.plan(run, model, device)
        if attempt.plan.device == device:
            return attempt, model
        self.look()  # it is now known that the model does not fit there
        return None

    async def _begin(self, attempt: ActiveAttempt, model: Model, before: AttemptContext) -> None:
        run = attempt.run
        path = self._vault.path_of(run.clip)
        assert path is not None
        self._attempts[run.run_id] = attempt
        self._probed -= {run.run_id} - self._deadly
        start = Start(
            run.run_id, run.attempt, path, model, run.options, attempt.plan,
            resume_at_s=run.resumed_s, next_number=run.windows_done, previous_text=before.text, alone=run.suspect,
            language=run.language if run.windows_done else None, session_languages=before.languages,
            track=run.sound.track if run.windows_done and run.options.track is None else run.options.track,
            channels=before.channels, resume_channels_at_s=before.channels_done_s, naming=self.naming,
            peaks=peaks_file(self._peaks, run.clip.clip_id),
        )  # fmt: skip
        self._workers.send(attempt.plan.device, start)
        self._notify(RunChanged(run))

    async def _model_of(self, run: Run) -> Model | None:
        """The run's model. None if it is being downloaded; or unavailable: the run has then failed with the reason."""
        try:
            return await asyncio.to_thread(find_model, run.options.model, self._downloads.folder)
        except ModelStoreError as error:
            if isinstance(error, ModelMissing) and self._downloads.is_expected(run.options.model):
                return None
            reason = self._downloads.why_failed(run.options.model) or Reason(error.code, error.facts)
            await self._fail_queued(run, reason)
        except (OSError, ValueError) as error:  # about its folder, not ours
            facts = {"model": run.options.model, "detail": getattr(error, "strerror", None) or str(error)}
            await self._fail_queued(run, Reason("model_damaged", facts))
        return None

    async def _fail_queued(self, run: Run, reason: Reason) -> None:
        failed = await self._registry(Registry.fail_queued, run.run_id, reason)
        if failed is not None:
            self._notify(RunChanged(failed))

    def _probe(self, waiting: Collection[Run]) -> None:
        """Have the lengths of waiting clips read while a decoder is idle. Not during a trial: a death must identify the
        run that is on trial."""
        ready = [slot for slot in self._workers.slots.values() if slot.is_ready]
        free = [slot for slot in ready if not any(attempt.run.suspect for attempt in self._attempts.on(slot.device))]
        if not free:
            return
        slot = min(free, key=lambda slot: len(self._attempts.on(slot.device)))
        for run in waiting:
            path = self._vault.path_of(run.clip)
            if run.clip.duration_s is None and run.run_id not in self._probed and path:
                self._probed.add(run.run_id)
                try:
                    self._workers.send(slot.device, Probe(run.run_id, path))
                except Exception:  # the boundary of a run: its own start will tell
                    log.exception("run %s cannot be probed", run.run_id)

    # --- workers ---

    def _give_up(self) -> None:
        """Abandon the workers and all current runs: another engine took them, or their state is uncertain."""
        self._workers.end_all()
        self._attempts.clear()
        self._is_void = True

    async def _change_owner(self) -> None:
        """Give back whatever the old name still holds and continue under another."""
        for run in await self._lease.give_back(Reason("owner_lost")):
            self._notify(RunChanged(run))
        await self._lease.take()
        self._is_void = False
