"""Everything in one file, and back again.

    registry.sqlite3, settings.json, settings.ini, vault/…      and models/… if they are wanted
    everyclip-backup.json                        every file with its size and SHA-256, and when it was made

A backup may be made while Everyclip works: the registry is copied as of one moment, and audio never changes. It is
unpacked beside the data and checked as a whole before anything of it takes its place
(`engine.maintenance.replacement`); what was there is set aside, and nothing is overwritten.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from filelock import BaseFileLock

from engine.clock import SystemClock
from engine.errors import RegistryMoved, RegistryNewer, RegistryUnusable, RepairError
from engine.maintenance.moving import OnProgress
from engine.maintenance.repair import alone
from engine.maintenance.replacement import (
    COPY,
    found_whole,
    is_decided,
    lock,
    new_draft,
    place_aside,
    remove,
    take_place,
)
from engine.registry.database import copy_registry
from engine.registry.registry import Registry
from engine.registry.salvage import Inspected, foreign_object_of, trouble_of
from engine.run import State
from engine.settings import change_settings, read_settings, take_over
from engine.storage.durable import CHUNK_BYTES, for_owner, replace_durably, sync_file, sync_folder
from engine.storage.own_names import is_audio
from engine.storage.paths import Paths
from models.archive import Archive, open_archive
from models.catalogue import DEFAULT
from models.errors import ImportingError
from models.store import is_name

MANIFEST = "everyclip-backup.json"
VERSION = 1
#: More files than anybody has clips, and a longer list of them.
MAX_FILES, MAX_MANIFEST_BYTES = 5_000_000, 1 << 30
#: What no name of a file in a model may hold: on Windows, what leads to a device or beside the file too.
_FORBIDDEN = re.compile(
    r"[\x00-\x1f\\]" if os.name == "posix" else r"[\x00-\x1f\\:]|^(con|prn|aux|nul|com.|lpt.)(\.|$)", re.IGNORECASE
)
#: Room that is left free.
SPARE_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    clips: int
    size_bytes: int
    #: Where what was there before a restore lies now.
    set_aside: Path | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup brings back, as the window counts it."""

    made_at: datetime
    sessions: int
    clips: int
    texts: int
    size_bytes: int


def _quietly(done_bytes: int, total_bytes: int) -> None:
    """Nobody looks on."""


def back_up(
    paths: Paths, file: Path, *, with_models: bool = False, replace: bool = False, on_progress: OnProgress = _quietly
) -> Backup:
    """Write everything to a new file, or with `replace` in the place of one. Blocks, and takes long.

    Raises RepairError, RegistryUnusable, or what `on_progress` raises: then there is no new file.
    """
    if os.path.exists(file) and not replace:
        raise RepairError("backup_exists", path=str(file))
    held, copy = lock(paths), paths.home / COPY
    try:
        with _translate_errors(file), _part_of(file) as part:
            os.close(for_owner(str(copy), os.O_WRONLY | os.O_CREAT | os.O_TRUNC))
            copy_registry(paths.registry, copy)
            wanted = _to_keep(paths, copy, with_models)
            _check_room(file.absolute().parent, sum(size_bytes for _, size_bytes in wanted.values()), "backup_no_room")
            with open(part, "wb") as written:
                files = _write(written, wanted, on_progress)
                sync_file(written)
            replace_durably(part, file.absolute())
    finally:
        for left in (copy, Path(f"{copy}-wal"), Path(f"{copy}-shm")):
            remove(left)
        held.release()
    clips = sum(name.startswith("vault/") for name in files)
    return Backup(clips, file.stat().st_size)


def restore(file: Path, paths: Paths, *, replace: bool = False) -> Backup:
    """Put a backup in place; with `replace`, what is there is set aside before. Raises RepairError."""
    with alone(paths):
        there = [path for path in (paths.registry, paths.settings, paths.window_state) if path.exists()] + list(
            paths.vault.iterdir()
        )
        if there and not replace:
            raise RepairError("restore_not_empty", path=str(paths.home))
    unpacked = unpack(file, paths)
    return Backup(unpacked.audio_files, file.stat().st_size, unpacked.take_place())


def unpack(file: Path, paths: Paths, on_progress: OnProgress = _quietly) -> Unpacked:
    """Take a backup out beside the data, and check all of it. Others may use the data meanwhile. Blocks, and takes
    long. Raises RepairError, or what `on_progress` raises: then nothing is left of it."""
    try:
        file.open("rb").close()
    except OSError as error:
        raise RepairError("backup_not_read", path=str(file), detail=error.strerror or str(error)) from error
    held = lock(paths)
    try:
        draft = new_draft(paths)
        try:
            files, made_at = _unpack(file, draft, on_progress)
            take_over(Paths(draft))
            _forget_places(Paths(draft))
            contents = _look_into(draft, file, made_at)
            ready = found_whole(draft)
        except BaseException:
            remove(draft)
            raise
    except OSError as error:
        held.release()
        raise RepairError("restore_failed", path=str(paths.home), detail=error.strerror or str(error)) from error
    except BaseException:
        held.release()
        raise
    return Unpacked(paths, ready, contents, sum(name.startswith("vault/") for name in files), held)


class Unpacked:
    """A backup that is checked and lies ready beside the data. It either takes their place or is discarded."""

    def __init__(self, paths: Paths, ready: Path, contents: Contents, audio_files: int, held: BaseFileLock) -> None:
        """Made by `unpack`."""
        self._paths = paths
        self._ready = ready
        self._held = held
        self.contents = contents
        self.audio_files = audio_files

    @property
    def place_aside(self) -> Path:
        """The folder that what is there now would be kept in."""
        return place_aside(self._ready)

    def take_place(self) -> Path | None:
        """Have it take the place of what is there, which nobody may have open. Returns where that is kept, if there was
        something. Raises RepairError: then nothing was changed, or the next start goes on with it, as its code says."""
        try:
            take_place(self._paths, self._ready)
        except BaseException:
            if not is_decided(self._paths):
                remove(self._ready)
            raise
        finally:
            self._held.release()
        return self.place_aside if self.place_aside.is_dir() else None

    def discard(self) -> None:
        """It is not wanted."""
        remove(self._ready)
        self._held.release()


def _check_room(folder: Path, wanted_bytes: int, code: str) -> None:
    """Raises RepairError if it does not fit."""
    needed_bytes, free_bytes = wanted_bytes + SPARE_BYTES, shutil.disk_usage(folder).free
    if free_bytes < needed_bytes:
        raise RepairError(code, path=str(folder), needed_bytes=needed_bytes, free_bytes=free_bytes)


# --- writing ---


def _to_keep(paths: Paths, registry: Path, with_models: bool) -> Mapping[str, tuple[Path, int]]:
    """The files by their names within the backup, with their sizes in bytes. Of the vault, what the copied registry
    knows, which is left without voice prints."""
    with closing(Inspected(registry, SystemClock())) as copied:
        stored = [name for name, clip in copied.stored().items() if clip is not None and is_audio(name)]
        copied.forget_voices()
    files = {path.name: path for path in (paths.settings, paths.window_state)} | {paths.registry.name: registry}
    files |= {f"vault/{name}": paths.vault / name for name in stored if not os.path.islink(paths.vault / name)}
    if with_models:
        for model in sorted(path for path in paths.models.iterdir() if path.is_dir() and path.name[0] != "."):
            files |= {f"models/{path.relative_to(paths.models).as_posix()}": path for path in sorted(model.rglob("*"))}
    return {name: (path, path.stat().st_size) for name, path in files.items() if path.is_file()}


def _write(written: IO[bytes], wanted: Mapping[str, tuple[Path, int]], on_progress: OnProgress) -> Iterable[str]:
    """Put the files in, and their list. Returns their names: audio that is deleted meanwhile stays out."""
    said: dict[str, Mapping[str, str | int]] = {}
    done_bytes, total_bytes = 0, sum(size_bytes for _, size_bytes in wanted.values())

    def on_chunk(chunk_bytes: int) -> None:
        nonlocal done_bytes
        done_bytes = min(done_bytes + chunk_bytes, total_bytes)
        on_progress(done_bytes, total_bytes)

    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, (path, _) in wanted.items():
            try:
                said[name] = _add(archive, name, path, on_chunk)
            except FileNotFoundError:
                if not name.startswith("vault/"):
                    raise
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        archive.writestr(MANIFEST, json.dumps({"version": VERSION, "made_at": made_at, "files": said}))
    return said


def _add(archive: zipfile.ZipFile, name: str, path: Path, on_chunk: Callable[[int], None]) -> Mapping[str, str | int]:
    """Put a file in. Returns what the list says of it."""
    digest, size_bytes = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            target.write(chunk)
            size_bytes += len(chunk)
            on_chunk(len(chunk))
    return {"size": size_bytes, "sha256": digest.hexdigest()}


@contextmanager
def _part_of(file: Path) -> Iterator[Path]:
    """A file beside it that its owner only can read, removed if it is still there at the end. Raises OSError."""
    descriptor, name = tempfile.mkstemp(prefix=".everyclip-", suffix=".part", dir=file.absolute().parent)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        remove(Path(name))


@contextmanager
def _translate_errors(file: Path) -> Iterator[None]:
    """What the disk refuses, in words that help."""
    try:
        yield
    except OSError as error:
        codes = {errno.ENOSPC: "backup_disk_full", errno.EDQUOT: "backup_disk_full", errno.EFBIG: "backup_too_large"}
        code = codes.get(error.errno or 0, "backup_failed")
        raise RepairError(code, path=str(file), detail=error.strerror or str(error)) from error


# --- reading, with suspicion ---


def _unpack(file: Path, folder: Path, on_progress: OnProgress) -> tuple[Iterable[str], datetime]:
    """Write what a backup holds to a new folder, all of it as its list says. Returns the names of its files, and when
    it was made."""
    done_bytes = 0
    try:
        with open_archive(file, max_members=MAX_FILES) as archive:
            files, made_at = _listed(file, archive)
            total_bytes = sum(size_bytes for size_bytes, _ in files.values())
            _check_room(folder, total_bytes, "restore_no_room")
            for inside in {folder / "vault", *((folder / name).parent for name in files)}:
                inside.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, (size_bytes, sha256) in files.items():
                with archive.open(name) as source, open(folder / name, "xb", opener=for_owner) as copy:
                    digest = hashlib.sha256()
                    while (chunk := source.read(CHUNK_BYTES)) and copy.tell() <= size_bytes:
                        digest.update(chunk)
                        copy.write(chunk)
                        on_progress(done_bytes + copy.tell(), total_bytes)
                    sync_file(copy)
                    if copy.tell() != size_bytes or digest.hexdigest() != sha256:
                        raise RepairError("backup_unreadable", path=str(file), detail=f"{name} has changed")
                done_bytes += size_bytes
    except ImportingError as error:
        if error.code == "import_hostile":
            raise RepairError("backup_hostile", path=str(file), file=str(error.facts.get("file"))) from error
        if error.code == "import_bomb":
            raise RepairError("backup_bomb", **{**error.facts, "path": str(file)}) from error
        if error.code == "not_archive":
            raise RepairError("no_backup", path=str(file)) from error
        raise RepairError("backup_unreadable", path=str(file), detail=str(error.facts.get("detail", ""))) from error
    return files, made_at


def _listed(file: Path, archive: Archive) -> tuple[dict[str, tuple[int, str]], datetime]:
    """The files that the list in the archive names, which are those that it holds, and when it was made. Raises
    RepairError."""
    if MANIFEST not in archive.sizes:
        raise RepairError("no_backup", path=str(file))
    with _understood(file):
        with archive.open(MANIFEST) as source:
            said = json.loads(source.read(MAX_MANIFEST_BYTES))
        if said["version"] > VERSION:
            raise RepairError("backup_newer", path=str(file))
        files = {str(name): (int(each["size"]), str(each["sha256"])) for name, each in said["files"].items()}
        if archive.sizes.keys() - {MANIFEST} != files.keys() or "registry.sqlite3" not in files:
            raise ValueError("its list is not what it holds")
        made_at = datetime.fromisoformat(said["made_at"]) if "made_at" in said else None
    for name in files:
        if not _has_its_place(name):
            raise RepairError("backup_hostile", path=str(file), file=name)
    return files, made_at or datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _has_its_place(name: str) -> bool:
    """Whether a file of that name belongs in a backup."""
    match name.split("/"):
        case ["registry.sqlite3" | "settings.json" | "settings.ini"]:
            return True
        case ["vault", audio]:
            return is_audio(audio)
        case ["models", model, _, *_] as parts:
            return model[:1] != "." and not any(part in ("", ".", "..") or _FORBIDDEN.search(part) for part in parts)
    return False


def _forget_places(draft: Paths) -> None:
    """A model in a folder of another computer is not looked for on this one, and no folder is watched that the backup
    names, nor is a port opened. Raises OSError."""
    settings = read_settings(draft).settings
    if not is_name(settings.model):
        change_settings(draft, model=DEFAULT)
    if settings.watched_folders or settings.serves_http:
        change_settings(draft, watched_folders=(), serves_http=False)


def _refuse_foreign(registry: Path, file: Path) -> None:
    """Raises RepairError for a registry with triggers and the like that Everyclip did not put there."""
    if found := foreign_object_of(registry):
        raise RepairError("backup_hostile", path=str(file), file=found)


def _look_into(draft: Path, file: Path, made_at: datetime) -> Contents:
    """What there is of each, once the registry was opened as registries are used. Raises RepairError."""
    registry = draft / "registry.sqlite3"
    try:
        _refuse_foreign(registry, file)
        if trouble := trouble_of(registry):
            raise RepairError("backup_unreadable", path=str(file), detail=trouble)
        with _understood(file), closing(Inspected(registry, SystemClock())) as inspected:
            if name := inspected.foreign_name():
                raise RepairError("backup_hostile", path=str(file), file=name)
            inspected.settle()
        with closing(Registry(registry, SystemClock())) as opened:
            sessions = opened.sessions()
    except RegistryNewer as error:
        raise RepairError("backup_newer", path=str(file)) from error
    except (RegistryMoved, RegistryUnusable) as error:
        raise RepairError("backup_unreadable", path=str(file), detail=str(error.facts.get("detail", ""))) from error
    for folder in (draft / "vault", draft):
        sync_folder(folder)
    return Contents(
        made_at,
        len(sessions),
        sum(session.total for session in sessions),
        sum(session.counts.get(State.COMPLETED, 0) for session in sessions),
        file.stat().st_size,
    )


@contextmanager
def _understood(file: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise RepairError("backup_unreadable", path=str(file), detail=str(error)) from error
