"""Everything moved to another folder, so that at every line one place is whole and in use, and nobody uses the other.

    usual place/location.json   where the data lie, and what a move has still to do
    usual place/moving.lock     held by the program that moves; the system frees it however that ends
    new place/not-in-use        there until the copy counts: what lies beside it is ours to remove

1. The old registry is held, so that no other program has it open, and none can open it.
2. It is written down where the copy is made; all is copied, made to last, and compared.
3. The old registry is marked as moved, in one transaction. **This is the step that decides.** A program that waited for
   the registry, or found its path before, gets RegistryMoved.
4. It is written down where the data lie now, and the old files are removed, the registry last.

Killed before 3, the old place is in use as ever, and the next start removes the half copy; killed after it, the next
start goes on with 4. Programs therefore find their paths by `settled`.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from engine.errors import MoveError, PlaceError, RegistryUnusable
from engine.maintenance.replacement import finish
from engine.registry.database import HeldRegistry, is_moved
from engine.storage.durable import copy_durably, for_owner, sync_file, sync_folder, write_durably
from engine.storage.location import Location, fixed_place, location_file, read_location, usual_place
from engine.storage.paths import ChosenBy, Paths
from models.partial import lock_of, partial_folder

log = logging.getLogger(__name__)

#: Comes with the bytes that are copied and with all that there are. What it raises ends the move, and undoes it.
OnProgress = Callable[[int, int], None]

#: What the folder is called that is made in one which holds other things.
FOLDER = "Everyclip"
#: Room that a move leaves free.
SPARE_BYTES = 20_000_000
#: How long to wait for another program that finishes or undoes a move: it takes no longer than to remove some files.
PATIENCE_S = 2.0
_MARK = "not-in-use"
_MARK_SAYS = "Everyclip is copying its data into this folder. Until that is done, nothing here is in use.\n"


@dataclass(frozen=True, slots=True)
class Move:
    """What is moved, and where."""

    old: Paths
    new: Paths
    size_bytes: int
    #: Where it goes.
    free_bytes: int


# --- finding the data ---


def settled() -> Paths:
    """Where the data lie, once what was left of a move or a restore that was cut short is finished or undone. Raises
    PlaceError, RegistryUnusable, RepairError."""
    if fixed_place() is None:
        _settle()
    paths = Paths.default()
    finish(paths)
    return paths


def _settle() -> None:
    left = read_location()
    if left.moving_to is None and left.leaving is None:
        return
    try:
        with _moving():
            _take_up(read_location())
    except Timeout:
        moving_to = read_location().moving_to
        if moving_to is not None:
            raise PlaceError("data_moving", path=str(moving_to)) from None
    except OSError as error:
        raise PlaceError("move_unfinished", path=str(usual_place()), detail=error.strerror or str(error)) from error


def _take_up(left: Location) -> None:
    """Finish or undo it. The old registry tells which."""
    old = Paths(left.home or usual_place())
    if left.moving_to is not None and old.are_there:
        new = Paths(left.moving_to)
        if is_moved(old.registry):
            left = Location(home=_noted(new), leaving=old.home)
            _write(left)
        else:
            _undo(old, new)
    if left.leaving is not None:
        _leave(Paths(left.leaving), Paths(left.home or usual_place()))


@contextmanager
def _moving() -> Iterator[None]:
    """Only one program at a time moves anything, or writes down where it is. Raises Timeout."""
    usual_place().mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(usual_place() / "moving.lock", timeout=PATIENCE_S):
        yield


# --- before ---


def plan(paths: Paths, folder: Path | None) -> Move:
    """What moving to that folder would be, or back to the usual place for None. A folder that holds other things gets
    one of its own for Everyclip. Takes long where there are many files. Raises MoveError, OSError."""
    if paths.chosen_by not in (ChosenBy.PERSON, ChosenBy.NOBODY):
        raise MoveError("move_fixed")
    usual = usual_place()
    home = usual if folder is None else folder.absolute()
    if not _is_same(home, usual):
        home = home if not _entries(home) or _is_same(home, paths.home) else home / FOLDER
    if _is_same(home, paths.home):
        raise MoveError("move_same_place", path=str(home))
    new = Paths(usual if _is_same(home, usual) else home)
    _check_place(paths, new)
    size_bytes = sum(_files(paths).values()) + _size(paths.registry) + _size(Path(f"{paths.registry}-wal"))
    return Move(paths, new, size_bytes, shutil.disk_usage(_nearest(new.home)).free)


def check_room(move: Move) -> None:
    """Raises MoveError if it does not fit."""
    needed_bytes = move.size_bytes + SPARE_BYTES
    if move.free_bytes < needed_bytes:
        raise MoveError("move_no_room", path=str(move.new.home), needed_bytes=needed_bytes, free_bytes=move.free_bytes)


def _check_place(old: Paths, new: Paths) -> None:
    path = str(new.home)
    folder, usual = new.home.resolve(), usual_place().resolve()
    around = [old.home.resolve()] + ([] if folder == usual else [usual])
    if any(folder.is_relative_to(other) or other.is_relative_to(folder) for other in around):
        raise MoveError("move_inside", path=path)
    taken = [new.registry, *new.to_keep, *new.to_leave] if folder == usual else _entries(new.home)
    if any(os.path.lexists(each) for each in taken):
        raise MoveError("move_not_empty", path=path)
    try:
        with tempfile.TemporaryFile(dir=_nearest(new.home)) as file:
            file.write(b"Everyclip")
    except OSError as error:
        raise MoveError("move_not_writable", path=path, detail=error.strerror or str(error)) from error


def _entries(folder: Path) -> list[Path]:
    """What lies there; nothing if there is no such folder. Raises MoveError."""
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise MoveError("move_not_writable", path=str(folder), detail=error.strerror or str(error)) from error


def _is_same(one: Path, other: Path) -> bool:
    return (one.exists() and other.exists() and one.samefile(other)) or one.resolve() == other.resolve()


def _nearest(folder: Path) -> Path:
    """It, or the folder above it that is there."""
    return next(each for each in (folder, *folder.parents) if each.is_dir())


# --- the move ---


def carry_out(move: Move, on_progress: OnProgress) -> None:
    """Move everything. To be called while this program has none of it open; `settled` tells where it is afterwards.
    Blocks, and takes long.

    Raises MoveError, PlaceError, or what `on_progress` raises: then everything is where it was.
    """
    try:
        with _moving():
            _copy_and_mark(move, on_progress)
            with suppress(OSError):  # it is decided; the next `settled` tries again, and says what is wrong
                _take_up(read_location())
    except Timeout:
        raise PlaceError("data_moving", path=str(move.new.home)) from None
    except OSError as error:
        code = "move_disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "move_failed"
        raise MoveError(code, path=str(move.new.home), detail=error.strerror or str(error)) from error


def _copy_and_mark(move: Move, on_progress: OnProgress) -> None:
    """All but the end of it, during which nobody has the data open."""
    with _models_held(move.old), closing(HeldRegistry(move.old.registry)) as registry:
        _check_place(move.old, move.new)
        check_room(move)
        _write(Location(home=_noted(move.old), moving_to=move.new.home))
        try:
            _copy(move, registry, on_progress)
            registry.mark_as_moved()
        except BaseException:
            _undo(move.old, move.new)
            raise


@contextmanager
def _models_held(paths: Paths) -> Iterator[None]:
    """Nobody fetches or removes a model. Raises MoveError."""
    with ExitStack() as held:
        for lock in sorted(paths.models.glob(f"{partial_folder('*', Path())}.lock")):
            try:
                held.enter_context(lock_of(lock.stem, paths.models).acquire(blocking=False))
            except Timeout:
                raise MoveError("move_model_in_use", path=str(lock)) from None
        yield


def _copy(move: Move, registry: HeldRegistry, on_progress: OnProgress) -> None:
    """Copy everything and make it last. Raises MoveError, OSError."""
    old, new = move.old, move.new
    new.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _put(new.home / _MARK, _MARK_SAYS)
    new.make()
    sizes = _files(old)
    registry_bytes = _size(old.registry)
    done_bytes, total_bytes = registry_bytes, registry_bytes + sum(sizes.values())
    _put(new.registry, "")  # readable by its owner only, in whatever folder it is
    registry.copy_to(new.registry, lambda part: on_progress(int(part * registry_bytes), total_bytes))
    for name in sizes:
        (new.home / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for chunk_bytes in copy_durably(old.home / name, new.home / name):
            done_bytes += chunk_bytes
            on_progress(done_bytes, total_bytes)
    if _files(new) != sizes:
        raise MoveError("move_failed", path=str(new.home), detail="the copy is not like the original")
    for folder in {new.home.parent, new.home, *((new.home / name).parent for name in sizes), new.vault, new.models}:
        sync_folder(folder)


def _files(paths: Paths) -> dict[Path, int]:
    """The files that are copied as they are, within the folder, with their sizes in bytes. Raises OSError."""
    sizes: dict[Path, int] = {}
    for top in paths.to_keep:
        for folder, _, names in os.walk(top, onerror=_raise, followlinks=True) if top.is_dir() else ():
            files = [Path(folder, name) for name in names if not name.endswith(".lock")]
            sizes |= {file.relative_to(paths.home): _size(file) for file in files}
        if top.is_file():
            sizes[top.relative_to(paths.home)] = _size(top)
    return sizes


def _raise(error: OSError) -> None:
    raise error


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


# --- what is written down, and removed ---


def _noted(paths: Paths) -> Path | None:
    """As a location has it."""
    return None if _is_same(paths.home, usual_place()) else paths.home


def _write(location: Location) -> None:
    """Write down where the data lie, all of it or nothing. Raises OSError."""
    file = location_file()
    if location == Location():
        file.unlink(missing_ok=True)
    else:
        write_durably(file, location.to_json().encode())
    sync_folder(file.parent)


def _put(path: Path, words: str) -> None:
    """Make a file that lasts. Raises OSError, also if there is one."""
    with open(path, "x", encoding="utf-8", opener=for_owner) as file:
        file.write(words)
        sync_file(file)


def _undo(old: Paths, new: Paths) -> None:
    """Remove a half copy. Where that cannot be done now, the next `settled` tries again."""
    try:
        if (new.home / _MARK).exists():
            _remove(new)
            (new.home / _MARK).unlink()
        if new.home.name == FOLDER:
            with suppress(OSError):  # not empty: what is in it is not ours
                new.home.rmdir()
        _write(Location(home=_noted(old)))
    except OSError as error:
        log.info("the half copy in %s stays for now: %s", new.home, error)


def _leave(old: Paths, new: Paths) -> None:
    """Remove what was moved, once it is seen in its new place. Where that cannot be done now, the next `settled` tries
    again. What somebody put there since then is not touched: it would not be marked as moved."""
    if not new.are_there:
        return
    try:
        (new.home / _MARK).unlink(missing_ok=True)
        if is_moved(old.registry):
            _remove(old)
        if not _is_same(old.home, usual_place()):
            with suppress(OSError):  # not empty: what is in it is not ours
                old.home.rmdir()
        _write(Location(home=_noted(new)))
    except (OSError, RegistryUnusable) as error:
        log.info("what was moved from %s stays there for now: %s", old.home, error)


def _remove(paths: Paths) -> None:
    """Remove what is Everyclip's in a folder, the registry last of all: it says that the rest is not in use. Raises
    OSError."""
    for path in (*paths.to_leave, *paths.to_keep):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for ending in ("-wal", "-shm", "-journal", ""):
        Path(f"{paths.registry}{ending}").unlink(missing_ok=True)
