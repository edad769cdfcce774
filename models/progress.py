"""The progress of a download, as reported by its process to those who wait."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from models.errors import DownloadError, ModelStoreError

#: The period over which the speed is averaged.
_PACE_S = 10.0


class DownloadPhase(StrEnum):
    """What is being done for the model."""

    #: Another process is downloading the same model: its result will be used.
    WAITING = "waiting"
    LISTING = "listing"
    DOWNLOADING = "downloading"
    #: The connection was cut, stalled or refused; the next try follows after a pause.
    RETRYING = "retrying"
    CHECKING = "checking"


def percent_of(done_bytes: int, total_bytes: int) -> int:
    """The percentage, 100 only when every byte is here; 0 while the total is unknown."""
    return done_bytes * 100 // total_bytes if total_bytes else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress at one moment."""

    model_id: str
    phase: DownloadPhase
    done_bytes: int = 0
    #: 0 while unknown.
    total_bytes: int = 0
    #: The file being downloaded; empty if there is none.
    file: str = ""
    #: The reason for a pause, as a code of DownloadError; empty if there is none.
    trouble: str = ""

    @property
    def percent(self) -> int:
        """The percentage, 100 only when every byte is here."""
        return percent_of(self.done_bytes, self.total_bytes)


@dataclass(frozen=True, slots=True)
class Ended:
    """The model is installed, complete and verified."""

    model_id: str
    #: Its folder.
    path: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class DownloadFailed:
    """The download failed, for a reason of `models.errors`."""

    model_id: str
    code: str
    facts: dict[str, str | int | float]

    def error(self) -> DownloadError:
        """The error as it would have been raised."""
        return DownloadError(self.code, **self.facts)

    @classmethod
    def of(cls, model_id: str, error: ModelStoreError) -> DownloadFailed:
        return cls(model_id, error.code, error.facts)


Report = Progress | Ended | DownloadFailed


class TransferRate:
    """The recent speed and the remaining time, computed from the bytes that have arrived."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque()

    def add(self, at_s: float, done_bytes: int) -> None:
        """Record the bytes that are here at a moment of any steady clock, in seconds."""
        if self._marks and done_bytes < self._marks[-1][1]:
            self._marks.clear()  # a file arrived damaged and is downloaded again
        self._marks.append((at_s, done_bytes))
        while len(self._marks) > 2 and self._marks[1][0] <= at_s - _PACE_S:
            self._marks.popleft()

    @property
    def bytes_per_s(self) -> float | None:
        """The speed; None until two moments are known."""
        if len(self._marks) < 2:
            return None
        (first_s, first), (last_s, last) = self._marks[0], self._marks[-1]
        return (last - first) / (last_s - first_s) if last_s > first_s else None

    def left_s(self, total_bytes: int) -> float | None:
        """Seconds until everything is here at this speed; None while nothing arrives."""
        speed = self.bytes_per_s
        return (total_bytes - self._marks[-1][1]) / speed if speed else None
