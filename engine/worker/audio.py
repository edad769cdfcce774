"""Decode a clip to samples: one of its audio tracks, or all of them together, 16 kHz, mono or with both channels.

Every sample has the time at which players play it: silence stands for what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from engine.channels import CHANNELS
from engine.errors import ClipError
from engine.recording.samples import NOTHING
from engine.run import ALL_TRACKS
from engine.worker.container import OpenClip, opened
from engine.worker.downmix import Downmix
from engine.worker.out_of_memory import raise_shortage
from engine.worker.peaks import Peaks
from engine.worker.resampling import Resampler
from engine.worker.sound import SAMPLE_RATE, Sound
from engine.worker.timeline import TIMED, Timeline
from engine.worker.tracks import in_stereo, in_turn, marks_of, tracks_of

if TYPE_CHECKING:
    import av
    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float32]

#: Longer than any real clip. A few kilobytes can claim to last for centuries, and decode to that much silence.
LONGEST_CLIP_S = 7 * 24 * 3600.0
#: Higher than any recorder's rate, in Hz. Resampling from over a billion takes minutes per sample.
HIGHEST_RATE = 2_000_000
#: Silence is handed on in blocks of this many samples.
_SILENCE_BLOCK = 10 * SAMPLE_RATE
#: A packet that cannot be decoded counts by its size if it has so many times the usual one, or more.
_OVERSIZE = 4.0
#: Containers that state a length for each of their tracks.
_STATES_EACH = frozenset({"mov"})
_TAGGED_END = re.compile(r"(\d+):(\d\d):(\d\d\.?\d*)")
#: A length that is this close to what the size and the bit rate give was not stated, but estimated from them.
_ESTIMATE = 0.005


def warm() -> None:
    """Load the libraries that reading a clip needs, which takes longer than reading a short one."""
    import av  # noqa: F401
    from faster_whisper.vad import get_vad_model

    get_vad_model()


def probe(path: Path) -> float | None:
    """Return the clip's length in seconds as its container states it, or None if that is not credible. Raises
    ClipError."""
    with opened(path) as clip:
        numbers = in_turn(clip.container)
        return _stated_length(clip, clip.container.streams.audio[numbers[0] - 1]) if numbers else None


def track_numbers(path: Path, sound: Sound) -> list[int]:
    """The tracks that can be decoded, in the order in which to try them. All are noted in `sound`. Raises ClipError,
    no_audio or audio_unknown if there are none."""
    for looks_far in (False, True):
        with opened(path, looks_far=looks_far) as clip:
            sound.tracks = tracks_of(clip.container)
            sound.in_stereo = in_stereo(clip.container)
            if numbers := in_turn(clip.container):
                return list(numbers)
    raise ClipError("audio_unknown" if sound.tracks else "no_audio", name=path.name)


def decode(
    path: Path, sound: Sound | None = None, track: int | None = None, *, is_apart: bool = False
) -> Iterator[Samples]:
    """Yield the samples of a track of the clip, by its number, or of ALL_TRACKS mixed; without one, of the first. Notes
    in `sound` what is read. Damaged parts become silence. `is_apart`: give both channels of a track that has two,
    samples of shape (count, 2). Raises ClipError if the track cannot be read at all or does not end."""
    import numpy as np

    sound = sound or Sound()
    if track is None or not sound.tracks:
        numbers = track_numbers(path, sound)
        track = numbers[0] if track is None else track
    sound.track, sound.lost, sound.read_s, sound.is_read, sound.is_silent = track, [], 0.0, False, True
    sound.peaks, sound.is_apart = Peaks(SAMPLE_RATE), is_apart
    blocks = _all_tracks(path, sound) if track == ALL_TRACKS else _track(path, sound, track, is_apart=is_apart)
    count = 0
    for block in blocks:
        count += len(block)
        sound.read_s = count / SAMPLE_RATE
        sound.peaks.add(block if block.ndim == 1 else np.abs(block).max(axis=1))
        sound.is_silent = sound.is_silent and not np.any(np.abs(block) > NOTHING)
        yield block
        if count > LONGEST_CLIP_S * SAMPLE_RATE:
            raise ClipError("clip_endless", name=path.name)
    if not count:
        raise ClipError("audio_damaged", name=path.name)
    sound.is_read = True


def _all_tracks(path: Path, sound: Sound) -> Iterator[Samples]:
    """All tracks together, as if each were a channel. A clip lasts as long as the longest; a gap in one is no loss."""
    import numpy as np

    numbers = [track.number for track in sound.tracks if track.is_decodable]
    sounds = [Sound() for _ in numbers]
    readers = [_track(path, each, number) for each, number in zip(sounds, numbers, strict=True)]
    waiting: list[Samples] = [np.zeros(0, np.float32) for _ in readers]
    ended = [False for _ in readers]
    downmix = Downmix(len(readers))
    while True:
        for number, reader in enumerate(readers):
            while not ended[number] and not len(waiting[number]):
                block = next(reader, None)
                ended[number] = block is None
                waiting[number] = waiting[number] if block is None else block
        sound.stated_s = max((each.stated_s for each in sounds if each.stated_s is not None), default=None)
        sound.is_estimate = any(each.is_estimate for each in sounds)
        if not (held := [len(samples) for samples in waiting if len(samples)]):
            return
        count = min(held)
        silence = np.zeros(count, np.float32)
        yield downmix.mixed(np.stack([samples[:count] if len(samples) else silence for samples in waiting], axis=1))
        waiting = [samples[count:] for samples in waiting]


def _track(path: Path, sound: Sound, number: int, *, is_apart: bool = False) -> Iterator[Samples]:
    """One track, from the clip's beginning."""
    for looks_far in (False, True):
        with opened(path, looks_far=looks_far) as clip:
            if number <= len(clip.container.streams.audio):
                stream = clip.container.streams.audio[number - 1]
                yield from _Reader(clip, stream, sound, is_apart=is_apart).blocks()
                return
    raise ClipError("no_audio", name=path.name)


class _Reader:
    """Decodes one stream and puts its frames in their places."""

    def __init__(self, clip: OpenClip, stream: av.AudioStream, sound: Sound, *, is_apart: bool = False) -> None:
        container = clip.container
        sound.stated_s = _stated_length(clip, stream)
        self._is_overstated = clip.stated > 1.0
        self._sound = sound
        self._container = container
        self._stream = stream
        self._packets = container.demux(stream)
        is_timed = not TIMED.isdisjoint(container.format.name.split(","))
        origin_s = (container.start_time or 0) / 1_000_000 if is_timed else None
        self._timeline = Timeline(origin_s, float(stream.time_base or 1.0), lost=sound.lost)
        self._resampler = Resampler(is_apart=is_apart)
        self._is_apart = is_apart
        #: Packets that could be decoded, and their bytes.
        self._packets_read = 0
        self._bytes_read = 0

    def blocks(self) -> Iterator[Samples]:
        """Yield the samples, silence included."""
        undecoded_s = 0.0
        for piece in self._pieces():
            if isinstance(piece, float):
                undecoded_s += piece
                continue
            if undecoded_s:  # sound follows, so it was not padding at the end
                yield from self._silence(undecoded_s)
                undecoded_s = 0.0
            gap_s = self._timeline.gap_before(piece)
            if gap_s > 0:
                yield from self._silence(gap_s)
            frame = piece if gap_s >= 0 else without_start(piece, round(-gap_s * piece.sample_rate))
            if frame is not None:
                self._timeline.add(frame)
                yield from self._resampler.feed(frame)
        yield from self._resampler.end()

    def _pieces(self) -> Iterator[av.AudioFrame | float]:
        """Yield the frames that can be decoded, and for how many seconds of silence those stand that cannot. If the
        container breaks off, the clip ends."""
        import av

        while True:
            try:
                packet = next(self._packets, None)
            except (av.FFmpegError, OSError) as error:
                raise_shortage(error)
                return
            if packet is None:
                return
            if not self._packets_read:
                self._sound.is_estimate = self._is_estimate(packet)
            try:
                frames = packet.decode()
            except (av.FFmpegError, OSError) as error:
                raise_shortage(error)
                yield self._estimate(packet)
                continue
            self._packets_read += bool(frames)
            self._bytes_read += packet.size if frames else 0
            for frame in frames:
                if isinstance(frame, av.AudioFrame) and 0 < frame.sample_rate <= HIGHEST_RATE:
                    yield frame

    def _estimate(self, packet: av.Packet[av.AudioStream]) -> float:
        """How many seconds a packet that cannot be decoded would have lasted: 0 if the next frame's time tells, or
        nothing does. An MP3 may hold a tag in the middle, where files were joined: that is no audio."""
        read_s = self._timeline.at_s
        if self._timeline.origin_s is not None or not self._packets_read or b"ID3" in bytes(packet):
            return 0.0
        usual_bytes = self._bytes_read / self._packets_read
        packets = packet.size / usual_bytes if packet.size >= _OVERSIZE * usual_bytes else 1.0
        return packets * read_s / self._packets_read

    def _is_estimate(self, first: av.Packet[av.AudioStream]) -> bool:
        """Whether the stated length is only what the file's size and its bit rate at the beginning give, or that of a
        film whose sound may end before it."""
        states_each = not _STATES_EACH.isdisjoint(self._container.format.name.split(","))
        is_film = any("attached_pic" not in marks_of(stream) for stream in self._container.streams.video)
        if is_film and not states_each and _tagged_end(self._stream) is None:
            return True
        if self._is_overstated or not self._stream.bit_rate or not self._sound.stated_s:
            return False
        estimate_s = (self._container.size - (first.pos or 0)) * 8 / self._stream.bit_rate
        return abs(estimate_s - self._sound.stated_s) <= _ESTIMATE * estimate_s

    def _silence(self, seconds: float) -> Iterator[Samples]:
        import numpy as np

        yield from self._resampler.end()
        count = round(self._timeline.skip(seconds) * SAMPLE_RATE)
        for begin in range(0, count, _SILENCE_BLOCK):
            length = min(_SILENCE_BLOCK, count - begin)
            yield np.zeros((length, CHANNELS) if self._is_apart else length, np.float32)


def without_start(frame: av.AudioFrame, count: int) -> av.AudioFrame | None:
    """A frame without its first samples, which were decoded already. None if nothing is left of it."""
    import av

    if count >= frame.samples:
        return None
    whole = av.AudioFifo()
    frame.pts = None
    whole.write(frame)
    whole.read(count)
    return whole.read()


def _tagged_end(stream: av.AudioStream) -> float | None:
    """When a track ends, as Matroska says in a tag: 00:01:02.345."""
    tag = _TAGGED_END.fullmatch(stream.metadata.get("DURATION", ""))
    if tag is None:
        return None
    hours, minutes, seconds = map(float, tag.groups())
    return hours * 3600 + minutes * 60 + seconds


def _stated_length(clip: OpenClip, stream: av.AudioStream) -> float | None:
    """Until when the clip lasts, in seconds, as its container states it; None if it does not, or it is not credible."""
    container, start_s = clip.container, 0.0
    if (end_s := _tagged_end(stream)) is not None:
        duration_s = end_s
    elif stream.duration is not None and stream.time_base is not None:
        duration_s = float(stream.duration * stream.time_base)
        if stream.start_time is not None and container.start_time is not None:
            start_s = float(stream.start_time * stream.time_base) - container.start_time / 1_000_000
    elif container.duration is not None:
        duration_s = container.duration / 1_000_000
    else:
        return None
    length_s = start_s + duration_s * clip.stated
    return length_s if 0 < length_s <= LONGEST_CLIP_S else None
