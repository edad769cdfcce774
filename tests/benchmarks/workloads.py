"""What there is to do: clips as people hand them over, who does it beside Everyclip, and what is aimed at."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.benchmarks.clips import Sentences, Speech


@dataclass(frozen=True, slots=True)
class Workload:
    """A kind of work. `make(sentences, folder, is_short)` makes its clips."""

    title: str
    make: Callable[[Sentences, Path, bool], list[Speech]]
    peers: tuple[str, ...]
    #: Everyclip, as it is and otherwise.
    ours: tuple[str, ...] = ("everyclip",)
    #: The share of the wall time of some of them, and of their peak memory, which is allowed.
    targets: Mapping[str, float] = field(default_factory=dict)
    memory_targets: Mapping[str, float] = field(default_factory=dict)
    #: The share of the wall time on a graphics card.
    card_targets: Mapping[str, float] = field(default_factory=dict)


def _burst(sentences: Sentences, folder: Path, is_short: bool) -> list[Speech]:
    return sentences.short(12 if is_short else 40)


def _arriving(sentences: Sentences, folder: Path, is_short: bool) -> list[Speech]:
    return [replace(clip, due_s=2.0 * number) for number, clip in enumerate(sentences.short(5 if is_short else 12))]


def _file(sentences: Sentences, folder: Path, is_short: bool) -> list[Speech]:
    return [sentences.joined(folder / "file.wav", 120 if is_short else 720, 1)]


def _mixed(sentences: Sentences, folder: Path, is_short: bool) -> list[Speech]:
    """Most are short, some are not: up to 60 s."""
    chance = random.Random(1)
    lengths_s = [min(60.0, chance.lognormvariate(1.6, 0.9)) for _ in range(10 if is_short else 50)]
    return [sentences.joined(folder / f"{n}.wav", length_s, n) for n, length_s in enumerate(lengths_s)]


WORKLOADS = {
    "burst": Workload(
        "short clips at once", _burst, ("plain", "batched", "queue", "whisper_cpp"),
        targets={"plain": 0.20, "batched": 0.20},
    ),
    "arriving": Workload("a clip every 2 s", _arriving, ("plain", "queue")),
    "file": Workload(
        "one long file", _file, ("plain", "batched", "whisper_cpp"), ("everyclip", "draft"),
        {"batched": 0.7}, {"batched": 1.0}, {"batched": 1.0},
    ),
    "mixed": Workload("clips of up to a minute at once", _mixed, ("plain", "batched")),
}  # fmt: skip
