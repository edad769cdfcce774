"""Nobody is lost in the downmix, whoever speaks in which channel and whatever is in the others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.worker.downmix import gains_of
from engine.worker.windows import Window, read_windows
from tests.media.making import RATE, Form, Samples, Track, as_wav, make, spoken
from tests.media.test_times import read


def likeness(heard: Samples, said: Samples) -> float:
    """How much of what was heard is what was said: 1 for all, 0 for nothing."""
    count = min(len(heard), len(said))
    heard, said = heard[:count], said[:count]
    lengths = float(np.linalg.norm(heard)) * float(np.linalg.norm(said))
    return abs(float(heard @ said)) / max(lengths, 1e-9)


def noise(level: float, seed: int = 1) -> Samples:
    return (np.random.default_rng(seed).standard_normal(len(spoken())) * level).astype(np.float32)


@pytest.mark.parametrize("channels", [2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 16, 20, 22, 24, 32, 64])
def test_each_of_many_microphones_is_heard(channels: int, tmp_path: Path) -> None:
    """Without a channel mask, FFmpeg would take some of them for a subwoofer or leave them out."""
    said = spoken()
    for speaking in {0, channels // 2, channels - 1}:
        block = np.zeros((len(said), channels), np.float32)
        block[:, speaking] = said
        heard, _ = read(as_wav(tmp_path / f"{channels} {speaking}.wav", block))
        assert likeness(heard, said) > 0.99, speaking
        assert np.abs(heard).max() > 0.5 * np.abs(said).max(), "as loud as it was"


@pytest.mark.parametrize("layout", ["2.1", "quad", "5.1", "7.1"])
def test_each_channel_of_a_film_is_heard(layout: str, tmp_path: Path) -> None:
    heard, _ = read(make(tmp_path / "clip", Form("flac", "flac", layout=layout), Track(spoken())))
    assert likeness(heard, spoken()) > 0.95, "resampled twice"


@pytest.mark.parametrize("strength", [1.0, 0.9, 0.6])
def test_opposite_phases_do_not_cancel_each_other(strength: float, tmp_path: Path) -> None:
    said = spoken()
    heard, _ = read(as_wav(tmp_path / "clip.wav", np.stack([said, -strength * said + noise(1e-3)], axis=1)))
    assert likeness(heard, said) > 0.99


@pytest.mark.parametrize("level", [0.05, 0.3])
@pytest.mark.parametrize("noisy", [0, 1])
def test_a_broken_channel_does_not_cover_the_other(level: float, noisy: int, tmp_path: Path) -> None:
    channels = [spoken(), noise(level)] if noisy else [noise(level), spoken()]
    heard, _ = read(as_wav(tmp_path / "clip.wav", np.stack(channels, axis=1)))
    later = len(spoken()) // 2
    assert likeness(heard[later:], spoken()[later:]) > 0.9


def test_a_humming_channel_does_not_cover_the_other(tmp_path: Path) -> None:
    hum = (0.7 * np.sin(2 * np.pi * 50 * np.arange(len(spoken())) / RATE)).astype(np.float32)
    heard, _ = read(as_wav(tmp_path / "clip.wav", np.stack([spoken() * 0.1, hum], axis=1)))
    later = len(spoken()) // 2
    assert likeness(heard[later:], spoken()[later:]) > 0.9


def test_two_people_on_two_channels_are_both_heard(tmp_path: Path) -> None:
    """An interview, a telephone call: one speaks, then the other, the second much lower."""
    said, silence = spoken(), np.zeros_like(spoken())
    both = np.stack([np.concatenate([said, silence]), np.concatenate([silence, said * 0.1])], axis=1)
    path = as_wav(tmp_path / "clip.wav", both)
    spans = [
        span
        for window in read_windows(path, preferred_s=28.0, silence_s=0.5)
        if isinstance(window, Window)
        for span in window.speech
    ]
    middle_s = len(said) / RATE
    assert any(span.end_s < middle_s for span in spans) and any(span.start_s > middle_s for span in spans)


def test_no_gain_is_zero_and_those_of_equal_channels_are_equal() -> None:
    chance = np.random.default_rng(7)
    for channels in (1, 2, 6, 24):
        levels = chance.uniform(-120, 0, (channels, 300)).astype(np.float32)
        gains = gains_of(levels)
        assert (gains > 0).all() and np.isfinite(gains).all()
        assert gains_of(np.repeat(levels[:1], channels, axis=0)) == pytest.approx(1 / channels)
    assert gains_of(np.zeros((2, 0), np.float32)) == pytest.approx(0.5)
