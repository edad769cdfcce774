"""Memory for models: how much is free now, how much there could ever be, and which models wait for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from engine.clock import Clock
from engine.events import Wait, WaitReason
from engine.machine import hardware
from engine.machine.plans import CPU, usable_bytes
from engine.run import Facts

#: How often it is measured while something waits for it, in seconds.
LOOK_EVERY_S = 1.0


def room_on(device: str) -> int | None:
    """Bytes that a model may use on a device now, in this process; None if the device is unknown."""
    free = hardware.free_bytes(device)
    return None if free is None else usable_bytes(device, free, hardware.memory()[0])


def max_room_on(device: str) -> int | None:
    """The same if no other program used any: the capacity of the machine, the card or this process's limit, minus what
    Everyclip itself needs. Anything larger never fits."""
    total = hardware.total_bytes(device)
    if total is None or device != CPU:
        return total
    return min(usable_bytes(device, total - hardware.own_bytes(), total), hardware.max_granted())


def shortage(needed_bytes: int, free_bytes: int) -> Facts:
    """The facts to report about a model that does not fit."""
    facts = {"needed_bytes": needed_bytes, "free_bytes": max(0, free_bytes)}
    return facts | {name.replace("bytes", "gb"): round(size / 1e9, 1) for name, size in facts.items()}


@dataclass(slots=True)
class _Wanted:
    device: str
    needed_bytes: int
    free_bytes: int


class Room:
    """The models in this engine that wait for memory. Until there is enough, their runs stay queued. It is measured,
    not tried: trying would push other programs out of memory again and again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wanted: dict[str, _Wanted] = {}
        self._look_at = 0.0

    @property
    def awaited(self) -> frozenset[str]:
        """The models for which there is not enough yet."""
        return frozenset(self._wanted)

    def await_for(self, model: str, device: str, needed_bytes: int, free_bytes: int) -> None:
        """Let the runs of this model wait until that much is free."""
        self._wanted[model] = _Wanted(device, needed_bytes, free_bytes)
        self._look_at = self._clock.monotonic() + LOOK_EVERY_S

    def wait_for(self, model: str) -> Wait | None:
        """Why a run of this model waits, if it waits for memory."""
        wanted = self._wanted.get(model)
        return None if wanted is None else Wait(WaitReason.MEMORY, shortage(wanted.needed_bytes, wanted.free_bytes))

    async def look(self) -> bool:
        """Stop the waiting of models that now fit; true if there were any."""
        if not self._wanted or self._clock.monotonic() < self._look_at:
            return False
        self._look_at = self._clock.monotonic() + LOOK_EVERY_S
        before = len(self._wanted)
        for model, wanted in list(self._wanted.items()):
            free = await asyncio.to_thread(shared_room_on, wanted.device)
            if free is None or free >= wanted.needed_bytes:
                del self._wanted[model]
            else:
                wanted.free_bytes = free
        return len(self._wanted) < before


def shared_room_on(device: str) -> int | None:
    """The memory that a worker would find: this process's own limits do not count."""
    if device != CPU:
        return hardware.free_bytes(device)
    total, free = hardware.shared_memory()
    return usable_bytes(device, free, total)
