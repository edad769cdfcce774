"""What the engine tells: the rows of a run's story, and the notices that something stored has changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from engine.run import Facts, Ordering, Reason, Run, Segment, State


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
    EXPORTED = "exported"
    EXPORT_FAILED = "export_failed"
    AUDIO_REMOVED = "audio_removed"
    #: Nobody can tell any more what it was. It is only ever read.
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class RunEvent:
    """One row of a run's story. `sequence` counts from 1 within the run; `at` is Unix seconds."""

    run_id: str
    sequence: int
    at: float
    kind: EventKind
    attempt: int
    from_state: State | None
    to_state: State | None
    detail: Facts = field(default_factory=dict)


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
class Found:
    """A segment that a search found, with its run."""

    run: Run
    start_s: float
    end_s: float
    text: str
    segment_id: int = 0


class WaitReason(StrEnum):
    """Why a queued run has not begun yet."""

    NEXT = "next"  # it is about to begin
    PLACES_TAKEN = "places_taken"  # as many runs as the worker takes are running
    LONG_PLACES_TAKEN = "long_places_taken"  # long clips go a few at a time, so that short ones pass
    EARLIER_IN_SESSION = "earlier_in_session"  # its session goes in order
    ENGINE_STARTING = "engine_starting"
    ENGINE_TROUBLE = "engine_trouble"  # it could not start, or the registry could not be written; it is tried again
    NOT_WORKING = "not_working"  # this engine only looks
    MODEL_COMING = "model_coming"  # its model is being downloaded
    MODEL_PAUSED = "model_paused"  # a person paused that download
    MEMORY = "memory"  # its model does not fit into what is free of the memory now
    MODEL_DELAYED = "model_delayed"  # the network fails that download now; it is tried again
    BEING_TAKEN_IN = "being_taken_in"  # it is being copied into the vault, and not safe yet
    DISK_SILENT = "disk_silent"  # the disk that it is on, or is to come to, does not answer
    STILL_WRITTEN = "still_written"  # its file is not finished


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a queued run has not begun yet, and what there is to say of that."""

    why: WaitReason
    facts: Facts = field(default_factory=dict)


# --- Notices: what subscribers get, always after the commit; of clips that are not safe yet, an `Arriving`. ---


@dataclass(frozen=True, slots=True)
class Arriving:
    """A clip that a door took is being taken in (`run.is_arriving`), or the registry could not be told that it was not:
    then the run has failed. Its RunChanged comes once it is safe. One that is deleted leaves every list."""

    run: Run


@dataclass(frozen=True, slots=True)
class RunChanged:
    """A run was added or is different now. One that is deleted (`run.is_deleted`) leaves every list."""

    run: Run


@dataclass(frozen=True, slots=True)
class SegmentsAdded:
    """A window of a run was finished and its text is stored."""

    run_id: str
    attempt: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class TextChanged:
    """A person edited the text of a run, or shows another of its texts: read it again."""

    run_id: str


@dataclass(frozen=True, slots=True)
class SessionsChanged:
    """A session was made, renamed or removed."""


@dataclass(frozen=True, slots=True)
class ModelsChanged:
    """A model came, went or is further on its way: ask for the models, or for the downloads."""


@dataclass(frozen=True, slots=True)
class RegistryChanged:
    """Another program changed the registry: read again what is on screen."""


@dataclass(frozen=True, slots=True)
class EngineTrouble:
    """Something in the engine itself broke and was survived; `reason` says what."""

    reason: Reason


Notice: TypeAlias = (
    Arriving
    | RunChanged
    | SegmentsAdded
    | TextChanged
    | SessionsChanged
    | ModelsChanged
    | RegistryChanged
    | EngineTrouble
)
