"""What a worker's messages, or its death, mean for its runs. The scheduler inherits this; the registry stores it."""

from __future__ import annotations

from collections.abc import Callable

from engine.events import EngineTrouble, Notice, RunChanged, SegmentsAdded
from engine.machine.room import Room
from engine.processes.pool import Died
from engine.protocol import Dropped, Failed, Finished, Message, Opened, PhaseEntered, Probed, Ready, WindowDone
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread
from engine.run import MAX_CRASHES, Facts, Reason, Run, State, Step
from engine.scheduling.lease import Lease
from engine.scheduling.mishaps import Mishaps
from engine.scheduling.planner import MENDABLE, MODEL_TOO_LARGE, Planner
from engine.scheduling.slots import ActiveAttempts
from engine.scheduling.workers import Pause, WorkerSlot, WorkerSlots
from engine.segments import FinishedWindow


class Outcomes(Mishaps):
    """The scheduler's part for attempts under way and how they end."""

    _registry: RegistryThread
    _lease: Lease
    _notify: Callable[[Notice], None]
    _workers: WorkerSlots
    _planner: Planner
    _room: Room
    _attempts: ActiveAttempts
    _pause: Pause
    #: Waiting runs whose length was requested, and those among them that a worker died of.
    _probed: set[str]
    _deadly: set[str]
    #: Changes of runs that are not written yet, in order: they are written together with whatever follows.
    _notes: list[Callable[[Registry], Run | None]]

    def _on_failed_start(self, slot: WorkerSlot, detail: str) -> None:
        """Report that no worker could be started, and retry after a while."""
        slot.pause.lengthen()
        self._notify(EngineTrouble(Reason("worker_cannot_start", {"detail": detail})))

    async def _on_worker_death(self, death: Died, slot: WorkerSlot) -> None:
        """Requeue a dead worker's runs; those it was working on are retried alone, a limited number of times."""
        attempts, was_ready = self._attempts.on(slot.device), slot.is_ready
        slot.forget()
        for active in attempts:
            del self._attempts[active.run.run_id]
        if not was_ready:
            is_mute = death.hung_for_s is not None
            self._on_failed_start(slot, f"no word within {death.hung_for_s:.0f} seconds" if is_mute else death.signal)
            return
        held = {active.run.run_id for active in attempts}
        # The length of a clip that was being read when a worker died is not requested again: its attempt tells more.
        probed = self._probed & death.suspects - held
        self._deadly |= probed
        self._probed = set(self._deadly)
        suspects = death.suspects & held or (frozenset() if probed else held)
        for active in attempts if death.is_for_memory else ():
            self._planner.await_room(active, self._room)
        for active in attempts:
            is_suspect = active.run.run_id in suspects
            await self._alone(active.run.run_id, self._give_back(active.run, death.reason, is_suspect=is_suspect))

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

    # --- what a worker says ---

    async def _on_message(self, message: Message, slot: WorkerSlot) -> None:
        if not isinstance(message, Probed | Opened | PhaseEntered):
            await self._write_notes()
        match message:
            case Ready():
                slot.is_ready = True
                slot.pause.end()
                self._pause.end()
            case Probed(run_id, float() as duration_s):
                self._probed.discard(run_id)
                self._notes.append(lambda registry: registry.set_duration(run_id, duration_s))
            case Opened(run_id, _, stated_s, sound):
                active = self._attempts.get(run_id)
                if active is None or active.run.clip.duration_s is None or active.run.sound != sound:
                    self._notes.append(lambda registry: registry.set_opened(run_id, stated_s, sound))
            case PhaseEntered(run_id, attempt, phase, device):
                owner = self._lease.owner
                self._notes.append(lambda registry: registry.enter_phase(run_id, attempt, owner, phase, device))
            case WindowDone(run_id, attempt, window):
                run = await self._registry(Registry.store_window, run_id, attempt, self._lease.owner, window)
                self._stored(run, window)
            case Finished():
                await self._finish(message)
            case Failed(run_id, attempt, code, facts):
                await self._fail(run_id, attempt, code, facts)
            case Dropped(run_id, attempt):
                self._attempts.remove(run_id, attempt)
                owner = self._lease.owner
                self._changed(await self._registry(Registry.end_attempt, run_id, attempt, owner, Step.REQUEUE))

    async def _write_notes(self) -> None:
        notes, self._notes = self._notes, []
        for run in await self._noted(notes) if notes else ():
            self._changed(run)

    async def _finish(self, message: Finished) -> None:
        active = self._attempts.remove(message.run_id, message.attempt)
        run = await self._registry(
            Registry.complete, message.run_id, message.attempt, self._lease.owner, message.window, message.duration_s,
            message.sound,
        )  # fmt: skip
        if run is None and active is not None:  # a window that does not follow the last one: nobody works on it now
            await self._give_back(active.run, Reason("worker_confused"), is_suspect=True)
        self._stored(run, message.window)

    async def _fail(self, run_id: str, attempt: int, code: str, facts: Facts) -> None:
        active = self._attempts.remove(run_id, attempt)
        step, reason = Step.FAIL, Reason(code, facts)
        if code in MENDABLE and active is not None:
            lighter = self._planner.lighter(active, code, facts) or self._planner.later(active, code, facts, self._room)
            if lighter is not None:
                step, reason = Step.REQUEUE, lighter
            elif code == MODEL_TOO_LARGE:
                reason = await self._planner.refusal(active.run.options.model, facts)
        owner = self._lease.owner
        self._changed(await self._registry(Registry.end_attempt, run_id, attempt, owner, step, reason))

    def _stored(self, run: Run | None, window: FinishedWindow | None) -> None:
        if run is not None and window is not None and window.segments:
            self._notify(SegmentsAdded(run.run_id, run.attempt, window.segments))
        self._changed(run)

    def _changed(self, run: Run | None) -> None:
        """Announce a stored change. None: it came too late, which the registry has recorded."""
        if run is None:
            return
        active = self._attempts.get(run.run_id)
        if active is not None and run.state is State.RUNNING:
            active.run = run
        self._notify(RunChanged(run))
