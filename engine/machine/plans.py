"""On what a run is to be tried, and how: the plans from the first attempt down to the lightest. Pure.

**The rule of memory**, in bytes, for a model whose files have `size`. On a card: 1 GB for CUDA, the weights (`size` in
float16, 0.55 of it in int8), and 0.1 of `size` for each window of a batch; that is what faster-whisper's own figures
for large-v2 come to, with a little to spare. On the processor: 0.3 GB, once `size` for the weights, which are read
whole before they become int8, and 0.6 of it for each window, which is what its figures for small come to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.machine.hardware import Machine
from engine.protocol import Plan
from engine.run import Options

#: Windows in one batch of a first attempt, where memory allows. More gain nothing on a processor.
CPU_BATCH_SIZE = 8
CARD_BATCH_SIZE = 16
#: What every machine keeps for its other programs, and the share of a small one.
RESERVE_BYTES = 1_000_000_000
RESERVE_SHARE = 0.1

#: What a run in progress may take beside its model: its decoder, and its part of the windows that lie ready.
RUN_BYTES = 50_000_000

_GB = 1_000_000_000
FLOAT16, INT8, INT8_CARD = "float16", "int8", "int8_float16"
CPU = "cpu"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person allows Everyclip to use. 0 leaves that number to Everyclip."""

    #: Threads of the processor that transcribe.
    threads: int = 0
    #: Windows that are transcribed together.
    batch_size: int = 0
    #: Runs in progress at once, on all devices together. With 1, a short clip waits for a long one.
    runs_at_once: int = 0


def needed_bytes(size_bytes: int, device: str, compute_type: str, batch_size: int = 1) -> int:
    """The memory that a model of this size takes on a device, by the rule of memory."""
    if device == CPU:
        return int(0.3 * _GB + size_bytes * (1.0 + 0.6 * batch_size))
    weights = 0.55 if compute_type == INT8_CARD else 1.0
    return int(1.0 * _GB + size_bytes * (weights + 0.1 * batch_size))


def usable_bytes(device: str, free_bytes: int, total_bytes: int) -> int:
    """What of the free memory a model may take: on the processor, other programs keep some."""
    return free_bytes if device != CPU else free_bytes - int(min(RESERVE_BYTES, RESERVE_SHARE * total_bytes))


def runs_that_fit(machine: Machine, usual: int) -> int:
    """How many runs may be in progress at once for want of memory; 0 if there is room for as many as usual."""
    fitting = usable_bytes(CPU, machine.available_bytes, machine.total_bytes) // RUN_BYTES
    return 0 if fitting >= usual else max(1, fitting)


def first_devices(options: Options, machine: Machine) -> tuple[str, ...]:
    """The devices that a run may begin on. `auto`: the cards, if there are any with what they need, else the
    processor. A card that a person names is tried though nobody sees it: the attempt then tells what is wrong."""
    cards = tuple(card.device for card in machine.cards)
    if options.device == "auto":
        return cards if cards and machine.cublas is not None else (CPU,)
    return cards or ("cuda:0",) if options.device == "cuda" else (options.device,)


def ladder(device: str, size_bytes: int, machine: Machine, limits: Limits) -> tuple[Plan, ...]:
    """The plans for a model of this size, from the first to try on `device` to the lightest there is: smaller batches,
    then lighter numbers, then the processor."""
    threads = limits.threads or machine.processor.usable
    plans = [
        Plan(*rung, threads) for rung in (() if device == CPU else _card_rungs(device, size_bytes, machine, limits))
    ]
    usable = usable_bytes(CPU, machine.available_bytes, machine.total_bytes)
    batch = limits.batch_size or _batch_that_fits(CPU, INT8, size_bytes, usable, CPU_BATCH_SIZE) or 1
    return tuple(dict.fromkeys([*plans, Plan(CPU, INT8, batch, threads), Plan(CPU, INT8, 1, threads)]))


def _card_rungs(device: str, size_bytes: int, machine: Machine, limits: Limits) -> Iterable[tuple[str, str, int]]:
    """Device, compute type and batch size of each try on a card. None if the model does not fit it at all."""
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


def _batch_that_fits(device: str, compute_type: str, size_bytes: int, usable: int, most: int) -> int:
    """The largest batch, halved from `most`, that there is room for; 0 for none."""
    batch = most
    while batch and needed_bytes(size_bytes, device, compute_type, batch) > usable:
        batch //= 2
    return batch


def plan_for(plans: tuple[Plan, ...], tries: int = 0, crashes: int = 0) -> Plan:
    """The plan for the next attempt. `tries` plans had too little memory; of `crashes` deaths of its worker the first
    asks for the lightest on the same device, the second for the lightest of all."""
    step = min(tries, len(plans) - 1)
    if crashes == 1:
        step = max(at for at, plan in enumerate(plans) if plan.device == plans[step].device)
    return plans[-1] if crashes > 1 else plans[step]
