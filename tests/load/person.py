"""A person at work all day: hands over, corrects, asks again, deletes, changes their mind."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from random import Random

from engine.engine import Engine
from engine.errors import EditError, NotFound
from engine.events import Notice, RunChanged
from engine.run import Run, State
from engine.text.edits import ReplaceText
from tests.load.ledger import Ledger
from tests.load.played import Fate
from tests.support.fakes import FakeClock

#: Nothing is handed over in the last minutes of an hour, so that workers come to rest.
HOUR_S = 3600.0
QUIET_S = 600.0
#: How many of a hundred clips hold what.
FATES = {Fate.SPEECH: 90, Fate.LONG: 3, Fate.BAD: 5, Fate.DEADLY: 2}
#: How many of a hundred times a person does what, after handing something over.
HABITS = {
    "nothing": 40, "edit": 25, "ask_again": 8, "retry": 12, "delete": 6, "restore": 3, "pause": 4, "cancel": 2,
}  # fmt: skip
#: Runs that a person still has in mind.
IN_MIND = 100


class Clips:
    """The files that are handed over; some of them are not there."""

    def __init__(self, folder: Path, random: Random) -> None:
        self._random = random
        self._files: dict[Fate, list[Path]] = {fate: [] for fate in Fate}
        self.missing = folder / "never-there.wav"
        for fate in Fate:
            for number, size in enumerate((2_000, 3_000, 4_000, 6_000)):
                path = folder / f"{fate}-{number}.wav"
                path.write_bytes(f"{fate} ".encode() + bytes(size))
                self._files[fate].append(path)

    def speech(self) -> Path:
        return self._random.choice(self._files[Fate.SPEECH])

    def any(self) -> Path:
        [fate] = self._random.choices([*FATES], [*FATES.values()])
        return self.missing if self._random.random() < 0.01 else self._random.choice(self._files[fate])


class Person:
    """Works on an engine for as long as the task lives."""

    def __init__(
        self, engine: Engine, ledger: Ledger, clips: Clips, clock: FakeClock, random: Random, gap_s: float
    ) -> None:
        """`gap_s`: between one handing over and the next, on average. Seconds."""
        self._engine, self._ledger, self._clips, self._clock = engine, ledger, clips, clock
        self._random, self._gap_s = random, gap_s
        self._recent: dict[State, deque[str]] = {state: deque(maxlen=IN_MIND) for state in State}
        self._deleted: deque[str] = deque(maxlen=IN_MIND)
        #: When so many bytes were handed over.
        self._intake: deque[tuple[float, int]] = deque()
        self.clips = 0

    def hear(self, notice: Notice) -> None:
        if isinstance(notice, RunChanged) and not notice.run.is_deleted:
            self._recent[notice.run.state].append(notice.run.run_id)

    def intake_bytes(self, within_s: float) -> int:
        """What was handed over lately."""
        while self._intake and self._intake[0][0] < self._clock.now() - within_s:
            self._intake.popleft()
        return sum(size for _, size in self._intake)

    async def work(self, session_id: str) -> None:
        """For ever."""
        began = self._clock.now()
        while True:
            await asyncio.sleep(self._random.expovariate(1 / self._gap_s))
            if (self._clock.now() - began) % HOUR_S > HOUR_S - QUIET_S:
                continue
            await self.hand_over([self._clips.any() for _ in range(self._random.randint(1, 3))], session_id)
            [habit] = self._random.choices([*HABITS], [*HABITS.values()])
            try:
                await self._do(habit)
            except (NotFound, EditError):
                continue  # what they had in mind is gone, or is at work again

    async def hand_over(self, paths: list[Path], session_id: str) -> list[Run]:
        runs = await self._engine.accept(paths, session_id=session_id)
        self.note(runs)
        return runs

    def note(self, runs: Sequence[Run]) -> None:
        """Count what was handed over, by whomever."""
        self._intake += [(self._clock.now(), run.clip.size_bytes or 0) for run in runs]
        self.clips += len(runs)

    async def _do(self, habit: str) -> None:
        match habit:
            case "edit" if run_id := self._pick(State.COMPLETED):
                await self._engine.texts.edit(
                    run_id, ReplaceText("said", self._random.choice(["told", "spoken", "said"]))
                )
                if self._random.random() < 0.3:
                    await self._engine.texts.undo(run_id)
            case "ask_again" if run_id := self._pick(State.COMPLETED):
                if (await self._engine.runs.get(run_id)).can_retry:
                    await self._engine.runs.retry([run_id])
            case "retry" if run_id := self._pick(State.FAILED):
                if (await self._engine.runs.get(run_id)).state is State.FAILED:
                    await self._engine.runs.retry([run_id])
            case "delete" if run_id := self._pick(self._random.choice([State.COMPLETED, State.FAILED])):
                self._ledger.meant.add(run_id)
                await self._engine.trash.delete([run_id])
                self._deleted.append(run_id)
            case "restore" if self._deleted:
                run_id = self._deleted.pop()
                self._ledger.meant.discard(run_id)
                await self._engine.trash.restore([run_id])
            case "pause" if run_id := self._pick(State.RUNNING):
                await self._engine.runs.pause([run_id])
                await asyncio.sleep(self._random.uniform(1, 60))
                await self._engine.runs.resume([run_id])
            case "cancel" if run_id := self._pick(State.RUNNING):
                await self._engine.runs.cancel([run_id])

    def _pick(self, state: State) -> str | None:
        runs = self._recent[state]
        return self._random.choice(runs) if runs else None
