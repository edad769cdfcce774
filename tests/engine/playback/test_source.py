"""From any place of a clip on, that is heard which is there by the transcript's times: to 30 ms, and to the sample
where the container allows it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ClipError
from engine.playback.source import Source
from engine.run import ALL_TRACKS
from tests.media.making import RATE, Form, Samples, Track, as_wav, length_s, make, spoken
from tests.media.test_channels import likeness
from tests.media.test_times import TIMED, read

#: Containers whose times are counted, beside those that have times.
FORMS = TIMED | {
    "wav": Form("wav", "pcm_s16le"),
    "mp3": Form("mp3", "libmp3lame", rate=44_100),
    "mp3 low": Form("mp3", "libmp3lame", rate=16_000),
    "flac": Form("flac", "flac"),
    "ogg": Form("ogg", "libopus"),
    "adts": Form("adts", "aac"),
    "aiff": Form("aiff", "pcm_s16be"),
}
#: How exact a place is.
EXACT_S = 0.03


@cache
def unlike() -> Samples:
    """A quarter of a minute in which no two places sound alike."""
    said = spoken()
    return np.concatenate([said, said[::-1], said[::2]])


def heard(path: Path, at_s: float, track: int | None = None, for_s: float = 3.0) -> Samples:
    """What is heard from there on, of both sides the left one."""
    source = Source(path, track, RATE)
    try:
        return first(source.blocks(at_s), for_s)
    finally:
        source.close()


def first(blocks: Iterator[Samples], for_s: float) -> Samples:
    taken, count = [np.zeros(0, np.float32)], 0
    for block in blocks:
        assert block.dtype == np.float32 and block.shape[1] == 2
        taken.append(block[:, 0])
        count += len(block)
        if count >= for_s * RATE:
            break
    return np.concatenate(taken)[: round(for_s * RATE)]


def early_s(part: Samples, whole: Samples, at_s: float) -> float:
    """How much earlier than at its time a part of the whole begins."""
    begin = round((at_s - 1.0) * RATE)
    near = np.concatenate([np.zeros(max(0, -begin), np.float32), whole[max(0, begin) :]])[: len(part) + 2 * RATE]
    size = len(near) + len(part)
    found = np.fft.irfft(np.fft.rfft(near, size) * np.conj(np.fft.rfft(part, size)), size)
    return 1.0 - int(np.argmax(found[: len(near)])) / RATE


@pytest.mark.parametrize("name", FORMS)
def test_a_place_is_where_the_transcript_has_it(name: str, tmp_path: Path) -> None:
    path = make(
        tmp_path / "clip", FORMS[name], Track(unlike()), picture_s=length_s(unlike()) * bool(FORMS[name].picture)
    )
    whole, _ = read(path)
    source = Source(path, None, RATE)
    for at_s in (0.0, 7.3, 11.9, 0.4, 4.05):
        assert abs(early_s(first(source.blocks(at_s), 2.0), whole, at_s)) < EXACT_S, at_s
    source.close()


@pytest.mark.parametrize("name", ["wav", "flac", "mov pcm", "aiff"])
def test_what_is_stored_sample_for_sample_is_sought_so(name: str, tmp_path: Path) -> None:
    form = Form(FORMS[name].container, FORMS[name].codec, rate=RATE)
    whole, _ = read(make(tmp_path / "clip", form, Track(unlike())))
    part = heard(tmp_path / "clip", 9.25)
    assert np.abs(part - whole[round(9.25 * RATE) :][: len(part)]).max() < 0.01


@pytest.mark.parametrize("name", ["mp4", "mkv", "webm", "ts"])
def test_audio_that_begins_late_and_has_a_gap_keeps_its_times(name: str, tmp_path: Path) -> None:
    said = spoken()
    again_s = 5.0 + length_s(said) + 8.0
    track = Track(said, at_s=[5.0, again_s])
    path = make(tmp_path / "clip", TIMED[name], track, picture_s=again_s + length_s(said))
    whole, _ = read(path)
    for at_s in (0.0, 3.0, 6.0, 5.0 + length_s(said) + 2.0, again_s - 0.5, again_s + 2.0):
        part = heard(path, at_s, for_s=10.0)
        assert abs(early_s(part, whole, at_s)) < EXACT_S, at_s


def test_the_end_is_the_end(tmp_path: Path) -> None:
    path = as_wav(tmp_path / "clip.wav", spoken())
    assert length_s(heard(path, length_s(spoken()) - 0.5)) == pytest.approx(0.5, abs=0.01)
    for beyond_s in (length_s(spoken()), length_s(spoken()) + 50.0):
        assert not len(heard(path, beyond_s))


def test_the_track_that_was_transcribed_is_heard(tmp_path: Path) -> None:
    one, other = spoken(), spoken()[::-1].copy()
    path = make(tmp_path / "clip", TIMED["mkv flac"], Track(one), Track(other))
    assert likeness(heard(path, 0.0, 1, 10.0), one) > 0.95
    assert likeness(heard(path, 0.0, 2, 10.0), other) > 0.95
    assert likeness(heard(path, 0.0, None, 10.0), one) > 0.95
    both = heard(path, 0.0, ALL_TRACKS, 10.0)
    assert likeness(both, one + other) > 0.9


def test_two_channels_are_heard_on_their_sides_and_more_on_both(tmp_path: Path) -> None:
    silence = np.zeros(len(spoken()), np.float32)
    for channels in (2, 5):
        voices = np.stack([silence] * (channels - 1) + [spoken()], axis=1)
        path = as_wav(tmp_path / f"{channels}.wav", voices)
        source = Source(path, None, RATE)
        block = np.concatenate(list(source.blocks(0.0)))
        source.close()
        loud = np.abs(block).max(axis=0)
        assert loud[1] > 0.2
        assert (loud[0] < 0.01) == (channels == 2)


def test_the_rate_is_the_loudspeakers(tmp_path: Path) -> None:
    path = as_wav(tmp_path / "clip.wav", spoken())
    source = Source(path, None, 44_100)
    count = sum(len(block) for block in source.blocks(1.0))
    source.close()
    assert count / 44_100 == pytest.approx(length_s(spoken()) - 1.0, abs=0.01)


def test_what_is_no_clip_says_so(tmp_path: Path) -> None:
    (tmp_path / "letter.wav").write_bytes(b"Dear sir" * 100)
    with pytest.raises(ClipError, match="not_media"):
        Source(tmp_path / "letter.wav", None, RATE)
    with pytest.raises(ClipError, match="clip_gone"):
        Source(tmp_path / "nothing.wav", None, RATE)
