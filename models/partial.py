"""Models on their way in: the hidden folder where their files gather, the plan, and the lock of who brings them.

    models/.partial/ID/            files that are whole and checked, and one `NAME.part`
    models/.partial/ID/plan.json   what is to come, so that another process goes on where one was killed
    models/.partial/ID.lock        held by the one process that works on the model; the system frees it if that ends
    models/.partial/ID.old         what is replaced or removed: it is out of sight in one step, and then deleted

A model comes into sight in one step too: its folder is moved into place when all of it was checked.
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
    """A file that is to come."""

    name: str
    size_bytes: int
    #: What it must be, in lower-case hexadecimal: one of both is known.
    sha256: str | None
    git_sha1: str | None


@dataclass(frozen=True, slots=True)
class DownloadPlan:
    """What is to come, and from where."""

    repository: str
    #: What was asked for: a branch, a tag or a commit.
    asked: str
    #: The commit that it was when the plan was made: all files are of this one, however long it takes.
    revision: str
    files: tuple[PlannedFile, ...]

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """How much of a model has arrived, as anybody can see it on the disk."""

    done_bytes: int
    #: 0 while it is not known.
    total_bytes: int
    #: Whether a process works on it now.
    is_held: bool


def partial_folder(model_id: str, folder: Path) -> Path:
    """Where the files of that model gather. May be missing."""
    return folder / _FOLDER / model_id


def lock_of(model_id: str, folder: Path) -> FileLock:
    """The lock of all who change that model in the models folder `folder`. Raises OSError."""
    (folder / _FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileLock(folder / _FOLDER / f"{model_id}.lock", mode=0o600, thread_local=False)


def progress_of(model_id: str, folder: Path) -> OnTheWay | None:
    """What has arrived of that model; None if nothing has and nobody works on it. Cheap. Raises OSError."""
    gathered = partial_folder(model_id, folder)
    is_held = _is_held(model_id, folder)
    if not gathered.is_dir():
        return OnTheWay(0, 0, True) if is_held else None
    plan = read_plan(gathered)
    return OnTheWay(arrived_bytes(gathered, plan), plan.size_bytes if plan else 0, is_held)


def arrived_bytes(gathered: Path, plan: DownloadPlan | None) -> int:
    """Bytes of the planned files that lie there, whole or in part."""
    names = [each for file in plan.files for each in (file.name, file.name + PART)] if plan else []
    return sum(size_of(gathered / name) for name in names)


def size_of(path: Path) -> int:
    """In bytes; 0 where there is no such file."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def read_plan(gathered: Path) -> DownloadPlan | None:
    """None where there is none that can be followed. Raises OSError."""
    try:
        data = json.loads((gathered / _PLAN).read_text(encoding="utf-8"))
        files = tuple(PlannedFile(**each) for each in data.pop("files"))
        plan = DownloadPlan(**data, files=files)
        is_sound = all(Path(file.name).name == file.name and isinstance(file.size_bytes, int) for file in files)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):  # the last moment of a machine that lost its power
        return None
    return plan if is_sound else None


def write_plan(gathered: Path, plan: DownloadPlan) -> None:
    """Whole at every moment. Raises OSError."""
    draft = gathered / f"{_PLAN}.new"
    draft.write_text(json.dumps(asdict(plan)), encoding="utf-8")
    os.replace(draft, gathered / _PLAN)


def remove_plan(gathered: Path) -> None:
    """All has arrived. Raises OSError."""
    (gathered / _PLAN).unlink(missing_ok=True)


def discard(model_id: str, folder: Path, timeout_s: float = 10.0) -> int:
    """Throw away what has arrived of a model that is not wanted any more. Returns the bytes freed. Whoever brings it
    is to be stopped before. Raises filelock.Timeout if it goes on all the same, and OSError."""
    with lock_of(model_id, folder).acquire(timeout=timeout_s):
        return throw_away(partial_folder(model_id, folder))


def put_in_place(gathered: Path, model_id: str, folder: Path) -> Path:
    """Bring a whole and checked model into sight, in place of what lay there. Under its lock. Raises OSError."""
    target = folder / model_id
    put_aside(model_id, folder)
    os.replace(gathered, target)
    throw_away(_aside(model_id, folder))
    return target


def put_aside(model_id: str, folder: Path) -> Path:
    """Take what lies under that id out of sight in one step, to be thrown away. Under its lock. Raises OSError."""
    aside = _aside(model_id, folder)
    throw_away(aside)  # left by one who was killed
    if os.path.lexists(folder / model_id):
        os.replace(folder / model_id, aside)
    return aside


def throw_away(path: Path) -> int:
    """Delete a folder, or the link to one. Returns the bytes freed: files that something else holds too free none.
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
