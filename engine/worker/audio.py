"""Decode a file to samples: the clip's best audio stream, mono and 16 kHz.

A clip is one untrusted file: FFmpeg gets that file alone and may open nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import FileIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from engine.errors import ClipError
from engine.worker.out_of_memory import raise_shortage

if TYPE_CHECKING:
    import av
    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float32]

SAMPLE_RATE = 16_000
#: Formats that refer to other files or places, or are scripts or devices. A clip is one file: nothing else is opened.
_POINTERS = frozenset(
    {
        "alsa", "avisynth", "concat", "dash", "fbdev", "hls", "image2", "imf", "kmsgrab", "lavfi", "mlv", "oss", "rtp",
        "rtsp", "sap", "sbg", "sdp", "vapoursynth", "video4linux2,v4l2", "vobsub", "webm_dash_manifest", "x11grab",
    }
)  # fmt: skip
#: Longer than any real clip. A few kilobytes can claim to last for centuries, and decode to that much silence.
LONGEST_CLIP_S = 7 * 24 * 3600.0
#: More streams than any film has, and larger pictures.
_MAX_STREAMS = 256
_MAX_PIXELS = 1 << 26
#: How many packets may be probed for their codec where the format does not name it. FFmpeg would search all of a short
#: WAV for disguised surround sound, which takes longer than decoding it.
_MAX_PROBED_PACKETS = 2
#: Higher than any recorder's rate, in Hz. Resampling from over a billion takes minutes per sample.
_HIGHEST_RATE = 2_000_000
#: Bytes per read from the file: each read takes the GIL.
_READ_BYTES = 1 << 17


def warm() -> None:
    """Load the libraries that reading a clip needs, which takes longer than reading a short one."""
    import av  # noqa: F401
    from faster_whisper.vad import get_vad_model

    get_vad_model()


def probe(path: Path) -> float | None:
    """Return the clip's length in seconds as its container states it, or None if that is not credible. Raises
    ClipError."""
    with _open(path) as (container, stream):
        return _stated_length(container, stream)


def _stated_length(container: av.container.InputContainer, stream: av.AudioStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        duration_s = float(stream.duration * stream.time_base)
    elif container.duration is not None:
        duration_s = container.duration / 1_000_000
    else:
        return None
    return duration_s if 0 < duration_s <= LONGEST_CLIP_S else None


def decode(path: Path, on_open: Callable[[float | None], None] = lambda _: None) -> Iterator[Samples]:
    """Yield the samples of the clip's best audio stream, mono, 16 kHz. Raises ClipError.

    Damaged parts are skipped; it is an error only if nothing could be decoded or the clip does not end.
    """
    count = 0
    with _open(path) as (container, stream):
        on_open(_stated_length(container, stream))
        resampler = _Resampler()
        for frame in chain(_frames(container, stream), [None]):
            for block in resampler.feed(frame):
                count += len(block)
                yield block
            if count > LONGEST_CLIP_S * SAMPLE_RATE:
                raise ClipError("clip_endless", name=path.name)
    if not count:
        raise ClipError("audio_damaged", name=path.name)


def _frames(container: av.container.InputContainer, stream: av.AudioStream) -> Iterator[av.AudioFrame]:
    """Yield the frames that can be decoded. Damaged packets are skipped; if the container breaks off, the clip ends."""
    import av

    packets = container.demux(stream)
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
            continue
        yield from (frame for frame in frames if frame.sample_rate <= _HIGHEST_RATE)


class _Resampler:
    """Turns frames of any rate, layout and sample format, even changing ones, into mono 16 kHz float32.

    Works on a second at a time: frames are some hundredths long, and Python's overhead for each would dominate."""

    def __init__(self) -> None:
        self._made_for: tuple[object, ...] | None = None
        self._gathered: av.AudioFifo | None = None
        self._resampler: av.AudioResampler | None = None

    def feed(self, frame: av.AudioFrame | None) -> Iterator[Samples]:
        """Yield the samples that `frame` completes; None means the end."""
        import av

        shape = (frame.format.name, frame.layout.name, frame.sample_rate, frame.time_base) if frame else None
        if shape != self._made_for:
            if self._gathered is not None:
                if self._gathered.samples:
                    yield from self._resample(self._gathered.read())
                yield from self._resample(None)
            # In floating point, so that a recording at -80 dB loses nothing.
            self._resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
            self._gathered = av.AudioFifo()
            self._made_for = shape
        if frame is not None and self._gathered is not None:
            frame.pts = None
            self._gathered.write(frame)
            if self._gathered.samples >= frame.sample_rate:
                yield from self._resample(self._gathered.read())

    def _resample(self, frame: av.AudioFrame | None) -> Iterator[Samples]:
        """Resample a frame; None flushes what the resampler still holds."""
        import av

        try:
            resampled = self._resampler.resample(frame) if self._resampler else []
        except av.FFmpegError as error:
            raise_shortage(error)
            return  # a layout that FFmpeg cannot mix down, such as 32 channels: treated as damaged
        for out in resampled:
            samples: Samples = out.to_ndarray().reshape(-1)  # type: ignore[assignment]
            yield samples


@contextmanager
def _open(path: Path) -> Iterator[tuple[av.container.InputContainer, av.AudioStream]]:
    """Open a clip and its best audio stream. Raises ClipError.

    FFmpeg gets the opened file and can open nothing itself: no protocol is allowed, not even `file`, and requests that
    reach us in other ways are refused.
    """
    import av

    options = {
        "protocol_whitelist": "none",
        "format_whitelist": ",".join(sorted(av.formats_available - _POINTERS)),
        "max_streams": str(_MAX_STREAMS),
        "max_probe_packets": str(_MAX_PROBED_PACKETS),
    }
    with ExitStack() as opened:
        file = opened.enter_context(_opened(path))
        try:
            container = opened.enter_context(
                av.open(
                    file,
                    options={"max_pixels": str(_MAX_PIXELS)},
                    container_options=options,
                    metadata_errors="ignore",
                    buffer_size=_READ_BYTES,
                    io_open=_refuse,
                )
            )
        except (av.FFmpegError, OSError) as error:
            raise_shortage(error)
            raise ClipError("not_media", name=path.name) from error
        stream = container.streams.best("audio")
        if stream is None:
            raise ClipError("no_audio", name=path.name)
        yield container, stream  # type: ignore[misc]


def _opened(path: Path) -> _OneFile:
    """Open a clip's file. Raises ClipError."""
    try:
        return _OneFile(path)
    except FileNotFoundError as error:
        if not path.parent.is_dir():
            raise ClipError("vault_gone", name=path.name, path=str(path.parent)) from error
        raise ClipError("clip_gone", name=path.name) from error
    except IsADirectoryError as error:
        raise ClipError("not_media", name=path.name) from error
    except OSError as error:
        raise_shortage(error)
        raise ClipError("clip_unreadable", name=path.name, detail=error.strerror or str(error)) from error


class _OneFile(FileIO):
    """The only file that FFmpeg may read."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Keep FFmpeg from taking a disk error for the end of the clip. Raises ClipError, clip_unreadable."""
        try:
            return super().read(size)
        except OSError as error:
            name = Path(str(self.name)).name
            raise ClipError("clip_unreadable", name=name, detail=error.strerror or str(error)) from error

    def seek(self, position: int, whence: int = 0, /) -> int:
        """Report an invalid seek, as a damaged clip may ask for, in the way that FFmpeg expects: without raising."""
        try:
            return super().seek(position, whence)
        except OSError:
            return -1


def _refuse(url: str, flags: int, options: object) -> object:
    """Refuse a clip's request for another file."""
    raise OSError("a clip is one file")
