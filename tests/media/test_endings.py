"""A file that breaks off, is damaged in the middle, lies about its length or has junk before it."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ClipError
from engine.worker.windows import Window, read_windows
from tests.media.making import RATE, Form, Track, as_wav, lag_s, length_s, make, spoken
from tests.media.test_times import TIMED, read

#: Containers that state how long they are.
STATED = {
    "wav": Form("wav", "pcm_s16le"),
    "aiff": Form("aiff", "pcm_s16be"),
    "flac": Form("flac", "flac"),
    "mp3": Form("mp3", "libmp3lame"),
    "mkv": Form("matroska", "aac"),
    "au": Form("au", "pcm_s16be"),
}


def file(tmp_path: Path, form: Form, at_s: tuple[float, ...] = (0.0,)) -> bytes:
    return make(tmp_path / "whole", form, Track(spoken(), at_s)).read_bytes()


def written(tmp_path: Path, data: bytes, name: str = "clip") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", STATED)
def test_a_file_that_breaks_off_says_so(name: str, tmp_path: Path) -> None:
    data = file(tmp_path, STATED[name])
    heard, sound = read(written(tmp_path, data[: len(data) // 2]))
    [note] = sound.facts.notes
    assert note.code == "breaks_off"
    assert sound.length_s == pytest.approx(length_s(heard), abs=0.01)
    assert note.facts["at_s"] == pytest.approx(length_s(heard), abs=0.1)
    assert note.facts["stated_s"] == pytest.approx(length_s(spoken()), abs=0.2)


def test_an_mp4_that_breaks_off_says_so(tmp_path: Path) -> None:
    """Its index is whole if it comes first."""
    import av

    said = spoken()
    whole = make(tmp_path / "clip.mp4", TIMED["mp4"], Track(said))
    first = tmp_path / "first.mp4"
    with av.open(str(whole)) as clip, av.open(str(first), "w", options={"movflags": "faststart"}) as out:
        stream = out.add_stream_from_template(clip.streams.audio[0])
        for packet in clip.demux():
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    data = first.read_bytes()
    _, sound = read(written(tmp_path, data[: len(data) * 6 // 10]))
    assert [note.code for note in sound.facts.notes] == ["breaks_off"]


@pytest.mark.parametrize("name", TIMED)
def test_a_film_may_go_on_after_its_sound(name: str, tmp_path: Path) -> None:
    said = spoken()
    _, sound = read(make(tmp_path / "clip", TIMED[name], Track(said), picture_s=length_s(said) + 8.0))
    assert not sound.facts.notes
    assert sound.length_s == pytest.approx(length_s(said), abs=0.15)


def test_a_cover_does_not_make_a_song_a_film(tmp_path: Path) -> None:
    data = make(
        tmp_path / "whole", Form("mp3", "libmp3lame", picture="png"), Track(spoken()), picture_s=0.1
    ).read_bytes()
    _, sound = read(written(tmp_path, data[: len(data) // 2]))
    assert [note.code for note in sound.facts.notes] == ["breaks_off"]


@pytest.mark.parametrize("name", ["mp4", "mp3", "flac", "ts", "mkv", "ogg"])
def test_damage_in_the_middle_keeps_times_and_parts_sentences(name: str, tmp_path: Path) -> None:
    said = spoken()
    twice = np.concatenate([said, np.zeros(4 * RATE, np.float32), said])
    form = TIMED.get(name) or STATED.get(name) or Form("ogg", "libopus")
    data = bytearray(make(tmp_path / "whole", form, Track(twice)).read_bytes())
    begin, end = int(len(data) * 0.35), int(len(data) * 0.45)
    data[begin:end] = np.random.default_rng(3).bytes(end - begin)
    path = written(tmp_path, bytes(data))
    heard, sound = read(path)
    second_s = length_s(said) + 4.0
    # An MP3 has no times: what is lost is estimated from its bytes.
    assert lag_s(heard, said, near_s=second_s) == pytest.approx(second_s, abs=0.5 if name == "mp3" else 0.05)
    assert sound.lost and "audio_lost" in {note.code for note in sound.facts.notes}
    for window in read_windows(path, preferred_s=28.0, silence_s=0.5):
        if isinstance(window, Window):
            assert not any(loss.start_s > window.start_s and loss.end_s < window.end_s for loss in sound.lost)


@pytest.mark.parametrize(
    "stated", [0, RATE, 0xFFFF_FFFF, 0x7FFF_FFDB], ids=["nothing", "half a second", "a pipe", "another pipe"]
)
def test_a_wav_is_read_to_its_end_whatever_its_header_says(stated: int, tmp_path: Path) -> None:
    said = spoken()
    data = bytearray(as_wav(tmp_path / "whole.wav", said).read_bytes())
    struct.pack_into("<I", data, data.index(b"data") + 4, stated)
    heard, sound = read(written(tmp_path, bytes(data)))
    assert length_s(heard) == pytest.approx(length_s(said), abs=0.01)
    assert not sound.facts.notes


def test_what_follows_the_samples_of_a_wav_is_no_sound(tmp_path: Path) -> None:
    data = as_wav(tmp_path / "whole.wav", spoken()).read_bytes()
    heard, _ = read(written(tmp_path, data + b"LIST" + struct.pack("<I", 4000) + b"INFO" + bytes(3996)))
    assert length_s(heard) == pytest.approx(length_s(spoken()), abs=0.01)


@pytest.mark.parametrize("name", ["ogg", "mp3", "flac"])
def test_files_joined_end_to_end_are_read_to_the_end(name: str, tmp_path: Path) -> None:
    form = {"ogg": Form("ogg", "libopus"), **STATED}[name]
    data = file(tmp_path, form)
    heard, sound = read(written(tmp_path, data + data))
    assert length_s(heard) == pytest.approx(2 * length_s(spoken()), abs=0.2)
    assert sound.length_s == pytest.approx(length_s(heard), abs=0.01)


@pytest.mark.parametrize("name", ["mp3", "flac", "ogg"])
def test_padding_after_a_clip_is_no_sound(name: str, tmp_path: Path) -> None:
    form = STATED.get(name) or Form("ogg", "libopus")
    heard, sound = read(written(tmp_path, file(tmp_path, form) + bytes(500_000)))
    assert length_s(heard) == pytest.approx(length_s(spoken()), abs=0.2)
    assert not sound.facts.notes


@pytest.mark.parametrize("name", ["wav", "flac", "mkv", "mp3"])
@pytest.mark.parametrize(
    "junk",
    [b"HTTP/1.1 200 OK\r\nServer: a\r\n\r\n", b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f", bytes(2000)],
    ids=["headers", "a tag that lies", "zeros"],
)
def test_junk_before_a_clip_is_skipped(name: str, junk: bytes, tmp_path: Path) -> None:
    heard, _ = read(written(tmp_path, junk + file(tmp_path, STATED[name])))
    assert length_s(heard) == pytest.approx(length_s(spoken()), abs=0.2)


def test_an_mp4_that_was_never_finished_is_called_that(tmp_path: Path) -> None:
    data = make(tmp_path / "whole.mp4", TIMED["mp4"], Track(spoken())).read_bytes()
    with pytest.raises(ClipError, match="media_unfinished"):
        read(written(tmp_path, data[: data.index(b"moov") - 4]))


def test_a_file_of_zeros_is_called_that(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match="media_blank"):
        read(written(tmp_path, bytes(100_000), "clip.mp4"))


def test_a_picture_has_no_audio(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match="no_audio"):
        read(make(tmp_path / "clip", TIMED["mkv"], picture_s=2.0))
