"""The registry's file: opened, brought up to date, changed in transactions."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib import resources as package_files
from pathlib import Path

from engine import queries
from engine.clock import Clock
from engine.errors import RegistryNewer, RegistryUnusable
from engine.events import EventKind
from engine.rows import statements
from engine.run import Facts, State

#: How long another program may keep the file to itself.
BUSY_S = 30.0


class Database:
    """An open SQLite file with the newest schema. It belongs to one thread."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open or make the file and bring its schema up to date. Raises RegistryNewer, RegistryUnusable."""
        self._clock = clock
        try:
            self._db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        except sqlite3.DatabaseError as error:
            raise RegistryUnusable(path=str(path), detail=str(error)) from error
        self._db.row_factory = sqlite3.Row
        try:
            self._write_ahead()
            for pragma in ("synchronous = FULL", "foreign_keys = ON"):
                self._db.execute(f"PRAGMA {pragma}")
            self._migrate(path)
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise RegistryUnusable(path=str(path), detail=str(error)) from error
        except BaseException:
            self._db.close()
            raise

    def _write_ahead(self) -> None:
        """Keep a write-ahead log. While another program opens the same new file, SQLite says at once that it is locked,
        without the wait it has been told: both wish to make a reader's lock a writer's."""
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
        steps = sorted(f.name for f in package_files.files("engine").joinpath("schema").iterdir() if f.name[0] != "_")
        with self._transaction():
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version > len(steps):
                raise RegistryNewer(path=str(path), found=version, known=len(steps))
            for number, name in enumerate(steps[version:], start=version + 1):
                script = package_files.files("engine").joinpath("schema", name).read_text(encoding="utf-8")
                for statement in statements(script):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {number}")

    def close(self) -> None:
        self._db.close()

    def data_version(self) -> int:
        """A number that changes when another connection has committed something."""
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        return int(version)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _event(
        self,
        run_id: str,
        kind: EventKind,
        attempt: int,
        before: State | None,
        after: State | None,
        detail: Facts,
    ) -> None:
        """One row of a run's story."""
        values = (run_id, self._clock.now(), kind, attempt, before, after, json.dumps(dict(detail)))
        self._db.execute(queries.INSERT_EVENT, values)


def ids_json(ids: Collection[str] | Collection[int] | None) -> str | None:
    """Ids as one value of a query; None for no restriction."""
    return None if ids is None else json.dumps(list(ids))
