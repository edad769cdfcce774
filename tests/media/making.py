"""Make a clip of any container and codec, with speech where it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from tests import speech
from tests.end_to_end.audio import decoded

Samples = NDArray[np.float32]

RATE = 16_000
#: The format of samples, and the most of them per frame, that an encoder is given.
_FRAME = 1024
_FORMATS = {"pcm_u8": "u8", "pcm_s16be": "s16", "pcm_s24le": "s32", "pcm_f32le": "flt", "libopus": "flt", "flac": "s16"}
_PICTURE_RATE = 10


@cache
def spoken() -> Samples:
    """A person's sentence, shape (samples,), 16 kHz: it begins and ends with silence."""
    said = decoded(speech.FOLDER / "lj-LJ001-0004.flac").astype(np.float32) / 32768
    return np.concatenate([np.zeros(RATE // 2, np.float32), said, np.zeros(RATE // 2, np.float32)])


def length_s(audio: Samples) -> float:
    return len(audio) / RATE


@dataclass(frozen=True, slots=True)
class Track:
    """An audio track to be made. `at_s`: where each part of its sound begins, in seconds; in between there is none."""

    audio: Samples
    at_s: Sequence[float] = (0.0,)
    title: str = ""
    is_default: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """How a clip is made."""

    container: str
    codec: str
    rate: int = 48_000
    layout: str = "mono"
    sample_format: str = ""
    picture: str = ""


def make(path: Path, form: Form, *tracks: Track, picture_s: float = 0.0) -> Path:
    """Write a clip with these tracks, and with a picture if it is asked for."""
    with av.open(str(path), "w", format=form.container) as out:
        video = _picture(out, form) if picture_s else None
        streams = []
        for track in tracks:
            stream: Any = out.add_stream(form.codec, rate=form.rate)
            stream.bit_rate = 96_000
            stream.codec_context.layout = form.layout
            stream.codec_context.format = form.sample_format or _format(form.codec)
            if track.title:
                stream.metadata["title"] = track.title
            streams.append(stream)
        packets = []
        if video is not None:
            packets += _shown(video, picture_s)
        for track, stream in zip(tracks, streams, strict=True):
            packets += _encoded(track, stream, form)
        for packet in sorted(packets, key=lambda each: float((each.dts or 0) * each.time_base)):
            out.mux(packet)
    return path


def _format(codec: str) -> str:
    return _FORMATS.get(codec) or av.Codec(codec, "w").audio_formats[0].name  # type: ignore[index]


def _picture(out: Any, form: Form) -> Any:
    stream = out.add_stream(form.picture or "mpeg4", rate=_PICTURE_RATE)
    stream.width, stream.height = 64, 48
    stream.pix_fmt = "rgb24" if form.picture == "png" else "yuv420p"
    return stream


def _shown(stream: Any, picture_s: float) -> list[Any]:
    packets = []
    for number in range(round(picture_s * _PICTURE_RATE)):
        frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number % 255, np.uint8), format="rgb24")
        frame.pts, frame.time_base = number, Fraction(1, _PICTURE_RATE)
        packets += stream.encode(frame)
    return [*packets, *stream.encode(None)]


def _encoded(track: Track, stream: Any, form: Form) -> list[Any]:
    """The track's packets. Where its sound pauses there are none: their times leave a gap."""
    whole = _resampled(track.audio, form)
    size = stream.codec_context.frame_size or _FRAME
    packets: list[Any] = []
    converter = av.AudioResampler(format=stream.codec_context.format, layout=form.layout, rate=form.rate)
    written = 0
    moves = []
    for at_s in track.at_s:
        start = written
        for begin in range(0, whole.shape[1], size):
            frame = _frame(whole[:, begin : begin + size], form, converter)
            frame.pts, frame.time_base = written, Fraction(1, form.rate)
            written += frame.samples
            packets += stream.encode(frame)
        moves.append((start, round(at_s * form.rate) - start))
    packets += stream.encode(None)
    for packet in packets:
        at = float(packet.pts * packet.time_base) * form.rate
        by = [move for start, move in moves if start <= at + size // 2][-1:] or [moves[0][1]]
        shift = round(by[0] / form.rate / float(packet.time_base))
        packet.pts += shift
        packet.dts = packet.pts
    return packets


def _resampled(audio: Samples, form: Form) -> NDArray[np.float32]:
    """Shape (1, samples) at the form's rate."""
    count = round(len(audio) * form.rate / RATE)
    at = np.linspace(0, len(audio) - 1, count)
    return np.interp(at, np.arange(len(audio)), audio).astype(np.float32)[None]


def _frame(samples: NDArray[np.float32], form: Form, converter: av.AudioResampler) -> Any:
    """A frame as the encoder takes it. Only its form is converted, not its rate, and so it comes out at once."""
    channels = av.AudioLayout(form.layout).nb_channels
    interleaved = np.repeat(samples.reshape(-1), channels)[None]
    frame = av.AudioFrame.from_ndarray(interleaved, format="flt", layout=form.layout)
    frame.sample_rate = form.rate
    (made,) = converter.resample(frame)
    return made


def lag_s(heard: Samples, said: Samples, near_s: float = 0.0) -> float:
    """Where in what was heard the sentence is found, in seconds: the best correlation, near that place if one is
    given."""
    begin = max(0, round((near_s - 3.0) * RATE)) if near_s else 0
    part = heard[begin : begin + len(said) + 6 * RATE] if near_s else heard
    size = 1 << (len(part) + len(said)).bit_length()  # a power of two: others take several times as long
    found = np.fft.irfft(np.fft.rfft(part, size) * np.conj(np.fft.rfft(said, size)), size)
    place = int(np.argmax(found[: len(part)]))
    return (begin + place) / RATE


def as_wav(path: Path, audio: NDArray[np.float32], rate: int = RATE) -> Path:
    """A WAV of 16 bits, of samples of shape (samples,) or (samples, channels)."""
    import wave

    channels = 1 if audio.ndim == 1 else audio.shape[1]
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes())
    return path
