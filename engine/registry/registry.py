"""The registry: sessions, clips, runs, their events, windows and segments in one SQLite file. Nothing else uses SQL.

`Registry` is plain and synchronous and belongs to one thread; `thread` makes it awaitable. Each public method is
one transaction: when it returns, its changes are on the disk (WAL, synchronous=FULL).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from engine.errors import ClipError, InvalidTransition, UploadRefused
from engine.events import EventKind
from engine.registry import label_queries, queries
from engine.registry.documents import Documents
from engine.registry.queue import Turns
from engine.registry.reading import AttemptContext
from engine.registry.rows import (
    options_json,
    reason_facts,
    reason_json,
    segment_values,
    sound_json,
    spans_json,
    terms_of,
)
from engine.registry.sessions import Sessions
from engine.registry.speakers import SpeakerJobs
from engine.registry.trash import Bin
from engine.registry.uploads import Terms, UploadRecords
from engine.registry.voices import KnownVoices
from engine.run import (
    LONG_CLIP_S,
    NO_FACTS,
    Clip,
    Facts,
    NewRun,
    Options,
    Ordering,
    Outcome,
    Phase,
    Reason,
    Request,
    Run,
    SoundFacts,
    State,
    Step,
    advance,
)
from engine.segments import FinishedWindow
from engine.text.coverage import uncovered
from engine.text.edits import WriteAlways, change_of
from engine.text.replacements import Replacement
from engine.text.vocabulary import joined


class Registry(Turns, SpeakerJobs, Bin, Sessions, Documents, UploadRecords, KnownVoices):
    """The open database. Methods that change a run return it as it is afterwards, or None if the change came too late:
    from an attempt, an owner or a state that is no longer the run's."""

    #: Applied to every text that is completed.
    _replacements: Sequence[Replacement] = ()

    def write_always(self, replacements: Sequence[Replacement]) -> None:
        """Apply these to every text that is completed from now on."""
        self._replacements = replacements

    # --- the way in ---

    def add_runs(self, session_id: str, new_runs: Sequence[NewRun]) -> list[Run]:
        """Add clips and their runs in one transaction: queued, or failed with a reason. They get the session's
        vocabulary. A session that was deleted meanwhile is restored, without what was deleted with it."""
        added = []
        with self._transaction():
            self._reopen_session(session_id)
            terms = terms_of(self._db.execute(queries.VOCABULARY, (session_id,)).fetchone()["vocabulary"])
            for new in new_runs:
                clip = new.clip
                options = replace(new.options, vocabulary=joined(terms, new.options.vocabulary))
                self._db.execute(
                    queries.INSERT_CLIP,
                    (clip.clip_id, clip.name, clip.source, clip.size_bytes, clip.sha256, clip.stored_as),
                )
                added.append(run := self._add_run(session_id, clip, options, new.reason, new.run_id))
                self._keep_content(run.run_id, clip)
        return added

    def accept_upload(self, new: NewRun, door: str, terms: Terms) -> tuple[Run, bool]:
        """Make a run of a clip that was sent and is in the vault; or find the one that its key stands for already, of
        which the clip is no part. Returns it, and whether it was made. Raises UploadRefused: then nothing was made."""
        with self._transaction():
            if terms.key is not None and (known := self._known(terms.key)) is not None:
                return known, False
            self._refuse_crowd(terms.max_waiting)
            session, _ = self.open_session(terms.session, terms.ordering or Ordering.CONCURRENT)
            if terms.ordering not in (None, session.ordering):
                raise UploadRefused("session_order", session=session.name, ordering=session.ordering)
            if not self.end_upload(new.clip.clip_id, door):
                raise UploadRefused("upload_lost")
            [run] = self.add_runs(session.session_id, [new])
            self._keep_key(terms.key, run.run_id)
            return run, True

    def add_run_of(self, run_id: str, options: Options) -> Run:
        """Add another run of the same clip, in the same session. Raises NotFound; ClipError for a clip that never came
        in."""
        with self._transaction():
            first = self._run(run_id)
            if first.clip.stored_as is None:
                raise ClipError("clip_gone", name=first.clip.name)
            return self._add_run(first.session_id, first.clip, options, None)

    def _add_run(
        self, session_id: str, clip: Clip, options: Options, reason: Reason | None, run_id: str | None = None
    ) -> Run:
        run_id, now = run_id or str(uuid.uuid4()), self._clock.now()
        state = State.QUEUED if reason is None else State.FAILED
        self._db.execute(
            queries.INSERT_RUN,
            {
                "run_id": run_id, "session_id": session_id, "clip_id": clip.clip_id, "options": options_json(options),
                "state": state, "reason": reason_json(reason), "now": now,
                "ended_at": now if state.is_terminal else None,
                "kept_since": self._kept_since if state.is_terminal else 0.0,
            },
        )  # fmt: skip
        self._db.execute(label_queries.REMOVE_LABEL, (run_id,))
        self._event(run_id, EventKind.ACCEPTED, 0, None, State.QUEUED, {"source": clip.source})
        if reason is not None:
            self._event(run_id, EventKind.FAIL, 0, State.QUEUED, State.FAILED, reason_facts(reason))
        return self._run(run_id)

    # --- what a worker's attempt does; fenced on (run_id, attempt, owner) ---

    def claim(self, run_ids: Iterable[str], owner: str) -> list[Run]:
        """Take the lease of these runs, as far as they are still queued, and start their next attempt. An attempt that
        resumes after finished windows takes over these and their text; if it starts anew, the last one's text is
        displayed until it has one itself. Claims nothing if the owner was declared dead, and no run of a session that
        goes in order while another one runs there."""
        claimed: list[Run] = []
        with self._transaction():
            if self._db.execute(queries.OWNER, (owner,)).fetchone() is None:
                return claimed
            for run_id in run_ids:
                run = self._run(run_id)
                if run.state is not State.QUEUED or run.is_deleted or self._is_held_up(run):
                    continue
                after = replace(
                    advance(run, Step.CLAIM, owner=owner),
                    started_at=self._clock.now(), ended_at=None, resumed_s=max(run.done_s, run.options.start_s),
                )  # fmt: skip
                values = (run_id, after.attempt, options_json(after.options), after.started_at)
                self._db.execute(queries.INSERT_ATTEMPT, values)
                if run.windows_done:
                    after = self._adopt(run, after)
                claimed.append(self._write(run, after, Step.CLAIM, {"owner": owner, "resumes_at_s": after.resumed_s}))
        return claimed

    def begin(self, run_ids: Iterable[str], owner: str) -> list[tuple[Run, AttemptContext]]:
        """Claim these runs, and return each with what its attempt is told."""
        return [(run, self.attempt_context(run)) for run in self.claim(run_ids, owner)]

    def _adopt(self, run: Run, after: Run) -> Run:
        """Let the next attempt resume from what the last one finished."""
        for adoption in queries.ADOPTIONS:
            self._db.execute(adoption, {"run_id": run.run_id, "attempt": after.attempt, "last": run.attempt})
        return replace(after, shown_attempt=after.attempt) if run.shown_attempt == run.attempt else after

    def together(self, changes: Iterable[Callable[[Registry], Run | None]]) -> list[Run | None]:
        """Make several changes, none of them promised to anybody, in one transaction."""
        with self._transaction(flushed=False):
            return [change(self) for change in changes]

    def look_around(self) -> tuple[list[Reason], int]:
        """Return the news, and the version of the data."""
        return self.news(), self.data_version()

    def set_duration(self, run_id: str, duration_s: float) -> Run | None:
        """Store the length of a run's clip, as a worker read it. Valid for any attempt."""
        with self._transaction(flushed=False):
            self._set_duration(run_id, duration_s)
            return self._find(run_id)

    def set_opened(self, run_id: str, duration_s: float | None, sound: SoundFacts) -> Run | None:
        """Store what a worker found on opening a run's clip. Valid for any attempt. The length that its container
        states counts until all of it has been read."""
        with self._transaction(flushed=False):
            run = self._find(run_id)
            if duration_s is not None and run is not None and run.clip.duration_s is None:
                self._set_duration(run_id, duration_s)
            self._db.execute(queries.UPDATE_SOUND, (sound_json(sound), run_id))
            return self._find(run_id)

    def _set_duration(self, run_id: str, duration_s: float) -> None:
        self._db.execute(queries.UPDATE_CLIP_DURATION, (duration_s, run_id))
        self._db.execute(queries.UPDATE_IS_LONG, (duration_s > LONG_CLIP_S, run_id))

    def enter_phase(self, run_id: str, attempt: int, owner: str, phase: Phase, device: str | None) -> Run | None:
        """Store what the worker is doing with a run."""
        with self._transaction(flushed=False):
            if self._db.execute(queries.UPDATE_PHASE, (phase, device, run_id, attempt, owner)).rowcount == 0:
                self._late(run_id, attempt, f"phase {phase}")
                return None
            run = self._run(run_id)
            self._event(
                run_id, EventKind.PHASE, attempt, None, None, {"phase": phase} | ({"device": device} if device else {})
            )
            return run

    def store_window(self, run_id: str, attempt: int, owner: str, window: FinishedWindow) -> Run | None:
        """Store a finished window and its text."""
        with self._transaction():
            return self._store_window(run_id, attempt, owner, window)

    def complete(
        self, run_id: str, attempt: int, owner: str, last: FinishedWindow | None,
        duration_s: float | None = None, sound: SoundFacts = NO_FACTS,
    ) -> Run | None:  # fmt: skip
        """Store the last window, if any, and complete the run, in one step, with the length of its clip. Without any
        text the outcome is `no_speech`. The person's standing replacements are applied as an edit that can be undone
        like any other."""
        with self._transaction():
            if last is not None and self._store_window(run_id, attempt, owner, last) is None:
                return None
            run = self._held(run_id, attempt, owner)
            if run is None:
                self._late(run_id, attempt, "completion")
                return None
            is_known = run.options.end_s is None or run.clip.duration_s is None  # else a part was read
            if is_known and duration_s is not None and duration_s != run.clip.duration_s:
                self._set_duration(run_id, duration_s)
                run = replace(run, clip=replace(run.clip, duration_s=duration_s))
            preview, unheard_places = (run.preview, run.unheard_places) if run.shown_attempt == attempt else ("", 0)
            if unheard_places and sound.channels > 1:  # what one says may cover what was not heard of another
                unheard_places = len(uncovered(self.unheard(run_id, attempt), self.segments(run_id, attempt)))
            outcome = Outcome.TEXT if preview else Outcome.NO_SPEECH
            after = replace(
                advance(run, Step.COMPLETE, outcome=outcome),
                ended_at=self._clock.now(), shown_attempt=attempt, preview=preview, unheard_places=unheard_places,
                sound=sound,
            )  # fmt: skip
            told: Facts = {"unheard_places": unheard_places} if unheard_places else {}
            done = self._write(run, after, Step.COMPLETE, {"outcome": outcome, **told})
            self._note_documents(done)
            self._seek_speakers_of_new_text(done)
            if not self._replacements:
                return done
            edit = WriteAlways(self._replacements)
            return self._change(done, edit.kind, change_of(self.segments(run_id), edit, done.language))

    def end_attempt(
        self, run_id: str, attempt: int, owner: str, step: Step, reason: Reason | None = None,
        *, crashed: bool = False, suspect: bool = False,
    ) -> Run | None:  # fmt: skip
        """Give back a running run's lease by FAIL, REQUEUE, PAUSE or CANCEL. What a person has asked for takes
        precedence over a requeue: the run is then paused or cancelled."""
        with self._transaction():
            run = self._held(run_id, attempt, owner)
            if run is None:
                self._late(run_id, attempt, str(step))
                return None
            return self._end_attempt(run, step, reason, crashed, suspect)

    # --- what a person does ---

    def ask(self, run_id: str, request: Request) -> Run:
        """Pause or cancel: at once if nobody works on the run, otherwise by a flag for its worker. A run that is
        already in that state, or terminal, stays as it is. Raises NotFound."""
        with self._transaction():
            return self._ask(self._run(run_id), request)

    def ask_all(
        self, request: Request, *, only: Collection[str] | None = None, session_id: str | None = None
    ) -> list[Run]:
        """Do the same, in one step, for all unfinished runs, among `only` these and of the session, if given. Returns
        those that changed."""
        with self._transaction():
            runs = self.unfinished_runs(only, session_id)
            return [after for run in runs if (after := self._ask(run, request)) is not run]

    def _ask(self, run: Run, request: Request) -> Run:
        if run.state is State.RUNNING:
            if run.requested in (request, Request.CANCEL):
                return run
            self._db.execute(queries.REQUEST, (request, run.run_id))
            self._event(run.run_id, EventKind.REQUESTED, run.attempt, None, None, {"request": request})
            return replace(run, requested=request)
        if run.state.is_terminal or (run.state is State.PAUSED and request is Request.PAUSE):
            return run
        return self._end_attempt(run, Step(request), None)

    def resume(self, run_id: str) -> Run:
        """Requeue a paused run, or withdraw a pause request that has not taken effect yet; any other run stays as it
        is. Raises NotFound."""
        with self._transaction():
            return self._resume(self._run(run_id))

    def resume_all(self, *, only: Collection[str] | None = None, session_id: str | None = None) -> list[Run]:
        """Do the same, in one step, for all unfinished runs, among `only` these and of the session, if given. Returns
        those that changed."""
        with self._transaction():
            runs = self.unfinished_runs(only, session_id)
            return [after for run in runs if (after := self._resume(run)) is not run]

    def _resume(self, run: Run) -> Run:
        if run.requested is Request.PAUSE:
            self._db.execute(queries.REQUEST, (None, run.run_id))
            self._event(run.run_id, EventKind.REQUESTED, run.attempt, None, None, {"request": "resume"})
            return replace(run, requested=None)
        if run.state is not State.PAUSED:
            return run
        return self._write(run, advance(run, Step.RESUME), Step.RESUME, {})

    def retry(self, run_id: str, options: Options | None = None, clip: Clip | None = None) -> Run:
        """Queue a terminal run for its next attempt, with other options or a clip that could be taken in now. It
        resumes after its finished windows, unless it was completed or its options differ. Raises NotFound,
        InvalidTransition; ClipError for a clip whose audio is gone."""
        with self._transaction():
            run = self._run(run_id)
            after = replace(advance(run, Step.RETRY), ended_at=None)
            if (clip or run.clip).stored_as is None:
                raise ClipError("clip_gone", name=run.clip.name)
            if clip is not None:
                self._db.execute(
                    queries.UPDATE_CLIP_STORED, (clip.size_bytes, clip.sha256, clip.stored_as, clip.clip_id)
                )
                self._keep_content(run_id, clip)
            if options is not None:
                after = replace(after, options=options)
            if run.state is State.COMPLETED or after.options != run.options:
                after = replace(after, done_s=0.0, windows_done=0)
            return self._write(run, after, Step.RETRY, {})

    def fail_again(self, run_id: str, reason: Reason) -> Run:
        """Record a retry that failed at the door. Raises NotFound, InvalidTransition."""
        with self._transaction():
            run = self._run(run_id)
            return self._end_attempt(self._write(run, advance(run, Step.RETRY), Step.RETRY, {}), Step.FAIL, reason)

    def fail_queued(self, run_id: str, reason: Reason) -> Run | None:
        """Fail a queued run that cannot start, for example without its model. None if it is no longer queued."""
        with self._transaction():
            run = self._run(run_id)
            if run.state is not State.QUEUED:
                return None
            return self._end_attempt(run, Step.FAIL, reason)

    # --- owners ---

    def add_owner(self, owner: str) -> None:
        with self._transaction():
            self._db.execute(queries.INSERT_OWNER, (owner,))

    def renew_owner(self, owner: str) -> bool:
        """Return false if another engine declared this one dead and has taken its runs."""
        with self._transaction():
            return self._db.execute(queries.RENEW_OWNER, (owner,)).rowcount == 1

    def remove_owner(self, owner: str, reason: Reason, beat: int | None = None) -> list[Run]:
        """Forget an owner and release its runs: to the queue, or to what a person had asked for. If it is presumed dead
        after a `beat` of its heart, only if that was its last."""
        with self._transaction():
            if beat is not None and self.owners().get(owner) != beat:
                return []
            runs = [self._end_attempt(run, Step.REQUEUE, reason) for run in self.owned(owner)]
            self._db.execute(queries.DELETE_OWNER, (owner,))
        return runs

    # --- inside a transaction ---

    def _held(self, run_id: str, attempt: int, owner: str) -> Run | None:
        """The run, if this attempt of this owner still holds it."""
        run = self._find(run_id)
        if run is None or (run.state, run.attempt, run.owner) != (State.RUNNING, attempt, owner):
            return None
        return run

    def _late(self, run_id: str, attempt: int, what: str) -> None:
        """Record that an attempt reported something that no longer counts."""
        run = self._find(run_id)
        if run is not None:
            detail: Facts = {"from_attempt": attempt, "what": what}
            self._event(run_id, EventKind.LATE_RESULT, run.attempt, None, None, detail)

    def _store_window(self, run_id: str, attempt: int, owner: str, window: FinishedWindow) -> Run | None:
        run = self._held(run_id, attempt, owner)
        if run is None or window.number != run.windows_done:
            self._late(run_id, attempt, f"window {window.number}")
            return None
        finished = (window.start_s, window.end_s, self._clock.now(), spans_json(window.unheard), window.channel)
        self._db.execute(queries.INSERT_WINDOW, (run_id, attempt, window.number, *finished))
        for segment in window.segments:
            self._db.execute(queries.INSERT_SEGMENT, (run_id, attempt, *segment_values(segment), 0))
        if window.doubt is not None:
            detail: Facts = {"window": window.number, "start_s": window.start_s, "doubt": window.doubt}
            if window.left_out:
                detail = {**detail, "left_out": window.left_out}
            self._event(run_id, EventKind.HEARD_AGAIN, attempt, None, None, detail)
        if window.terms_left_out and window.number == 0:
            terms: Facts = {"terms": window.terms_left_out}
            self._event(run_id, EventKind.VOCABULARY_CUT, attempt, None, None, terms)
        preview = self._preview(run_id, attempt, window.language or run.language)
        unheard_places = (run.unheard_places if run.shown_attempt == attempt else 0) + len(
            uncovered(window.unheard, window.segments)
        )
        # A clip has the language of its beginning.
        language = (run.language if run.windows_done else None) or window.language or run.language
        done_s = max(run.done_s, window.end_s)  # that of another channel may have ended later
        progress = (done_s, window.number + 1, preview, unheard_places, language)
        self._db.execute(queries.UPDATE_PROGRESS, (*progress, run_id, attempt, owner))
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
        """Store the transition, guarded once more by the query, and add it to the run's history."""
        if after.state is State.QUEUED:
            after = replace(after, queued_at=self._clock.now())
        values = {
            "options": options_json(after.options), "state": after.state, "phase": after.phase,
            "attempt": after.attempt, "tries": after.tries, "goes_on": after.goes_on,
            "crashes": after.crashes, "suspect": after.suspect, "owner": after.owner,
            "requested": after.requested, "outcome": after.outcome, "reason": reason_json(after.reason),
            "done_s": after.done_s, "windows_done": after.windows_done, "preview": after.preview,
            "started_at": after.started_at, "ended_at": after.ended_at,
            "kept_since": self._kept_since if after.state.is_terminal else None, "queued_at": after.queued_at,
            "resumed_s": after.resumed_s, "shown_attempt": after.shown_attempt,
            "unheard_places": after.unheard_places, "sound": sound_json(after.sound), "run_id": before.run_id,
            "was_state": before.state, "was_attempt": before.attempt, "was_owner": before.owner,
        }  # fmt: skip
        if self._db.execute(queries.UPDATE_RUN, values).rowcount != 1:
            raise InvalidTransition(run_id=before.run_id, state=before.state, step=step, attempt=before.attempt)
        self._event(before.run_id, EventKind(step), after.attempt, before.state, after.state, detail)
        return after
