"""A WAV that is whole after every block, so that a program killed at any line leaves a file that can be read.

The standard library's `wave` cannot say where the channels belong. Players then take the third of three, and the fourth
of six or eight, for a subwoofer's and play nothing of it, though it may be the only one that somebody speaks into.
"""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from engine.recording.samples import SAMPLE_BYTES, SampleFormat

#: The least that stands before the first sample. Of more than two channels it is more.
HEADER_BYTES = 44
_PCM, _EXTENSIBLE = 1, 0xFFFE
#: What follows in an extensible header: PCM, as one of Microsoft's identifiers.
_PCM_IDENTIFIER = bytes.fromhex("0100000000001000800000aa00389b71")
#: Places around the listener, by the number of channels: in front, at the back, at the sides. None is a subwoofer's.
_PLACES = {3: 0x007, 4: 0x033, 5: 0x037, 6: 0x137, 7: 0x637, 8: 0x737}


class WavFile:
    """Writes samples to an unbuffered file that is empty."""

    def __init__(self, file: BinaryIO, form: SampleFormat) -> None:
        self._file = file
        self._form = form
        self.size_bytes = 0

    def write(self, block: bytes) -> None:
        """Append samples; the header counts them when this returns. If it raises OSError, none of them is counted."""
        begin = header(self._form, self.size_bytes + len(block))
        if self.size_bytes:
            self._file.seek(len(begin) + self.size_bytes)
            self._put(block)
            self._file.seek(0)
            self._put(begin)
        else:
            self._file.seek(0)
            self._put(begin + block)
        self.size_bytes += len(block)

    def sync(self) -> None:
        """Onto the disk, to survive a power failure."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()

    def _put(self, data: bytes) -> None:
        # A disk that becomes full takes a part, and only then says so.
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]


def header(form: SampleFormat, size_bytes: int) -> bytes:
    """What stands before so many bytes of samples."""
    frame_bytes = SAMPLE_BYTES * form.channels
    numbers = (form.channels, form.rate, form.rate * frame_bytes, frame_bytes, 8 * SAMPLE_BYTES)
    if form.channels <= 2:
        about = struct.pack("<HHIIHH", _PCM, *numbers)
    else:
        places = _PLACES.get(form.channels, 0)
        about = struct.pack("<HHIIHHHHI", _EXTENSIBLE, *numbers, 22, 8 * SAMPLE_BYTES, places) + _PCM_IDENTIFIER
    rest = struct.pack("<4s4sI", b"WAVE", b"fmt ", len(about)) + about + struct.pack("<4sI", b"data", size_bytes)
    return struct.pack("<4sI", b"RIFF", len(rest) + size_bytes) + rest
