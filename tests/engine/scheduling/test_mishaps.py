"""One run never holds up the others: whatever of ours goes wrong with it, it fails alone, with a reason."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.engine import Engine
from engine.errors import RegistryUnusable
from engine.events import EngineTrouble, Notice, RunChanged
from engine.processes.pool import ProcessPool
from engine.protocol import Command, Probe, Start
from engine.registry.registry import Registry
from engine.registry.thread import is_about_data
from engine.run import MAX_CRASHES, Options, Run, State
from engine.scheduling import scheduler
from engine.scheduling.planner import Planner
from engine.storage.paths import Paths
from tests.engine.command_line import CommandLine
from tests.support.starter import FIXTURES, STARTER, samples, with_starter

#: What the run is called that goes wrong.
BAD = "bad.flac"


class Oddity(Exception):
    """An error that nobody thought of."""


@pytest.fixture
async def clips(tmp_path: Path) -> list[Path]:
    """Some clips, among them the bad one."""
    paths = [tmp_path / "one.flac", tmp_path / BAD, tmp_path / "two.flac"]
    for path in paths:
        shutil.copy(samples()[4].path, path)
    return paths


def spoil(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, is_bad: Callable[..., bool]) -> None:
    """Have that function raise where it is about the bad run."""
    real = getattr(owner, name)

    def spoiled(*args: Any, **kwargs: Any) -> Any:
        if is_bad(*args, **kwargs):
            raise Oddity("nobody thought of this")
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, spoiled)


def of_bad_id(registry: Registry, run_id: str, *_: object, **__: object) -> bool:
    return registry.run(run_id).clip.name == BAD


def spoil_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch, Planner, "homes", lambda _, run: run.clip.name == BAD)


def spoil_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch, Planner, "plan", lambda _, run, *rest: run.clip.name == BAD)


def spoil_model(monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch, scheduler, "find_model", lambda model, _: "other" in model)


def spoil_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def is_bad(_: ProcessPool, worker_id: int, command: Command) -> bool:
        return isinstance(command, Start | Probe) and "other" in getattr(getattr(command, "options", None), "model", "")

    spoil(monkeypatch, ProcessPool, "send", is_bad)


def spoil_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    def is_bad(registry: Registry, run_ids: list[str], owner: str) -> bool:
        return any(registry.run(run_id).clip.name == BAD for run_id in run_ids)

    spoil(monkeypatch, Registry, "begin", is_bad)


def spoil_completion(monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch, Registry, "complete", of_bad_id)


@pytest.mark.expects_warnings
@pytest.mark.parametrize("spoil_it", [spoil_homes, spoil_plan, spoil_model, spoil_start, spoil_claim, spoil_completion])
async def test_it_fails_alone_with_a_reason(
    spoil_it: Callable[[pytest.MonkeyPatch], None], home: Paths, clips: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_it(monkeypatch)
    ended, told = await worked(home, clips)
    assert [run.state for run in ended if run.clip.name != BAD] == [State.COMPLETED] * 2
    assert [run.attempt for run in ended if run.clip.name != BAD] == [1, 1]
    [bad] = [run for run in ended if run.clip.name == BAD]
    assert bad.state is State.FAILED and bad.attempt <= MAX_CRASHES
    assert bad.reason is not None and "nobody thought of this" in str(bad.reason.facts["detail"])
    assert not [notice for notice in told if isinstance(notice, EngineTrouble)], "nothing is wrong with the data folder"


@pytest.mark.expects_warnings
@pytest.mark.parametrize("note", ["set_duration", "enter_phase"])
async def test_a_note_that_cannot_be_written_stops_nobody(
    note: str, home: Paths, clips: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, Registry, note, of_bad_id)
    ended, told = await worked(home, clips)
    assert [run.state for run in ended] == [State.COMPLETED] * 3
    assert not [notice for notice in told if isinstance(notice, EngineTrouble)]


@pytest.mark.expects_warnings
async def test_one_that_cannot_even_be_failed_stops_nobody(
    home: Paths, clips: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_plan(monkeypatch)
    spoil(monkeypatch, Registry, "fail_queued", of_bad_id)
    ended, _ = await worked(home, clips, wait_for=2)
    assert [run.state for run in ended] == [State.COMPLETED, State.QUEUED, State.COMPLETED]


@pytest.mark.expects_warnings
async def test_a_full_disk_still_holds_everything_up_and_fails_nobody(
    home: Paths, clips: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = Registry.begin, [OSError(28, "No space left on device"), RegistryUnusable("data_disk_full")]

    def begin(registry: Registry, run_ids: list[str], owner: str) -> Any:
        if failures:
            raise failures.pop()
        return real(registry, run_ids, owner)

    monkeypatch.setattr(Registry, "begin", begin)
    ended, told = await worked(home, clips)
    assert [run.state for run in ended] == [State.COMPLETED] * 3
    codes = [notice.reason.code for notice in told if isinstance(notice, EngineTrouble)]
    assert codes == ["data_disk_full", "registry_trouble"]


async def worked(home: Paths, clips: list[Path], wait_for: int = 3) -> tuple[list[Run], list[Notice]]:
    """The clips as an engine leaves them, the bad one with a model of its own; and what the engine told."""
    other = clips[0].parent / "other"
    shutil.copytree(FIXTURES / STARTER, other)
    told: list[Notice] = []
    ended: set[str] = set()
    all_ended = asyncio.Event()

    def hear(notice: Notice) -> None:
        told.append(notice)
        if isinstance(notice, RunChanged) and notice.run.state.is_terminal:
            ended.add(notice.run.run_id)
            if len(ended) == wait_for:
                all_ended.set()

    engine = await Engine.open(home)
    try:
        engine.subscribe(hear)
        session_id = (await engine.open_session("s")).session_id
        for clip in clips:
            options = Options(model=str(other)) if clip.name == BAD else with_starter()
            await engine.accept([clip], session_id=session_id, options=options)
        async with asyncio.timeout(100):
            await all_ended.wait()
        return await engine.runs.all(), told
    finally:
        await engine.close()


@pytest.mark.parametrize(
    ("error", "is_about_it"),
    [
        (OSError(5, "Input/output error"), True),
        (RegistryUnusable("data_disk_full"), True),
        (sqlite3.OperationalError("database is locked"), True),
        (MemoryError(), True),
        (sqlite3.IntegrityError("NOT NULL constraint failed"), False),
        (sqlite3.ProgrammingError("Error binding parameter 3: type 'set' is not supported"), False),
        (UnicodeEncodeError("utf-8", "\udce8", 0, 1, "surrogates not allowed"), False),
        (OverflowError("Python int too large to convert to SQLite INTEGER"), False),
        (Oddity(), False),
    ],
)
def test_what_concerns_the_data_folder(error: Exception, is_about_it: bool) -> None:
    assert is_about_data(error) is is_about_it


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux may a path be any bytes")
def test_paths_that_are_no_utf_8_work(home: Paths, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"mod\xe8le")
    shutil.copytree(FIXTURES / STARTER, odd)
    clip, out = tmp_path / os.fsdecode(b"caf\xe9.flac"), tmp_path / os.fsdecode(b"o\xfft")
    shutil.copy(samples()[4].path, clip)
    program = CommandLine(home.home)
    told, _ = program.everyclip_itself("transcribe", clip, "--model", odd, "--json", "--output-dir", out)
    [run] = json.loads(told)["runs"]
    assert (run["state"], run["attempts"], run["text"]) == ("completed", 1, samples()[4].text)
    [written] = out.iterdir()
    assert written.read_text("utf-8").strip() == samples()[4].text
    program.everyclip_itself("retry", run["run_id"])
    program.everyclip_itself("work", "--until-idle")
    assert program.json("runs")["runs"][0]["state"] == "completed", "its options are kept"


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux may a path be any bytes")
def test_a_data_folder_whose_path_is_no_utf_8_works(home: Paths, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"d\xe9")
    shutil.copytree(home.home, odd, symlinks=True)
    out, _ = CommandLine(odd).everyclip_itself("transcribe", samples()[4].path)
    assert out.strip() == samples()[4].text
