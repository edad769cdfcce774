"""The workers of an engine: one per device that something waits for, ended after a long idle time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from engine.clock import Clock
from engine.processes.pool import Listener, MessageReceived, Pool, WorkerEvent
from engine.protocol import Command

#: An idle worker is ended after this time, and its models with it.
IDLE_LIMIT_S = 300.0
#: The pause before a retry after a worker did not start or the registry could not be written; doubled each time.
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
#: A worker's messages may have to wait for a disk that has stalled. No sane worker sends this many meanwhile, not even
#: for the longest clips: it is out of control.
MAX_WAITING = 20_000


@dataclass(slots=True)
class Pause:
    """Prevents starting anything for a while after trouble, longer each time."""

    clock: Clock
    length_s: float = 0.0
    _until: float = 0.0

    def lengthen(self) -> None:
        self.length_s = min(LONGEST_PAUSE_S, self.length_s * 2 or FIRST_PAUSE_S)
        self._until = self.clock.monotonic() + self.length_s

    def end(self) -> None:
        self.length_s = 0.0

    @property
    def is_on(self) -> bool:
        return self.clock.monotonic() < self._until


@dataclass(slots=True)
class WorkerSlot:
    """A device's worker. Without `worker_id` there is none now."""

    device: str
    pause: Pause
    worker_id: int | None = None
    is_ready: bool = False
    idle_since: float | None = None
    #: The number of its worker's unprocessed messages; and whether it became too large: the rest is then ignored.
    waiting: int = 0
    is_flooding: bool = False

    def forget(self) -> None:
        """Its worker is gone, or no longer of interest."""
        self.worker_id, self.is_ready, self.idle_since = None, False, None
        self.waiting, self.is_flooding = 0, False


@dataclass(slots=True)
class WorkerSlots:
    """Starts and ends workers as devices are needed. Their messages go to `listener`."""

    pool: Pool
    clock: Clock
    listener: Listener
    slots: dict[str, WorkerSlot] = field(default_factory=dict)

    def of(self, worker_id: int) -> WorkerSlot | None:
        """The slot of that worker; None for one that was given up."""
        return next((slot for slot in self.slots.values() if slot.worker_id == worker_id), None)

    def devices(self) -> list[str]:
        """The devices that have a worker."""
        return [slot.device for slot in self.slots.values() if slot.worker_id is not None]

    def missing(self, needed: Collection[str]) -> list[str]:
        """The needed devices that have no worker and may get one now."""
        slots = [self.slots.setdefault(device, WorkerSlot(device, Pause(self.clock))) for device in needed]
        return [slot.device for slot in slots if slot.worker_id is None and not slot.pause.is_on]

    async def start(self, device: str) -> None:
        """Start a device's worker. Raises OSError."""
        self.slots[device].worker_id = await self.pool.start(self._receive)

    def _receive(self, event: WorkerEvent) -> None:
        """Pass on a worker's messages, until too many are waiting."""
        slot = self.of(event.worker_id)
        if slot is not None and isinstance(event, MessageReceived):
            slot.waiting += 1
            if slot.waiting > MAX_WAITING and not slot.is_flooding:
                slot.is_flooding = True
                self.pool.kill(event.worker_id, is_confused=True)
            if slot.is_flooding:
                return
        self.listener(event)

    def slot_of_next_message(self, worker_id: int) -> WorkerSlot | None:
        """The slot of the worker whose message is next; None if it is ignored by now."""
        slot = self.of(worker_id)
        if slot is not None:
            slot.waiting = max(0, slot.waiting - 1)
        return None if slot is None or slot.is_flooding else slot

    def send(self, device: str, command: Command) -> None:
        slot = self.slots.get(device)
        if slot is not None and slot.worker_id is not None:
            self.pool.send(slot.worker_id, command)

    def end_idle(self, busy: Collection[str]) -> None:
        """End the workers of devices that have not been `busy` for long."""
        now = self.clock.monotonic()
        for slot in self.slots.values():
            if slot.device in busy:
                slot.idle_since = None
            elif slot.idle_since is None:
                slot.idle_since = now
            elif now - slot.idle_since > IDLE_LIMIT_S:
                self.end(slot)

    def end(self, slot: WorkerSlot) -> None:
        """End a worker; its remaining messages are ignored."""
        worker_id = slot.worker_id
        slot.forget()
        if worker_id is not None:
            self.pool.kill(worker_id)

    def end_all(self) -> None:
        for slot in self.slots.values():
            self.end(slot)
