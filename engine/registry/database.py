"""The registry's file: opened, migrated, changed in transactions."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources as package_files
from pathlib import Path
from typing import TypeAlias

from engine.clock import Clock
from engine.errors import MoveError, RegistryMoved, RegistryNewer, RegistryUnusable
from engine.events import EventKind
from engine.registry import queries
from engine.registry.rows import statements
from engine.registry.stored_values import legible
from engine.run import Facts, Reason, State

Connection: TypeAlias = sqlite3.Connection

#: How long to wait for another program that locks the file, in seconds.
BUSY_S = 30.0
#: The version of a registry that was moved elsewhere: every Everyclip, older ones too, refuses to open it.
MOVED = 2**31 - 1
#: How many pages of a registry are copied between two progress reports.
PAGES_TOGETHER = 1000
#: With less free disk space, the log of a change may not fit.
MIN_BYTES = 100_000
#: The endings of the files beside an open registry.
JOURNALS = ("-wal", "-shm", "-journal")
_CODES_OF_DISK = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The identity, by the system's numbers, of the file in a registry's place and of its folder."""

    folder: tuple[int, int]
    #: None if there is no file.
    file: tuple[int, int] | None


def whereabouts(path: Path) -> Whereabouts | None:
    """Return None if the folder is missing, and on Windows, where an open file can be neither deleted nor replaced."""
    if os.name != "posix":
        return None
    try:
        folder = os.stat(path.parent)
    except OSError:
        return None
    file = None
    with suppress(FileNotFoundError):
        found = os.stat(path)
        file = found.st_dev, found.st_ino
    return Whereabouts((folder.st_dev, folder.st_ino), file)


class Database:
    """An open SQLite file with the newest schema. Belongs to one thread."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open or create the file and migrate its schema. Raises RegistryNewer, RegistryMoved,
        RegistryUnusable."""
        self._path = path
        self._clock = clock
        self._news: list[Reason] = []
        self._last_news: Reason | None = None
        self._kept_aside: Path | None = None
        self._whereabouts: Whereabouts | None = None
        _make_private(path)
        was_there = path.exists()
        try:
            self._db = self._connect()
        except sqlite3.DatabaseError as error:
            raise _unusable(path, error) from error
        try:
            self._set_up()
            self._migrate(path)
            self._whereabouts = whereabouts(path)
        except sqlite3.DatabaseError as error:
            self._db.close()
            # Another program removed the file while it was being opened here, which SQLite has no error for.
            if was_there and _is_given_up(path):
                raise RegistryMoved(path=str(path)) from error
            raise _unusable(path, error) from error
        except BaseException:
            self._db.close()
            raise

    def _connect(self) -> Connection:
        db = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        db.row_factory = sqlite3.Row
        db.text_factory = legible  # Python's own raises, which loses the whole result
        return db

    def _set_up(self) -> None:
        self._write_ahead()
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            self._db.execute(f"PRAGMA {pragma}")

    def _write_ahead(self) -> None:
        """Switch to a write-ahead log. While another program opens the same new file, SQLite fails immediately with
        "locked", ignoring its timeout: both want to upgrade a read lock to a write lock."""
        until = time.monotonic() + BUSY_S
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def _migrate(self, path: Path) -> None:
        with self._transaction():
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            refuse_others(path, version)
            if found := foreign_object(self._db, version):
                raise RegistryUnusable("registry_foreign", path=str(path), detail=found)
            for number, script in enumerate(scripts()[version:], start=version + 1):
                for statement in statements(script):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {number}")

    def close(self) -> None:
        self._db.close()

    # --- whether the file is still there ---

    def _stay_in_place(self) -> None:
        """Put the registry back if it is gone from its folder: SQLite would go on writing to a deleted file that nobody
        can read again. Raises RegistryUnusable if that fails."""
        now = whereabouts(self._path)
        if self._whereabouts is None or now == self._whereabouts:
            return
        if now is None or now.folder != self._whereabouts.folder:
            raise RegistryUnusable("registry_away", path=str(self._path))
        try:
            if now.file is None and self._put_back():
                self._tell_once(Reason("registry_put_back", {"path": str(self._path)}))
                return
            raise RegistryUnusable("registry_replaced", path=str(self._path), kept=str(self._keep_aside()))
        except sqlite3.DatabaseError as error:
            raise _unusable(self._path, error) from error
        except OSError as error:
            raise RegistryUnusable(path=str(self._path), detail=error.strerror or str(error)) from error

    def _put_back(self) -> bool:
        """Put the open registry back; false if its place was taken. If killed here, the file is whole or absent."""
        copy = self._copy_to(self._path.with_name("registry.kept"))
        for ending in JOURNALS:
            Path(f"{self._path}{ending}").unlink(missing_ok=True)  # belong to the file that is gone
        try:
            os.link(copy, self._path)
        except FileExistsError:
            return False  # somebody else was faster
        except OSError:  # a file system without hard links
            os.rename(copy, self._path)
        copy.unlink(missing_ok=True)
        gone, self._db = self._db, self._connect()
        gone.close()
        self._set_up()
        self._whereabouts = whereabouts(self._path)
        return True

    def _keep_aside(self) -> Path:
        """Save the open registry to a folder of its own, now that another file has its place. Returns where."""
        if self._kept_aside is None:
            stamp = time.strftime("%Y-%m-%d %H-%M-%S", time.localtime(self._clock.now()))
            folder = self._path.parent / f"replaced {stamp}"
            folder.mkdir(mode=0o700, exist_ok=True)
            self._kept_aside = self._copy_to(folder / self._path.name)
        return self._kept_aside

    def _copy_to(self, copy: Path) -> Path:
        """Write the open registry to a new, flushed file. Raises OSError and sqlite3.DatabaseError."""
        copy.unlink(missing_ok=True)
        os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(copy)) as target:
            self._db.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        with copy.open("rb+") as file:
            os.fsync(file.fileno())
        return copy

    def _tell_once(self, reason: Reason) -> None:
        if self._last_news != reason:
            self._news.append(reason)
        self._last_news = reason

    def news(self) -> list[Reason]:
        """What has happened to the registry's file since the last call: somebody deleted or replaced it."""
        try:
            self._stay_in_place()
        except RegistryUnusable as error:
            self._tell_once(Reason(error.code, error.facts))
        news, self._news = self._news, []
        return news

    def data_version(self) -> int:
        """A number that changes when another connection has committed something."""
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        return int(version)

    @contextmanager
    def _transaction(self, *, flushed: bool = True) -> Iterator[None]:
        """Run all of it or nothing. Raises RegistryUnusable if the disk is full or read-only.

        What nobody was promised need not be `flushed` to the disk: a power cut may lose it, but nothing before it; the
        end of the program may not. The next flush includes it. Within another transaction, it joins that one."""
        if self._db.in_transaction:
            yield
            return
        self._stay_in_place()
        if not flushed:
            self._db.execute("PRAGMA synchronous = NORMAL")
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            if self._whereabouts is not None and whereabouts(self._path) != self._whereabouts:
                raise RegistryUnusable(path=str(self._path), detail="it was deleted or replaced at this moment")
            self._db.execute("COMMIT")
        except BaseException as error:
            # On a full disk SQLite rolls a transaction back by itself; after some other failed commits it does not.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF in _CODES_OF_DISK:
                trouble = _unusable(self._path, error)
                if trouble.code != RegistryUnusable.code:
                    raise trouble from error
            raise
        finally:
            if not flushed:
                self._db.execute("PRAGMA synchronous = FULL")

    def _event(
        self,
        run_id: str,
        kind: EventKind,
        attempt: int,
        before: State | None,
        after: State | None,
        detail: Facts,
    ) -> None:
        """Add an entry to a run's history."""
        values = {
            "run_id": run_id, "now": self._clock.now(), "kind": kind, "attempt": attempt, "before": before,
            "after": after, "detail": json.dumps(dict(detail)),
        }  # fmt: skip
        self._db.execute(queries.INSERT_EVENT, values)


def scripts() -> list[str]:
    """The scripts that turn each version of the schema into the next."""
    files = package_files.files("engine.registry").joinpath("schema").iterdir()
    return [file.read_text("utf-8") for file in sorted(files, key=lambda file: file.name) if file.name[0] != "_"]


def foreign_object(db: sqlite3.Connection, version: int) -> str | None:
    """Name an object in a registry of that version that is not in its schema: Everyclip's work would execute a trigger,
    view, expression or virtual table that somebody else has added. None if there is none."""
    ours = _objects(max(0, version))
    for kind, name, table, sql in db.execute(queries.OBJECTS):
        is_statistics = kind == "table" and str(name).startswith("sqlite_stat")  # SQLite's own, by ANALYZE
        if ours.get((kind, name)) != (table, _plain(sql)) and not is_statistics:
            return f"{kind} {name}"
    return None


@lru_cache
def _objects(version: int) -> dict[tuple[str, str], tuple[str, str]]:
    """The objects of a registry of that version, by kind and name: their table and their SQL."""
    with closing(sqlite3.connect(":memory:")) as db:
        for script in scripts()[:version]:
            for statement in statements(script):
                db.execute(statement)
        return {(kind, name): (table, _plain(sql)) for kind, name, table, sql in db.execute(queries.OBJECTS)}


def _plain(sql: str | None) -> str:
    """SQL without comments and line breaks."""
    return " ".join(re.sub(r"--[^\n]*", "", sql or "").split())


def refuse_others(path: Path, version: int) -> None:
    """Raises RegistryMoved, RegistryNewer for a version that this Everyclip does not open."""
    if version == MOVED:
        raise RegistryMoved(path=str(path))
    if version > len(known := scripts()):
        raise RegistryNewer(path=str(path), found=version, known=len(known))


def _make_private(path: Path) -> None:
    """Make the file readable by its owner only; SQLite gives its log the same permissions. If that fails, opening it
    reports why. An existing file is not opened for this: closing it would drop this program's locks on it."""
    with suppress(OSError):
        if not path.exists():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        elif os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)


def _unusable(path: Path, error: sqlite3.DatabaseError) -> RegistryUnusable:
    """Determine why the registry cannot be used. SQLite has many words and few codes for problems with the disk."""
    code = "registry_unusable"
    if _is_damage(error):
        code = "registry_damaged"
    elif shutil.disk_usage(path.parent).free < MIN_BYTES:
        code = "data_disk_full"
    elif not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        code = "data_not_writable"
    return RegistryUnusable(code, path=str(path), detail=str(error))


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the error means that the file is corrupt, or lacks what every version has."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or str(error).startswith("no such")


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Report damage found later in the same way as when a registry is opened. Raises RegistryUnusable."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if _is_damage(error):
            raise _unusable(path, error) from error
        raise


def ids_json(ids: Collection[str] | Collection[int] | None) -> str | None:
    """Ids as one query parameter; None for no restriction."""
    return None if ids is None else json.dumps(list(ids))


class HeldRegistry:
    """A registry locked exclusively, so that it can be copied and then given up. All other programs wait for it, or
    find it moved."""

    def __init__(self, path: Path) -> None:
        """Raises MoveError `move_in_use` if another program has it open, `move_failed`."""
        self._path = path
        with _translate_errors(path):
            self._db = _existing(path)
        try:
            with _translate_errors(path):
                # Kept from the first lock to the end. The journal mode changes only if nobody else has the file open.
                self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
                self._db.execute("PRAGMA journal_mode = DELETE")
                # With EXTRA, the removal of the journal is flushed too: a finished transaction is never rolled back.
                self._db.execute("PRAGMA synchronous = EXTRA")
                self._db.execute("BEGIN EXCLUSIVE")
                self._db.execute("COMMIT")
        except BaseException:
            self._db.close()
            raise

    def copy_to(self, path: Path, on_progress: Callable[[float], None]) -> None:
        """Write all of it to a new file, which is then opened as a test. `on_progress` receives the fraction done.
        Raises MoveError."""
        with _translate_errors(path):
            copy = sqlite3.connect(path, isolation_level=None)
            try:
                self._db.backup(
                    copy,
                    pages=PAGES_TOGETHER,
                    progress=lambda status, left, pages: on_progress(1 - left / max(1, pages)),
                )
                (journal,) = copy.execute("PRAGMA journal_mode = WAL").fetchone()
                (health,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            finally:
                copy.close()
        if (journal, health) != ("wal", "ok"):
            raise MoveError("move_failed", path=str(path), detail=f"{journal}, {health}")

    def mark_as_moved(self) -> None:
        """Give it up for good: from now on nobody can open it. Raises MoveError, in which case nothing was changed."""
        with _translate_errors(self._path):
            try:
                self._db.execute(f"PRAGMA user_version = {MOVED}")
            except sqlite3.DatabaseError:
                if not _is_marked(self._db):
                    raise

    def close(self) -> None:
        """Release it to other programs."""
        self._db.close()


def copy_registry(path: Path, copy: Path) -> None:
    """Write a consistent copy of the registry to a file; others may go on using it. Raises RegistryUnusable."""
    try:
        with closing(_existing(path, BUSY_S)) as source, closing(sqlite3.connect(copy)) as target:
            source.execute("BEGIN")
            source.execute("PRAGMA user_version").fetchone()  # one snapshot: else each commit makes SQLite start over
            source.backup(target, pages=PAGES_TOGETHER)
    except sqlite3.DatabaseError as error:
        raise _unusable(path, error) from error


def is_moved(path: Path) -> bool:
    """Whether the registry there was given up in favor of another. Raises RegistryUnusable."""
    if not path.exists():
        return False
    try:
        registry = _existing(path, BUSY_S)
        try:
            return _is_marked(registry)
        finally:
            registry.close()
    except sqlite3.DatabaseError as error:
        raise RegistryUnusable(path=str(path), detail=str(error)) from error


def _is_given_up(path: Path) -> bool:
    """Whether an existing registry has disappeared or was marked as moved."""
    with suppress(RegistryUnusable):
        if is_moved(path):
            return True
    return not path.exists()


def _is_marked(registry: sqlite3.Connection) -> bool:
    (version,) = registry.execute("PRAGMA user_version").fetchone()
    return bool(version == MOVED)


def _existing(path: Path, timeout_s: float = 0.0) -> sqlite3.Connection:
    """Open an existing file; never create one."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=timeout_s, isolation_level=None)


@contextmanager
def _translate_errors(path: Path) -> Iterator[None]:
    """Raise MoveError for SQLite's errors."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = error.sqlite_errorcode & 0xFF if isinstance(error, sqlite3.OperationalError) else 0
        codes = {sqlite3.SQLITE_BUSY: "move_in_use", sqlite3.SQLITE_FULL: "move_disk_full"}
        raise MoveError(codes.get(code, "move_failed"), path=str(path), detail=str(error)) from error
