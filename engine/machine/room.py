"""Room for models in memory: how much there is now, how much there could ever be, and which models wait for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from engine.clock import Clock
from engine.events import Wait, WaitReason
from engine.machine import hardware
from engine.machine.plans import CPU, usable_bytes
from engine.run import Facts

#: How often it is measured while something waits for it.
LOOK_EVERY_S = 1.0


def room_on(device: str) -> int | None:
    """Bytes that a model may take on a device now, in this process; None where nobody tells."""
    free = hardware.free_bytes(device)
    return None if free is None else usable_bytes(device, free, hardware.memory()[0])


def most_room_on(device: str) -> int | None:
    """The same if no other program took any: what the machine, the card or the limit of this process has, less what
    Everyclip itself needs. What is larger never fits."""
    total = hardware.total_bytes(device)
    if total is None or device != CPU:
        return total
    return min(usable_bytes(device, total - hardware.own_bytes(), total), hardware.most_granted())


def shortage(needed_bytes: int, free_bytes: int) -> Facts:
    """What there is to say of a model for which there is no room."""
    facts = {"needed_bytes": needed_bytes, "free_bytes": max(0, free_bytes)}
    return facts | {name.replace("bytes", "gb"): round(size / 1e9, 1) for name, size in facts.items()}


@dataclass(slots=True)
class _Wanted:
    device: str
    needed_bytes: int
    free_bytes: int


class Room:
    """The models that wait for room, in this engine. Their runs stay queued until there is some. That is measured, and
    not tried: to try would push other programs out of the memory again and again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wanted: dict[str, _Wanted] = {}
        self._look_at = 0.0

    @property
    def awaited(self) -> frozenset[str]:
        """The models for which there is none yet."""
        return frozenset(self._wanted)

    def await_for(self, model: str, device: str, needed_bytes: int, free_bytes: int) -> None:
        """Have the runs of this model wait until there is so much."""
        self._wanted[model] = _Wanted(device, needed_bytes, free_bytes)
        self._look_at = self._clock.monotonic() + LOOK_EVERY_S

    def wait_for(self, model: str) -> Wait | None:
        """Why a run of this model waits, if it waits for room."""
        wanted = self._wanted.get(model)
        return None if wanted is None else Wait(WaitReason.MEMORY, shortage(wanted.needed_bytes, wanted.free_bytes))

    async def look(self) -> bool:
        """Whether there is room for some of them, which wait no longer."""
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
    """The room that a worker would find: limits of this process alone do not count."""
    if device != CPU:
        return hardware.free_bytes(device)
    total, free = hardware.shared_memory()
    return usable_bytes(device, free, total)
