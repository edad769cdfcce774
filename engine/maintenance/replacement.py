"""Restored data in the place of those that were there, so that at every line one of both is whole and in use.

    unpacking DATE/        what is taken out of a backup and is not checked yet
    restoring DATE/        all of it, checked, on the disk where it belongs
    before restore DATE/   what was there before
    backup.lock            held by the program that makes or restores a backup, however that ends

1. The registry that is there is held, so that no other program has it open, and copied to where it is set aside.
2. It is marked as moved, in one transaction. **This is the step that decides.** From now on nobody opens it.
3. Settings and vault make room for the restored ones; last of all the restored registry replaces the marked one.

Killed before 2, what was there is in use as ever, and the next start removes what was taken out; killed after it, the
next start goes on with 3. Programs find their paths by `engine.maintenance.moving.settled`, which sees to it.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from engine.errors import MoveError, RegistryUnusable, RepairError
from engine.maintenance.repair import alone, copy_files
from engine.registry.database import JOURNALS, HeldRegistry, is_moved
from engine.registry.salvage import trouble_of
from engine.storage.durable import replace_durably, sync_folder
from engine.storage.paths import Paths

_UNPACKING, _READY, _ASIDE = "unpacking", "restoring", "before restore"
#: The registry as of one moment, while a backup is made of it.
COPY = "backup.sqlite3"


def lock(paths: Paths) -> FileLock:
    """Only one program at a time makes or restores a backup; taken and given back by whatever thread. Raises
    RepairError `backup_busy`."""
    held = FileLock(paths.backup_lock, mode=0o600, thread_local=False)
    try:
        held.acquire(blocking=False)
    except Timeout:
        raise RepairError("backup_busy", path=str(paths.home)) from None
    return held


def new_draft(paths: Paths) -> Path:
    """An empty folder to unpack a backup to. Raises OSError."""
    stamp = moment = time.strftime("%Y-%m-%d %H-%M-%S")
    number = 1
    while any((paths.home / f"{kind} {stamp}").exists() for kind in (_UNPACKING, _READY, _ASIDE)):
        number += 1
        stamp = f"{moment} ({number})"
    draft = paths.home / f"{_UNPACKING} {stamp}"
    draft.mkdir(mode=0o700)
    return draft


def found_whole(draft: Path) -> Path:
    """All of it is there and checked: from now on it may take its place. Raises OSError."""
    ready = draft.with_name(draft.name.replace(_UNPACKING, _READY, 1))
    os.rename(draft, ready)
    sync_folder(ready.parent)
    return ready


def place_aside(ready: Path) -> Path:
    """Where what is there now will be kept."""
    return ready.with_name(ready.name.replace(_READY, _ASIDE, 1))


def take_place(paths: Paths, ready: Path) -> None:
    """Set aside what is there, and put in its place what lies ready. Raises RepairError; then either nothing was
    changed, or `is_decided`, and the next `finish` goes on."""
    with alone(paths), _translate_errors(paths):
        _give_up(paths, place_aside(ready))
        _exchange(paths, ready)


def is_decided(paths: Paths) -> bool:
    """Whether what was there is given up. Then a restore has to be finished, or a move."""
    try:
        return is_moved(paths.registry)
    except RegistryUnusable:
        return False


def finish(paths: Paths) -> None:
    """Go on with a restore that was cut short where it is decided; remove what is left of any other, and of a backup.
    To be called before anything is opened. Raises RepairError `restore_going_on`, `restore_unfinished`."""
    if not _left(paths):
        return
    try:
        held = lock(paths)
    except RepairError:
        if is_decided(paths) and _ready(paths):
            raise RepairError("restore_going_on", path=str(paths.home)) from None
        return
    try:
        with alone(paths):
            if is_decided(paths):
                for ready in _ready(paths):
                    _exchange(paths, ready)
        for left in _left(paths):
            remove(left)
    except OSError as error:
        raise RepairError("restore_unfinished", path=str(paths.home), detail=error.strerror or str(error)) from error
    finally:
        held.release()


def remove(left: Path) -> None:
    """What nobody needs. Where that cannot be done now, the next `finish` tries again."""
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        with suppress(OSError):
            left.unlink(missing_ok=True)


def _left(paths: Paths) -> list[Path]:
    return [path for pattern in (f"{_UNPACKING} *", f"{_READY} *", f"{COPY}*") for path in paths.home.glob(pattern)]


def _ready(paths: Paths) -> list[Path]:
    return [path for path in paths.home.glob(f"{_READY} *") if (path / paths.registry.name).exists()]


@contextmanager
def _translate_errors(paths: Paths) -> Iterator[None]:
    """What the disk refuses keeps a backup from taking its place, or from doing so now."""
    try:
        yield
    except OSError as error:
        code = "restore_unfinished" if is_decided(paths) else "restore_failed"
        raise RepairError(code, path=str(paths.home), detail=error.strerror or str(error)) from error


# --- what was there ---


def _give_up(paths: Paths, aside: Path) -> None:
    """Copy the registry, and have nobody open it any more. Raises RepairError, OSError; then it is as it was."""
    registry, is_new = paths.registry, not paths.registry.exists()
    if is_new:
        _put_empty(registry)
    try:
        with closing(HeldRegistry(registry)) as held:
            if not is_new:
                aside.mkdir(mode=0o700)
                _put_empty(aside / registry.name)
                held.copy_to(aside / registry.name, lambda part: None)
                sync_folder(aside)
                sync_folder(paths.home)
            held.mark_as_moved()
    except MoveError as error:
        remove(aside)
        if error.code == "move_in_use":
            raise RepairError("repair_in_use", path=str(paths.home)) from error
        if not trouble_of(registry):
            raise RepairError("restore_failed", path=str(paths.home), detail=str(error.facts["detail"])) from error
        _give_up_damaged(paths, aside)
    except OSError:
        remove(aside)
        raise


def _give_up_damaged(paths: Paths, aside: Path) -> None:
    """One that cannot be held is copied as it is, and a new one that is marked comes into its place."""
    marked = paths.home / "registry.marked"
    aside.mkdir(mode=0o700)
    copy_files(paths, aside)
    marked.unlink(missing_ok=True)
    _put_empty(marked)
    with closing(HeldRegistry(marked)) as held:
        held.mark_as_moved()
    _remove_journals(paths)
    replace_durably(marked, paths.registry)


def _put_empty(path: Path) -> None:
    """Make an empty file that is readable by its owner only. Raises OSError, also if there is one."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _remove_journals(paths: Paths) -> None:
    """Before another registry comes: it must not be taken to have them."""
    for ending in JOURNALS:
        Path(f"{paths.registry}{ending}").unlink(missing_ok=True)


# --- taking places ---


def _exchange(paths: Paths, ready: Path) -> None:
    """All but the decision; begun anew, it goes on. The models are only added to. Raises OSError."""
    aside = place_aside(ready)
    for place in (paths.settings, paths.window_state, paths.vault):
        new = ready / place.name
        if new.exists():
            _make_room(place, aside)
            os.rename(new, place)
    models = ready / paths.models.name
    for model in models.iterdir() if models.is_dir() else ():
        if not (paths.models / model.name).exists():
            paths.models.mkdir(mode=0o700, exist_ok=True)
            os.rename(model, paths.models / model.name)
    for folder in (aside, paths.models, paths.home):
        if folder.is_dir():
            sync_folder(folder)
    _remove_journals(paths)
    replace_durably(ready / paths.registry.name, paths.registry)
    remove(ready)


def _make_room(place: Path, aside: Path) -> None:
    """What is there goes aside, unless it is empty. What came there since belongs to nobody: no registry was open."""
    if place.is_dir() and not any(place.iterdir()):
        place.rmdir()
    elif place.exists() and not (aside / place.name).exists():
        aside.mkdir(mode=0o700, exist_ok=True)
        os.rename(place, aside / place.name)
    elif place.is_file():
        place.unlink()
