"""Real processes: what they say arrives in order, their death is told once and names what they were at."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from engine.processes import pool as pools
from engine.processes.pool import Died, MessageReceived, ProcessPool, WorkerEvent, name_exit
from engine.protocol import Drop, Finished, Message, Opened, Plan, Ready, Start, WindowDone
from engine.run import Options
from engine.storage.paths import Paths
from tests.support.fakes import FakeClock
from tests.support.scripted_worker import BLINK_S, script, scripted_pool
from tests.support.starter import starter
from tests.support.warm_workers import started_children


class Ear:
    """Hears workers and keeps what they said."""

    def __init__(self) -> None:
        self.events: list[WorkerEvent] = []
        self._changed = asyncio.Event()

    def __call__(self, event: WorkerEvent) -> None:
        self.events.append(event)
        self._changed.set()

    def messages(self, worker_id: int) -> list[Message]:
        return [e.message for e in self.events if isinstance(e, MessageReceived) and e.worker_id == worker_id]

    def deaths(self, worker_id: int) -> list[Died]:
        return [e for e in self.events if isinstance(e, Died) and e.worker_id == worker_id]

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(20):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    async def death(self, worker_id: int) -> Died:
        await self.until(lambda: self.deaths(worker_id))
        [death] = self.deaths(worker_id)
        return death


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def pool(home: Paths, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ProcessPool]:
    monkeypatch.setattr(pools, "WATCH_EVERY_S", 0.05)
    pool = scripted_pool(home.logs / "worker.log")
    yield pool
    await pool.close()


def is_at_work(ear: Ear, worker_id: int) -> bool:
    return any(isinstance(message, Opened) for message in ear.messages(worker_id))


def start(path: Path, run_id: str = "r", *, alone: bool = False) -> Start:
    return Start(run_id, 1, path, starter(), Options(), Plan(), alone=alone)


@pytest.mark.usefixtures("spawned_workers")
async def test_what_a_worker_says_arrives_in_order(pool: ProcessPool, ear: Ear, tmp_path: Path) -> None:
    worker = await pool.start(ear)
    pool.send(worker, start(script(tmp_path / "clip", "say one", "say two", "say three")))

    await ear.until(lambda: len(ear.messages(worker)) == 5)

    ready, opened, one, two, three = ear.messages(worker)
    assert isinstance(ready, Ready) and isinstance(opened, Opened) and isinstance(three, Finished)
    assert [message.window.number for message in (one, two) if isinstance(message, WindowDone)] == [0, 1]


@pytest.mark.parametrize(("action", "signal_name"), [("kill", "SIGKILL"), ("exit", "exit status 3")])
async def test_a_death_is_told_once_after_all_that_was_said(
    pool: ProcessPool, ear: Ear, tmp_path: Path, action: str, signal_name: str
) -> None:
    worker = await pool.start(ear)
    pool.send(worker, start(script(tmp_path / "clip", *(f"say {n}" for n in range(200)), action, "say no more")))

    death = await ear.death(worker)

    assert (death.signal, death.suspects, death.hung_for_s) == (signal_name, frozenset({"r"}), None)
    assert len(ear.messages(worker)) == 202 and ear.events[-1] is death
    pool.send(worker, start(tmp_path / "clip"))  # lost, and no error
    pool.kill(worker)


async def test_all_in_hand_are_suspects_unless_one_is_on_trial(pool: ProcessPool, ear: Ear, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    for on_trial, suspects in ((False, {"a", "b"}), (True, {"b"})):
        worker = await pool.start(ear)
        hold = start(script(tmp_path / "hold", f"await {gate}"), "hold", alone=True)
        pool.send(worker, hold)
        await ear.until(partial(is_at_work, ear, worker))
        pool.send(worker, start(script(tmp_path / "a", "kill"), "a"))
        pool.send(worker, start(script(tmp_path / "b", "kill"), "b", alone=on_trial))
        pool.send(worker, Drop("hold", 1))
        assert (await ear.death(worker)).suspects == suspects


async def test_a_hung_worker_is_killed_and_named(pool: ProcessPool, ear: Ear, tmp_path: Path) -> None:
    hung, other = await pool.start(ear), await pool.start(ear)
    pool.send(hung, start(script(tmp_path / "clip", "say one", "hang", "say two")))

    death = await ear.death(hung)

    assert (death.hung_for_s, death.suspects) == (BLINK_S, frozenset({"r"}))
    pool.send(other, start(script(tmp_path / "good", "say two")))
    await ear.until(lambda: any(isinstance(message, Finished) for message in ear.messages(other)))
    assert not ear.deaths(other)


async def test_a_night_is_no_silence(home: Paths, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lid is closed while a worker is busy, and while one is about to answer: nobody was there to be heard."""
    monkeypatch.setattr(pools, "WATCH_EVERY_S", 0.05)
    clock, gate = FakeClock(), tmp_path / "gate"
    pool = scripted_pool(home.logs / "worker.log", clock)
    worker = await pool.start(ear)
    pool.send(worker, start(script(tmp_path / "clip", f"await {gate}", "say at last")))
    await ear.until(partial(is_at_work, ear, worker))
    pool.send(worker, start(script(tmp_path / "next", "say next"), "next"))
    for _ in range(3):
        clock.advance(9 * 3600)
        await asyncio.sleep(0.3)
    gate.touch()
    await ear.until(lambda: len([m for m in ear.messages(worker) if isinstance(m, Finished)]) == 2)
    assert not ear.deaths(worker)
    await pool.close()


async def test_a_worker_that_never_says_a_word_is_killed(
    pool: ProcessPool, ear: Ear, home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "START_LIMIT_S", 0.3)
    (home.logs / "no-word").touch()
    death = await ear.death(await pool.start(ear))
    assert death.hung_for_s == 0.3 and not death.suspects


async def test_a_worker_that_does_not_answer_is_killed(
    pool: ProcessPool, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "ANSWER_LIMIT_S", 1.0)
    mute, busy = await pool.start(ear), await pool.start(ear)
    gate = tmp_path / "gate"
    pool.send(busy, start(script(tmp_path / "long", f"await {gate}", "say at last")))
    await ear.until(partial(is_at_work, ear, busy))
    await ear.until(lambda: ear.messages(mute))  # it is up: from here on an answer is expected
    pool.send(busy, start(script(tmp_path / "next", "say next"), "next"))  # not answered while the first one is done
    pool.send(mute, Drop("gone", 1))  # needs no answer
    pool.send(mute, start(script(tmp_path / "clip", "mute")))

    death = await ear.death(mute)

    assert death.hung_for_s == 1.0 and not death.suspects
    gate.touch()
    await ear.until(lambda: len([m for m in ear.messages(busy) if isinstance(m, Finished)]) == 2)


async def test_what_is_no_message_is_the_end_of_a_worker(pool: ProcessPool, ear: Ear, tmp_path: Path) -> None:
    worker = await pool.start(ear)
    pool.send(worker, start(script(tmp_path / "clip", "garbage")))
    death = await ear.death(worker)
    assert death.is_confused and death.suspects == {"r"}


async def test_a_worker_that_closes_its_pipe_does_not_live_on(
    pool: ProcessPool, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "END_LIMIT_S", 0.1)
    worker = await pool.start(ear)
    pool.send(worker, start(script(tmp_path / "clip", "deaf")))
    assert (await ear.death(worker)).signal == "SIGKILL"


async def test_closing_keeps_what_was_said_and_ends_all(home: Paths, ear: Ear, tmp_path: Path) -> None:
    pool = scripted_pool(home.logs / "worker.log")
    workers = [await pool.start(ear) for _ in range(3)]
    for worker in workers:
        pool.send(worker, start(script(tmp_path / "clip", *["say so"] * 100, f"await {tmp_path / 'never'}")))
    await ear.until(lambda: all(len(ear.messages(worker)) > 50 for worker in workers))

    await pool.close()

    assert all(len(ear.deaths(worker)) == 1 for worker in workers)
    assert not started_children()


def test_exits_have_names() -> None:
    assert name_exit(-signal.SIGSEGV) == "SIGSEGV"
    assert name_exit(3) == "exit status 3"
    assert name_exit(-250) == "exit status -250"
