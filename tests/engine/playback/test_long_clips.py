"""Seeking in ten hours reads and decodes next to nothing, whatever the form; and finds the place."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.playback.mp3_frames import mp3_frames
from engine.playback.source import Source
from engine.worker import container
from tests.engine.playback.test_source import first
from tests.media.making import RATE

RATE_HZ = 8_000
#: A whole number of frames of every codec, so that pieces can be joined as they are: 576, 1024 and 4608 samples.
#: That of the FLAC: its encoder takes a minute otherwise.
SLOW_HZ = RATE_HZ // 8
PIECE = 576 * 1024
PIECE_S = PIECE / RATE_HZ
PIECES = 500
#: In this one of them somebody speaks, the others are silent.
SPOKEN = 450
#: What one seek may read, and for how much sound it may decode.
MAX_BYTES = 2_000_000
#: Far more than it takes: a test machine may be busy.
LIMIT_S = 20.0

pytestmark = pytest.mark.slow


def tone() -> NDArray[np.int16]:
    return (10_000 * np.sin(2 * np.pi * 200 * np.arange(PIECE) / RATE_HZ)).astype(np.int16)


def silence() -> NDArray[np.int16]:
    return np.zeros(PIECE, np.int16)


def packets(codec: str, samples: NDArray[np.int16], bit_rate: int) -> list[bytes]:
    """What an encoder makes of them: each packet stands for itself."""
    encoder = av.CodecContext.create(codec, "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate, encoder.layout, encoder.bit_rate = RATE_HZ, "mono", bit_rate
    encoder.format = encoder.codec.audio_formats[0]  # type: ignore[index]
    encoder.options = {"reservoir": "0"} if codec == "libmp3lame" else {}
    encoder.open()
    resampler = av.AudioResampler(encoder.format, "mono", RATE_HZ, encoder.frame_size or 4608)
    frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
    frame.sample_rate = RATE_HZ
    frames = [*resampler.resample(frame), *resampler.resample(None), None]
    made = [packet for each in frames for packet in encoder.encode(each)]
    return [bytes(packet) for packet in made]


def long_mp3(path: Path, *, bit_rates: tuple[int, int]) -> Path:
    quiet = b"".join(packets("libmp3lame", silence(), bit_rates[0])[: PIECE // 576])
    loud = b"".join(packets("libmp3lame", tone(), bit_rates[1])[: PIECE // 576])
    path.write_bytes(quiet * SPOKEN + loud + quiet * (PIECES - SPOKEN - 1))
    return path


def long_m4a(path: Path) -> Path:
    quiet, loud = packets("aac", silence(), 16_000), packets("aac", tone(), 16_000)
    each = PIECE // 1024
    with av.open(str(path), "w", format="ipod") as out:
        stream = out.add_stream("aac", rate=RATE_HZ, layout="mono")
        at = 0
        for piece in range(PIECES):
            for data in (loud if piece == SPOKEN else quiet)[:each]:
                packet = av.Packet(data)
                packet.stream, packet.time_base = stream, Fraction(1, RATE_HZ)
                packet.pts = packet.dts = at
                packet.duration = 1024
                at += 1024
                out.mux(packet)
    return path


def long_wav(path: Path) -> Path:
    """Nearly all of it is a hole in the file."""
    import wave

    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, RATE_HZ, PIECE * PIECES, "NONE", ""))
        out.writeframes(b"")
    header = bytearray(path.read_bytes()[:44])
    size = PIECE * PIECES * 2
    header[4:8], header[40:44] = (size + 36).to_bytes(4, "little"), size.to_bytes(4, "little")
    with path.open("wb") as out_file:
        out_file.write(header)
        out_file.seek(44 + SPOKEN * PIECE * 2)
        out_file.write(tone().astype("<i2").tobytes())
        out_file.truncate(44 + size)
    return path


def flac_frames(samples: NDArray[np.int16]) -> list[av.AudioFrame]:
    """The samples in such frames as an encoder takes, to be used over and over."""
    frames = []
    for begin in range(0, len(samples), 4608):
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples[None, begin : begin + 4608]), format="s16", layout="mono"
        )
        frame.sample_rate, frame.time_base = SLOW_HZ, Fraction(1, SLOW_HZ)
        frames.append(frame)
    return frames


def long_flac(path: Path) -> Path:
    with av.open(str(path), "w", format="flac") as out:
        stream = out.add_stream("flac", rate=SLOW_HZ, layout="mono", options={"compression_level": "0"})
        frames = [flac_frames(silence()[::8]), flac_frames(tone()[::8])]
        at = 0
        for piece in range(PIECES):
            for frame in frames[piece == SPOKEN]:
                frame.pts = at
                at += frame.samples
                out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


MAKERS = {
    "mp3": lambda path: long_mp3(path, bit_rates=(8_000, 8_000)),
    "mp3 of varying bit rate": lambda path: long_mp3(path, bit_rates=(8_000, 24_000)),
    "m4a": long_m4a,
    "wav": long_wav,
    "flac": long_flac,
}


@pytest.fixture
def read_bytes(monkeypatch: pytest.MonkeyPatch) -> array[int]:
    """Tells how many bytes were read of clips, in its one element."""
    count, read = array("Q", [0]), container._OneFile.read

    def counted(self: container._OneFile, size: int | None = -1, /) -> bytes:
        data = read(self, size)
        count[0] += len(data)
        return data

    monkeypatch.setattr(container._OneFile, "read", counted)
    return count


@pytest.mark.parametrize("name", MAKERS)
def test_a_place_in_ten_hours_is_found_at_once(name: str, tmp_path: Path, read_bytes: array[int]) -> None:
    path = MAKERS[name](tmp_path / "clip")
    frames = mp3_frames(path)
    while frames is not None and frames.walk_on():  # as the process that plays does when a clip is shown
        pass
    source = Source(path, None, RATE, frames)
    before_s, begins_s = 1.0, SPOKEN * PIECE_S
    places = (3.0, begins_s - before_s, begins_s + PIECE_S - before_s, begins_s - before_s)
    for at_s in places:
        read_bytes[0], begun = 0, time.perf_counter()
        blocks = source.blocks(at_s)
        block = next(blocks)
        took_s = time.perf_counter() - begun
        print(f"{name}: {took_s * 1000:.0f} ms, {read_bytes[0]} bytes")
        assert took_s < LIMIT_S
        assert read_bytes[0] < MAX_BYTES
        if at_s > 3.0:
            assert turn_s(chained(block, blocks)) == pytest.approx(before_s, abs=0.03 + delay_s(name))
    source.close()


def chained(block: NDArray[np.float32], blocks: Iterator[NDArray[np.float32]]) -> NDArray[np.float32]:
    def all_of_it() -> Iterator[NDArray[np.float32]]:
        yield block
        yield from blocks

    return first(all_of_it(), 2.0)


def turn_s(heard: NDArray[np.float32]) -> float:
    """When silence turns to sound, or sound to silence."""
    loud = np.abs(heard) > 0.1
    places = np.flatnonzero(loud)
    return float(places[0] if not loud[:1000].any() else places[-1]) / RATE


def delay_s(name: str) -> float:
    """What an encoder puts before its sound, and these clips do not state."""
    return {"mp3": 1_105, "aac": 1_024}.get(name[:3].replace("m4a", "aac"), 0) / RATE_HZ
