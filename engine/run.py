"""The lifecycle of a run: its data, its states, and the one table of transitions. Pure: no clock, no disk, no loop.

    queued ── claim ──▶ running ── complete ──▶ completed
      ▲ │ ▲               │ │ └──── fail ─────▶ failed
      │ │ └── requeue ────┘ │
      │ └── pause ▶ paused ◀┘ pause              any unfinished ── cancel ──▶ cancelled
      ├── resume ─────┘
      └── retry ── completed, failed, cancelled

`advance(run, step)` is the only way from one state to the next; the registry guards the same table a second time with
a compare-and-set on (run_id, attempt, owner)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePosixPath, PureWindowsPath
from typing import TypeAlias

from engine.channels import Channels
from engine.errors import InvalidTransition
from engine.interruptions import is_given_back
from models.catalogue import DEFAULT

#: How many worker deaths a run may be part of without finishing a window in between, before it fails.
MAX_CRASHES = 3
#: What stands for all tracks of a clip together, where one would have its number.
ALL_TRACKS = 0
#: A clip longer than this is long. Long ones are processed a few at a time, so that short ones can pass.
LONG_CLIP_S = 120.0
#: The sources of clips that are sent: by a program, or through a pipe.
HTTP, STANDARD_INPUT = "HTTP", "standard input"

Facts: TypeAlias = Mapping[str, str | int | float]


class State(StrEnum):
    """The durable state of a run. `completed`, `failed` and `cancelled` are terminal until a person retries."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_terminal(self) -> bool:
        return self in TERMINAL


TERMINAL = frozenset({State.COMPLETED, State.FAILED, State.CANCELLED})


class Phase(StrEnum):
    """What a running run is doing. A phase is not a state: it is reported by the worker and lost with it."""

    STARTING = "starting"
    LOADING_MODEL = "loading_model"
    DECODING = "decoding"
    TRANSCRIBING = "transcribing"


class Outcome(StrEnum):
    """How a completed run ended."""

    TEXT = "text"
    NO_SPEECH = "no_speech"


class Request(StrEnum):
    """A person's request for a running run; its worker sees it between two windows."""

    PAUSE = "pause"
    CANCEL = "cancel"


class Ordering(StrEnum):
    """How the runs of a session are processed: several at once, or one at a time in arrival order."""

    CONCURRENT = "concurrent"
    IN_ORDER = "in_order"


class Quality(StrEnum):
    """`draft`: in batches, heard once. `fast`: doubtful windows twice. `careful`: one by one with the text so far."""

    DRAFT = "draft"
    FAST = "fast"
    CAREFUL = "careful"


class Task(StrEnum):
    """What the model produces: the words spoken, or their English translation."""

    TRANSCRIBE = "transcribe"
    TRANSLATE = "translate"


class Step(StrEnum):
    """What can happen to a run's state."""

    CLAIM = "claim"
    COMPLETE = "complete"
    FAIL = "fail"
    REQUEUE = "requeue"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RETRY = "retry"


TRANSITIONS: Mapping[tuple[State, Step], State] = {
    (State.QUEUED, Step.CLAIM): State.RUNNING,
    (State.QUEUED, Step.PAUSE): State.PAUSED,
    (State.QUEUED, Step.CANCEL): State.CANCELLED,
    (State.QUEUED, Step.FAIL): State.FAILED,
    (State.RUNNING, Step.COMPLETE): State.COMPLETED,
    (State.RUNNING, Step.FAIL): State.FAILED,
    (State.RUNNING, Step.REQUEUE): State.QUEUED,
    (State.RUNNING, Step.PAUSE): State.PAUSED,
    (State.RUNNING, Step.CANCEL): State.CANCELLED,
    (State.PAUSED, Step.RESUME): State.QUEUED,
    (State.PAUSED, Step.CANCEL): State.CANCELLED,
    (State.COMPLETED, Step.RETRY): State.QUEUED,
    (State.FAILED, Step.RETRY): State.QUEUED,
    (State.CANCELLED, Step.RETRY): State.QUEUED,
}


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is to be transcribed. Chosen when the clip is handed over, stored with the run."""

    #: A model's id in the store, or the path of a model folder.
    model: str = DEFAULT
    #: Whisper language code, or None to detect it.
    language: str | None = None
    task: Task = Task.TRANSCRIBE
    quality: Quality = Quality.FAST
    #: "auto", "cpu", "cuda" for any graphics card, or one of them: "cuda:1".
    device: str = "auto"
    #: The part of the clip to transcribe, in seconds; None for its end.
    start_s: float = 0.0
    end_s: float | None = None
    #: Whisper codes of the languages that the person speaks: preferred when one is detected.
    languages: tuple[str, ...] = ()
    #: Names and terms that the person uses, the most important first: the model spells them this way on hearing them.
    vocabulary: tuple[str, ...] = ()
    #: The number of the audio track to transcribe, from 1, or ALL_TRACKS; None for the first in which somebody speaks.
    track: int | None = None
    #: How many speakers to tell apart once there is a text, 0 to find that out; None not to.
    speakers: int | None = None
    channels: Channels = Channels.DETECT


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a run failed or waits again: a code with facts. `engine.messages` turns it into words."""

    code: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Track:
    """One of the audio tracks of a clip, as its container describes it. Numbers count from 1."""

    number: int
    title: str = ""
    #: An ISO 639 code, or "".
    language: str = ""
    #: Whether it can be listened to.
    is_decodable: bool = True


@dataclass(frozen=True, slots=True)
class Clip:
    """One immutable piece of audio. `stored_as` is its file in the vault; None if it was not taken in, or removed."""

    clip_id: str
    #: Its display name, never a key: the file's name, until a person gives it another.
    name: str
    #: The path from which it was handed over, or the microphone that it was recorded with, or HTTP, or standard input.
    source: str
    size_bytes: int | None = None
    sha256: str | None = None
    stored_as: str | None = None
    #: Length in seconds, once a worker has opened it.
    duration_s: float | None = None
    is_renamed: bool = False

    @property
    def is_recorded(self) -> bool:
        """Whether it was recorded here: its source is then a microphone, and no path of any system."""
        is_path = PurePosixPath(self.source).is_absolute() or PureWindowsPath(self.source).is_absolute()
        return self.source not in ("", HTTP, STANDARD_INPUT) and not is_path


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """What a run's last attempt found out about the sound of its clip."""

    #: The number of the track that it read, or ALL_TRACKS; None if the clip has only one.
    track: int | None = None
    tracks: tuple[Track, ...] = ()
    #: What is worth knowing beside the text: a code and facts, as of a reason.
    notes: tuple[Reason, ...] = ()
    #: How many channels were transcribed each on its own, as one speaker; 1 if they were mixed.
    channels: int = 1

    @property
    def lacks(self) -> tuple[Reason, ...]:
        """Those notes that tell of audio which should be there and is not."""
        return tuple(note for note in self.notes if note.code in _LOSSES)

    @property
    def is_silent(self) -> bool:
        """Whether there is no sound in the clip at all."""
        return any(note.code == ONLY_SILENCE for note in self.notes)


#: The note of a clip without any sound.
ONLY_SILENCE = "only_silence"
#: Notes of a clip that is not all there.
_LOSSES = frozenset({"breaks_off", "audio_lost"})
#: Those of most clips.
NO_FACTS = SoundFacts()


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run as it comes through the door: its clip, taken in or not, and if not, why."""

    clip: Clip
    options: Options
    reason: Reason | None = None
    #: The id under which it is already shown; None for a new one.
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One request to transcribe one clip, as stored in the registry. Times are Unix seconds."""

    run_id: str
    #: Arrival order in the whole registry; 0 while it is in none.
    position: int
    session_id: str
    clip: Clip
    options: Options
    state: State = State.QUEUED
    phase: Phase | None = None
    #: The number of the current or last attempt, 0 before the first.
    attempt: int = 0
    #: How many attempts there were to people: one that was given back in order and what continues it count as one.
    tries: int = 0
    #: Whether the last attempt was given back in order, so that the next one continues it.
    goes_on: bool = False
    #: Deaths of its worker since its last finished window.
    crashes: int = 0
    #: True while it must be tried alone, because its worker died while processing several runs.
    suspect: bool = False
    #: The engine that holds the lease, while running.
    owner: str | None = None
    requested: Request | None = None
    outcome: Outcome | None = None
    #: Why it failed; while queued again, why the last attempt ended.
    reason: Reason | None = None
    #: Spoken language, once known.
    language: str | None = None
    #: What the last attempt ran on, for example "cpu int8".
    device: str | None = None
    #: Seconds of the clip whose text is stored, and the number of windows.
    done_s: float = 0.0
    windows_done: int = 0
    #: The beginning of the text, for tables.
    preview: str = ""
    created_at: float = 0.0
    #: Start of the current or last attempt.
    started_at: float | None = None
    ended_at: float | None = None
    #: Its place among the waiting runs: the arrival order, until a person moves it.
    turn: int = 0
    #: When it was last queued.
    queued_at: float = 0.0
    #: Where in the clip the current or last attempt started, in seconds.
    resumed_s: float = 0.0
    #: The attempt whose text is displayed, counted and searched. An earlier one, until the current one has text.
    shown_attempt: int = 0
    #: When a person deleted it. It is in no list or count, and gone for good some time later.
    deleted_at: float | None = None
    #: How many places in the displayed text have speech without text.
    unheard_places: int = 0
    sound: SoundFacts = NO_FACTS

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def is_arriving(self) -> bool:
        """Whether its clip is still being taken in, and not safe yet."""
        return self.state is State.QUEUED and self.clip.stored_as is None

    @property
    def is_registered(self) -> bool:
        """Whether it is in the registry. If not, it is lost when the program ends."""
        return self.position > 0

    @property
    def can_retry(self) -> bool:
        """Whether it has ended and there is audio to try again with, or a file that may exist by now."""
        return self.state is State.FAILED or (self.state.is_terminal and self.clip.stored_as is not None)

    @property
    def until_s(self) -> float | None:
        """Where in the clip it ends: at the clip's end, or where its options say. None while that is unknown."""
        return self.clip.duration_s if self.options.end_s is None else self.options.end_s

    @property
    def progress(self) -> float:
        """The fraction of the clip, or of the part to transcribe, whose text is stored, 0 to 1."""
        if self.state is State.COMPLETED:
            return 1.0
        length_s = (self.until_s or 0.0) - self.options.start_s
        if length_s <= 0.0:
            return 0.0
        return max(0.0, min(1.0, (self.done_s - self.options.start_s) / length_s))

    def waiting_s(self, now: float) -> float | None:
        """Seconds that it has waited for its current or last attempt. None while it is paused, or never had one."""
        if self.state is State.QUEUED:
            return max(0.0, now - self.queued_at)
        if self.started_at is None or self.started_at < self.queued_at:
            return None
        return self.started_at - self.queued_at

    def working_s(self, now: float) -> float | None:
        """Seconds that its current or last attempt has worked. None before the first and while it is waiting again."""
        if self.started_at is None or self.state in (State.QUEUED, State.PAUSED):
            return None
        return max(0.0, (self.ended_at or now) - self.started_at) if self.started_at >= self.queued_at else None

    def speed(self, now: float) -> float | None:
        """Seconds of audio per second of work, of the current or last attempt. None while that is unknown."""
        working_s = self.working_s(now)
        is_completed = self.state is State.COMPLETED and self.until_s is not None
        worked_on_s = (self.until_s or 0.0 if is_completed else self.done_s) - self.resumed_s
        return worked_on_s / working_s if working_s and worked_on_s > 0 else None


def advance(
    run: Run,
    step: Step,
    *,
    owner: str | None = None,
    outcome: Outcome | None = None,
    reason: Reason | None = None,
    crashed: bool = False,
    suspect: bool = False,
) -> Run:
    """The run after `step`. Raises InvalidTransition if the table does not allow it.

    `owner` goes with CLAIM, `outcome` with COMPLETE, `reason` with FAIL and REQUEUE. `crashed` means that its worker
    died while it worked on the run, `suspect` that it must be tried alone next time."""
    state = TRANSITIONS.get((run.state, step))
    if state is None:
        raise InvalidTransition(run_id=run.run_id, state=run.state, step=step, attempt=run.attempt)
    goes_on = run.goes_on or (run.state is State.RUNNING and is_given_back(step, reason.code if reason else ""))
    after = replace(run, state=state, phase=None, owner=None, requested=None, goes_on=goes_on)
    match step:
        case Step.CLAIM:
            assert owner is not None, "a claim names its owner"
            begun = replace(
                after, owner=owner, attempt=run.attempt + 1, tries=run.tries + (not run.goes_on), goes_on=False
            )
            return replace(begun, phase=Phase.STARTING, requested=run.requested, reason=None)
        case Step.COMPLETE:
            return replace(after, outcome=outcome, reason=None, crashes=0, suspect=False)
        case Step.FAIL:
            return replace(after, reason=reason, suspect=False, crashes=run.crashes + crashed)
        case Step.REQUEUE:
            return replace(after, reason=reason, crashes=run.crashes + crashed, suspect=run.suspect or suspect)
        case Step.RETRY:
            return replace(after, outcome=None, reason=None, crashes=0, suspect=False, goes_on=False)
        case _:
            return after
