"""The plans for this engine's runs: which device they start on, and what follows an attempt with too little memory.

A device's free memory is read before its worker starts, when none of it is ours, and is valid for that worker's life:
its own models are no reason to plan lighter. The memory free when a model is loaded is read by the worker itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from engine.machine.hardware import Machine
from engine.machine.plans import (
    CPU,
    INT8,
    Limits,
    first_devices,
    ladder,
    plan_for,
    runs_that_fit,
    usable_bytes,
)
from engine.machine.room import Room, max_room_on, shared_room_on, shortage
from engine.protocol import Plan
from engine.run import Facts, Options, Reason, Run
from engine.scheduling.slots import LONG_PLACES, SHORT_PLACES, ActiveAttempt
from models.memory import needed_bytes
from models.store import Model, list_models

#: There is too little memory to load the model. A smaller batch would not help.
MODEL_TOO_LARGE = "model_too_large"
#: The same, but because of other programs: it will fit once they release memory.
MEMORY_SHORT = "memory_short"
OUT_OF_MEMORY = "out_of_memory"
DEVICE_UNUSABLE = "device_unusable"
#: Failures that a lighter plan may fix.
MENDABLE = frozenset({OUT_OF_MEMORY, MODEL_TOO_LARGE, MEMORY_SHORT, DEVICE_UNUSABLE})


class Planner:
    """Knows the machine. `survey` reads it."""

    def __init__(self, survey: Callable[[], Machine], models_folder: Path) -> None:
        self._survey = survey
        self._models_folder = models_folder
        self._machine: Machine | None = None
        self._limits = Limits()
        #: By model and the device that a run starts on.
        self._ladders: dict[tuple[str, str], tuple[Plan, ...]] = {}
        #: Cards that a worker could not use. They are not tried again automatically.
        self._unusable: set[str] = set()

    @property
    def limits(self) -> Limits:
        return self._limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._limits = limits
        self._ladders.clear()

    @property
    def runs_at_once(self) -> int:
        """How many runs may be in progress at once: as set by a person, or as memory allows; 0 for the default."""
        if self._limits.runs_at_once or self._machine is None:
            return self._limits.runs_at_once
        return runs_that_fit(self._machine, SHORT_PLACES + LONG_PLACES)

    @property
    def knows_machine(self) -> bool:
        return self._machine is not None

    @property
    def has_cards(self) -> bool:
        return self._machine is not None and bool(self._machine.cards)

    async def look(self, at_work: Collection[str]) -> None:
        """Read the machine again, except for the devices that have a worker."""
        machine = await asyncio.to_thread(self._survey)
        before = self._machine
        if before is not None:
            known = {card.device: card for card in before.cards if card.device in at_work}
            available = before.available_bytes if CPU in at_work else machine.available_bytes
            cards = tuple(known.get(card.device, card) for card in machine.cards)
            machine = replace(machine, available_bytes=available, cards=cards)
        self._machine = machine
        self._ladders = {key: plans for key, plans in self._ladders.items() if key[1] in at_work}

    def homes(self, run: Run) -> tuple[str, ...]:
        """The devices on which the next attempt of a waiting run may be made."""
        assert self._machine is not None, "look first"
        home = _told(run).get("home")
        if home is not None:
            return (self._device_of(run, str(home)),)
        cards = tuple(card for card in self._machine.cards if card.device not in self._unusable)
        begins = first_devices(run.options, replace(self._machine, cards=cards))
        return tuple(self._device_of(run, device) for device in begins)

    def _device_of(self, run: Run, home: str) -> str:
        """The device to which the plans from `home` on lead for this attempt; a best guess until the model's size is
        known."""
        plans = self._ladders.get((run.options.model, home))
        if plans is not None:
            return _next_plan(plans, run).device
        return CPU if run.crashes > 1 else str(_told(run).get("next_device", home))

    def plan(self, run: Run, model: Model, device: str) -> ActiveAttempt:
        """The next attempt of a waiting run, on `device` or the one that its plans lead to. From then on `homes` leads
        there too."""
        assert self._machine is not None, "look first"
        home = str(_told(run).get("home", device))
        plans = self._ladders.get((run.options.model, home))
        if plans is None:
            plans = ladder(home, model.size_bytes, self._machine, self._limits)
            self._ladders[run.options.model, home] = plans
        return ActiveAttempt(run, _next_plan(plans, run), plans, home, model.size_bytes)

    def first_plan(self, options: Options, model: Model) -> Plan:
        """The most likely plan of a first attempt with these options."""
        assert self._machine is not None, "look first"
        device = first_devices(options, self._machine)[0]
        return ladder(device, model.size_bytes, self._machine, self._limits)[0]

    def lighter(self, attempt: ActiveAttempt, code: str, facts: Facts) -> Reason | None:
        """Why an attempt that failed for lack of memory, or of a working device, is retried, with what the next one
        needs to know. None if there is no lighter plan."""
        plan = attempt.plan
        if code == DEVICE_UNUSABLE:
            self._unusable.add(plan.device)
        behind = attempt.plans[attempt.plans.index(plan) + 1 :] if plan in attempt.plans else ()
        helps = [each for each in behind if code == OUT_OF_MEMORY or _weights(each) != _weights(plan)]
        helps = [each for each in helps if code != DEVICE_UNUSABLE or each.device != plan.device]
        if not helps:
            return None
        tried: Facts = {"device": plan.device, "compute_type": plan.compute_type, "batch_size": plan.batch_size}
        ahead: Facts = {
            "home": attempt.home, "tries": attempt.plans.index(helps[0]), "next_device": helps[0].device
        }  # fmt: skip
        name = MODEL_TOO_LARGE if code == MEMORY_SHORT else code
        return Reason(f"{name}_lighter", {**facts, **tried, **ahead})

    def later(self, attempt: ActiveAttempt, code: str, facts: Facts, room: Room) -> Reason | None:
        """Why an attempt that lacked memory is retried once there is some. None if memory released by others would not
        help."""
        if code == MEMORY_SHORT:
            needed, free = int(facts.get("needed_bytes", 0)), int(facts.get("free_bytes", 0))
            room.await_for(attempt.run.options.model, attempt.plan.device, needed, free)
            return Reason(MEMORY_SHORT, facts)
        if code == OUT_OF_MEMORY and (short := self.await_room(attempt, room)):
            return Reason(MEMORY_SHORT, {**facts, **short})
        return None

    def await_room(self, attempt: ActiveAttempt, room: Room) -> Facts | None:
        """Make a model that ran out of memory wait, if other programs use too much of it now. In that case, returns how
        much it needs and how much is free."""
        plan = attempt.plan
        needed = needed_bytes(attempt.size_bytes, plan.device, plan.compute_type)
        free, max_room = shared_room_on(plan.device), max_room_on(plan.device)
        if free is None or free >= needed or (max_room is not None and needed > max_room):
            return None
        room.await_for(attempt.run.options.model, plan.device, needed, free)
        return shortage(needed, free)

    async def refusal(self, model_id: str, facts: Facts) -> Reason:
        """Build the reason for a model that is too large for memory, naming the largest one that fits."""
        models = await asyncio.to_thread(list_models, self._models_folder)
        fitting = [model for model in models if model.model_id != model_id and self._fits(model)]
        best = max(fitting, key=lambda model: model.size_bytes, default=None)
        if best is None:
            return Reason(MODEL_TOO_LARGE, facts)
        return Reason("model_too_large_other_fits", {**facts, "fits": best.title, "fits_id": best.model_id})

    def _fits(self, model: Model) -> bool:
        assert self._machine is not None
        usable = usable_bytes(CPU, self._machine.available_bytes, self._machine.total_bytes)
        return needed_bytes(model.size_bytes, CPU, INT8) <= usable


def _told(run: Run) -> Facts:
    """What the end of a run's last attempt passed on to its next."""
    return run.reason.facts if run.reason is not None else {}


def _next_plan(plans: tuple[Plan, ...], run: Run) -> Plan:
    tries = _told(run).get("tries", 0)
    return plan_for(plans, tries if isinstance(tries, int) and tries > 0 else 0, run.crashes)


def _weights(plan: Plan) -> tuple[str, str]:
    return plan.device, plan.compute_type
