"""What is reported is what is heard: played into a sound server, and recorded there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.playback.messages import Heard, HeardToEnd, Output, PlayerDied, Refused, Report, ToPlay
from engine.playback.playback import Playback
from engine.run import ALL_TRACKS
from tests.media.making import RATE as MADE_RATE
from tests.media.making import Form, Track, as_wav, make
from tests.support.listening import RATE, listening
from tests.support.sound_server import ALSA, SoundServer, sound_server
from tests.support.warm_workers import started_children

#: How long anything may take, in seconds.
LIMIT_S = 100.0
#: A tone begins at each multiple of this, and lasts a fifth of it.
STEP_S = 0.5
TONE_S, TONE_HZ = 0.1, 1000
EXACT_S = 0.03

Kind = TypeVar("Kind", bound=Report | PlayerDied)


class Reader:
    """Wants things and waits for what is told."""

    def __init__(self) -> None:
        self.told: list[Report | PlayerDied] = []
        self._changed = threading.Condition()
        self.playback = Playback(self._on_report)
        self.turn = 0

    def _on_report(self, report: Report | PlayerDied) -> None:
        with self._changed:
            self.told.append(report)
            self._changed.notify_all()

    def play(self, path: Path, at_s: float = 0.0, speed: float = 1.0, track: int | None = None) -> None:
        self.turn += 1
        self.playback.want(ToPlay(self.turn, path, track, at_s, speed, plays=True))

    def pause(self, path: Path) -> None:
        self.turn += 1
        self.playback.want(ToPlay(self.turn, path))

    def wait(self, kind: type[Kind], is_it: Callable[[Kind], bool] = lambda _: True) -> Kind:
        """The first such report, once it is there."""

        def found() -> Kind | None:
            return next((each for each in self.told if isinstance(each, kind) and is_it(each)), None)

        with self._changed:
            assert self._changed.wait_for(found, LIMIT_S), f"no such {kind.__name__}: {self.told}"
            report = found()
        assert report is not None
        return report

    def wait_heard(self, at_s: float) -> Heard:
        """Until that second is heard."""
        return self.wait(Heard, lambda heard: heard.turn == self.turn and heard.at_s >= at_s)

    def heard(self) -> list[Heard]:
        """The reports of this turn."""
        return [each for each in self.told if isinstance(each, Heard) and each.turn == self.turn]


@contextmanager
def reader() -> Iterator[Reader]:
    one = Reader()
    try:
        yield one
    finally:
        one.playback.close()


def sine(hertz: float | np.ndarray, at: np.ndarray) -> NDArray[np.float32]:
    return (0.5 * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def ticking(path: Path, length_s: float = 30.0) -> Path:
    """A clip with a tone at each step, and silence between them."""
    at = np.arange(round(length_s * MADE_RATE)) / MADE_RATE
    return as_wav(path, sine(TONE_HZ, at) * (at % STEP_S < TONE_S))


def tones(begin: float, samples: np.ndarray) -> list[float]:
    """When each whole tone had its middle."""
    loud = np.flatnonzero(np.abs(samples) > 0.02)
    ends = np.flatnonzero(np.diff(loud) > 0.04 * RATE)
    begins = np.concatenate([[0], ends + 1])
    pieces = [(loud[first], loud[last]) for first, last in zip(begins, [*ends, len(loud) - 1], strict=True)]
    middles = []
    for first, last in pieces[1:-1]:
        power = samples[first : last + 1] ** 2
        middles.append(begin + (first + float(np.average(np.arange(len(power)), weights=power))) / RATE)
    return middles


@pytest.mark.parametrize("speed", [1.0, 0.5, 1.5, 2.0])
def test_the_place_that_is_told_is_heard_and_the_pitch_is_kept(
    sound: SoundServer, tmp_path: Path, speed: float
) -> None:
    clip = ticking(tmp_path / "clip.wav")
    with listening(sound) as listener, reader() as one:
        one.play(clip, 3.2, speed)
        one.wait_heard(3.2 + max(2.5, 3.0 * speed))
        reports = one.heard()
        begin, samples = listener.heard(reports[0].when, reports[-1].when)
    middles = tones(begin, samples)
    assert len(middles) >= 2
    errors = []
    for middle in middles:
        report = min(reports, key=lambda each: abs(each.when - middle))
        place_s = report.at_s + (middle - report.when) * speed
        errors.append((place_s - TONE_S / 2 + STEP_S / 2) % STEP_S - STEP_S / 2)
    print(f"speed {speed}: {np.round(np.array(errors) * 1000, 1)} ms")
    assert max(map(abs, errors)) < EXACT_S
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert float(np.argmax(power)) * RATE / len(samples) == pytest.approx(TONE_HZ, rel=0.02)


def test_a_seek_while_it_plays_is_heard_at_once_and_nothing_of_before(sound: SoundServer, tmp_path: Path) -> None:
    at = np.arange(20 * MADE_RATE) / MADE_RATE
    path = as_wav(tmp_path / "two.wav", sine(np.where(at < 10, 500, 1500), at))
    with listening(sound) as listener, reader() as one:
        one.play(path, 1.0)
        one.wait_heard(2.0)
        one.play(path, 12.0)
        first = one.wait_heard(12.0)
        one.wait_heard(13.0)
        _, samples = listener.heard(first.when + 0.05, first.when + 0.8)
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert float(np.argmax(power)) * RATE / len(samples) == pytest.approx(1500, rel=0.02)


def test_it_plays_to_the_end_and_without_a_break(sound: SoundServer, tmp_path: Path) -> None:
    at = np.arange(4 * MADE_RATE) / MADE_RATE
    path = as_wav(tmp_path / "clip.wav", sine(440, at))
    with listening(sound) as listener, reader() as one:
        one.play(path, 1.0, 2.0)
        first = one.wait_heard(1.0)
        one.wait(HeardToEnd)
        time.sleep(0.1)
        _, samples = listener.heard(first.when - 0.3, time.perf_counter())
    loud = np.flatnonzero(np.abs(samples) > 0.05)
    assert (loud[-1] - loud[0]) / RATE == pytest.approx(1.5, abs=0.1)
    assert np.diff(loud).max() < 0.01 * RATE, "silence in between would be heard as a click"


def test_pause_is_silence(sound: SoundServer, tmp_path: Path) -> None:
    clip = ticking(tmp_path / "clip.wav")
    with listening(sound) as listener, reader() as one:
        one.play(clip)
        one.wait_heard(1.0)
        one.pause(clip)
        paused = time.perf_counter()
        time.sleep(1.5)
        _, samples = listener.heard(paused + 0.3, time.perf_counter())
        assert np.abs(samples).max() < 0.01
        one.play(clip, 5.0)
        assert one.wait_heard(5.0).at_s < 5.5


def test_all_tracks_are_heard_together(sound: SoundServer, tmp_path: Path) -> None:
    at = np.arange(5 * MADE_RATE) / MADE_RATE
    low, high = (sine(hertz, at) for hertz in (500, 1500))
    path = make(tmp_path / "clip.mkv", Form("matroska", "flac"), Track(low), Track(high))
    levels = {}
    with listening(sound) as listener, reader() as one:
        for track in (1, 2, ALL_TRACKS):
            one.play(path, 0.5, track=track)
            first = one.wait_heard(0.5)
            last = one.wait_heard(2.0)
            _, samples = listener.heard(first.when + 0.1, last.when)
            power = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
            levels[track] = [power[round(hz * len(samples) / RATE) + np.arange(-20, 20)].max() for hz in (500, 1500)]
    assert levels[1][0] > 20 * levels[1][1]
    assert levels[2][1] > 20 * levels[2][0]
    assert 0.2 < levels[ALL_TRACKS][0] / levels[ALL_TRACKS][1] < 5


def test_a_process_that_is_killed_is_told_and_replaced(sound: SoundServer, tmp_path: Path) -> None:
    clip = ticking(tmp_path / "clip.wav")
    with reader() as one:
        one.play(clip)
        one.wait_heard(0.5)
        for child in started_children():
            child.kill()
        one.wait(PlayerDied)
        one.play(clip, 2.0)
        assert one.wait_heard(2.2).turn == one.turn


def test_without_a_loudspeaker_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "asound.conf").write_text("pcm.!default { type pulse }")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path / 'nowhere'}")
    with reader() as one:
        one.play(ticking(tmp_path / "clip.wav"))
        assert one.wait(Refused).code == "loudspeaker_missing"
        assert not one.wait(Output).is_there


def test_a_loudspeaker_that_comes_later_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "sound"
    folder.mkdir()
    clip = ticking(tmp_path / "clip.wav")
    with sound_server(folder) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        server.end()
        with reader() as one:
            one.playback.want(ToPlay(0, clip))
            assert not one.wait(Output).is_there
            with sound_server(folder):
                one.wait(Output, lambda output: output.is_there)
                one.play(clip)
                one.wait_heard(0.5)


def test_it_goes_on_at_its_place_on_the_new_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip, settings = ticking(tmp_path / "clip.wav"), tmp_path / "asound.conf"
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
    with sound_server(tmp_path / "one") as first, sound_server(tmp_path / "other") as second:
        for name, value in (first.environment | {"ALSA_CONFIG_PATH": str(settings)}).items():
            monkeypatch.setenv(name, value)
        settings.write_text(ALSA.replace("type pulse", f'type pulse server "unix:{tmp_path}/one/native"', 1))
        with reader() as one, listening(second) as listener:
            one.play(clip, 1.0)
            one.wait_heard(2.0)
            settings.write_text(ALSA.replace("type pulse", f'type pulse server "unix:{tmp_path}/other/native"', 1))
            before_s = one.heard()[-1].at_s
            first.end()
            after = one.wait(Heard, lambda heard: heard.at_s > before_s + 2.5)
            places = [heard.at_s for heard in one.heard()]
            _, samples = listener.heard(after.when - 1.5, after.when)
    assert np.abs(samples).max() > 0.02
    assert max(np.diff(places)) < 0.5, "nothing was left out"
    assert not [each for each in one.told if isinstance(each, Refused)]


def test_a_loudspeaker_that_vanishes_is_replaced_by_the_next(sound: SoundServer, tmp_path: Path) -> None:
    clip = ticking(tmp_path / "clip.wav")
    with reader() as one:
        one.play(clip)
        lost_s = one.wait_heard(1.0).at_s
        sound.end()
        refused = one.wait(Refused)
        assert refused.code in {"loudspeaker_missing", "loudspeaker_refused"}
        with sound_server(tmp_path / "sound"):
            one.play(clip, lost_s)
            assert one.wait_heard(lost_s).turn == one.turn


@pytest.mark.parametrize(
    "content", [b"", b"RIFF\xff\xff\xff\xffWAVE" + bytes(50), b"\0" * 5000, b"ID3" + b"\x7f" * 3000]
)
def test_what_is_no_clip_is_refused_and_the_next_is_played(sound: SoundServer, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "hostile").write_bytes(content)
    with reader() as one:
        one.play(tmp_path / "hostile", 5.0)
        one.wait(Refused)
        one.play(ticking(tmp_path / "clip.wav"))
        one.wait_heard(0.5)
    assert not [each for each in one.told if isinstance(each, PlayerDied)]
