"""The façade's part for runs: reading them, and what people can do with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial

from engine.errors import ClipError, EditError, EngineError, InvalidTransition
from engine.events import Notice, RunChanged, RunEvent
from engine.intake.arrivals import Arrivals
from engine.processes.downloads import Downloads
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread
from engine.run import Options, Reason, Request, Run, State
from engine.scheduling.scheduler import Scheduler
from engine.scheduling.waiting import Subscribe, until_finished


class RunRequests:
    """Every change is durable when the method returns, and announced: a RunChanged for each run that changed."""

    def __init__(
        self,
        registry: RegistryThread,
        arrivals: Arrivals,
        scheduler: Scheduler,
        downloads: Downloads,
        notify: Callable[[Notice], None],
        subscribe: Subscribe,
    ) -> None:
        self._registry = registry
        self._arrivals = arrivals
        self._scheduler = scheduler
        self._downloads = downloads
        self._notify = notify
        self._subscribe = subscribe

    # --- reading ---

    async def all(self, *, session_id: str | None = None, state: State | None = None) -> list[Run]:
        """All runs, or those of a session or in a state, in arrival order."""
        return await self._registry(Registry.runs, session_id, state)

    async def get(self, run_id: str) -> Run:
        """The run with that id or unique prefix. Raises NotFound."""
        arriving = self._arrivals.run(run_id)
        return await self._registry(Registry.run, run_id) if arriving is None else arriving

    async def some(self, run_ids: Collection[str]) -> list[Run]:
        """The runs with these full ids, those that exist, deleted or not, in arrival order."""
        return await self._registry(Registry.some_runs, run_ids)

    async def events(self, run_id: str) -> list[RunEvent]:
        """The run's history, oldest first."""
        return await self._registry(Registry.events, run_id)

    async def windows_finished(self, run_id: str) -> list[float]:
        """When each window of the run was finished, in Unix seconds, oldest first."""
        return await self._registry(Registry.windows_finished, run_id)

    async def wait(self, run_ids: Sequence[str]) -> list[Run]:
        """Wait until every one of these runs is terminal or paused. Returns them in the order given."""
        await until_finished(self._registry, self._subscribe, frozenset(run_ids))
        known = {run.run_id: run for run in await self.some(run_ids)}
        return [known.get(run_id) or await self.get(run_id) for run_id in run_ids]

    async def wait_idle(self) -> None:
        """Wait until nothing that this engine may work on is queued, running or being taken in."""
        await until_finished(
            self._registry, self._subscribe, self._scheduler.only, lambda: bool(self._arrivals.under_way)
        )

    # --- stop and continue ---
    #
    # These runs; or, if none are named, all of a session; or all there are. The latter two are one transaction, and
    # runs handed over later are not affected.

    async def cancel(self, run_ids: Sequence[str] | None = None, *, session_id: str | None = None) -> None:
        """Stop runs; audio and the text so far are kept. Terminal ones are left as they are. A clip that is not
        in yet is no longer taken in: its run has then failed, and can be retried."""
        await self._arrivals.stop(self._arriving(run_ids, session_id))
        runs = await self._registry(Registry.ask_all, Request.CANCEL, only=run_ids, session_id=session_id)
        self.announce(runs)

    async def pause(self, run_ids: Sequence[str] | None = None, *, session_id: str | None = None) -> None:
        """Set runs aside until they are resumed. Terminal ones are left as they are."""
        self._arrivals.pause(self._arriving(run_ids, session_id))
        runs = await self._registry(Registry.ask_all, Request.PAUSE, only=run_ids, session_id=session_id)
        self.announce(runs)

    async def resume(self, run_ids: Sequence[str] | None = None, *, session_id: str | None = None) -> None:
        """Queue paused runs again; they continue after their finished windows."""
        self._arrivals.pause(self._arriving(run_ids, session_id), is_to_pause=False)
        self.announce(await self._registry(Registry.resume_all, only=run_ids, session_id=session_id))

    def _arriving(self, run_ids: Sequence[str] | None, session_id: str | None) -> Sequence[str]:
        return [run.run_id for run in self._arrivals.runs(session_id)] if run_ids is None else run_ids

    # --- order ---

    async def put_first(self, run_ids: Sequence[str]) -> None:
        """Move these runs to the front, in the order given: before all others that wait, in any session, even one that
        goes in order. Runs not waiting (queued or paused) are left as they are. `Run.turn` has the order."""
        self.announce(await self._registry(Registry.put_first, run_ids))

    async def move_before(self, run_ids: Sequence[str], before_run_id: str | None) -> None:
        """Move these runs to just before that one, in the order given: to the end for None, to the front if that one no
        longer waits."""
        if before_run_id is not None and self._arrivals.run(before_run_id) is not None:
            before_run_id = None  # it comes after everything that is in
        self.announce(await self._registry(Registry.move_before, run_ids, before_run_id))

    # --- names and sessions ---

    async def rename(self, run_id: str, name: str) -> None:
        """Give a run's clip another name, which all runs of the clip then have. Raises NotFound, NameUnusable;
        ClipError for a clip that is still being taken in."""
        self._refuse_arriving([run_id])
        self.announce(await self._registry(Registry.rename, run_id, name))

    async def restore_name(self, run_id: str, name: str) -> None:
        """Give a run's clip the name back that it came with. Raises NotFound."""
        self.announce(await self._registry(partial(Registry.rename, is_own=True), run_id, name))

    async def move_to_session(self, run_ids: Sequence[str], session_id: str) -> None:
        """Move runs to another session with all that belongs to them, and while they run: see
        `Registry.move_to_session`. Those that are there already or gone are left as they are. Raises NotFound for a
        session that is gone; ClipError if one of the clips is still being taken in: then none is moved."""
        self._refuse_arriving(run_ids)
        runs = await self._registry(Registry.move_to_session, run_ids, session_id)
        self._scheduler.take_moves(runs)
        self.announce(runs)

    def _refuse_arriving(self, run_ids: Sequence[str]) -> None:
        for run_id in run_ids:
            if (run := self._arrivals.run(run_id)) is not None:
                raise ClipError("not_in_yet", name=run.clip.name)

    # --- retry ---

    async def retry(self, run_ids: Sequence[str], options: Options | None = None) -> None:
        """Start the next attempt of terminal runs, with other options if given. The text of the last is kept, and
        displayed until the new attempt has some. A clip that could not be taken in is tried again. Raises NotFound;
        after retrying all others InvalidTransition, and ClipError for a run whose audio is gone (`Run.can_retry`)."""
        arriving = []
        refused: EngineError | None = None
        for run_id in run_ids:
            run = await self.get(run_id)
            if run.state is State.FAILED and run.clip.stored_as is None:
                if not os.path.isabs(run.clip.source):  # from a backup, which does not say where to read
                    reason = Reason("clip_never_came", {"name": run.clip.name})
                    self._notify(RunChanged(await self._registry(Registry.fail_again, run_id, reason)))
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
                self._notify(RunChanged(run))
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
        self.announce([again])
        await self.put_first([again.run_id])
        return again

    def announce(self, runs: Iterable[Run]) -> None:
        """Tell of runs that have changed, and see what follows from it."""
        for run in runs:
            self._notify(RunChanged(run))
        self._scheduler.look()
