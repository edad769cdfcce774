"""Everything in one file, and back again: compared; hostile and damaged files change nothing."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.errors import RepairError
from engine.maintenance import backup, replacement
from engine.maintenance.backup import MANIFEST, back_up, restore, unpack
from engine.maintenance.moving import settled
from engine.registry.registry import Registry
from engine.storage.paths import Paths
from tests.engine.maintenance.test_repair import damage, fill, runs_of
from tests.support.fakes import FakeClock

ROOT = Path(__file__).parents[3]


class Stopped(Exception):
    """Somebody stopped it."""


def content(paths: Paths) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths.vault.iterdir()}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Paths:
    paths = Paths(tmp_path / "elsewhere")
    paths.make()
    return paths


async def test_what_is_restored_is_what_was_backed_up(home: Paths, elsewhere: Paths, tmp_path: Path) -> None:
    await asyncio.to_thread(fill, home, 5)
    home.settings.write_text('{"language": "de"}')
    home.window_state.write_text("[window]\nsession=1\n")
    (home.models / "mine").mkdir()
    (home.models / "mine" / "model.bin").write_bytes(b"weights")
    file = tmp_path / "everything.zip"
    engine = await Engine.open(home)  # while Everyclip works
    try:
        made = await asyncio.to_thread(back_up, home, file, with_models=True)
    finally:
        await engine.close()
    assert made.clips == 5 and file.stat().st_mode & 0o077 == 0
    assert not [name for folder in (home.home, tmp_path) for name in os.listdir(folder) if name.endswith(".part")]
    told = await asyncio.to_thread(restore, file, elsewhere)
    assert told.clips == 5 and told.set_aside is None
    assert await asyncio.to_thread(runs_of, elsewhere) == await asyncio.to_thread(runs_of, home)
    assert content(elsewhere) == content(home) and elsewhere.settings.read_text() == home.settings.read_text()
    assert (elsewhere.models / "mine" / "model.bin").read_bytes() == b"weights"
    assert {path.name for path in elsewhere.home.iterdir()} >= {"vault", "models", "settings.json", "settings.ini"}
    assert not [path.name for path in elsewhere.home.iterdir() if " " in path.name], "no folder is left of it"


def test_nothing_is_overwritten(home: Paths, elsewhere: Paths, tmp_path: Path) -> None:
    fill(home, 2)
    fill(elsewhere, 3)
    file = tmp_path / "everything.zip"
    back_up(home, file)
    before = runs_of(elsewhere)
    with pytest.raises(RepairError, match="backup_exists"):
        back_up(home, file)
    with pytest.raises(RepairError, match="restore_not_empty"):
        restore(file, elsewhere)
    assert runs_of(elsewhere) == before
    told = restore(file, elsewhere, replace=True)
    assert len(runs_of(elsewhere)) == 2 and told.set_aside is not None
    assert runs_of(Paths(told.set_aside)) == before


def rewritten(file: Path, change: object) -> Path:
    """The backup with another list or other files in it."""
    with zipfile.ZipFile(file) as old:
        files = {name: old.read(name) for name in old.namelist()}
    change(files)  # type: ignore[operator]
    bad = file.with_name("bad.zip")
    with zipfile.ZipFile(bad, "w") as new:
        for name, data in files.items():
            new.writestr(name, data)
    return bad


def listed(files: dict[str, bytes], name: str, data: bytes) -> None:
    import hashlib

    said = json.loads(files[MANIFEST])
    said["files"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    files |= {name: data, MANIFEST: json.dumps(said).encode()}


def with_day(files: dict[str, bytes], day: str) -> bytes:
    return json.dumps({**json.loads(files[MANIFEST]), "made_at": day}).encode()


def from_tomorrow() -> bytes:
    """A registry that a newer Everyclip wrote."""
    with tempfile.TemporaryDirectory() as folder:
        registry = Path(folder, "registry.sqlite3")
        Registry(registry, FakeClock()).close()
        with closing(sqlite3.connect(registry)) as db:
            db.execute("PRAGMA user_version = 1000")
            db.execute("PRAGMA journal_mode = DELETE")
        return registry.read_bytes()


BAD = {
    "leads outside": (lambda files: listed(files, "../evil", b"x"), "backup_hostile"),
    "leads outside below": (lambda files: listed(files, "vault/../../evil", b"x"), "backup_hostile"),
    "a file of its own": (lambda files: listed(files, "owners/evil.lock", b"x"), "backup_hostile"),
    "a folder in the vault": (lambda files: listed(files, "vault/a/b", b"x"), "backup_hostile"),
    "a hidden model": (lambda files: listed(files, "models/.partial/x", b"x"), "backup_hostile"),
    "no registry": (lambda files: listed(files, "registry.sqlite3", b"no database"), "backup_unreadable"),
    "not listed": (lambda files: files.update({"vault/x.wav": b"x"}), "backup_unreadable"),
    "changed": (lambda files: files.update({max(f for f in files if "vault" in f): b"x"}), "backup_unreadable"),
    "no list": (lambda files: files.pop(MANIFEST), "no_backup"),
    "nonsense": (lambda files: files.update({MANIFEST: b"[[["}), "backup_unreadable"),
    "from tomorrow": (lambda files: files.update({MANIFEST: b'{"version": 2, "files": {}}'}), "backup_newer"),
    "a registry from tomorrow": (lambda files: listed(files, "registry.sqlite3", from_tomorrow()), "backup_newer"),
    "made on no day": (lambda files: files.update({MANIFEST: with_day(files, "soon")}), "backup_unreadable"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_backup_changes_nothing(what: str, home: Paths, elsewhere: Paths, tmp_path: Path) -> None:
    fill(home, 1)
    back_up(home, tmp_path / "good.zip")
    change, code = BAD[what]
    bad = rewritten(tmp_path / "good.zip", change)
    before = set(tmp_path.rglob("*"))
    with pytest.raises(RepairError) as refused:
        restore(bad, elsewhere)
    assert refused.value.code == code
    left = {path.name for path in set(tmp_path.rglob("*")) - before}
    assert left <= {"window.lock", "backup.lock"}


async def test_nothing_is_restored_while_somebody_works(home: Paths, tmp_path: Path) -> None:
    await asyncio.to_thread(fill, home, 1)
    await asyncio.to_thread(back_up, home, tmp_path / "a.zip")
    engine = await Engine.open(home)
    try:
        with pytest.raises(RepairError, match="repair_in_use"):
            await asyncio.to_thread(restore, tmp_path / "a.zip", home, replace=True)
    finally:
        await engine.close()


# --- being made ---


@contextmanager
def much_going_on(paths: Paths) -> Iterator[None]:
    """Another program commits again and again."""
    ends = threading.Event()

    def work() -> None:
        with closing(sqlite3.connect(paths.registry, isolation_level=None, timeout=30)) as db:
            while not ends.wait(0.001):
                db.execute("UPDATE sessions SET created_at = created_at + 1")

    busy = threading.Thread(target=work)
    busy.start()
    try:
        yield
    finally:
        ends.set()
        busy.join()


def test_it_comes_to_an_end_while_much_is_going_on(
    home: Paths, elsewhere: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.registry.database.PAGES_TOGETHER", 1)  # as many steps as a large registry has
    fill(home)
    with much_going_on(home):
        assert back_up(home, tmp_path / "a.zip").clips == 30
    assert restore(tmp_path / "a.zip", elsewhere).clips == 30


def test_a_backup_that_is_stopped_or_fails_leaves_no_file(
    home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(home, 3)
    told: list[tuple[int, int]] = []

    def stop(done_bytes: int, total_bytes: int) -> None:
        told.append((done_bytes, total_bytes))
        if len(told) == 3:
            raise Stopped

    def nothing_left() -> bool:
        return (
            not list(tmp_path.glob("*.zip")) + list(tmp_path.glob(".*.part")) + list(home.home.glob("backup.sqlite*"))
        )

    with pytest.raises(Stopped):
        back_up(home, tmp_path / "a.zip", on_progress=stop)
    assert told == sorted(told) and nothing_left()
    with pytest.raises(RepairError, match="backup_failed"):
        back_up(home, tmp_path / "no such folder" / "a.zip")
    monkeypatch.setattr(backup, "SPARE_BYTES", 1 << 60)
    with pytest.raises(RepairError, match="backup_no_room"):
        back_up(home, tmp_path / "a.zip")
    assert nothing_left()


def test_a_file_of_that_name_is_replaced_only_if_that_is_wanted(home: Paths, tmp_path: Path) -> None:
    fill(home, 1)
    (tmp_path / "a.zip").write_text("something else")

    def stop(done_bytes: int, total_bytes: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        back_up(home, tmp_path / "a.zip", replace=True, on_progress=stop)
    assert (tmp_path / "a.zip").read_text() == "something else"
    assert back_up(home, tmp_path / "a.zip", replace=True).clips == 1
    assert zipfile.is_zipfile(tmp_path / "a.zip")


def test_audio_that_is_deleted_meanwhile_stays_out(home: Paths, elsewhere: Paths, tmp_path: Path) -> None:
    fill(home, 3)
    audio = sorted(home.vault.iterdir())

    def delete_one(done_bytes: int, total_bytes: int) -> None:
        audio[-1].unlink(missing_ok=True)

    assert back_up(home, tmp_path / "a.zip", on_progress=delete_one).clips == 2
    assert restore(tmp_path / "a.zip", elsewhere).clips == 2
    assert len(runs_of(elsewhere)) == 3


# --- taking its place ---


def test_a_backup_lies_ready_until_it_takes_its_place(home: Paths, elsewhere: Paths, tmp_path: Path) -> None:
    fill(home, 2)
    fill(elsewhere, 3)
    back_up(home, tmp_path / "a.zip")
    before = runs_of(elsewhere)
    unpacked = unpack(tmp_path / "a.zip", elsewhere)
    contents = unpacked.contents
    assert (contents.sessions, contents.clips, contents.texts) == (1, 2, 2)
    assert contents.size_bytes == (tmp_path / "a.zip").stat().st_size
    with pytest.raises(RepairError, match="backup_busy"):
        unpack(tmp_path / "a.zip", elsewhere)
    replacement.finish(elsewhere)  # another program starts
    assert runs_of(elsewhere) == before
    assert unpacked.take_place() == unpacked.place_aside
    assert len(runs_of(elsewhere)) == 2 and runs_of(Paths(unpacked.place_aside)) == before

    unpack(tmp_path / "a.zip", elsewhere).discard()
    assert [path.name for path in elsewhere.home.iterdir() if " " in path.name] == [unpacked.place_aside.name]


def test_unpacking_can_be_stopped(home: Paths, tmp_path: Path) -> None:
    fill(home, 2)
    back_up(home, tmp_path / "a.zip")
    before = set(home.home.rglob("*"))

    def stop(done_bytes: int, total_bytes: int) -> None:
        if done_bytes == total_bytes:
            raise Stopped

    with pytest.raises(Stopped):
        unpack(tmp_path / "a.zip", home, stop)
    assert set(home.home.rglob("*")) == before
    unpack(tmp_path / "a.zip", home).discard()


def test_a_damaged_registry_makes_room_and_is_kept(home: Paths, tmp_path: Path) -> None:
    fill(home)
    back_up(home, tmp_path / "a.zip")
    before = runs_of(home)
    damage(home.registry, 0.0, 0.2)
    damaged = home.registry.read_bytes()
    told = restore(tmp_path / "a.zip", home, replace=True)
    assert runs_of(home) == before
    assert told.set_aside is not None and (told.set_aside / home.registry.name).read_bytes() == damaged


def test_no_room_for_what_is_in_it(home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(home, 1)
    back_up(home, tmp_path / "a.zip")
    monkeypatch.setattr(backup, "SPARE_BYTES", 1 << 60)
    with pytest.raises(RepairError, match="restore_no_room"):
        restore(tmp_path / "a.zip", home, replace=True)
    assert not [path for path in home.home.iterdir() if " " in path.name]


def test_what_killed_programs_left_is_removed_at_the_next_start(home: Paths, tmp_path: Path) -> None:
    fill(home, 1)
    (home.home / "backup.sqlite3").write_bytes(b"a copy")
    for name in ("unpacking 2026-11-22 21-00-00", "restoring 2026-11-22 21-00-00"):
        (home.home / name / "vault").mkdir(parents=True)
        shutil.copy(home.registry, home.home / name)
    held = replacement.lock(home)
    assert settled() == home and (home.home / "backup.sqlite3").exists(), "somebody is at it"
    held.release()
    assert settled() == home and len(runs_of(home)) == 1
    assert not [path for path in home.home.iterdir() if " " in path.name or path.name == "backup.sqlite3"]


def test_what_the_disk_refuses_is_finished_when_it_does_so_no_more(
    home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(home, 2)
    back_up(home, tmp_path / "a.zip")
    before = runs_of(home)
    unpacked = unpack(tmp_path / "a.zip", home)

    def refuse(*paths: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as stuck:
        stuck.setattr("engine.maintenance.replacement.os.replace", refuse)
        with pytest.raises(RepairError, match="restore_unfinished"):
            unpacked.take_place()
        with pytest.raises(RepairError, match="restore_unfinished"):
            settled()
    held = replacement.lock(home)
    with pytest.raises(RepairError, match="restore_going_on"):
        settled()
    held.release()
    assert settled() == home
    assert runs_of(home) == before == runs_of(Paths(unpacked.place_aside))


@pytest.mark.slow
def test_killed_at_any_line_a_restore_is_done_or_not(tmp_path: Path) -> None:
    """Every fifth line, to be quick; the program can be asked for all."""
    subprocess.run(
        [sys.executable, "-m", "tests.engine.maintenance.killed_restores", str(tmp_path), "5"],
        cwd=ROOT,
        check=True,
        timeout=300,
    )
