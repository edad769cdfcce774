"""The sound of a clip from any place on, as it is to be heard: stereo, at the loudspeaker's rate.

Every sample has the time that the transcript gives it (decision 16): silence stands for what is missing. A place is
sought in the container, a little before; what is decoded until there is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from engine.errors import ClipError
from engine.playback.mp3_frames import Mp3Frames, mp3_frames
from engine.playback.stereo import ToStereo
from engine.run import ALL_TRACKS
from engine.worker.audio import HIGHEST_RATE, without_start
from engine.worker.container import OpenClip, opened
from engine.worker.downmix import Downmix
from engine.worker.out_of_memory import raise_shortage
from engine.worker.timeline import TIMED, Timeline
from engine.worker.tracks import in_turn, marks_of

if TYPE_CHECKING:
    import av
    import numpy as np
    from numpy.typing import NDArray

    #: Samples in floating point, shape (count, 2).
    Stereo: TypeAlias = NDArray[np.float32]

#: How long before a place decoding begins, so that every codec is right when it comes there; then, where that led
#: behind the place, from further and further back, and from the beginning.
_BACK_S = (0.3, 3.0, 30.0)
#: A codec is right so long after its first packet.
_SETTLED_S = 0.1
#: An MP3's frames take from those before them: of low bit rates, from many.
_MP3_BACK_S = 0.6
#: Containers in which each stream has an index of its own.
_INDEXES_EACH = frozenset({"mov"})
#: Silence is handed on in blocks of this many seconds.
_SILENCE_S = 0.5


class Source:
    """One clip, open. `track`: its number, ALL_TRACKS, or None for the usual one."""

    def __init__(self, path: Path, track: int | None, rate: int, frames: Mp3Frames | None = None) -> None:
        """`frames`: of an MP3, if they are known. Raises ClipError."""
        self.rate = rate
        self._frames = frames
        self._files = ExitStack()
        try:
            self._tracks = self._opened(path, track)
        except BaseException:
            self._files.close()
            raise

    def _opened(self, path: Path, track: int | None) -> list[_Track]:
        for looks_far in (False, True):
            with opened(path, looks_far=looks_far) as clip:
                numbers = in_turn(clip.container)
                is_known = bool(clip.container.streams.audio)
            if numbers:
                one = track if track is not None and track in numbers else numbers[0]
                wanted = numbers if track == ALL_TRACKS else [one]
                return [self._files.enter_context(_Track(path, number, looks_far, self._frames)) for number in wanted]
            if looks_far:
                raise ClipError("audio_unknown" if is_known else "no_audio", name=path.name)
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Let go of the file. Idempotent."""
        self._files.close()

    def blocks(self, from_s: float) -> Iterator[Stereo]:
        """The sound from there on, without a gap, to the clip's end."""
        readers = [_exact(track.pieces(from_s), from_s, self.rate) for track in self._tracks]
        return readers[0] if len(readers) == 1 else _together(readers)


def _exact(pieces: Iterator[av.AudioFrame | float], from_s: float, rate: int) -> Iterator[Stereo]:
    """Frames, and seconds of silence between them, as samples that begin at exactly that time. The first piece is the
    time of the second."""
    import numpy as np

    first_s = next(pieces, None)
    if not isinstance(first_s, float):
        return
    to_stereo = ToStereo(rate)
    dropped = round((from_s - first_s) * rate)
    if dropped < 0:
        yield from _silence(-dropped, rate)
        dropped = 0
    for piece in pieces:
        blocks = to_stereo.feed(piece) if not isinstance(piece, float) else chain(
            to_stereo.end(), _silence(round(piece * rate), rate)
        )  # fmt: skip
        for block in blocks:
            kept, dropped = block[dropped:], max(0, dropped - len(block))
            if len(kept):
                yield np.ascontiguousarray(kept)
    yield from (block[dropped:] for block in to_stereo.end() if len(block) > dropped)


def _silence(count: int, rate: int) -> Iterator[Stereo]:
    import numpy as np

    at_once = round(_SILENCE_S * rate)
    for begin in range(0, count, at_once):
        yield np.zeros((min(at_once, count - begin), 2), np.float32)


def _together(readers: list[Iterator[Stereo]]) -> Iterator[Stereo]:
    """All tracks mixed, as if each were a channel, to the end of the longest."""
    import numpy as np

    waiting = [np.zeros((0, 2), np.float32) for _ in readers]
    downmix = Downmix(len(readers))
    while True:
        for number, reader in enumerate(readers):
            if not len(waiting[number]):
                waiting[number] = next(reader, waiting[number])
        count = min((len(block) for block in waiting if len(block)), default=0)
        if not count:
            return
        silence = np.zeros(count, np.float32)
        channels = [block[:count].mean(axis=1) if len(block) else silence for block in waiting]
        mixed = downmix.mixed(np.stack(channels, axis=1).astype(np.float32))
        yield np.repeat(mixed[:, None], 2, axis=1)
        waiting = [block[count:] for block in waiting]


class _Track:
    """One audio track of a clip, in a file of its own."""

    def __init__(self, path: Path, number: int, looks_far: bool, frames: Mp3Frames | None) -> None:
        self._path = path
        self._number = number
        self._looks_far = looks_far
        self._file = ExitStack()
        self._is_fresh = False
        self._mp3: Mp3Frames | None = None
        self._open()
        self._is_timed = not TIMED.isdisjoint(self._names)
        stream = self._stream
        unit_s = float(stream.time_base or 1.0)
        #: The time, as the container counts, at which the clip begins.
        self._origin_s = (self._clip.container.start_time or 0) / 1_000_000
        if not self._is_timed and stream.start_time is not None:
            self._origin_s = stream.start_time * unit_s
        if "mp3" in self._names:
            self._mp3 = frames or _frames_of(path)

    def __enter__(self) -> _Track:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _open(self, begin: int = 0) -> None:
        """Open the file, from its beginning or from a byte on."""
        self._file.close()
        form = "mp3" if begin else None
        looks_far = self._looks_far and not begin
        self._clip: OpenClip = self._file.enter_context(opened(self._path, looks_far=looks_far, begin=begin, form=form))
        self._names = self._clip.container.format.name.split(",")
        self._stream = self._clip.container.streams.audio[self._number - 1]
        self._is_fresh = True

    def pieces(self, from_s: float) -> Iterator[av.AudioFrame | float]:
        """The time of the first frame, then frames, and seconds of silence between them; nothing behind the end."""
        if self._mp3 is not None and from_s > _MP3_BACK_S:
            yield from self._mp3_pieces(self._mp3, from_s)
            return
        frames = self._frames_at(from_s) if self._mp3 is None else self._from_beginning()
        first = next(frames, None)
        if isinstance(first, float):
            first = next(frames, None)
        if first is None or isinstance(first, float):
            return
        first_s = self._time_of(first)
        yield first_s
        yield from self._placed(chain([first], frames), first_s)

    def _mp3_pieces(self, mp3: Mp3Frames, from_s: float) -> Iterator[av.AudioFrame | float]:
        """From a frame whose number is known. The container is opened there, as if the file began with it."""
        frame_s = mp3.samples / mp3.rate
        place = mp3.place_of(max(0, int((from_s + self._origin_s - _MP3_BACK_S) / frame_s)))
        if place is None:
            return
        number, begin = place
        self._open(begin)
        self._is_fresh = False
        frames = self._decoded()
        first = next((frame for frame in frames if not isinstance(frame, float)), None)
        if first is None:
            return
        unit_s, start = float(self._stream.time_base or 1.0), self._stream.start_time or 0
        first_s = number * frame_s - self._origin_s + ((first.pts or start) - start) * unit_s
        yield first_s
        yield from self._placed(chain([first], frames), first_s)

    def _placed(self, frames: Iterator[av.AudioFrame | float], first_s: float) -> Iterator[av.AudioFrame | float]:
        """The same, with silence for what is missing and without what comes twice."""
        unit_s = float(self._stream.time_base or 1.0)
        timeline = Timeline(self._origin_s if self._is_timed else None, unit_s, first_s)
        for frame in frames:
            if isinstance(frame, float):
                if not self._is_timed:
                    yield timeline.skip(frame)
                continue
            gap_s = timeline.gap_before(frame)
            if gap_s > 0:
                yield timeline.skip(gap_s)
            whole = frame if gap_s >= 0 else without_start(frame, round(-gap_s * frame.sample_rate))
            if whole is not None:
                timeline.add(whole)
                yield whole

    def _frames_at(self, from_s: float) -> Iterator[av.AudioFrame | float]:
        """Frames from a little before that time on, or the next ones if nothing is there."""
        behind: Iterator[av.AudioFrame | float] | None = None
        for back_s in _BACK_S:
            if from_s - back_s <= 0 or not self._seek(from_s - back_s):
                break
            frames = self._decoded()
            first = next(frames, None)
            if first is None:
                continue
            if isinstance(first, float) or self._time_of(first) <= from_s - _SETTLED_S:
                return chain([first], frames)
            behind = chain([first], frames)
        if behind is not None:  # the audio has a gap there
            return behind
        return self._from_beginning()

    def _from_beginning(self) -> Iterator[av.AudioFrame | float]:
        if not self._is_fresh:
            self._open()
        self._is_fresh = False
        return self._decoded()

    def _seek(self, to_s: float) -> bool:
        """Go to a place at or before that time, if the container can."""
        import av

        container, at_s = self._clip.container, to_s + self._origin_s
        self._is_fresh = False
        try:
            if self._has_picture() and _INDEXES_EACH.isdisjoint(self._names):
                container.seek(round(at_s * 1_000_000))
            else:
                container.seek(round(at_s / float(self._stream.time_base or 1.0)), stream=self._stream)
        except (av.FFmpegError, OSError) as error:
            raise_shortage(error)
            return False
        return True

    def _has_picture(self) -> bool:
        return any("attached_pic" not in marks_of(stream) for stream in self._clip.container.streams.video)

    def _time_of(self, frame: av.AudioFrame) -> float:
        """When it is heard; at the beginning, if the container does not say."""
        unit_s = float(self._stream.time_base or 1.0)
        return 0.0 if frame.pts is None else frame.pts * unit_s - self._origin_s

    def _decoded(self) -> Iterator[av.AudioFrame | float]:
        """The frames from here on, and how many seconds those packets last that cannot be decoded."""
        import av

        unit_s = float(self._stream.time_base or 1.0)
        packets = self._clip.container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except (av.FFmpegError, OSError) as error:
                raise_shortage(error)
                return
            if packet is None:
                return
            try:
                frames = packet.decode()
            except (av.FFmpegError, OSError) as error:
                raise_shortage(error)
                yield float((packet.duration or 0) * unit_s)
                continue
            for frame in frames:
                if isinstance(frame, av.AudioFrame) and 0 < frame.sample_rate <= HIGHEST_RATE:
                    yield frame


def _frames_of(path: Path) -> Mp3Frames | None:
    """Where its frames lie, if that can be told. Raises ClipError if the disk refuses."""
    try:
        return mp3_frames(path)
    except OSError as error:
        raise ClipError("clip_unreadable", name=path.name, detail=error.strerror or str(error)) from error
