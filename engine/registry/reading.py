"""Read access to the registry. `Registry` adds what changes it."""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass
from itertools import islice

from engine.channels import CHANNELS, Channels
from engine.errors import NotFound
from engine.events import Found, RunEvent, Session
from engine.registry import queries
from engine.registry.database import Connection, Database, ids_json
from engine.registry.rows import FOUND, FOUND_WIDTH, STATES, event_of, run_of, segment_of, session_of, spans_of
from engine.registry.stored_values import COUNT, TEXT, TIME, legible
from engine.run import Run, State
from engine.segments import Segment, Span

#: How many segments of the text so far are passed to an attempt that resumes.
TEXT_HANDED_ON = 5


@dataclass(frozen=True, slots=True)
class QueueView:
    """The basis of a scheduler's decisions, as of one moment."""

    #: The next queued runs that may start, in order: those of long clips, and the others.
    short: tuple[Run, ...]
    long: tuple[Run, ...]
    #: Runs of the owner that a person wants paused or cancelled.
    requested: tuple[Run, ...]
    #: Sessions that process one run at a time.
    in_order: frozenset[str]


@dataclass(frozen=True, slots=True)
class AttemptContext:
    """What came before an attempt."""

    #: The end of the run's text so far.
    text: str
    #: The languages that were detected in the session's last clips, newest first.
    languages: tuple[str, ...]
    #: What to do with two channels: what its options say, or what was done in the windows that are finished; and until
    #: where each channel is, if they are apart.
    channels: Channels = Channels.DETECT
    channels_done_s: tuple[float, ...] = ()


class Records(Database):
    """An open registry, for reading."""

    #: The runs that a query is restricted to, see `_about`.
    _wanted: Collection[str] = frozenset()

    def _connect(self) -> Connection:
        db = super()._connect()
        # Bytes: SQLite would abort the query at invalid text.
        db.create_function("is_wanted", 1, lambda run_id: run_id is not None and legible(run_id) in self._wanted)
        return db

    def sessions(self) -> list[Session]:
        """All sessions with their counts, newest first."""
        counts: dict[str, dict[State, int]] = {}
        for session_id, state, count in self._db.execute(queries.SESSION_COUNTS):
            of_session = counts.setdefault(session_id, {})
            known = STATES.get(state, State.FAILED)
            of_session[known] = of_session.get(known, 0) + count
        return [session_of(row, counts.get(row["session_id"], {})) for row in self._db.execute(queries.SESSIONS)]

    def run(self, run_id: str) -> Run:
        """The run with that id or unique prefix; a deleted one by its full id only. Raises NotFound."""
        rows = self._db.execute(queries.RUNS_BY_PREFIX, {"prefix": run_id}).fetchall()
        if len(rows) != 1 and not (rows and rows[0]["run_id"] == run_id):
            raise NotFound(kind="run", id=run_id)
        return run_of(rows[0])

    def runs(self, session_id: str | None = None, state: State | None = None) -> list[Run]:
        """Runs in arrival order."""
        return [run_of(row) for row in self._db.execute(queries.RUNS, {"session_id": session_id, "state": state})]

    def some_runs(self, run_ids: Collection[str]) -> list[Run]:
        """Those of these runs that exist, deleted or not, in arrival order."""
        return [run_of(row) for row in self._db.execute(queries.SOME_RUNS, (ids_json(run_ids),))]

    def runs_of_clip(self, run_id: str) -> list[Run]:
        """The other runs of a run's clip, in arrival order, whatever part of it they transcribe."""
        return [run_of(row) for row in self._db.execute(queries.RUNS_OF_CLIP, {"run_id": run_id})]

    def unfinished(self, only: Collection[str] | None = None) -> bool:
        """Whether any run is queued or running, among `only` these if given."""
        (is_any,) = self._db.execute(queries.UNFINISHED, self._about(only)).fetchone()
        return bool(is_any)

    def unfinished_runs(self, only: Collection[str] | None = None, session_id: str | None = None) -> list[Run]:
        """The runs that are queued, running or paused, among `only` these and of the session, if given."""
        values = {"only": ids_json(only), "session_id": session_id}
        return [run_of(row) for row in self._db.execute(queries.UNFINISHED_RUNS, values)]

    def events(self, run_id: str) -> list[RunEvent]:
        """A run's history, oldest first."""
        return [event_of(row) for row in self._db.execute(queries.EVENTS, (run_id,))]

    def windows_finished(self, run_id: str) -> list[float]:
        """When each window of a run was finished, in Unix seconds, oldest first."""
        return [TIME.read(finished_at) for (finished_at,) in self._db.execute(queries.WINDOWS_FINISHED, (run_id,))]

    def segments(self, run_id: str, attempt: int | None = None, limit: int = -1) -> list[Segment]:
        """The text of an attempt with its edits, in time order; by default, that of the displayed attempt."""
        if attempt is None:
            attempt = self._run(run_id).shown_attempt
        return [segment_of(row) for row in self._db.execute(queries.SEGMENTS, (run_id, attempt, limit))]

    def unheard(self, run_id: str, attempt: int | None = None) -> list[Span]:
        """Speech that no word covered when an attempt's windows were finished, in time order; by default, of the
        displayed attempt. Edits may have covered some of it since: see `engine.text.coverage`."""
        if attempt is None:
            attempt = self._run(run_id).shown_attempt
        rows = self._db.execute(queries.UNHEARD, (run_id, attempt))
        return [span for row in rows for span in spans_of(row["unheard"])]

    def search(self, text: str, limit: int) -> list[Found]:
        """Segments that contain all the words, said or in the speaker's name, best first; each may be the beginning of
        a word."""
        words = [word for word in text.replace('"', " ").split() if any(c.isalnum() for c in word)]
        if not words:
            return []
        match = " ".join(f'"{word}"*' for word in words)
        return [
            Found(run_of(row), *FOUND.read(row[-FOUND_WIDTH:]))
            for row in self._db.execute(queries.SEARCH, (match, limit))
        ]

    # --- for the scheduler ---

    def queue_view(
        self, owner: str, *, limit: int, only: Collection[str] | None = None, coming: Collection[str] = ()
    ) -> QueueView:
        """What `owner` may start, at most `limit` of a kind and `only` of these runs if given, and what to stop. Runs
        that want a model that is still `coming` may not start."""
        return QueueView(
            short=tuple(self.waiting(is_long=False, limit=limit, only=only, coming=coming)),
            long=tuple(self.waiting(is_long=True, limit=limit, only=only, coming=coming)),
            requested=tuple(run for run in self.owned(owner) if run.requested is not None),
            in_order=frozenset(session_id for (session_id,) in self._db.execute(queries.IN_ORDER_SESSIONS)),
        )

    def waiting(
        self, *, is_long: bool, limit: int, only: Collection[str] | None = None, coming: Collection[str] = ()
    ) -> list[Run]:
        """The next queued runs that may start, `only` of these if given: those of long clips, or the others and those
        of unknown length. Suspects first, then by turn. Without those that want a model that is still `coming`."""
        values = self._about(only) | {"is_long": is_long, "coming": ids_json(coming or None)}
        waiting = map(run_of, self._db.execute(queries.WAITING, values))
        # One that has become unreadable waits for a repair and takes nobody's place.
        return list(islice((run for run in waiting if run.state is State.QUEUED), limit))

    def attempt_context(self, run: Run) -> AttemptContext:
        """What an attempt of this run is told when it starts, or resumes after its finished windows."""
        segments = self.segments(run.run_id, run.attempt)[-TEXT_HANDED_ON:] if run.windows_done else []
        languages = self._db.execute(queries.SESSION_LANGUAGES, (run.session_id,))
        text, known = " ".join(segment.text for segment in segments), tuple(TEXT.read(each) for (each,) in languages)
        if not run.windows_done:
            return AttemptContext(text, known, run.options.channels)
        rows = self._db.execute(queries.CHANNELS_DONE, (run.run_id, run.attempt)).fetchall()
        if not rows:
            return AttemptContext(text, known, Channels.MIX)
        done_s = {COUNT.read(channel): TIME.read(end_s) for channel, end_s in rows}
        begins_s = [max(done_s.get(channel, 0.0), run.options.start_s) for channel in range(CHANNELS)]
        return AttemptContext(text, known, Channels.SPLIT, tuple(begins_s))

    def wanting_model(self, model: str) -> int:
        """How many unfinished runs want that model."""
        (count,) = self._db.execute(queries.WANTING_MODEL, (model,)).fetchone()
        return int(count)

    def owned(self, owner: str) -> list[Run]:
        """The runs leased to an owner."""
        return [run_of(row) for row in self._db.execute(queries.OWNED, (owner,))]

    def owners(self) -> dict[str, int]:
        """The engines that work on these runs, and how often each has renewed its lease."""
        return {TEXT.read(owner): int(TIME.read(beat)) for owner, beat in self._db.execute(queries.OWNERS)}

    def _about(self, only: Collection[str] | None) -> dict[str, object]:
        """Restrict the next query to `only` these runs. It calls back for each run: a command may have ten thousand,
        and passing them all into the query would take longer than answering it."""
        if only is not None:
            self._wanted = only if isinstance(only, Set) else frozenset(only)
        return {"is_any": only is None}

    def _run(self, run_id: str) -> Run:
        run = self._find(run_id)
        if run is None:
            raise NotFound(kind="run", id=run_id)
        return run

    def _find(self, run_id: str) -> Run | None:
        row = self._db.execute(queries.RUN, (run_id,)).fetchone()
        return None if row is None else run_of(row)
