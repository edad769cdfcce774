"""Recommends a model for this computer, and says why: a pure function of its hardware."""

from __future__ import annotations

from dataclasses import dataclass

from models.catalogue import Entry, find_entry
from models.memory import needed_bytes

#: Memory for the system, the window and the worker itself, beside a model.
_SPARED_BYTES = 1_500_000_000
#: A graphics card's memory left for the screen and for batches of windows.
_SPARED_GPU_BYTES = 1_000_000_000

#: For graphics cards, best first: Turbo is nearly as accurate as Large v3, at about twice the speed and half the memory
#: (the leaderboard in the catalogue: 7.12 versus 7.19 % word errors, 39.5 versus 19.1 times real time).
_ON_GPU = ("large-v3-turbo", "small", "base", "tiny")

#: For processors: the model, and the minimum number of cores that makes it worth the wait. A rule of thumb based on
#: OpenAI's relative speeds in the catalogue; Everyclip measures none of these on the computer.
_ON_CPU = (("large-v3-turbo", 12), ("small", 4), ("base", 2), ("tiny", 1))


@dataclass(frozen=True, slots=True)
class Computer:
    """A computer's hardware."""

    #: Physical cores.
    cores: int
    memory_bytes: int
    #: Memory of the graphics card that CTranslate2 can use; None if there is none.
    gpu_memory_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A model for the computer, and the reason."""

    entry: Entry
    #: "cuda" or "cpu".
    device: str
    #: Needed memory, on the graphics card for "cuda".
    needed_bytes: int
    #: The reason, for `engine.messages`: "recommended_gpu", "recommended_cpu" or "recommended_small".
    code: str
    #: title, cores, memory_gb, gpu_gb (0 without a card).
    facts: dict[str, str | int | float]


def recommend(machine: Computer) -> Recommendation:
    """The most accurate multilingual model that runs on this computer at a good speed."""
    if machine.gpu_memory_bytes is not None:
        room = machine.gpu_memory_bytes - _SPARED_GPU_BYTES
        for model_id in _ON_GPU:
            entry, needed = _need(model_id, "cuda", "float16")
            if needed <= room:
                return _because("recommended_gpu", entry, "cuda", needed, machine)
    for model_id, cores in _ON_CPU:
        entry, needed = _need(model_id, "cpu", "int8")
        if machine.cores >= cores and needed <= machine.memory_bytes - _SPARED_BYTES:
            return _because("recommended_cpu", entry, "cpu", needed, machine)
    entry, needed = _need("tiny", "cpu", "int8")
    return _because("recommended_small", entry, "cpu", needed, machine)


def _need(model_id: str, device: str, compute_type: str) -> tuple[Entry, int]:
    entry = find_entry(model_id)
    if entry is None:
        raise LookupError(f"the catalogue lacks {model_id}")
    return entry, needed_bytes(entry.size_bytes, device, compute_type)


def _because(code: str, entry: Entry, device: str, needed_bytes: int, machine: Computer) -> Recommendation:
    facts: dict[str, str | int | float] = {
        "title": entry.title,
        "cores": machine.cores,
        "memory_gb": machine.memory_bytes / 1e9,
        "gpu_gb": (machine.gpu_memory_bytes or 0) / 1e9,
    }
    return Recommendation(entry, device, needed_bytes, code, facts)
