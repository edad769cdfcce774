"""The attempts that a worker has in hand, and which of their windows it transcribes next, and together. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from engine.protocol import Key, Start
from engine.run import LONG_CLIP_S, Phase, Quality
from engine.worker.languages import Expectation
from engine.worker.loaded_models import ModelKey
from engine.worker.windows import DRAFT_WINDOW_S, WINDOW_S

if TYPE_CHECKING:
    from engine.worker.transcriber import WindowText
    from engine.worker.windows import Silence, Window

    #: A window with what became of it.
    Done: TypeAlias = tuple[Window, WindowText | Exception]

#: Of so many batches one at least is for long clips, if any wait.
LONG_TURN = 4
#: The windows of long clips in a batch, as a part of what a batch may have: a short clip waits until such a batch is
#: over. On two cores 16 windows of 14 s took a seventh more processor time one by one than in pairs (`tiny`).
LONG_SHARE = 0.5
#: Windows of one run that are decoded ahead, at least.
READY_WINDOWS_OF_RUN = 8
#: As long as short clips come, it is half of that: until so many batches of long clips have followed each other.
QUIET_AFTER = 64


@dataclass(eq=False, slots=True)
class Job:
    """An attempt in hand. `served_s`: audio seconds already taken into batches; the least served goes first."""

    start: Start
    ready: deque[Window] = field(default_factory=deque)
    windows: Iterator[Window | Silence] | None = None
    is_read: bool = False
    is_over: bool = False
    #: On trial: until its first window is done, nothing else is touched, so that a death names the guilty one.
    is_alone: bool = False
    served_s: float = 0.0
    duration_s: float | None = None
    phase: Phase | None = None
    #: That of its text so far.
    language: str | None = None
    text: str = ""
    #: Its windows that are being transcribed; and those that are done, by number, until all before them are.
    in_hand: int = 0
    done: dict[int, Done] = field(default_factory=dict)
    told: int = 0

    @property
    def key(self) -> Key:
        return self.start.run_id, self.start.attempt

    @property
    def ready_s(self) -> float:
        return sum(window.length_s for window in self.ready)

    @property
    def most_ready(self) -> int:
        """How many of its windows are decoded ahead: enough for a batch of them alone."""
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
        """Whether short clips go before it. One of unknown length is so as soon as it has had its share."""
        return max(self.duration_s or 0.0, self.served_s) > LONG_CLIP_S

    def batch_size(self, batches_since_short: int) -> int:
        """The most windows of such jobs in a batch."""
        if self.is_careful:
            return 1
        size = self.start.plan.batch_size // self.start.plan.lanes
        if not self.is_long or self.start.plan.device != "cpu":
            return size
        return max(1, int(size * LONG_SHARE / (1 if batches_since_short >= QUIET_AFTER else 2)))

    @property
    def window_s(self) -> float:
        """The length of window that it is cut into."""
        usual_s = DRAFT_WINDOW_S if self.quality is Quality.DRAFT else WINDOW_S
        return self.start.model.preferred_window_s or usual_s

    @property
    def may_go_on(self) -> bool:
        """Whether a lane may have windows of it now. Carefully, each needs the text before it; and as long as it has no
        language, each may be the one to tell."""
        return bool(self.ready) and not (self.in_hand and (self.is_careful or self.language is None))

    @property
    def expectation(self) -> Expectation:
        """What is known of the language of its next window."""
        return Expectation(
            told=self.start.options.language,
            spoken=self.start.options.languages,
            of_session=self.start.session_languages,
            of_clip=self.language,
        )

    def next_done(self) -> Done | None:
        """What became of its next window, in order; None while that is not done."""
        done = self.done.pop(self.start.next_number + self.told, None)
        self.told += done is not None
        return done

    def goes_with(self, other: Job) -> bool:
        """Whether windows of both may share a batch. A short clip is not made to wait for the windows of long ones."""
        mine, its = self.start.options, other.start.options
        return (
            self.model_key == other.model_key
            and (mine.quality, mine.task, mine.vocabulary) == (its.quality, its.task, its.vocabulary)
            and self.is_long == other.is_long
        )


def next_job(ready: Collection[Job], batches_since_long: int) -> Job | None:
    """Whose window comes next: the least served, short clips before long ones, but not for ever."""
    is_turn_of_long = batches_since_long >= LONG_TURN - 1
    return min(ready, key=lambda job: (job.is_long is not is_turn_of_long, job.served_s), default=None)
