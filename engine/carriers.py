"""Threads that read other people's disks: a few for each disk, so that one that is slow or hangs holds up itself only.

They end with the program whatever they are in the middle of, and a job that is given up takes no place any more.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Any, TypeAlias

#: Jobs of one disk that are at work at a time.
JOBS_A_DISK = 4
#: Threads that one disk can hold, those of jobs included that were given up and never came back.
MOST_THREADS_A_DISK = 16
#: A disk from which nothing has come for so long is silent.
SILENT_AFTER_S = 5.0

#: What comes of a job: what it returned, or the error that it raised.
Outcome: TypeAlias = Any


class Job:
    """One piece of work on one disk. `moved_at` is moved on by the work itself, in monotonic seconds."""

    __slots__ = ("disk", "is_given_up", "moved_at", "on_done", "work")

    def __init__(self, disk: _Disk, work: Callable[[Job], Any], on_done: Callable[[Outcome], None]) -> None:
        self.disk = disk
        self.work = work
        self.on_done = on_done
        self.moved_at = time.monotonic()
        self.is_given_up = False

    def moved(self) -> None:
        """Something came from the disk."""
        self.moved_at = time.monotonic()

    @property
    def silent_s(self) -> float:
        """For how long nothing has come from its disk, for this job or for those that it waits for."""
        at_work = list(self.disk.at_work)
        moved_at = self.moved_at if self in at_work else max((job.moved_at for job in at_work), default=None)
        return 0.0 if moved_at is None else time.monotonic() - moved_at


class _Disk:
    """The jobs of one disk. `lock` guards all of it; it is never held while a disk is asked anything."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: deque[Job] = deque()
        #: Those in hand that were not given up.
        self.at_work: set[Job] = set()
        #: All threads, and those of them whose job was not given up.
        self.threads = 0
        self.free_threads = 0


class Carriers:
    """The threads of one engine. Its methods belong to the loop, which is told of each job's end."""

    def __init__(self) -> None:
        self._disks: dict[Hashable, _Disk] = {}

    def start(self, disk: Hashable, work: Callable[[Job], Any], on_done: Callable[[Outcome], None]) -> Job:
        """Have `work` done on a thread of that disk. `on_done` comes on the loop with its outcome, unless it was given
        up before."""
        lane = self._disks.get(disk)
        if lane is None:
            self._forget_idle()
            lane = self._disks[disk] = _Disk()
        job = Job(lane, work, on_done)
        with lane.lock:
            lane.waiting.append(job)
        self._man(lane)
        return job

    def give_up(self, job: Job) -> None:
        """Wait for it no longer: another takes its place."""
        lane = job.disk
        with lane.lock:
            job.is_given_up = True
            if job in lane.at_work:
                lane.at_work.discard(job)
                lane.free_threads -= 1
            else:
                with suppress(ValueError):
                    lane.waiting.remove(job)
        self._man(lane)

    def _man(self, lane: _Disk) -> None:
        """One thread more, if there is work for it."""
        with lane.lock:
            is_wanted = bool(lane.waiting) and lane.free_threads < JOBS_A_DISK and lane.threads < MOST_THREADS_A_DISK
            if is_wanted:
                lane.threads += 1
                lane.free_threads += 1
        if is_wanted:
            loop = asyncio.get_running_loop()
            # Not a pool's thread: those are waited for when a program ends, and a disk that hangs would keep it.
            threading.Thread(target=_carry, args=(lane, loop), name="carrier", daemon=True).start()

    def _forget_idle(self) -> None:
        for disk, lane in list(self._disks.items()):
            if not lane.threads:
                del self._disks[disk]


def _carry(lane: _Disk, loop: asyncio.AbstractEventLoop) -> None:
    """Do what waits for this disk, until nothing does."""
    while True:
        with lane.lock:
            if not lane.waiting:
                lane.threads -= 1
                lane.free_threads -= 1
                return
            job = lane.waiting.popleft()
            lane.at_work.add(job)
            job.moved()
        try:
            outcome: Outcome = job.work(job)
        except Exception as error:  # noqa: BLE001 - the boundary of a thread: whoever started it is told
            outcome = error
        with lane.lock:
            lane.at_work.discard(job)
            if job.is_given_up:
                lane.threads -= 1
                return
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_tell, job, outcome)


def _tell(job: Job, outcome: Outcome) -> None:
    if not job.is_given_up:
        job.on_done(outcome)
