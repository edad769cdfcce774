"""What came of it, counted."""

from __future__ import annotations

import platform
from collections import Counter
from dataclasses import dataclass, field

from tests.torture.house import House
from tests.torture.steps import STEPS


@dataclass
class Report:
    """The figures of all cycles."""

    seed: int
    model: str
    cycles: int = 0
    #: Kills by the step at which they came.
    kills: Counter[str] = field(default_factory=Counter)
    handed_over: int = 0
    completed: int = 0
    recordings_never_begun: int = 0
    #: Audio files in the vault of clips that nobody had been told of yet.
    orphans: int = 0
    #: What was lost, doubled, wrong or stuck, each with the cycle's seed.
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def take(self, house: House) -> None:
        """Count what a data folder lived through."""
        self.kills += house.kills
        self.handed_over += len(house.handed_over)
        self.completed += house.completed
        self.recordings_never_begun += house.never_spoken
        self.orphans += house.orphans

    @property
    def is_good(self) -> bool:
        return not self.faults

    def __str__(self) -> str:
        never = [step.name for step in STEPS if not self.kills[step.name]]
        lines = [
            f"seed                     {self.seed}",
            f"heard by                 {self.model}",
            f"machine                  {platform.platform()}, Python {platform.python_version()}",
            f"cycles                   {self.cycles} in {self.seconds / 60:.1f} minutes",
            f"kills                    {self.kills.total()}",
            f"clips handed over        {self.handed_over}",
            f"  with their right text  {self.completed}",
            f"  never begun to record  {self.recordings_never_begun}",
            f"audio without a row      {self.orphans}",
            f"faults                   {len(self.faults)}",
            *(f"  {fault}" for fault in self.faults),
            "kills by step",
            *(f"  {count:5}  {name}" for name, count in sorted(self.kills.items())),
        ]
        if never:
            lines += ["steps at which nothing was killed", *(f"  {name}" for name in never)]
        return "\n".join(lines) + "\n"
