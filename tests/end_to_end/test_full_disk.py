"""A data folder that cannot be written for a while costs work that is done again, and no run."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from engine import engine as engines
from engine.events import EventKind
from engine.registry.registry import Registry
from engine.run import State
from tests.end_to_end.conftest import OpenEngine
from tests.end_to_end.following import Diary, events_of, finished, hand_over, moment, texts_of
from tests.support.scripted_worker import script


class Disk:
    """Whether the registry can be written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_full = False
        begin = Registry._transaction

        def transaction(registry: Registry) -> AbstractContextManager[None]:
            if self.is_full:
                raise sqlite3.OperationalError("database or disk is full")
            return begin(registry)

        monkeypatch.setattr(Registry, "_transaction", transaction)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    monkeypatch.setattr(engines, "RENEW_EVERY_S", 0.1)
    monkeypatch.setattr(engines, "LOOK_EVERY_S", 0.1)
    return Disk(monkeypatch)


@pytest.mark.expects_warnings
async def test_all_runs_in_hand_go_on_when_there_is_space_again(
    open_engine: OpenEngine, disk: Disk, tmp_path: Path
) -> None:
    engine = await open_engine(scripted=True)
    diary, gate = Diary(engine), tmp_path / "gate"
    clips = [script(tmp_path / f"{n}.wav", f"await {gate}", f"say number {n}") for n in range(3)]
    runs = await hand_over(engine, *clips)
    for run in runs:
        await diary.until(run, lambda run: run.state is State.RUNNING)

    disk.is_full = True
    gate.touch()
    await moment(engine, lambda: len(diary.troubles) >= 4)
    disk.is_full = False
    runs = await finished(engine, runs)

    assert set(diary.troubles) == {"registry_trouble"}
    assert [run.state for run in runs] == [State.COMPLETED] * 3
    assert await texts_of(engine, runs) == ["number 0", "number 1", "number 2"]
    for run in runs:  # nobody took them for dead meanwhile: the lease was looked after all the time
        assert len(await events_of(engine, run, EventKind.REQUEUE)) == 1


@pytest.mark.expects_warnings
async def test_closing_does_not_wait_for_space(open_engine: OpenEngine, disk: Disk, tmp_path: Path) -> None:
    engine = await open_engine(scripted=True)
    diary = Diary(engine)
    [run] = await hand_over(engine, script(tmp_path / "clip.wav", f"1 await {tmp_path / 'never'}", "say all is well"))
    await diary.until(run, lambda run: run.state is State.RUNNING)

    disk.is_full = True
    async with asyncio.timeout(10):
        with pytest.raises(sqlite3.OperationalError):
            await engine.close()
    disk.is_full = False
    [run] = await finished(await open_engine(scripted=True), [run])

    assert (run.state, run.attempt) == (State.COMPLETED, 2)
