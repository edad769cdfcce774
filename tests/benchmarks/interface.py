"""The window against its targets: `python -m tests.benchmarks.interface`, also a part of `python -m tests.benchmarks`.

A process of its own, so that its memory is the window's; off screen, with every pixel painted all the same.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if sys.platform == "linux":
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, Qt

from desktop.app import make_application, make_loop, open_window
from desktop.main_window import MainWindow
from desktop.runs.columns import RunColumn
from engine.engine import Engine
from engine.events import Notice, RunChanged
from engine.run import State
from engine.storage.paths import Paths
from tests.support.starter import furnish, samples

ROWS = 10_000
BURST = 200
BURSTS = 5
#: A long meeting: ten hours in pieces of ten words.
LONG_SEGMENTS = 9_000
STEPS = 200
LIMIT_S = 300.0


@dataclass(frozen=True)
class Value:
    """A row of the table that has nothing to stand beside."""

    what: str
    value: float
    unit: str
    target: str

    def __str__(self) -> str:
        digits = 0 if self.value >= 100 else 1 if self.value >= 10 else 2
        return f"{self.what:<58} {self.value:>8.{digits}f} {self.unit:<2} {'':>9} {'':>7}   {self.target}"


def tell(what: str, value: float, unit: str, target: str) -> None:
    print(Value(what, value, unit, target), flush=True)


# --- A registry with many runs. ---

_SESSION = "INSERT INTO sessions (session_id, name, ordering, created_at) VALUES (?, ?, 'concurrent', ?)"
_CLIP = "INSERT INTO clips (clip_id, name, source, size_bytes, stored_as, duration_s) VALUES (?, ?, ?, ?, ?, ?)"
_RUN = """
    INSERT INTO runs (run_id, session_id, clip_id, options, state, attempt, shown_attempt, outcome, reason, language,
                      device, preview, created_at, queued_at, started_at, ended_at)
    VALUES (?, 'many', ?, ?, ?, 1, 1, ?, ?, 'en', 'cpu int8', ?, ?, ?, ?, ?)
"""
_OPTIONS = (
    '{"model": "starter-en", "language": null, "task": "transcribe", "quality": "fast", "words": false, '
    '"device": "auto"}'
)


_ATTEMPT = "INSERT INTO attempts (run_id, attempt) VALUES (?, 1)"
_SEGMENT = """
    INSERT INTO segments (run_id, attempt, start_s, end_s, text, avg_logprob, no_speech_prob, words)
    VALUES (?, 1, ?, ?, ?, -0.3, 0.01, ?)
"""


async def make_registry(paths: Paths) -> None:
    """An empty session, and one of ten thousand runs, of which some failed; the last one's text is of ten hours."""
    await (await Engine.open(paths, works=False)).close()
    with closing(sqlite3.connect(paths.registry)) as registry, registry:
        registry.execute(_ATTEMPT, (_run_id(ROWS - 1),))
        registry.executemany(_SEGMENT, [_segment(number) for number in range(LONG_SEGMENTS)])
        registry.executemany(_SESSION, [("many", "Ten thousand", 1.0), ("burst", "Burst", 2.0)])
        registry.executemany(_CLIP, [_clip(number) for number in range(ROWS)])
        registry.executemany(_RUN, [_run(number) for number in range(ROWS)])


def _clip(number: int) -> tuple[object, ...]:
    name = f"{samples()[number % 12].path.stem}-{number:05}.flac"
    return f"clip{number}", name, f"/home/person/Recordings/{name}", 40_000, f"clip{number}.flac", 2.0 + number % 7


def _run_id(number: int) -> str:
    return f"{number:08x}-run"


def _segment(number: int) -> tuple[object, ...]:
    """Ten words in four seconds."""
    start_s, spoken = 4.0 * number, samples()[number % 12].text.split()
    words = [
        [start_s + 0.4 * place, start_s + 0.4 * place + 0.35, f" {spoken[place % len(spoken)]}", 0.9 - place / 100]
        for place in range(10)
    ]
    return _run_id(ROWS - 1), start_s, start_s + 4.0, "".join(str(word[2]) for word in words), json.dumps(words)


def _run(number: int) -> tuple[object, ...]:
    failed = number % 50 == 0
    began = 1_700_000_000.0 + number
    return (
        _run_id(number), f"clip{number}", _OPTIONS, "failed" if failed else "completed", None if failed else "text",
        '{"code": "not_media", "facts": {}}' if failed else None, "" if failed else samples()[number % 12].text,
        began, began, began + 0.5, began + 0.9 + number % 3,
    )  # fmt: skip


# --- What is measured. ---


@contextmanager
def timed() -> Iterator[list[float]]:
    """Puts the seconds that the block took into the list."""
    seconds: list[float] = []
    start = time.perf_counter()
    yield seconds
    seconds.append(time.perf_counter() - start)


async def until(is_true: Callable[[], object]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not is_true():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.02)


async def until_completed(window: MainWindow, count: int) -> None:
    await until(lambda: window.page.table.counts[State.COMPLETED] == count)


def seconds_of(window: MainWindow, do: Callable[[], object]) -> float:
    """What it takes to do it and to paint what has changed."""
    with timed() as taken:
        do()
        window.page.view.viewport().repaint()
    return taken[0]


async def many_rows(window: MainWindow) -> None:
    """Open, sort, filter, select and scroll ten thousand runs."""
    table, view = window.page.table, window.page.view
    session = next(each for each in window.side.sessions.sessions if each.session_id == "many")
    with timed() as opened:
        await window.page.show_session(session)
        view.viewport().repaint()
    assert table.rowCount() == ROWS
    tell(f"open a session of {ROWS:,} runs", opened[0], "s", "< 0.3")
    tell("sort it, slowest column", max(seconds_of(window, partial(table.sort, column)) for column in RunColumn), "s",
         "< 0.3")  # fmt: skip
    view.choose([table.run_at(row).run_id for row in range(0, ROWS, 2)])
    tell("sort it, every other run chosen",
         seconds_of(window, lambda: table.sort(RunColumn.CLIP, Qt.SortOrder.DescendingOrder)), "s",
         "< 0.3")  # fmt: skip
    table.sort(-1)
    view.choose([table.run_at(0).run_id])
    runs = table.runs()
    tell("list only those in one state", seconds_of(window, lambda: table.show(runs, frozenset({State.FAILED}))), "s",
         "< 0.3")  # fmt: skip
    table.show(runs)
    tell("choose all of it", seconds_of(window, view.selectAll), "s", "< 0.3")
    view.choose([table.run_at(0).run_id])
    bar = view.verticalScrollBar()
    frames = [
        seconds_of(window, partial(bar.setValue, bar.maximum() * step // STEPS)) * 1000 for step in range(STEPS + 1)
    ]
    tell("scroll through it, slowest picture", max(frames), "ms", "< 300")
    tell("scroll through it, middle picture", statistics.median(frames), "ms", "")


class FirstPicture(QObject):
    """Notes when the first window was painted."""

    at: float | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.at is None and event.type() == QEvent.Type.Paint:
            self.at = time.time()
            application = QCoreApplication.instance()
            assert application is not None
            application.removeEventFilter(self)
        return False


class Pixels(QObject):
    """Measures how long after it was told a change of a visible run is painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._table, self._view = window.page.table, window.page.view
        self._told: dict[str, tuple[State, float]] = {}
        self.delays_ms: list[float] = []
        self._view.viewport().installEventFilter(self)

    def hear(self, notice: Notice) -> None:
        if isinstance(notice, RunChanged):
            row = self._table.row_of(notice.run.run_id)
            if row is not None and self._is_in_sight(row):
                known = self._told.get(notice.run.run_id)
                if known is None or known[0] is not notice.run.state:
                    self._told[notice.run.run_id] = notice.run.state, time.perf_counter()

    def _is_in_sight(self, row: int) -> bool:
        seen: QRect = self._view.visualRect(self._table.index(row, RunColumn.CLIP))
        return seen.intersects(self._view.viewport().rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            for run_id, (state, at) in list(self._told.items()):
                run = self._table.run(run_id)
                if run is not None and run.state is state:
                    del self._told[run_id]
                    self.delays_ms.append((time.perf_counter() - at) * 1000)
        return False


def copy_samples(folder: Path) -> None:
    folder.mkdir()
    for number in range(BURST):
        shutil.copy(samples()[number % 12].path, folder / f"{number:03}.flac")


async def burst(window: MainWindow, folder: Path) -> None:
    """Two hundred clips at once, while the window is watched."""
    await asyncio.to_thread(copy_samples, folder)
    engine = await window._bridge.engine()
    pixels = Pixels(window)
    stop_listening = engine.subscribe(pixels.hear)
    window.heartbeat.longest_stall_ms = 0.0
    with timed() as taken:
        window.take_in([folder])
        await until_completed(window, BURST)
    stop_listening()
    pixels.deleteLater()
    await asyncio.sleep(0.3)
    tell(f"{BURST} clips at once, until the last is completed", taken[0], "s", "")
    tell("longest stall of the interface meanwhile", window.heartbeat.longest_stall_ms, "ms", "< 50")
    delays = sorted(pixels.delays_ms)
    tell(f"event to pixels, 95 of 100 ({len(delays)} changes in sight)", delays[len(delays) * 95 // 100], "ms", "< 100")
    tell("event to pixels, slowest", delays[-1], "ms", "")


async def more_bursts(window: MainWindow, folder: Path) -> None:
    """As many again and again: what the first one brought stays, the others bring nothing but their rows."""
    before = memory_mb()
    for number in range(2, BURSTS + 1):
        window.take_in([folder])
        await until_completed(window, number * BURST)
        await asyncio.sleep(0.3)
    tell(f"memory that clips {BURST + 1} to {BURSTS * BURST:,} added", memory_mb() - before, "MB", "none")


async def long_text(window: MainWindow) -> None:
    """The text of ten hours with all its words, beside ten thousand rows."""
    window.page.view.choose([_run_id(ROWS - 1)])
    await until(lambda: len(window.page.panel.transcript.segments) == LONG_SEGMENTS)
    await asyncio.sleep(0.5)
    tell("memory of the window process, with a text of ten hours", memory_mb(), "MB", "< 250")


def memory_mb() -> float:
    """What this process holds in memory now, when nothing waits to be collected."""
    gc.collect()
    return psutil.Process().memory_info().rss / 2**20


async def measure(home: Path, began: float, first_picture: FirstPicture) -> None:
    """All of it in one window. The registry is made by a process before this one, which began this one at `began`."""
    async with open_window(Paths(home)) as window:
        await until(lambda: window.page.session is not None and window.side.sessions.sessions and first_picture.at)
        assert first_picture.at is not None
        tell("window up, from a warm start", first_picture.at - began, "s", "< 1.5")
        tell("the same, with its session", time.time() - began, "s", "")
        before = memory_mb()
        await burst(window, home / "clips")
        tell(f"memory that the first {BURST} clips added", memory_mb() - before, "MB", "")
        await more_bursts(window, home / "clips")
        await many_rows(window)
        tell("memory of the window process", memory_mb(), "MB", "< 250")
        await long_text(window)


def main() -> None:
    if len(sys.argv) > 1:
        application = make_application()
        first_picture = FirstPicture()
        application.installEventFilter(first_picture)
        with make_loop(application) as loop:
            loop.run_until_complete(measure(Path(sys.argv[1]), float(sys.argv[2]), first_picture))
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = furnish(Paths(Path(folder)))
        asyncio.run(make_registry(paths))
        # A fresh process each time; the first one warms the disk's cache.
        subprocess.run([sys.executable, "-c", "import desktop.app"], check=True)
        # It is told when it began: what psutil says is up to a second early, as the kernel rounds its own start.
        began = str(time.time())
        subprocess.run([sys.executable, "-m", "tests.benchmarks.interface", folder, began], check=True)


if __name__ == "__main__":
    main()
