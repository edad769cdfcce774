"""The façade's part for what is deleted, or may go: the bin, and the person's rule for what is kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence

from engine.days import DAY_S
from engine.events import Notice, Session, SessionsChanged
from engine.intake.arrivals import Arrivals
from engine.processes.speakers import forget_voices
from engine.processes.waveforms import peaks_file
from engine.registry.registry import Registry
from engine.registry.retention import Expired, Rule
from engine.registry.thread import RegistryThread
from engine.registry.trash import Discarded
from engine.run import Run
from engine.storage.paths import Paths
from engine.storage.vault import Vault

log = logging.getLogger(__name__)

#: How long deleted runs can be restored.
KEEP_DELETED_S = 30 * DAY_S


class TrashRequests:
    """Every change is durable when the method returns, and announced: a RunChanged for each run that changed."""

    def __init__(
        self,
        registry: RegistryThread,
        arrivals: Arrivals,
        vault: Vault,
        paths: Paths,
        announce: Callable[[Iterable[Run]], None],
        notify: Callable[[Notice], None],
    ) -> None:
        self._registry = registry
        self._arrivals = arrivals
        self._vault = vault
        self._paths = paths
        self._announce = announce
        self._notify = notify
        #: A person's retention rule, set by the door; see `set_retention`.
        self._rule = Rule()

    # --- delete and restore ---

    async def delete(self, run_ids: Sequence[str]) -> None:
        """Hide these runs: they leave every list, search and count at once (`RunChanged` with `run.is_deleted`). A
        running one is cancelled; a waiting one keeps waiting unseen and continues once it is restored."""
        await self._arrivals.stop(run_ids)
        self._arrivals.forget(run_ids)
        self._announce(await self._registry(Registry.delete, run_ids))

    async def restore(self, run_ids: Sequence[str]) -> None:
        """Undo `delete`. A deleted session is restored with its first restored run."""
        self._announce(await self._registry(Registry.restore, run_ids))
        self._notify(SessionsChanged())

    async def deleted_runs(self) -> list[Run]:
        """The runs that can be restored, most recently deleted first."""
        return await self._registry(Registry.deleted_runs)

    async def deleted_sessions(self) -> list[Session]:
        """The sessions that can be restored, under their old names, most recently deleted first. Their counts are
        empty."""
        return await self._registry(Registry.deleted_sessions)

    async def delete_session(self, session_id: str) -> None:
        """Hide a session with all its runs, and free its name. Raises NotFound."""
        arriving = [run.run_id for run in self._arrivals.runs(session_id)]
        await self._arrivals.stop(arriving)
        self._arrivals.forget(arriving)
        self._announce(await self._registry(Registry.delete_session, session_id))
        self._notify(SessionsChanged())

    async def restore_session(self, session_id: str) -> None:
        """Undo `delete_session`, with the runs that were deleted by it. If another session has its name by now, a
        number is added to it. Raises NotFound."""
        self._announce(await self._registry(Registry.restore_session, session_id))
        self._notify(SessionsChanged())

    async def purge_deleted(self, older_than_s: float = KEEP_DELETED_S) -> None:
        """Permanently delete what was deleted longer ago than that: text and events, and the audio that no run has any
        more. 0 empties the bin. An engine that works does this automatically, when it starts and periodically."""
        await self._empty(await self._registry(Registry.purge, older_than_s))

    async def purge(self, run_ids: Sequence[str]) -> None:
        """Do the same for these deleted runs, at once. One that is not deleted, or that a worker has yet to release,
        stays. If audio cannot be removed once its rows are gone, the next purge does it."""
        await self._empty(await self._registry(Registry.purge_runs, run_ids))

    # --- retention ---

    async def set_retention(self, rule: Rule) -> None:
        """Apply the rule from now on. An engine that works applies it periodically. The rule belongs to the door that
        sets it; without one, everything is kept."""
        self._rule = rule
        await self.apply_retention()

    async def apply_retention(self) -> None:
        """Remove what the rule says, as of now."""
        if self._rule.keeps_everything:
            return
        changed, discarded = await self._registry(Registry.apply_retention, self._rule)
        self._announce(changed)
        await self._empty(discarded)

    async def preview_retention(self, rule: Rule) -> Expired:
        """What a rule would remove now."""
        return await self._registry(Registry.preview_retention, rule)

    async def bin_days_left(self) -> dict[str, float]:
        """The days until each deleted run is gone for good; 0 or less: the next time that the bin is emptied."""
        deleted_for_s = await self._registry(Registry.deleted_for_s)
        return {run_id: (KEEP_DELETED_S - since_s) / DAY_S for run_id, since_s in deleted_for_s.items()}

    async def bin_room(self) -> tuple[int, int]:
        """How many runs are in the bin, and how many bytes of audio would be deleted with them."""
        kept = await self._registry(Registry.kept_clips)
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
            forget_voices(self._paths.voices, clip.clip_id)
        except OSError as error:
            log.info("%s stays for now: %s", clip.stored_as, error)
            return False
        return True
