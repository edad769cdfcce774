"""How far a model is on its way here, as the process that fetches it tells those who wait: one line of JSON each."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import asdict, dataclass
from enum import StrEnum

from models.errors import DownloadError, ModelStoreError

#: The stretch over which the speed is taken.
_PACE_S = 10.0


class DownloadPhase(StrEnum):
    """What is being done for the model."""

    #: Another process fetches the same model: its result will do.
    WAITING = "waiting"
    LISTING = "listing"
    DOWNLOADING = "downloading"
    #: The connection was cut, stalled or refused; the next try comes after a pause.
    RETRYING = "retrying"
    CHECKING = "checking"


def percent_of(done_bytes: int, total_bytes: int) -> int:
    """100 only when every byte is here; 0 while it is not known how many there are."""
    return done_bytes * 100 // total_bytes if total_bytes else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment on the way."""

    model_id: str
    phase: DownloadPhase
    done_bytes: int = 0
    #: 0 until it is known.
    total_bytes: int = 0
    #: The file that is on its way; empty if none is.
    file: str = ""
    #: Why there is a pause, as a code of DownloadError; empty if there is none.
    trouble: str = ""

    @property
    def percent(self) -> int:
        """100 only when every byte is here."""
        return percent_of(self.done_bytes, self.total_bytes)


@dataclass(frozen=True, slots=True)
class Ended:
    """The model is there, whole and checked."""

    model_id: str
    #: Its folder.
    path: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class DownloadFailed:
    """It is not, for a reason of `models.errors`."""

    model_id: str
    code: str
    facts: dict[str, str | int | float]

    def error(self) -> DownloadError:
        """As it would have been raised."""
        return DownloadError(self.code, **self.facts)

    @classmethod
    def of(cls, model_id: str, error: ModelStoreError) -> DownloadFailed:
        return cls(model_id, error.code, error.facts)


Report = Progress | Ended | DownloadFailed

_KINDS: dict[str, type[Progress] | type[Ended] | type[DownloadFailed]] = {
    "progress": Progress,
    "ended": Ended,
    "failed": DownloadFailed,
}


def to_line(report: Report) -> str:
    """One line, without its end."""
    kind = next(kind for kind, report_type in _KINDS.items() if isinstance(report, report_type))
    return json.dumps({"kind": kind, **asdict(report)})


def from_line(line: str) -> Report:
    """What `to_line` wrote. Raises ValueError for anything else."""
    data = json.loads(line)
    try:
        report_type = _KINDS[data.pop("kind")]
        if report_type is Progress:
            data["phase"] = DownloadPhase(data["phase"])
        return report_type(**data)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"no report: {line!r}") from error


class TransferRate:
    """The speed of the last seconds and the time that is left, from the bytes that have arrived."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque()

    def add(self, at_s: float, done_bytes: int) -> None:
        """Bytes that are here at a moment of any steady clock, in seconds."""
        if self._marks and done_bytes < self._marks[-1][1]:
            self._marks.clear()  # a file came damaged and comes once more
        self._marks.append((at_s, done_bytes))
        while len(self._marks) > 2 and self._marks[1][0] <= at_s - _PACE_S:
            self._marks.popleft()

    @property
    def bytes_per_s(self) -> float | None:
        """None until two moments are known."""
        if len(self._marks) < 2:
            return None
        (first_s, first), (last_s, last) = self._marks[0], self._marks[-1]
        return (last - first) / (last_s - first_s) if last_s > first_s else None

    def left_s(self, total_bytes: int) -> float | None:
        """Seconds until all is here at this speed; None while nothing arrives."""
        speed = self.bytes_per_s
        return (total_bytes - self._marks[-1][1]) / speed if speed else None
