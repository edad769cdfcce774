"""The messages between engine and worker. Every message of an attempt carries `(run_id, attempt)`.

Messages travel as JSON, not as pickles: a worker decodes untrusted files, and its output must be data only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from engine.channels import Channels
from engine.errors import ProtocolError
from engine.run import NO_FACTS, Options, Phase, SoundFacts
from engine.segments import FinishedWindow
from models.store import Model

if TYPE_CHECKING:
    from pydantic import TypeAdapter

#: The maximum number of processor threads per batch, if there are enough for several: CTranslate2's own default.
LANE_THREADS = 4
#: A run's attempt, as identified in messages.
Key: TypeAlias = tuple[str, int]
#: Peaks in a second of audio. Each is one byte: 0 for silence, 255 for the loudest that there can be.
PEAKS_PER_S = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """How to run an attempt: on which device, with which compute type, how many windows at once, on how many processor
    threads."""

    #: "cpu", "cuda:0", …
    device: str = "cpu"
    compute_type: str = "int8"
    batch_size: int = 8
    threads: int = 1

    @property
    def lanes(self) -> int:
        """How many batches are transcribed side by side; they share the windows and the threads.

        Threads that share an operation wait for each other, longest when they compete for a core: on two cores, two
        batches of one thread each take half the time of one batch on two."""
        if self.device != "cpu":
            return 1
        return min(self.batch_size, max(min(2, self.threads), self.threads // LANE_THREADS))


# --- to the worker ---


@dataclass(frozen=True, slots=True)
class Start:
    """Transcribe a clip from `resume_at_s` on; its next window is `next_number`."""

    run_id: str
    attempt: int
    path: Path
    model: Model
    options: Options
    plan: Plan
    resume_at_s: float = 0.0
    next_number: int = 0
    #: The end of the text so far, for `careful`; and its language.
    previous_text: str = ""
    language: str | None = None
    #: Where the peaks of the clip are kept; made there if they are not, once the clip was read to its end.
    peaks: Path | None = None
    #: Whether nothing else may be processed until its first window is done.
    alone: bool = False
    #: The languages that were detected in the session's last clips, newest first.
    session_languages: tuple[str, ...] = ()
    #: The track to read, as in Options: that in which an earlier attempt found speech. None: not known yet.
    track: int | None = None
    #: What to do with two channels: as in Options, or what an earlier attempt did; and until where each is done.
    channels: Channels = Channels.DETECT
    resume_channels_at_s: tuple[float, ...] = ()
    #: What speakers are called: “{}” is their number.
    naming: str = "{}"
    kind: Literal["start"] = "start"


@dataclass(frozen=True, slots=True)
class Drop:
    """Stop working on an attempt; answered by Dropped, unless it has ended meanwhile."""

    run_id: str
    attempt: int
    kind: Literal["drop"] = "drop"


@dataclass(frozen=True, slots=True)
class Probe:
    """Read the length of a clip that is still waiting."""

    run_id: str
    path: Path
    kind: Literal["probe"] = "probe"


@dataclass(frozen=True, slots=True)
class Warm:
    """Load a model that will soon be needed, unless there is something better to do."""

    model: Model
    plan: Plan
    kind: Literal["warm"] = "warm"


# --- from the worker ---


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker is up and listening."""

    kind: Literal["ready"] = "ready"


@dataclass(frozen=True, slots=True)
class Probed:
    """The length of a clip in seconds, None if its container does not state it."""

    run_id: str
    duration_s: float | None
    kind: Literal["probed"] = "probed"


@dataclass(frozen=True, slots=True)
class Busy:
    """What a lane of the worker is doing from now on. If the worker dies, these runs are the suspects; if the lane is
    silent for `limit_s`, it is hung. No limit: the lane is idle."""

    lane: Literal["decode", "infer"]
    run_ids: tuple[str, ...] = ()
    limit_s: float | None = None
    #: The number of the lane among those that infer.
    number: int = 0
    kind: Literal["busy"] = "busy"


@dataclass(frozen=True, slots=True)
class Opened:
    """A track of the clip of an attempt is being read. It may be followed by another, if nobody speaks in it."""

    run_id: str
    attempt: int
    duration_s: float | None
    sound: SoundFacts = NO_FACTS
    kind: Literal["opened"] = "opened"


@dataclass(frozen=True, slots=True)
class PhaseEntered:
    """The current phase of an attempt, with the device once it is known."""

    run_id: str
    attempt: int
    phase: Phase
    device: str | None = None
    kind: Literal["phase"] = "phase"


@dataclass(frozen=True, slots=True)
class WindowDone:
    """A window was transcribed, and it is not the last one."""

    run_id: str
    attempt: int
    window: FinishedWindow
    kind: Literal["window"] = "window"


@dataclass(frozen=True, slots=True)
class Finished:
    """The attempt is complete, with its last window if there was anything to transcribe."""

    run_id: str
    attempt: int
    window: FinishedWindow | None
    duration_s: float | None
    sound: SoundFacts = NO_FACTS
    kind: Literal["finished"] = "finished"


@dataclass(frozen=True, slots=True)
class Failed:
    """The attempt cannot be finished, for a reason that a retry would not change."""

    run_id: str
    attempt: int
    code: str
    facts: dict[str, str | int | float] = field(default_factory=dict)
    kind: Literal["failed"] = "failed"


@dataclass(frozen=True, slots=True)
class Broken:
    """An attempt hit an error that says nothing about its clip, and the worker ends: the fault may be its own. The
    attempt is the suspect."""

    run_id: str
    attempt: int
    detail: str
    kind: Literal["broken"] = "broken"


@dataclass(frozen=True, slots=True)
class Dropped:
    """The attempt was stopped as requested; nothing more will be sent about it."""

    run_id: str
    attempt: int
    kind: Literal["dropped"] = "dropped"


Command: TypeAlias = Start | Drop | Probe | Warm
Message: TypeAlias = Ready | Probed | Busy | Opened | PhaseEntered | WindowDone | Finished | Failed | Broken | Dropped


@cache
def _adapter() -> TypeAdapter[Command | Message]:
    from pydantic import ConfigDict, Discriminator, TypeAdapter

    # NaN and infinity cannot be stored: they must be stopped here, not in the registry.
    finite = ConfigDict(allow_inf_nan=False)
    return TypeAdapter(Annotated[Command | Message, Discriminator("kind")], config=finite)


def encode(message: Command | Message) -> bytes:
    """Serialize a message. A path that is no UTF-8 has lone surrogates in Python, which only Python's own JSON knows;
    what a worker tells of one is for people to read."""
    from pydantic_core import PydanticSerializationError

    try:
        return _adapter().dump_json(message)
    except PydanticSerializationError:
        values = _adapter().dump_python(message, mode="json")
        return json.dumps(values, ensure_ascii=isinstance(message, Command)).encode("utf-8", "replace")


def decode(data: bytes) -> Command | Message:
    """Parse the message in `data`. Raises ProtocolError for anything else."""
    from pydantic import ValidationError

    try:
        return _adapter().validate_json(data)
    except ValidationError as error:
        if (command := _command_of(data)) is not None:
            return command
        raise ProtocolError(detail=str(error)[:500]) from None


def _command_of(data: bytes) -> Command | None:
    """The command in `data`, with a path that is no UTF-8. A worker has no reason to send one."""
    try:
        message = _adapter().validate_python(json.loads(data))
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, Command) else None
