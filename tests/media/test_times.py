"""Words have the times at which players play them, whatever the container says in what way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.worker.audio import decode
from engine.worker.sound import Sound
from tests.media.making import RATE, Form, Samples, Track, as_wav, lag_s, length_s, make, spoken

#: Containers that keep times, with codecs that they are used with.
TIMED = {
    "mp4": Form("mp4", "aac"),
    "mov": Form("mov", "aac"),
    "mov pcm": Form("mov", "pcm_s16le"),
    "mkv": Form("matroska", "aac"),
    "mkv ac3": Form("matroska", "ac3"),
    "mkv flac": Form("matroska", "flac"),
    "webm": Form("webm", "libopus", picture="libvpx"),
    "ts": Form("mpegts", "aac", picture="mpeg2video"),
    "ts mp2": Form("mpegts", "mp2", picture="mpeg2video"),
    "flv": Form("flv", "aac", rate=44_100, picture="flv1"),
    "3gp": Form("3gp", "aac"),
    "asf": Form("asf", "wmav2", rate=44_100),
    "mpg": Form("mpeg", "mp2", picture="mpeg2video"),
    "nut": Form("nut", "aac"),
}
#: As every player has them, in seconds.
CLOSE_S = 0.05


def read(path: Path, track: int | None = None) -> tuple[Samples, Sound]:
    sound = Sound()
    return np.concatenate(list(decode(path, sound, track))), sound


@pytest.mark.parametrize("name", TIMED)
def test_a_clip_that_begins_at_once(name: str, tmp_path: Path) -> None:
    said = spoken()
    heard, sound = read(make(tmp_path / "clip", TIMED[name], Track(said), picture_s=length_s(said)))
    assert lag_s(heard, said) == pytest.approx(0.0, abs=CLOSE_S)
    assert sound.length_s == pytest.approx(length_s(said), abs=0.15)
    assert not sound.facts.notes


@pytest.mark.parametrize("name", TIMED)
def test_audio_that_begins_after_the_picture(name: str, tmp_path: Path) -> None:
    said = spoken()
    path = make(tmp_path / "clip", TIMED[name], Track(said, at_s=[4.0]), picture_s=4.0 + length_s(said))
    heard, sound = read(path)
    assert lag_s(heard, said) == pytest.approx(4.0, abs=CLOSE_S)
    assert sound.length_s == pytest.approx(4.0 + length_s(said), abs=0.15)
    assert not sound.facts.notes, "what never was is not lost"


#: QuickTime has no gaps in plain samples: their times follow from their count.
GAPS = sorted(set(TIMED) - {"mov pcm"})


@pytest.mark.parametrize("name", GAPS)
def test_a_gap_is_silence_and_is_told(name: str, tmp_path: Path) -> None:
    said = spoken()
    again_at_s = length_s(said) + 6.0
    track = Track(said, at_s=[0.0, again_at_s])
    heard, sound = read(make(tmp_path / "clip", TIMED[name], track, picture_s=again_at_s + length_s(said)))
    assert lag_s(heard, said, near_s=again_at_s) == pytest.approx(again_at_s, abs=CLOSE_S)
    assert [note.code for note in sound.facts.notes] == ["audio_lost"]
    assert sound.facts.notes[0].facts["lost_s"] == pytest.approx(6.0, abs=0.2)


def test_a_clip_whose_times_begin_late_as_a_whole_begins_at_once(tmp_path: Path) -> None:
    said = spoken()
    heard, _ = read(make(tmp_path / "clip", Form("matroska", "aac"), Track(said, at_s=[1000.0])))
    assert lag_s(heard, said) == pytest.approx(0.0, abs=CLOSE_S)


def test_times_that_begin_anew_lose_nothing(tmp_path: Path) -> None:
    """Two recordings that were joined end to end."""
    said = spoken()
    one = make(tmp_path / "one.ts", TIMED["ts"], Track(said)).read_bytes()
    path = tmp_path / "joined.ts"
    path.write_bytes(one + one)
    heard, sound = read(path)
    assert length_s(heard) == pytest.approx(2 * length_s(said), abs=0.3)
    assert sound.is_read


def test_a_small_lag_is_no_gap(tmp_path: Path) -> None:
    """Containers round times to milliseconds: nothing is put in, and no word torn."""
    said = spoken()
    heard, sound = read(make(tmp_path / "clip", Form("matroska", "pcm_s16le", rate=44_100), Track(said)))
    assert length_s(heard) == pytest.approx(length_s(said), abs=0.01)
    assert not sound.lost


def test_an_ordinary_wav_is_read_to_the_sample(tmp_path: Path) -> None:
    said = spoken()
    heard, _ = read(as_wav(tmp_path / "clip.wav", said))
    assert len(heard) == len(said)
    assert np.abs(heard - said).max() < 1e-3
    assert len(heard) / RATE == length_s(said)
