"""Everything in one file, and back again: compared; hostile and damaged files change nothing."""

from __future__ import annotations

import asyncio
import json
import os
import zipfile
from pathlib import Path

import pytest

from engine.backup import MANIFEST, back_up, restore
from engine.engine import Engine
from engine.errors import RepairError
from engine.paths import Paths
from tests.engine.test_repair import fill, runs_of


def content(paths: Paths) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths.vault.iterdir()}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Paths:
    paths = Paths(tmp_path / "elsewhere")
    paths.make()
    return paths


async def test_what_is_restored_is_what_was_backed_up(home: Paths, elsewhere: Paths, tmp_path: Path) -> None:
    await asyncio.to_thread(fill, home, 5)
    home.settings.write_text("[settings]\nlanguage=de\n")
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
    assert not list(elsewhere.home.glob("restoring*"))


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


BAD = {
    "leads outside": (lambda files: listed(files, "../evil", b"x"), "backup_hostile"),
    "leads outside below": (lambda files: listed(files, "vault/../../evil", b"x"), "backup_hostile"),
    "a file of its own": (lambda files: listed(files, "owners/evil.lock", b"x"), "backup_hostile"),
    "a folder in the vault": (lambda files: listed(files, "vault/a/b", b"x"), "backup_hostile"),
    "a hidden model": (lambda files: listed(files, "models/.partial/x", b"x"), "backup_hostile"),
    "no registry": (lambda files: listed(files, "registry.sqlite3", b"no database"), "backup_unreadable"),
    "not listed": (lambda files: files.update({"vault/x.wav": b"x"}), "backup_unreadable"),
    "changed": (lambda files: files.update({max(f for f in files if "vault" in f): b"x"}), "backup_unreadable"),
    "no list": (lambda files: files.pop(MANIFEST), "backup_unreadable"),
    "nonsense": (lambda files: files.update({MANIFEST: b"[[["}), "backup_unreadable"),
    "from tomorrow": (lambda files: files.update({MANIFEST: b'{"version": 2, "files": {}}'}), "backup_unreadable"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_backup_changes_nothing(what: str, home: Paths, elsewhere: Paths, tmp_path: Path) -> None:
    fill(home, 1)
    back_up(home, tmp_path / "good.zip")
    change, code = BAD[what]
    bad = rewritten(tmp_path / "good.zip", change)
    before = sorted(path for path in tmp_path.rglob("*"))
    with pytest.raises(RepairError) as refused:
        restore(bad, elsewhere)
    assert refused.value.code == code
    assert sorted(path for path in tmp_path.rglob("*") if path.name != "window.lock") == [
        path for path in before if path.name != "window.lock"
    ]


async def test_nothing_is_restored_while_somebody_works(home: Paths, tmp_path: Path) -> None:
    await asyncio.to_thread(fill, home, 1)
    await asyncio.to_thread(back_up, home, tmp_path / "a.zip")
    engine = await Engine.open(home)
    try:
        with pytest.raises(RepairError, match="repair_in_use"):
            await asyncio.to_thread(restore, tmp_path / "a.zip", home, replace=True)
    finally:
        await engine.close()
