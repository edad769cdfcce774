"""What a door took at once, and how each clip of it stands until it is stored."""

from __future__ import annotations

import asyncio
from itertools import islice, takewhile
from pathlib import Path

from engine.errors import ClipError
from engine.events import Wait, WaitReason
from engine.registry.labels import HandOverLabel
from engine.run import Clip, NewRun, Options, Reason, Run
from engine.storage.carriers import DiskJob
from engine.storage.vault import Copying, Vault

#: Clips whose rows are committed together: the first rows are there at once.
TOGETHER = 16
#: A clip that is in waits so long for those before it in its hand-over, so that rows come in the order given.
PATIENCE_S = 1.0


class Arrival:
    """One clip on its way in."""

    def __init__(self, run: Run, path: Path, place: tuple[int, ...], group: HandOver) -> None:
        #: As it is shown.
        self.run = run
        self.path = path
        #: Its place in what was handed over together.
        self.place = place
        self.group = group
        self.copying = Copying()
        self.job: DiskJob | None = None
        self.still_written_since: float | None = None
        #: When it was known what comes of it (monotonic): the clip in the vault, or the reason.
        self.settled_at: float | None = None
        self.clip: Clip | None = None
        self.reason: Reason | None = None
        #: What a person asked of it meanwhile: to be paused once it is in; as a retry, to be done with other options.
        self.is_to_pause = False
        self.other_options: Options | None = None

    @property
    def silent_s(self) -> float:
        """For how long nothing has come from the disk that it waits for."""
        return 0.0 if self.job is None else self.job.silent_s

    def copy_into(self, vault: Vault, job: DiskJob) -> Clip:
        """What its thread does. Raises what `Vault.store` raises."""
        self.copying.moved = job.moved
        return vault.store(self.run.clip, None if self.run.is_registered else self.path, self.copying)

    def left_in(self, vault: Vault) -> Clip | ClipError | None:
        """What a program that was killed has brought of it: all, or nothing."""
        if not self.path.is_absolute():
            return ClipError("clip_never_came")  # what a damaged disk left of its path
        return vault.copied(self.run.clip)

    @property
    def folder(self) -> str:
        """Whose disk it waits for."""
        return str(self.copying.place or self.path.parent)

    def wait(self, silent_after_s: float) -> Wait:
        """Why it is not in yet, as of now, where a disk is silent after so many seconds."""
        if self.still_written_since is not None:
            return Wait(WaitReason.STILL_WRITTEN)
        if self.silent_s > silent_after_s:
            return Wait(WaitReason.DISK_SILENT, {"folder": self.folder})
        copying = self.copying
        return Wait(WaitReason.BEING_TAKEN_IN, {"percent": 100 * copying.done_bytes // max(1, copying.total_bytes)})

    @property
    def new_run(self) -> NewRun:
        """Its row."""
        return NewRun(self.clip or self.run.clip, self.run.options, self.reason, self.run.run_id)

    def has_waited(self, now: float) -> bool:
        """Whether it is in, or cannot be, and others have kept it waiting long enough."""
        return self.settled_at is not None and now - self.settled_at > PATIENCE_S


class HandOver:
    """What a door took at once, for one session."""

    def __init__(self, session_id: str, *, opens_folders: bool = False) -> None:
        self.session_id = session_id
        self.opens_folders = opens_folders
        #: Those that are not stored yet, by their run ids in the order given.
        self.waiting: dict[str, Arrival] = {}
        self.settled = 0
        #: What became of the others, with their places.
        self.ended: list[tuple[tuple[int, ...], Run]] = []
        self.has_ended = asyncio.Event()
        #: Whether all folders are opened: no run comes that is not there yet.
        self.is_complete = asyncio.Event()
        self._to_look_at: set[str] = set()
        self._last: tuple[int, ...] = (-1,)
        self.overtake_at = 0.0
        self.is_to_be_rung = False

    def look_at_all(self) -> None:
        """Each of those that were handed over may be a folder."""
        self._to_look_at = set(self.waiting)

    def looked_at(self, arrival: Arrival) -> None:
        """It is a clip, or what is in it is here in its place, or it never will be."""
        self._to_look_at.discard(arrival.run.run_id)
        if not self._to_look_at:
            self.is_complete.set()

    def due(self, now: float) -> list[Arrival]:
        """Those that are to be stored now: the next in order; where one of them keeps the others waiting, those."""
        batch = list(islice(takewhile(lambda one: one.settled_at is not None, self.waiting.values()), TOGETHER))
        if batch or not self.settled or now < self.overtake_at:
            return batch
        self.overtake_at = now + PATIENCE_S
        return [one for one in self.waiting.values() if one.has_waited(now)]

    def end(self, arrival: Arrival, run: Run) -> None:
        """It is stored, or never will be."""
        if self.waiting.pop(run.run_id, None) is not None:
            self.settled -= 1
            self.ended.append((arrival.place, run))
            self._last = max(self._last, arrival.place)

    def behind(self, place: tuple[int, ...]) -> str | None:
        """The run that was stored already, although it comes after that place."""
        if place > self._last:
            return None
        return min(((there, run.run_id) for there, run in self.ended if there > place), default=(None, None))[1]

    @property
    def labels(self) -> list[HandOverLabel]:
        """What is to be known of those on their way in if this program is killed; those that have a row, have it."""
        return [
            HandOverLabel(run_id, self.session_id, each.run.clip.source, each.run.options, self.opens_folders)
            for run_id, each in self.waiting.items()
            if not each.run.is_registered
        ]

    @property
    def runs(self) -> list[Run]:
        """All of them, in the order given: those on their way in, and what became of the others."""
        waiting = [(arrival.place, arrival.run) for arrival in self.waiting.values()]
        return [run for _, run in sorted([*self.ended, *waiting], key=lambda each: each[0])]


def not_registered(trouble: Reason) -> Reason:
    """Why a clip is not in whose row could not be written."""
    if trouble.code == "data_disk_full":
        return Reason("disk_full")
    return Reason("clip_not_registered", {"detail": trouble.facts.get("detail", trouble.code)})
