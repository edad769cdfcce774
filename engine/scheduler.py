"""Decides which run begins next and what a worker's word means for it. The pool carries it out, the registry keeps it.

One task takes everything in turn from one inbox: what workers say, and calls to look again. So each decision sees the
outcome of the one before, and nothing is decided on two sides at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from engine.clock import Clock
from engine.devices import Limits, plan_for
from engine.events import EngineTrouble, Notice, RunChanged, SegmentsAdded, WaitReason
from engine.intake import Vault
from engine.lease import Lease
from engine.pool import Died, Pool, Said, WorkerEvent
from engine.protocol import (
    Drop,
    Dropped,
    Failed,
    Finished,
    Message,
    Opened,
    PhaseEntered,
    Probe,
    Probed,
    Ready,
    Start,
    WindowDone,
)
from engine.registry import Registry
from engine.registry_thread import RegistryThread
from engine.run import LONG_CLIP_S, MAX_CRASHES, Facts, FinishedWindow, Reason, Run, State, Step
from models.errors import ModelStoreError
from models.store import Model, find_model

log = logging.getLogger(__name__)

#: Runs in progress at once. Long ones have places of their own, so that a short clip never waits for them.
SHORT_PLACES = 8
LONG_PLACES = 4
#: Queued runs that are looked at for one decision.
LOOK_AHEAD = 32
#: Segments of the text so far that an attempt which goes on is told.
TEXT_HANDED_ON = 5
#: A worker with nothing to do is ended after this, and its models with it.
IDLE_LIMIT_S = 300.0
#: Pause before another try, after a worker did not start or the registry could not be written; doubled each time.
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
#: Failures that a lighter plan may mend.
MENDABLE = frozenset({"out_of_memory"})


class Wake(Enum):
    """What else comes into the inbox."""

    LOOK = "look"
    LEASE_LOST = "lease_lost"
    END = "end"


@dataclass(slots=True)
class Flight:
    """A run that a worker has."""

    run: Run
    is_dropping: bool = False

    @property
    def is_long(self) -> bool:
        return max(self.run.clip.duration_s or 0.0, self.run.done_s) > LONG_CLIP_S


def places(runs_at_once: int) -> tuple[int, int]:
    """The most short and the most long runs that may be in progress, if so many may be in all; 0 for as usual."""
    if runs_at_once == 0:
        return SHORT_PLACES, LONG_PLACES
    return runs_at_once, max(1, runs_at_once * LONG_PLACES // (SHORT_PLACES + LONG_PLACES))


def choose(
    short: Collection[Run], long: Collection[Run], flights: Collection[Flight], probed: Collection[str], at_once: int
) -> list[Run]:
    """The runs to begin now, of those waiting in order, if `at_once` may be in progress; 0 for as usual. `short` holds
    those of unknown length too: while the long places are taken, such a one must have been `probed` first."""
    short_places, long_places = places(at_once)
    long_in_flight = sum(flight.is_long for flight in flights)
    short_places -= len(flights) - long_in_flight
    long_places -= long_in_flight
    ready = [run for run in short if run.clip.duration_s is not None or long_places > 0 or run.run_id in probed]
    chosen = ready[: max(0, short_places)] + list(long)[: max(0, long_places)]
    if at_once == 0:
        return chosen
    return sorted(chosen, key=lambda run: run.turn)[: max(0, at_once - len(flights))]


class Scheduler:
    """The decisions of one engine, over one worker."""

    def __init__(
        self,
        registry: RegistryThread,
        pool: Pool,
        lease: Lease,
        vault: Vault,
        models_folder: Path,
        clock: Clock,
        notify: Callable[[Notice], None],
    ) -> None:
        self._registry = registry
        self._pool = pool
        self._lease = lease
        self._vault = vault
        self._models_folder = models_folder
        self._clock = clock
        self._notify = notify
        self._inbox: asyncio.Queue[WorkerEvent | Wake] = asyncio.Queue()
        #: The runs this engine may work on; None for all.
        self.only: set[str] | None = None
        #: What a person allows; may be set at any time and counts for every run that begins from then on.
        self.limits = Limits()
        self._flights: dict[str, Flight] = {}
        #: Waiting runs whose length was asked for, and those of them that a worker died of.
        self._probed: set[str] = set()
        self._deadly: set[str] = set()
        self._in_order: frozenset[str] = frozenset()
        self._worker: int | None = None
        self._is_ready = False
        #: Whether the leases in hand are void, so that a new name must be taken before the next run begins.
        self._is_void = False
        self._pause_s = 0.0
        self._resume_at = 0.0
        self._idle_since: float | None = None

    # --- what others call ---

    def look(self) -> None:
        """Something may be there to begin, or to stop."""
        if self._inbox.empty():
            self._inbox.put_nowait(Wake.LOOK)

    def lose_lease(self) -> None:
        """Another engine took this one for dead, and its runs with it."""
        self._inbox.put_nowait(Wake.LEASE_LOST)

    async def serve(self) -> None:
        """Take the inbox in turn until `end`; then stop the workers and keep what they had said."""
        while (event := await self._inbox.get()) is not Wake.END:
            await self.take(event)
        await self._pool.close()
        while not self._inbox.empty():
            event = self._inbox.get_nowait()
            if isinstance(event, Said) and event.worker_id == self._worker:
                await self._hear(event.message)

    async def end(self, serving: asyncio.Task[None]) -> None:
        """Stop serving and give the runs back. One task begins and ends workers, so none is begun meanwhile."""
        self._inbox.put_nowait(Wake.END)
        await serving
        for run in await self._lease.give_back(Reason("engine_closed")):
            self._notify(RunChanged(run))

    def in_flight(self) -> Collection[str]:
        """The runs that the worker has."""
        return self._flights.keys()

    def why_waiting(self, run: Run) -> WaitReason:
        """Why a queued run has not begun, as of now."""
        if self.only is not None and run.run_id not in self.only:
            return WaitReason.NOT_WORKING
        if not self._is_ready:
            return WaitReason.ENGINE_TROUBLE if self._pause_s else WaitReason.ENGINE_STARTING
        flights = self._flights.values()
        if run.session_id in self._in_order and any(flight.run.session_id == run.session_id for flight in flights):
            return WaitReason.EARLIER_IN_SESSION
        at_once = self.limits.runs_at_once
        short_places, long_places = places(at_once)
        if sum(flight.is_long for flight in flights) >= long_places and Flight(run).is_long:
            return WaitReason.LONG_PLACES_TAKEN
        if sum(not flight.is_long for flight in flights) >= short_places or 0 < at_once <= len(flights):
            return WaitReason.PLACES_TAKEN
        return WaitReason.NEXT

    # --- one turn ---

    async def take(self, event: WorkerEvent | Wake) -> None:
        """One thing from the inbox, and then what follows from it for those that wait."""
        try:
            match event:
                case Said(worker_id, message) if worker_id == self._worker:
                    await self._hear(message)
                case Died(worker_id) if worker_id == self._worker:
                    await self._bury(event)
                case Wake.LEASE_LOST:
                    self._give_up()
                case _:
                    pass  # a word of a worker that was already given up, or a call to look
            if self._inbox.empty():
                await self._fill()
        except Exception as error:  # the boundary of a decision: a full disk must not end all of them
            log.exception("scheduler")
            self._notify(EngineTrouble(Reason("registry_trouble", {"detail": str(error)})))
            self._give_up()
            self._pause()

    async def _fill(self) -> None:
        """Begin what may begin; end a worker that has long had nothing to do."""
        outlook = await self._registry(Registry.outlook, self._lease.owner, limit=LOOK_AHEAD, only=self.only)
        self._in_order = outlook.in_order
        self._drop(outlook.requested)
        if self._clock.monotonic() < self._resume_at:
            return
        if self._is_void:
            await self._change_owner()
        if not (outlook.short or outlook.long or self._flights):
            self._rest()
            return
        self._idle_since = None
        if self._worker is None:
            await self._start_worker()
        if not self._is_ready:
            return
        chosen = choose(outlook.short, outlook.long, self._flights.values(), self._probed, self.limits.runs_at_once)
        models = {run.run_id: model for run in chosen if (model := await self._model_of(run)) is not None}
        for run in await self._registry(Registry.claim, models, self._lease.owner):
            await self._begin(run, models[run.run_id])
        self._probe([run for run in outlook.short if run.run_id not in self._flights])

    def _drop(self, requested: Collection[Run]) -> None:
        """Tell the worker of runs that a person wants paused or cancelled, through whichever program."""
        for run in requested:
            flight = self._flights.get(run.run_id)
            if flight is not None and not flight.is_dropping and self._worker is not None:
                flight.is_dropping = True
                self._pool.send(self._worker, Drop(run.run_id, run.attempt))

    async def _begin(self, run: Run, model: Model) -> None:
        path = self._vault.path_of(run.clip)
        assert path is not None and self._worker is not None
        self._flights[run.run_id] = Flight(run)
        text_so_far = await self._registry(Registry.segments, run.run_id, run.attempt) if run.windows_done else []
        previous_text = " ".join(segment.text for segment in text_so_far[-TEXT_HANDED_ON:])
        start = Start(
            run.run_id, run.attempt, path, model, run.options, plan_for(run.options, run.crashes, self.limits),
            resume_at_s=run.resumed_s, next_number=run.windows_done, previous_text=previous_text, alone=run.suspect,
        )  # fmt: skip
        self._pool.send(self._worker, start)
        self._notify(RunChanged(run))

    async def _model_of(self, run: Run) -> Model | None:
        """The run's model. None if it cannot be had: the run has then failed with the reason."""
        try:
            return await asyncio.to_thread(find_model, run.options.model, self._models_folder)
        except ModelStoreError as error:
            failed = await self._registry(Registry.fail_queued, run.run_id, Reason(error.code, error.facts))
            if failed is not None:
                self._notify(RunChanged(failed))
            return None

    def _probe(self, waiting: Collection[Run]) -> None:
        """Have the lengths of waiting clips read, while the decoder has nothing better to do. Not during a trial: a
        death must name the one that is tried."""
        if any(flight.run.suspect for flight in self._flights.values()):
            return
        for run in waiting:
            path = self._vault.path_of(run.clip)
            if run.clip.duration_s is None and run.run_id not in self._probed and path and self._worker is not None:
                self._probed.add(run.run_id)
                self._pool.send(self._worker, Probe(run.run_id, path))

    # --- workers ---

    async def _start_worker(self) -> None:
        try:
            self._worker = await self._pool.start(self._inbox.put_nowait)
        except OSError as error:
            self._hold_on(str(error))

    def _pause(self) -> None:
        """Begin nothing for a while, each time for longer."""
        self._pause_s = min(LONGEST_PAUSE_S, self._pause_s * 2 or FIRST_PAUSE_S)
        self._resume_at = self._clock.monotonic() + self._pause_s

    def _hold_on(self, detail: str) -> None:
        """Tell that no worker could be started, and try again after a while."""
        self._pause()
        self._notify(EngineTrouble(Reason("worker_cannot_start", {"detail": detail})))

    def _rest(self) -> None:
        now = self._clock.monotonic()
        self._probed.clear()
        if self._idle_since is None:
            self._idle_since = now
        elif now - self._idle_since > IDLE_LIMIT_S and self._worker is not None:
            self._forget_worker(kill=True)

    def _forget_worker(self, *, kill: bool) -> None:
        if kill and self._worker is not None:
            self._pool.kill(self._worker)
        self._worker, self._is_ready = None, False

    async def _bury(self, death: Died) -> None:
        """A worker died: what it had in hand queues again; those it was at are tried alone, at most so many times."""
        flights, was_ready = list(self._flights.values()), self._is_ready
        self._flights.clear()
        self._forget_worker(kill=False)
        if not was_ready:
            is_mute = death.hung_for_s is not None
            self._hold_on(f"no word within {death.hung_for_s:.0f} seconds" if is_mute else death.signal)
            return
        held = {flight.run.run_id for flight in flights}
        # Whose length was being read when a worker died is not asked for it again: its own attempt tells more.
        probed = self._probed & death.suspects - held
        self._deadly |= probed
        self._probed = set(self._deadly)
        suspects = death.suspects & held or (frozenset() if probed else held)
        for flight in flights:
            await self._give_back(flight.run, _reason_of(death), is_suspect=flight.run.run_id in suspects)

    async def _give_back(self, run: Run, reason: Reason, *, is_suspect: bool) -> None:
        run = await self._registry(Registry.run, run.run_id)
        if not is_suspect:
            shared = Reason("worker_shared_death", reason.facts)
            ended = await self._end_attempt(run, Step.REQUEUE, shared)
        elif run.crashes + 1 < MAX_CRASHES:
            ended = await self._end_attempt(run, Step.REQUEUE, reason, crashed=True, suspect=True)
        else:
            ended = await self._end_attempt(run, Step.FAIL, reason, crashed=True)
        if ended is not None:
            self._notify(RunChanged(ended))

    async def _end_attempt(
        self, run: Run, step: Step, reason: Reason, *, crashed: bool = False, suspect: bool = False
    ) -> Run | None:
        return await self._registry(
            Registry.end_attempt, run.run_id, run.attempt, self._lease.owner, step, reason,
            crashed=crashed, suspect=suspect,
        )  # fmt: skip

    def _give_up(self) -> None:
        """Let go of the worker and all runs in hand: another engine took them, or nothing is sure about them."""
        self._forget_worker(kill=True)
        self._flights.clear()
        self._is_void = True

    async def _change_owner(self) -> None:
        """Give back whatever the old name still holds and go on under another."""
        for run in await self._lease.give_back(Reason("owner_lost")):
            self._notify(RunChanged(run))
        await self._lease.take()
        self._is_void = False

    # --- what a worker says ---

    async def _hear(self, message: Message) -> None:
        match message:
            case Ready():
                self._is_ready, self._pause_s = True, 0.0
            case Probed(run_id, duration_s):
                if duration_s is not None:
                    self._changed(await self._registry(Registry.set_duration, run_id, duration_s))
            case Opened(run_id, _, duration_s):
                if duration_s is not None:
                    self._changed(await self._registry(Registry.set_duration, run_id, duration_s))
            case PhaseEntered(run_id, attempt, phase, device):
                owner = self._lease.owner
                self._changed(await self._registry(Registry.enter_phase, run_id, attempt, owner, phase, device))
            case WindowDone(run_id, attempt, window):
                run = await self._registry(Registry.store_window, run_id, attempt, self._lease.owner, window)
                self._stored(run, window)
            case Finished():
                await self._finish(message)
            case Failed(run_id, attempt, code, facts):
                await self._fail(run_id, attempt, code, facts)
            case Dropped(run_id, attempt):
                self._land(run_id, attempt)
                owner = self._lease.owner
                self._changed(await self._registry(Registry.end_attempt, run_id, attempt, owner, Step.REQUEUE))

    async def _finish(self, message: Finished) -> None:
        flight = self._land(message.run_id, message.attempt)
        is_whole = flight is None or flight.run.options.end_s is None
        if message.duration_s is None and message.window is not None and is_whole:
            await self._registry(Registry.set_duration, message.run_id, message.window.end_s)
        run = await self._registry(
            Registry.complete, message.run_id, message.attempt, self._lease.owner, message.window
        )
        if run is None and flight is not None:  # a window that does not follow the last one: nobody works on it now
            await self._give_back(flight.run, Reason("worker_confused"), is_suspect=True)
        self._stored(run, message.window)

    async def _fail(self, run_id: str, attempt: int, code: str, facts: Facts) -> None:
        flight = self._land(run_id, attempt)
        reason = Reason(code, facts)
        if code in MENDABLE and flight is not None:
            await self._give_back(flight.run, reason, is_suspect=True)
            return
        owner = self._lease.owner
        self._changed(await self._registry(Registry.end_attempt, run_id, attempt, owner, Step.FAIL, reason))

    def _land(self, run_id: str, attempt: int) -> Flight | None:
        """The worker has this attempt no longer. A late word of an earlier attempt lands nothing."""
        flight = self._flights.get(run_id)
        return self._flights.pop(run_id) if flight is not None and flight.run.attempt == attempt else None

    def _stored(self, run: Run | None, window: FinishedWindow | None) -> None:
        if run is not None and window is not None and window.segments:
            self._notify(SegmentsAdded(run.run_id, run.attempt, window.segments))
        self._changed(run)

    def _changed(self, run: Run | None) -> None:
        """Tell of a change that was stored. None: it came too late, which the registry has recorded."""
        if run is None:
            return
        flight = self._flights.get(run.run_id)
        if flight is not None and run.state is State.RUNNING:
            flight.run = run
        self._notify(RunChanged(run))


def _reason_of(death: Died) -> Reason:
    if death.hung_for_s is not None:
        return Reason("worker_hung", {"limit_s": death.hung_for_s, "signal": death.signal})
    if death.is_confused:
        return Reason("worker_confused", {"signal": death.signal})
    return Reason("worker_died", {"signal": death.signal})
