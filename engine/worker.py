"""The child process that decodes and transcribes. It holds several runs at once and takes their windows fairly.

Its threads share the jobs under one lock: the *listener* hears commands, the *decoder* keeps a few windows of each job
ready, and one or several *lanes* form batches of windows across runs and transcribe them, each a batch at a time. A
worker knows no registry: it says what it has done, and the engine decides whether that still counts. When the engine is
gone, so is the worker.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from engine.batches import Job, next_job
from engine.errors import EngineError
from engine.loaded_models import LoadedModels, ModelKey
from engine.machine import CUDA_ORDER
from engine.protocol import (
    Busy,
    Command,
    Drop,
    Dropped,
    Failed,
    Finished,
    Key,
    Message,
    Opened,
    PhaseEntered,
    Probe,
    Probed,
    Ready,
    Start,
    WindowDone,
    decode,
    encode,
)
from engine.run import FinishedWindow, Phase, Quality

if TYPE_CHECKING:
    from engine.transcriber import Transcriber, WindowText
    from engine.windows import Window

#: Windows of one run, and of all runs together, that are decoded ahead of the batches.
READY_WINDOWS_OF_RUN = 8
READY_WINDOWS = 24
#: How long nothing may be heard of a lane before it counts as hung. Generous: a slow disk or a slow machine is no hang.
OPEN_LIMIT_S = 120.0
LOAD_LIMIT_S = 900.0
INFER_LIMIT_S = 120.0
INFER_LIMIT_PER_AUDIO_S = 60.0
#: Characters of the text so far that `careful` hands on to the next window.
PREVIOUS_TEXT_LENGTH = 400


def _is_out_of_memory(error: Exception) -> bool:
    return isinstance(error, EngineError) and error.code == "out_of_memory"


def main(connection: Connection, log_file: str) -> None:
    """What the child process runs."""
    _be_a_good_child(log_file)
    Worker(connection).run()


def _be_a_good_child(log_file: str) -> None:
    """Leave Ctrl-C to the engine, the processor to the window, and be the first that the system kills for memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault(*CUDA_ORDER)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's: for our small arrays they cost more than they help
    with suppress(OSError):
        os.dup2(os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 2)
    with suppress(OSError, AttributeError):
        os.nice(5)
    if sys.platform == "linux":
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("800")


class Worker:
    """The jobs, and the threads that move them on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changed = threading.Condition()
        self._jobs: dict[Key, Job] = {}
        self._probes: deque[Probe] = deque()
        self._models = LoadedModels()
        self._lanes = 0
        #: Batches under way, by model; and whether a model is being loaded.
        self._batches: Counter[ModelKey] = Counter()
        self._is_loading = False
        self._batches_since_long = 0
        #: A person may change them at any time: what an attempt comes with goes for those in hand too.
        self._threads = 1

    def run(self) -> None:
        """Serve until the engine closes the connection."""
        threading.Thread(target=self._guard, args=(self._decode,), daemon=True).start()
        self._say(Ready())
        self._guard(self._listen)

    def _guard(self, work: Callable[[], None]) -> None:
        """A thread that ends takes the process with it: the engine sees a death and names it."""
        try:
            work()
        except (EOFError, OSError):
            os._exit(0)  # the engine is gone
        except BaseException:  # noqa: BLE001 - the boundary of a thread
            sys.excepthook(*sys.exc_info())
            os._exit(1)

    def _say(self, message: Message) -> None:
        with self._changed:
            self._connection.send_bytes(encode(message))

    # --- listener ---

    def _listen(self) -> None:
        while True:
            command = decode(self._connection.recv_bytes())
            with self._changed:
                self._obey(command)
                self._changed.notify_all()

    def _obey(self, command: Command | Message) -> None:
        match command:
            case Start():
                job = Job(
                    command, is_alone=command.alone, language=command.options.language, text=command.previous_text
                )
                self._jobs[job.key] = job
                self._threads = command.plan.threads
                self._open_lanes(command.plan.lanes)
            case Drop(run_id, attempt):
                job_or_none = self._jobs.pop((run_id, attempt), None)
                if job_or_none is not None:
                    job_or_none.is_over = True
                    self._say(Dropped(run_id, attempt))
            case Probe():
                self._probes.append(command)

    # --- decoder ---

    def _decode(self) -> None:
        while True:
            with self._changed:
                task: Job | Probe | None = self._job_to_read()
                if task is None and self._probes:
                    task = self._probes.popleft()
                if task is None:
                    self._say(Busy("decode"))
                    self._changed.wait_for(lambda: self._probes or self._job_to_read())
                    continue
            if isinstance(task, Probe):
                self._probe(task)
            else:
                self._read(task)

    def _in_turn(self) -> Collection[Job]:
        """The jobs that may be worked on: all, unless one is on trial."""
        on_trial = next((job for job in self._jobs.values() if job.is_alone), None)
        return self._jobs.values() if on_trial is None else [on_trial]

    def _job_to_read(self) -> Job | None:
        """The job that is nearest to running out of windows."""
        total = sum(len(job.ready) for job in self._jobs.values())
        hungry = [
            job
            for job in self._in_turn()
            if not job.is_read and len(job.ready) < (READY_WINDOWS_OF_RUN if total < READY_WINDOWS else 1)
        ]
        return min(hungry, key=lambda job: (bool(job.ready), job.served_s + job.ready_s), default=None)

    def _probe(self, probe: Probe) -> None:
        from engine.windows import probe as read_duration

        self._say(Busy("decode", (probe.run_id,), OPEN_LIMIT_S))
        try:
            duration_s = read_duration(probe.path)
        except Exception:  # noqa: BLE001 - the boundary of a clip that only waits: its attempt will tell why
            duration_s = None
        self._say(Probed(probe.run_id, duration_s))

    def _read(self, job: Job) -> None:
        """Decode on until the job has one more window, or has come through a stretch of silence."""
        from engine.windows import Window

        self._say(Busy("decode", (job.start.run_id,), OPEN_LIMIT_S))
        try:
            if job.windows is None:
                self._open(job)
            assert job.windows is not None
            item = next(job.windows, None)
        except EngineError as error:
            self._end(job, Failed(*job.key, error.code, error.facts))
            return
        except MemoryError:
            self._end(job, Failed(*job.key, "out_of_memory", {"model": job.start.model.title}))
            return
        except Exception as error:  # noqa: BLE001 - the boundary of one run: what a decoder raises is its reason
            self._end(job, Failed(*job.key, "audio_damaged", {"detail": str(error)}))
            return
        with self._changed:
            if isinstance(item, Window):
                job.ready.append(item)
            job.is_read = item is None or (isinstance(item, Window) and item.is_last)
            is_empty = job.is_read and not job.ready and item is None
            self._changed.notify_all()
        if is_empty:
            self._end(job, Finished(*job.key, None, job.duration_s))

    def _open(self, job: Job) -> None:
        from engine.windows import read_windows

        def opened(duration_s: float | None) -> None:
            job.duration_s = duration_s
            self._tell(job, Opened(*job.key, duration_s))

        self._enter(job, Phase.DECODING)
        job.windows = read_windows(
            job.start.path,
            preferred_s=job.window_s,
            silence_s=job.start.model.cut_silence_s,
            joins=job.start.model.joins_speech,
            resume_at_s=job.start.resume_at_s,
            until_s=job.start.options.end_s,
            next_index=job.start.next_number,
            on_open=opened,
        )

    # --- lanes ---

    def _open_lanes(self, count: int) -> None:
        """Have as many threads that transcribe as a plan asks for. One that has nothing to do costs nothing."""
        while self._lanes < count:
            work = partial(self._guard, partial(self._transcribe, self._lanes))
            threading.Thread(target=work, name=f"lane {self._lanes}", daemon=True).start()
            self._lanes += 1

    def _transcribe(self, lane: int) -> None:
        while True:
            job = self._next_job(lane)
            try:
                transcriber = self._model_of(job, lane)
                if transcriber is not None:
                    self._transcribe_batch(self._take_batch(job, transcriber, lane), transcriber, lane)
            finally:
                with self._changed:
                    self._batches[job.model_key] -= 1
                    self._is_loading = False
                    self._changed.notify_all()

    def _next_job(self, lane: int) -> Job:
        """The least served job that has a window ready; else one whose model can be loaded meanwhile. Models are loaded
        while no batch is under way: one that has to make room would not go before its batches are over."""

        def choose() -> Job | None:
            if self._is_loading:
                return None
            jobs = [job for job in self._in_turn() if self._batches[job.model_key] < job.start.plan.lanes]
            ready = [job for job in jobs if job.may_go_on]
            job = next_job(ready or [job for job in jobs if not self._is_loaded(job)], self._batches_since_long)
            must_wait = job is not None and not self._is_loaded(job) and self._batches.total()
            return None if must_wait else job

        with self._changed:
            job = choose()
            if job is None:
                self._say(Busy("infer", number=lane))
                self._changed.wait_for(choose)
                job = choose()
            assert job is not None
            self._batches[job.model_key] += 1
            self._is_loading = not self._is_loaded(job)
            return job

    def _is_loaded(self, job: Job) -> bool:
        return self._models.has(job.model_key, self._threads)

    def _model_of(self, job: Job, lane: int) -> Transcriber | None:
        """The loaded model of a job, with the threads that the last attempt came with. None if it cannot be loaded: the
        job has then failed."""
        with self._changed:
            transcriber = self._models.used(job.model_key, self._threads)
        if transcriber is not None:
            return transcriber
        self._say(Busy("infer", (job.start.run_id,), LOAD_LIMIT_S, lane))
        self._enter(job, Phase.LOADING_MODEL)
        try:
            return self._models.load(job.start.model, replace(job.start.plan, threads=self._threads))
        except EngineError as error:
            self._end(job, Failed(*job.key, error.code, error.facts))
            return None

    def _take_batch(self, first: Job, transcriber: Transcriber, lane: int) -> list[tuple[Job, Window]]:
        """Windows of the first job and of others that go with it, the least served first, over and over; padded alike,
        so that each gets the text that it would get alone."""
        size = first.batch_size
        for job in [first, *self._jobs_like(first)][:size]:
            self._settle_language(job, transcriber, lane)
        batch: list[tuple[Job, Window]] = []
        with self._changed:
            self._is_loading = False
            frames = transcriber.frames_of(first.ready[0]) if first.ready else 0
            while len(batch) < size:
                fitting = [
                    job
                    for job in self._in_turn()
                    if job.may_go_on
                    and job.goes_with(first)
                    and transcriber.frames_of(job.ready[0]) == frames
                    # One that had too little memory in a large batch never shares a large one again.
                    and job.batch_size > len(batch)
                ]
                if not fitting:
                    break
                job = min(fitting, key=lambda job: job.served_s)
                window = job.ready.popleft()
                job.served_s += window.end_s - window.start_s
                job.in_hand += 1
                batch.append((job, window))
                size = min(size, job.batch_size)
            self._batches_since_long = 0 if first.is_long else self._batches_since_long + 1
            self._changed.notify_all()
        return batch

    def _jobs_like(self, first: Job) -> list[Job]:
        with self._changed:
            jobs = [job for job in self._in_turn() if job.ready and job.model_key == first.model_key]
        alike = (job for job in jobs if job is not first and job.is_long == first.is_long)
        return sorted(alike, key=lambda job: job.served_s)

    def _settle_language(self, job: Job, transcriber: Transcriber, lane: int) -> None:
        if not transcriber.is_multilingual:
            job.language = "en"
            return
        with self._changed:
            window = job.ready[0] if job.ready else None  # a job that was dropped meanwhile has none
        if job.language is not None or window is None:
            return
        self._say(Busy("infer", (job.start.run_id,), INFER_LIMIT_S, lane))
        try:
            job.language = transcriber.detect_language(window)
        except Exception as error:  # noqa: BLE001 - the boundary of one run: not the run it would share a batch with
            self._fail(job, error)

    def _transcribe_batch(self, batch: list[tuple[Job, Window]], transcriber: Transcriber, lane: int) -> None:
        if not batch:
            return
        jobs = list(dict.fromkeys(job for job, _ in batch))
        audio_s = sum(window.end_s - window.start_s for _, window in batch)
        limit_s = INFER_LIMIT_S + INFER_LIMIT_PER_AUDIO_S * audio_s
        self._say(Busy("infer", tuple(job.start.run_id for job in jobs), limit_s, lane))
        for job in jobs:
            self._enter(job, Phase.TRANSCRIBING, transcriber.device)
        heard: Sequence[WindowText | Exception]
        try:
            heard = self._texts(batch, transcriber)
        except Exception as error:  # noqa: BLE001 - the boundary of a batch: one of its windows cannot be done
            if len(batch) > 1 and not _is_out_of_memory(error):
                for one in batch:
                    self._transcribe_batch([one], transcriber, lane)
                return
            heard = [error] * len(batch)
        for (job, window), text in zip(batch, heard, strict=True):
            self._report(job, window, text)

    def _texts(self, batch: list[tuple[Job, Window]], transcriber: Transcriber) -> list[WindowText]:
        job, window = batch[0]
        options, language = job.start.options, job.language or "en"
        if options.quality is Quality.FAST:
            windows = [window for _, window in batch]
            return transcriber.transcribe_batch(windows, language=language, task=options.task, words=options.words)
        previous_text = job.text if job.start.model.conditions_on_previous_text else None
        heard = transcriber.transcribe_carefully(
            window, language=language, task=options.task, words=options.words, previous_text=previous_text
        )
        return [heard]

    def _report(self, job: Job, window: Window, heard: WindowText | Exception) -> None:
        """Tell of a window, and of those after it that were done before."""
        with self._changed:
            job.in_hand -= 1
            job.done[window.index] = window, heard
            while (done := job.next_done()) is not None:
                self._tell_window(job, *done)
            self._changed.notify_all()

    def _tell_window(self, job: Job, window: Window, heard: WindowText | Exception) -> None:
        if isinstance(heard, Exception):
            self._fail(job, heard)
            return
        job.text = " ".join([job.text, *(segment.text.strip() for segment in heard.segments)])[-PREVIOUS_TEXT_LENGTH:]
        finished = FinishedWindow(
            window.index, window.start_s, window.end_s, tuple(heard.segments), job.language, heard.doubt
        )
        if window.is_last:
            self._end(job, Finished(*job.key, finished, job.duration_s))
        else:
            self._tell(job, WindowDone(*job.key, finished))
            job.is_alone = False

    # --- what is said of a job ---

    def _tell(self, job: Job, message: Message) -> None:
        """Say it, unless the job is over: of a dropped job nothing more is said."""
        with self._changed:
            if not job.is_over:
                self._say(message)

    def _enter(self, job: Job, phase: Phase, device: str | None = None) -> None:
        with self._changed:
            if job.phase is not phase and job.phase is not Phase.TRANSCRIBING:
                job.phase = phase
                self._tell(job, PhaseEntered(*job.key, phase, device))

    def _fail(self, job: Job, error: Exception) -> None:
        code, facts = (error.code, error.facts) if isinstance(error, EngineError) else ("transcription_failed", {})
        self._end(job, Failed(*job.key, code, {"detail": str(error)[:500], **facts}))

    def _end(self, job: Job, message: Message) -> None:
        with self._changed:
            if not job.is_over:
                self._say(message)
            job.is_over = True
            job.ready.clear()
            self._jobs.pop(job.key, None)
            self._changed.notify_all()
