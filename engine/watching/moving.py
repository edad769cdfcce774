"""Moves a file away whose text is there: over nothing, and so that it is whole somewhere whatever is killed when.

On one disk it gets a second name, then loses the first. Onto another it is copied, flushed and compared before it is
removed. Killed in between, the next program finds both, and that they are the same, and removes the first.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from contextlib import suppress
from itertools import count
from pathlib import Path

from engine.registry.taken import ToBeMoved
from engine.storage.durable import CHUNK_BYTES, first_free, numbered, place, sync_file, sync_folder
from engine.storage.sources import found_again


def move_away(file: ToBeMoved) -> Path | None:
    """Move a file to its folder. Returns where it is; None if it is gone, or is another one. Raises OSError."""
    source, folder = found_again(Path(file.source)), Path(file.done_folder)
    wanted = folder / source.name
    if not _is_it(source, file):
        return _moved_before(file, wanted)
    folder.mkdir(parents=True, exist_ok=True)
    moved = _moved_before(file, wanted) or _second_name(source, wanted) or _copied(file, source, wanted)
    if moved is None or not _is_it(source, file):  # somebody replaced it just now: theirs is left alone
        return moved
    os.unlink(source)
    sync_folder(source.parent)
    return moved


def sha256_of(path: Path) -> str:
    """Raises OSError."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _is_it(path: Path, file: ToBeMoved) -> bool:
    """Whether this is the file that was taken, perhaps with other times."""
    try:
        found = os.stat(path)
        if (found.st_size, found.st_mtime_ns) == (file.size_bytes, file.mtime_ns):
            return True
        return found.st_size > 0 and sha256_of(path) == file.sha256
    except (FileNotFoundError, NotADirectoryError):
        return False


def _moved_before(file: ToBeMoved, wanted: Path) -> Path | None:
    """Where a program that was killed has put it, or somebody has put just the same."""
    for number in count(1):
        there = numbered(wanted, number)
        if not os.path.lexists(there):
            return None
        if there.is_file() and there.stat().st_size == file.size_bytes and sha256_of(there) == file.sha256:
            return there
    raise AssertionError("count() never ends")


def _second_name(source: Path, wanted: Path) -> Path | None:
    """On the same disk, if it knows that a file can have two names."""
    if os.path.islink(source):
        return None
    try:
        named = first_free(wanted, lambda free: os.link(source, free))
    except OSError:
        return None
    sync_folder(named.parent)
    return named


def _copied(file: ToBeMoved, source: Path, wanted: Path) -> Path | None:
    """A copy of it, whole and on the disk; None if it was replaced meanwhile."""
    part, digest = wanted.with_name(f".everyclip-{uuid.uuid4().hex}.part"), hashlib.sha256()
    try:
        with open(source, "rb") as original, open(part, "xb") as copy:
            while chunk := original.read(CHUNK_BYTES):
                digest.update(chunk)
                copy.write(chunk)
            sync_file(copy)
        if digest.hexdigest() != file.sha256:
            return None
        with suppress(OSError):  # a disk that knows no such times or rights
            shutil.copystat(source, part)
        placed = place(part, wanted)
        sync_folder(placed.parent)
        return placed
    finally:
        part.unlink(missing_ok=True)
