"""Where the frames of an MP3 lie.

An MP3 has no index worth the name: its table, if it has one, holds a hundred places, for ten hours as for a minute, and
FFmpeg reads all that lies before a place to find it. Here the headers of the frames are walked once, a second for ten
hours, without decoding anything. Before that is done, a place is computed if the bit rate is the same wherever it is
looked at.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

#: Bit rates in kbit/s: by MPEG 1 or later, and layer.
_KBITS = {
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
#: The first frame is looked for in so many bytes after the tags.
_MAX_JUNK = 1 << 20
#: So many headers in a row are no chance.
_IN_A_ROW = 3
#: The bit rate is compared at so many places.
_PLACES = 48
#: Bytes read at once, and the longest frame.
_CHUNK = 1 << 20
_LONGEST = 2881
#: Of so many frames one's place is kept.
_STEP = 16


@dataclass(frozen=True, slots=True)
class _Header:
    """What a frame says of itself. `kind` is what is the same in all frames of a file."""

    kind: tuple[int, int, int]
    rate: int
    samples: int
    kbits: int
    length: int


@cache
def _header(first: int, second: int) -> _Header | None:
    """The header whose second and third bytes are these; None if it is none."""
    version, layer = first >> 3 & 3, 4 - (first >> 1 & 3)
    kbits_code, rate_code, padding = second >> 4, second >> 2 & 3, second >> 1 & 1
    if first < 0xE0 or version == 1 or layer == 4 or not 0 < kbits_code < 15 or rate_code == 3:
        return None
    generation = 1 if version == 3 else 2
    kbits = _KBITS[generation, layer][kbits_code - 1]
    rate = _RATES[version][rate_code]
    samples = 384 if layer == 1 else 576 if layer == 3 and generation == 2 else 1152
    unit = 4 if layer == 1 else 1
    length = (samples // 8 * kbits * 1000 // unit // rate + padding) * unit
    return _Header((version, layer, rate_code), rate, samples, kbits, length)


def _header_at(data: bytes, at: int) -> _Header | None:
    if at + 4 > len(data) or data[at] != 0xFF:
        return None
    return _header(data[at + 1], data[at + 2])


class Mp3Frames:
    """The frames of one file, counted from the first one with sound."""

    def __init__(self, path: Path, first: _Header, begin: int) -> None:
        self._path = path
        self._begin = begin
        self._kind = first.kind
        self.rate = first.rate
        self.samples = first.samples
        self._size = path.stat().st_size
        #: The length of a frame where all are alike, but for rounding.
        self._usual = first.samples / 8 * first.kbits * 1000 / first.rate if self._is_constant(first) else None
        self._places = array("Q")
        self._walk = self._walked()
        self._is_walked = False

    def place_of(self, number: int) -> tuple[int, int] | None:
        """The number of a frame shortly before that one or itself, and the byte at which it begins. None if the file
        ends before."""
        if self._usual is not None and number // _STEP >= len(self._places) and not self._is_walked:
            return self._computed(number, self._usual)
        while number // _STEP >= len(self._places) and not self._is_walked:
            self.walk_on()
        if number // _STEP >= len(self._places):
            return None
        return number // _STEP * _STEP, self._places[number // _STEP]

    def walk_on(self) -> bool:
        """Look at some more of the file, to know its places. False: nothing is left to do."""
        self._is_walked = next(self._walk, None) is None
        return not self._is_walked

    def _computed(self, number: int, usual: float) -> tuple[int, int] | None:
        """The frame that begins nearest to where it should."""
        about = self._begin + round(number * usual)
        from_ = max(self._begin, about - _LONGEST)
        with self._path.open("rb") as file:
            data = _read(file, from_, 3 * _LONGEST)
        found = [from_ + at for at in _chained(data, self._kind)]
        return (number, min(found, key=lambda at: abs(at - about))) if found else None

    def _is_constant(self, first: _Header) -> bool:
        """Whether the bit rate is the same wherever it is looked at."""
        with self._path.open("rb") as file:
            for place in range(_PLACES):
                at = self._begin + (self._size - self._begin) * place // _PLACES
                data = _read(file, at, 8 * _LONGEST)
                begin = next(_chained(data, self._kind), None)
                header = _header_at(data, begin) if begin is not None else None
                if header is None or header.kbits != first.kbits:
                    return False
        return True

    def _lengths(self) -> list[int]:
        """The length of a frame, by the second and third bytes of its header; 0 if it is none of this file."""
        headers = (_header(code >> 8, code & 0xFF) for code in range(1 << 16))
        return [each.length if each is not None and each.kind == self._kind else 0 for each in headers]

    def _walked(self) -> Iterator[int]:
        """Note the places of all frames, a chunk of the file at a time."""
        at, count, lengths = self._begin, 0, self._lengths()
        with self._path.open("rb") as file:
            while at + 4 <= self._size:
                data = _read(file, at, _CHUNK)
                if len(data) < 4:  # it was cut short meanwhile
                    return
                here, last = 0, len(data) - 4
                while here <= last:
                    length = lengths[data[here + 1] << 8 | data[here + 2]] if data[here] == 0xFF else 0
                    if not length:
                        step = next(_chained(data[here : here + 4 * _LONGEST], self._kind), None)
                        here += step or 4 * _LONGEST
                        continue
                    if count % _STEP == 0:
                        self._places.append(at + here)
                    count += 1
                    here += length
                at += here
                yield count


def mp3_frames(path: Path) -> Mp3Frames | None:
    """The frames of an MP3; None if none are found where they should begin. Raises OSError."""
    with path.open("rb") as file:
        at = _after_tags(file)
        data = _read(file, at, _MAX_JUNK)
    begin = next(_chained(data), None)
    first = _header_at(data, begin) if begin is not None else None
    if begin is None or first is None:
        return None
    frame = data[begin : begin + first.length]
    if b"Xing" in frame[:200] or b"Info" in frame[:200] or b"VBRI" in frame[:200]:  # it tells of the others
        begin += first.length
        first = _header_at(data, begin)
        if first is None:
            return None
    return Mp3Frames(path, first, at + begin)


def _after_tags(file: BinaryIO) -> int:
    """Where the ID3 tags at the beginning end."""
    at = 0
    while (head := _read(file, at, 10))[:3] == b"ID3" and len(head) == 10:
        size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
        at += 10 + size + (10 if head[5] & 0x10 else 0)
    return at


def _chained(data: bytes, kind: tuple[int, int, int] | None = None) -> Iterator[int]:
    """Where frames begin that others follow, of that kind."""
    at = data.find(b"\xff")
    while at >= 0:
        if _are_frames(data, at, kind):
            yield at
        at = data.find(b"\xff", at + 1)


def _are_frames(data: bytes, at: int, kind: tuple[int, int, int] | None) -> bool:
    """Whether several frames follow each other there, or one that is the last."""
    for count in range(_IN_A_ROW):
        header = _header_at(data, at)
        if header is None or (kind is not None and header.kind != kind):
            return count > 0 and kind is not None and at + 4 > len(data)
        kind = header.kind
        at += header.length
    return True


def _read(file: BinaryIO, at: int, count: int) -> bytes:
    file.seek(at)
    return file.read(count)
