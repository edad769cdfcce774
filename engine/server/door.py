"""How the HTTP door is set: who is let in, and what is done with clips that say nothing of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from engine.run import Options
from engine.server.form import UploadLimits
from engine.text.speakers import number_asked

#: The session of clips that name none.
SESSION = "HTTP"


@dataclass(frozen=True, slots=True)
class DoorSettings:
    """How the door is set."""

    token: str
    #: Whether it can be reached from this computer only.
    is_for_loopback: bool = True
    session: str = SESSION
    #: Whether to find out who speaks, as `engine.text.speakers.number_asked` reads it; None as is set for every door.
    speakers: str | None = None
    limits: UploadLimits = field(default_factory=UploadLimits)

    def options(self, usual: Options) -> Options:
        """The options of a clip that asks for nothing else. `usual`: what is set for every door."""
        return usual if self.speakers is None else replace(usual, speakers=number_asked(self.speakers))
