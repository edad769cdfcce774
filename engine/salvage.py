"""What can be read of a damaged registry, taken over into a new one.

SQLite's own `.recover` is a part of its shell and not of its library. Here each table is read row by row in the order
of its key; where a page cannot be read, reading goes on behind it. A row is taken if the new registry accepts it: what
it refers to is there, and what it says is of the right kind.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from engine import queries
from engine.clock import Clock
from engine.database import Database
from engine.events import EventKind
from engine.rows import options_json, options_of
from engine.run import Options, State

#: Parents before children. Owners are not taken: whoever they were, they are not alive.
TABLES = (
    "sessions", "clips", "runs", "run_events", "windows", "attempts", "edits", "segments", "discarded",
)  # fmt: skip
#: The session of what could not be said to belong to another.
SESSION = "Found again"
#: How many rows behind one that cannot be read are tried one by one, and how many there are tries in all.
NEAR, MOST_MISSES = 500, 540


def trouble_of(path: Path) -> str:
    """What is wrong with a registry, in SQLite's words; empty if nothing is. Changes nothing. Raises OSError."""
    path.stat()
    try:
        with closing(_readable(path)) as db:
            (said,) = db.execute(queries.HEALTH).fetchone()
            tables = {name for (name,) in db.execute(queries.TABLES)}
    except sqlite3.DatabaseError as error:
        return str(error)
    missing = [table for table in ("sessions", "clips", "runs", "segments") if table not in tables]
    if said == "ok" and missing and tables:
        return f"no table {missing[0]}"
    return "" if said == "ok" else str(said)


def salvage(damaged: Path, new: Path, audio: Mapping[str, str], clock: Clock) -> Mapping[str, int]:
    """Make a registry at `new` of what can be read of the damaged one, which is left as it is. `audio` has the names of
    the files in the vault by their clips' ids. Returns how many rows of each table were taken over. Raises
    RegistryNewer, RegistryMoved, RegistryUnusable."""
    registry = _Salvaged(new, audio, clock)
    try:
        with closing(_readable(damaged)) as old:
            return registry.take_over(old)
    finally:
        registry.close()


class _Salvaged(Database):
    """A new registry that is filled from a damaged one."""

    def __init__(self, path: Path, audio: Mapping[str, str], clock: Clock) -> None:
        super().__init__(path, clock)
        self._audio = audio

    def take_over(self, old: sqlite3.Connection) -> Mapping[str, int]:
        """All rows that can be read and make sense. Returns how many of each table."""
        taken = {}
        with self._transaction():
            for table in TABLES:
                columns = [row["name"] for row in self._db.execute(queries.COLUMNS.format(table=table))]
                taken[table] = sum(self._take(table, row) for row in _rows(old, table, columns))
            self._db.execute(queries.REBUILD_SEARCH)
            self._hear_again()
        return taken

    def _hear_again(self) -> None:
        """Clips whose texts or runs could not be read are transcribed anew."""
        for (run_id,) in self._db.execute(queries.LOST_TEXT).fetchall():
            self._db.execute(queries.HEAR_AGAIN, (run_id,))
            self._event(run_id, EventKind.REQUEUE, 0, State.COMPLETED, State.QUEUED, {"code": "text_lost"})
        session_id, now = str(uuid.uuid4()), self._clock.now()
        for (clip_id,) in self._db.execute(queries.CLIPS_WITHOUT_RUN).fetchall():
            self._db.execute(queries.MISSING_SESSION, (session_id, SESSION, now))
            run_id = str(uuid.uuid4())
            values = (run_id, session_id, clip_id, options_json(Options()), State.QUEUED, None, now, None)
            self._db.execute(queries.INSERT_RUN, values)
            self._event(run_id, EventKind.ACCEPTED, 0, None, State.QUEUED, {})

    def _take(self, table: str, row: dict[str, object]) -> bool:
        """Whether the new registry accepts the row. Runs are worth more than what they refer to: where their session
        or clip could not be read, there is one in its place."""
        try:
            _check(row)
            if table == "runs":
                row = _at_rest(row)
                session_id, clip_id = str(row["session_id"]), str(row["clip_id"])
                name = f"{SESSION} ({session_id[:8]})"
                self._db.execute(queries.MISSING_SESSION, (session_id, name, self._clock.now()))
                stored_as = self._audio.get(clip_id)
                self._db.execute(queries.MISSING_CLIP, (clip_id, stored_as or clip_id, stored_as))
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            taken = self._db.execute(queries.TAKE_OVER.format(table=table, names=names, marks=marks), [*row.values()])
        except (sqlite3.DatabaseError, ValueError, TypeError, KeyError):
            return False  # it refers to what could not be read, or is no such row
        return taken.rowcount == 1


def _check(row: Mapping[str, object]) -> None:
    """Raises ValueError or TypeError for what the schema cannot see: values that nobody could read later."""
    if row.get("options") is not None:
        options_of(str(row["options"]))
    for name in ("reason", "detail", "words"):
        if row.get(name) is not None:
            json.loads(str(row[name]))
    if "from_state" in row:
        EventKind(str(row["kind"]))


def _at_rest(row: dict[str, object]) -> dict[str, object]:
    """A run that nobody works on."""
    state = "queued" if row["state"] == "running" else row["state"]
    return {**row, "state": state, "owner": None, "phase": None, "requested": None}


class Inspected(Database):
    """A sound registry, looked at and mended in what is not its own truth."""

    def stored(self) -> dict[str, str | None]:
        """The files that belong in the vault, with the names of their clips; None for those to be removed."""
        return {row["stored_as"]: row["name"] for row in self._db.execute(queries.STORED)}

    def mend_search(self) -> bool:
        """Make the index of texts anew if it does not agree with them. Returns whether that was so."""
        try:
            self._db.execute(queries.CHECK_SEARCH)
        except sqlite3.DatabaseError:
            with self._transaction():
                self._db.execute(queries.REBUILD_SEARCH)
            return True
        return False


def _readable(path: Path) -> sqlite3.Connection:
    """Opened for reading, with its write-ahead log; nothing is made or changed."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    return db
