"""Recordings made of the sample clips."""

from __future__ import annotations

import itertools
import wave
from functools import cache
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tests.support.starter import samples

SAMPLE_RATE = 16_000
PAUSE_S = 1.0

Samples = NDArray[np.int16]


def sample_paths(count: int) -> list[Path]:
    """So many sample clips, over and over."""
    return [sample.path for sample in itertools.islice(itertools.cycle(samples()), count)]


def sample_texts(count: int) -> list[str]:
    """What is said in them."""
    return [sample.text for sample in itertools.islice(itertools.cycle(samples()), count)]


@cache
def decoded(path: Path) -> Samples:
    """A clip's sound, mono and 16 kHz."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    with av.open(str(path)) as container:
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in [*frames, *resampler.resample(None)]])


def said_quickly(folder: Path, count: int) -> list[tuple[Path, str]]:
    """So many clips as short as there are, without the silence before and after the words, and what is said in them:
    ten of them take sixteen seconds to play."""
    shortest = sorted(zip(sample_paths(12), sample_texts(12), strict=True), key=lambda each: len(decoded(each[0])))[:4]
    clips = [(write_wav(folder / f"{path.stem}.wav", _words_only(decoded(path))), text) for path, text in shortest]
    return list(itertools.islice(itertools.cycle(clips), count))


def _words_only(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > 650)
    margin = SAMPLE_RATE // 10
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]


def recording(path: Path, *, min_s: float) -> Path:
    """A WAV file of the sample clips one after another with pauses."""
    pause, pieces, length = silence(PAUSE_S), [], 0
    for sample in itertools.cycle(sample_paths(12)):
        pieces += [decoded(sample), pause]
        length += len(pieces[-2]) + len(pause)
        if length >= min_s * SAMPLE_RATE:
            return write_wav(path, np.concatenate(pieces))
    raise AssertionError


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * SAMPLE_RATE), np.int16)


def hiss(seconds: float) -> Samples:
    """White noise, hardly heard."""
    return np.random.default_rng(1).normal(0, 20, int(seconds * SAMPLE_RATE)).astype(np.int16)


def write_wav(path: Path, samples: Samples) -> Path:
    """Of shape (count,), or (count, channels)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.tobytes())
    return path


def encoded(path: Path, codec: str, samples: Samples, rate: int = SAMPLE_RATE) -> Path:
    """The sound in another format; the name's ending says in which container."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        resampler = av.AudioResampler(stream.format, "mono", rate, frame_size=stream.frame_size or 1152)
        for out in [*resampler.resample(frame), *resampler.resample(None), None]:
            container.mux(stream.encode(out))
    return path


def silent_film(path: Path) -> Path:
    """A video of a few frames that has no sound."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode(None))
    return path
