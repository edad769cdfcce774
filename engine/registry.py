"""The registry: sessions, clips, runs, their events, windows and segments in one SQLite file. It alone speaks SQL.

`Registry` is plain and synchronous and belongs to one thread, which `registry_thread` awaits. Each public method is
one transaction: when it returns, what it did is on the disk (WAL, synchronous=FULL).
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import resources as package_files
from pathlib import Path

from engine import queries
from engine.clock import Clock
from engine.errors import InvalidTransition, NameTaken, NotFound, RegistryNewer, RegistryUnusable
from engine.events import EventKind, Session
from engine.records import Records
from engine.rows import (
    options_json,
    reason_facts,
    reason_json,
    session_of,
    statements,
    words_json,
)
from engine.run import (
    LONG_CLIP_S,
    Clip,
    Facts,
    FinishedWindow,
    NewRun,
    Options,
    Ordering,
    Outcome,
    Phase,
    Reason,
    Request,
    Run,
    State,
    Step,
    advance,
)

#: Characters of a run's text that are kept with it for tables.
PREVIEW_LENGTH = 200


class Registry(Records):
    """The open database. Methods that change a run return it as it is afterwards, or None where the change came too
    late: from an attempt, an owner or a state that is no longer the run's."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open or make the registry and bring its schema up to date. Raises RegistryNewer, RegistryUnusable."""
        super().__init__(path, clock)
        try:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                self._db.execute(f"PRAGMA {pragma}")
            self._migrate(path)
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise RegistryUnusable(path=str(path), detail=str(error)) from error
        except BaseException:
            self._db.close()
            raise

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

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # --- sessions ---

    def open_session(self, name: str, ordering: Ordering) -> tuple[Session, bool]:
        """The session of that name and whether it was made just now."""
        with self._transaction():
            row = self._db.execute(queries.SESSION_BY_NAME, (name,)).fetchone()
            is_new = row is None
            if is_new:
                self._db.execute(queries.INSERT_SESSION, (str(uuid.uuid4()), name, ordering.value, self._clock.now()))
                row = self._db.execute(queries.SESSION_BY_NAME, (name,)).fetchone()
        return session_of(row, {}), is_new

    def rename_session(self, session_id: str, name: str) -> None:
        """Raises NotFound, NameTaken."""
        with self._transaction():
            holder = self._db.execute(queries.SESSION_BY_NAME, (name,)).fetchone()
            if holder is not None and holder["session_id"] != session_id:
                raise NameTaken(name=name)
            if self._db.execute(queries.RENAME_SESSION, (name, session_id)).rowcount == 0:
                raise NotFound(kind="session", id=session_id)

    # --- the way in ---

    def add_runs(self, session_id: str, new_runs: Sequence[NewRun]) -> list[Run]:
        """Clips and their runs, in one transaction: queued, or failed with their reason."""
        now = self._clock.now()
        added = []
        with self._transaction():
            for new in new_runs:
                run_id, clip = str(uuid.uuid4()), new.clip
                state = State.QUEUED if new.reason is None else State.FAILED
                self._db.execute(
                    queries.INSERT_CLIP,
                    (clip.clip_id, clip.name, clip.source, clip.size_bytes, clip.sha256, clip.stored_as),
                )
                self._db.execute(
                    queries.INSERT_RUN,
                    (
                        run_id, session_id, clip.clip_id, options_json(new.options), state, reason_json(new.reason),
                        now, now if state.is_terminal else None,
                    ),
                )  # fmt: skip
                self._event(run_id, EventKind.ACCEPTED, 0, None, State.QUEUED, {"source": clip.source})
                if new.reason is not None:
                    self._event(run_id, EventKind.FAIL, 0, State.QUEUED, State.FAILED, reason_facts(new.reason))
                added.append(self._run(run_id))
        return added

    # --- what a worker's attempt does; fenced on (run_id, attempt, owner) ---

    def claim(self, run_ids: Iterable[str], owner: str) -> list[Run]:
        """Take the lease of these runs, as far as they are still queued, and open their next attempt. An attempt that
        goes on behind finished windows takes them and their text over. None at all if the owner is taken for dead."""
        claimed: list[Run] = []
        with self._transaction():
            if self._db.execute(queries.OWNER, (owner,)).fetchone() is None:
                return claimed
            for run_id in run_ids:
                run = self._run(run_id)
                if run.state is not State.QUEUED:
                    continue
                after = replace(advance(run, Step.CLAIM, owner=owner), started_at=self._clock.now(), ended_at=None)
                if run.windows_done:
                    for adopt in (queries.ADOPT_WINDOWS, queries.ADOPT_SEGMENTS):
                        self._db.execute(adopt, (after.attempt, run_id, run.attempt))
                else:
                    after = replace(after, preview="")
                self._write(run, after, Step.CLAIM, {"owner": owner, "resumes_at_s": run.done_s})
                claimed.append(self._run(run_id))
        return claimed

    def set_duration(self, run_id: str, duration_s: float) -> Run | None:
        """The length of a run's clip, as a worker read it. True whatever the attempt."""
        with self._transaction():
            self._db.execute(queries.UPDATE_CLIP_DURATION, (duration_s, run_id))
            self._db.execute(queries.UPDATE_IS_LONG, (duration_s > LONG_CLIP_S, run_id))
            return self._find(run_id)

    def enter_phase(self, run_id: str, attempt: int, owner: str, phase: Phase, device: str | None) -> Run | None:
        """What the worker does with a run now."""
        with self._transaction():
            if self._db.execute(queries.UPDATE_PHASE, (phase, device, run_id, attempt, owner)).rowcount == 0:
                self._late(run_id, attempt, f"phase {phase}")
                return None
            run = self._run(run_id)
            self._event(
                run_id, EventKind.PHASE, attempt, None, None, {"phase": phase} | ({"device": device} if device else {})
            )
            return run

    def store_window(self, run_id: str, attempt: int, owner: str, window: FinishedWindow) -> Run | None:
        """Keep a finished window and its text."""
        with self._transaction():
            return self._store_window(run_id, attempt, owner, window)

    def complete(self, run_id: str, attempt: int, owner: str, last: FinishedWindow | None) -> Run | None:
        """The last window, if there is one, and `completed`, at once. Without any text the outcome is `no_speech`."""
        with self._transaction():
            if last is not None and self._store_window(run_id, attempt, owner, last) is None:
                return None
            run = self._held(run_id, attempt, owner)
            if run is None:
                self._late(run_id, attempt, "completion")
                return None
            outcome = Outcome.TEXT if run.preview else Outcome.NO_SPEECH
            after = replace(advance(run, Step.COMPLETE, outcome=outcome), ended_at=self._clock.now())
            return self._write(run, after, Step.COMPLETE, {"outcome": outcome})

    def end_attempt(
        self, run_id: str, attempt: int, owner: str, step: Step, reason: Reason | None = None,
        *, crashed: bool = False, suspect: bool = False,
    ) -> Run | None:  # fmt: skip
        """Give a running run's lease back by FAIL, REQUEUE, PAUSE or CANCEL. What a person asked for meanwhile goes
        before a requeue: the run is then paused or cancelled."""
        with self._transaction():
            run = self._held(run_id, attempt, owner)
            if run is None:
                self._late(run_id, attempt, str(step))
                return None
            return self._end_attempt(run, step, reason, crashed, suspect)

    # --- what a person does ---

    def ask(self, run_id: str, request: Request) -> Run:
        """Pause or cancel: at once where nobody works on the run, else by a flag that its worker heeds. A run that is
        already there, or terminal, stays as it is. Raises NotFound."""
        with self._transaction():
            run = self._run(run_id)
            if run.state is State.RUNNING:
                if run.requested is not Request.CANCEL:
                    self._db.execute(queries.REQUEST, (request, run_id))
                    self._event(run_id, EventKind.REQUESTED, run.attempt, None, None, {"request": request})
                return self._run(run_id)
            if run.state.is_terminal or (run.state is State.PAUSED and request is Request.PAUSE):
                return run
            return self._end_attempt(run, Step(request), None)

    def resume(self, run_id: str) -> Run:
        """A paused run queues again, and a pause that is asked for but not yet heeded is taken back; any other run
        stays as it is. Raises NotFound."""
        with self._transaction():
            run = self._run(run_id)
            if run.requested is Request.PAUSE:
                self._db.execute(queries.REQUEST, (None, run_id))
                self._event(run_id, EventKind.REQUESTED, run.attempt, None, None, {"request": "resume"})
                return self._run(run_id)
            if run.state is not State.PAUSED:
                return run
            return self._write(run, advance(run, Step.RESUME), Step.RESUME, {})

    def retry(self, run_id: str, options: Options | None = None, clip: Clip | None = None) -> Run:
        """Queue a terminal run for its next attempt, with other options or a clip that could be taken in now. It goes
        on behind its finished windows, unless it was completed or its options are others. Raises NotFound,
        InvalidTransition."""
        with self._transaction():
            run = self._run(run_id)
            after = replace(advance(run, Step.RETRY), ended_at=None)
            if clip is not None:
                self._db.execute(
                    queries.UPDATE_CLIP_STORED, (clip.size_bytes, clip.sha256, clip.stored_as, clip.clip_id)
                )
            if options is not None:
                after = replace(after, options=options)
            if run.state is State.COMPLETED or after.options != run.options:
                after = replace(after, done_s=0.0, windows_done=0)
            return self._write(run, after, Step.RETRY, {})

    def fail_again(self, run_id: str, reason: Reason) -> Run:
        """A retry that failed at the door. Raises NotFound, InvalidTransition."""
        with self._transaction():
            run = self._run(run_id)
            return self._end_attempt(self._write(run, advance(run, Step.RETRY), Step.RETRY, {}), Step.FAIL, reason)

    def fail_queued(self, run_id: str, reason: Reason) -> Run | None:
        """A queued run that cannot begin, for example for want of its model. None if it is not queued any more."""
        with self._transaction():
            run = self._run(run_id)
            if run.state is not State.QUEUED:
                return None
            return self._end_attempt(run, Step.FAIL, reason)

    def record_export(self, run_id: str, format: str, path: str) -> None:
        """That a run's text was written to a file."""
        with self._transaction():
            run = self._run(run_id)
            self._event(run_id, EventKind.EXPORTED, run.attempt, None, None, {"format": format, "path": path})

    # --- owners ---

    def add_owner(self, owner: str, lease_s: float) -> None:
        with self._transaction():
            self._db.execute(queries.INSERT_OWNER, (owner, self._clock.now() + lease_s))

    def renew_owner(self, owner: str, lease_s: float) -> bool:
        """False if another engine took this one for dead and has taken its runs."""
        with self._transaction():
            return self._db.execute(queries.RENEW_OWNER, (self._clock.now() + lease_s, owner)).rowcount == 1

    def remove_owner(self, owner: str, reason: Reason) -> list[Run]:
        """Forget an owner and give its runs back: to the queue, or to what a person had asked for."""
        with self._transaction():
            runs = [self._end_attempt(run, Step.REQUEUE, reason) for run in self.owned(owner)]
            self._db.execute(queries.DELETE_OWNER, (owner,))
        return runs

    # --- inside a transaction ---

    def _held(self, run_id: str, attempt: int, owner: str) -> Run | None:
        """The run, if this attempt of this owner still has it."""
        run = self._find(run_id)
        if run is None or (run.state, run.attempt, run.owner) != (State.RUNNING, attempt, owner):
            return None
        return run

    def _late(self, run_id: str, attempt: int, what: str) -> None:
        """Record that an attempt said something which no longer counts."""
        run = self._find(run_id)
        if run is not None:
            detail: Facts = {"from_attempt": attempt, "what": what}
            self._event(run_id, EventKind.LATE_RESULT, run.attempt, None, None, detail)

    def _store_window(self, run_id: str, attempt: int, owner: str, window: FinishedWindow) -> Run | None:
        run = self._held(run_id, attempt, owner)
        if run is None or window.number != run.windows_done:
            self._late(run_id, attempt, f"window {window.number}")
            return None
        now = self._clock.now()
        self._db.execute(queries.INSERT_WINDOW, (run_id, attempt, window.number, window.start_s, window.end_s, now))
        for s in window.segments:
            self._db.execute(
                queries.INSERT_SEGMENT,
                (run_id, attempt, s.start_s, s.end_s, s.text, s.avg_logprob, s.no_speech_prob, words_json(s)),
            )
        text = " ".join([run.preview, *(s.text.strip() for s in window.segments)]).strip()
        self._db.execute(
            queries.UPDATE_PROGRESS,
            (window.end_s, window.number + 1, text[:PREVIEW_LENGTH], window.language, run_id, attempt, owner),
        )
        return self._run(run_id)

    def _end_attempt(
        self, run: Run, step: Step, reason: Reason | None, crashed: bool = False, suspect: bool = False
    ) -> Run:
        if step is Step.REQUEUE and run.requested is not None:
            step, reason = Step(run.requested), None
        after = advance(run, step, reason=reason, crashed=crashed, suspect=suspect)
        after = replace(after, ended_at=self._clock.now() if after.state.is_terminal else None)
        return self._write(run, after, step, reason_facts(reason))

    def _write(self, before: Run, after: Run, step: Step, detail: Facts) -> Run:
        """The transition, guarded a second time where it is stored, and its row in the run's story."""
        values = {
            "options": options_json(after.options), "state": after.state, "phase": after.phase,
            "attempt": after.attempt, "crashes": after.crashes, "suspect": after.suspect, "owner": after.owner,
            "requested": after.requested, "outcome": after.outcome, "reason": reason_json(after.reason),
            "done_s": after.done_s, "windows_done": after.windows_done, "preview": after.preview,
            "started_at": after.started_at, "ended_at": after.ended_at, "run_id": before.run_id,
            "was_state": before.state, "was_attempt": before.attempt, "was_owner": before.owner,
        }  # fmt: skip
        if self._db.execute(queries.UPDATE_RUN, values).rowcount != 1:
            raise InvalidTransition(run_id=before.run_id, state=before.state, step=step, attempt=before.attempt)
        self._event(before.run_id, EventKind(step), after.attempt, before.state, after.state, detail)
        return self._run(before.run_id)

    def _event(
        self,
        run_id: str,
        kind: EventKind,
        attempt: int,
        before: State | None,
        after: State | None,
        detail: Facts,
    ) -> None:
        values = (run_id, self._clock.now(), kind, attempt, before, after, json.dumps(dict(detail)))
        self._db.execute(queries.INSERT_EVENT, values)
