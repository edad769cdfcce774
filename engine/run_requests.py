"""The façade's part for runs: what people can do with them."""

from __future__ import annotations

import asyncio
import logging
import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.days import DAY_S
from engine.errors import ClipError, EditError, EngineError, InvalidTransition
from engine.events import Notice, RunChanged, Session, SessionsChanged
from engine.intake.arrivals import Arrivals
from engine.processes.downloads import Downloads
from engine.processes.waveforms import peaks_file
from engine.registry.registry import Registry
from engine.registry.retention import Expired, Rule
from engine.registry.thread import RegistryThread
from engine.registry.trash import Discarded
from engine.run import Options, Reason, Request, Run, State
from engine.scheduling.scheduler import Scheduler
from engine.storage.paths import Paths
from engine.storage.vault import Vault

log = logging.getLogger(__name__)

#: How long deleted runs can be restored.
KEEP_DELETED_S = 30 * DAY_S


class Requests(ABC):
    """Every change is durable when the method returns, and announced: a RunChanged for each run that changed.

    A method for a whole session, or for everything, is one transaction; runs handed over later are not affected.
    """

    _registry: RegistryThread
    _arrivals: Arrivals
    _scheduler: Scheduler
    _downloads: Downloads
    _vault: Vault
    _paths: Paths
    #: A person's retention rule, set by the door; see `keep`.
    _rule = Rule()

    @abstractmethod
    async def run(self, run_id: str) -> Run:
        """Raises NotFound."""

    @abstractmethod
    def _tell(self, notice: Notice) -> None:
        """Send a notice to all subscribers."""

    # --- stop and continue ---

    async def cancel(self, run_ids: Sequence[str]) -> None:
        """Stop these runs; audio and the text so far are kept. Terminal ones are left as they are. A clip that is not
        in yet is no longer taken in: its run has then failed, and can be retried."""
        await self._arrivals.stop(run_ids)
        self._changed(await self._registry(Registry.ask_all, Request.CANCEL, only=run_ids))

    async def pause(self, run_ids: Sequence[str]) -> None:
        """Set these runs aside until they are resumed. Terminal ones are left as they are."""
        self._arrivals.pause(run_ids)
        self._changed(await self._registry(Registry.ask_all, Request.PAUSE, only=run_ids))

    async def resume(self, run_ids: Sequence[str]) -> None:
        """Queue paused runs again; they continue after their finished windows."""
        self._arrivals.pause(run_ids, is_to_pause=False)
        self._changed(await self._registry(Registry.resume_all, only=run_ids))

    async def cancel_session(self, session_id: str) -> None:
        """Cancel all unfinished runs of a session."""
        await self._arrivals.stop(self._arriving(session_id))
        self._changed(await self._registry(Registry.ask_all, Request.CANCEL, session_id=session_id))

    async def pause_session(self, session_id: str) -> None:
        """Pause all unfinished runs of a session."""
        self._arrivals.pause(self._arriving(session_id))
        self._changed(await self._registry(Registry.ask_all, Request.PAUSE, session_id=session_id))

    async def resume_session(self, session_id: str) -> None:
        """Resume all paused runs of a session."""
        self._arrivals.pause(self._arriving(session_id), is_to_pause=False)
        self._changed(await self._registry(Registry.resume_all, session_id=session_id))

    async def pause_all(self) -> None:
        """Pause all unfinished runs."""
        self._arrivals.pause(self._arriving())
        self._changed(await self._registry(Registry.ask_all, Request.PAUSE))

    async def resume_all(self) -> None:
        """Resume all paused runs."""
        self._arrivals.pause(self._arriving(), is_to_pause=False)
        self._changed(await self._registry(Registry.resume_all))

    def _arriving(self, session_id: str | None = None) -> list[str]:
        return [run.run_id for run in self._arrivals.runs(session_id)]

    # --- order ---

    async def put_first(self, run_ids: Sequence[str]) -> None:
        """Move these runs to the front, in the order given: before all others that wait, in any session, even one that
        goes in order. Runs not waiting (queued or paused) are left as they are. `Run.turn` has the order."""
        self._changed(await self._registry(Registry.put_first, run_ids))

    async def move_before(self, run_ids: Sequence[str], before_run_id: str | None) -> None:
        """Move these runs to just before that one, in the order given: to the end for None, to the front if that one no
        longer waits."""
        if before_run_id is not None and self._arrivals.run(before_run_id) is not None:
            before_run_id = None  # it comes after everything that is in
        self._changed(await self._registry(Registry.move_before, run_ids, before_run_id))

    # --- retry ---

    async def retry(self, run_ids: Sequence[str], options: Options | None = None) -> None:
        """Start the next attempt of terminal runs, with other options if given. The text of the last is kept, and
        displayed until the new attempt has some. A clip that could not be taken in is tried again. Raises NotFound;
        after retrying all others InvalidTransition, and ClipError for a run whose audio is gone (`Run.can_retry`)."""
        arriving = []
        refused: EngineError | None = None
        for run_id in run_ids:
            run = await self.run(run_id)
            if run.state is State.FAILED and run.clip.stored_as is None:
                if not os.path.isabs(run.clip.source):  # from a backup, which does not say where to read
                    reason = Reason("clip_never_came", {"name": run.clip.name})
                    self._tell(RunChanged(await self._registry(Registry.fail_again, run_id, reason)))
                    continue
                arriving.append(self._arrivals.again(run, options))
            elif not run.is_arriving:
                try:
                    run = await self._registry(Registry.retry, run_id, options)
                except (InvalidTransition, ClipError) as error:
                    refused = error
                    continue
                if self._scheduler.only is not None:
                    self._scheduler.only.add(run.run_id)
                self._tell(RunChanged(run))
            self._downloads.start_failed((options or run.options).model)
        self._scheduler.look()
        for group in arriving:
            await group.has_ended.wait()
        if refused is not None:
            raise refused

    async def transcribe_range(self, run_id: str, start_s: float, end_s: float, options: Options | None = None) -> Run:
        """Transcribe a part of a run's clip again, with the run's options or others: as a separate run in the same
        session, which comes next. The original run stays as it is; `take_range` copies the new text into it. Raises
        NotFound; EditError for a part that the clip does not have; ClipError for a clip that never came in."""
        run = await self._registry(Registry.run, run_id)
        end_s = min(end_s, run.clip.duration_s or end_s)
        if not 0.0 <= start_s < end_s:
            raise EditError("no_such_range", start_s=start_s, end_s=end_s)
        options = replace(options or run.options, start_s=start_s, end_s=end_s)
        again = await self._registry(Registry.add_run_of, run.run_id, options)
        if self._scheduler.only is not None:
            self._scheduler.only.add(again.run_id)
        self._changed([again])
        await self.put_first([again.run_id])
        return again

    # --- delete and restore ---

    async def delete(self, run_ids: Sequence[str]) -> None:
        """Hide these runs: they leave every list, search and count at once (`RunChanged` with `run.is_deleted`). A
        running one is cancelled; a waiting one keeps waiting unseen and continues once it is restored."""
        await self._arrivals.stop(run_ids)
        self._arrivals.forget(run_ids)
        self._changed(await self._registry(Registry.delete, run_ids))

    async def restore(self, run_ids: Sequence[str]) -> None:
        """Undo `delete`. A deleted session is restored with its first restored run."""
        self._changed(await self._registry(Registry.restore, run_ids))
        self._tell(SessionsChanged())

    async def deleted_runs(self) -> list[Run]:
        """The runs that can be restored, most recently deleted first."""
        return await self._registry(Registry.deleted_runs)

    async def deleted_sessions(self) -> list[Session]:
        """The sessions that can be restored, under their old names, most recently deleted first. Their counts are
        empty."""
        return await self._registry(Registry.deleted_sessions)

    async def delete_session(self, session_id: str) -> None:
        """Hide a session with all its runs, and free its name. Raises NotFound."""
        await self._arrivals.stop(self._arriving(session_id))
        self._arrivals.forget(self._arriving(session_id))
        self._changed(await self._registry(Registry.delete_session, session_id))
        self._tell(SessionsChanged())

    async def restore_session(self, session_id: str) -> None:
        """Undo `delete_session`, with the runs that were deleted by it. If another session has its name by now, a
        number is added to it. Raises NotFound."""
        self._changed(await self._registry(Registry.restore_session, session_id))
        self._tell(SessionsChanged())

    async def purge_deleted(self, older_than_s: float = KEEP_DELETED_S) -> None:
        """Permanently delete what was deleted longer ago than that: text and events, and the audio that no run has any
        more. 0 empties the bin. An engine that works does this automatically, when it starts and periodically."""
        await self._empty(await self._registry(Registry.purge, older_than_s))

    async def purge(self, run_ids: Sequence[str]) -> None:
        """Do the same for these deleted runs, at once. One that is not deleted, or that a worker has yet to release,
        stays. If audio cannot be removed once its rows are gone, the next purge does it."""
        await self._empty(await self._registry(Registry.purge_runs, run_ids))

    # --- retention ---

    async def keep(self, rule: Rule) -> None:
        """Apply the rule from now on. An engine that works applies it periodically. The rule belongs to the door that
        sets it; without one, everything is kept."""
        self._rule = rule
        await self.let_go()

    async def let_go(self) -> None:
        """Remove what the rule says, as of now."""
        if self._rule.keeps_everything:
            return
        changed, discarded = await self._registry(Registry.let_go, self._rule)
        self._changed(changed)
        await self._empty(discarded)

    async def would_let_go(self, rule: Rule) -> Expired:
        """What a rule would remove now."""
        return await self._registry(Registry.would_let_go, rule)

    async def bin_days_left(self) -> dict[str, float]:
        """The days until each deleted run is gone for good; 0 or less: the next time that the bin is emptied."""
        deleted_for_s = await self._registry(Registry.deleted_for_s)
        return {run_id: (KEEP_DELETED_S - since_s) / DAY_S for run_id, since_s in deleted_for_s.items()}

    async def bin_room(self) -> tuple[int, int]:
        """How many runs are in the bin, and how many bytes of audio would be deleted with them."""
        kept = await self._registry(Registry.kept)
        return len(await self.deleted_runs()), sum(each.size_bytes for each in kept if each.is_deleted)

    async def _empty(self, discarded: Sequence[Discarded]) -> None:
        """Remove the files of clips whose rows are gone, then forget the clips."""
        removed = await asyncio.to_thread(lambda: [clip.clip_id for clip in discarded if self._remove(clip)])
        if removed:
            await self._registry(Registry.forget_discarded, removed)

    def _remove(self, clip: Discarded) -> bool:
        """Remove the clip's files; false if that failed, perhaps because one is being played: it is then done later."""
        try:
            self._vault.remove(clip.stored_as)
            if (peaks := peaks_file(self._paths.peaks, clip.clip_id)) is not None:
                peaks.unlink(missing_ok=True)
        except OSError as error:
            log.info("%s stays for now: %s", clip.stored_as, error)
            return False
        return True

    def _changed(self, runs: Iterable[Run]) -> None:
        for run in runs:
            self._tell(RunChanged(run))
        self._scheduler.look()
