"""Threads that ask other people's disks, a few for each, so that one that is slow or hangs holds up itself only.

They end with the program whatever they are in the middle of, and a job that is given up takes no place any more.
"""

from __future__ import annotations

import asyncio
import errno
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Any, TypeAlias, TypeVar

#: Jobs of one disk that are at work at a time.
JOBS_A_DISK = 6
#: Threads that one disk can hold, those of jobs included that were given up and never came back.
MAX_THREADS_A_DISK = 16
#: How long a thread waits for another job before it ends. The loop waits for each that it starts, until it runs: beside
#: busy ones that took it a third of a second in a burst.
IDLE_S = 1.0
#: A disk from which nothing has come for so long is silent.
SILENT_AFTER_S = 5.0

#: What comes of a job: what it returned, or the error that it raised.
Outcome: TypeAlias = Any

T = TypeVar("T")


class DiskJob:
    """One piece of work on one disk. `moved_at` is moved on by the work itself, in monotonic seconds."""

    __slots__ = ("disk", "has_place", "is_begun", "is_given_up", "moved_at", "on_done", "work")

    def __init__(self, disk: _Disk, work: Callable[[DiskJob], Any], on_done: Callable[[Outcome], None]) -> None:
        self.disk = disk
        self.work = work
        self.on_done = on_done
        self.moved_at = time.monotonic()
        self.is_begun = self.is_given_up = False
        #: Whether it keeps another one waiting.
        self.has_place = False

    def moved(self) -> None:
        """Something came from the disk."""
        self.moved_at = time.monotonic()

    @property
    def silent_s(self) -> float:
        """For how long nothing has come from its disk, for this job or for those that it waits for."""
        moved_at = self.moved_at if self.is_begun else max((job.moved_at for job in self.disk.placed()), default=None)
        return 0.0 if moved_at is None else time.monotonic() - moved_at


class _Disk:
    """The jobs of one disk. `lock` guards all of it, and tells that a job came; it is never held while a disk is asked
    anything."""

    def __init__(self) -> None:
        self.lock = threading.Condition()
        self.waiting: deque[DiskJob] = deque()
        #: Those at work that have a place.
        self.at_work: set[DiskJob] = set()
        #: All threads, those of jobs without a place included.
        self.threads = 0
        #: Those that take another job after theirs.
        self.staying = 0
        #: Those that wait for a job.
        self.idle = 0

    def add(self, job: DiskJob) -> None:
        """Have it done by the next thread that is free."""
        with self.lock:
            self.waiting.append(job)
            self.lock.notify()

    def placed(self) -> list[DiskJob]:
        with self.lock:
            return list(self.at_work)

    def begin_next(self) -> DiskJob | None:
        """What a thread does next, once there is something; None where it is to end."""
        with self.lock:
            self.idle += 1
            self.lock.wait_for(lambda: self.waiting, IDLE_S)
            self.idle -= 1
            if not self.waiting:
                self.threads -= 1
                self.staying -= 1
                return None
            job = self.waiting.popleft()
            self.at_work.add(job)
            job.is_begun = job.has_place = True
            job.moved()
            return job

    def end(self, job: DiskJob) -> bool:
        """Whether its thread stays for the next."""
        with self.lock:
            if job.has_place:
                self.at_work.discard(job)
            else:
                self.threads -= 1
            return job.has_place

    def take_place(self, job: DiskJob) -> None:
        """Another may have it."""
        with self.lock:
            if job.has_place:
                job.has_place = False
                self.at_work.discard(job)
                self.staying -= 1
            elif not job.is_begun:
                with suppress(ValueError):
                    self.waiting.remove(job)

    def wants_thread(self) -> bool:
        """Whether there is work for one more, which is counted already if so."""
        with self.lock:
            is_wanted = (
                len(self.waiting) > self.idle and self.staying < JOBS_A_DISK and self.threads < MAX_THREADS_A_DISK
            )
            self.threads += is_wanted
            self.staying += is_wanted
            return is_wanted


class Carriers:
    """The threads of one engine. Its methods belong to the loop, which is told of each job's end."""

    def __init__(self) -> None:
        self._disks: dict[Hashable, _Disk] = {}
        #: Those that owe `ask` an answer for too long.
        self._mute: set[Hashable] = set()

    def start(self, disk: Hashable, work: Callable[[DiskJob], Any], on_done: Callable[[Outcome], None]) -> DiskJob:
        """Have `work` done on a thread of that disk. `on_done` comes on the loop with its outcome, unless it was given
        up before."""
        lane = self._disks.get(disk)
        if lane is None:
            self._forget_idle()
            lane = self._disks[disk] = _Disk()
        job = DiskJob(lane, work, on_done)
        lane.add(job)
        self._man(lane)
        return job

    async def ask(self, disk: Hashable, work: Callable[[], T], limit_s: float) -> T:
        """What `work`, done on a thread of that disk, returns. Raises what it raises, and TimeoutError if it takes
        longer; at once if the disk still owes an earlier answer. The work itself may be done later."""
        if disk in self._mute:
            raise _no_answer()
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.start(disk, lambda _: work(), done.set_result)
        await asyncio.wait([done], timeout=limit_s)
        if not done.done():
            self._mute.add(disk)
            done.add_done_callback(lambda _: self._mute.discard(disk))
            raise _no_answer()
        if isinstance(done.result(), Exception):
            raise done.result()
        came: T = done.result()
        return came

    def give_up(self, job: DiskJob) -> None:
        """Wait for it no longer: another takes its place."""
        job.is_given_up = True
        job.disk.take_place(job)
        self._man(job.disk)

    def relieve(self) -> None:
        """Jobs that have long been silent keep no others waiting: perhaps it is their file, and not the whole disk."""
        for lane in self._disks.values():
            for job in lane.placed():
                if job.silent_s > SILENT_AFTER_S:
                    lane.take_place(job)
            self._man(lane)

    def _man(self, lane: _Disk) -> None:
        while lane.wants_thread():
            loop = asyncio.get_running_loop()
            # Not a pool's thread: those are waited for when a program ends, and a disk that hangs would keep it.
            threading.Thread(target=_carry, args=(lane, loop), name="carrier", daemon=True).start()

    def _forget_idle(self) -> None:
        for disk, lane in list(self._disks.items()):
            if not lane.threads:
                del self._disks[disk]


def _no_answer() -> TimeoutError:
    return TimeoutError(errno.ETIMEDOUT, "its disk does not answer")


def _carry(lane: _Disk, loop: asyncio.AbstractEventLoop) -> None:
    """Do what waits for this disk, until nothing has for a while."""
    while (job := lane.begin_next()) is not None:
        try:
            outcome: Outcome = job.work(job)
        except Exception as error:  # noqa: BLE001 - the boundary of a thread: whoever started it is told
            outcome = error
        stays = lane.end(job)
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_deliver, job, outcome)
        if not stays:
            return


def _deliver(job: DiskJob, outcome: Outcome) -> None:
    if not job.is_given_up:
        job.on_done(outcome)
