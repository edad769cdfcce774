"""Runs whose model is not here yet: they wait visibly, and end with a text or with the reason why it does not come."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from engine.engine import Engine
from engine.errors import ModelInUse
from engine.events import WaitReason
from engine.processes.downloads import DownloadState
from engine.run import Options, Ordering, Run, State
from engine.settings import change_settings, read_settings
from engine.storage.paths import Paths
from models.partial import partial_folder, progress_of
from models.store import ModelState, state_of
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.conftest import OpenEngine
from tests.end_to_end.following import LIMIT_S, finished, hand_over, texts_of
from tests.support.loopback_hub import TINY, Fault, LoopbackHub
from tests.support.starter import STARTER, starter

WITH_TINY = Options(model="tiny")
#: So slow that a test sees the model on its way, and can stop it there.
SLOWLY = 500_000.0


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not holds():  # noqa: ASYNC110 - much of what is waited for is told by nobody
            await asyncio.sleep(0.02)


async def with_some_bytes(engine: Engine) -> None:
    """Until some of its largest file has come, and not all of it."""
    await until(lambda: engine.models.downloads["tiny"].done_bytes > 500_000)


async def waiting(engine: Engine, run: Run) -> str:
    """Why the run waits."""
    assert (await engine.runs.get(run.run_id)).state is State.QUEUED
    return engine.why_waiting(run).why


async def test_runs_wait_for_their_model_while_others_go_on(hub: LoopbackHub, engine: Engine) -> None:
    hub.bytes_per_s = SLOWLY
    engine.models.download("tiny")
    waits = await hand_over(engine, *sample_paths(2), options=WITH_TINY)
    goes = await hand_over(engine, *sample_paths(2))
    done = await finished(engine, goes)
    assert [run.state for run in done] == [State.COMPLETED] * 2
    await with_some_bytes(engine)
    wait = engine.why_waiting(waits[0])
    assert (wait.why, wait.facts["model"]) == (WaitReason.MODEL_COMING, "tiny")
    assert 0 < int(wait.facts["percent"]) < 100

    hub.bytes_per_s = None
    assert await texts_of(engine, await finished(engine, waits)) == sample_texts(2)
    assert not engine.models.downloads


async def test_more_waiting_clips_than_are_looked_at_hide_nobody(hub: LoopbackHub, engine: Engine) -> None:
    hub.bytes_per_s = SLOWLY
    engine.models.download("tiny")
    waits = await hand_over(engine, *sample_paths(40), options=WITH_TINY)
    [goes] = await finished(engine, await hand_over(engine, *sample_paths(1)))
    assert goes.state is State.COMPLETED
    await engine.runs.cancel([run.run_id for run in waits])


async def test_in_order_nobody_passes_who_waits_for_a_model(hub: LoopbackHub, engine: Engine) -> None:
    hub.bytes_per_s = SLOWLY
    engine.models.download("tiny")
    [first] = await hand_over(engine, *sample_paths(1), ordering=Ordering.IN_ORDER, options=WITH_TINY)
    [second] = await hand_over(engine, *sample_paths(1), ordering=Ordering.IN_ORDER)
    await with_some_bytes(engine)
    assert await waiting(engine, first) == WaitReason.MODEL_COMING
    assert (await engine.runs.get(second.run_id)).state is State.QUEUED
    hub.bytes_per_s = None
    first, second = await finished(engine, [first, second])
    assert first.ended_at is not None and second.started_at is not None and first.ended_at <= second.started_at


async def test_a_paused_download_goes_on_where_it_was(hub: LoopbackHub, engine: Engine) -> None:
    hub.bytes_per_s = SLOWLY
    engine.models.download("tiny")
    [run] = await hand_over(engine, *sample_paths(1), options=WITH_TINY)
    await with_some_bytes(engine)
    await engine.models.pause_download("tiny")
    paused = engine.models.downloads["tiny"]
    assert paused.state is DownloadState.PAUSED and paused.done_bytes > 500_000
    assert await waiting(engine, run) == WaitReason.MODEL_PAUSED

    hub.bytes_per_s = None
    hub.requests.clear()
    engine.models.download("tiny")
    [done] = await finished(engine, [run])
    assert done.state is State.COMPLETED
    assert [request.range is not None for request in hub.asked_for("model.bin")] == [True]


async def test_a_cancelled_download_leaves_nothing_and_its_runs_say_so(
    hub: LoopbackHub, engine: Engine, home: Paths
) -> None:
    hub.bytes_per_s = SLOWLY
    engine.models.download("tiny")
    [run] = await hand_over(engine, *sample_paths(1), options=WITH_TINY)
    await with_some_bytes(engine)
    await engine.models.cancel_download("tiny")
    [done] = await finished(engine, [run])
    assert done.state is State.FAILED and done.reason is not None and done.reason.code == "model_missing"
    assert not partial_folder("tiny", home.models).exists()
    assert state_of("tiny", home.models) is ModelState.ABSENT


async def test_a_model_that_does_not_come_fails_its_runs_with_the_reason_and_a_retry_mends_it(
    hub: LoopbackHub, engine: Engine
) -> None:
    folder = hub.repositories.pop(TINY)
    engine.models.download("tiny")
    [run] = await hand_over(engine, *sample_paths(1), options=WITH_TINY)
    [failed] = await finished(engine, [run])
    assert failed.reason is not None and failed.reason.code == "hub_token_needed"
    assert failed.reason.facts["repository"] == TINY

    hub.repositories[TINY] = folder
    await engine.runs.retry([run.run_id])
    assert await texts_of(engine, await finished(engine, [run])) == sample_texts(1)


async def test_a_hub_in_trouble_is_told_and_tried_again(hub: LoopbackHub, engine: Engine) -> None:
    hub.faults.append(Fault("/model.bin", times=1, status=503))
    engine.models.download("tiny")
    [run] = await hand_over(engine, *sample_paths(1), options=WITH_TINY)
    await until(lambda: engine.models.downloads["tiny"].state is DownloadState.DELAYED)
    assert await waiting(engine, run) == WaitReason.MODEL_DELAYED
    assert (await finished(engine, [run]))[0].state is State.COMPLETED


async def test_the_next_start_goes_on_with_the_download_that_runs_wait_for(
    hub: LoopbackHub, open_engine: OpenEngine
) -> None:
    hub.bytes_per_s = SLOWLY
    first = await open_engine()
    first.models.download("tiny")
    [run] = await hand_over(first, *sample_paths(1), options=WITH_TINY)
    await with_some_bytes(first)
    await first.close()

    hub.bytes_per_s = None
    hub.requests.clear()
    second = await open_engine()
    assert await texts_of(second, await finished(second, [run])) == sample_texts(1)
    assert [request.range is not None for request in hub.asked_for("model.bin")] == [True]


async def test_a_model_in_use_is_not_removed(hub: LoopbackHub, engine: Engine, home: Paths) -> None:
    engine.models.download("tiny")
    [run] = await hand_over(engine, *sample_paths(1), options=WITH_TINY)
    with pytest.raises(ModelInUse):
        await engine.models.remove("tiny")
    await finished(engine, [run])
    assert await engine.models.remove("tiny") > 1_000_000
    assert state_of("tiny", home.models) is ModelState.ABSENT


async def test_offline_nothing_is_asked(hub: LoopbackHub, engine: Engine) -> None:
    engine.models.work_offline(True)
    assert engine.models.download("tiny").state is DownloadState.FAILED
    [run] = await finished(engine, await hand_over(engine, *sample_paths(1), options=WITH_TINY))
    assert run.reason is not None and run.reason.code == "hub_offline"
    assert hub.requests == []


async def test_what_there_is_and_what_can_be_had(hub: LoopbackHub, engine: Engine) -> None:
    offers = {offer.model_id: offer for offer in await engine.models.all()}
    assert next(iter(offers)) == "starter-en"
    assert offers["tiny"].state is ModelState.ABSENT and offers["tiny"].size_bytes > 70_000_000
    engine.models.download("tiny")
    await until(lambda: not engine.models.downloads)
    offers = {offer.model_id: offer for offer in await engine.models.all()}
    assert offers["tiny"].state is ModelState.VERIFIED and offers["tiny"].model is not None


def command(*arguments: str) -> subprocess.Popen[str]:
    """`everyclip models …`, as a person types it."""
    return subprocess.Popen(
        [sys.executable, "-m", "engine", "models", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> Any:
    """The JSON that it prints. It must end well."""
    out, err = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 0, err
    return json.loads(out)


async def test_a_download_that_is_killed_twice_ends_verified(hub: LoopbackHub, home: Paths) -> None:
    hub.bytes_per_s = SLOWLY
    for bytes_here in (600_000, 1_500_000):
        with command("download", "tiny") as process:
            await until(partial(_has_arrived, home, bytes_here))
            process.kill()
            process.communicate()
        assert state_of("tiny", home.models) is ModelState.PARTIAL
        hub.requests.clear()
    hub.bytes_per_s = None
    [model] = told(command("download", "tiny", "--json"))["models"]
    assert model["model_id"] == "tiny"
    [request] = hub.asked_for("model.bin")
    assert request.range is not None and int(request.range.removeprefix("bytes=").rstrip("-")) > 1_000_000
    assert state_of("tiny", home.models) is ModelState.VERIFIED
    told(command("verify", "tiny", "--json"))
    listed = told(command("list", "--json"))["models"]
    assert ("tiny", "verified") in [(one["model_id"], one["state"]) for one in listed]
    assert told(command("remove", "tiny", "--json"))["freed_bytes"] > 6_000_000


def _has_arrived(home: Paths, bytes_here: int) -> bool:
    on_the_way = progress_of("tiny", home.models)
    return on_the_way is not None and on_the_way.done_bytes > bytes_here


def test_transcribe_fetches_the_model_that_is_asked_for(hub: LoopbackHub, home: Paths) -> None:
    sample = sample_paths(1)[0]
    done = subprocess.run(
        [sys.executable, "-m", "engine", "transcribe", "--model", "tiny", sample],
        capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == sample_texts(1)[0]
    assert "fetched first" in done.stderr


def fresh(home: Paths, hub: LoopbackHub) -> None:
    """As at the first start of all. What is called `base` here is the starter."""
    home.settings.unlink()
    (home.models / STARTER).unlink()
    hub.repositories["Systran/faster-whisper-base"] = starter().path


def test_at_the_first_start_the_model_comes_by_itself(hub: LoopbackHub, home: Paths) -> None:
    fresh(home, hub)
    sample = sample_paths(1)[0]
    done = subprocess.run(
        [sys.executable, "-m", "engine", "transcribe", sample],
        capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == sample_texts(1)[0]
    [listed] = [one for one in told(command("list", "--json"))["models"] if one["state"] == "verified"]
    assert (listed["model_id"], listed["is_used"]) == ("base", True)


async def test_clips_wait_for_the_model_that_comes_with_everyclip(
    hub: LoopbackHub, home: Paths, open_engine: OpenEngine
) -> None:
    fresh(home, hub)
    hub.bytes_per_s = SLOWLY
    engine = await open_engine()
    [run] = await hand_over(engine, *sample_paths(1))
    await until(lambda: engine.why_waiting(run).why is WaitReason.MODEL_COMING)
    assert engine.why_waiting(run).facts["model"] == "base"
    hub.bytes_per_s = None
    [run] = await finished(engine, [run])
    assert run.state is State.COMPLETED and run.options.model == "base"


async def test_what_a_person_cancelled_does_not_come_by_itself(
    hub: LoopbackHub, home: Paths, open_engine: OpenEngine
) -> None:
    fresh(home, hub)
    hub.bytes_per_s = SLOWLY
    engine = await open_engine()
    runs = await hand_over(engine, *sample_paths(1))
    await until(lambda: "base" in engine.models.downloads)
    await engine.models.cancel_download("base")
    [run] = await finished(engine, runs)
    assert run.reason is not None and run.reason.code == "model_missing"
    hub.bytes_per_s = None
    engine.models.download("base")
    await engine.runs.retry([run.run_id])
    [run] = await finished(engine, [run])
    assert run.state is State.COMPLETED


async def test_where_the_network_is_switched_off_nothing_comes_by_itself(
    hub: LoopbackHub, home: Paths, open_engine: OpenEngine
) -> None:
    fresh(home, hub)
    change_settings(home, offline=True)
    engine = await open_engine()
    engine.models.work_offline(True)
    [run] = await finished(engine, await hand_over(engine, *sample_paths(1)))
    assert run.reason is not None and run.reason.code == "hub_offline"
    with command("download") as process:
        _, err = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 1 and "The network is switched off" in err
    assert hub.requests == []


def test_a_model_can_be_made_the_one_that_is_used(hub: LoopbackHub, home: Paths) -> None:
    with command("download", "tiny") as process:
        _, err = process.communicate(timeout=LIMIT_S)
    assert "everyclip models use tiny" in err
    with command("use", "tiny") as process:
        process.communicate(timeout=LIMIT_S)
    assert process.returncode == 0 and read_settings(home).settings.model == "tiny"
    with command("list") as process:
        out, _ = process.communicate(timeout=LIMIT_S)
    assert [line.split()[0] for line in out.splitlines() if "used for new clips" in line] == ["tiny"]
    with command("use", "none such") as process:
        process.communicate(timeout=LIMIT_S)
    assert process.returncode == 2 and read_settings(home).settings.model == "tiny"
