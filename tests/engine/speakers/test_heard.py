"""What is kept of a clip that is listened to: whole, private, and the same after an interruption."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.speakers import listening
from engine.speakers.heard import HOP, activity_of, listen, part_of, read_heard, record_type
from engine.speakers.listening import AT_ONCE, FRAMES, VOICE_SIZE, WINDOW

RATE = 16_000
REAL_EARS = listening.Ears


class MadeUpEars:
    """Hears by the samples alone: the same samples, the same voice."""

    def activity(self, samples: np.ndarray) -> np.ndarray:
        activity = np.zeros((FRAMES, AT_ONCE), bool)
        activity[: len(samples) // 300, int(abs(samples[0]) * 1e4) % AT_ONCE] = True
        return activity

    def voice(self, samples: np.ndarray) -> np.ndarray:
        return np.resize(samples, VOICE_SIZE)


@pytest.fixture(autouse=True)
def made_up_ears(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "Ears", MadeUpEars)


def samples_of(seconds: float) -> np.ndarray:
    return np.random.default_rng(5).uniform(-1, 1, int(seconds * RATE)).astype(np.float32)


def samples_with_pauses() -> np.ndarray:
    """Ten seconds with a pause of one, and one of a tenth, which is none."""
    samples = samples_of(10) * np.float32(0.1)
    samples[3 * RATE : 4 * RATE] *= 0.001
    samples[6 * RATE : 6 * RATE + RATE // 10] *= 0.001
    return samples


def blocks_of(samples: np.ndarray, size: int = 7777) -> Iterator[np.ndarray]:
    return (samples[begin : begin + size] for begin in range(0, len(samples), size))


def heard(samples: np.ndarray, kept: Path) -> list[float]:
    told: list[float] = []
    listen(blocks_of(samples), kept, told.append)
    return told


@pytest.mark.parametrize(("seconds", "windows"), [(0.5, 1), (5, 1), (5.1, 2), (10, 2), (10.1, 3), (15, 3), (61, 13)])
def test_windows_reach_over_all_of_a_clip(tmp_path: Path, seconds: float, windows: int) -> None:
    told = heard(samples_of(seconds), tmp_path / "kept")
    assert len(told) == len(read_heard(tmp_path / "kept")) == windows
    assert told[-1] == pytest.approx(seconds) and told == sorted(told)


def test_who_speaks_is_read_as_it_was_heard(tmp_path: Path) -> None:
    samples = samples_of(30)
    heard(samples, tmp_path / "kept")
    for number, record in enumerate(read_heard(tmp_path / "kept")):
        window = samples[number * HOP : number * HOP + WINDOW]
        assert (activity_of(record) == MadeUpEars().activity(window)).all()


def test_it_goes_on_after_a_kill_as_if_there_had_been_none(tmp_path: Path) -> None:
    samples = samples_of(61)
    heard(samples, tmp_path / "whole")
    whole = (tmp_path / "whole").read_bytes()
    for left in (0, 5, 30, 30 + record_type().itemsize // 2, 30 + 4 * record_type().itemsize, len(whole) - 1):
        part_of(tmp_path / "kept").write_bytes(whole[:left])
        told = heard(samples, tmp_path / "kept")
        assert (tmp_path / "kept").read_bytes() == whole
        assert len(told) == 13 - max(0, left - 30) // record_type().itemsize
        assert not part_of(tmp_path / "kept").exists()


def test_a_clip_that_is_not_heard_to_its_end_is_not_whole(tmp_path: Path) -> None:
    def broken() -> Iterator[np.ndarray]:
        yield samples_of(30)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        listen(broken(), tmp_path / "kept", lambda _: None)
    assert not (tmp_path / "kept").exists() and len(read_heard(part_of(tmp_path / "kept"))) == 4


def test_another_track_is_another_voice(tmp_path: Path) -> None:
    listen(blocks_of(samples_of(30)), tmp_path / "kept", lambda _: None, track=2)
    assert len(read_heard(tmp_path / "kept", 2)) == 6
    assert len(read_heard(tmp_path / "kept", 1)) == len(read_heard(tmp_path / "kept")) == 0


def test_a_damaged_file_counts_as_none(tmp_path: Path) -> None:
    heard(samples_of(30), tmp_path / "kept")
    whole = bytearray((tmp_path / "kept").read_bytes())
    whole[-2:] = b"\xff\xff"  # no number
    (tmp_path / "damaged").write_bytes(whole)
    (tmp_path / "other").write_bytes(b"everyclip voices 99\n" + bytes(9999))
    for name in ("damaged", "other", "missing"):
        assert len(read_heard(tmp_path / name)) == 0


@pytest.mark.skipif(os.name != "posix", reason="the system has no such permissions")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    heard(samples_of(1), tmp_path / "kept")
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0


def test_too_quiet_for_speech_is_what_the_level_says_and_what_is_after_the_end() -> None:
    samples = samples_with_pauses()
    quiet = listening._quiet(samples) * listening.FRAME / RATE
    assert quiet.sum() == pytest.approx(1.0, abs=0.06)
    assert not listening._quiet(samples_of(10)).any()  # nothing is quieter than the rest
    assert listening._quiet(samples_of(0.01)).all() and listening._quiet(samples_of(5))[300:].all()


def test_a_pause_is_no_speech_though_the_segmentation_goes_on() -> None:
    class GoesOn:
        def run(self, *_: object) -> list[np.ndarray]:
            return [np.tile(np.eye(7)[1], (1, FRAMES, 1))]

    ears = object.__new__(REAL_EARS)
    ears.__dict__["_segmentation"] = GoesOn()
    samples = samples_with_pauses()
    activity = ears.activity(samples)
    assert (activity[:, 0] == ~listening._quiet(samples)).all() and not activity[:, 1:].any()


def test_a_quiet_voice_beside_a_loud_one_is_speech() -> None:
    samples: np.ndarray = samples_of(10) * 0.2
    samples[4 * RATE : 6 * RATE] *= 0.001  # the noise of the room
    samples[6 * RATE :] *= 0.02  # 34 dB below the first voice, and 26 above the noise
    quiet = listening._quiet(samples)
    assert quiet.sum() * listening.FRAME / RATE == pytest.approx(2.0, abs=0.06)
