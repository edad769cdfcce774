"""Where in a clip each decoded sample belongs.

Players show a clip by its presentation times: its audio may begin after its picture, and a connection that failed for
a while has left a gap. Silence stands for what is missing, so that the words keep their times; what could not be
decoded is remembered, so that the run can say so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.segments import Span

if TYPE_CHECKING:
    import av

#: Containers whose packets carry times of their own. In others, times only count what came before, and FFmpeg may
#: count wrongly: there the samples themselves are counted.
TIMED = frozenset(
    {
        "3g2", "3gp", "asf", "avi", "dv", "flac", "flv", "gxf", "ismv", "live_flv", "m4a", "matroska", "mj2", "mov",
        "mp4", "mpeg", "mpegts", "mxf", "nsv", "nut", "ogg", "rm", "vob", "webm", "wtv",
    }
)  # fmt: skip
#: Times that differ by less are the rounding of a container, or a clock that runs a little wrong.
_JITTER_S = 0.04
#: What goes back further than this does not overlap: times have begun anew, as in files joined end to end.
_ANEW_S = 1.0
#: The longest silence that stands for what is missing, at once and altogether. Longer ones are errors of a clock.
_MAX_GAP_S = 3600.0
_MAX_GAPS_S = 12 * 3600.0
#: Gaps of at least this length are lost audio, no words are joined over them.
MIN_LOST_S = 0.25


@dataclass(slots=True)
class Timeline:
    """Follows one audio stream. Times in seconds from the clip's start."""

    #: The presentation time of the clip's start; None if times are only counted.
    origin_s: float | None
    #: What one unit of the stream's times is, in seconds.
    unit_s: float = 1.0
    #: Where the next sample goes.
    at_s: float = 0.0
    #: What is missing in the middle of the clip, in order.
    lost: list[Span] = field(default_factory=list)
    _has_begun: bool = False
    _gaps_s: float = 0.0

    def gap_before(self, frame: av.AudioFrame) -> float:
        """How many seconds are missing before a frame; negative if it repeats as many that were decoded already."""
        if self.origin_s is None or frame.pts is None:
            return 0.0
        gap_s = frame.pts * self.unit_s - self.origin_s - self.at_s
        if abs(gap_s) <= _JITTER_S:
            return 0.0
        if gap_s < -_ANEW_S or not self._has_room(gap_s):
            self.origin_s += gap_s
            return 0.0
        return gap_s

    def skip(self, seconds: float) -> float:
        """Note that so much is missing. Returns for how many seconds silence is to stand."""
        if not self._has_room(seconds):
            return 0.0
        if self._has_begun and seconds >= MIN_LOST_S:
            self.lost.append(Span(self.at_s, self.at_s + seconds))
        self._gaps_s += seconds
        self.at_s += seconds
        return seconds

    def add(self, frame: av.AudioFrame) -> None:
        """A frame was put in its place."""
        self.at_s += frame.samples / frame.sample_rate
        self._has_begun = True

    def _has_room(self, seconds: float) -> bool:
        return seconds <= _MAX_GAP_S and self._gaps_s + seconds <= _MAX_GAPS_S
