"""Who is alive is told by a lock and a lease: the dead are taken over at once, the living never."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread
from engine.run import Clip, NewRun, Options, Ordering, Reason, Run, State
from engine.scheduling.lease import LEASE_S, RENEW_EVERY_S, Lease
from engine.storage.paths import Paths
from tests.support.fakes import FakeClock

ROOT = Path(__file__).parents[3]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def registry(home: Paths, clock: FakeClock) -> AsyncIterator[RegistryThread]:
    registry = RegistryThread()
    await registry.open(home.registry, clock)
    yield registry
    await registry.close()


async def claimed_by(lease: Lease, registry: RegistryThread) -> Run:
    session, _ = await registry(Registry.open_session, "a day", Ordering.CONCURRENT)
    new = NewRun(Clip("c", "note.wav", "/note.wav", stored_as="c.wav"), Options())
    [run] = await registry(Registry.add_runs, session.session_id, [new])
    [run] = await registry(Registry.claim, [run.run_id], lease.owner)
    return run


async def test_the_living_keep_their_runs(home: Paths, registry: RegistryThread, clock: FakeClock) -> None:
    mine, other = Lease(home.owners, registry, clock), Lease(home.owners, registry, clock)
    await mine.take()
    await other.take()
    run = await claimed_by(mine, registry)

    assert await other.take_over() == []
    assert await mine.take_over() == []
    assert await registry(Registry.run, run.run_id) == run

    [given_back] = await mine.give_back(Reason("engine_closed"))
    assert (given_back.state, given_back.owner, given_back.attempt) == (State.QUEUED, None, 1)
    await other.give_back(Reason("engine_closed"))
    assert list(home.owners.iterdir()) == [], "a lock file was left"


async def test_a_lease_that_runs_out_is_taken_and_cannot_be_renewed(
    home: Paths, registry: RegistryThread, clock: FakeClock
) -> None:
    """A process that is stopped holds its lock for ever, but renews nothing."""
    stopped, other = Lease(home.owners, registry, clock), Lease(home.owners, registry, clock)
    await stopped.take()
    await other.take()
    run = await claimed_by(stopped, registry)

    for _ in range(2 * int(LEASE_S / RENEW_EVERY_S)):
        assert await stopped.renew() and await other.renew()
        clock.advance(RENEW_EVERY_S)
        assert await other.take_over() == []
    for _ in range(int(LEASE_S / RENEW_EVERY_S) - 1):
        clock.advance(RENEW_EVERY_S)
        assert await other.take_over() == []
    clock.advance(RENEW_EVERY_S)

    assert [taken.run_id for taken in await other.take_over()] == [run.run_id]
    assert not await stopped.renew()
    assert await stopped.give_back(Reason("owner_lost")) == []
    await other.give_back(Reason("engine_closed"))


async def test_nobody_is_missed_while_all_sleep(home: Paths, registry: RegistryThread, clock: FakeClock) -> None:
    """A lid that is closed for a night: the program that wakes first does not take the other for dead."""
    one, other = Lease(home.owners, registry, clock), Lease(home.owners, registry, clock)
    await one.take()
    await other.take()
    run = await claimed_by(one, registry)
    for _ in range(5):
        assert await other.take_over() == []
        clock.advance(9 * 3600)
        assert await other.renew() and await other.take_over() == []
        clock.advance(RENEW_EVERY_S)
        assert await one.renew() and await one.take_over() == []
    assert (await registry(Registry.run, run.run_id)).owner == one.owner
    for lease in (one, other):
        await lease.give_back(Reason("engine_closed"))


KILLED = """
import asyncio, os, sys
from pathlib import Path
from engine.clock import SystemClock
from engine.scheduling.lease import Lease
from engine.registry.thread import RegistryThread

async def main(owners, registry_file):
    registry = RegistryThread()
    await registry.open(registry_file, SystemClock())
    lease = Lease(owners, registry, SystemClock())
    await lease.take()
    print(lease.owner, flush=True)
    sys.stdin.read()

asyncio.run(main(*map(Path, sys.argv[1:])))
"""


def start_victim(home: Paths) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", KILLED, home.owners, home.registry],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


async def test_a_killed_process_is_known_to_be_dead_at_once(
    home: Paths, registry: RegistryThread, clock: FakeClock
) -> None:
    lease = Lease(home.owners, registry, clock)
    await lease.take()
    with start_victim(home) as victim:
        assert victim.stdout is not None
        owner = victim.stdout.readline().strip()
        session, _ = await registry(Registry.open_session, "a day", Ordering.CONCURRENT)
        new = NewRun(Clip("c", "note.wav", "/note.wav", stored_as="c.wav"), Options())
        [run] = await registry(Registry.add_runs, session.session_id, [new])
        await registry(Registry.claim, [run.run_id], owner)
        assert await lease.take_over() == []
        victim.kill()
        victim.wait()

        [taken] = await lease.take_over()

    assert (taken.run_id, taken.state, taken.reason) == (run.run_id, State.QUEUED, Reason("owner_lost"))
    assert await lease.take_over() == []
    await lease.give_back(Reason("engine_closed"))
