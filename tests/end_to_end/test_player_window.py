"""The real window on a screen, playing through a real sound server: a word is clicked, and from there it is heard."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.storage.paths import Paths
from tests.end_to_end.audio import SAMPLE_RATE, Samples, decoded, recording
from tests.support.screen import screen
from tests.support.sound_server import sound_server

#: How long the window may take for all of it.
LIMIT_S = 200.0
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def test_a_word_that_is_clicked_is_heard_and_marked(home: Paths, tmp_path: Path) -> None:
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    clip, folder = recording(tmp_path / "Meeting.wav", min_s=20), tmp_path / "sound"
    folder.mkdir()
    with screen() as display, sound_server(folder) as sound:
        places = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.end_to_end.listener", clip],
            cwd=ROOT, env=os.environ | sound.environment | places,
            capture_output=True, text=True, timeout=LIMIT_S, check=False,
        )  # fmt: skip
        heard = sound.heard_by_another()

    assert done.returncode == 0, done.stderr
    start_s, *marked = done.stdout.splitlines()
    assert marked and set(marked) <= {"third", "message?"}  # word by word, and not the whole segment
    assert abs(_first_place_s(heard, decoded(clip)) - float(start_s)) < 0.3


def _first_place_s(heard: Samples, clip: Samples) -> float:
    """Where in the clip that is which is heard first, by the second of it that matches best."""
    loud = np.flatnonzero(np.abs(heard.astype(int)) > 300)
    assert len(loud), "nothing was heard"
    second = heard[loud[0] : loud[0] + SAMPLE_RATE]
    size = 1 << (len(clip) + len(second)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(clip, size) * np.conj(np.fft.rfft(second, size)), size)
    return int(np.argmax(likeness[: len(clip)])) / SAMPLE_RATE
