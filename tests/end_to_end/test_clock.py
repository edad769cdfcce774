"""The clock of the computer jumps back and forth, as by a battery that is empty or a time server: no run is lost."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine import engine as engines
from engine.clock import SystemClock
from engine.days import DAY_S
from engine.engine import Engine
from engine.registry.retention import Rule
from engine.run import State
from engine.storage.paths import Paths
from tests.end_to_end.following import finished, hand_over, texts_of
from tests.support.fakes import FakePool
from tests.support.scripted_worker import script, scripted_pool
from tests.support.starter import furnish, samples

HOUR_S = 3600.0
ROOT = Path(__file__).parents[2]
#: No command takes longer, on any machine.
LIMIT_S = 300
#: These start several programs one after the other.
pytestmark = pytest.mark.timeout(4 * LIMIT_S)


@pytest.mark.parametrize("command", ["transcribe", "transcribe --in-order"])
def test_a_command_ends_though_the_clock_steps_back(home: Paths, command: str) -> None:
    """By 30 s, as its clips are handed over: it follows their ids, not times."""
    first, second, *_ = samples()
    clock = ["-m", "tests.support.set_clock", "0", "-30"]
    program = [sys.executable, *clock, *command.split(), str(first.path), str(second.path)]
    done = subprocess.run(
        program, check=False, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=LIMIT_S
    )
    assert (done.returncode, first.text in done.stdout, second.text in done.stdout) == (0, True, True), done.stderr


def transcribe(clip: Path, before_s: float = 0.0, after_s: float = 0.0) -> Any:
    """The real command, on a computer whose clock is wrong by so much before and after it hands the clip over."""
    clock = ["-m", "tests.support.set_clock", str(before_s), str(after_s)]
    program = [sys.executable, *clock, "transcribe", str(clip), "--json"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=True)
    return json.loads(done.stdout)["runs"][0]


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which a clip was transcribed while the clock was right."""
    paths = furnish(Paths(tmp_path_factory.mktemp("used")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVERYCLIP_HOME", str(paths.home))
        transcribe(samples()[0].path)
    return paths.home


@pytest.mark.parametrize("wrong_s", [400 * DAY_S, 50 * DAY_S, -26 * 365 * DAY_S, -50 * 365 * DAY_S])
async def test_a_wrong_clock_empties_no_bin_and_lets_nothing_go(home: Paths, used: Path, wrong_s: float) -> None:
    """For one start, a real one: a year ahead, some weeks ahead, in 2000, in the seventies; then it is right again."""
    second = samples()[1]
    shutil.copytree(used, home.home, ignore=shutil.ignore_patterns("models"), dirs_exist_ok=True)
    engine = await Engine.open(home, works=False)
    [deleted] = await engine.runs.all()
    await engine.trash.delete([deleted.run_id])
    await engine.close()
    transcribe(second.path, wrong_s, wrong_s)
    engine = await Engine.open(home)
    await finished(engine, await hand_over(engine, second.path))
    await engine.close()

    engine = await Engine.open(home, pool=FakePool())
    await engine.trash.set_retention(Rule(days=1))
    assert [run.run_id for run in await engine.trash.deleted_runs()] == [deleted.run_id]
    assert [run.clip.stored_as is not None for run in await engine.runs.all()] == [True] * 2
    assert 29 < (await engine.trash.bin_days_left())[deleted.run_id] <= 30
    await engine.close()


@pytest.mark.parametrize("step_s", [86_400.0, -86_400.0])
def test_a_command_tells_how_long_it_took_and_not_how_far_the_clock_was_set(home: Paths, step_s: float) -> None:
    times = transcribe(samples()[0].path, 0.0, step_s)["timings"]
    assert 0.0 < times["working_s"] <= times["total_s"] < 100.0


class JumpingClock(SystemClock):
    """An hour later, then an hour earlier, and a year, at each look."""

    def __init__(self) -> None:
        self._jumps = itertools.cycle([0.0, HOUR_S, -HOUR_S, 0.0, 365 * 24 * HOUR_S, -24 * HOUR_S])

    def now(self) -> float:
        return super().now() + next(self._jumps)


async def test_runs_end_once_each_whatever_the_clock_says(
    home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two programs, and neither takes the other for dead."""
    monkeypatch.setattr(engines, "RENEW_EVERY_S", 0.05)
    pools = [scripted_pool(home.logs / f"{n}.log") for n in range(2)]
    both = [await Engine.open(home, clock=JumpingClock(), pool=pool) for pool in pools]
    try:
        clips = [script(tmp_path / f"{n}.wav", f"say number {n}") for n in range(20)]
        runs = await finished(both[0], await hand_over(both[0], *clips))
        assert [(run.state, run.attempt) for run in runs] == [(State.COMPLETED, 1)] * 20
        assert await texts_of(both[1], runs) == [f"number {n}" for n in range(20)]
    finally:
        for engine in both:
            await engine.close()
