"""Models being added: the hidden folder where their files are collected, the plan, and the lock on each.

    models/.partial/ID/            complete and verified files, and one `NAME.part`
    models/.partial/ID/plan.json   what to download, so that another process can resume where one was killed
    models/.partial/ID.lock        held by the one process working on the model; released by the system if that ends
    models/.partial/ID.old         a replaced or removed model: hidden in one step, and then deleted

A model becomes visible in one step too: its folder is moved into place once all of it was verified.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

_FOLDER = ".partial"
_PLAN = "plan.json"
PART = ".part"


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file to download."""

    name: str
    size_bytes: int
    #: Its expected hash, in lower-case hexadecimal: one of the two is known.
    sha256: str | None
    git_sha1: str | None


@dataclass(frozen=True, slots=True)
class DownloadPlan:
    """What to download, and from where."""

    repository: str
    #: The requested branch, tag or commit.
    asked: str
    #: The commit it referred to when the plan was made: all files are from this one, however long it takes.
    revision: str
    files: tuple[PlannedFile, ...]

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """How much of a model has arrived, as visible on disk."""

    done_bytes: int
    #: 0 while unknown.
    total_bytes: int
    #: Whether a process is working on it.
    is_held: bool


def partial_folder(model_id: str, folder: Path) -> Path:
    """The folder where that model's files are collected. May be missing."""
    return folder / _FOLDER / model_id


def lock_of(model_id: str, folder: Path) -> FileLock:
    """The lock for changing that model in the models folder `folder`. Raises OSError."""
    (folder / _FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileLock(folder / _FOLDER / f"{model_id}.lock", mode=0o600, thread_local=False)


def progress_of(model_id: str, folder: Path) -> OnTheWay | None:
    """How much of that model has arrived; None if nothing has and no process works on it. Cheap. Raises OSError."""
    gathered = partial_folder(model_id, folder)
    is_held = _is_held(model_id, folder)
    if not gathered.is_dir():
        return OnTheWay(0, 0, True) if is_held else None
    plan = read_plan(gathered)
    return OnTheWay(arrived_bytes(gathered, plan), plan.size_bytes if plan else 0, is_held)


def arrived_bytes(gathered: Path, plan: DownloadPlan | None) -> int:
    """Bytes of the planned files that are there, complete or partial."""
    names = [each for file in plan.files for each in (file.name, file.name + PART)] if plan else []
    return sum(size_of(gathered / name) for name in names)


def size_of(path: Path) -> int:
    """Size in bytes; 0 if there is no such file."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def read_plan(gathered: Path) -> DownloadPlan | None:
    """The plan, or None if there is none that can be followed. Raises OSError."""
    try:
        data = json.loads((gathered / _PLAN).read_text(encoding="utf-8"))
        files = tuple(PlannedFile(**each) for each in data.pop("files"))
        plan = DownloadPlan(**data, files=files)
        is_sound = all(Path(file.name).name == file.name and isinstance(file.size_bytes, int) for file in files)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):  # written while the machine lost power
        return None
    return plan if is_sound else None


def write_plan(gathered: Path, plan: DownloadPlan) -> None:
    """Write the plan atomically. Raises OSError."""
    draft = gathered / f"{_PLAN}.new"
    draft.write_text(json.dumps(asdict(plan)), encoding="utf-8")
    os.replace(draft, gathered / _PLAN)


def remove_plan(gathered: Path) -> None:
    """Remove the plan, once everything has arrived. Raises OSError."""
    (gathered / _PLAN).unlink(missing_ok=True)


def discard(model_id: str, folder: Path, timeout_s: float = 10.0) -> int:
    """Delete a partial download that is no longer wanted. Returns the bytes freed. Whoever downloads it must be stopped
    before. Raises filelock.Timeout if it does not stop, and OSError."""
    with lock_of(model_id, folder).acquire(timeout=timeout_s):
        return throw_away(partial_folder(model_id, folder))


def put_in_place(gathered: Path, model_id: str, folder: Path) -> Path:
    """Move a complete and verified model into place, replacing any other. Needs its lock. Raises OSError."""
    target = folder / model_id
    put_aside(model_id, folder)
    os.replace(gathered, target)
    throw_away(_aside(model_id, folder))
    return target


def put_aside(model_id: str, folder: Path) -> Path:
    """Hide the model with that id in one step, to be deleted. Needs its lock. Raises OSError."""
    aside = _aside(model_id, folder)
    throw_away(aside)  # left by a killed process
    if os.path.lexists(folder / model_id):
        os.replace(folder / model_id, aside)
    return aside


def throw_away(path: Path) -> int:
    """Delete a folder, or the link to one. Returns the bytes freed, not counting files with other hard links.
    Raises OSError."""
    if path.is_symlink():
        path.unlink()
        return 0
    if not path.is_dir():
        return 0
    stats = [file.stat() for file in path.rglob("*") if file.is_file() and not file.is_symlink()]
    shutil.rmtree(path)
    return sum(stat.st_size for stat in stats if stat.st_nlink == 1)


def _aside(model_id: str, folder: Path) -> Path:
    return folder / _FOLDER / f"{model_id}.old"


def _is_held(model_id: str, folder: Path) -> bool:
    if not (folder / _FOLDER / f"{model_id}.lock").exists():
        return False
    try:
        with lock_of(model_id, folder).acquire(blocking=False):
            return False
    except Timeout:
        return True
