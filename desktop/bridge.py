"""The only adapter between the engine and the widgets.

Notices arrive one by one and leave as Qt signals about ten times a second, newest state only. User requests are started
here as named tasks, and here, at the boundary, any error in them becomes a message in the window.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop import text
from engine.engine import Engine
from engine.errors import EngineError
from engine.events import (
    Arriving,
    EngineTrouble,
    ModelsChanged,
    Notice,
    RegistryChanged,
    RunChanged,
    SegmentsAdded,
    SessionsChanged,
    SpeakerJob,
    SpeakersChanged,
    TextChanged,
    VoicesChanged,
)
from engine.run import Options, Run
from engine.tasks import Tasks

log = logging.getLogger(__name__)

#: The minimum time between two rounds of signals.
ROUND_MS = 80
#: The minimum time between two readings of the sessions' counts.
COUNTS_MS = 400
#: How often to check, while closing, that nothing waits for a disk that does not respond.
WAIT_S = 0.5


class Bridge(QObject):
    """Tells the widgets what is stored, and passes their requests to the engine."""

    #: New or changed runs, newest state of each.
    runs_changed = Signal(list)
    #: SegmentsAdded notices, in the order they were stored.
    segments_added = Signal(list)
    #: The ids of runs whose text a person has edited, in whatever way: to be read again.
    texts_changed = Signal(list)
    #: SpeakerJobs, newest state of each: who speaks in a run is looked for, was found, or not.
    speakers_changed = Signal(list)
    #: A voice was remembered or forgotten.
    voices_changed = Signal()
    #: All sessions, newest first.
    sessions_changed = Signal(list)
    #: A model was added or removed, or its download progressed.
    models_changed = Signal()
    #: Another process wrote to the registry: what is on screen must be read again.
    registry_changed = Signal()
    #: Files taken in so far, and files submitted; (0, 0) when nothing is being taken in.
    arriving = Signal(int, int)
    #: The user requested something that changes what is stored.
    change_asked = Signal()
    #: The window is closing: whoever has something open ends it now, in a task that must finish.
    closing = Signal()
    #: One sentence for the user: something went wrong.
    troubled = Signal(str)
    #: The registry turned out to be damaged: only a repair helps.
    damaged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        #: How new clips are to be transcribed, however they arrive.
        self.options = Options()
        self._engine: asyncio.Future[Engine] = asyncio.get_running_loop().create_future()
        self._unsubscribe: Callable[[], None] = _nothing
        self._tasks = Tasks(self._on_crash)
        self._must_finish: set[asyncio.Task[Any]] = set()
        self._changed: dict[str, Run] = {}
        self._segments: list[SegmentsAdded] = []
        self._texts: dict[str, None] = {}
        self._speakers: dict[str, SpeakerJob] = {}
        self._models_changed = self._voices_changed = False
        self._registry_changed = False
        self._readings: list[dict[str, Run]] = []
        self._arrivals = _Arrivals()
        self._last_round = 0.0
        self._round = QTimer(self, singleShot=True)
        self._round.setTimerType(Qt.TimerType.PreciseTimer)
        self._round.timeout.connect(self._emit_changes)
        self._counts = QTimer(self, singleShot=True)
        self._counts.timeout.connect(lambda: self.start("list the sessions", self.list_sessions()))

    # --- the engine and the tasks that use it ---
    def attach(self, engine: Engine) -> None:
        """Start working with an open engine. Requests made before have waited for it."""
        self._unsubscribe = engine.subscribe(self._on_notice)
        self._engine.set_result(engine)

    async def engine(self) -> Engine:
        """The engine, as soon as it is open."""
        return await asyncio.shield(self._engine)

    def start(self, name: str, work: Coroutine[Any, Any, Any], *, must_finish: bool = False) -> asyncio.Task[Any]:
        """Start a task for the user. `name` describes it in the log. One that `must_finish`, because it changes what is
        stored, is waited for on closing."""
        task = self._tasks.start(name, work)
        if must_finish:
            if self._engine.cancelled():
                log.error("asked for after the window had closed: %s", name)
            self._must_finish.add(task)
            task.add_done_callback(self._must_finish.discard)
            self.change_asked.emit()
        return task

    async def close(self) -> None:
        """Wait for tasks that must finish, stop listening, cancel the rest. The owner closes the engine. Idempotent."""
        if self._engine.cancelled():
            return
        self.closing.emit()
        if self._engine.done():
            engine = self._engine.result()
            while self._must_finish:
                await asyncio.wait(self._must_finish, timeout=WAIT_S)
                engine.abandon_silent_disks()
        self._unsubscribe()
        self._unsubscribe = _nothing
        self._round.stop()
        self._counts.stop()
        # Widgets' timers still fire until the window is gone: whatever they start from now on is cancelled at once.
        self._engine.cancel()
        self._engine = asyncio.get_running_loop().create_future()
        self._engine.cancel()
        await self._tasks.close()

    def _on_crash(self, name: str, error: BaseException) -> None:
        self._report_trouble(error.code if isinstance(error, EngineError) else "", text.trouble(error))

    def _report_trouble(self, code: str, words: str) -> None:
        if code == "registry_damaged":
            self.damaged.emit()
        else:
            self.troubled.emit(words)

    # --- reading ---
    async def read_runs(self, session_id: str | None) -> list[Run]:
        """The runs of a session, or of all, including what changed while they were read."""
        engine = await self.engine()
        meanwhile: dict[str, Run] = {}
        self._readings.append(meanwhile)
        try:
            runs = await engine.runs.all(session_id=session_id)
        finally:
            self._readings.remove(meanwhile)
        meanwhile = {run.run_id: run for run in engine.arriving(session_id)} | meanwhile
        newest = [*(meanwhile.pop(run.run_id, run) for run in runs), *meanwhile.values()]
        return [run for run in newest if session_id in (None, run.session_id)]

    async def list_sessions(self) -> None:
        """Read the sessions and emit them."""
        engine = await self.engine()
        self.sessions_changed.emit(await engine.sessions())

    # --- taking in clips ---
    async def take_in(self, paths: Sequence[Path], session_id: str) -> None:
        """Submit files, and the media files inside folders. They are shown when this returns, but not safe yet."""
        engine = await self.engine()
        await engine.hand_over(paths, session_id=session_id, options=self.options, opens_folders=True)

    # --- notices in, signals out ---
    def _on_notice(self, notice: Notice) -> None:
        match notice:
            case Arriving(run) | RunChanged(run):
                self._changed[run.run_id] = run
                self._arrivals.note(run)
                for meanwhile in self._readings:
                    meanwhile[run.run_id] = run
                self._want_counts(COUNTS_MS)
            case SegmentsAdded():
                self._segments.append(notice)
            case TextChanged(run_id):
                self._texts[run_id] = None
            case SpeakersChanged(job):
                self._speakers[job.run_id] = job
            case VoicesChanged():
                self._voices_changed = True
            case SessionsChanged():
                self._want_counts(0)
            case ModelsChanged():
                self._models_changed = True
            case RegistryChanged():
                self._registry_changed = True
                self._want_counts(0)
            case EngineTrouble(reason):
                log.error("the engine survived trouble: %s %s", reason.code, dict(reason.facts))
                self._report_trouble(reason.code, text.sentence(reason))
        if not self._round.isActive():
            since_ms = (time.monotonic() - self._last_round) * 1000
            self._round.start(max(0, round(ROUND_MS - since_ms)))

    def _want_counts(self, delay_ms: int) -> None:
        if not self._counts.isActive() or delay_ms == 0:
            self._counts.start(delay_ms)

    def _emit_changes(self) -> None:
        self._last_round = time.monotonic()
        runs, self._changed = self._changed, {}
        segments, self._segments = self._segments, []
        texts, self._texts = self._texts, {}
        jobs, self._speakers = self._speakers, {}
        if runs:
            self.runs_changed.emit(list(runs.values()))
        if segments:
            self.segments_added.emit(segments)
        if texts:
            self.texts_changed.emit(list(texts))
        if jobs:
            self.speakers_changed.emit(list(jobs.values()))
        if self._voices_changed:
            self._voices_changed = False
            self.voices_changed.emit()
        if self._models_changed:
            self._models_changed = False
            self.models_changed.emit()
        if self._registry_changed:
            self._registry_changed = False
            self.registry_changed.emit()
        if self._arrivals.have_moved:
            self.arriving.emit(*self._arrivals.look())


def _nothing() -> None:
    """The unsubscribe function before an engine is attached."""


class _Arrivals:
    """Overall progress of everything being taken in."""

    def __init__(self) -> None:
        self._under_way: set[str] = set()
        self._expected = 0
        self.have_moved = False

    def note(self, run: Run) -> None:
        was_under_way = run.run_id in self._under_way
        if run.is_arriving and not run.is_deleted:
            self._under_way.add(run.run_id)
            self._expected += not was_under_way
        else:
            self._under_way.discard(run.run_id)
            self._expected -= was_under_way and run.is_deleted  # a folder: its clips are counted instead
        self.have_moved = self.have_moved or was_under_way or run.is_arriving

    def look(self) -> tuple[int, int]:
        """How many have been taken in, and of how many."""
        self.have_moved = False
        if not self._under_way:
            self._expected = 0
        return self._expected - len(self._under_way), self._expected
