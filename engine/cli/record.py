"""The command that records: a microphone, a level meter, and the text at the end."""

from __future__ import annotations

import asyncio
import math
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from engine.cli.command import SOME_FAILED, CommandEnded
from engine.cli.live_table import Screen
from engine.cli.transcribe import (
    Chosen,
    DocumentsToWrite,
    RunReport,
    open_engine,
    run_report,
    watch_runs,
    write_documents,
)
from engine.cli.wording import print_err
from engine.engine import Engine
from engine.errors import CaptureError
from engine.events import RunChanged
from engine.messages import clock_time, explain
from engine.recording.microphones import find, microphones
from engine.recording.recorder import CaptureNotice, CaptureTrouble, ClipRecorded, Level
from engine.run import Reason, Run

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

#: The meter's range: below this many decibels of full scale it is empty.
QUIETEST_DB = -60.0
METER_WIDTH = 30


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """What `record` is asked to do."""

    #: A part of the microphone's name; None for the one that the system prefers.
    input_name: str | None
    #: None until it is ended.
    seconds: float | None
    session: str
    how: Chosen
    documents: DocumentsToWrite


async def record(request: RecordRequest, screen: Screen) -> RunReport:
    """Record one clip and see its run to the end. Raises CommandEnded where nothing can be recorded."""
    async with open_engine(works=True, only=()) as engine:
        if request.how.is_model_to_fetch:
            engine.models.download(request.how.options.model)  # comes while the person speaks
        try:
            run = await _clip(engine, request)
        except CaptureError as error:
            raise CommandEnded(explain(Reason(error.code, error.facts)), SOME_FAILED) from error
        if run is None:
            raise CommandEnded("Nothing was recorded.", SOME_FAILED)
        screen.expect(1)
        async with watch_runs(engine, screen) as watch:
            watch.on_notice(RunChanged(await engine.runs.get(run.run_id)))  # as it was before `watch`
            while (await watch.ended.get()).run_id != run.run_id:
                pass
            await engine.speakers.wait([run.run_id])  # a document has their names
            report = await run_report(engine, run.run_id)
            return await write_documents(engine, request.documents, [report], screen)


async def _clip(engine: Engine, request: RecordRequest) -> Run | None:
    """Record until that is to end. What was recorded is kept, also where this is cancelled."""
    name, seconds = request.input_name, request.seconds
    microphone = find(name, await asyncio.to_thread(microphones)) if name else None
    session = await engine.open_session(request.session)
    with _meter() as meter:
        listener = _Listener(meter)
        recorder = engine.recorder(listener.on_notice)
        try:
            await recorder.start(microphone, session_id=session.session_id, options=request.how.options)
            source = recorder.microphone.name if recorder.microphone else ""
            how = f"{seconds:g} s" if seconds else "Enter or Ctrl-C ends" if sys.stdin.isatty() else "Ctrl-C ends"
            print_err(f"Recording from {source}. {how}.")
            await _until(listener.has_ended, seconds)
        finally:
            await recorder.close()
    return listener.run


class _Listener:
    """Shows what the recorder reports, and remembers how it ended."""

    def __init__(self, meter: Live | None) -> None:
        self.has_ended = asyncio.Event()
        self.run: Run | None = None
        self._meter = meter

    def on_notice(self, notice: CaptureNotice) -> None:
        match notice:
            case Level():
                if self._meter is not None:
                    self._meter.update(_drawn(notice), refresh=True)
            case ClipRecorded(run):
                self.run = run
            case CaptureTrouble(reason, is_over):
                print_err(explain(reason))
                if is_over:
                    self.has_ended.set()


async def _until(has_ended: asyncio.Event, seconds: float | None) -> None:
    """Until it has ended by itself, the time is over, or somebody presses Enter or Ctrl-C."""
    loop = asyncio.get_running_loop()
    end = partial(loop.call_soon_threadsafe, has_ended.set)
    if sys.stdin.isatty():
        threading.Thread(target=_wait_for_enter, args=(end,), name="enter", daemon=True).start()
    before = signal.signal(signal.SIGINT, lambda *_: end())
    try:
        async with asyncio.timeout(seconds):
            await has_ended.wait()
    except TimeoutError:
        pass
    finally:
        signal.signal(signal.SIGINT, before)


def _wait_for_enter(end: Callable[[], object]) -> None:
    # Not through sys.stdin: its lock, held by a thread that never returns, would stop the program's end.
    with suppress(OSError, RuntimeError):  # no terminal any more; the loop has ended otherwise
        os.read(sys.stdin.fileno(), 1024)
        end()


@contextmanager
def _meter() -> Iterator[Live | None]:
    """A line that is redrawn, where standard error is a terminal that can."""
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal:
        yield None
        return
    with Live(console=console, auto_refresh=False, transient=True, redirect_stdout=False) as meter:
        yield meter


def _drawn(level: Level) -> RenderableType:
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    loudness_db = 20 * math.log10(max(level.peak, 1e-6))
    style = "red" if level.is_clipped else "green"
    bar = ProgressBar(
        total=-QUIETEST_DB,
        completed=max(0.0, loudness_db - QUIETEST_DB),
        width=METER_WIDTH,
        complete_style=style,
        finished_style=style,
    )
    grid = Table.grid(padding=(0, 1))
    grid.add_row(
        Text(clock_time(level.clip_s), style="bold"), bar, Text("too loud" if level.is_clipped else "", style="red")
    )
    return grid
