"""What the window and the process of its doors tell each other.

The window sends one thing only: which doors it wants open now. What comes back crosses as JSON, not as a pickle: the
process reads what other programs send, and its output must be data only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from engine.errors import ProtocolError
from engine.run import Reason
from engine.settings import Settings, WatchedFolder


@dataclass(frozen=True, slots=True)
class WantedDoors:
    """The doors that are to be open. None at all is the process's order to end."""

    #: Where the HTTP door listens; None for nowhere.
    port: int | None = None
    #: Changes with the token, which the process reads anew then.
    turn: int = 0
    folders: tuple[WatchedFolder, ...] = ()

    @classmethod
    def by(cls, settings: Settings, turn: int = 0) -> WantedDoors:
        """What the settings ask for."""
        return cls(settings.http_port if settings.serves_http else None, turn, settings.watched_folders)

    @property
    def is_anything(self) -> bool:
        return self.port is not None or bool(self.folders)


class Cause(BaseModel):
    """A reason, as it crosses."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    facts: dict[str, str | int | float] = {}

    @classmethod
    def of(cls, reason: Reason) -> Cause:
        return cls(code=reason.code, facts=dict(reason.facts))

    @property
    def reason(self) -> Reason:
        return Reason(self.code, self.facts)


class DoorsStanding(BaseModel):
    """How it is with the doors now. Sent at the start, and whenever it changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["standing"] = "standing"
    #: Where the HTTP door listens; "" where it does not.
    url: str = ""
    #: Why it does not, although it is wanted.
    refused: Cause | None = None
    #: The folders that are looked at, and what is wrong with them.
    watched: tuple[str, ...] = ()
    troubles: dict[str, Cause] = {}


class Told(BaseModel):
    """Something that people should know, once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["told"] = "told"
    cause: Cause


Report: TypeAlias = DoorsStanding | Told

_REPORTS: TypeAdapter[Report] = TypeAdapter(Annotated[Report, Field(discriminator="kind")])


def encode(report: Report) -> bytes:
    """Serialize a report."""
    return report.model_dump_json().encode()


def decode(data: bytes) -> Report:
    """Parse a report. Raises ProtocolError for anything else."""
    try:
        return _REPORTS.validate_json(data)
    except ValidationError as error:
        raise ProtocolError(detail=str(error)[:500]) from None
