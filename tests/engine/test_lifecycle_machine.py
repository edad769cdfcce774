"""Two programs over one registry, driven at random: accepts, claims, crashes, late messages, requests and restarts,
runs moved in the queue and between sessions, deleted and restored, texts edited.

After every step: no run lost, none with two owners, no transition outside the table, attempts count up, every turn is
one run's, and what the machine wrote is that of finished windows of exactly one attempt. In the end everything that is
not paused ends.
"""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import tempfile
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.events import EventKind, Notice
from engine.processes.downloads import Downloads
from engine.protocol import Dropped, Failed, Finished, Message, Start, WindowDone
from engine.registry.registry import Registry
from engine.registry.texts import PREVIEW_LENGTH
from engine.registry.thread import RegistryThread
from engine.run import MAX_CRASHES, TRANSITIONS, Clip, NewRun, Options, Ordering, Request, Run, State, Step
from engine.scheduling.lease import LEASE_S, RENEW_EVERY_S, Lease
from engine.scheduling.scheduler import Scheduler, Wake
from engine.segments import FinishedWindow, Segment
from engine.storage.paths import Paths
from engine.storage.vault import Vault
from engine.text.edits import ReplaceText
from tests.support.fakes import FakeClock, FakePool, FakeWorker
from tests.support.machines import a_machine
from tests.support.starter import with_starter

T = TypeVar("T")
#: The graphics cards that each program sees.
CARDS = (0, 2)
STEPS = {step.value for step in Step}
indexes = st.integers(min_value=0, max_value=1_000)


class Program:
    """One Everyclip on the registry: a real scheduler and lease over a pool that the machine plays."""

    def __init__(self, paths: Paths, clock: FakeClock, cards: int) -> None:
        self.registry = RegistryThread()
        self.pool = FakePool()
        self.lease = Lease(paths.owners, self.registry, clock)
        self._paths, self._clock = paths, clock
        self.scheduler = Scheduler(
            self.registry, self.pool, self.lease, Vault(paths.vault), paths.peaks, Downloads(paths.models, print),
            clock, self._note, lambda: a_machine(*[8.0] * cards),
        )  # fmt: skip
        self.notices: list[Notice] = []

    def _note(self, notice: Notice) -> None:
        self.notices.append(notice)

    async def open(self) -> None:
        await self.registry.open(self._paths.registry, self._clock)
        await self.lease.take()
        await self.lease.take_over()
        await self.look()

    async def look(self) -> None:
        await self.scheduler.take(Wake.LOOK)
        await self.hear_all()

    async def hear_all(self) -> None:
        while self.pool.unheard:
            await self.scheduler.take(self.pool.unheard.popleft())

    async def crash(self) -> None:
        """What `kill -9` leaves: the lock is free, the registry is as it was."""
        lock = self.lease._presence._lock
        assert lock is not None
        lock.release()
        await self.registry.close()


class Lifecycle(RuleBasedStateMachine):
    """The machine. `accepted` is what was ever promised an end."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.paths = Paths(Path(self.folder.name))
        self.paths.make()
        self.clock = FakeClock()
        self.accepted: list[str] = []
        self.moved_running: set[tuple[str, int]] = set()  # attempts that were under way as their runs changed session
        self.said: list[Message] = []  # everything any worker said, to be said again too late

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize()
    def start(self) -> None:
        self.programs = [Program(self.paths, self.clock, CARDS[index]) for index in range(2)]
        for program in self.programs:
            self.do(program.open())
        self.reader = Registry(self.paths.registry, self.clock)
        registry = self.programs[0].registry
        self.sessions = [
            self.do(registry(Registry.open_session, "all at once", Ordering.CONCURRENT))[0],
            self.do(registry(Registry.open_session, "in order", Ordering.IN_ORDER))[0],
        ]

    def teardown(self) -> None:
        try:
            self._finish_everything()
        finally:
            for program in self.programs:
                self.do(program.crash())
            self.reader.close()
            self.do(self.loop.shutdown_default_executor())
            self.loop.close()
            self.folder.cleanup()

    # --- picking ---

    def program(self, index: int) -> Program:
        return self.programs[index % len(self.programs)]

    def job(self, index: int) -> tuple[Program, FakeWorker, Start] | None:
        jobs = [
            (program, worker, start)
            for program in self.programs
            for worker in program.pool.workers.values()
            for start in worker.started.values()
        ]
        return jobs[index % len(jobs)] if jobs else None

    def say(self, program: Program, worker: FakeWorker, message: Message) -> None:
        self.said.append(message)
        program.pool.say(worker.worker_id, message)
        self.do(program.hear_all())

    # --- what happens ---

    @rule(count=st.integers(1, 5), session=indexes, at=indexes)
    def accept(self, count: int, session: int, at: int) -> None:
        program = self.program(at)
        new = [
            NewRun(Clip(f"clip {len(self.accepted) + n}", "same name", "", stored_as="x"), with_starter())
            for n in range(count)
        ]
        runs = self.do(program.registry(Registry.add_runs, self.sessions[session % 2].session_id, new))
        self.accepted += [run.run_id for run in runs]
        self.do(program.look())

    @rule(index=indexes, duration_s=st.sampled_from([5.0, 100.0, 10_000.0]))
    def learn_duration(self, index: int, duration_s: float) -> None:
        if self.accepted:
            run_id = self.accepted[index % len(self.accepted)]
            self.do(self.programs[0].registry(Registry.set_duration, run_id, duration_s))

    @rule(index=indexes)
    def finish_window(self, index: int) -> None:
        if (job := self.job(index)) is not None:
            program, worker, start = job
            window = _window(start)
            worker.started[start.run_id, start.attempt] = _after(start)
            self.say(program, worker, WindowDone(start.run_id, start.attempt, window))

    @rule(index=indexes, has_window=st.booleans())
    def finish_run(self, index: int, has_window: bool) -> None:
        if (job := self.job(index)) is not None:
            program, worker, start = job
            del worker.started[start.run_id, start.attempt]
            window = _window(start) if has_window else None
            self.say(program, worker, Finished(start.run_id, start.attempt, window, 9.0))

    @rule(index=indexes, code=st.sampled_from(["not_media", "out_of_memory", "device_unusable"]))
    def fail_run(self, index: int, code: str) -> None:
        if (job := self.job(index)) is not None:
            program, worker, start = job
            del worker.started[start.run_id, start.attempt]
            self.say(program, worker, Failed(start.run_id, start.attempt, code))

    @rule(index=indexes)
    def say_again_too_late(self, index: int) -> None:
        workers = [(program, worker) for program in self.programs for worker in program.pool.workers.values()]
        attempts = {key for _, worker in workers for key in worker.started}
        late = [
            m
            for m in self.said
            if isinstance(m, WindowDone | Finished | Failed) and (m.run_id, m.attempt) not in attempts
        ]
        if workers and late:
            program, worker = workers[index % len(workers)]
            self.say(program, worker, late[index % len(late)])

    @rule(index=indexes, how_many=st.integers(0, 3))
    def kill_worker(self, index: int, how_many: int) -> None:
        workers = [(program, worker) for program in self.programs for worker in program.pool.workers.values()]
        if workers:
            program, worker = workers[index % len(workers)]
            suspects = frozenset(itertools.islice((run_id for run_id, _ in worker.started), how_many))
            program.pool.die(worker.worker_id, suspects)
            self.do(program.hear_all())

    @rule(index=indexes, request=st.sampled_from(Request), at=indexes)
    def ask(self, index: int, request: Request, at: int) -> None:
        if self.accepted:
            run_id = self.accepted[index % len(self.accepted)]
            self.do(self.program(at).registry(Registry.ask, run_id, request))
            for program in self.programs:
                self.do(program.look())

    @rule(index=indexes)
    def drop(self, index: int) -> None:
        for program in self.programs:
            # What is said frees a worker, for which the scheduler may start another or drop more.
            for worker in list(program.pool.workers.values()):
                for drop in list(worker.dropping):
                    if worker.started.pop((drop.run_id, drop.attempt), None) is not None:
                        self.say(program, worker, Dropped(drop.run_id, drop.attempt))
                worker.dropping.clear()

    @rule(index=indexes, at=indexes)
    def resume(self, index: int, at: int) -> None:
        if self.accepted:
            self.do(self.program(at).registry(Registry.resume, self.accepted[index % len(self.accepted)]))
            self.do(self.program(at).look())

    @rule(session=indexes, request=st.sampled_from([None, *Request]), at=indexes)
    def ask_a_session(self, session: int, request: Request | None, at: int) -> None:
        registry, session_id = self.program(at).registry, self.sessions[session % 2].session_id
        if request is None:
            self.do(registry(Registry.resume_all, session_id=session_id))
        else:
            self.do(registry(Registry.ask_all, request, session_id=session_id))
        for program in self.programs:
            self.do(program.look())

    @rule(chosen=st.lists(indexes, max_size=4), before=indexes, at=indexes)
    def move(self, chosen: list[int], before: int, at: int) -> None:
        if self.accepted:
            run_ids = [self.accepted[index % len(self.accepted)] for index in chosen]
            mark = [None, *self.accepted][before % (len(self.accepted) + 1)]
            self.do(self.program(at).registry(Registry.move_before, run_ids, mark))
            self.do(self.program(at).look())

    @rule(chosen=st.lists(indexes, max_size=4), session=indexes, at=indexes)
    def move_to_session(self, chosen: list[int], session: int, at: int) -> None:
        run_ids = [self.accepted[index % len(self.accepted)] for index in chosen if self.accepted]
        session_id = self.sessions[session % 2].session_id
        moved = self.do(self.program(at).registry(Registry.move_to_session, run_ids, session_id))
        self.moved_running |= {(run.run_id, run.attempt) for run in moved if run.state is State.RUNNING}
        self.do(self.program(at).look())

    @rule(index=indexes, at=indexes)
    def rename(self, index: int, at: int) -> None:
        living = [run for run in self.runs() if not run.is_deleted]
        if living:
            run_id = living[index % len(living)].run_id
            self.do(self.program(at).registry(Registry.rename, run_id, f"name {index % 3}"))

    @rule(chosen=st.lists(indexes, max_size=3), restores=st.booleans(), at=indexes)
    def delete_or_restore(self, chosen: list[int], restores: bool, at: int) -> None:
        run_ids = [self.accepted[index % len(self.accepted)] for index in chosen if self.accepted]
        self.do(self.program(at).registry(Registry.restore if restores else Registry.delete, run_ids))
        for program in self.programs:
            self.do(program.look())

    @rule(index=indexes, at=indexes, what=st.sampled_from(["edit", "undo", "show"]))
    def edit(self, index: int, at: int, what: str) -> None:
        ended = [run for run in self.runs() if run.state.is_terminal]
        if ended:
            run, registry = ended[index % len(ended)], self.program(at).registry
            texts = self.do(registry(Registry.texts, run.run_id))
            match what:
                case "edit":
                    self.do(registry(Registry.edit, run.run_id, ReplaceText("text", f"words {index}")))
                case "undo":
                    self.do(registry(Registry.undo, run.run_id))
                case "show" if texts:
                    self.do(registry(Registry.show_text, run.run_id, texts[index % len(texts)].attempt))

    @rule(index=indexes, at=indexes, model=st.sampled_from([None, "starter-en", "no such model"]))
    def retry(self, index: int, at: int, model: str | None) -> None:
        ended = [run for run in self.runs() if run.state.is_terminal]
        if ended:
            run = ended[index % len(ended)]
            options = None if model is None else Options(model=model)
            self.do(self.program(at).registry(Registry.retry, run.run_id, options))
            self.do(self.program(at).look())

    @rule(index=indexes)
    def kill_program(self, index: int) -> None:
        index %= len(self.programs)
        self.do(self.programs[index].crash())
        self.programs[index] = Program(self.paths, self.clock, CARDS[index])
        self.do(self.programs[index].open())

    @precondition(lambda self: self.accepted)
    @rule(index=indexes)
    def stop_for_longer_than_the_lease(self, index: int) -> None:
        """A program that is suspended: the other takes its runs, and it finds out when it wakes."""
        sleeper, other = self.programs[index % 2], self.programs[(index + 1) % 2]
        for _ in range(2 + int(LEASE_S / RENEW_EVERY_S)):
            self.do(other.lease.renew())
            self.do(other.lease.take_over())
            self.clock.advance(RENEW_EVERY_S)
        self.do(other.look())
        if not self.do(sleeper.lease.renew()):
            self.do(sleeper.scheduler.take(Wake.LEASE_LOST))
        self.do(sleeper.look())

    # --- what must hold ---

    def runs(self) -> list[Run]:
        """All there are, deleted or not."""
        return self.reader.some_runs(self.accepted)

    @invariant()
    def nothing_is_lost(self) -> None:
        if hasattr(self, "programs"):
            assert [run.run_id for run in self.runs()] == self.accepted
            deleted = [run.run_id for run in self.reader.deleted_runs()]
            assert sorted(deleted + [run.run_id for run in self.reader.runs()]) == sorted(self.accepted)
            assert len({run.turn for run in self.runs()}) == len(self.accepted)

    @invariant()
    def each_running_run_has_one_living_owner(self) -> None:
        if not hasattr(self, "programs"):
            return
        for run in self.runs():
            holders = [p for p in self.programs if run.run_id in p.scheduler._attempts]
            if run.state is State.RUNNING:
                assert [holder.lease.owner for holder in holders] == [run.owner]
            else:
                assert run.owner is None

    @invariant()
    def in_order_at_most_one_was_started(self) -> None:
        """Those that came into the session running go on beside it."""
        if hasattr(self, "programs"):
            there = [run for run in self.runs() if run.session_id == self.sessions[1].session_id]
            running = {(run.run_id, run.attempt) for run in there if run.state is State.RUNNING}
            assert len(running - self.moved_running) <= 1

    @invariant()
    def stories_follow_the_table(self) -> None:
        if not hasattr(self, "programs"):
            return
        for run in self.runs():
            state, attempt = State.QUEUED, 0
            for event in self.reader.events(run.run_id):
                if event.kind.value in STEPS:
                    assert event.from_state is state
                    assert event.to_state is TRANSITIONS[state, Step(event.kind)]
                    state = event.to_state
                    attempt += event.kind is EventKind.CLAIM
                    assert event.attempt == attempt
            assert (state, attempt) == (run.state, run.attempt)
            assert run.crashes <= MAX_CRASHES

    @invariant()
    def visible_text_is_of_one_attempt(self) -> None:
        if not hasattr(self, "programs"):
            return
        with sqlite3.connect(self.paths.registry) as db:
            windows = db.execute(
                "SELECT run_id, attempt, number FROM windows ORDER BY run_id, attempt, number"
            ).fetchall()
        db.close()
        for run in self.runs():
            numbers = [number for run_id, attempt, number in windows if (run_id, attempt) == (run.run_id, run.attempt)]
            assert numbers == list(range(len(numbers)))
            texts = [segment.text for segment in self.reader.machine_segments(run.run_id, run.attempt)]
            assert texts == [f"text {number}" for number in numbers]
            shown = " ".join(segment.text for segment in self.reader.segments(run.run_id))
            assert run.preview == shown[:PREVIEW_LENGTH].strip()
            if run.state in (State.RUNNING, State.COMPLETED):
                assert run.windows_done == len(numbers)

    def _finish_everything(self) -> None:
        """From here on nothing goes wrong: everything that is not paused must end."""
        self.clock.advance(LEASE_S * 2)  # past every pause after a failed start
        self.do(self.programs[0].registry(Registry.restore, self.accepted))
        for _ in range(len(self.accepted) * (MAX_CRASHES + 2) + 5):
            for program in self.programs:
                self.do(program.lease.renew())
                self.do(program.look())
            self.drop(0)
            while (job := self.job(0)) is not None:
                program, worker, start = job
                del worker.started[start.run_id, start.attempt]
                self.say(program, worker, Finished(start.run_id, start.attempt, _window(start), 9.0))
            if all(run.state.is_terminal or run.state is State.PAUSED for run in self.runs()):
                return
        raise AssertionError([run for run in self.runs() if not run.state.is_terminal])


def _window(start: Start) -> FinishedWindow:
    at = start.resume_at_s
    return FinishedWindow(start.next_number, at, at + 3.0, (Segment(at, at + 3.0, f"text {start.next_number}"),), "en")


def _after(start: Start) -> Start:
    """The job as it stands behind its next window."""

    return replace(start, resume_at_s=start.resume_at_s + 3.0, next_number=start.next_number + 1)


#: Thousands of transactions reach the disk: seconds on most machines, minutes where the disk is shared.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(
    max_examples=50, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)
