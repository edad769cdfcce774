"""A day of steady use, in minutes: the real engine, registry and vault on a clock that jumps to the next timer.

A person hands clips over and works on their texts, other programs come, go and are killed, workers die, rest and start
again, and a rule for age and size lets old clips go. Before the day that is measured lie quieter ones, for nothing that
ended less than a day ago is ever let go.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from engine.engine import Engine
from engine.registry.retention import RetentionScope, Rule
from engine.storage.paths import Paths
from engine.tasks import Tasks
from tests.load.ledger import Ledger
from tests.load.measures import MB, Calls, Usage, folder_bytes, registry_bytes, table, timed_registry, usage
from tests.load.person import HOUR_S, QUIET_S, Clips, Person
from tests.load.played import PlayedPool
from tests.load.simulated import simulated_loop
from tests.support.fakes import FakeClock
from tests.support.machines import a_machine

#: The days before; their first clips become older than the rule allows in the middle of the measured day.
HISTORY_S = 60 * HOUR_S
KEPT_DAYS = 3
#: The share of the days before that has room beside the measured day.
SHARE_KEPT = 0.6
#: How often the disk is looked at.
LOOK_S = 600.0
#: An average of bytes and clips, of those that `Clips` makes and a `Person` hands over together.
CLIP_BYTES, TOGETHER = 3_750, 2
#: What may be more at the end than at the end of the second hour: the allocator's, and what is at work just then.
MORE_BYTES, MORE_OBJECTS, MORE_FILES = 8 * MB, 3_000, 2


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, and how much."""

    hours: int = 24
    #: Between one handing over and the next, on average.
    gap_s: float = 60.0
    clips_before: int = 1_440
    seed: int = 1

    @property
    def limit_bytes(self) -> int:
        """The room that the rule gives to audio."""
        today = self.hours * (HOUR_S - QUIET_S) / self.gap_s * TOGETHER
        return int(CLIP_BYTES * (today + SHARE_KEPT * self.clips_before))


@dataclass(frozen=True, slots=True)
class Hour:
    """Figures at the end of an hour."""

    usage: Usage
    #: The most in this hour, and what the last hour's intake may be above the limit.
    vault_bytes: int
    registry_bytes: int
    runs: int
    owners: int
    calls: dict[str, str]


@dataclass
class Day:
    """What became of a day."""

    plan: Plan
    clips: int = 0
    workers: int = 0
    visits: int = 0
    hours: list[Hour] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        shown = [number for number in (1, 2, 6, 12, 18, 24) if number <= len(self.hours)]
        hours = [self.hours[number - 1] for number in shown]
        rows = [
            ["end of hour", *map(str, shown)],
            ["memory, MB", *(f"{hour.usage.engine_bytes / MB:.1f}" for hour in hours)],
            ["objects of Python", *(f"{hour.usage.objects:,}" for hour in hours)],
            ["open files", *(str(hour.usage.files) for hour in hours)],
            ["threads", *(str(hour.usage.threads) for hour in hours)],
            [f"most audio, MB (limit {self.plan.limit_bytes / MB:.2f})", *(f"{h.vault_bytes / MB:.2f}" for h in hours)],
            ["registry, MB", *(f"{hour.registry_bytes / MB:.2f}" for hour in hours)],
            ["runs that are kept", *(f"{hour.runs:,}" for hour in hours)],
            ["owners", *(str(hour.owners) for hour in hours)],
            *(
                [f"{name}, ms (median / 99 %)", *(hour.calls.get(name, "-") for hour in hours)]
                for name in ("queue_view", "complete", "apply_retention", "renew_owner")
            ),
        ]
        told = f"{len(self.hours)} hours of use after {HISTORY_S / HOUR_S:.0f} quieter ones (seed {self.plan.seed}): "
        told += f"{self.clips:,} clips, {self.workers} workers, {self.visits} other programs"
        return "\n".join((told, table(rows), f"faults  {len(self.faults)}", *self.faults[:20]))

    def judge(self) -> None:
        """Nothing may be more in the end than when everything had been used once."""
        first, last = self.hours[min(1, len(self.hours) - 1)].usage, self.hours[-1].usage
        allowed = {"engine_bytes": MORE_BYTES, "objects": MORE_OBJECTS, "files": MORE_FILES, "threads": 0}
        for what, more in allowed.items():
            before, after = getattr(first, what), getattr(last, what)
            if after > before + more:
                self.faults.append(f"{what}: {after} in the end, {before} after two hours")
        if last.processes:
            self.faults.append(f"{last.processes} processes")


def a_day(paths: Paths, plan: Plan) -> Day:
    """Live through it. Takes a second or so for ten simulated minutes."""
    clock = FakeClock()
    with simulated_loop(clock) as loop, timed_registry() as calls:
        return loop.run_until_complete(_Life(paths, plan, clock, calls).live())


class _Life:
    """The parts of a day."""

    def __init__(self, paths: Paths, plan: Plan, clock: FakeClock, calls: Calls) -> None:
        self._paths, self._plan, self._clock, self._calls = paths, plan, clock, calls
        self._random = Random(plan.seed)
        self._ledger = Ledger()
        self._day = Day(plan, faults=self._ledger.faults)
        self._clips = Clips(_folder(paths.home / "handed over"), self._random)
        self._most_bytes = 0

    async def live(self) -> Day:
        pool = PlayedPool()
        async with self._opened(pool) as engine:
            session = await engine.open_session("the days before")
            person = Person(engine, self._ledger, self._clips, self._clock, self._random, self._plan.gap_s)
            for _ in range(self._plan.clips_before):
                await engine.runs.wait(
                    [run.run_id for run in await person.hand_over([self._clips.speech()], session.session_id)]
                )
                self._clock.advance(HISTORY_S / self._plan.clips_before)
            engine.subscribe(person.hear)
            await engine.trash.set_retention(Rule(KEPT_DAYS, self._plan.limit_bytes, RetentionScope.ALL))
            today = await engine.open_session("today")
            tasks = Tasks(on_crash=lambda name, error: self._ledger.faults.append(f"{name}: {error!r}"))
            tasks.start("person", person.work(today.session_id))
            tasks.start("visitors", self._be_visited(today.session_id, person))
            tasks.start("disk", self._watch_disk(person))
            for _ in range(self._plan.hours):
                await asyncio.sleep(HOUR_S)
                await self._note_hour(engine)
            await tasks.close()
            await engine.runs.wait_idle()
            await self._apply_retention(engine)
            await self._ledger.check_texts(engine)
            self._day.clips, self._day.workers = person.clips, pool.started
        self._check_owners(0)
        self._day.judge()
        return self._day

    @asynccontextmanager
    async def _opened(self, pool: PlayedPool, *, is_visitor: bool = False) -> AsyncIterator[Engine]:
        engine = await Engine.open(
            self._paths, only=() if is_visitor else None, clock=self._clock, pool=pool, survey=a_machine
        )
        engine.subscribe(self._ledger.hear)
        try:
            yield engine
        finally:
            await engine.close()

    async def _be_visited(self, session_id: str, person: Person) -> None:
        """Another program for two clips, in each half of an hour; every second one is killed."""
        while True:
            await asyncio.sleep(HOUR_S / 2)
            self._day.visits += 1
            pool = PlayedPool()
            async with self._opened(pool, is_visitor=True) as visitor:
                runs = await visitor.accept([self._clips.speech()] * 2, session_id=session_id)
                self._ledger.add(runs)
                person.note(runs)
                if self._day.visits % 2:
                    await visitor.runs.wait([run.run_id for run in runs])
                else:
                    await asyncio.sleep(3.0)
                    await _kill(visitor, pool)

    async def _watch_disk(self, person: Person) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            there = await asyncio.to_thread(folder_bytes, self._paths.vault)
            self._most_bytes = max(self._most_bytes, there)
            allowed = self._plan.limit_bytes + person.intake_bytes(HOUR_S + LOOK_S)
            if there > allowed:
                self._ledger.faults.append(f"{there} bytes of audio where {allowed} are allowed")

    async def _apply_retention(self, engine: Engine) -> None:
        """In the end there is exactly what the rule allows; everything else has gone from the disk."""
        await engine.trash.apply_retention()
        await engine.trash.purge_deleted()  # which waits for files that the hourly look is still removing
        there = folder_bytes(self._paths.vault)
        if there > self._plan.limit_bytes:
            self._ledger.faults.append(f"{there} bytes of audio in the end, where {self._plan.limit_bytes} are allowed")

    async def _note_hour(self, engine: Engine) -> None:
        used = usage()  # before all runs are read
        runs = await self._ledger.check(engine)
        hour = Hour(
            used, self._most_bytes, registry_bytes(self._paths.registry), runs, self._check_owners(1),
            self._calls.taken(),
        )  # fmt: skip
        self._day.hours.append(hour)
        self._most_bytes = 0

    def _check_owners(self, expected: int) -> int:
        """Rows and lock files of the programs that are alive: a lock for its runs, and one for what it takes in."""
        with closing(sqlite3.connect(self._paths.registry)) as db:
            [(owners,)] = db.execute("SELECT count(*) FROM owners").fetchall()
        files = len(list(self._paths.owners.iterdir()))
        if (owners, files) != (expected, 2 * expected):
            self._ledger.faults.append(f"{owners} owners, {files} locks, where {expected} programs are alive")
        return int(owners)


async def _kill(engine: Engine, pool: PlayedPool) -> None:
    """What `kill -9` leaves: the lock is free, the registry is as it was."""
    await engine._tasks.close()
    await pool.close()
    await engine._downloads.close()
    await engine._registry.close()
    for presence in (engine._lease._presence, engine._door._presence):
        assert presence._lock is not None
        presence._lock.release()
    engine._is_closed = True


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
