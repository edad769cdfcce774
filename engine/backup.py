"""Everything in one file, and back again.

    registry.sqlite3, settings.ini, vault/…      and models/… if they are wanted
    everyclip-backup.json                        every file with its size and SHA-256

A backup may be made while Everyclip works: the registry is copied as of one moment, and audio never changes. It is
checked as a whole before anything of it takes its place; what was there is set aside, and nothing is overwritten.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from engine.clock import SystemClock
from engine.database import copy_registry
from engine.errors import RepairError
from engine.intake import sync_folder
from engine.paths import Paths
from engine.repair import alone
from engine.salvage import Inspected, trouble_of
from models.archive import Archive, open_archive
from models.errors import ImportingError

MANIFEST = "everyclip-backup.json"
VERSION = 1
CHUNK_BYTES = 1 << 20
#: More files than anybody has clips, and a longer list of them.
MOST_FILES, MOST_MANIFEST_BYTES = 5_000_000, 1 << 30


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    clips: int
    size_bytes: int
    #: Where what was there before a restore lies now.
    set_aside: Path | None = None


def back_up(paths: Paths, file: Path, *, with_models: bool = False) -> Backup:
    """Write everything to a new file. Raises RepairError, RegistryUnusable, OSError; then there is no such file."""
    if file.exists():
        raise RepairError("backup_exists", path=str(file))
    part, copy = file.with_name(f"{file.name}.part"), paths.home / f"backup-{os.getpid()}.sqlite3"
    try:
        with open(part, "wb", opener=_for_owner) as written:
            os.close(_for_owner(str(copy), os.O_WRONLY | os.O_CREAT | os.O_TRUNC))
            copy_registry(paths.registry, copy)
            with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
                files = {name: _add(archive, name, path) for name, path in _to_keep(paths, copy, with_models)}
                archive.writestr(MANIFEST, json.dumps({"version": VERSION, "files": files}))
            written.flush()
            os.fsync(written.fileno())
        os.rename(part, file)
        sync_folder(file.absolute().parent)
    finally:
        for left in (part, copy, Path(f"{copy}-wal"), Path(f"{copy}-shm")):
            left.unlink(missing_ok=True)
    clips = sum(name.startswith("vault/") for name in files)
    return Backup(clips, file.stat().st_size)


def restore(file: Path, paths: Paths, *, replace: bool = False) -> Backup:
    """Put a backup in place; with `replace`, what is there is set aside before. Raises RepairError, OSError.

    Killed while files are renamed, what was there and what was to come lie complete in two folders beside each other.
    """
    with alone(paths):
        there = [path for path in (paths.registry, paths.settings) if path.exists()] + list(paths.vault.iterdir())
        if there and not replace:
            raise RepairError("restore_not_empty", path=str(paths.home))
        stamp = time.strftime("%Y-%m-%d %H-%M-%S")
        draft, aside = _new_folder(paths.home, f"restoring {stamp}"), None
        try:
            clips = _unpack(file, draft)
            if trouble := trouble_of(draft / paths.registry.name):
                raise RepairError("backup_unreadable", path=str(file), detail=trouble)
        except BaseException:
            shutil.rmtree(draft)
            raise
        if there:
            aside = _new_folder(paths.home, f"before restore {stamp}")
        for entry in sorted(draft.iterdir()):
            _exchange(entry, paths.home / entry.name, aside)
        for ending in ("-wal", "-shm", "-journal"):
            Path(f"{paths.registry}{ending}").unlink(missing_ok=True)
        sync_folder(paths.home)
        draft.rmdir()
    return Backup(clips, file.stat().st_size, aside)


# --- writing ---


def _to_keep(paths: Paths, registry: Path, with_models: bool) -> Iterator[tuple[str, Path]]:
    """Names within the backup, and the files. Of the vault, what the copied registry knows."""
    yield paths.registry.name, registry
    with closing(Inspected(registry, SystemClock())) as copied:
        stored = [name for name, clip in copied.stored().items() if clip is not None]
    yield from ((f"vault/{name}", paths.vault / name) for name in stored if (paths.vault / name).is_file())
    if paths.settings.is_file():
        yield paths.settings.name, paths.settings
    if with_models:
        for model in sorted(path for path in paths.models.iterdir() if path.is_dir() and path.name[0] != "."):
            for path in sorted(path for path in model.rglob("*") if path.is_file()):
                yield f"models/{path.relative_to(paths.models).as_posix()}", path


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> Mapping[str, str | int]:
    """Put a file in. Returns what the list says of it."""
    digest, size_bytes = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            target.write(chunk)
            size_bytes += len(chunk)
    return {"size": size_bytes, "sha256": digest.hexdigest()}


# --- reading, with suspicion ---


def _unpack(file: Path, folder: Path) -> int:
    """Write what a backup holds to a new folder, all of it as its list says. Returns the number of clips."""
    try:
        with open_archive(file, most_members=MOST_FILES) as archive:
            files = _listed(file, archive)
            for name, (size_bytes, sha256) in files.items():
                target = folder / name
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with archive.open(name) as source, open(target, "xb", opener=_for_owner) as copy:
                    digest = hashlib.sha256()
                    while (chunk := source.read(CHUNK_BYTES)) and copy.tell() <= size_bytes:
                        digest.update(chunk)
                        copy.write(chunk)
                    copy.flush()
                    os.fsync(copy.fileno())
                    if copy.tell() != size_bytes or digest.hexdigest() != sha256:
                        raise RepairError("backup_unreadable", path=str(file), detail=f"{name} has changed")
    except ImportingError as error:
        if error.code == "import_hostile":
            raise RepairError("backup_hostile", path=str(file), file=str(error.facts.get("file"))) from error
        raise RepairError("backup_unreadable", path=str(file), detail=str(error.facts.get("detail", ""))) from error
    return sum(name.startswith("vault/") for name in files)


def _listed(file: Path, archive: Archive) -> dict[str, tuple[int, str]]:
    """The files that the list in the archive names, which are those that it holds. Raises RepairError."""
    with _understood(file):
        with archive.open(MANIFEST) as source:
            said = json.loads(source.read(MOST_MANIFEST_BYTES))
        if said["version"] != VERSION:
            raise ValueError(f"version {said['version']}")
        files = {str(name): (int(each["size"]), str(each["sha256"])) for name, each in said["files"].items()}
        if archive.sizes.keys() - {MANIFEST} != files.keys() or "registry.sqlite3" not in files:
            raise ValueError("its list is not what it holds")
    for name in files:
        parts = PurePosixPath(name).parts
        is_known = name in ("registry.sqlite3", "settings.ini") or (parts[0] == "vault" and len(parts) == 2)
        if not is_known and not (parts[0] == "models" and len(parts) > 2 and not parts[1].startswith(".")):
            raise RepairError("backup_hostile", path=str(file), file=name)
    return files


@contextmanager
def _understood(file: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise RepairError("backup_unreadable", path=str(file), detail=str(error)) from error


# --- taking places ---


def _exchange(new: Path, place: Path, aside: Path | None) -> None:
    """Rename what is there away, and the new into its place. Models are only added."""
    if place.name == "models":
        for model in new.iterdir():
            if not (place / model.name).exists():
                os.rename(model, place / model.name)
        shutil.rmtree(new)
        return
    if place.exists() and aside is not None:
        os.rename(place, aside / place.name)
        for ending in ("-wal", "-shm", "-journal"):
            journal = Path(f"{place}{ending}")
            if journal.exists():
                os.rename(journal, aside / journal.name)
    elif place.is_dir():
        place.rmdir()
    os.rename(new, place)


def _new_folder(home: Path, name: str) -> Path:
    folder, number = home / name, 1
    while True:
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            number += 1
            folder = home / f"{name} ({number})"
        else:
            return folder


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
