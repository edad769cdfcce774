"""Real voices: two that take turns are two, and one is one."""

from __future__ import annotations

import numpy as np
import pytest

from engine.worker.audio import decode
from tests import speech
from tests.speakers.diarization_error import error_of
from tests.speakers.finding import found_in

RATE = 16_000
ONE, OTHER = "libri-2033-164914", "libri-2609-156975"


def conversation(*names: str) -> tuple[np.ndarray, list[tuple[float, float, str]]]:
    """These recordings one after the other, half a second apart, and whose each is."""
    parts, spoken, at_s = [], [], 0.0
    for name in names:
        samples = np.concatenate(list(decode(speech.FOLDER / f"{name}.flac")))
        spoken.append((at_s, at_s + len(samples) / RATE, name[:10]))
        parts += [samples / np.abs(samples).max() / 2, np.zeros(RATE // 2, np.float32)]
        at_s += len(samples) / RATE + 0.5
    return np.concatenate(parts), spoken


@pytest.mark.slow
def test_two_voices_are_two_speakers_and_one_is_one() -> None:
    samples, spoken = conversation(f"{ONE}-0003", f"{OTHER}-0000", f"{ONE}-0004", f"{OTHER}-0009", f"{ONE}-0005")
    found = found_in(samples)
    assert {turn.speaker for turn in found} == {0, 1} and found[0].speaker == 0
    error = error_of(spoken, found)
    assert error.confused < 0.03 and error.total < 0.25, error  # readers pause, which the reference does not say
    alone, _ = conversation(*(f"{ONE}-{number}" for number in ("0003", "0004", "0005", "0007")))
    assert {turn.speaker for turn in found_in(alone)} == {0}
