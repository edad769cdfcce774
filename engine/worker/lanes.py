"""The worker threads that transcribe: each forms one batch of windows after another, across jobs."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from engine.machine.hardware import give_memory_back
from engine.protocol import Busy, Plan, Warm, WindowDone
from engine.run import Phase
from engine.segments import FinishedWindow
from engine.worker.batches import QUIET_AFTER, Job, next_job
from engine.worker.exits import skip_destructors
from engine.worker.jobs import INFER_LIMIT_PER_AUDIO_S, INFER_LIMIT_S, LOAD_LIMIT_S, Jobs
from engine.worker.loaded_models import LoadedModels, ModelKey
from engine.worker.out_of_memory import is_shortage
from engine.worker.whisper import Prompt
from models.store import Model

if TYPE_CHECKING:
    from engine.worker.transcriber import Transcriber, WindowText
    from engine.worker.windows import Window

#: How many batches to run before giving back memory left idle between them: seconds apart, and it takes milliseconds.
BATCHES_BETWEEN_GIVING_BACK = 32
#: How many characters of the text so far `careful` passes to the next window.
PREVIOUS_TEXT_LENGTH = 400


class Lanes:
    """As many threads as the plan asks for. They share the loaded models."""

    def __init__(self, jobs: Jobs, guard: Callable[[Callable[[], None]], None]) -> None:
        """`guard(work)` runs the work of a thread and ends the process if that ends."""
        self._jobs = jobs
        self._guard = guard
        self._models = LoadedModels()
        self._count = 0
        #: Batches under way, by model; and whether a model is being loaded.
        self._batches: Counter[ModelKey] = Counter()
        self._is_loading = False
        #: Batches since the last one of long clips, and since the last one of short ones.
        self._batches_since_long = 0
        self._batches_since_short = QUIET_AFTER
        self._batches_done = 0
        #: A person may change it at any time: the latest attempt's value applies to all current jobs.
        self._threads = 1

    def use(self, plan: Plan) -> None:
        """Adopt its thread count, and start as many lanes as it asks for. An idle lane costs nothing."""
        self._threads = plan.threads
        while self._count < plan.lanes:
            work = partial(self._guard, partial(self._run, self._count))
            threading.Thread(target=work, name=f"lane {self._count}", daemon=True).start()
            self._count += 1

    def expect_short(self) -> None:
        """A clip is being recorded: do not make it wait for a large batch."""
        self._batches_since_short = 0

    def load(self, coming: Warm) -> None:
        """Load a model ahead of need. Not while batches are under way: it may need their memory."""
        with self._jobs.changed:
            key = coming.model.path, coming.plan.device, coming.plan.compute_type
            if self._is_loading or self._batches.total() or self._models.has(key, self._threads):
                return
            self._is_loading = True
        with suppress(Exception):  # its attempt will report it
            self._load(coming.model, coming.plan)
        with self._jobs.changed:
            self._is_loading = False
            self._jobs.changed.notify_all()

    def _run(self, lane: int) -> None:
        while True:
            job = self._next_job(lane)
            try:
                transcriber = self._model_of(job, lane)
                if transcriber is not None:
                    self._transcribe_batch(self._take_batch(job, transcriber), transcriber, lane)
            finally:
                with self._jobs.changed:
                    self._batches[job.model_key] -= 1
                    self._batches_done += 1
                    turn = self._batches_done % BATCHES_BETWEEN_GIVING_BACK
                    self._is_loading = False
                    self._jobs.changed.notify_all()
            if turn == 1:  # the first inference has registered more destructors
                skip_destructors()
            elif turn == 0:
                give_memory_back()

    def _next_job(self, lane: int) -> Job:
        """Wait for the least served job with a window ready; else one whose model can be loaded meanwhile. Models are
        loaded only while no batch is under way: one that has to make room would have to wait for that anyway."""

        def choose() -> Job | None:
            if self._is_loading:
                return None
            jobs = [job for job in self._jobs.in_turn() if self._batches[job.model_key] < job.start.plan.lanes]
            ready = [job for job in jobs if job.may_go_on]
            job = next_job(ready or [job for job in jobs if not self._is_loaded(job)], self._batches_since_long)
            must_wait = job is not None and not self._is_loaded(job) and self._batches.total()
            return None if must_wait else job

        with self._jobs.changed:
            job = choose()
            if job is None:
                self._jobs.send(Busy("infer", number=lane))
                self._jobs.changed.wait_for(choose)
                job = choose()
            assert job is not None
            self._batches[job.model_key] += 1
            self._is_loading = not self._is_loaded(job)
            return job

    def _is_loaded(self, job: Job) -> bool:
        return self._models.has(job.model_key, self._threads)

    def _model_of(self, job: Job, lane: int) -> Transcriber | None:
        """The loaded model of a job, with the thread count of the last attempt. None if it cannot be loaded: the job
        has then failed."""
        with self._jobs.changed:
            transcriber = self._models.used(job.model_key, self._threads)
        if transcriber is not None:
            return transcriber
        self._jobs.send(Busy("infer", (job.start.run_id,), LOAD_LIMIT_S, lane))
        self._jobs.enter(job, Phase.LOADING_MODEL)
        try:
            return self._load(job.start.model, job.start.plan)
        except Exception as error:  # noqa: BLE001 - the boundary of loading: the error has a code, or ends the worker
            self._jobs.fail(job, error)
            return None

    def _load(self, model: Model, plan: Plan) -> Transcriber:
        transcriber = self._models.load(model, replace(plan, threads=self._threads))
        skip_destructors()
        return transcriber

    def _take_batch(self, first: Job, transcriber: Transcriber) -> list[tuple[Job, Window]]:
        """Take windows of the first job and of compatible ones, always from the least served; all padded alike, so that
        each gets the same text as it would alone."""
        size = first.batch_size(self._batches_since_short)
        batch: list[tuple[Job, Window]] = []
        with self._jobs.changed:
            self._is_loading = False
            frames = transcriber.frames_of(first.ready[0], first.quality) if first.ready else 0
            while len(batch) < size:
                fitting = [
                    job
                    for job in self._jobs.in_turn()
                    if job.may_go_on
                    and job.goes_with(first)
                    and transcriber.frames_of(job.ready[0], job.quality) == frames
                    # A job that ran out of memory in a large batch never joins a large one again.
                    and job.batch_size(self._batches_since_short) > len(batch)
                ]
                if not fitting:
                    break
                job = min(fitting, key=lambda job: job.served_s)
                window = job.ready.popleft()
                job.served_s += window.length_s
                job.in_hand += 1
                batch.append((job, window))
                size = min(size, job.batch_size(self._batches_since_short))
            self._batches_since_long = 0 if first.is_long else self._batches_since_long + 1
            self._batches_since_short = self._batches_since_short + 1 if first.is_long else 0
            self._jobs.changed.notify_all()
        return batch

    def _transcribe_batch(self, batch: list[tuple[Job, Window]], transcriber: Transcriber, lane: int) -> None:
        if not batch:
            return
        jobs = list(dict.fromkeys(job for job, _ in batch))
        audio_s = sum(window.length_s for _, window in batch)
        limit_s = INFER_LIMIT_S + INFER_LIMIT_PER_AUDIO_S * audio_s
        self._jobs.send(Busy("infer", tuple(job.start.run_id for job in jobs), limit_s, lane))
        for job in jobs:
            self._jobs.enter(job, Phase.TRANSCRIBING, transcriber.device)
        outcome: Sequence[WindowText | Exception]
        try:
            outcome = self._texts(batch, transcriber)
        except Exception as error:  # noqa: BLE001 - the boundary of a batch: one of its windows is at fault
            if len(batch) > 1 and not is_shortage(error):
                for one in batch:
                    self._transcribe_batch([one], transcriber, lane)
                return
            outcome = [error] * len(batch)
        for (job, window), text in zip(batch, outcome, strict=True):
            self._report(job, window, text)

    def _texts(self, batch: list[tuple[Job, Window]], transcriber: Transcriber) -> list[WindowText]:
        job, _ = batch[0]
        options = job.start.options
        has_context = job.is_careful and job.start.model.conditions_on_previous_text
        prompt = Prompt(options.task, options.vocabulary, job.text if has_context else "")
        return transcriber.transcribe_batch(
            [window for _, window in batch],
            [job.expectation for job, _ in batch],
            prompt,
            job.quality,
        )

    def _report(self, job: Job, window: Window, outcome: WindowText | Exception) -> None:
        """Report a window, and any later ones that were finished before it."""
        with self._jobs.changed:
            job.in_hand -= 1
            job.done[window.index] = window, outcome
            while (done := job.next_done()) is not None:
                self._report_window(job, *done)
            self._jobs.changed.notify_all()

    def _report_window(self, job: Job, window: Window, outcome: WindowText | Exception) -> None:
        if isinstance(outcome, Exception):
            self._jobs.fail(job, outcome)
            return
        job.text = " ".join([job.text, *(segment.text.strip() for segment in outcome.segments)])[-PREVIOUS_TEXT_LENGTH:]
        if outcome.segments:
            job.language = job.language or outcome.language
        segments = outcome.segments
        if window.channel is not None:
            speaker = job.start.naming.format(window.channel + 1)
            segments = [replace(segment, speaker=speaker) for segment in segments]
        finished = FinishedWindow(
            window.index,
            window.start_s,
            window.end_s,
            tuple(segments),
            outcome.language if outcome.segments else None,
            outcome.doubt,
            outcome.unheard,
            outcome.left_out,
            outcome.terms_left_out,
            window.channel,
        )
        if window.is_last:
            self._jobs.end(job, job.finished(finished))
        else:
            self._jobs.report(job, WindowDone(*job.key, finished))
            job.is_alone = False
