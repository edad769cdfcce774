"""Choose which runs start next: the places for short and for long runs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from engine.machine.plans import CARD_BATCH_SIZE, CPU
from engine.protocol import Plan
from engine.run import LONG_CLIP_S, Run

#: Runs in progress at once on a device. Long ones have places of their own, so that a short clip never waits for them.
SHORT_PLACES = 8
LONG_PLACES = 4
#: The short ones on a graphics card: enough to prepare one batch while another is transcribed.
SHORT_PLACES_ON_CARD = 2 * CARD_BATCH_SIZE


@dataclass(slots=True)
class ActiveAttempt:
    """A run that a worker has."""

    run: Run
    #: How it is tried, and all possible plans for it.
    plan: Plan = field(default_factory=Plan)
    plans: tuple[Plan, ...] = ()
    #: The device that its plans start on.
    home: str = CPU
    #: The size of its model's files.
    size_bytes: int = 0
    is_dropping: bool = False

    @property
    def is_long(self) -> bool:
        return max(self.run.clip.duration_s or 0.0, self.run.done_s) > LONG_CLIP_S


class ActiveAttempts(dict[str, ActiveAttempt]):
    """The runs that the workers have, by id."""

    def on(self, device: str) -> list[ActiveAttempt]:
        return [attempt for attempt in self.values() if attempt.plan.device == device]

    def count(self, device: str, is_long: bool) -> int:
        """The number of long or of short runs on a device."""
        return sum(attempt.is_long is is_long for attempt in self.on(device))

    @property
    def any_long(self) -> bool:
        return any(attempt.is_long for attempt in self.values())

    def remove(self, run_id: str, attempt: int) -> ActiveAttempt | None:
        """Remove an attempt that the worker no longer has. A late message of an earlier attempt removes nothing."""
        active = self.get(run_id)
        return self.pop(run_id) if active is not None and active.run.attempt == attempt else None


def places(runs_at_once: int, device: str = CPU) -> tuple[int, int]:
    """The maximum numbers of short and of long runs on a device, if `runs_at_once` may be in progress in all; 0 for the
    default."""
    if runs_at_once == 0:
        return SHORT_PLACES if device == CPU else SHORT_PLACES_ON_CARD, LONG_PLACES
    return runs_at_once, max(1, runs_at_once * LONG_PLACES // (SHORT_PLACES + LONG_PLACES))


def choose(
    short: Collection[Run],
    long: Collection[Run],
    attempts: Collection[ActiveAttempt],
    probed: Collection[str],
    at_once: int,
    device: str = CPU,
) -> list[Run]:
    """The runs to start on a device now, out of those waiting in order, if `at_once` may be in progress; 0 for the
    default. `short` includes those of unknown length: while the long places are taken, such a run must have been
    `probed` first."""
    short_places, long_places = places(at_once, device)
    long_in_flight = sum(attempt.is_long for attempt in attempts)
    short_places -= len(attempts) - long_in_flight
    long_places -= long_in_flight
    ready = [run for run in short if run.clip.duration_s is not None or long_places > 0 or run.run_id in probed]
    chosen = ready[: max(0, short_places)] + list(long)[: max(0, long_places)]
    if at_once == 0:
        return chosen
    return sorted(chosen, key=lambda run: run.turn)[: max(0, at_once - len(attempts))]


def spread(
    waiting: Iterable[Run], homes: Callable[[Run], tuple[str, ...]], attempts: Collection[ActiveAttempt]
) -> dict[str, str]:
    """Assign a device to each waiting run, by id: among those that it may start on, the one with the fewest runs."""
    load: dict[str, int] = {}
    for attempt in attempts:
        load[attempt.plan.device] = load.get(attempt.plan.device, 0) + 1
    spread: dict[str, str] = {}
    for run in waiting:
        device = min(homes(run), key=lambda device: load.get(device, 0))
        load[device] = load.get(device, 0) + 1
        spread[run.run_id] = device
    return spread
