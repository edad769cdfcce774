"""Copy what can be read of a damaged registry into a new one.

SQLite's own `.recover` is part of its shell and not of its library; the one well-maintained SQLite wrapper, apsw, does
not offer it either. So the rows are read from the file's pages (`engine.registry.pages`), wherever the damage is, and
even without the first pages, which SQLite needs to find anything. A row is taken if the new registry accepts it: what
it refers to is there, and its values are of the right kind.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path, PurePath

from engine.clock import Clock
from engine.events import EventKind
from engine.registry import label_queries, queries, taken_queries, upload_queries, voice_queries
from engine.registry.database import Database, foreign_object, refuse_others, scripts
from engine.registry.pages import PageColumn, Pages, Shape, Value
from engine.registry.rows import options_json, options_of, sound_options, statements
from engine.run import Options, State
from engine.storage.own_names import id_of_audio, is_audio, is_id
from models.catalogue import DEFAULT
from models.store import is_name

#: Parents before children. Not owners: whoever they were, they are no longer alive. And no known voices, which
#: can be remembered again.
TABLES = (
    "sessions", "clips", "runs", "run_events", "windows", "attempts", "edits", "segments", "discarded", "arrivals",
    "taken",
    "idempotency_keys",
    "speaker_jobs",
)  # fmt: skip
#: An index that names every segment: it reveals which of them could not be read.
INDEX = "segments_by_run"
#: The session for whatever cannot be assigned to another.
SESSION = "Found again"


def trouble_of(path: Path) -> str:
    """What is wrong with a registry, in SQLite's words; empty if nothing. Changes nothing. Raises RegistryNewer,
    RegistryMoved, OSError."""
    if not path.exists() or path.stat().st_size == 0:
        log = Path(f"{path}-wal")  # SQLite would remove it
        return "empty, with a log" if log.exists() and log.stat().st_size else ""
    try:
        with closing(_readable(path)) as db:
            (version,) = db.execute(queries.VERSION).fetchone()
            refuse_others(path, version)
            if found := foreign_object(db, version):
                return f"{found} is not Everyclip's"
            said = [trouble for (trouble,) in db.execute(queries.HEALTH) if queries.IN_SEARCH not in trouble]
            tables = {name for (name,) in db.execute(queries.TABLES)}
    except sqlite3.DatabaseError as error:
        return str(error)
    missing = [table for table in ("sessions", "clips", "runs", "segments") if table not in tables]
    if said in ([], ["ok"]):
        return f"no table {missing[0]}" if missing and tables else ""
    return str(said[0])


def foreign_object_of(path: Path) -> str | None:
    """Name something in a registry that is not Everyclip's; None also if it cannot be read."""
    with suppress(sqlite3.DatabaseError), closing(_readable(path)) as db:
        (version,) = db.execute(queries.VERSION).fetchone()
        return foreign_object(db, version)
    return None


def salvage(damaged: Path, new: Path, audio: Mapping[str, str], clock: Clock) -> Mapping[str, int]:
    """Make a registry at `new` from what can be read of the damaged one, which is left unchanged. `audio` maps clip ids
    to the names of files in the vault. Returns how many rows of each table were copied. Raises RegistryNewer,
    RegistryMoved, RegistryUnusable."""
    registry = _Salvaged(new, audio, clock)
    try:
        with Pages(damaged) as old:
            return registry.take_over(old)
    finally:
        registry.close()


class _Salvaged(Database):
    """A new registry that is filled from a damaged one."""

    def __init__(self, path: Path, audio: Mapping[str, str], clock: Clock) -> None:
        super().__init__(path, clock)
        self._audio = audio

    def take_over(self, old: Pages) -> Mapping[str, int]:
        """Copy all rows that can be read and make sense. Returns how many per table."""
        shapes = _shapes()
        there = old.sorted_by(shapes)
        taken = {}
        with self._transaction():
            for table in TABLES:
                taken[table] = sum(self._take(table, row) for row in old.rows(shapes[table], there[table]))
            self._db.execute(queries.NAMED_SEGMENTS)
            named = (tuple(row.values()) for row in old.rows(shapes[INDEX], there[INDEX]))
            self._db.executemany(queries.NAME_SEGMENT, named)
            for statement in queries.SET_RIGHT:
                self._db.execute(statement)
            self._db.execute(queries.REBUILD_SEARCH)
            self._hear_again()
        return taken

    def _hear_again(self) -> None:
        """Queue clips whose texts or runs could not be read to be transcribed again."""
        for (run_id,) in self._db.execute(queries.LOST_TEXT).fetchall():
            self._db.execute(queries.HEAR_AGAIN, (run_id,))
            self._event(run_id, EventKind.REQUEUE, 0, State.COMPLETED, State.QUEUED, {"code": "text_lost"})
        session_id, now = str(uuid.uuid4()), self._clock.now()
        for (clip_id,) in self._db.execute(queries.CLIPS_WITHOUT_RUN).fetchall():
            self._db.execute(queries.MISSING_SESSION, (session_id, SESSION, now))
            run_id = str(uuid.uuid4())
            values = {
                "run_id": run_id, "session_id": session_id, "clip_id": clip_id, "options": options_json(Options()),
                "state": State.QUEUED, "reason": None, "now": now, "ended_at": None, "kept_since": 0.0,
            }  # fmt: skip
            self._db.execute(queries.INSERT_RUN, values)
            self._event(run_id, EventKind.ACCEPTED, 0, None, State.QUEUED, {})

    def _take(self, table: str, row: dict[str, Value]) -> bool:
        """Insert a row; false if the new registry does not accept it. Runs are worth more than what they refer to: a
        session or clip that could not be read gets a stand-in."""
        try:
            _check(row)
            if table == "runs":
                row = _at_rest(row)
                session_id, clip_id = str(row["session_id"]), str(row["clip_id"])
                name = f"{SESSION} ({session_id[:8]})"
                self._db.execute(queries.MISSING_SESSION, (session_id, name, self._clock.now()))
                stored_as = self._audio.get(clip_id)
                self._db.execute(queries.MISSING_CLIP, (clip_id, stored_as or clip_id, stored_as))
            if table == "sessions":
                row = {"kept_since": _kept_since(row), **row}
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            taken = self._db.execute(queries.TAKE_OVER.format(table=table, names=names, marks=marks), [*row.values()])
        except (sqlite3.DatabaseError, ValueError, TypeError, KeyError):
            return False  # it refers to something unreadable, or is not such a row
        return taken.rowcount == 1


def _check(row: Mapping[str, Value]) -> None:
    """Raises ValueError or TypeError for what the schema cannot check: values that would be unreadable later."""
    if row.get("options") is not None:
        sound_options(str(row["options"]))
    for name in ("reason", "detail", "words", "unheard", "vocabulary", "documents"):
        if row.get(name) is not None:
            json.loads(str(row[name]))
    if "from_state" in row:
        EventKind(str(row["kind"]))


def _at_rest(row: dict[str, Value]) -> dict[str, Value]:
    """A run that nobody works on, with what the second schema adds to runs from before it."""
    state = "queued" if row["state"] == "running" else row["state"]
    before = {"queued_at": row["created_at"], "kept_since": _kept_since(row)}
    before |= dict.fromkeys(("shown_attempt", "tries"), row["attempt"])
    return {**before, **row, "state": state, "owner": None, "phase": None, "requested": None}


def _kept_since(row: Mapping[str, Value]) -> float:
    """When it came to rest, for versions from before days were counted."""
    return max(float(row.get(name) or 0.0) for name in ("ended_at", "restored_at", "deleted_at"))


def _shapes() -> dict[str, Shape]:
    """How to recognize the rows of each table, in registries of every version so far."""
    lengths: dict[str, set[int]] = {table: set() for table in TABLES}
    with closing(sqlite3.connect(":memory:")) as db:
        for script in scripts():
            for statement in statements(script):
                db.execute(statement)
            for table in TABLES:
                lengths[table].add(len(db.execute(queries.COLUMNS.format(table=table)).fetchall()))
        shapes = {table: _shape(db, table, lengths[table] - {0}) for table in TABLES}
    entry = [("run_id", "TEXT"), ("attempt", "INTEGER"), ("start_s", "REAL"), ("segment_id", "INTEGER")]
    return shapes | {INDEX: Shape([PageColumn(*each, may_be_null=False) for each in entry], False, {len(entry)})}


def _shape(db: sqlite3.Connection, table: str, lengths: set[int]) -> Shape:
    columns = db.execute(queries.COLUMNS.format(table=table)).fetchall()
    (has_rowid,) = db.execute(queries.HAS_ROWID, (table,)).fetchone()
    return Shape(
        [
            PageColumn(name, kind, not must, is_rowid=bool(key and has_rowid and kind == "INTEGER"))
            for _, name, kind, must, _, key in columns
        ],
        bool(has_rowid),
        lengths,
    )


class Inspected(Database):
    """An intact registry, inspected, with repairs only to what is derived from other data."""

    def stored(self) -> dict[str, str | None]:
        """The files that belong in the vault, with the names of their clips; None for those to be removed."""
        return {row["stored_as"]: row["name"] for row in self._db.execute(queries.STORED)}

    def on_their_way(self) -> set[str]:
        """The ids of clips that were being taken in: their audio may be here, and the next engine makes runs of it."""
        return {clip_id for (clip_id,) in self._db.execute(label_queries.LABELLED)}

    def foreign_name(self) -> str | None:
        """The first name of a clip, its audio or a run that was not made by Everyclip; None if all were."""
        for clip_id, stored_as in self._db.execute(queries.FILE_NAMES):
            if not is_id(clip_id):
                return str(clip_id)
            if stored_as is not None and not (is_audio(stored_as) and id_of_audio(stored_as) == clip_id):
                return str(stored_as)
        return None

    def settle(self) -> None:
        """Adapt a restored registry: nobody works on it, and its references to other places on its original computer no
        longer count. A model in another folder is then requested by its name alone."""
        with self._transaction():
            for statement in (
                queries.FREE_RUNS, queries.FORGET_OWNERS, label_queries.FORGET_LABELS, queries.FORGET_SOURCES,
                *taken_queries.FORGET_WISHES,
                upload_queries.FORGET_UPLOADS,
                voice_queries.FORGET_ALL,
            ):  # fmt: skip
                self._db.execute(statement)
            for (old,) in self._db.execute(queries.ALL_OPTIONS).fetchall():
                options = options_of(old)
                if not is_name(options.model):
                    name = PurePath(options.model.replace("\\", "/")).name or DEFAULT
                    new = options_json(replace(options, model=name))
                    for statement in queries.CHANGE_OPTIONS:
                        self._db.execute(statement, {"old": old, "new": new})

    def forget_voices(self) -> None:
        """Leave out known voices: nobody's voice print goes where a backup goes."""
        with self._transaction():
            self._db.execute(voice_queries.FORGET_ALL)

    def mend_search(self) -> bool:
        """Rebuild the text index if it does not match the texts. Returns whether that was necessary."""
        try:
            self._db.execute(queries.CHECK_SEARCH)
        except sqlite3.DatabaseError:
            with self._transaction():
                self._db.execute(queries.REBUILD_SEARCH)
            return True
        return False


def _readable(path: Path) -> sqlite3.Connection:
    """Open for reading, with its write-ahead log; nothing is created or changed."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    db.execute(queries.DISTRUST)
    return db
