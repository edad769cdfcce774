"""Short forms of `make load`: some hundred clips at once, and an hour of simulated use."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.engine import Engine
from engine.paths import Paths
from engine.run import State
from engine.scheduler import LOOK_AHEAD
from tests.fakes import FakeClock
from tests.load.burst import burst
from tests.load.day import Plan, a_day
from tests.load.ledger import Ledger
from tests.load.played import PlayedPool
from tests.load.simulated import simulated_loop
from tests.machines import a_machine


@pytest.mark.slow
@pytest.mark.parametrize("as_command", [False, True])
async def test_hundreds_at_once_end_with_their_right_text(home: Paths, as_command: bool) -> None:
    done = await burst(150, home, as_command=as_command)
    assert not done.faults, str(done)


@pytest.mark.slow
def test_an_hour_of_use_leaves_nothing_behind(home: Paths) -> None:
    day = a_day(home, Plan(hours=1, clips_before=60))
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

    await engine.delete([deleted.run_id])
    audio = engine.audio_path(silent)
    assert audio is not None
    audio.unlink()
    ledger.meant.add(meant.run_id)
    await engine.delete([meant.run_id])
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
        runs = await engine.wait([r.run_id for r in await engine.accept([clip] * 150, session_id=session.session_id)])
        await engine.close()
        return [run.state for run in runs]

    with simulated_loop(clock) as loop:
        assert loop.run_until_complete(hand_over()) == [State.COMPLETED] * 150
    assert 0 < max(remembered) <= LOOK_AHEAD
