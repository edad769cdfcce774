"""Sessions, and what people do with the clips in them: give them names, and move them to another session."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from engine.errors import NameTaken, NameUnusable, NotFound
from engine.events import EventKind, Session
from engine.registry import queries
from engine.registry.database import ids_json
from engine.registry.reading import Records
from engine.registry.rows import session_of, terms_json
from engine.registry.stored_values import storable
from engine.run import Ordering, Run

#: The longest name of a clip, in characters.
MAX_NAME_LENGTH = 200


class Sessions(Records):
    """A session is an attribute of a run and never its key: whatever belongs to a run stays with it when it moves."""

    def open_session(self, name: str, ordering: Ordering) -> tuple[Session, bool]:
        """The session with that name and whether it was just created."""
        with self._transaction():
            row = self._db.execute(queries.SESSION_BY_NAME, (name,)).fetchone()
            is_new = row is None
            if is_new:
                self._db.execute(queries.INSERT_SESSION, (str(uuid.uuid4()), name, ordering.value, self._clock.now()))
                row = self._db.execute(queries.SESSION_BY_NAME, (name,)).fetchone()
        return session_of(row, {}), is_new

    def set_vocabulary(self, session_id: str, vocabulary: Sequence[str]) -> None:
        """Set the names and terms of a session, for what comes into it from now on. Raises NotFound."""
        with self._transaction():
            if self._db.execute(queries.SET_VOCABULARY, (terms_json(vocabulary), session_id)).rowcount == 0:
                raise NotFound(kind="session", id=session_id)

    def rename_session(self, session_id: str, name: str) -> None:
        """Raises NotFound, NameTaken."""
        with self._transaction():
            holder = self._db.execute(queries.SESSION_BY_NAME, (name,)).fetchone()
            if holder is not None and holder["session_id"] != session_id:
                raise NameTaken(name=name)
            if self._db.execute(queries.RENAME_SESSION, (name, session_id)).rowcount == 0:
                raise NotFound(kind="session", id=session_id)

    def rename(self, run_id: str, name: str, *, is_own: bool = False) -> list[Run]:
        """Give a run's clip another name: all runs of the clip have it. Two clips may have the same. `is_own`: it is
        the one that the clip came with, and may be one that no person could give. Returns the runs that changed. Raises
        NotFound, also for a deleted run; NameUnusable."""
        name = name if is_own else usable_name(name)
        with self._transaction():
            run = self._run(run_id)
            if not run.is_deleted and run.clip.is_renamed is not is_own and run.clip.name == name:
                return []
            if (
                run.is_deleted
                or self._db.execute(queries.RENAME_CLIP, (name, not is_own, run.clip.clip_id)).rowcount == 0
            ):
                raise NotFound(kind="run", id=run_id)
            runs = [self._run(run_id), *self.runs_of_clip(run_id)]
            for each in runs:
                self._event(each.run_id, EventKind.RENAMED, each.attempt, None, None, {"name": name})
            return runs

    def move_to_session(self, run_ids: Collection[str], session_id: str) -> list[Run]:
        """Move these runs to another session, all in one transaction. Those that are there already, deleted or unknown
        are left as they are. Returns the runs that moved. Raises NotFound for a session that is deleted or unknown.

        Nothing else about them changes: neither their turn nor their options, which keep the vocabulary of the session
        that they came into; and a running one goes on under its lease. In a session that goes in order a run waits as
        its turn says, and none is started there while another runs. One that comes into it running is not stopped for
        that; neither is what runs there."""
        with self._transaction():
            session = self._db.execute(queries.LIVING_SESSION, (session_id,)).fetchone()
            if session is None:
                raise NotFound(kind="session", id=session_id)
            moved = [
                run.run_id for run in self.some_runs(run_ids) if not run.is_deleted and run.session_id != session_id
            ]
            self._db.execute(queries.MOVE_TO_SESSION, (session_id, ids_json(moved)))
            runs = self.some_runs(moved)
            for run in runs:
                self._event(run.run_id, EventKind.MOVED, run.attempt, None, None, {"session": session["name"]})
            return runs

    def _is_held_up(self, run: Run) -> bool:
        """Whether the run may not start, because its session goes in order and another one runs there. It may have been
        moved there after its scheduler had chosen it."""
        (is_busy,) = self._db.execute(queries.IS_BUSY_IN_ORDER, (run.session_id,)).fetchone()
        return bool(is_busy)


def usable_name(name: str) -> str:
    """A clip's name as a person gave it, on one line and without blanks around it. Raises NameUnusable."""
    name = " ".join(storable(name).split())
    if not name:
        raise NameUnusable("name_empty")
    if len(name) > MAX_NAME_LENGTH:
        raise NameUnusable("name_too_long", limit=MAX_NAME_LENGTH)
    return name
