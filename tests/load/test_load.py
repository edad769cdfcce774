"""Short forms of `make load`: some dozens of clips at once, and an hour of simulated use."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from engine.cli.live_table import PlainLines
from engine.cli.transcribe import watch_runs
from engine.engine import RETENTION_EVERY_S, Engine
from engine.run import State
from engine.scheduling.scheduler import LOOK_AHEAD
from engine.storage.paths import Paths
from engine.trash_requests import KEEP_DELETED_S
from tests.load.burst import burst
from tests.load.churn import churn
from tests.load.day import Plan, a_day
from tests.load.ledger import Ledger
from tests.load.measures import timed_registry
from tests.load.played import PlayedPool
from tests.load.simulated import simulated_loop
from tests.support.fakes import FakeClock
from tests.support.machines import a_machine


@pytest.mark.slow
@pytest.mark.parametrize(("clips", "as_command"), [(60, False), (40, True)])
async def test_many_at_once_end_with_their_right_text(home: Paths, clips: int, as_command: bool) -> None:
    done = await burst(clips, home, as_command=as_command)
    assert not done.faults, str(done)


@pytest.mark.slow
async def test_workers_leave_nothing_behind(home: Paths) -> None:
    done = await churn(4, home.logs)
    assert not done.faults, str(done)


@pytest.mark.slow
def test_an_hour_of_use_leaves_nothing_behind(home: Paths) -> None:
    day = a_day(home, Plan(hours=1, clips_before=120))
    assert not day.faults, str(day)
    assert day.clips > 100 and day.visits > 0


async def test_the_ledger_finds_what_is_gone_and_should_not_be(home: Paths, tmp_path: Path) -> None:
    engine = await Engine.open(home, works=False)
    ledger = Ledger()
    engine.subscribe(ledger.hear)
    clip = tmp_path / "speech.wav"
    clip.write_bytes(b"speech")
    session = await engine.open_session("s")
    deleted, silent, meant, _ = await engine.accept([clip] * 4, session_id=session.session_id)
    assert await ledger.check(engine) == 4 and not ledger.faults

    await engine.trash.delete([deleted.run_id])
    audio = engine.audio_path(silent)
    assert audio is not None
    audio.unlink()
    ledger.meant.add(meant.run_id)
    await engine.trash.delete([meant.run_id])
    await ledger.check(engine)

    assert {fault.split()[0] for fault in ledger.faults} == {deleted.run_id, silent.run_id}
    await engine.close()


def test_a_scheduler_remembers_only_what_waits(home: Paths, tmp_path: Path) -> None:
    """Of clips whose length cannot be read beforehand it must not ask again; but that ends when they begin."""
    clock = FakeClock()
    remembered: list[int] = []

    async def hand_over() -> list[State]:
        engine = await Engine.open(home, clock=clock, pool=PlayedPool(), survey=a_machine)
        engine.subscribe(lambda _: remembered.append(len(engine._scheduler._probed)))
        clip = tmp_path / "speech.wav"
        clip.write_bytes(b"speech " + bytes(100))
        session = await engine.open_session("s")
        runs = await engine.runs.wait(
            [r.run_id for r in await engine.accept([clip] * 150, session_id=session.session_id)]
        )
        await engine.close()
        return [run.state for run in runs]

    with simulated_loop(clock) as loop:
        assert loop.run_until_complete(hand_over()) == [State.COMPLETED] * 150
    assert 0 < max(remembered) <= LOOK_AHEAD


def test_a_bin_is_emptied_in_time_by_a_program_that_stays_open(home: Paths, tmp_path: Path) -> None:
    clock = FakeClock()
    clip = tmp_path / "speech.wav"
    clip.write_bytes(b"speech " + bytes(100))

    async def stay_open() -> None:
        engine = await Engine.open(home, clock=clock, pool=PlayedPool(), survey=a_machine)
        session = await engine.open_session("s")
        runs = await engine.accept([clip, clip], session_id=session.session_id)
        await engine.runs.wait([run.run_id for run in runs])
        await engine.trash.delete([runs[0].run_id])
        clock.advance(KEEP_DELETED_S - RETENTION_EVERY_S)
        await asyncio.sleep(1.0)
        assert len(await engine.trash.deleted_runs()) == 1, "not yet"
        clock.advance(2 * RETENTION_EVERY_S)
        await asyncio.sleep(1.0)
        assert await engine.trash.deleted_runs() == []
        assert len(list(home.vault.iterdir())) == 1
        await engine.close()

    with simulated_loop(clock) as loop:
        loop.run_until_complete(stay_open())


async def test_a_command_reads_its_runs_together(home: Paths, tmp_path: Path) -> None:
    """Another program changes the registry every few seconds, and each time all that are unfinished are read again."""
    engine = await Engine.open(home, works=False)
    session = await engine.open_session("s")
    clip = tmp_path / "speech.wav"
    clip.write_bytes(b"speech")
    async with watch_runs(engine, PlainLines()) as watch:
        await engine.accept([clip] * 50, session_id=session.session_id)
        with timed_registry() as calls:
            await watch._read_again()
    assert {name: len(took) for name, took in calls.took_s.items() if name != "data_version"} == {"some_runs": 1}
    await engine.close()
