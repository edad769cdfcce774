"""The worker thread that reads clips: it keeps a few windows of each job ready."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress

from engine.protocol import Busy, Opened, Probe, Probed, Warm
from engine.run import Phase
from engine.worker.batches import Job
from engine.worker.exits import skip_destructors
from engine.worker.jobs import LOAD_LIMIT_S, OPEN_LIMIT_S, Jobs

#: The number of windows, of all runs together, that are decoded ahead of the batches.
READY_WINDOWS = 24


class Decoder:
    """Reads for the job that is closest to running out of windows; when all have enough, does what can wait."""

    def __init__(self, jobs: Jobs, load: Callable[[Warm], None]) -> None:
        """`load` loads a model, unless something else is under way."""
        self._jobs = jobs
        self._load = load
        self._probes: deque[Probe] = deque()
        #: The model that is wanted next.
        self._coming: Warm | None = None
        self._has_read = False

    def probe(self, probe: Probe) -> None:
        """Queue a probe, for when no job needs windows."""
        self._probes.append(probe)

    def warm(self, coming: Warm) -> None:
        """Note a model to load when there is nothing else to do."""
        self._coming = coming

    def run(self) -> None:
        """Loop forever."""
        while True:
            with self._jobs.changed:
                task: Job | Probe | Warm | None = self._job_to_read()
                if task is None and self._probes:
                    task = self._probes.popleft()
                if task is None:
                    task, self._coming = self._coming, None
                if task is None:
                    self._jobs.send(Busy("decode"))
                    self._jobs.changed.wait_for(lambda: self._probes or self._coming or self._job_to_read())
                    continue
            match task:
                case Probe():
                    self._probe(task)
                case Warm():
                    self._warm(task)
                case _:
                    self._read(task)

    def _job_to_read(self) -> Job | None:
        """Choose the job that is closest to running out of windows."""
        hungry = [
            job
            for job in self._jobs.in_turn()
            if not job.is_read and len(job.ready) < (job.max_ready if self._jobs.ready_windows < READY_WINDOWS else 1)
        ]
        return min(hungry, key=lambda job: (bool(job.ready), job.served_s + job.ready_s), default=None)

    def _probe(self, probe: Probe) -> None:
        from engine.worker.audio import probe as read_duration

        self._jobs.send(Busy("decode", (probe.run_id,), OPEN_LIMIT_S))
        try:
            duration_s = read_duration(probe.path)
        except Exception:  # noqa: BLE001 - the boundary of a clip that is only waiting: its attempt will report why
            duration_s = None
        self._jobs.send(Probed(probe.run_id, duration_s))

    def _warm(self, coming: Warm) -> None:
        """Load what the next clip will need."""
        from engine.worker.audio import warm

        self._jobs.send(Busy("decode", limit_s=LOAD_LIMIT_S))
        warm()
        self._load(coming)

    def _read(self, job: Job) -> None:
        """Decode until the job has one more window, or a stretch of silence has passed."""
        from engine.worker.audio import warm
        from engine.worker.windows import Window

        self._jobs.send(Busy("decode", (job.start.run_id,), OPEN_LIMIT_S))
        warm()  # if memory is too short for it, this process must end: half-loaded libraries could read no later clip
        try:
            if job.windows is None:
                self._open(job)
            assert job.windows is not None
            item = next(job.windows, None)
        except Exception as error:  # noqa: BLE001 - the boundary of one run: whatever a decoder raises is why it failed
            self._jobs.fail(job, error)
            return
        if not self._has_read:  # reading has registered more destructors
            skip_destructors()
            self._has_read = True
        if item is None or (isinstance(item, Window) and item.is_last):
            _keep_peaks(job)
        with self._jobs.changed:
            if isinstance(item, Window):
                job.ready.append(item)
            job.is_read = item is None or (isinstance(item, Window) and item.is_last)
            is_empty = job.is_read and not job.ready and item is None
            self._jobs.changed.notify_all()
        if is_empty:
            self._jobs.end(job, job.finished(None))

    def _open(self, job: Job) -> None:
        from engine.worker.windows import read_windows

        def opened() -> None:
            job.duration_s = job.sound.stated_s
            self._jobs.report(job, Opened(*job.key, job.duration_s, job.sound.facts))

        self._jobs.enter(job, Phase.DECODING)
        job.windows = read_windows(
            job.start.path,
            job.sound,
            track=job.start.track,
            channels=job.start.channels,
            preferred_s=job.window_s,
            silence_s=job.start.model.cut_silence_s,
            joins=job.start.model.joins_speech,
            resume_at_s=job.start.resume_at_s,
            resume_channels_at_s=job.start.resume_channels_at_s,
            until_s=job.start.options.end_s,
            next_index=job.start.next_number,
            on_open=opened,
        )


def _keep_peaks(job: Job) -> None:
    """Keep how loud a clip is that was read to its end. If that cannot be written, it is read again to be looked at."""
    from engine.worker.peaks import keep_peaks

    kept, sound = job.start.peaks, job.sound
    if kept is None or job.is_over or not sound.is_read or len(sound.tracks) > 1:
        return
    with suppress(OSError):
        if not kept.exists():
            keep_peaks(sound.peaks.of_all, kept)
