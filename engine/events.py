"""What the engine reports: the entries of a run's history, and notices that something stored has changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from engine.interruptions import is_given_back
from engine.run import Facts, Options, Ordering, Reason, Run, State
from engine.segments import Segment


class EventKind(StrEnum):
    """What a row of `run_events` records. A change of state is recorded under the step that made it."""

    ACCEPTED = "accepted"
    CLAIM = "claim"
    COMPLETE = "complete"
    FAIL = "fail"
    REQUEUE = "requeue"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RETRY = "retry"
    PHASE = "phase"
    REQUESTED = "requested"
    LATE_RESULT = "late_result"
    HEARD_AGAIN = "heard_again"
    VOCABULARY_CUT = "vocabulary_cut"
    #: A document is to be made of its text. The EXPORTED or EXPORT_FAILED that names this entry settles it.
    TO_BE_WRITTEN = "to_be_written"
    EXPORTED = "exported"
    EXPORT_FAILED = "export_failed"
    #: Its file was moved out of a watched folder.
    FILE_MOVED = "file_moved"
    AUDIO_REMOVED = "audio_removed"
    #: Who speaks is being found out, was found out, or could not be.
    SPEAKERS_SOUGHT = "speakers_sought"
    SPEAKERS_FOUND = "speakers_found"
    SPEAKERS_FAILED = "speakers_failed"
    SPEAKERS_CANCELLED = "speakers_cancelled"
    #: A person said that a speaker is not the one whose known voice it sounds like.
    VOICE_REFUSED = "voice_refused"
    RENAMED = "renamed"
    MOVED = "moved"
    #: The kind could not be read. It is never written.
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class RunEvent:
    """An entry of a run's history. `sequence` counts from 1 within the run; `at` is Unix seconds."""

    run_id: str
    sequence: int
    at: float
    kind: EventKind
    attempt: int
    from_state: State | None
    to_state: State | None
    detail: Facts = field(default_factory=dict)


def tries_by_attempt(events: Iterable[RunEvent]) -> dict[int, int]:
    """The number, to people, of each attempt in a run's history: as `Run.tries` counted them."""
    numbers: dict[int, int] = {}
    tries, goes_on, works = 0, False, False
    for event in events:
        if event.kind is EventKind.CLAIM:
            tries, goes_on = tries + (not goes_on), False
            numbers[event.attempt] = tries
        elif event.kind is EventKind.RETRY:
            goes_on = False
        elif works and is_given_back(event.kind, str(event.detail.get("code", ""))):
            goes_on = True
        if event.to_state is not None:
            works = event.to_state is State.RUNNING
    return numbers


@dataclass(frozen=True, slots=True)
class Session:
    """A named group of clips with a count of its runs by state."""

    session_id: str
    name: str
    ordering: Ordering
    created_at: float
    counts: dict[State, int] = field(default_factory=dict)
    #: Names and terms that are used in it.
    vocabulary: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def unfinished(self) -> int:
        return sum(count for state, count in self.counts.items() if not state.is_terminal)


@dataclass(frozen=True, slots=True)
class AttemptText:
    """The text that an attempt left: a run keeps them all, and displays one."""

    attempt: int
    #: The options it was made with; None if they are no longer known.
    options: Options | None
    began_at: float | None
    #: How many segments it has, and how many edits are in force.
    segments: int
    edits: int
    preview: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A segment found by a search, with its run."""

    run: Run
    start_s: float
    end_s: float
    text: str
    segment_id: int = 0
    speaker: str | None = None

    @property
    def spoken(self) -> str:
        """What is said, after the name of who says it."""
        return f"{self.speaker}: {self.text.strip()}" if self.speaker else self.text.strip()


class JobState(StrEnum):
    """How far a request is. `completed`, `failed` and `cancelled` are the end of it, until somebody asks again."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def has_ended(self) -> bool:
        return self not in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class SpeakerJob:
    """A request to find the speakers of a run."""

    run_id: str
    #: Tells it from earlier requests for the same run.
    request: int = 1
    #: How many there are; None to find that out.
    count: int | None = None
    state: JobState = JobState.QUEUED
    #: The engine that works on it, if it is alive.
    owner: str | None = None
    #: Until where the clip has been listened to, in seconds.
    done_s: float = 0.0
    #: How many there are in the text, once it is completed.
    found: int = 0
    #: Why it failed.
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class VoicePrint:
    """What a voice was like in one clip."""

    #: What heard it.
    model: str
    #: 16-bit floats, little-endian. Shown nowhere, logs included.
    numbers: bytes = field(repr=False)
    heard_s: float
    made_at: float = 0.0


@dataclass(frozen=True, slots=True)
class KnownVoice:
    """A voice that is recognised."""

    name: str
    #: One from each clip, oldest first.
    prints: tuple[VoicePrint, ...]

    @property
    def heard_s(self) -> float:
        """For how long it was heard in all."""
        return sum(each.heard_s for each in self.prints)

    @property
    def made_at(self) -> float:
        """When it was last remembered."""
        return max((each.made_at for each in self.prints), default=0.0)


class WaitReason(StrEnum):
    """Why a queued run has not started yet."""

    NEXT = "next"  # it is about to start
    PLACES_TAKEN = "places_taken"  # the worker is already processing as many runs as it accepts
    LONG_PLACES_TAKEN = "long_places_taken"  # long clips go a few at a time, so that short ones can pass
    EARLIER_IN_SESSION = "earlier_in_session"  # its session goes in order
    ENGINE_STARTING = "engine_starting"
    ENGINE_TROUBLE = "engine_trouble"  # it could not start, or the registry could not be written; it is retried
    NOT_WORKING = "not_working"  # this engine only looks
    MODEL_COMING = "model_coming"  # its model is being downloaded
    MODEL_PAUSED = "model_paused"  # a person paused that download
    MEMORY = "memory"  # its model does not fit into the memory that is free now
    MODEL_DELAYED = "model_delayed"  # the network is failing for that download; it is retried
    BEING_TAKEN_IN = "being_taken_in"  # it is being copied into the vault, and not safe yet
    DISK_SILENT = "disk_silent"  # its disk, or the one that it is to be copied to, does not respond
    STILL_WRITTEN = "still_written"  # its file is still being written


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a queued run has not started yet, with facts."""

    why: WaitReason
    facts: Facts = field(default_factory=dict)


# --- Notices: sent to subscribers, always after the commit; for clips that are not safe yet, an `Arriving`. ---


@dataclass(frozen=True, slots=True)
class Arriving:
    """A clip from a door is being taken in (`run.is_arriving`), or could be neither taken in nor recorded: the run has
    then failed. Its RunChanged comes once it is safe. One that is deleted leaves every list."""

    run: Run


@dataclass(frozen=True, slots=True)
class RunChanged:
    """A run was added or changed. One that is deleted (`run.is_deleted`) leaves every list."""

    run: Run


@dataclass(frozen=True, slots=True)
class SegmentsAdded:
    """A window of a run was finished and its text is stored."""

    run_id: str
    attempt: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class TextChanged:
    """A person edited the text of a run, or displays another of its texts: read it again."""

    run_id: str


@dataclass(frozen=True, slots=True)
class SpeakersChanged:
    """Who speaks in a run is looked for, or was found, or not."""

    job: SpeakerJob


@dataclass(frozen=True, slots=True)
class VoicesChanged:
    """A voice was remembered, or forgotten, or is called otherwise."""


@dataclass(frozen=True, slots=True)
class SessionsChanged:
    """A session was created, renamed or removed."""


@dataclass(frozen=True, slots=True)
class ModelsChanged:
    """A model was added or removed, or its download progressed: ask for the models, or for the downloads."""


@dataclass(frozen=True, slots=True)
class RegistryChanged:
    """Another program changed the registry: read what is on screen again."""


@dataclass(frozen=True, slots=True)
class EngineTrouble:
    """Something in the engine itself failed without ending it; `reason` says what."""

    reason: Reason


Notice: TypeAlias = (
    Arriving
    | RunChanged
    | SegmentsAdded
    | TextChanged
    | SpeakersChanged
    | VoicesChanged
    | SessionsChanged
    | ModelsChanged
    | RegistryChanged
    | EngineTrouble
)
