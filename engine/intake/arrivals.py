"""What doors took from people and is not safe yet: shown at once, and ended as a row of the registry, or as a reason.

    a path ─▶ looked at ─▶ a file ─▶ copied into the vault ─▶ its row is committed
                      └──▶ a folder ─▶ the files in it take its place

Each disk that clips come from has its own threads (`engine.storage.carriers`), so that none waits for another's; one
task commits what they brought. A clip that cannot be taken in is a failed row. If not even that can be written, its run
is kept here, with its reason, until it can: nothing of it stays in the vault.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path

from engine.clock import Clock
from engine.errors import ClipError, InvalidTransition, NotFound
from engine.events import Arriving, EngineTrouble, Notice, Wait
from engine.intake.door import Door
from engine.intake.hand_over import PATIENCE_S, Arrival, HandOver, not_registered
from engine.registry.labels import HandOverLabel
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread, trouble_of
from engine.run import Clip, Facts, Options, Reason, Request, Run, State
from engine.storage.carriers import SILENT_AFTER_S, Carriers, DiskJob, Outcome
from engine.storage.sources import FolderContents, SourceFacts, find, look
from engine.storage.vault import StillWritten, Vault, clip_error, new_clip

log = logging.getLogger(__name__)

#: While others are being copied, what is in waits so long for them: a commit for each would take as long as they do.
GATHER_S = 0.05
#: How often a file that is still being written is looked at again, and how long it may go on.
LOOK_AGAIN_S = 0.5
STILL_WRITTEN_LIMIT_S = 1800.0
#: How long a disk may not answer until its clips are given up.
SILENT_LIMIT_S = 600.0
#: How often it is seen to that nothing waits longer than that.
SEE_TO_LIMITS_EVERY_S = 5.0
#: A run that is in no registry stands behind all that are.
_LAST_TURN = 1 << 40


class Arrivals:
    """All clips on their way into one engine's vault. Belongs to the loop; `serve` is its task."""

    def __init__(
        self,
        vault: Vault,
        registry: RegistryThread,
        clock: Clock,
        notify: Callable[[Notice], None],
        on_stored: Callable[[Sequence[Run]], None],
        door: Door,
    ) -> None:
        """`on_stored` is called with runs that are committed; `door` writes down what is on its way."""
        self._vault = vault
        self._registry = registry
        self._clock = clock
        self._notify = notify
        self._on_stored = on_stored
        self._door = door
        self._carriers = Carriers()
        self._groups: list[HandOver] = []
        self._under_way: dict[str, Arrival] = {}
        #: Those that failed, of which the registry does not know.
        self._unregistered: dict[str, Arrival] = {}
        #: Folders that were opened, with what was in them.
        self._opened_folders: list[tuple[HandOver, str]] = []
        self._count = 0
        self._wake = asyncio.Event()
        self._went = asyncio.Event()
        self._see_to_limits_at = 0.0

    # --- what others call ---

    def take_in(
        self, paths: Iterable[Path], session_id: str, options: Options, *, opens_folders: bool = False
    ) -> HandOver:
        """Begin to take files in. They are shown when this returns."""
        group = HandOver(session_id, opens_folders=opens_folders)
        for number, path in enumerate(paths):
            self._add(group, self._new(group, path, (number,), options))
        group.look_at_all()
        return self._begin(group)

    async def take_over(self) -> list[str]:
        """Take in what programs had taken that were killed before it was stored. Returns the ids of these runs."""
        labels = await self._door.left_behind()
        for _, some in groupby(labels, lambda one: (one.session_id, one.opens_folders)):
            group = self._written_down([*some])
            for arrival in list(group.waiting.values()):
                if (known := await asyncio.to_thread(arrival.left_in, self._vault)) is not None:
                    self._settle(arrival, known)
            self._begin(group)
        return [label.run_id for label in labels]

    def bring(self, labels: Sequence[HandOverLabel]) -> HandOver:
        """Begin to take in what is written down already, for one session."""
        return self._begin(self._written_down(labels))

    def _written_down(self, labels: Sequence[HandOverLabel]) -> HandOver:
        group = HandOver(labels[0].session_id, opens_folders=labels[0].opens_folders)
        for number, one in enumerate(labels):
            self._add(group, self._new(group, Path(one.source), (number,), one.options, one.run_id))
        return group

    def again(self, run: Run, options: Options | None) -> HandOver:
        """Try a failed run again whose clip is not in the vault, with other options if given."""
        group, known = HandOver(run.session_id), self._unregistered.pop(run.run_id, None)
        if run.run_id not in self._under_way:
            path = Path(run.clip.source) if known is None else known.path
            now = self._clock.now()
            shown = replace(
                run, state=State.QUEUED, reason=None, ended_at=None, queued_at=now, options=options or run.options
            )
            arrival = Arrival(shown, path, (0,), group)
            arrival.other_options = options
            self._add(group, arrival)
        return self._begin(group)

    def run(self, run_id: str) -> Run | None:
        """The run as it is shown, if it is on its way in, or failed and in no registry."""
        arrival = self._under_way.get(run_id) or self._unregistered.get(run_id)
        return None if arrival is None else arrival.run

    @property
    def under_way(self) -> int:
        return len(self._under_way)

    def runs(self, session_id: str | None = None) -> list[Run]:
        """All such runs, of one session or of all."""
        there = [*self._unregistered.values(), *self._under_way.values()]
        return [one.run for one in there if session_id in (None, one.run.session_id)]

    def pause(self, run_ids: Collection[str], *, is_to_pause: bool = True) -> None:
        """Have these paused once they are in, or not."""
        for run_id in self._under_way.keys() & run_ids:
            self._under_way[run_id].is_to_pause = is_to_pause

    async def stop(self, run_ids: Collection[str]) -> None:
        """Take these in no further. Returns when they are rows, failed with that reason, or in."""
        self._withdraw([one for run_id in run_ids if (one := self._under_way.get(run_id))], Reason("taking_in_stopped"))
        while any(run_id in self._under_way for run_id in run_ids):
            self._went.clear()
            await self._went.wait()

    def forget(self, run_ids: Collection[str]) -> None:
        """A person does not want to see these failures any more, of which the registry does not know."""
        for run_id in run_ids:
            if (arrival := self._unregistered.pop(run_id, None)) is not None:
                self._notify(Arriving(replace(arrival.run, deleted_at=self._clock.now())))

    def interrupt(self, group: HandOver | None = None) -> None:
        """Whoever handed these over, or all there are, has ended: they become failed rows, to be retried."""
        arrivals = self._under_way if group is None else group.waiting
        self._withdraw(list(arrivals.values()), Reason("taking_in_ended"))

    def abandon_silent(self) -> None:
        """The program is to end: wait for nothing that does not come."""
        silent = [
            one
            for one in self._under_way.values()
            if one.still_written_since is not None or one.silent_s > SILENT_AFTER_S
        ]
        self._withdraw(silent, Reason("taking_in_ended"))

    async def close(self) -> None:
        """Until all are rows: those that move are waited for, the others become failures to be retried."""
        while self._under_way:
            self.abandon_silent()
            self._went.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._went.wait(), LOOK_AGAIN_S)

    def wait_of(self, run_id: str) -> Wait | None:
        """Why a clip on its way in has not begun, as of now."""
        arrival = self._under_way.get(run_id)
        return None if arrival is None else arrival.wait(SILENT_AFTER_S)

    # --- the task ---

    async def serve(self) -> None:
        """Commit what was brought, as it comes."""
        while True:
            await self._wake.wait()
            if any(len(group.waiting) > group.settled for group in self._groups):
                await asyncio.sleep(GATHER_S)
            self._wake.clear()
            while self._opened_folders:
                group, folder = self._opened_folders.pop()
                await self._door.write_down(group, [folder])
            for group in list(self._groups):
                while batch := group.due(time.monotonic()):
                    await self._store(group, batch)
                if not group.waiting:
                    self._groups.remove(group)
                    group.has_ended.set()
                elif group.settled and not group.is_to_be_rung:
                    group.is_to_be_rung = True
                    asyncio.get_running_loop().call_later(PATIENCE_S, self._ring, group)

    def _ring(self, group: HandOver) -> None:
        """Whoever kept the others waiting has done so long enough."""
        group.is_to_be_rung = False
        self._wake.set()

    async def look_again(self) -> None:
        """See to what has waited too long, and to what the registry does not know yet."""
        self._carriers.relieve()
        if self._under_way and time.monotonic() >= self._see_to_limits_at:
            self._see_to_limits_at = time.monotonic() + SEE_TO_LIMITS_EVERY_S
            self._see_to_limits()
        if self._unregistered:
            left = list(self._unregistered.values())
            for group in {one.group for one in left}:
                await self._write_down([one for one in left if one.group is group])

    def _see_to_limits(self) -> None:
        for arrival in list(self._under_way.values()):
            if arrival.silent_s > SILENT_LIMIT_S:
                facts: Facts = {"folder": arrival.folder, "minutes": round(arrival.silent_s / 60)}
                self._withdraw([arrival], Reason("disk_silent", facts))
            elif (since := arrival.still_written_since) and time.monotonic() - since > STILL_WRITTEN_LIMIT_S:
                self._withdraw([arrival], Reason("still_written"))

    # --- the way of one ---

    def _new(
        self, group: HandOver, path: Path, place: tuple[int, ...], options: Options, run_id: str | None = None
    ) -> Arrival:
        self._count, run_id = self._count + 1, run_id or str(uuid.uuid4())
        now = self._clock.now()
        run = Run(
            run_id, 0, group.session_id, new_clip(path, run_id), options,
            created_at=now, queued_at=now, turn=_LAST_TURN + self._count,
        )  # fmt: skip
        return Arrival(run, path, place, group)

    def _add(self, group: HandOver, arrival: Arrival) -> None:
        group.waiting[arrival.run.run_id] = self._under_way[arrival.run.run_id] = arrival
        self._notify(Arriving(arrival.run))

    def _begin(self, group: HandOver) -> HandOver:
        self._groups.append(group)
        for arrival in group.waiting.values():
            if arrival.settled_at is None:
                self._look(arrival)
        self._wake.set()  # where there is nothing to do it has ended
        return group

    def _look(self, arrival: Arrival) -> None:
        # Which disk it is on, only that disk can tell. Those of one folder wait for each other, no others for them.
        work = partial(_look, arrival.path)
        arrival.job = self._carriers.start(arrival.path.parent, work, partial(self._looked, arrival))

    def _looked(self, arrival: Arrival, found: Outcome) -> None:
        if not isinstance(found, SourceFacts):
            self._settle(arrival, found)
        elif found.is_folder and arrival.group.opens_folders:
            own, opened = self._vault.folder, partial(self._opened, arrival)
            arrival.job = self._carriers.start(found.disk, lambda job: find(arrival.path, job.moved, own), opened)
        else:
            arrival.group.looked_at(arrival)
            self._copy(arrival, found.disk)

    def _copy(self, arrival: Arrival, disk: int) -> None:
        if arrival.settled_at is None:
            work = partial(arrival.copy_into, self._vault)
            arrival.job = self._carriers.start(disk, work, partial(self._copied, arrival, disk))

    def _copied(self, arrival: Arrival, disk: int, came: Outcome) -> None:
        if isinstance(came, StillWritten):
            arrival.job = None
            arrival.still_written_since = arrival.still_written_since or time.monotonic()
            asyncio.get_running_loop().call_later(LOOK_AGAIN_S, self._copy, arrival, disk)
        else:
            self._settle(arrival, came)

    def _opened(self, folder: Arrival, found: Outcome) -> None:
        """The clips in a folder take its place."""
        if not isinstance(found, FolderContents) or not (found.files or found.not_entered):
            self._settle(folder, ClipError("folder_empty") if isinstance(found, FolderContents) else found)
            return
        group, options = folder.group, folder.run.options
        before = list(group.waiting.values())
        del self._under_way[folder.run.run_id]
        self._went.set()
        self._notify(Arriving(replace(folder.run, deleted_at=self._clock.now())))
        reasons = dict(found.not_entered)
        paths = enumerate([*reasons, *found.files])
        inside = [self._new(group, path, (*folder.place, number), options) for number, path in paths]
        now = [each for arrival in before for each in (inside if arrival is folder else [arrival])]
        group.waiting = {each.run.run_id: each for each in now}
        self._opened_folders.append((group, folder.run.run_id))
        for arrival in inside:
            self._add(group, arrival)
            if (reason := reasons.get(arrival.path)) is not None:
                self._settle(arrival, reason)
            else:
                self._look(arrival)
        group.looked_at(folder)

    def _settle(self, arrival: Arrival, came: Outcome) -> None:
        """It is known what comes of it."""
        if arrival.settled_at is not None:
            return
        arrival.group.looked_at(arrival)
        match came:
            case Clip():
                arrival.clip = came
            case Reason(code, facts):
                arrival.reason = Reason(code, {"name": arrival.run.clip.name, **facts})
            case ClipError():
                arrival.reason = Reason(came.code, {"name": arrival.run.clip.name, **came.facts})
            case _:
                log.error("taking in %s", arrival.path, exc_info=came)
                arrival.reason = Reason("file_unreadable", {"name": arrival.run.clip.name, "detail": str(came)})
        arrival.job = arrival.still_written_since = None
        arrival.settled_at = time.monotonic()
        arrival.group.settled += 1
        self._wake.set()

    def _withdraw(self, arrivals: Sequence[Arrival], reason: Reason) -> None:
        """Take these in no further, whatever their threads are waiting for. One that just comes into its place does."""
        for arrival in arrivals:
            if arrival.settled_at is None and arrival.copying.withdraw():
                if arrival.job is not None:
                    self._carriers.give_up(arrival.job)
                self._settle(arrival, reason)
                arrival.settled_at = arrival.group.overtake_at = -math.inf  # nobody is to wait for it

    # --- rows ---

    async def _store(self, group: HandOver, batch: Sequence[Arrival]) -> None:
        fresh = [arrival for arrival in batch if not arrival.run.is_registered]
        known = [arrival for arrival in batch if arrival.run.is_registered]
        if fresh:
            await self._store_new(group, fresh)
        for arrival in known:
            await self._store_again(arrival)

    async def _store_new(self, group: HandOver, batch: Sequence[Arrival]) -> None:
        while True:
            try:
                runs = await self._registry(Registry.add_runs, group.session_id, [one.new_run for one in batch])
                break
            except Exception as error:  # noqa: BLE001 - the boundary of a hand-over: the others go on
                trouble = trouble_of(error)
                stored = [one for one in batch if one.clip is not None]
                if trouble.code != "data_disk_full":
                    self._notify(EngineTrouble(trouble))
                elif stored:  # its room is enough for the rows of the others
                    await self._take_back(stored[-1:], Reason("disk_full"))
                    continue
                await self._take_back(stored, not_registered(trouble))
                for arrival in batch:
                    self._fail(arrival)
                return
        late = [(one, behind) for one in batch if (behind := group.behind(one.place)) is not None]
        for arrival, run in zip(batch, runs, strict=True):
            self._end(arrival, run)
        self._on_stored(runs)
        try:
            await self._apply_requests(batch, late)
        except Exception as error:  # noqa: BLE001 - they are in; only what was asked of them is not done
            self._notify(EngineTrouble(trouble_of(error)))

    async def _apply_requests(self, batch: Sequence[Arrival], late: Sequence[tuple[Arrival, str]]) -> None:
        """Those that were asked to pause do, and those that others overtook have their turn before these."""
        if paused := [arrival.run.run_id for arrival in batch if arrival.is_to_pause]:
            self._on_stored(await self._registry(Registry.ask_all, Request.PAUSE, only=paused))
        for arrival, behind in late:
            self._on_stored(await self._registry(Registry.move_before, [arrival.run.run_id], behind))

    async def _store_again(self, arrival: Arrival) -> None:
        """The row is there already, and another program may have done with it what it wanted."""
        run_id = arrival.run.run_id
        try:
            if arrival.clip is not None:
                run = await self._registry(Registry.retry, run_id, arrival.other_options, arrival.clip)
            else:
                run = await self._registry(Registry.fail_again, run_id, arrival.reason or Reason("clip_gone"))
        except (InvalidTransition, NotFound):
            run = await self._as_it_is(arrival)
        except Exception as error:  # noqa: BLE001 - the boundary of a retry
            trouble = trouble_of(error)
            run = await self._as_it_is(arrival)
            if arrival.clip is not None and run.clip.stored_as is None:
                await self._take_back([arrival], not_registered(trouble))
            run = replace(run, reason=arrival.reason or run.reason)
        self._end(arrival, run)
        self._on_stored([run])

    async def _as_it_is(self, arrival: Arrival) -> Run:
        with suppress(Exception):
            return await self._registry(Registry.run, arrival.run.run_id)
        return replace(arrival.run, state=State.FAILED, reason=arrival.reason, ended_at=self._clock.now())

    async def _take_back(self, arrivals: Sequence[Arrival], reason: Reason) -> None:
        """Leave no copy of what has no row."""
        for arrival in arrivals:
            if arrival.clip is not None and arrival.clip.stored_as is not None:
                with suppress(OSError):
                    await asyncio.to_thread(self._vault.remove, arrival.clip.stored_as)
            arrival.clip = None
            arrival.reason = Reason(reason.code, {"name": arrival.run.clip.name, **reason.facts})

    async def _write_down(self, left: Sequence[Arrival]) -> None:
        """Failures that could not be written are rows as soon as they can."""
        for arrival in left:
            del self._unregistered[arrival.run.run_id]
        try:
            runs = await self._registry(Registry.add_runs, left[0].group.session_id, [one.new_run for one in left])
        except Exception as error:  # noqa: BLE001 - it was told already; the next look tries again
            log.info("not yet: %s", error)
            self._unregistered |= {arrival.run.run_id: arrival for arrival in left}
            return
        self._on_stored(runs)

    def _fail(self, arrival: Arrival) -> None:
        run = replace(arrival.run, state=State.FAILED, reason=arrival.reason, ended_at=self._clock.now())
        self._end(arrival, run)
        self._unregistered[run.run_id] = arrival
        self._notify(Arriving(run))

    def _end(self, arrival: Arrival, run: Run) -> None:
        arrival.run = run
        self._under_way.pop(run.run_id, None)
        arrival.group.end(arrival, run)
        self._went.set()


# --- what threads do ---


def _look(path: Path, job: DiskJob) -> SourceFacts:
    try:
        return look(path)
    except (OSError, ValueError) as error:
        raise clip_error(error, path) from error
