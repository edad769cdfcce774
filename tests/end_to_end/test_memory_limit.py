"""The worker runs out of memory, for real: by a limit that the system keeps, in whatever thread or library it ends.

What becomes of it is any of many: an error of Python, of CTranslate2, of the detector of speech, a segmentation fault,
an abort. Each must end in front of the person, with a sentence that helps, and take no other run with it.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from engine.clock import SystemClock
from engine.engine import Engine
from engine.events import EventKind
from engine.machine.plans import Limits
from engine.messages import explain
from engine.processes.pool import ProcessPool
from engine.run import Options, Run, State
from engine.storage.paths import Paths
from tests.benchmarks.shapes import make_model
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.following import events_of, finished, hand_over, texts_of
from tests.support.limited_worker import limited_worker
from tests.support.starter import starter

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit of a process's memory")

MB = 1_000_000
OpenLimited = Callable[..., Awaitable[Engine]]


@pytest.fixture
async def open_limited(home: Paths) -> AsyncIterator[OpenLimited]:
    """Opens engines whose worker has as little memory as told."""
    async with AsyncExitStack() as engines:

        async def open_limited(moment: str, spare_bytes: int, threads: int = 2) -> Engine:
            target = limited_worker(moment, spare_bytes, home.logs)
            pool = ProcessPool(home.logs / "worker.log", SystemClock(), target=target)
            engine = await Engine.open(home, pool=pool, limits=Limits(batch_size=8, threads=threads))
            engines.push_async_callback(engine.close)
            return engine

        yield open_limited


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A model seven times the bundled one. It says the same of all sound."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = make_model("tiny", tokens=12)
    (folder / "everyclip.toml").write_text("encoder_margin_frames = 800", encoding="utf-8")
    return str(folder)


@pytest.fixture
def larger(large: str) -> str:
    """A model so large that it does not fit into what another thread had when the limit was set, and gives back."""
    return str(make_model("base", tokens=12))


def is_told(run: Run) -> bool:
    """Whether it is done, or a person reads that memory is what was missing, and what to do."""
    if run.state is State.COMPLETED:
        return True
    sentence = explain(run.reason) if run.reason is not None else ""
    return run.state is State.FAILED and "memory" in sentence and "smaller model" in sentence


async def reasons_of(engine: Engine, run: Run) -> list[str]:
    return [str(event.detail["code"]) for event in await events_of(engine, run, EventKind.REQUEUE)]


@pytest.mark.parametrize("spare_bytes", [1 * MB, 8 * MB])
@pytest.mark.parametrize("moment", ["hears", "loads", "transcribes"])
async def test_wherever_memory_ends_it_is_told_and_a_retry_is_enough(
    home: Paths, open_limited: OpenLimited, moment: str, spare_bytes: int
) -> None:
    engine = await open_limited(moment, spare_bytes)
    runs = await finished(engine, await hand_over(engine, *sample_paths(2)))
    assert all(is_told(run) for run in runs), [run.reason for run in runs]

    (home.logs / "plenty").touch()
    await engine.runs.retry([run.run_id for run in runs if run.state is State.FAILED])
    runs = await finished(engine, runs)

    assert [run.state for run in runs] == [State.COMPLETED] * 2
    assert await texts_of(engine, runs) == sample_texts(2)


async def test_a_batch_that_is_too_large_is_tried_again_in_a_smaller_one(open_limited: OpenLimited, large: str) -> None:
    engine = await open_limited("batches", 200 * MB, threads=1)
    runs = await hand_over(engine, *sample_paths(6), options=Options(model=large))
    runs = await finished(engine, runs)

    assert [run.state for run in runs] == [State.COMPLETED] * 6
    [text] = set(await texts_of(engine, runs))
    assert text
    told = {reason for run in runs for reason in await reasons_of(engine, run)}
    assert told and told <= {"out_of_memory_lighter", "worker_died", "worker_shared_death"}


async def test_a_worker_that_the_system_kills_for_its_memory_goes_on_in_a_lighter_way(
    open_limited: OpenLimited, large: str
) -> None:
    engine = await open_limited("outgrows", 200 * MB, threads=1)
    runs = await hand_over(engine, *sample_paths(6), options=Options(model=large))
    runs = await finished(engine, runs)

    assert [run.state for run in runs] == [State.COMPLETED] * 6
    assert len(set(await texts_of(engine, runs))) == 1
    deaths = [event.detail for run in runs for event in await events_of(engine, run, EventKind.REQUEUE)]
    assert deaths and {detail["signal"] for detail in deaths} == {"SIGKILL"}


async def test_a_model_that_cannot_be_loaded_fails_and_the_others_go_on(open_limited: OpenLimited, larger: str) -> None:
    """Nothing but the loading of the large model is limited: a limit goes for all threads, so the others come before
    and after."""
    engine = await open_limited(f"loads {Path(larger).name}", 5 * MB)
    before = await finished(engine, await hand_over(engine, *sample_paths(1)))
    [bad] = await finished(engine, await hand_over(engine, *sample_paths(1), options=Options(model=larger)))
    others = [*before, *await finished(engine, await hand_over(engine, *sample_paths(3)))]

    assert bad.state is State.FAILED and is_told(bad)
    assert [run.state for run in others] == [State.COMPLETED] * 4
    assert await texts_of(engine, others[1:]) == sample_texts(3)


async def test_a_model_too_large_for_the_limit_is_not_even_tried(open_limited: OpenLimited, tmp_path: Path) -> None:
    """The limit is known beforehand, as where somebody has set it with `ulimit -v`."""
    engine = await open_limited("lives", 2000 * MB)
    huge = tmp_path / "huge"
    huge.mkdir()
    for file in starter().path.iterdir():
        (huge / file.name).write_bytes(file.read_bytes())
    with (huge / "more-weights.bin").open("wb") as weights:
        weights.truncate(3000 * MB)  # which takes no room on the disk

    [large] = await hand_over(engine, *sample_paths(1), options=Options(model=str(huge)))
    [large, *others] = await finished(engine, [large, *await hand_over(engine, *sample_paths(3))])

    assert (large.state, large.attempt) == (State.FAILED, 1)
    assert large.reason is not None and large.reason.code == "model_too_large_other_fits"
    assert [run.state for run in others] == [State.COMPLETED] * 3
    assert await texts_of(engine, others) == sample_texts(3)
