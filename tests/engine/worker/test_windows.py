"""Files of every kind become the right windows, in bounded memory, and a resume goes on as if nothing had happened."""

from __future__ import annotations

import errno
import itertools
import tracemalloc
import wave
from collections.abc import Callable, Sequence
from io import FileIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.errors import ClipError
from engine.worker import audio, container, windows
from engine.worker.audio import probe
from engine.worker.sound import SAMPLE_RATE
from engine.worker.windows import Silence, Window, read_windows
from tests.support.starter import samples

Samples = NDArray[np.float32]


def decoded(path: Path) -> Samples:
    return np.concatenate(list(audio.decode(path)))


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


@pytest.fixture(scope="module")
def spoken() -> list[Samples]:
    """The sample clips' audio."""
    return [decoded(sample.path) for sample in samples()]


@pytest.fixture(scope="module")
def talk(spoken: list[Samples]) -> Samples:
    """Three quarters of a minute of sentences with pauses."""
    return np.concatenate(
        [np.concatenate([each, silence(0.5 + 0.2 * (i % 4))]) for i, each in enumerate([*spoken, *spoken[:3]])]
    )


def save_wav(path: Path, audio: Samples, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.repeat((audio * 32767).astype("<i2"), channels).tobytes())
    return path


def save(path: Path, audio: Samples, codec: str, rate: int, layout: str) -> Path:
    """Encode with FFmpeg; the container follows the file's suffix."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray((audio * 32767).astype(np.int16)[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        encoder = stream.codec_context
        resampler = av.AudioResampler(encoder.format, layout, rate, frame_size=encoder.frame_size or None)
        for resampled in [*resampler.resample(frame), *resampler.resample(None), None]:
            for packet in stream.encode(resampled):
                container.mux(packet)
    return path


def read(path: Path, preferred_s: float = 8.0, silence_s: float = 0.25, **options: Any) -> list[Window]:
    pieces = read_windows(path, preferred_s=preferred_s, silence_s=silence_s, **options)
    return [piece for piece in pieces if isinstance(piece, Window)]


def spans(found: Sequence[Window]) -> list[tuple[int, float, float, bool]]:
    return [(window.index, window.start_s, window.end_s, window.is_last) for window in found]


# --- cutting ---


def test_a_short_clip_is_one_window_with_nothing_trimmed(spoken: list[Samples], tmp_path: Path) -> None:
    audio = np.concatenate([silence(0.4), spoken[0], silence(0.9)])
    [window] = read(save_wav(tmp_path / "clip.wav", audio))
    assert spans([window]) == [(0, 0.0, len(audio) / SAMPLE_RATE, True)]
    assert window.audio.dtype == np.float32
    np.testing.assert_allclose(window.audio, audio, atol=1e-3)


def test_windows_are_in_order_as_long_as_preferred_at_most_and_hold_their_own_audio(
    talk: Samples, tmp_path: Path
) -> None:
    path = save_wav(tmp_path / "talk.wav", talk)
    found = read(path)
    whole = decoded(path)
    assert [window.index for window in found] == list(range(len(found)))
    assert [window.is_last for window in found] == [False] * (len(found) - 1) + [True]
    assert all(window.end_s - window.start_s <= 8.0 for window in found)
    assert all(one.end_s <= other.start_s for one, other in itertools.pairwise(found))
    for window in found:
        start = round(window.start_s * SAMPLE_RATE)
        np.testing.assert_array_equal(window.audio, whole[start : start + len(window.audio)])


def test_no_speech_is_lost_between_windows(talk: Samples, tmp_path: Path) -> None:
    heard = np.zeros(len(talk), bool)
    for window in read(save_wav(tmp_path / "talk.wav", talk)):
        heard[round(window.start_s * SAMPLE_RATE) : round(window.end_s * SAMPLE_RATE)] = True
    loud = np.abs(talk) > 0.1
    assert loud[~heard].sum() < 0.001 * loud.sum()


@pytest.mark.parametrize(("joins", "expected"), [(False, 4), (True, 1)])
def test_stretches_of_speech_are_joined_as_far_as_wanted(
    joins: bool, expected: int, spoken: list[Samples], tmp_path: Path
) -> None:
    sentences = [part for each in spoken[:4] for part in (each, silence(0.8))]
    path = save_wav(tmp_path / "clip.wav", np.concatenate(sentences))
    assert len(read(path, preferred_s=28.0, joins=joins)) == expected


def test_speech_without_a_pause_is_cut_at_the_longest_window(spoken: list[Samples], tmp_path: Path) -> None:
    voiced = np.concatenate([each[np.abs(each) > 0.01] for each in spoken * 3])
    path = save_wav(tmp_path / "breathless.wav", voiced)
    for preferred_s in (8.0, 28.0, 99.0):
        found = read(path, preferred_s=preferred_s)
        assert all(window.end_s - window.start_s <= min(preferred_s, 30.0) for window in found)
        assert found[-1].is_last


def test_a_last_window_is_known_behind_minutes_of_silence(spoken: list[Samples], tmp_path: Path) -> None:
    path = save_wav(tmp_path / "tail.wav", np.concatenate([spoken[0], silence(120)]))
    pieces = list(read_windows(path, preferred_s=8.0, silence_s=0.25))
    assert spans([piece for piece in pieces if isinstance(piece, Window)])[0][3]
    assert isinstance(pieces[-1], Window)


def test_silence_is_told_every_half_minute_at_least(spoken: list[Samples], tmp_path: Path) -> None:
    path = save_wav(tmp_path / "gap.wav", np.concatenate([spoken[0], silence(120), spoken[1]]))
    pieces = list(read_windows(path, preferred_s=28.0, silence_s=0.5))
    told = [0.0] + [piece.until_s for piece in pieces if isinstance(piece, Silence)] + [125.0]
    assert told == sorted(told)
    assert max(later - earlier for earlier, later in itertools.pairwise(told)) < 35
    assert len([piece for piece in pieces if isinstance(piece, Window)]) == 2


@pytest.mark.parametrize("seconds", [0.01, 3, 70])
def test_a_clip_without_speech_gives_no_window(seconds: float, tmp_path: Path) -> None:
    assert read(save_wav(tmp_path / "silent.wav", silence(seconds))) == []
    hiss = np.random.default_rng(0).normal(0, 0.01, round(seconds * SAMPLE_RATE)).astype(np.float32)
    assert read(save_wav(tmp_path / "hiss.wav", hiss)) == []


# --- resuming ---


@pytest.mark.slow
@pytest.mark.parametrize("joins", [True, False])
def test_a_resume_gives_the_very_windows_of_an_uninterrupted_reading(
    joins: bool, talk: Samples, tmp_path: Path
) -> None:
    path = save(tmp_path / "talk.mp3", talk, "libmp3lame", 16_000, "mono")
    whole = read(path, joins=joins)
    for done in whole[:-1:4]:
        rest = read(path, joins=joins, resume_at_s=done.end_s, next_index=done.index + 1)
        assert spans(rest) == spans(whole)[done.index + 1 :]
        np.testing.assert_array_equal(rest[0].audio, whole[done.index + 1].audio)
    assert read(path, resume_at_s=whole[-1].end_s, next_index=len(whole)) == []


def test_the_way_to_a_resume_is_told(talk: Samples, tmp_path: Path) -> None:
    path = save_wav(tmp_path / "talk.wav", talk)
    first = next(read_windows(path, preferred_s=8.0, silence_s=0.25, resume_at_s=30.0))
    assert isinstance(first, Silence)
    assert first.until_s < 30.0


# --- memory ---


@pytest.mark.slow
def test_memory_does_not_grow_with_the_length_of_the_file(talk: Samples, tmp_path: Path) -> None:
    def peak(path: Path) -> int:
        tracemalloc.start()
        try:
            for _ in read_windows(path, preferred_s=28.0, silence_s=0.25):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    short = peak(save_wav(tmp_path / "short.wav", np.tile(talk, 2)))
    long = peak(save_wav(tmp_path / "long.wav", np.tile(talk, 6)))
    assert long < short * 1.2


def test_reading_is_lazy(talk: Samples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = [0]
    original: Callable[..., Any] = audio.decode

    def counting(*of: Any, **how: Any) -> Any:
        for block in original(*of, **how):
            counted[0] += len(block)
            yield block

    monkeypatch.setattr(windows, "decode", counting)
    next(read_windows(save_wav(tmp_path / "talk.wav", talk), preferred_s=8.0, silence_s=0.25))
    assert counted[0] < 35 * SAMPLE_RATE < len(talk)


# --- formats ---


@pytest.mark.parametrize(
    ("name", "codec", "rate", "layout"),
    [
        ("clip.wav", "pcm_s16le", 8_000, "mono"),
        ("clip.wav", "pcm_s24le", 192_000, "stereo"),
        ("clip.wav", "pcm_u8", 11_025, "mono"),
        ("clip.wav", "pcm_f64le", 16_000, "mono"),
        ("clip.wav", "pcm_s16le", 48_000, "5.1"),
        ("clip.flac", "flac", 48_000, "7.1"),
        ("clip.mp3", "libmp3lame", 44_100, "stereo"),
        ("clip.m4a", "aac", 48_000, "mono"),
        ("clip.opus", "libopus", 48_000, "mono"),
        ("clip.webm", "libopus", 48_000, "stereo"),
        ("clip.mkv", "ac3", 48_000, "5.1"),
        ("clip.ts", "aac", 44_100, "mono"),
        ("clip.aiff", "pcm_s16be", 44_100, "mono"),
    ],
)
def test_formats(name: str, codec: str, rate: int, layout: str, spoken: list[Samples], tmp_path: Path) -> None:
    path = save(tmp_path / name, spoken[0], codec, rate, layout)
    length_s = len(spoken[0]) / SAMPLE_RATE
    [window] = read(path)
    assert window.end_s == pytest.approx(length_s, abs=0.1)
    assert probe(path) == pytest.approx(length_s, abs=0.1)
    assert np.abs(window.audio).max() > 0.1


@pytest.mark.parametrize("channels", [3, 5, 16])
def test_unheard_of_numbers_of_channels(channels: int, spoken: list[Samples], tmp_path: Path) -> None:
    assert len(read(save_wav(tmp_path / "clip.wav", spoken[0], channels))) == 1


def test_a_format_that_changes_on_the_way(spoken: list[Samples], tmp_path: Path) -> None:
    parts = [
        save(tmp_path / "one.mp3", np.concatenate([spoken[0], silence(1)]), "libmp3lame", 44_100, "stereo"),
        save(tmp_path / "two.mp3", spoken[1], "libmp3lame", 22_050, "mono"),
    ]
    path = tmp_path / "joined.mp3"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    assert len(read(path, joins=False)) == 2


def test_names_that_look_like_something_else(spoken: list[Samples], tmp_path: Path) -> None:
    for name in ("a%03d.wav", "http:x.wav", "concat:a|b.wav", "ü ñ?#.wav", "-i.wav"):
        assert len(read(save_wav(tmp_path / name, spoken[0]))) == 1


# --- what cannot be read ---


def reason(path: Path) -> str:
    with pytest.raises(ClipError) as caught:
        read(path)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.mp3", b"Buy milk and bread.\n" * 200),
        ("empty.wav", b""),
        ("noise.wav", bytes(range(256)) * 80),
        ("letter.mp3", "Über “Zitate” – und was sonst noch gesagt wurde.\n".encode() * 40),
        ("list.m3u8", b"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nsecret.wav\n#EXT-X-ENDLIST\n"),
        ("list.wav", b"ffconcat version 1.0\nfile secret.wav\n"),
        ("call.sdp", b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"),
    ],
)
def test_not_media(name: str, content: bytes, spoken: list[Samples], tmp_path: Path) -> None:
    save_wav(tmp_path / "secret.wav", spoken[0])
    path = tmp_path / name
    path.write_bytes(content)
    assert reason(path) == "not_media"
    with pytest.raises(ClipError, match="not_media"):
        probe(path)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    assert reason(tmp_path / "gone.wav") == "clip_gone"


@pytest.mark.parametrize("part", [0.0, 0.5, 0.95])
def test_a_disk_that_fails_is_no_end_of_the_clip(
    talk: Samples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: float
) -> None:
    path = save_wav(tmp_path / "talk.wav", talk)
    readable_bytes = path.stat().st_size * part

    class BadDisk(FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() >= readable_bytes:
                raise OSError(errno.EIO, "Input/output error")
            return super().read(size)

    class OnBadDisk(container._OneFile, BadDisk):
        pass

    monkeypatch.setattr(container, "_OneFile", OnBadDisk)
    assert reason(path) == "clip_unreadable"


def test_a_lack_of_file_descriptors_is_not_the_fault_of_a_clip(
    spoken: list[Samples], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_: Path) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(container, "_OneFile", none_left)
    assert reason(save_wav(tmp_path / "clip.wav", spoken[0])) == "clip_unreadable"


def test_a_folder(tmp_path: Path) -> None:
    assert reason(tmp_path) == "not_media"


def test_a_film_without_sound(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for frame in [av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))] * 3 + [None]:
            for packet in stream.encode(frame):
                container.mux(packet)
    assert reason(path) == "no_audio"


def test_a_header_with_nothing_behind_it(tmp_path: Path) -> None:
    assert reason(save_wav(tmp_path / "header.wav", silence(0))) == "audio_damaged"


@pytest.mark.parametrize(
    ("name", "codec"), [("c.mp3", "libmp3lame"), ("c.opus", "libopus"), ("c.mkv", "aac"), ("c.flac", "flac")]
)
def test_of_a_broken_off_file_the_beginning_is_used(name: str, codec: str, talk: Samples, tmp_path: Path) -> None:
    path = save(tmp_path / name, talk, codec, 48_000, "mono")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    found = read(path)
    assert found[-1].end_s == pytest.approx(len(talk) / SAMPLE_RATE / 2, rel=0.2)
    assert found[-1].is_last


@pytest.mark.parametrize(("name", "codec"), [("c.mp3", "libmp3lame"), ("c.opus", "libopus"), ("c.flac", "flac")])
def test_what_comes_after_damage_is_used(name: str, codec: str, talk: Samples, tmp_path: Path) -> None:
    path = save(tmp_path / name, talk, codec, 48_000, "mono")
    content = bytearray(path.read_bytes())
    middle, damage = len(content) // 2, np.random.default_rng(0).bytes(len(content) // 20)
    content[middle : middle + len(damage)] = damage
    path.write_bytes(content)
    assert read(path)[-1].end_s > 0.8 * len(talk) / SAMPLE_RATE
