"""What is quiet is raised, and what hides speech is taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.worker.levels import QUIETEST_DB, audible, clearer, levels_db, raised, speech_level_db, without_rumble

if TYPE_CHECKING:
    from engine.worker.audio import Samples

RATE = 16_000
NOISE = np.random.default_rng(0)


def voice(level_db: float, seconds: float = 2.0) -> Samples:
    """A tone that comes and goes like syllables, at a level."""
    at_s = np.arange(round(seconds * RATE)) / RATE
    tone = np.sin(2 * np.pi * 300 * at_s) * (np.sin(2 * np.pi * 2 * at_s) > 0)
    return (tone * np.sqrt(2) * 10 ** (level_db / 20)).astype(np.float32)


def hum(level_db: float, seconds: float = 2.0) -> Samples:
    at_s = np.arange(round(seconds * RATE)) / RATE
    return (np.sin(2 * np.pi * 50 * at_s) * np.sqrt(2) * 10 ** (level_db / 20)).astype(np.float32)


def test_levels_are_those_of_full_scale() -> None:
    assert levels_db(np.full(640, 0.1, np.float32)) == pytest.approx([-20.0, -20.0], abs=0.01)
    assert len(levels_db(np.zeros(100, np.float32))) == 0
    assert speech_level_db(voice(-30.0)) == pytest.approx(-30.0, abs=0.5)


def test_quiet_speech_is_raised_and_ordinary_speech_stays_as_it_is() -> None:
    for level_db in (-50.0, -80.0):
        quiet = voice(level_db)
        assert speech_level_db(raised(quiet, [(0, len(quiet))])) == pytest.approx(QUIETEST_DB, abs=0.5)
        assert speech_level_db(audible(quiet)) == pytest.approx(QUIETEST_DB, abs=1.0)
    ordinary = voice(-25.0)
    assert raised(ordinary, [(0, len(ordinary))]) is ordinary and audible(ordinary) is ordinary


def test_a_click_is_not_cut_off_by_it() -> None:
    quiet = voice(-60.0)
    quiet[100] = 0.5
    assert np.abs(raised(quiet, [(0, len(quiet))])).max() <= 0.91


def test_steady_noise_and_silence_are_not_raised() -> None:
    noise = NOISE.normal(0, 0.001, 2 * RATE).astype(np.float32)
    assert audible(noise) is noise
    silence = np.zeros(RATE, np.float32)
    assert audible(silence) is silence and raised(silence, []) is silence


def test_an_offset_and_hum_are_taken_off_where_they_are_louder_than_the_voice() -> None:
    speech = voice(-48.0)
    for hidden in (speech + 0.02, speech + hum(-18.0)):
        heard = hidden.astype(np.float32)
        found = clearer(heard, without_rumble(heard))
        middle = slice(RATE // 2, -RATE // 2)
        assert np.abs(found - speech)[middle].max() < 0.2 * np.abs(speech).max()
    assert clearer(speech, without_rumble(speech)) is speech


def test_rumble_takes_no_sound_out_of_its_place() -> None:
    speech = voice(-20.0)
    assert np.abs(without_rumble(speech) - speech).max() < 0.02
    assert len(without_rumble(speech[:1001])) == 1001
