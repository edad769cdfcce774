"""What people deleted, or their rule removes: hidden at once, restorable for a while, then gone for good."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from engine.errors import NotFound
from engine.events import EventKind, Session
from engine.registry import queries, trash_queries
from engine.registry.database import ids_json
from engine.registry.labels import Labels
from engine.registry.retention import Expired, KeptClip, Rule, expired
from engine.registry.rows import kept_clip_of, run_of, session_of
from engine.registry.stored_values import TEXT, TIME
from engine.run import Request, Run, State


@dataclass(frozen=True, slots=True)
class Discarded:
    """A clip that is gone for good, except for its files."""

    clip_id: str
    #: Its audio's name in the vault.
    stored_as: str


class Bin(Labels):
    """Deleted runs and sessions. Rows are deleted before files: if killed anywhere in between, all that is left is an
    unneeded file, known by name."""

    def delete(self, run_ids: Collection[str]) -> list[Run]:
        """Hide these runs. A running one is marked to be cancelled; a waiting one keeps waiting, but is never started.
        Returns those that were not deleted before."""
        with self._transaction():
            return self._delete(run_ids, self._clock.now())

    def restore(self, run_ids: Collection[str]) -> list[Run]:
        """Restore deleted runs as they were, and their sessions if those were deleted too. Returns them."""
        with self._transaction():
            return self._restore(run_ids)

    def deleted_runs(self) -> list[Run]:
        """The runs that can be restored, most recently deleted first."""
        return [run_of(row) for row in self._db.execute(queries.DELETED_RUNS)]

    def deleted_sessions(self) -> list[Session]:
        """Deleted sessions under their old names, most recently deleted first, without counts."""
        return [session_of(row, {}) for row in self._db.execute(trash_queries.DELETED_SESSIONS)]

    def delete_session(self, session_id: str) -> list[Run]:
        """Hide a session and its runs, and free its name. Returns the runs. Raises NotFound."""
        with self._transaction():
            now = self._clock.now()
            values = (now, self._kept_since, session_id)
            if self._db.execute(trash_queries.DELETE_SESSION, values).rowcount == 0:
                raise NotFound(kind="session", id=session_id)
            return self._delete(self._ids(trash_queries.RUN_IDS_OF_SESSION, session_id), now)

    def restore_session(self, session_id: str) -> list[Run]:
        """Restore a deleted session with the runs that were deleted with it. If another one has its name by now, a
        number is added. Returns the runs. Raises NotFound."""
        with self._transaction():
            run_ids = self._ids(trash_queries.RUN_IDS_DELETED_WITH_SESSION, session_id)
            self._restore_session(session_id)
            return self._restore(run_ids)

    def deleted_for_s(self) -> dict[str, float]:
        """How long deleted runs have been in the bin, by the count of days: see `engine.days`."""
        counted_s = self._days().counted_s
        since = self._db.execute(queries.DELETED_SINCE)
        return {TEXT.read(run_id): counted_s - TIME.read(kept_since) for run_id, kept_since in since}

    def purge(self, older_than_s: float) -> list[Discarded]:
        """Permanently delete what was deleted longer ago than that, by the count of days; 0 for everything deleted.
        Returns the clips that no run has any more: once their files are removed, pass them to `forget_discarded`."""
        with self._transaction():
            deleted_before = self._days().counted_s - older_than_s if older_than_s else float("inf")
            purged = self._db.execute(trash_queries.PURGE_RUNS, (deleted_before,)).rowcount
            discarded = self._discard()
            self._db.execute(trash_queries.PURGE_SESSIONS, (deleted_before,))
        self._wipe(purged)
        return discarded

    def purge_runs(self, run_ids: Collection[str]) -> list[Discarded]:
        """The same for these runs, as far as they are deleted and nobody works on them any more."""
        with self._transaction():
            purged = self._db.execute(trash_queries.PURGE_SOME_RUNS, (ids_json(run_ids),)).rowcount
            discarded = self._discard()
        self._wipe(purged)
        return discarded

    def forget_discarded(self, clip_ids: Collection[str]) -> None:
        """Record that the files of these clips were removed."""
        with self._transaction():
            self._db.execute(trash_queries.FORGET_DISCARDED, (ids_json(clip_ids),))

    # --- a person's rule ---

    def kept_clips(self) -> list[KeptClip]:
        """Every clip with the disk space of its audio, including the bin."""
        return [kept_clip_of(row) for row in self._db.execute(trash_queries.KEPT)]

    def preview_retention(self, rule: Rule) -> Expired:
        """What a rule would remove now."""
        return expired(rule, self.kept_clips(), self._days().counted_s)

    def apply_retention(self, rule: Rule) -> tuple[list[Run], list[Discarded]]:
        """Apply the rule as of now, deciding and changing in one transaction. Returns the runs that changed, and the
        clips whose files are to be removed, as `purge` does."""
        with self._transaction():
            chosen = expired(rule, self.kept_clips(), self._days().counted_s)
            if not chosen.clips:
                return [], []
            changed = self._delete(_run_ids(chosen.to_bin + chosen.for_good), self._clock.now())
            purged = self._db.execute(trash_queries.PURGE_SOME_RUNS, (ids_json(_run_ids(chosen.for_good)),)).rowcount
            changed += self._remove_audio(chosen.audio)
            discarded = self._discard()
        self._wipe(purged)
        return changed, discarded

    def _wipe(self, purged: int) -> None:
        """Leave no trace of purged texts in the files. SQLite overwrites deleted data with zeros; but the text index
        only marks it until it is rewritten, and the log keeps it until it is emptied."""
        if purged:
            with self._transaction():
                self._db.execute(trash_queries.REWRITE_SEARCH)
            self._db.execute(trash_queries.EMPTY_LOG)

    # --- inside a transaction ---

    def _remove_audio(self, clips: Sequence[KeptClip]) -> list[Run]:
        ids = ids_json([clip.clip_id for clip in clips])
        for query in trash_queries.REMOVE_AUDIO:
            self._db.execute(query, {"ids": ids})
        runs = self.some_runs(_run_ids(clips))
        for run in runs:
            self._event(run.run_id, EventKind.AUDIO_REMOVED, run.attempt, None, None, {})
        return runs

    def _discard(self) -> list[Discarded]:
        """Forget the clips that no run has any more. Returns those whose files still have to be removed."""
        self._db.execute(trash_queries.DISCARD_AUDIO)
        self._db.execute(trash_queries.PURGE_CLIPS)
        discarded = self._db.execute(trash_queries.DISCARDED)
        return [Discarded(TEXT.read(clip_id), TEXT.read(stored_as)) for clip_id, stored_as in discarded]

    def _ids(self, query: str, session_id: str) -> list[str]:
        return [run_id for (run_id,) in self._db.execute(query, (session_id,))]

    def _delete(self, run_ids: Collection[str], now: float) -> list[Run]:
        self._remove_labels(run_ids)
        there = [run for run in self.some_runs(run_ids) if not run.is_deleted]
        for run in there:
            if run.state is State.RUNNING and run.requested is not Request.CANCEL:
                self._event(run.run_id, EventKind.REQUESTED, run.attempt, None, None, {"request": Request.CANCEL})
        ids = [run.run_id for run in there]
        values = {"now": now, "kept_since": self._kept_since, "ids": ids_json(ids)}
        self._db.execute(trash_queries.DELETE_RUNS, values)
        return self.some_runs(ids)

    def _restore(self, run_ids: Collection[str]) -> list[Run]:
        ids = [run.run_id for run in self.some_runs(run_ids) if run.is_deleted]
        self._db.execute(trash_queries.RESTORE_RUNS, (self._clock.now(), self._kept_since, ids_json(ids)))
        for (session_id,) in self._db.execute(trash_queries.DELETED_SESSIONS_OF, (ids_json(ids),)).fetchall():
            self._restore_session(session_id)
        return self.some_runs(ids)

    def _reopen_session(self, session_id: str) -> None:
        """Restore a session that was deleted meanwhile, so that what comes into it is visible."""
        if self._db.execute(trash_queries.FREED_NAME, (session_id,)).fetchone() is not None:
            self._restore_session(session_id)

    def _restore_session(self, session_id: str) -> None:
        row = self._db.execute(trash_queries.FREED_NAME, (session_id,)).fetchone()
        if row is None:
            raise NotFound(kind="session", id=session_id)
        name, number = row["freed_name"], 1
        while self._db.execute(queries.SESSION_BY_NAME, (name,)).fetchone() is not None:
            number += 1
            name = f"{row['freed_name']} ({number})"
        self._db.execute(trash_queries.RESTORE_SESSION, (name, session_id))


def _run_ids(clips: Iterable[KeptClip]) -> list[str]:
    return [run_id for clip in clips for run_id in clip.run_ids]
