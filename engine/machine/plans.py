"""How and on which device to try a run: the plans from the first attempt down to the lightest. Pure.

What a model needs is worked out in `models.memory`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.machine.hardware import Machine
from engine.protocol import Plan
from engine.run import Options
from models.memory import needed_bytes

#: The batch size, in windows, of a first attempt, if memory allows. Larger ones gain nothing on a processor.
CPU_BATCH_SIZE = 8
CARD_BATCH_SIZE = 16
#: What every machine keeps for other programs, and the share of a small one.
RESERVE_BYTES = 1_000_000_000
RESERVE_SHARE = 0.1

#: What a run in progress may need besides its model: its decoder, and its share of the windows that are ready.
RUN_BYTES = 50_000_000

FLOAT16, INT8, INT8_CARD = "float16", "int8", "int8_float16"
CPU = "cpu"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person allows Everyclip to use. 0 leaves that number to Everyclip."""

    #: Processor threads used for transcribing.
    threads: int = 0
    #: Windows that are transcribed together.
    batch_size: int = 0
    #: Runs in progress at once, on all devices together. With 1, a short clip waits for a long one.
    runs_at_once: int = 0


def usable_bytes(device: str, free_bytes: int, total_bytes: int) -> int:
    """How much of the free memory a model may use: on the processor, some is left for other programs."""
    return free_bytes if device != CPU else free_bytes - int(min(RESERVE_BYTES, RESERVE_SHARE * total_bytes))


def runs_that_fit(machine: Machine, usual: int) -> int:
    """How many runs memory allows to be in progress at once; 0 if there is room for the usual number."""
    fitting = usable_bytes(CPU, machine.available_bytes, machine.total_bytes) // RUN_BYTES
    return 0 if fitting >= usual else max(1, fitting)


def first_devices(options: Options, machine: Machine) -> tuple[str, ...]:
    """The devices that a run may start on. `auto`: the cards, if there are any with what they need, else the processor.
    A card named by a person is tried even if it is not visible: the attempt then shows what is wrong."""
    cards = tuple(card.device for card in machine.cards)
    if options.device == "auto":
        return cards if cards and machine.cublas is not None else (CPU,)
    return cards or ("cuda:0",) if options.device == "cuda" else (options.device,)


def ladder(device: str, size_bytes: int, machine: Machine, limits: Limits) -> tuple[Plan, ...]:
    """The plans for a model of this size, from the first to try on `device` to the lightest possible: smaller batches,
    then a lighter compute type, then the processor."""
    threads = limits.threads or machine.processor.usable
    # Beside a card, more threads than one only wait for each other, on cores that the reading of clips could have.
    plans = (
        [] if device == CPU else [Plan(*rung, threads=1) for rung in _card_rungs(device, size_bytes, machine, limits)]
    )
    usable = usable_bytes(CPU, machine.available_bytes, machine.total_bytes)
    batch = limits.batch_size or _batch_that_fits(CPU, INT8, size_bytes, usable, CPU_BATCH_SIZE) or 1
    return tuple(dict.fromkeys([*plans, Plan(CPU, INT8, batch, threads), Plan(CPU, INT8, 1, threads)]))


def _card_rungs(device: str, size_bytes: int, machine: Machine, limits: Limits) -> Iterable[tuple[str, str, int]]:
    """Device, compute type and batch size of each try on a card. Empty if the model does not fit at all."""
    card = next((card for card in machine.cards if card.device == device), None)
    for compute_type in (FLOAT16, INT8_CARD):
        if card is None:
            batch = CPU_BATCH_SIZE
        else:
            batch = _batch_that_fits(device, compute_type, size_bytes, card.free_bytes, CARD_BATCH_SIZE)
        if batch:
            batch = limits.batch_size or batch
            lighter = [] if compute_type == INT8_CARD else [(device, INT8_CARD, 1)]
            return [(device, compute_type, batch), (device, compute_type, 1), *lighter]
    return []


def _batch_that_fits(device: str, compute_type: str, size_bytes: int, usable: int, max_batch: int) -> int:
    """The largest batch, halved from `most`, that fits; 0 if none does."""
    batch = max_batch
    while batch and needed_bytes(size_bytes, device, compute_type, batch) > usable:
        batch //= 2
    return batch


def plan_for(plans: tuple[Plan, ...], tries: int = 0, crashes: int = 0) -> Plan:
    """The plan for the next attempt. `tries` plans had too little memory; the first of the worker's `crashes` leads to
    the lightest plan on the same device, the second to the lightest of all."""
    step = min(tries, len(plans) - 1)
    if crashes == 1:
        step = max(at for at, plan in enumerate(plans) if plan.device == plans[step].device)
    return plans[-1] if crashes > 1 else plans[step]
