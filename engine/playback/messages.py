"""What the window and the process that plays tell each other.

The window sends one thing only: what it wants now. Whatever it wanted before and was not read yet is of no interest.
What comes back crosses as JSON, not as a pickle: the process opens untrusted files, and its output must be data only.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

from engine.errors import ProtocolError

#: What a report's facts may be.
Fact: TypeAlias = str | int | float


@dataclass(frozen=True, slots=True)
class ToPlay:
    """What is to be heard: a clip's track, from `at_s` seconds on, at that speed; or nothing, unless it `plays`.

    Each seek, pause and change of speed has a `turn` of its own, by which reports of earlier ones are known."""

    turn: int = 0
    path: Path | None = None
    #: The number of the track, ALL_TRACKS, or None for the usual one.
    track: int | None = None
    at_s: float = 0.0
    speed: float = 1.0
    plays: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """Whether there is a loudspeaker. Said at the start and whenever it changes."""

    is_there: bool
    kind: ClassVar[str] = "output"


@dataclass(frozen=True, slots=True)
class Heard:
    """Which second of the clip is heard at the moment `when`, by `time.perf_counter`, which all processes share."""

    turn: int
    at_s: float
    when: float
    kind: ClassVar[str] = "heard"


@dataclass(frozen=True, slots=True)
class HeardToEnd:
    """The clip was heard to its end."""

    turn: int
    kind: ClassVar[str] = "ended"


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be played, for the reason of that code."""

    turn: int
    code: str
    facts: dict[str, Fact] = field(default_factory=dict)
    kind: ClassVar[str] = "refused"


@dataclass(frozen=True, slots=True)
class PlayerDied:
    """The process that plays is gone. Said by the window's own side."""


Report: TypeAlias = Output | Heard | HeardToEnd | Refused

_KINDS: dict[str, type[Report]] = {each.kind: each for each in (Output, Heard, HeardToEnd, Refused)}


def encode(report: Report) -> bytes:
    """Serialize a report."""
    return json.dumps({"kind": report.kind, **asdict(report)}).encode()


def decode(data: bytes) -> Report:
    """Parse a report. Raises ProtocolError for anything else."""
    try:
        values = json.loads(data)
        kind = _KINDS[values.pop("kind")]
        report = kind(**values)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ProtocolError(detail=str(error)[:500]) from None
    if not _is_sound(report):
        raise ProtocolError(detail=repr(report)[:500])
    return report


def _is_sound(report: Report) -> bool:
    """Whether every value is of its type."""
    match report:
        case Output():
            return isinstance(report.is_there, bool)
        case Heard():
            return isinstance(report.turn, int) and _is_number(report.at_s) and _is_number(report.when)
        case HeardToEnd():
            return isinstance(report.turn, int)
        case Refused():
            facts = report.facts
            are_facts = isinstance(facts, dict) and all(isinstance(each, str | int | float) for each in facts.values())
            return isinstance(report.turn, int) and isinstance(report.code, str) and are_facts


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
