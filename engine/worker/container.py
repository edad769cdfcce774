"""Open a clip: one untrusted file. FFmpeg gets that file alone and may open nothing else."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ClipError
from engine.worker.out_of_memory import raise_shortage

if TYPE_CHECKING:
    import av

#: Formats that refer to other files or places, or are scripts or devices: a clip is one file, nothing else opens. And
#: formats that take any text for a picture.
_REFUSED = frozenset(
    {
        "alsa", "avisynth", "concat", "dash", "fbdev", "hls", "image2", "imf", "kmsgrab", "lavfi", "mlv", "oss", "rtp",
        "rtsp", "sap", "sbg", "sdp", "vapoursynth", "video4linux2,v4l2", "vobsub", "webm_dash_manifest", "x11grab",
        "adf", "bin", "idf", "tty", "xbin",
    }
)  # fmt: skip
#: More streams than any film has, and larger pictures.
_MAX_STREAMS = 256
_MAX_PIXELS = 1 << 26
#: How many packets may be probed for their codec where the format does not name it. FFmpeg would search all of a short
#: WAV for disguised surround sound, which takes longer than decoding it.
_MAX_PROBED_PACKETS = 2
#: How far FFmpeg looks for audio in a second attempt, in bytes and microseconds: a film's may begin late.
_FAR = {"probesize": str(200 << 20), "analyzeduration": str(600 * 1_000_000), "max_probe_packets": "2500"}
#: Bytes per read from the file: each read takes the GIL.
_READ_BYTES = 1 << 17
#: How many bytes of junk may come before the beginning of a clip.
_MAX_JUNK = 1 << 20
#: Beginnings of audio and video files, for clips with junk before them. An MP4 states its length first, in four bytes.
_BEGINNINGS = re.compile(rb"RIFF....WAVE|RF64....WAVE|fLaC|OggS\0\x02|....ftyp|\x1a\x45\xdf\xa3|caff\0\x01", re.DOTALL)
#: An ID3 tag's own header. Its size may point past the end of the file.
_ID3_HEADER_BYTES = 10
#: How an MP4 or QuickTime file can begin, and how many of its boxes, or chunks of a WAV, are looked at.
_FIRST_BOXES = [[kind] for kind in (b"ftyp", b"styp", b"moof", b"mdat", b"wide", b"free", b"skip")]
_MAX_BOXES = 64
#: From this size on, a WAV's header does not state it: it was written before the recording began, to a pipe.
_UNSTATED_BYTES = 0x7FFF_0000


@dataclass(frozen=True, slots=True)
class OpenClip:
    """An open clip. `stated` is the length that its header states as a multiple of what FFmpeg says, which believes
    the size of a WAV rather than its header."""

    container: av.container.InputContainer
    stated: float = 1.0


@contextmanager
def opened(path: Path, *, looks_far: bool = False, begin: int = 0, form: str | None = None) -> Iterator[OpenClip]:
    """Open a clip. `looks_far` searches more of it for its streams. `begin` leaves out what lies before that byte, and
    `form` is FFmpeg's name for the format, which the middle of a file does not tell. Raises ClipError.

    FFmpeg gets the opened file and can open nothing itself: no protocol is allowed, not even `file`, and requests that
    reach us in other ways are refused.
    """
    import av

    with _file(path) as file:
        try:
            file.begin_at(begin)
            clip = _open(file, looks_far, form)
        except (av.FFmpegError, OSError) as error:
            raise_shortage(error)
            clip = _open_past_junk(file, error)
        with clip.container:
            yield clip


def _open(file: _OneFile, looks_far: bool = False, form: str | None = None) -> OpenClip:
    import av

    stated, there = file.wav_data() or (1, 1)
    options = {
        "protocol_whitelist": "none",
        "format_whitelist": ",".join(sorted(av.formats_available - _REFUSED)),
        "max_streams": str(_MAX_STREAMS),
        "max_probe_packets": str(_MAX_PROBED_PACKETS),
    }
    container = av.open(
        file,
        mode="r",
        format=form,
        options={"max_pixels": str(_MAX_PIXELS)},
        container_options={
            **options,
            **(_FAR if looks_far else {}),
            **({"ignore_length": "1"} if stated < there else {}),
        },
        metadata_errors="ignore",
        buffer_size=_READ_BYTES,
        io_open=_refuse,
    )
    return OpenClip(container, max(1.0, stated / max(there, 1)))


def _open_past_junk(file: _OneFile, error: Exception) -> OpenClip:
    """Open a clip that something precedes: a proxy's headers, or a tag that states a wrong size. Raises ClipError."""
    import av

    name = Path(str(file.name)).name
    for begin in file.possible_beginnings():
        file.begin_at(begin)
        try:
            return _open(file)
        except (av.FFmpegError, OSError) as again:
            raise_shortage(again)
    file.begin_at(0)
    if file.is_unfinished_mp4():
        raise ClipError("media_unfinished", name=name) from error
    if file.is_blank():
        raise ClipError("media_blank", name=name) from error
    raise ClipError("not_media", name=name) from error


def _file(path: Path) -> _OneFile:
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
    """The only file that FFmpeg may read, from the place where the clip begins in it."""

    _begin = 0

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
            return super().seek(position + (self._begin if whence == 0 else 0), whence) - self._begin
        except OSError:
            return -1

    def tell(self) -> int:
        return super().tell() - self._begin

    def begin_at(self, position: int) -> None:
        """Leave out what comes before."""
        self._begin = position
        self.seek(0)

    def possible_beginnings(self) -> list[int]:
        """Where a clip may begin if it does not at once."""
        head = self._head(_MAX_JUNK)
        tag = [_ID3_HEADER_BYTES] if head.startswith(b"ID3") else []
        found = (match.start() for match in _BEGINNINGS.finditer(head))
        return [*tag, *[at for at in found if at][:8]]

    def wav_data(self) -> tuple[int, int] | None:
        """How many bytes of samples a WAV's header states, and how many there are: more if a recorder did not get
        round to writing the header again, fewer if the file breaks off. None if it is no WAV or states nothing."""
        head = self._head(12)
        if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
            return None
        size_bytes = self.seek(0, 2)
        at, data = 12, None
        for _ in range(_MAX_BOXES):
            if data is not None or at + 8 > size_bytes:
                break
            self.seek(at)
            kind, length = struct.unpack("<4sI", self.read(8).ljust(8, b"\0"))
            at += 8
            if kind == b"data":
                self.seek(at + length + length % 2)
                follows = self.read(4)
                is_end = all(32 <= byte < 127 for byte in follows)  # the name of another chunk, or nothing
                data = length, min(length, size_bytes - at) if is_end else size_bytes - at
            at += length + length % 2
        self.seek(0)
        return data if data is not None and data[0] < _UNSTATED_BYTES else None

    def is_unfinished_mp4(self) -> bool:
        """Whether it is an MP4 without its index, which is written at the end of a recording or lies at the end of a
        download."""
        size_bytes = self.seek(0, 2)
        at, kinds = 0, list[bytes]()
        while at + 8 <= size_bytes and len(kinds) < _MAX_BOXES:
            self.seek(at)
            length, kind = struct.unpack(">I4s", self.read(8).ljust(8, b"\0"))
            if length == 1:
                length = int.from_bytes(self.read(8), "big")
            kinds.append(kind)
            if length < 8:  # up to the end of the file, or damaged
                break
            at += length
        return kinds[:1] in _FIRST_BOXES and b"mdat" in kinds and b"moov" not in kinds

    def is_blank(self) -> bool:
        """Whether its beginning is nothing but zeros: room that was reserved and never written to."""
        head = self._head(_MAX_JUNK)
        return bool(head) and not head.strip(b"\0")

    def _head(self, count: int) -> bytes:
        self.seek(0)
        head = self.read(count)
        self.seek(0)
        return head


def _refuse(url: str, flags: int, options: object) -> object:
    """Refuse a clip's request for another file."""
    raise OSError("a clip is one file")
