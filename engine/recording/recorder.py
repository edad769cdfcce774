"""Recording: turn a microphone's samples into clips, whatever else the program or the engine is doing.

PortAudio's thread copies each block into a queue; a writer thread writes it to the disk; the loop only starts, cuts and
stops, and hands finished clips to the engine. A delay in the loop, the registry or the worker delays no sample.
"""

from __future__ import annotations

import asyncio
import errno
import math
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TypeAlias

from engine.clock import Awake, SystemClock
from engine.errors import CaptureError, EngineError
from engine.recording.microphones import BLOCK_S, Microphone, Stream
from engine.recording.recording import Recording
from engine.recording.samples import FULL_SCALE, SampleFormat, SoundWatch, loudness
from engine.recording.voice_gate import SpeechGate
from engine.run import Options, Reason, Run
from engine.tasks import Tasks

#: Audio from before the gate opened that is kept, so that no beginning is lost.
PRE_ROLL_S = 0.5
#: After this long without a sample, the microphone is considered gone.
STALLED_S = 3.0
LOOK_EVERY_S = 0.25
#: Samples that stay this far behind the clock are lost; late ones arrive in time. A device's own clock may be slow.
LOST_S, LATE_S = 0.5, 2.0
SLOWEST_CLOCK = 0.001
#: How much audio may wait in memory for a disk that does not respond: ten minutes of two channels at 48 kHz.
MAX_WAITING_BYTES = 120_000_000

#: The top of the scale: anything louder looks the same.
LOUDEST = (FULL_SCALE - 1) / FULL_SCALE


@dataclass(frozen=True, slots=True)
class Level:
    """The current input level, sent some twenty times a second. `peak` and `rms` are relative to full scale, 0 to 1."""

    peak: float
    #: Of the loudest channel.
    rms: float
    #: Whether the input is too loud: samples reach the top of the scale.
    is_clipped: bool
    #: Whether it goes into a clip. False while hands-free recording waits for a voice.
    is_kept: bool
    #: The length of the clip so far.
    clip_s: float


@dataclass(frozen=True, slots=True)
class ClipRecorded:
    """A clip was cut or ended, and is now a run."""

    run: Run


@dataclass(frozen=True, slots=True)
class CaptureTrouble:
    """Something went wrong; what was recorded is kept. `is_over`: it ended the recording."""

    reason: Reason
    is_over: bool


CaptureNotice: TypeAlias = Level | ClipRecorded | CaptureTrouble
Listener: TypeAlias = Callable[[CaptureNotice], None]
#: Turns a finished recording into a run; returns None if it is empty.
Accept: TypeAlias = Callable[[Recording], Awaitable[Run | None]]


@dataclass(frozen=True, slots=True)
class ClipOrder:
    """What to make of the incoming samples."""

    folder: Path
    session_id: str
    options: Options
    #: Whether the voice starts and ends clips.
    hands_free: bool = False


@dataclass(frozen=True, slots=True)
class _Block:
    """Samples as received, with their time of arrival."""

    samples: bytes
    at: float


@dataclass(frozen=True, slots=True)
class _Cut:
    """A marker between two blocks: the clip ends here."""

    is_last: bool
    #: The clip that ended, if any.
    ended: Future[Recording | None]


class Writer:
    """Receives blocks on PortAudio's thread, and writes them on its own."""

    def __init__(self, order: ClipOrder, notify: Callable[[Level | Recording | CaptureTrouble], object]) -> None:
        """`tell` is called on the writer's thread, also with clips that ended by themselves."""
        self._order = order
        self._notify = notify
        self._queue: SimpleQueue[_Block | _Cut] = SimpleQueue()
        self._gate = SpeechGate() if order.hands_free else None
        self._pre_roll: deque[bytes] = deque(maxlen=round(PRE_ROLL_S / BLOCK_S))
        self._recording: Recording | None = None
        self._is_broken = False
        self._is_over = False
        self._thread = threading.Thread(target=self._write, name="recording", daemon=True)
        self._microphone, self._form = "", SampleFormat(0, 0)
        self._lateness = Lateness()
        self._sound = SoundWatch()
        #: Done once the first block is safe; its exception says why it could not be saved.
        self.begun: Future[None] = Future()
        #: When the last block arrived. Monotonic.
        self.received_at = time.monotonic()
        #: How often the system reported that it had to drop samples.
        self.overflows = 0

    def receive(self, samples: bytes, overflowed: bool) -> None:
        """Accept a block without blocking. What comes after the last cut is not wanted any more."""
        if self._is_over:
            return
        self.received_at = time.monotonic()
        if self._queue.qsize() * len(samples) < MAX_WAITING_BYTES:
            self._queue.put(_Block(samples, self.received_at))
        else:
            overflowed = True
        self.overflows += overflowed

    def begin(self, microphone: Microphone, form: SampleFormat) -> None:
        """Start writing what was heard so far and what follows."""
        self._microphone, self._form = microphone.name, form
        self._thread.start()

    def cut(self, *, is_last: bool = False) -> Future[Recording | None]:
        """End the clip after the last block received. The next block begins another, unless this was the last."""
        cut = _Cut(is_last, Future())
        self._is_over = is_last
        self._queue.put(cut)
        return cut.ended

    # --- on the writer's thread ---

    def _write(self) -> None:
        while True:
            item = self._queue.get()
            if isinstance(item, _Cut):
                item.ended.set_result(self._end_clip())
                if item.is_last:
                    return
            elif not self._is_broken:
                try:
                    self._take(item)
                except OSError as error:
                    self._break(error)

    def _take(self, block: _Block) -> None:
        loud = loudness(block.samples, self._form)
        if self._gate is None:
            self._keep(block.samples)
        elif self._gate.feed(loud.rms, BLOCK_S):
            for earlier in self._pre_roll:
                self._keep(earlier)
            self._pre_roll.clear()
            self._keep(block.samples)
        else:
            self._pre_roll.append(block.samples)
            self._report_end()
        if not self.begun.done():
            self.begun.set_result(None)
        recording = self._recording
        clip_s = self._form.seconds(recording.size_bytes) if recording else 0.0
        self._notify(Level(loud.peak, max(loud.rms), loud.peak >= LOUDEST, recording is not None, clip_s))
        seconds = self._form.seconds(len(block.samples))
        if self._sound.is_dead(loud.peak, seconds):
            self._notify(CaptureTrouble(Reason("microphone_mute", {"name": self._microphone}), False))
        if lost_s := self._lateness.lost_s(block.at, seconds):
            self._notify(CaptureTrouble(Reason("samples_lost", {"name": self._microphone, "lost_s": lost_s}), False))

    def _keep(self, samples: bytes) -> None:
        if self._recording is None:
            order = self._order
            self._recording = Recording.begin(
                order.folder,
                name=time.strftime("Recording %Y-%m-%d %H-%M-%S.wav"),
                source=self._microphone,
                session_id=order.session_id,
                options=order.options,
                form=self._form,
            )
        self._recording.write(samples)
        if self._recording.is_full:
            self._report_end()

    def _end_clip(self) -> Recording | None:
        recording, self._recording = self._recording, None
        if recording is not None:
            recording.finish()
        return recording

    def _report_end(self) -> None:
        ended = self._end_clip()
        if ended is not None:
            self._notify(ended)

    def _break(self, error: OSError) -> None:
        """The disk accepts no more data. What was written is kept; the next cut hands it over."""
        self._is_broken = True
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        trouble = (
            CaptureError("recording_disk_full") if is_full else CaptureError("recording_failed", detail=str(error))
        )
        if self.begun.done():
            self._notify(CaptureTrouble(Reason(trouble.code, trouble.facts), is_over=True))
        else:
            self.begun.set_exception(trouble)


class Lateness:
    """Compares samples with the clock, to distinguish lost samples from late ones."""

    def __init__(self) -> None:
        self._received_s = 0.0
        #: How far the clock was ahead of the samples at the latest blocks, and at best.
        self._recent: deque[float] = deque(maxlen=round(LATE_S / BLOCK_S))
        self._best = math.inf

    def lost_s(self, at: float, seconds: float) -> float:
        """Seconds that were lost before a block that arrived at that time, unless already reported."""
        self._received_s += seconds
        self._recent.append(at - self._received_s)
        self._best = min(self._best + SLOWEST_CLOCK * seconds, *self._recent)
        if len(self._recent) < (self._recent.maxlen or 0):
            return 0.0
        behind_s = min(self._recent) - self._best
        if behind_s < LOST_S:
            return 0.0
        self._best = min(self._recent)
        return behind_s


class Recorder:
    """Records on behalf of the loop. Holds at most one microphone open; recording goes on whatever else the program
    does. End it with `await close()`."""

    def __init__(
        self, folder: Path, accept: Accept, listener: Listener, on_begin: Callable[[Options], None] = lambda _: None
    ) -> None:
        """Use `Engine.recorder`. `accept` turns a finished recording into a run; `listener` is called on the loop, and
        so is `on_begin`, with the options of the clips to come."""
        self._folder = folder
        self._accept = accept
        self._listener = listener
        self._on_begin = on_begin
        self._tasks = Tasks(on_crash=self._crashed)
        self._turn = asyncio.Lock()
        self._stream: Stream | None = None
        self._writer: Writer | None = None
        self._watch: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    @property
    def is_recording(self) -> bool:
        return self._stream is not None

    @property
    def microphone(self) -> Microphone | None:
        """The open microphone."""
        return self._stream.microphone if self._stream else None

    @property
    def overflows(self) -> int:
        """How often the system had to drop samples since the start."""
        return self._writer.overflows if self._writer else 0

    async def start(
        self,
        microphone: Microphone | None = None,
        *,
        session_id: str,
        options: Options | None = None,
        hands_free: bool = False,
    ) -> None:
        """Record from a microphone, by default the default one. Returns once the first samples are saved, so that
        nobody speaks before it listens. Raises CaptureError."""
        async with self._turn:
            if self._stream is not None:
                raise CaptureError("already_recording")
            if self._closing is not None:  # a microphone may be open only once
                await self._closing
            loop = asyncio.get_running_loop()
            order = ClipOrder(self._folder, session_id, options or Options(), hands_free)
            writer = Writer(order, lambda notice: loop.call_soon_threadsafe(self._on_notice, notice))
            stream = await asyncio.to_thread(Stream, microphone, writer.receive)
            self._stream, self._writer = stream, writer
            writer.begin(stream.microphone, stream.form)
            try:
                await asyncio.wait_for(asyncio.wrap_future(writer.begun), STALLED_S)
            except TimeoutError as error:
                await self._end()
                raise CaptureError("microphone_silent", name=stream.microphone.name) from error
            except BaseException:
                await self._end()
                raise
            self._watch = self._tasks.start("watch the microphone", self._keep_watch(stream, writer))
            self._on_begin(order.options)

    async def cut(self) -> Run | None:
        """End the clip here and start the next: no sample is lost between them. Returns its run, or None if nothing was
        recorded. Raises CaptureError if the engine could not take it; it is then safe on the disk.
        """
        async with self._turn:
            if self._stream is None or self._writer is None:
                return None
            await asyncio.sleep(self._stream.delay_s)  # the last words are still on their way
            ended = self._writer.cut()
        return await self._take_in(await asyncio.wrap_future(ended))

    async def stop(self) -> Run | None:
        """End the clip, which becomes a run, and close the microphone, for which nobody waits here: a sound system that
        hangs holds up no clip. Returns and raises as `cut` does. Idempotent."""
        async with self._turn:
            if self._stream is not None:
                await asyncio.sleep(self._stream.delay_s)
            return await self._end()

    async def close(self) -> None:
        """Stop, and wait until the microphone is closed and the engine has taken in all clips."""
        try:
            await self.stop()
        finally:
            await self._tasks.finish()

    # --- inside ---

    async def _end(self) -> Run | None:
        """Close what is open. If this is cancelled midway, the recording is still on the disk."""
        stream, writer, watch = self._stream, self._writer, self._watch
        self._stream = self._writer = self._watch = None
        if stream is None or writer is None:
            return None
        if watch is not None:
            watch.cancel()
        ended = writer.cut(is_last=True)
        self._closing = self._tasks.start("close the microphone", asyncio.to_thread(stream.close))
        return await self._take_in(await asyncio.wrap_future(ended))

    async def _take_in(self, recording: Recording | None) -> Run | None:
        if recording is None:
            return None
        try:
            run = await self._accept(recording)
        except Exception as error:  # boundary to the engine: whatever is wrong there, the recording is on the disk
            raise CaptureError("recording_not_taken_in", name=recording.label.name, detail=str(error)) from error
        if run is not None:
            self._listener(ClipRecorded(run))
        return run

    def _on_notice(self, notice: Level | Recording | CaptureTrouble) -> None:
        """Handle what the writer reports."""
        if isinstance(notice, Recording):
            self._tasks.start("take a clip in", self._take_in(notice))
        elif isinstance(notice, CaptureTrouble) and notice.is_over:
            self._tasks.start("break off", self._break_off(notice))
        else:
            self._listener(notice)

    async def _keep_watch(self, stream: Stream, writer: Writer) -> None:
        """Notice if the microphone disappears or the system drops samples."""
        overflows, awake = 0, Awake(SystemClock(), 2 * LOOK_EVERY_S)
        block, received_at = writer.received_at, awake.look()
        while stream.is_active and awake.look() - received_at < STALLED_S:
            if writer.received_at != block:
                block, received_at = writer.received_at, awake.look()
            if writer.overflows > overflows == 0:
                self._listener(CaptureTrouble(Reason("samples_dropped", {"name": stream.microphone.name}), False))
            overflows = writer.overflows
            await asyncio.sleep(LOOK_EVERY_S)
        reason = Reason("microphone_unplugged", {"name": stream.microphone.name})
        self._tasks.start("break off", self._break_off(CaptureTrouble(reason, is_over=True)))

    async def _break_off(self, trouble: CaptureTrouble) -> None:
        """End the recording for that reason: first save what was captured as a clip, then report it."""
        async with self._turn:
            if self._stream is None:
                return
            try:
                await self._end()
            finally:
                self._listener(trouble)

    def _crashed(self, name: str, error: BaseException) -> None:
        reason = Reason(error.code, error.facts) if isinstance(error, EngineError) else None
        reason = reason or Reason("recording_failed", {"detail": f"{name}: {error}"})
        self._listener(CaptureTrouble(reason, is_over=not self.is_recording))
