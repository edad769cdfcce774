"""How well speakers are found in mixtures of the voices of a folder: the part `speakers` of
`make bench`, or `python -m tests.speakers`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests import speech
from tests.speakers.diarization_error import DiarizationError, error_of
from tests.speakers.finding import found_in
from tests.speakers.mixtures import mixture, voices

#: Conversations of so many.
COUNTS = (1, 2, 3, 4)
#: The goals: for one and two voices, for three and four; the share of counts that are right; and the cost.
GOALS = {1: 0.05, 2: 0.05, 3: 0.15, 4: 0.15}
COUNT_GOAL, COST_GOAL = 0.85, 0.10


@dataclass(frozen=True, slots=True)
class Measured:
    """One mixture, and what was found in it."""

    speakers: int
    found: int
    error: DiarizationError
    length_s: float
    processor_s: float


def measured(folder: Path, of_each: int, seed: int = 1) -> Iterator[Measured]:
    """So many mixtures of each number of voices."""
    pieces = voices(folder)
    for speakers in (count for count in COUNTS if count <= len(pieces)):
        for number in range(of_each):
            made = mixture(pieces, speakers, 1000 * seed + 100 * speakers + number, 40.0 if speakers == 1 else 70.0)
            began_s = time.process_time()
            turns = found_in(made.samples)
            took_s = time.process_time() - began_s
            error = error_of(made.spoken, turns)
            found = len({turn.speaker for turn in turns})
            yield Measured(made.speakers, found, error, made.length_s, took_s)


def table(all_measured: list[Measured]) -> Iterator[str]:
    """The measurements, in Markdown."""
    yield "| voices | mixtures | count right | error, % | missed | made up | confused | processor s a second | goal |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for speakers in sorted({each.speakers for each in all_measured}):
        ours = [each for each in all_measured if each.speakers == speakers]
        yield _row(str(speakers), ours, f"≤ {100 * GOALS[speakers]:.0f} %")
    yield _row("all", all_measured, f"count ≥ {100 * COUNT_GOAL:.0f} %, cost ≤ {COST_GOAL:.2f}")


def _row(name: str, ours: list[Measured], goal: str) -> str:
    def mean(values: list[float]) -> str:
        return f"{100 * sum(values) / len(values):.1f}"

    right = sum(each.found == each.speakers for each in ours)
    cost = sum(each.processor_s for each in ours) / sum(each.length_s for each in ours)
    errors = [each.error for each in ours]
    cells = [
        name, str(len(ours)), str(right), mean([each.total for each in errors]), mean([each.missed for each in errors]),
        mean([each.made_up for each in errors]), mean([each.confused for each in errors]), f"{cost:.3f}", goal,
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speech", type=Path, default=speech.FOLDER, help="a folder of recordings")
    parser.add_argument("--of-each", type=int, default=4, help="mixtures of each number of voices")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print("\n".join(table(list(measured(asked.speech, asked.of_each, asked.seed)))))
