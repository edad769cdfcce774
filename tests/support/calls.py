"""Recordings with two channels, made of real voices: calls, and what only looks like one."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.worker.audio import decode
from tests.speech import FOLDER

Samples = NDArray[np.float32]

RATE = 16_000
#: Each reads some sentences.
ONE = tuple(f"libri-2033-164914-{number}" for number in ("0003", "0004", "0005", "0007"))
OTHER = tuple(f"libri-2609-156975-{number}" for number in ("0000", "0003", "0009"))
THIRD = tuple(f"libri-1998-15444-{number}" for number in ("0001", "0007", "0008"))
#: The noise that is in every channel.
_NOISE_DB = -65.0


@cache
def voice(name: str) -> Samples:
    """A recording as loud as most, to be looked at only."""
    samples = np.concatenate(list(decode(FOLDER / f"{name}.flac")))
    return np.asarray(samples * 0.07 / np.sqrt(np.mean(samples**2)), np.float32)


def turns(one: Sequence[str], other: Sequence[str], between_s: float = 0.4) -> tuple[Samples, Samples]:
    """Both, as they take turns; they interrupt each other if `between_s` is negative."""
    said: list[tuple[int, int, Samples]] = []
    at = round(0.3 * RATE)
    for number in range(2 * max(len(one), len(other))):
        names = other if number % 2 else one
        if number // 2 < len(names):
            samples = voice(names[number // 2])
            said.append((number % 2, at, samples))
            at += len(samples) + round(between_s * RATE)
    heard = np.zeros((2, max(begin + len(samples) for _, begin, samples in said) + RATE // 2), np.float32)
    for speaker, begin, samples in said:
        heard[speaker, begin : begin + len(samples)] += samples
    return heard[0], heard[1]


def call(one: Samples, other: Samples, leak_db: float | None = None, delay_s: float = 0.0) -> Samples:
    """Shape (count, 2): each in a channel, where the other may be heard, so much quieter and later."""
    leak, delay = 0.0 if leak_db is None else 10 ** (leak_db / 20), round(delay_s * RATE)
    noise = np.random.default_rng(1).standard_normal((len(one), 2)) * 10 ** (_NOISE_DB / 20)
    late = [np.concatenate([np.zeros(delay, np.float32), each[: len(each) - delay]]) for each in (one, other)]
    return np.asarray(np.stack([one + leak * late[1], other + leak * late[0]], axis=1) + noise, np.float32)


def in_room(samples: Samples, seed: int, length_s: float = 0.4) -> Samples:
    """As heard by a microphone in a room with an echo."""
    count = round(length_s * RATE)
    echo = np.random.default_rng(seed).standard_normal(count) * np.exp(-6.9 * np.arange(count) / count) * 0.05
    echo[0] = 1.0
    return np.asarray(np.convolve(samples, echo)[: len(samples)], np.float32)


def save(path: Path, channels: Samples) -> Path:
    """A WAV of two channels."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels.shape[1])
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(channels, -1, 1) * 32767).astype("<i2").tobytes())
    return path
