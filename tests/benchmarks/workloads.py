"""What there is to do: clips as people hand them over, who does it beside Everyclip, and what is aimed at."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks.clips import HELD_OUT, VOICES, Speech, of_length, spoken
from tests.starter import STARTER


@dataclass(frozen=True, slots=True)
class Workload:
    """A kind of work. `make(folder, is_short)` makes its clips."""

    title: str
    make: Callable[[Path, bool], list[Speech]]
    peers: tuple[str, ...]
    #: Against whom the target is, and by model, the share of that one's wall time which is allowed; "" for any model.
    against: str = ""
    targets: dict[str, float] | None = None
    #: Whether it says nothing of a random model.
    is_of_words: bool = False

    def target(self, model: str) -> float | None:
        targets = self.targets or {}
        return targets.get(model, targets.get(""))


def _burst(folder: Path, is_short: bool) -> list[Speech]:
    return [of_length(folder / f"{n}.wav", random.Random(n).uniform(2, 6), n) for n in range(12 if is_short else 40)]


def _arriving(folder: Path, is_short: bool) -> list[Speech]:
    return [replace(speech, due_s=2.0 * n) for n, speech in enumerate(_burst(folder, True)[: 5 if is_short else 12])]


def _file(folder: Path, is_short: bool) -> list[Speech]:
    return [of_length(folder / "file.wav", 120 if is_short else 1800, 1)]


def _mixed(folder: Path, is_short: bool) -> list[Speech]:
    """Most are short, some are not: 2 to 60 s."""
    chance = random.Random(1)
    lengths_s = [min(60.0, max(2.0, chance.lognormvariate(1.6, 0.9))) for _ in range(20 if is_short else 200)]
    return [of_length(folder / f"{n}.wav", length_s, n) for n, length_s in enumerate(lengths_s)]


def _held_out(folder: Path, is_short: bool) -> list[Speech]:
    said = [(text, voice) for voice in VOICES[:: 3 if is_short else 1] for text in HELD_OUT]
    return [spoken(folder / f"{number}.wav", text, voice) for number, (text, voice) in enumerate(said)]


WORKLOADS = {
    "burst": Workload(
        "clips of 2 to 6 s at once", _burst, ("plain", "batched", "queue", "whisper_cpp"),
        "plain", {STARTER: 0.12, "base": 0.30},
    ),
    "arriving": Workload("a clip every 2 s", _arriving, ("plain", "queue")),
    "file": Workload("one long file", _file, ("plain", "batched", "whisper_cpp"), "batched", {"": 0.7}),
    "mixed": Workload("clips of 2 to 60 s at once", _mixed, ("plain", "batched")),
    "words": Workload("sentences that are no samples", _held_out, ("plain", "batched"), is_of_words=True),
}  # fmt: skip
