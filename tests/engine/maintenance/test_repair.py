"""Damaged data are found, told and mended; what was there before is kept, and nothing is overwritten."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import pytest
from filelock import FileLock

from engine.cli import doctor as cli_doctor
from engine.engine import Engine
from engine.errors import RegistryNewer, RegistryUnusable, RepairError
from engine.maintenance.repair import Findings, alone, inspect, refuse_lost, repair
from engine.registry.registry import Registry
from engine.registry.salvage import SESSION
from engine.run import NewRun, Options, Ordering, Reason, Run, State
from engine.segments import FinishedWindow, Segment
from engine.storage.paths import Paths
from engine.storage.vault import Vault, new_clip
from tests.support.fakes import FakeClock
from tests.support.starter import samples

RUNS = 30


def fill(paths: Paths, count: int = RUNS) -> None:
    """Completed runs, each with its audio and a text of its own."""
    vault = Vault(paths.vault)
    with closing(Registry(paths.registry, FakeClock())) as registry:
        session, _ = registry.open_session("Monday", Ordering.CONCURRENT)
        registry.add_owner("me")
        for number in range(count):
            source = paths.home / f"clip {number}.wav"
            source.write_bytes(os.urandom(32))
            [run] = registry.add_runs(session.session_id, [NewRun(vault.store(new_clip(source)), Options())])
            source.unlink()
            registry.claim([run.run_id], "me")
            text = tuple(Segment(float(n), n + 1.0, f"Sentence {n} of clip {number}. " * 8) for n in range(5))
            registry.complete(run.run_id, 1, "me", FinishedWindow(0, 0.0, 9.0, text))
        registry.remove_owner("me", Reason("engine_closed"))


def runs_of(paths: Paths) -> dict[str, tuple[State, str]]:
    """Each clip's state and text, by the clip's name."""

    async def look() -> dict[str, tuple[State, str]]:
        engine = await Engine.open(paths, works=False)
        try:
            runs: list[Run] = await engine.runs.all()
            return {
                run.clip.name: (run.state, "".join(each.text for each in await engine.texts.segments(run.run_id)))
                for run in runs
            }
        finally:
            await engine.close()

    return asyncio.run(look())


def text(number: int) -> str:
    return "".join(f"Sentence {n} of clip {number}. " * 8 for n in range(5))


def damage(path: Path, start: float, end: float) -> None:
    """Noise over a part of the file."""
    content = bytearray(path.read_bytes())
    first, last = int(len(content) * start), int(len(content) * end)
    content[first:last] = os.urandom(last - first)
    path.write_bytes(content)


def test_sound_data_stay_as_they_are(home: Paths) -> None:
    fill(home, 3)
    before = home.registry.read_bytes()
    assert inspect(home) == Findings()
    assert home.registry.read_bytes() == before
    mended = repair(home)
    assert mended.set_aside is None and not mended.found_again and not mended.search
    assert {name: runs_of(home)[name] for name in ["clip 0.wav", "clip 2.wav"]} == {
        f"clip {n}.wav": (State.COMPLETED, text(n)) for n in (0, 2)
    }


@pytest.mark.parametrize(("start", "end"), [(0.5, 0.6), (0.9, 1.0), (0.07, 0.08), (0.02, 0.3)], ids=str)
def test_what_can_be_read_of_a_damaged_registry_is_saved(start: float, end: float, home: Paths) -> None:
    fill(home)
    audio = sorted(os.listdir(home.vault))
    damage(home.registry, start, end)
    damaged = home.registry.read_bytes()
    assert inspect(home).trouble
    assert home.registry.read_bytes() == damaged, "looking changes nothing"
    mended = repair(home)
    assert mended.set_aside is not None
    assert (mended.set_aside / home.registry.name).read_bytes() == damaged, "a copy is kept"
    assert inspect(home) == Findings()
    assert sorted(os.listdir(home.vault)) == audio
    after = runs_of(home)
    assert len(after) == RUNS, "every clip is a run: saved, or found again"
    saved = [n for n in range(RUNS) if after.get(f"clip {n}.wav") == (State.COMPLETED, text(n))]
    assert len(saved) > RUNS / 4


@pytest.mark.parametrize("left", [0.0, 0.001, 0.3, 0.9])
def test_a_truncated_registry_is_saved_as_far_as_it_goes(left: float, home: Paths) -> None:
    fill(home)
    content = home.registry.read_bytes()
    home.registry.write_bytes(content[: int(len(content) * left)])
    repair(home)
    assert inspect(home) == Findings()
    assert len(runs_of(home)) == RUNS


def test_a_file_that_is_no_registry_is_set_aside(home: Paths) -> None:
    fill(home, 2)
    home.registry.write_bytes(b"Buy milk and bread.\n" * 500)
    mended = repair(home)
    assert mended.set_aside is not None and len(mended.found_again) == 2
    assert {state for state, _ in runs_of(home).values()} == {State.QUEUED}


def test_a_missing_registry_with_audio_begins_anew(home: Paths) -> None:
    fill(home, 2)
    home.registry.unlink()
    assert len(inspect(home).orphans) == 2
    assert len(repair(home).found_again) == 2
    assert len(runs_of(home)) == 2


async def test_a_registry_that_is_gone_is_not_passed_over(home: Paths) -> None:
    """A new one in its place would say that there are no clips."""
    await asyncio.to_thread(fill, home, 2)
    for lose in (lambda: home.registry.write_bytes(b""), home.registry.unlink):
        lose()
        with pytest.raises(RegistryUnusable, match="registry_missing"):
            await Engine.open(home)
    assert not home.registry.exists()
    repair(home)
    await (await Engine.open(home, works=False)).close()


@pytest.mark.parametrize("is_there", [True, False])
def test_a_log_without_its_registry_is_read(is_there: bool, home: Paths, tmp_path: Path) -> None:
    fill(home, 3)
    with closing(sqlite3.connect(home.registry, isolation_level=None)) as db:
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("UPDATE sessions SET name = 'Renamed'")
        shutil.copy(f"{home.registry}-wal", tmp_path / "log")
    home.registry.write_bytes(b"") if is_there else home.registry.unlink()
    shutil.copy(tmp_path / "log", f"{home.registry}-wal")
    assert inspect(home).trouble
    with pytest.raises(RegistryUnusable, match="registry_missing"):
        refuse_lost(home)
    repair(home)
    with closing(Registry(home.registry, FakeClock())) as registry:
        assert {"Renamed", SESSION} == {session.name for session in registry.sessions()}


def test_a_damaged_registry_of_a_newer_everyclip_is_left_alone(home: Paths) -> None:
    fill(home)
    with closing(sqlite3.connect(home.registry)) as db:
        db.execute("PRAGMA user_version = 1000")
    damage(home.registry, 0.5, 0.6)
    before = home.registry.read_bytes()
    with pytest.raises(RegistryNewer):
        repair(home)
    assert home.registry.read_bytes() == before


async def test_damage_that_is_met_at_work_is_named(home: Paths) -> None:
    await asyncio.to_thread(fill, home)
    engine = await Engine.open(home, works=False)
    try:
        damage(home.registry, 0.02, 1.0)
        with pytest.raises(RegistryUnusable, match="registry_damaged"):
            await engine.runs.all()
    finally:
        await engine.close()


@pytest.mark.parametrize("first_page", [bytes(4096), b"x" * 4096], ids=["zeros", "noise"])
async def test_a_registry_without_its_first_page_is_told_as_damaged_and_mended(first_page: bytes, home: Paths) -> None:
    await asyncio.to_thread(fill, home, 8)
    home.registry.write_bytes(first_page + home.registry.read_bytes()[4096:])
    with pytest.raises(RegistryUnusable, match="registry_damaged"):
        await Engine.open(home)
    mended = await asyncio.to_thread(repair, home)
    assert mended.runs_saved == 8 and not mended.found_again
    assert await asyncio.to_thread(runs_of, home) == {f"clip {n}.wav": (State.COMPLETED, text(n)) for n in range(8)}


def test_the_window_that_holds_the_data_may_mend_them(home: Paths) -> None:
    fill(home, 2)
    with FileLock(home.window_lock):
        with pytest.raises(RepairError, match="repair_in_use"):
            repair(home)
        assert repair(home, by_window=True).set_aside is None


def test_audio_without_a_clip_is_a_run_again(home: Paths) -> None:
    fill(home, 1)
    stored = home.vault / "0e0c1a1e-5a52-4c9e-9a3d-9f1b6c0f8f11.flac"
    shutil.copy(samples()[0].path, stored)
    (home.vault / "notes.txt").write_text("not Everyclip's")
    (home.vault / "0e0c1a1e-5a52-4c9e-9a3d-9f1b6c0f8f12.wav.part").write_text("on its way")
    assert inspect(home).orphans == (stored.name,)
    assert repair(home).found_again == (stored.name,)
    assert repair(home).found_again == ()

    async def finish() -> tuple[str, str]:
        engine = await Engine.open(home)
        try:
            [session] = [each for each in await engine.sessions() if each.name == SESSION]
            while True:
                [run] = await engine.runs.all(session_id=session.session_id)
                if run.state.is_terminal:
                    return run.state, run.preview
                await asyncio.sleep(0.05)
        finally:
            await engine.close()

    state, preview = asyncio.run(finish())
    assert state == State.COMPLETED and preview


def test_a_clip_whose_audio_is_gone_is_told(home: Paths) -> None:
    fill(home, 2)
    gone = min(home.vault.iterdir())
    gone.unlink()
    [name] = inspect(home).gone
    assert name in ("clip 0.wav", "clip 1.wav")
    repair(home)
    assert len(runs_of(home)) == 2, "its text stays"


def test_a_damaged_index_of_texts_is_made_anew(home: Paths) -> None:
    fill(home, 3)
    with sqlite3.connect(home.registry) as db:
        db.execute("DELETE FROM segments_search_data WHERE id > 10")
    db.close()
    assert repair(home).search

    async def found() -> int:
        engine = await Engine.open(home, works=False)
        try:
            return len(await engine.texts.search("sentence"))
        finally:
            await engine.close()

    assert asyncio.run(found()) == 15


def test_a_newer_registry_is_left_alone(home: Paths) -> None:
    fill(home, 1)
    with sqlite3.connect(home.registry) as db:
        db.execute("PRAGMA user_version = 1000")
    db.close()
    before = home.registry.read_bytes()
    for look in (inspect, repair):
        with pytest.raises(RegistryNewer):
            look(home)
    assert home.registry.read_bytes() == before


async def test_nothing_is_mended_while_somebody_works(home: Paths) -> None:
    engine = await Engine.open(home)
    try:
        with pytest.raises(RepairError, match="repair_in_use"):
            await asyncio.to_thread(repair, home)
    finally:
        await engine.close()
    assert repair(home).set_aside is None


def test_a_repair_that_was_killed_is_finished(home: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    """At each step that a file changes its name, and at each copy."""

    class Killed(BaseException):
        pass

    for step in range(1, 4):
        shutil.rmtree(home.home)
        home.make()
        fill(home, 20)
        damage(home.registry, 0.5, 0.6)
        left = step
        real = os.replace

        def replace(source: str, target: str, real: object = real) -> None:
            nonlocal left
            left -= 1
            if left <= 0:
                raise Killed
            os.rename(source, target)

        monkeypatch.setattr("engine.maintenance.repair.os.replace", replace)
        try:
            repair(home)
        except Killed:
            pass
        monkeypatch.undo()
        with alone(home):
            pass
        repair(home)
        assert inspect(home) == Findings()
        assert len(runs_of(home)) == 20


def test_what_was_written_since_a_repair_was_killed_is_not_overwritten(
    home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(home, 8)
    sound = home.registry.read_bytes()
    damage(home.registry, 0.5, 0.6)
    with monkeypatch.context() as killed:
        killed.setattr("engine.maintenance.repair._put_in_place", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            repair(home)
    assert (home.home / "registry.mended").exists()
    home.registry.write_bytes(sound)
    with closing(Registry(home.registry, FakeClock())) as registry:
        registry.open_session("Made since", Ordering.CONCURRENT)
    repair(home)
    assert not (home.home / "registry.mended").exists()
    with closing(Registry(home.registry, FakeClock())) as registry:
        assert "Made since" in [session.name for session in registry.sessions()]


def doctor(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "engine", "doctor", *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.slow
def test_doctor_names_it_and_mends_it(home: Paths) -> None:
    fill(home, 8)
    damage(home.registry, 0.5, 0.6)
    damaged = home.registry.read_bytes()
    told = doctor()
    assert told.returncode == 1 and "damaged: " in told.stdout and "doctor --repair" in told.stdout
    assert home.registry.read_bytes() == damaged
    told = doctor("--repair", "--json")
    assert "The registry was damaged" in told.stderr and "is kept in" in told.stderr
    [registry] = [check for check in json.loads(told.stdout)["checks"] if check["what"] == "registry"]
    assert registry["state"] == "ok" and "8 runs" in registry["detail"]


async def test_what_doctor_says_of_audio(home: Paths) -> None:
    fill(home, 2)
    min(home.vault.iterdir()).rename(home.vault / "0e0c1a1e-5a52-4c9e-9a3d-9f1b6c0f8f11.wav")
    said = [check.detail for check in await cli_doctor._registry(home)]
    assert "2 runs" in said[0]
    assert said[1].startswith("1 file in the vault without a clip: 0e0c1a1e")
    assert said[2].startswith("1 clip whose audio is gone: clip ")
