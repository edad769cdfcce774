"""The attempts that a worker is processing, and which of their windows it batches next. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from engine.protocol import Finished, Key, Start
from engine.run import LONG_CLIP_S, Phase, Quality
from engine.segments import FinishedWindow
from engine.worker.languages import Expectation
from engine.worker.loaded_models import ModelKey
from engine.worker.sound import Sound
from engine.worker.windows import DRAFT_WINDOW_S, WINDOW_S

if TYPE_CHECKING:
    from engine.worker.transcriber import WindowText
    from engine.worker.windows import Silence, Window

    #: A window and its result.
    Done: TypeAlias = tuple[Window, WindowText | Exception]

#: At least one batch in this many is for long clips, if any wait.
LONG_TURN = 4
#: The share of a batch that windows of long clips may fill: a short clip has to wait until such a batch is done.
#: On two cores 16 windows of 14 s took a seventh more processor time one by one than in pairs (`tiny`).
LONG_SHARE = 0.5
#: The minimum number of windows decoded ahead per run.
READY_WINDOWS_OF_RUN = 8
#: That share is halved while short clips keep coming, until this many batches of long clips have run in a row.
QUIET_AFTER = 64


@dataclass(eq=False, slots=True)
class Job:
    """An attempt being processed. `served_s`: audio seconds already put into batches; the least served goes first."""

    start: Start
    ready: deque[Window] = field(default_factory=deque)
    windows: Iterator[Window | Silence] | None = None
    is_read: bool = False
    is_over: bool = False
    #: On trial: until its first window is done, nothing else runs, so that a crash can be blamed on it.
    is_alone: bool = False
    served_s: float = 0.0
    #: What is known of its clip; its length, as the container states it until it is known.
    sound: Sound = field(default_factory=Sound)
    duration_s: float | None = None
    phase: Phase | None = None
    #: The language of its text so far.
    language: str | None = None
    text: str = ""
    #: Windows being transcribed; and finished ones, by number, until all before them are finished.
    in_hand: int = 0
    done: dict[int, Done] = field(default_factory=dict)
    #: How many of its windows were reported.
    reported: int = 0

    @property
    def key(self) -> Key:
        return self.start.run_id, self.start.attempt

    @property
    def ready_s(self) -> float:
        return sum(window.length_s for window in self.ready)

    @property
    def max_ready(self) -> int:
        """How many of its windows to decode ahead: enough to fill a batch alone."""
        return max(READY_WINDOWS_OF_RUN, self.start.plan.batch_size)

    @property
    def model_key(self) -> ModelKey:
        return self.start.model.path, self.start.plan.device, self.start.plan.compute_type

    @property
    def quality(self) -> Quality:
        return self.start.options.quality

    @property
    def is_careful(self) -> bool:
        return self.quality is Quality.CAREFUL

    @property
    def is_long(self) -> bool:
        """Whether short clips go first. A clip of unknown length becomes long once it has had its share."""
        return max(self.duration_s or 0.0, self.served_s) > LONG_CLIP_S

    def batch_size(self, batches_since_short: int) -> int:
        """The maximum number of windows of such jobs in a batch."""
        if self.is_careful:
            return 1
        size = self.start.plan.batch_size // self.start.plan.lanes
        if not self.is_long or self.start.plan.device != "cpu":
            return size
        return max(1, int(size * LONG_SHARE / (1 if batches_since_short >= QUIET_AFTER else 2)))

    @property
    def window_s(self) -> float:
        """The length of the windows that it is cut into."""
        usual_s = DRAFT_WINDOW_S if self.quality is Quality.DRAFT else WINDOW_S
        return self.start.model.preferred_window_s or usual_s

    @property
    def may_go_on(self) -> bool:
        """Whether a lane may take its windows now. In careful mode, each needs the text before it; and until the
        language is known, each may be the one that decides it."""
        return bool(self.ready) and not (self.in_hand and (self.is_careful or self.language is None))

    @property
    def expectation(self) -> Expectation:
        """What is known about the language of its next window."""
        return Expectation(
            fixed=self.start.options.language,
            spoken=self.start.options.languages,
            of_session=self.start.session_languages,
            of_clip=self.language,
        )

    def finished(self, last: FinishedWindow | None) -> Finished:
        """The message that it is complete."""
        return Finished(*self.key, last, self.sound.length_s, self.sound.facts)

    def next_done(self) -> Done | None:
        """Return the result of its next window, in order; None while that is not done."""
        done = self.done.pop(self.start.next_number + self.reported, None)
        self.reported += done is not None
        return done

    def goes_with(self, other: Job) -> bool:
        """Whether windows of both may share a batch. A short clip must not wait for the windows of long ones."""
        mine, its = self.start.options, other.start.options
        return (
            self.model_key == other.model_key
            and (mine.quality, mine.task, mine.vocabulary) == (its.quality, its.task, its.vocabulary)
            and self.is_long == other.is_long
        )


def next_job(ready: Collection[Job], batches_since_long: int) -> Job | None:
    """Choose whose window comes next: the least served, short clips before long ones, but not forever."""
    is_turn_of_long = batches_since_long >= LONG_TURN - 1
    return min(ready, key=lambda job: (job.is_long is not is_turn_of_long, job.served_s), default=None)
