"""Speakers to be found in the texts of runs: what was asked for, who works on it, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from engine.errors import EditError
from engine.events import EventKind, JobState, SpeakerJob
from engine.registry import queries, speaker_queries
from engine.registry.rows import reason_facts, reason_json, reason_of
from engine.registry.stored_values import COUNT, TEXT, TEXT_OR_NONE, TIME, WHOLE, WHOLE_OR_NONE, Row, members
from engine.registry.texts import Revisions
from engine.run import Facts, Outcome, Reason, Run
from engine.text.edits import FindSpeakers, change_of
from engine.text.speakers import MAX_SPEAKERS

_JOB = Row(TEXT, WHOLE, WHOLE_OR_NONE, TEXT, TEXT_OR_NONE, TIME, COUNT, TEXT_OR_NONE)


_STATES = members(JobState)


class SpeakerJobs(Revisions):
    """A request is worked on by one engine at a time, which names it by its run, its number and itself. What comes too
    late changes nothing."""

    def speaker_job(self, run_id: str) -> SpeakerJob | None:
        """What was asked last for a run, if anything."""
        row = self._db.execute(speaker_queries.JOB, (run_id,)).fetchone()
        return None if row is None else _job_of(row)

    def seeking_speakers(self) -> frozenset[str]:
        """The runs whose speakers are still to be found."""
        return frozenset(str(run_id) for (run_id,) in self._db.execute(speaker_queries.UNFINISHED))

    def ask_for_speakers(self, run_ids: Collection[str], count: int | None) -> list[SpeakerJob]:
        """Have the speakers of these runs found, `count` if that is known, instead of what was asked before. Raises
        NotFound; EditError for a run that has not ended."""
        with self._transaction():
            runs = [self._editable(run_id) for run_id in run_ids]
            return [self._seek_speakers(run, count) for run in runs]

    def cancel_speakers(self, run_ids: Collection[str]) -> list[SpeakerJob]:
        """Look for the speakers of these runs no more. Returns what was asked and had not ended."""
        with self._transaction():
            jobs = [self.speaker_job(run_id) for run_id in run_ids]
            return [
                self._end_job(job, JobState.CANCELLED, EventKind.SPEAKERS_CANCELLED)
                for job in jobs
                if job is not None and not job.state.has_ended
            ]

    # --- for the engine that works on it ---

    def claim_speakers(self, owner: str, only: Collection[str] | None = None) -> SpeakerJob | None:
        """Begin with the next request, among `only` these runs. None if there is none, or the owner was declared
        dead."""
        with self._transaction():
            if self._db.execute(queries.OWNER, (owner,)).fetchone() is None:
                return None
            row = self._db.execute(speaker_queries.NEXT, self._about(only)).fetchone()
            if row is None:
                return None
            job = replace(_job_of(row), state=JobState.RUNNING, owner=owner)
            self._db.execute(speaker_queries.CLAIM, (owner, job.run_id, job.request))
            self._note(job, EventKind.SPEAKERS_SOUGHT, {} if job.count is None else {"speakers": job.count})
            return job

    def note_listening(self, job: SpeakerJob, done_s: float) -> SpeakerJob | None:
        """Record how far it is. None if it is no longer the owner's: then it is to stop."""
        with self._transaction(flushed=False):
            values = (done_s, job.run_id, job.request, job.owner)
            is_held = self._db.execute(speaker_queries.PROGRESS, values).rowcount == 1
            return replace(job, done_s=done_s) if is_held else None

    def find_speakers(self, job: SpeakerJob, edit: FindSpeakers) -> tuple[SpeakerJob, Run] | None:
        """Make the edit and end the request, in one step. None if it came too late. A text that is being made anew
        meanwhile has its speakers found once it is there."""
        with self._transaction():
            if not self._is_held(job):
                return None
            run = self._run(job.run_id)
            if not run.state.is_terminal:
                return self._requeue(job), run
            return self._find_speakers(run, job, edit)

    def fail_speakers(self, job: SpeakerJob, reason: Reason) -> SpeakerJob | None:
        """End it without speakers; the text stays as it is. None if it came too late."""
        with self._transaction():
            if not self._is_held(job):
                return None
            return self._end_job(job, JobState.FAILED, EventKind.SPEAKERS_FAILED, reason=reason)

    def set_speakers(self, run_id: str, count: int | None, edit: FindSpeakers) -> tuple[SpeakerJob, Run]:
        """Do the same at once, instead of what was asked before. Raises NotFound, EditError."""
        with self._transaction():
            run = self._editable(run_id)
            return self._find_speakers(run, self._ask_for_speakers(run, count), edit)

    # --- inside a transaction ---

    def _seek_speakers_of_new_text(self, run: Run) -> None:
        """Have the speakers of a text found that was completed just now, if its options say so."""
        self._db.execute(speaker_queries.FORGET, (run.run_id,))
        asked = run.options.speakers
        if asked is not None and run.outcome is Outcome.TEXT and self.speaker_job(run.run_id) is None:
            self._seek_speakers(run, asked if 1 <= asked <= MAX_SPEAKERS else None)

    def _seek_speakers(self, run: Run, count: int | None) -> SpeakerJob:
        """Ask for a run's speakers. If each of its channels is one, that is answered at once."""
        job = self._ask_for_speakers(run, count)
        (of_channels,) = self._db.execute(speaker_queries.OF_CHANNELS, (run.run_id, run.shown_attempt)).fetchone()
        found = len({segment.speaker for segment in self.segments(run.run_id)} - {None}) if of_channels else 0
        if not found or count not in (None, of_channels):
            return job
        return self._end_job(job, JobState.COMPLETED, EventKind.SPEAKERS_FOUND, found=found)

    def _ask_for_speakers(self, run: Run, count: int | None) -> SpeakerJob:
        if count is not None and not 1 <= count <= MAX_SPEAKERS:
            raise EditError("no_such_count", count=count, most=MAX_SPEAKERS)
        self._db.execute(speaker_queries.ASK, {"run_id": run.run_id, "count": count})
        job = self.speaker_job(run.run_id)
        assert job is not None, "it was written just now"
        return job

    def _is_held(self, job: SpeakerJob) -> bool:
        now = self.speaker_job(job.run_id)
        held = None if now is None else (now.request, now.owner, now.state)
        return held == (job.request, job.owner, JobState.RUNNING)

    def _find_speakers(self, run: Run, job: SpeakerJob, edit: FindSpeakers) -> tuple[SpeakerJob, Run]:
        change = change_of(self.segments(run.run_id), edit, run.language)
        after = self._change(run, edit.kind, change)
        found = len({segment.speaker for segment in self.segments(run.run_id)} - {None})
        return self._end_job(job, JobState.COMPLETED, EventKind.SPEAKERS_FOUND, found=found), after

    def _requeue(self, job: SpeakerJob) -> SpeakerJob:
        return self._ask_for_speakers(self._run(job.run_id), job.count)

    def _end_job(
        self, job: SpeakerJob, state: JobState, kind: EventKind, *, found: int = 0, reason: Reason | None = None
    ) -> SpeakerJob:
        values = {"run_id": job.run_id, "request": job.request, "state": state, "found": found}
        self._db.execute(speaker_queries.END, values | {"reason": reason_json(reason)})
        told: Facts = {"speakers": found} if kind is EventKind.SPEAKERS_FOUND else reason_facts(reason)
        self._note(job, kind, told)
        return replace(job, state=state, owner=None, found=found, reason=reason)

    def _note(self, job: SpeakerJob, kind: EventKind, detail: Facts) -> None:
        self._event(job.run_id, kind, self._run(job.run_id).attempt, None, None, detail)


def _job_of(row: Sequence[object]) -> SpeakerJob:
    """Unreadable values are replaced: a request that cannot be read has failed."""
    run_id, request, count, state, owner, done_s, found, reason = _JOB.read(row)
    is_known = count is None or 1 <= count <= MAX_SPEAKERS
    return SpeakerJob(
        run_id, request, count if is_known else None, _STATES.get(state, JobState.FAILED), owner, done_s, found,
        reason_of(reason),
    )  # fmt: skip
