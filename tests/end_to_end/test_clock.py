"""The clock of the computer jumps back and forth, as by a battery that is empty or a time server: no run is lost."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from engine import engine as engines
from engine.clock import SystemClock
from engine.engine import Engine
from engine.paths import Paths
from engine.pool import ProcessPool
from engine.run import State
from tests.end_to_end.following import finished, hand_over, texts_of
from tests.scripted_worker import script, scripted_worker
from tests.starter import samples

HOUR_S = 3600.0
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("command", ["transcribe", "transcribe --in-order"])
def test_a_command_ends_though_the_clock_steps_back(home: Paths, command: str) -> None:
    """By 30 s, as its clips are handed over: it follows their ids, not times."""
    first, second, *_ = samples()
    program = [sys.executable, "-m", "tests.set_clock", "0", "-30", *command.split(), first.path, second.path]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert (done.returncode, first.text in done.stdout, second.text in done.stdout) == (0, True, True), done.stderr


class JumpingClock(SystemClock):
    """An hour later, then an hour earlier, and a year, at each look."""

    def __init__(self) -> None:
        self._jumps = itertools.cycle([0.0, HOUR_S, -HOUR_S, 0.0, 365 * 24 * HOUR_S, -24 * HOUR_S])

    def now(self) -> float:
        return super().now() + next(self._jumps)


async def test_runs_end_once_each_whatever_the_clock_says(
    home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two programs that take each other for dead, again and again: a lease is a time."""
    monkeypatch.setattr(engines, "RENEW_EVERY_S", 0.05)
    pools = [ProcessPool(home.logs / f"{n}.log", SystemClock(), target=scripted_worker) for n in range(2)]
    both = [await Engine.open(home, clock=JumpingClock(), pool=pool) for pool in pools]
    try:
        clips = [script(tmp_path / f"{n}.wav", f"say number {n}") for n in range(20)]
        runs = await finished(both[0], await hand_over(both[0], *clips))
        assert [run.state for run in runs] == [State.COMPLETED] * 20
        assert await texts_of(both[1], runs) == [f"number {n}" for n in range(20)]
    finally:
        for engine in both:
            await engine.close()
