"""What can become of the data on the disk, found and mended.

    registry damaged             what can be read of it becomes a new one; the old is kept in a dated folder
    index of texts damaged       made anew
    audio without a clip         becomes a run again, in a session of its own
    clip without its audio       told: nothing brings it back but a backup

Nothing is mended while an Everyclip is at work on the data, and nothing is ever overwritten: before the damaged
registry makes room, a copy of it is on the disk. Killed at any line, the next repair begins anew, or finishes: a new
registry is called `registry.mended` once it is whole and the copy lasts.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from engine.clock import Clock, SystemClock
from engine.errors import RegistryUnusable, RepairError
from engine.registry.database import JOURNALS
from engine.registry.registry import Registry
from engine.registry.salvage import SESSION, Inspected, salvage, trouble_of
from engine.run import Clip, NewRun, Ordering
from engine.settings import read_settings
from engine.storage.durable import copy_durably, replace_durably, sync_folder
from engine.storage.own_names import id_of_audio, is_audio
from engine.storage.paths import Paths

#: What the folders are called in which damaged registries are kept; a date follows.
_ASIDE = "damaged"


@dataclass(frozen=True, slots=True)
class Findings:
    """What is not as it should be. Names of files in the vault, and of clips."""

    #: What is wrong with the registry, in SQLite's words; empty if nothing is.
    trouble: str = ""
    #: Audio that belongs to no clip.
    orphans: tuple[str, ...] = ()
    #: Clips whose audio is gone.
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What was done."""

    #: Where the damaged registry is kept, if there was one, and how many runs were taken over from it.
    set_aside: Path | None = None
    runs_saved: int = 0
    #: Audio that is a run again.
    found_again: tuple[str, ...] = ()
    #: Whether the index of texts was made anew.
    search: bool = False


def inspect(paths: Paths, clock: Clock | None = None) -> Findings:
    """What is not as it should be. Changes nothing. Raises RegistryNewer, RegistryMoved, OSError."""
    stored: dict[str, str | None] = {}
    coming: set[str] = set()
    there = _audio(paths)
    trouble = trouble_of(paths.registry)
    if trouble:
        return Findings(trouble)
    if paths.registry.exists():
        with closing(Inspected(paths.registry, clock or SystemClock())) as registry:
            stored, coming = registry.stored(), registry.on_their_way()
    orphans = {file for file in there - stored.keys() if id_of_audio(file) not in coming}
    if orphans and not _all_ended(paths):
        orphans = set()  # an engine at work may be taking them in just now
    gone = tuple(name for file, name in stored.items() if name is not None and file not in there)
    return Findings(orphans=tuple(sorted(orphans)), gone=gone)


def refuse_lost(paths: Paths) -> None:
    """Raises RegistryUnusable where the registry is missing or empty, although there was one: a new one in its place
    would pass over its clips in silence, and SQLite would remove its log."""
    is_there = paths.registry.exists() and paths.registry.stat().st_size > 0
    if not is_there and (trouble_of(paths.registry) or _audio(paths)):
        raise RegistryUnusable("registry_missing", path=str(paths.registry))


def repair(paths: Paths, clock: Clock | None = None, *, by_window: bool = False) -> RepairReport:
    """Mend what can be mended; `by_window`, the one window on the data does so itself, before it opens them. Raises
    RepairError `repair_in_use` while an Everyclip is at work on the data; RegistryNewer, RegistryMoved, OSError."""
    clock = clock or SystemClock()
    with alone(paths, by_window=by_window):
        set_aside, runs_saved = _mend_registry(paths, clock)
        orphans = inspect(paths, clock).orphans
        with closing(Inspected(paths.registry, clock)) as registry:
            search = registry.mend_search()
        if orphans:
            _find_again(paths, orphans, clock)
    return RepairReport(set_aside, runs_saved, orphans, search)


@contextmanager
def alone(paths: Paths, *, by_window: bool = False) -> Iterator[None]:
    """Nobody is at work on the data, and no window is open on them but the one that may ask. Raises RepairError."""
    with ExitStack() as held:
        for lock in (*([] if by_window else [paths.window_lock]), *sorted(paths.owners.glob("*.lock"))):
            try:
                held.enter_context(FileLock(lock, mode=0o600).acquire(blocking=False))
            except Timeout:
                raise RepairError("repair_in_use", path=str(paths.home)) from None
        yield


def _all_ended(paths: Paths) -> bool:
    """Whether no engine works on the data."""
    for file in paths.owners.glob("*.lock"):
        lock = FileLock(file, mode=0o600)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return False
        lock.release()
    return True


# --- the registry ---


def _mend_registry(paths: Paths, clock: Clock) -> tuple[Path | None, int]:
    """Where the damaged one is kept, and how many runs were taken over."""
    mended = paths.home / "registry.mended"
    if mended.exists():
        if _is_of_now(paths):
            _put_in_place(paths, mended)
        else:
            mended.unlink()
    if not trouble_of(paths.registry):
        return None, 0
    if not paths.registry.exists():  # only its log is there
        os.close(os.open(paths.registry, os.O_WRONLY | os.O_CREAT, 0o600))
    aside = _copy_aside(paths, clock)
    draft = paths.home / "registry.salvaged"
    for ending in ("", *JOURNALS):
        Path(f"{draft}{ending}").unlink(missing_ok=True)
    audio = {Path(file).stem: file for file in _audio(paths)}
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    taken = salvage(aside / paths.registry.name, draft, audio, clock)
    replace_durably(draft, mended)
    _put_in_place(paths, mended)
    return aside, taken["runs"]


def _is_of_now(paths: Paths) -> bool:
    """Whether nobody has written to the registry since it was copied aside, and a new one made of the copy."""
    files = [Path(f"{paths.registry}{ending}") for ending in ("", "-wal")]
    written = [file for file in files if file.exists() and file.stat().st_size]
    return any(
        all((copy := aside / file.name).is_file() and filecmp.cmp(file, copy, shallow=False) for file in written)
        for aside in paths.home.glob(f"{_ASIDE} *")
    )


def _copy_aside(paths: Paths, clock: Clock) -> Path:
    """A copy of the registry, with its journals, in a folder with the date."""
    stamp = time.strftime("%Y-%m-%d %H-%M-%S", time.localtime(clock.now()))
    folder = paths.home / f"{_ASIDE} {stamp}"
    for number in range(2, 1000):
        try:
            folder.mkdir(mode=0o700)
            break
        except FileExistsError:
            folder = paths.home / f"{_ASIDE} {stamp} ({number})"
    copy_files(paths, folder)
    return folder


def copy_files(paths: Paths, folder: Path) -> None:
    """Copy the registry, with its journals, as it is. Raises OSError, also if there is a copy."""
    for ending in ("", *JOURNALS):
        source = Path(f"{paths.registry}{ending}")
        if source.exists():
            for _ in copy_durably(source, folder / source.name):
                pass
    sync_folder(folder)
    sync_folder(paths.home)


def _put_in_place(paths: Paths, mended: Path) -> None:
    """The new registry instead of the old. First its journals go: the new one must not be taken to have them."""
    for ending in JOURNALS:
        Path(f"{paths.registry}{ending}").unlink(missing_ok=True)
    replace_durably(mended, paths.registry)


# --- the vault ---


def _audio(paths: Paths) -> set[str]:
    """The names of the audio files in the vault."""
    if not paths.vault.is_dir():
        return set()
    return {
        entry.name for entry in os.scandir(paths.vault) if entry.is_file(follow_symlinks=False) and is_audio(entry.name)
    }


def _find_again(paths: Paths, orphans: tuple[str, ...], clock: Clock) -> None:
    with closing(Registry(paths.registry, clock)) as registry:
        session, _ = registry.open_session(SESSION, Ordering.CONCURRENT)
        options = read_settings(paths).settings.options
        registry.add_runs(session.session_id, [NewRun(_clip(paths.vault / file), options) for file in orphans])


def _clip(file: Path) -> Clip:
    with file.open("rb") as audio:
        sha256 = hashlib.file_digest(audio, "sha256").hexdigest()
    return Clip(id_of_audio(file.name), file.name, str(file), file.stat().st_size, sha256, file.name)
