"""Which of several audio tracks is heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import ClipError
from engine.run import ALL_TRACKS
from engine.worker.sound import Sound
from engine.worker.windows import Window, read_windows
from tests.media.making import RATE, Form, Track, length_s, make, spoken
from tests.media.test_channels import likeness
from tests.media.test_times import TIMED, read

SILENCE = np.zeros(len(spoken()), np.float32)


def windows(path: Path, sound: Sound, track: int | None = None) -> list[Window]:
    found = read_windows(path, sound, preferred_s=28.0, silence_s=0.5, track=track)
    return [window for window in found if isinstance(window, Window)]


@pytest.mark.parametrize("name", ["mp4", "mkv", "mkv flac", "ts"])
def test_a_silent_track_is_followed_by_the_next(name: str, tmp_path: Path) -> None:
    """A screen recorder puts the desktop on the first track and the microphone on the second."""
    path = make(tmp_path / "clip", TIMED[name], Track(SILENCE), Track(spoken()), picture_s=length_s(spoken()))
    sound = Sound()
    assert windows(path, sound)
    assert sound.facts.track == 2
    assert [dict(note.facts) for note in sound.facts.notes if note.code == "one_track"] == [{"track": 2, "tracks": 2}]


def test_a_silent_clip_is_silent_whatever_its_tracks(tmp_path: Path) -> None:
    sound = Sound()
    assert not windows(make(tmp_path / "clip", TIMED["mkv"], Track(SILENCE), Track(SILENCE)), sound)
    assert sound.track == 1 and sound.length_s == pytest.approx(length_s(SILENCE), abs=0.1)


def test_a_track_can_be_chosen(tmp_path: Path) -> None:
    path = make(tmp_path / "clip", TIMED["mkv flac"], Track(spoken()), Track(spoken()[::-1].copy()))
    for track, said in ((1, spoken()), (2, spoken()[::-1])):
        heard, sound = read(path, track)
        assert likeness(heard, said) > 0.95
        assert sound.facts.track == track


def test_all_tracks_can_be_heard_together(tmp_path: Path) -> None:
    one, other = Track(np.concatenate([spoken(), SILENCE])), Track(spoken(), at_s=[length_s(spoken())])
    path = make(tmp_path / "clip", TIMED["mkv flac"], one, other)
    sound = Sound()
    spans = [span for window in windows(path, sound, ALL_TRACKS) for span in window.speech]
    assert spans[0].end_s < length_s(spoken()) < spans[-1].start_s
    assert not [note for note in sound.facts.notes if note.code == "one_track"]


def test_a_track_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = make(tmp_path / "clip", TIMED["mkv"], Track(spoken()))
    with pytest.raises(ClipError, match="track_missing"):
        windows(path, Sound(), 3)


def test_what_cannot_be_decoded_is_passed_over(tmp_path: Path) -> None:
    """A phone puts spatial sound, for which there is no decoder, beside the usual."""
    path = make(tmp_path / "clip.mov", Form("mov", "pcm_s16le"), Track(spoken()), Track(spoken()))
    data = bytearray(path.read_bytes())
    at = data.index(b"sowt")
    data[at : at + 4] = b"apac"
    path.write_bytes(data)
    sound = Sound()
    assert windows(path, sound)
    assert [track.is_decodable for track in sound.tracks] == [False, True]
    assert not [note for note in sound.facts.notes if note.code == "one_track"], "there is nothing to choose"


def test_a_clip_that_cannot_be_decoded_at_all_says_why(tmp_path: Path) -> None:
    path = make(tmp_path / "clip.mov", Form("mov", "pcm_s16le"), Track(spoken()))
    path.write_bytes(path.read_bytes().replace(b"sowt", b"apac"))
    with pytest.raises(ClipError, match="audio_unknown"):
        windows(path, Sound())


def test_resuming_reads_the_track_of_before(tmp_path: Path) -> None:
    said = np.concatenate([spoken(), np.zeros(RATE, np.float32)] * 3)
    path = make(tmp_path / "clip", TIMED["mkv"], Track(np.zeros(len(said), np.float32)), Track(said))
    sound = Sound()
    first, *rest = times(path, sound, None)
    assert times(path, Sound(), sound.facts.track, resume_at_s=first[1]) == rest


def times(path: Path, sound: Sound, track: int | None, resume_at_s: float = 0.0) -> list[tuple[float, float]]:
    found = read_windows(path, sound, preferred_s=6.0, silence_s=0.5, joins=False, track=track, resume_at_s=resume_at_s)
    return [(window.start_s, window.end_s) for window in found if isinstance(window, Window)]
