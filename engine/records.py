"""What the registry holds, read. `Registry` adds what changes it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from engine import queries
from engine.clock import Clock
from engine.errors import NotFound, RegistryUnusable
from engine.events import Found, RunEvent, Session
from engine.rows import event_of, run_of, segment_of, session_of
from engine.run import Run, Segment, State


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a scheduler decides on, as of one moment."""

    #: The next queued runs that may begin, in their order: those of long clips, and the others.
    short: tuple[Run, ...]
    long: tuple[Run, ...]
    #: Runs of the owner that a person wants paused or cancelled.
    requested: tuple[Run, ...]
    #: Sessions that go one run at a time.
    in_order: frozenset[str]


class Records:
    """An open database, for reading."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Raises RegistryUnusable."""
        self._clock = clock
        try:
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        except sqlite3.DatabaseError as error:
            raise RegistryUnusable(path=str(path), detail=str(error)) from error
        self._db.row_factory = sqlite3.Row

    def close(self) -> None:
        self._db.close()

    def data_version(self) -> int:
        """A number that changes when another connection has committed something."""
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        return int(version)

    def sessions(self) -> list[Session]:
        """All sessions with their counts, newest first."""
        counts: dict[str, dict[State, int]] = {}
        for session_id, state, count in self._db.execute(queries.SESSION_COUNTS):
            counts.setdefault(session_id, {})[State(state)] = count
        return [session_of(row, counts.get(row["session_id"], {})) for row in self._db.execute(queries.SESSIONS)]

    def run(self, run_id: str) -> Run:
        """The run of that id, or of that unique beginning. Raises NotFound."""
        rows = self._db.execute(queries.RUNS_BY_PREFIX, (run_id,)).fetchall()
        if len(rows) != 1 and not (rows and rows[0]["run_id"] == run_id):
            raise NotFound(kind="run", id=run_id)
        return run_of(rows[0])

    def runs(self, session_id: str | None = None, state: State | None = None) -> list[Run]:
        """Runs in arrival order."""
        return [run_of(row) for row in self._db.execute(queries.RUNS, {"session_id": session_id, "state": state})]

    def unfinished(self, only: Collection[str] | None = None) -> int:
        """How many runs are queued or running, of `only` these if given."""
        (count,) = self._db.execute(queries.UNFINISHED, {"only": _json_or_none(only)}).fetchone()
        return int(count)

    def events(self, run_id: str) -> list[RunEvent]:
        """A run's story, oldest first."""
        return [event_of(row) for row in self._db.execute(queries.EVENTS, (run_id,))]

    def segments(self, run_id: str, attempt: int | None = None) -> list[Segment]:
        """The text of an attempt, the current one if none is named."""
        if attempt is None:
            attempt = self._run(run_id).attempt
        return [segment_of(row) for row in self._db.execute(queries.SEGMENTS, (run_id, attempt))]

    def search(self, text: str, limit: int) -> list[Found]:
        """Segments that hold all the words, best first; the last word may be a beginning."""
        words = [word for word in text.replace('"', " ").split() if any(c.isalnum() for c in word)]
        if not words:
            return []
        match = " ".join(f'"{word}"' for word in words) + "*"
        return [
            Found(run_of(row), row["found_start_s"], row["found_end_s"], row["found_text"])
            for row in self._db.execute(queries.SEARCH, (match, limit))
        ]

    # --- for the scheduler ---

    def outlook(self, owner: str, *, limit: int, only: Collection[str] | None = None) -> Outlook:
        """What `owner` may begin, at most `limit` of a kind and `only` of these runs if given, and what to stop."""
        return Outlook(
            short=tuple(self.waiting(is_long=False, limit=limit, only=only)),
            long=tuple(self.waiting(is_long=True, limit=limit, only=only)),
            requested=tuple(run for run in self.owned(owner) if run.requested is not None),
            in_order=frozenset(session_id for (session_id,) in self._db.execute(queries.IN_ORDER_SESSIONS)),
        )

    def waiting(self, *, is_long: bool, limit: int, only: Collection[str] | None = None) -> list[Run]:
        """The next queued runs that may begin, `only` of these if given: those of long clips, or the others and those
        of unknown length. Suspects first, then in arrival order."""
        values = {"is_long": is_long, "limit": limit, "only": _json_or_none(only)}
        return [run_of(row) for row in self._db.execute(queries.WAITING, values)]

    def owned(self, owner: str) -> list[Run]:
        """The runs that an owner has the lease of."""
        return [run_of(row) for row in self._db.execute(queries.OWNED, (owner,))]

    def expired_owners(self, is_gone: Callable[[str], bool]) -> list[str]:
        """Owners whose lease ran out, or of whom `is_gone` knows that their process has ended."""
        now = self._clock.now()
        owners = self._db.execute(queries.OWNERS).fetchall()
        return [o["owner_id"] for o in owners if o["expires_at"] < now or is_gone(o["owner_id"])]

    def _run(self, run_id: str) -> Run:
        run = self._find(run_id)
        if run is None:
            raise NotFound(kind="run", id=run_id)
        return run

    def _find(self, run_id: str) -> Run | None:
        row = self._db.execute(queries.RUN, (run_id,)).fetchone()
        return None if row is None else run_of(row)


def _json_or_none(ids: Collection[str] | None) -> str | None:
    return None if ids is None else json.dumps(list(ids))
