"""The cycles. Each is a burst of clips in which something is killed, the start after it, and the verdict."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.support.loopback_hub import TINY, running_hub
from tests.support.starter import STARTER
from tests.torture.burst import AT_RANDOM, BURSTS
from tests.torture.house import House
from tests.torture.program import Stuck
from tests.torture.report import Report
from tests.torture.speech import real, synthetic
from tests.torture.steps import STEPS, Step

#: Cycles that one data folder lives through.
CYCLES_OF_HOUSE = 12
#: How often the start after a kill is killed too.
KILLED_AGAIN = 0.2
#: For so long a model is on its way, so that it can be killed there.
MODEL_S = 2.0


class Torture:
    """So many cycles, on one data folder after another, until something is lost."""

    def __init__(
        self,
        seed: int,
        environment: Mapping[str, str],
        *,
        weights: str | None = None,
        named_only: bool = False,
        tell: Callable[[str], object] = lambda line: None,
    ) -> None:
        """`weights`: this model hears people; without, the starter hears synthetic voices. `named_only`: nothing
        is left to the clock; every cycle is killed at a named step. `tell` hears each cycle as it ends."""
        self.report = Report(seed, weights or STARTER)
        self._weights = weights
        self._chance = random.Random(seed)
        self._environment = environment
        self._named_only = named_only
        self._tell = tell
        self._steps: list[Step] = []

    def run(self, cycles: int, minutes: float = float("inf")) -> Report:
        """Fewer if the time is over before, or if something was lost: that data folder stays, and the report names
        it."""
        report, began = self.report, time.monotonic()
        with tempfile.TemporaryDirectory(prefix="everyclip-speech-") as speech:
            self._speech = synthetic(Path(speech)) if self._weights is None else real(self._weights, Path(speech))
            self._run(cycles, began + 60 * minutes)
        report.seconds = time.monotonic() - began
        return report

    def _run(self, cycles: int, until: float) -> None:
        report, model = self.report, self._speech.model
        with running_hub({TINY: model.path}) as self._hub:
            self._hub.bytes_per_s = model.size_bytes / MODEL_S
            while report.is_good and report.cycles < cycles and time.monotonic() < until:
                folder = Path(tempfile.mkdtemp(prefix="everyclip-torture-"))
                self._live(folder, min(CYCLES_OF_HOUSE, cycles - report.cycles), until)
                if report.is_good:
                    shutil.rmtree(folder)

    def _live(self, folder: Path, cycles: int, until: float) -> None:
        """So many cycles of one data folder. In the end every file that was ever handed over must be there."""
        report, house = self.report, self._house(folder)
        while cycles > 0 and report.is_good and time.monotonic() < until:
            report.cycles, cycles = report.cycles + 1, cycles - 1
            self._cycle(house)
        self._close(house)
        if not report.is_good:
            report.faults.append(f"see {house.folder}")

    def _house(self, folder: Path) -> House:
        return House(folder, self._chance, self._hub, self._environment, self._speech)

    def _cycle(self, house: House) -> None:
        is_named = self._named_only or self.report.cycles % 2 == 1
        if not is_named:
            burst = self._chance.choice(AT_RANDOM)
            self._judge(house, burst.__name__, lambda house: burst(house, None))
            return
        step = self._next_step()
        burst = self._chance.choice(BURSTS[step.during])
        told = f"{burst.__name__}, killed {step.name}"
        if step.during == "migrate":  # only once in the life of a data folder
            old = self._house(house.folder / f"old {self.report.cycles}")
            self._judge(old, told, lambda house: burst(house, house.mine(step)))
            self._close(old)
        else:
            self._judge(house, told, lambda house: burst(house, house.mine(step)))

    def _next_step(self) -> Step:
        """Each in its turn, in any order."""
        if not self._steps:
            self._steps = self._chance.sample(STEPS, len(STEPS))
        return self._steps.pop()

    def _judge(self, house: House, told: str, burst: Callable[[House], None]) -> None:
        try:
            burst(house)
            if not self._named_only and self._chance.random() < KILLED_AGAIN:
                again = self._chance.choice(AT_RANDOM)
                told += f", then {again.__name__}"
                again(house, None)
            house.recover()
            faults = list(house.faults())
        except Stuck as stuck:
            faults = [f"STUCK: {stuck}", f"last words: {house.last_words}"]
        self.report.faults += [f"{fault} (cycle {self.report.cycles}: {told})" for fault in faults]
        self._tell(f"{self.report.cycles:4}  {told}")

    def _close(self, house: House) -> None:
        """Hand over once more what nobody knew of, and kill nothing."""
        if self.report.is_good and house.unanswered:
            house.everyclip("transcribe", *house.unanswered).wait()
            self.report.faults += [f"LOST: {path.name} is not taken in" for path in house.unanswered]
            self.report.faults += house.faults()
        self.report.take(house)
