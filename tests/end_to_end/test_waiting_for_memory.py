"""Other programs have the memory for a while: what does not fit waits, says so, and goes on by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from engine.clock import SystemClock
from engine.engine import Engine
from engine.events import WaitReason
from engine.machine import hardware
from engine.messages import explain, explain_wait
from engine.processes.pool import ProcessPool
from engine.run import Options, State
from engine.storage.paths import Paths
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.following import Diary, finished, hand_over, texts_of
from tests.support.machines import a_machine
from tests.support.short_worker import FILE, TOTAL_BYTES, memory_of, short_worker
from tests.support.starter import starter

CLIPS = 24


@pytest.fixture
def free(home: Paths, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that says how many bytes are free, to this process and to its workers."""
    file = home.logs / FILE
    make_free(file, 900)
    for name in ("memory", "shared_memory"):
        monkeypatch.setattr(hardware, name, lambda root=Path("/"): memory_of(file))
    return file


@pytest.fixture
async def engine(home: Paths, free: Path) -> AsyncIterator[Engine]:
    pool = ProcessPool(home.logs / "worker.log", SystemClock(), target=partial(short_worker, free))
    engine = await Engine.open(home, pool=pool, survey=lambda: a_machine(memory_gb=TOTAL_BYTES / 1e9))
    yield engine
    await engine.close()


async def test_what_does_not_fit_now_waits_and_goes_on(engine: Engine, free: Path) -> None:
    diary = Diary(engine)
    runs = await hand_over(engine, *sample_paths(CLIPS))
    waiting = await diary.until(runs[0], lambda run: run.state is State.QUEUED and run.attempt == 1)

    assert waiting.reason is not None and "continues by itself" in explain(waiting.reason)
    for run in (waiting, runs[-1]):
        wait = engine.why_waiting(run)
        assert wait.why is WaitReason.MEMORY
        assert explain_wait(wait).startswith("waiting for memory: needs about 256 MB")
        assert explain_wait(wait).endswith(" 100 MB are free")

    make_free(free, 4000)
    runs = await finished(engine, runs)
    assert [run.state for run in runs] == [State.COMPLETED] * CLIPS
    assert max(run.attempt for run in runs) == 2 and runs[-1].attempt == 1
    assert await texts_of(engine, runs) == sample_texts(CLIPS)


async def test_who_waits_for_memory_holds_up_no_smaller_model(
    engine: Engine, home: Paths, free: Path, tmp_path: Path
) -> None:
    make_free(free, 2500)
    large = _of_size(tmp_path / "large", 3_000_000_000)
    diary = Diary(engine)
    waits = await hand_over(engine, *sample_paths(2), options=Options(model=large))
    await diary.until(waits[0], lambda run: run.reason is not None and run.state is State.QUEUED)
    passing = await finished(engine, await hand_over(engine, *sample_paths(3)))
    assert [run.state for run in passing] == [State.COMPLETED] * 3
    assert [run.state for run in await engine.runs.some([run.run_id for run in waits])] == [State.QUEUED] * 2


async def test_what_can_never_fit_fails_at_once(engine: Engine, tmp_path: Path) -> None:
    huge = _of_size(tmp_path / "huge", 9_000_000_000)
    [run] = await finished(engine, await hand_over(engine, *sample_paths(1), options=Options(model=huge)))
    assert run.state is State.FAILED and run.reason is not None
    assert run.reason.code.startswith("model_too_large")


def make_free(file: Path, megabytes: int) -> None:
    file.write_text(f"{megabytes}000000", "ascii")


def _of_size(folder: Path, size_bytes: int) -> str:
    """A model whose files claim so much, and take no room on the disk."""
    folder.mkdir()
    for file in starter().path.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    with (folder / "more-weights.bin").open("wb") as weights:
        weights.truncate(size_bytes)
    return str(folder)
