"""One watched folder: looks at it, takes what came to rest in it, and moves away what is done."""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from engine.clock import Clock
from engine.engine import Engine
from engine.intake.hand_over import HandOver
from engine.registry.taken import Sighting, TakenFile, Taking, ToBeMoved, WantedDocuments
from engine.registry.thread import trouble_of
from engine.run import Reason, Run
from engine.settings import WatchedFolder
from engine.storage.carriers import Carriers, DiskJob, Outcome
from engine.storage.sources import found_again
from engine.tasks import Tasks
from engine.watching.hints import Hints
from engine.watching.judging import Judgement, Verdict, judge
from engine.watching.moving import move_away, sha256_of
from engine.watching.scanning import Scan, is_on_network, look_at, scan
from engine.watching.settling import Openness, Settling

T = TypeVar("T")

#: So many files are taken in one step, and no more than `UNDER_WAY` are on their way in at a time.
PORTION = 16
UNDER_WAY = 64
#: How often a folder is looked at while a file in it may still change; while nothing is told of it; and anyway. A look
#: that takes long is followed by a rest of `REST` times its length.
SOON_S = 0.5
POLL_S = 3.0
ANYWAY_S = 30.0
REST = 4.0
#: How long a folder or registry that failed is left alone.
AGAIN_S = 5.0
#: Clips for which Everyclip's own folder has no room are tried again after so long.
NO_ROOM_S = 60.0
_NO_ROOM = frozenset({"disk_full", "clip_no_room", "vault_gone", "vault_not_writable", "vault_failed"})
#: A disk that does not answer for so long is told.
SILENT_S = 10.0


class FolderWatch:
    """Belongs to the loop; `serve` is its task."""

    def __init__(
        self,
        engine: Engine,
        rules: WatchedFolder,
        clock: Clock,
        carriers: Carriers,
        excluded: Callable[[FolderWatch, Path], Collection[Path]],
    ) -> None:
        """`excluded`: the folders that are others' to look at, once it is known where this one is."""
        self.rules = rules
        #: Where the folder really is, as far as is known.
        self.root = Path(rules.folder)
        #: What is wrong with it now, and was told.
        self.trouble: Reason | None = None
        self._engine = engine
        self._clock = clock
        self._carriers = carriers
        self._excluded = excluded
        self._settling = Settling()
        self._loop = asyncio.get_running_loop()
        self._hint = asyncio.Event()
        self._hints = Hints(self._hint.set)
        self._is_polled = rules.is_polled
        self._groups: list[HandOver] = []
        self._unreadable: frozenset[str] = frozenset()
        self._not_moved: dict[str, float] = {}
        self._rests_until = -math.inf
        self._tasks = Tasks(on_crash=lambda name, error: self._engine.watched.tell(_trouble(error)))

    async def serve(self) -> None:
        """Take what is there, and what comes, for ever."""
        while True:
            began = self._clock.monotonic()
            pause_s = await self.look()
            pause_s = max(pause_s, REST * (self._clock.monotonic() - began))
            if self._settling.is_waiting or self.trouble is not None:
                await asyncio.sleep(min(pause_s, ANYWAY_S))
            else:
                await self._wait_for_hint(pause_s)

    async def close(self) -> None:
        self._hints.end()
        await self._tasks.close()

    @property
    def is_at_rest(self) -> bool:
        """Whether all that was there at the last look is taken, and in."""
        self._groups = [group for group in self._groups if group.waiting]
        return not self._settling.is_waiting and not self._groups

    @property
    def lacks_room(self) -> bool:
        """Whether nothing is taken for a while, because Everyclip had no room for it."""
        return self._clock.monotonic() < self._rests_until

    async def finish(self) -> None:
        """Wait until what was taken is in, or has failed."""
        await self._tasks.finish()

    async def look(self) -> float:
        """Take what has come to rest. Returns after how many seconds it is to be looked again."""
        self._hint.clear()
        try:
            found = await self._on_disk(self._scan)
        except OSError as error:
            self._hints.end()
            self._say(Reason("watched_gone", {"folder": self.rules.folder, "detail": error.strerror or str(error)}))
            return AGAIN_S
        try:
            self.root = found.root
            self._say_unreadable(found)
            self._say(None)
            await self._take_settled(found)
        except Exception as error:  # noqa: BLE001 - the boundary of a look: the next one tries again
            self._say(_trouble(error))
            return AGAIN_S
        if not self._is_polled and self._hints.watch(found.folders):
            return SOON_S  # what came between the look and the watch was not told
        if self.lacks_room:
            return AGAIN_S
        if self._settling.is_waiting:
            return SOON_S
        return POLL_S if self._is_polled else ANYWAY_S

    async def _wait_for_hint(self, limit_s: float) -> None:
        try:
            await asyncio.wait_for(self._hint.wait(), limit_s)
        except TimeoutError:
            return
        await asyncio.sleep(SOON_S / 2)  # what comes with it

    # --- what is there ---

    def _scan(self, job: DiskJob) -> Scan:
        folder = Path(self.rules.folder)
        if self._is_polled is None:
            self._is_polled = is_on_network(folder)
        excluded = partial(self._excluded, self)
        own = self._engine.watched.paths.home
        return scan(folder, own, is_deep=self.rules.includes_subfolders, excluded=excluded, moved=job.moved)

    async def _take_settled(self, found: Scan) -> None:
        due = self._settling.look(found.files, self._clock.monotonic())
        for start in range(0, len(due), PORTION):
            if self.lacks_room:
                return
            await self._take(due[start : start + PORTION])
            await self._until_few_are_under_way()

    async def _take(self, due: Sequence[Sighting]) -> None:
        """Take those of these files that nobody has taken, and can be opened."""
        judgements = await self._judge(due)
        for seen in due:
            if judgements[seen.place].verdict is Verdict.KNOWN:
                self._settling.settle(seen)
        unknown = [seen for seen in due if judgements[seen.place].verdict not in (Verdict.KNOWN, Verdict.WAIT)]
        opened = await self._on_disk(partial(self._open, unknown)) if unknown else []
        to_take = []
        for seen, openness in opened:
            if openness is Openness.WHOLE and await self._is_to_take(seen, judgements[seen.place]):
                to_take.append(seen)
            elif openness is Openness.REFUSED and self._settling.refuse(seen):
                self._engine.watched.tell(Reason("watched_refused", {"path": seen.source}))
        if to_take:
            await self._hand_over(to_take)
        for seen in to_take:
            self._settling.settle(seen)

    async def _judge(self, due: Sequence[Sighting]) -> dict[str, Judgement]:
        """What is to be done with each, by its place."""
        places: dict[str, list[TakenFile]] = {}
        files: dict[str, list[TakenFile]] = {}
        for each in await self._engine.watched.known(due):
            places.setdefault(each.sighting.place, []).append(each)
            files.setdefault(each.sighting.file_id, []).append(each)
        return {seen.place: judge(seen, [*places.get(seen.place, ()), *files.get(seen.file_id, ())]) for seen in due}

    def _open(self, due: Sequence[Sighting], job: DiskJob) -> list[tuple[Sighting, Openness]]:
        """Whether these can be read, and are as they were."""
        opened = []
        for seen in due:
            openness = self._settling.open(seen)
            if openness is Openness.WHOLE and look_at(found_again(Path(seen.source))) != seen:
                openness = Openness.WRITTEN
            opened.append((seen, openness))
            job.moved()
        return opened

    # --- taking ---

    async def _is_to_take(self, seen: Sighting, judgement: Judgement) -> bool:
        match judgement.verdict:
            case Verdict.TAKE:
                return True
            case Verdict.COMPARE:
                sha256 = await self._on_disk(lambda job: sha256_of(found_again(Path(seen.source))))
                same = next((each for each in judgement.about if each.sha256 == sha256), None)
                if same is None:
                    return True
                await self._engine.watched.see_again(same.run_id, seen)
            case Verdict.RENAMED:
                gone = await self._on_disk(lambda job: _without_its_place(judgement.about, seen))
                if gone is None:
                    return True
                await self._engine.watched.see_again(gone.run_id, seen)
            case Verdict.RETRY:
                await self._engine.watched.see_again(judgement.about[0].run_id, seen)
                self._retry(judgement.about[0].run_id, seen)
        self._settling.settle(seen)
        return False

    def _retry(self, run_id: str, seen: Sighting) -> None:
        """Take in what could not be taken in before, as the run that failed. The others do not wait for it."""

        async def retry() -> None:
            await self._engine.runs.retry([run_id])
            self._see_to_room(await self._engine.runs.some([run_id]), {run_id: seen.place})

        _ = self._tasks.start("take in again", retry())

    async def _hand_over(self, to_take: Sequence[Sighting]) -> None:
        rules, watched = self.rules, self._engine.watched
        session = await self._engine.open_session(rules.session_name)
        options = rules.options(await watched.settings())
        group = await watched.take(session.session_id, [self._taking(seen) for seen in to_take], options)
        if group is not None:
            self._groups.append(group)
            _ = self._tasks.start("see to room", self._after(group, {seen.source: seen.place for seen in to_take}))

    async def _after(self, group: HandOver, places: dict[str, str]) -> None:
        await group.has_ended.wait()
        self._see_to_room(group.runs, {run.run_id: places.get(run.clip.source, "") for run in group.runs})

    def _see_to_room(self, runs: Sequence[Run], places: dict[str, str]) -> None:
        """Where Everyclip has no room for clips, take no more for a while, and try these again then."""
        for run in runs:
            if run.reason is not None and run.clip.stored_as is None and run.reason.code in _NO_ROOM:
                self._rests_until = self._clock.monotonic() + NO_ROOM_S
                self._settling.unsettle(places[run.run_id])

    def _taking(self, seen: Sighting) -> Taking:
        """What is to be done with it. Other folders than its own are divided as the watched folder is."""
        rules = self.rules
        within = os.path.relpath(os.path.dirname(seen.source), str(self.root))

        def there(folder: str) -> str:
            return os.path.normpath(os.path.join(folder, within)) if folder else ""

        wanted = WantedDocuments(rules.formats, there(rules.output_folder), rules.name_pattern)
        return Taking(seen, wanted, there(rules.move_done_to))

    async def _until_few_are_under_way(self) -> None:
        while True:
            self._groups = [group for group in self._groups if group.waiting]
            if sum(len(group.waiting) for group in self._groups) <= UNDER_WAY:
                return
            await asyncio.sleep(SOON_S / 2)

    # --- moving away ---

    def has(self, file: ToBeMoved) -> bool:
        """Whether the file lies in this folder."""
        return Path(file.source).is_relative_to(self.root)

    async def move(self, file: ToBeMoved) -> None:
        """Move a file away that is done. What cannot be moved is told, and tried again later."""
        if self._clock.monotonic() < self._not_moved.get(file.run_id, -math.inf):
            return
        try:
            moved = await self._on_disk(lambda job: move_away(file))
        except OSError as error:
            if file.run_id not in self._not_moved:
                detail = error.strerror or str(error)
                facts = {"name": Path(file.source).name, "folder": file.done_folder, "detail": detail}
                self._engine.watched.tell(Reason("watched_not_moved", facts))
            self._not_moved[file.run_id] = self._clock.monotonic() + NO_ROOM_S
            return
        self._not_moved.pop(file.run_id, None)
        await self._engine.watched.moved(file.run_id, None if moved is None else str(moved))

    # --- telling, and threads ---

    def _say(self, trouble: Reason | None) -> None:
        """What is wrong with the folder is told once; and that it is well again."""
        if trouble is not None and (self.trouble is None or self.trouble.code != trouble.code):
            self._engine.watched.tell(trouble)
        elif trouble is None and self.trouble is not None:
            self._engine.watched.tell(Reason("watched_again", {"folder": self.rules.folder}))
        self.trouble = trouble

    def _say_unreadable(self, found: Scan) -> None:
        for folder in found.unreadable.keys() - self._unreadable:
            facts = {"folder": folder, **found.unreadable[folder].facts}
            self._engine.watched.tell(Reason("watched_unreadable", facts))
        self._unreadable = frozenset(found.unreadable)

    async def _on_disk(self, work: Callable[[DiskJob], T]) -> T:
        """Have something done on the folder's own threads. One that hangs is told. Raises what the work raises."""
        done: asyncio.Future[Outcome] = self._loop.create_future()
        job = self._carriers.start(self.rules.folder, work, done.set_result)
        try:
            while not done.done():
                await asyncio.wait([done], timeout=SILENT_S)
                if not done.done() and job.silent_s > SILENT_S:
                    self._say(Reason("watched_silent", {"folder": self.rules.folder}))
        finally:
            if not done.done():
                self._carriers.give_up(job)
        if isinstance(done.result(), Exception):
            raise done.result()
        came: T = done.result()
        return came


def _trouble(error: BaseException) -> Reason:
    return trouble_of(error) if isinstance(error, Exception) else Reason("engine_error", {"detail": str(error)})


def _without_its_place(taken: Sequence[TakenFile], seen: Sighting) -> TakenFile | None:
    """The one whose old name is gone, or another file's now."""
    for each in taken:
        there = look_at(Path(each.sighting.source))
        if there is None or there.file_id != seen.file_id:
            return each
    return None
