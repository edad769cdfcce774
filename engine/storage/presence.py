"""That a program is there: a locked file of a name that nobody else has.

The system frees the lock of a process that ends, however it ends.
"""

from __future__ import annotations

import errno
import uuid
from pathlib import Path

from filelock import FileLock, Timeout

from engine.storage.own_names import is_id


class Presence:
    """This program's own, from `take` to `release`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = ""
        self._lock: FileLock | None = None

    def take(self) -> None:
        """Be there, under a new name. Raises OSError."""
        if not self._folder.is_dir():  # the lock would make it, where a disk may come back
            raise FileNotFoundError(errno.ENOENT, "No such folder", str(self._folder))
        name = str(uuid.uuid4())
        lock = FileLock(_lock_file(self._folder, name), mode=0o600, thread_local=False)
        lock.acquire(blocking=False)
        self.name, self._lock = name, lock

    def release(self) -> None:
        """Be gone."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
            forget(self._folder, self.name)


def is_gone(folder: Path, name: str) -> bool:
    """Whether the lock of that name is free, or away."""
    if not is_id(name) or not _lock_file(folder, name).exists():
        return True  # what is no name of a program never was one
    lock = FileLock(_lock_file(folder, name), mode=0o600, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    lock.release()
    return True


def names(folder: Path) -> frozenset[str]:
    """Of every lock file: of programs that are alive, that died, or that are just about to take theirs."""
    return frozenset(path.stem for path in folder.glob("*.lock") if is_id(path.stem))


def forget(folder: Path, name: str) -> None:
    """Remove what one that is gone has left. Raises OSError."""
    if is_id(name):
        _lock_file(folder, name).unlink(missing_ok=True)


def _lock_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.lock"
