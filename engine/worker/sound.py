"""What is found out about a clip while it is read, and what of it is worth telling. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from engine.channels import CHANNELS
from engine.run import ALL_TRACKS, ONLY_SILENCE, Reason, SoundFacts, Track
from engine.segments import Span
from engine.worker.peaks import Peaks

#: What listens wants so many samples a second, mono.
SAMPLE_RATE = 16_000
#: A clip breaks off if it ends so much earlier than it states: in seconds, and as a fraction of that.
_BREAKS_OFF_S = 1.0
_BREAKS_OFF = 0.01
#: Less lost audio than this is not told.
_MIN_TOLD_S = 0.5
#: Losses that are this close together are one.
_SAME_LOSS_S = 1.0


@dataclass(slots=True)
class Sound:
    """The sound of one clip, as far as it was read."""

    tracks: tuple[Track, ...] = ()
    #: The number of the track that is read, or ALL_TRACKS; None before.
    track: int | None = None
    #: The numbers of the tracks that have two channels, and whether those of the one that is read are heard apart.
    in_stereo: frozenset[int] = frozenset()
    is_apart: bool = False
    #: The length in seconds that the container states; None if it states none that is credible. It may be an estimate.
    stated_s: float | None = None
    is_estimate: bool = False
    #: How far it was read, in seconds, and whether that is to its end.
    read_s: float = 0.0
    is_read: bool = False
    #: Whether nothing that was read is louder than the last bit of a 16-bit sample.
    is_silent: bool = True
    #: How loud what was read is, over its time.
    peaks: Peaks = field(default_factory=lambda: Peaks(SAMPLE_RATE))
    #: Audio in between that is missing or could not be decoded, in order.
    lost: list[Span] = field(default_factory=list)

    def adopt(self, other: Sound) -> None:
        """Become equal to another."""
        for one in fields(self):
            setattr(self, one.name, getattr(other, one.name))

    @property
    def length_s(self) -> float | None:
        """The clip's length in seconds: as read, or as stated until all was."""
        return self.read_s if self.is_read else self.stated_s

    @property
    def facts(self) -> SoundFacts:
        """What is worth keeping."""
        channels = CHANNELS if self.is_apart else 1
        if len(self.tracks) < 2:
            return SoundFacts(notes=self._notes(), channels=channels)
        return SoundFacts(self.track, self.tracks, self._notes(), channels)

    def _notes(self) -> tuple[Reason, ...]:
        notes: list[Reason] = []
        stated_s = self.stated_s if self.is_read and not self.is_estimate else None
        if stated_s is not None and stated_s - self.read_s > max(_BREAKS_OFF_S, _BREAKS_OFF * stated_s):
            notes.append(Reason("breaks_off", {"at_s": round(self.read_s, 1), "stated_s": round(stated_s, 1)}))
        losses = _joined(self.lost)
        if (lost_s := sum(loss.length_s for loss in losses)) >= _MIN_TOLD_S:
            first = round(losses[0].start_s, 1)
            notes.append(Reason("audio_lost", {"lost_s": round(lost_s, 1), "at_s": first, "places": len(losses)}))
        usable = sum(track.is_decodable for track in self.tracks)
        if self.is_read and self.is_silent and not losses and (usable < 2 or self.track == ALL_TRACKS):
            notes.append(Reason(ONLY_SILENCE))
        if self.track and usable > 1:
            notes.append(Reason("one_track", {"track": self.track, "tracks": len(self.tracks)}))
        return tuple(notes)


def _joined(losses: list[Span]) -> list[Span]:
    """The same, those close together joined."""
    joined: list[Span] = []
    for loss in losses:
        is_same = bool(joined) and loss.start_s - joined[-1].end_s < _SAME_LOSS_S
        joined.append(Span(joined.pop().start_s if is_same else loss.start_s, loss.end_s))
    return joined
