"""Peaks are read in another process, tell where there is sound, and are kept."""

from __future__ import annotations

import asyncio
import math
import os
import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ClipError
from engine.processes.waveforms import read_peaks
from engine.protocol import PEAKS_PER_S
from engine.worker.peaks import Peaks

RATE = 16_000


def write_tone(path: Path, *, silent_s: float, loud_s: float) -> None:
    """Silence, then a tone of half the loudness that there can be."""
    tone = [round(16383 * math.sin(i * 0.4)) for i in range(round(loud_s * RATE))]
    samples = [0] * round(silent_s * RATE) + tone
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))


async def test_peaks_tell_where_there_is_sound(tmp_path: Path) -> None:
    write_tone(tmp_path / "clip.wav", silent_s=25.0, loud_s=2.01)
    peaks = await read_peaks(tmp_path / "clip.wav", tmp_path / "kept")
    assert len(peaks) == 27 * PEAKS_PER_S + 1
    assert max(peaks[: 25 * PEAKS_PER_S - 1]) < 10
    assert all(120 < peak < 135 for peak in peaks[25 * PEAKS_PER_S + 1 : -2])


async def test_peaks_are_kept(tmp_path: Path) -> None:
    write_tone(tmp_path / "clip.wav", silent_s=0, loud_s=0.5)
    peaks = await read_peaks(tmp_path / "clip.wav", tmp_path / "kept")
    (tmp_path / "clip.wav").unlink()
    assert await read_peaks(tmp_path / "clip.wav", tmp_path / "kept") == peaks


async def test_a_clip_that_is_none_has_no_peaks(tmp_path: Path) -> None:
    (tmp_path / "clip.mp3").write_text("no audio at all")
    with pytest.raises(ClipError):
        await read_peaks(tmp_path / "clip.mp3", tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


async def test_a_reading_can_be_called_off(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "clip.wav")  # nobody writes into it: reading it does not end by itself
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await read_peaks(tmp_path / "clip.wav", tmp_path / "kept")


def test_peaks_do_not_depend_on_how_the_audio_comes() -> None:
    random = np.random.default_rng(1)
    audio = random.uniform(-1.1, 1.1, 5 * RATE + 17).astype(np.float32)
    whole, pieces = Peaks(RATE), Peaks(RATE)
    whole.add(audio)
    for piece in np.split(audio, np.sort(random.integers(0, len(audio), 400))):
        pieces.add(piece)
    assert pieces.of_all == whole.of_all and len(whole.of_all) == 5 * PEAKS_PER_S + 1
    stretch = RATE // PEAKS_PER_S
    assert whole.of_all[7] == min(255, int(np.abs(audio[7 * stretch : 8 * stretch]).max() * 255))
