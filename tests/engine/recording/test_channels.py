"""Interfaces with several inputs: opened as they allow it, and heard whichever input the microphone is at."""

from __future__ import annotations

import subprocess
import sys
import wave
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine import portaudio
from engine.engine import Engine
from engine.errors import CaptureError
from engine.recording.microphones import BLOCK_S, Microphone, Stream, channel_counts
from engine.recording.recorder import CaptureTrouble, ClipOrder, Level, Writer
from engine.recording.recording import Recording
from engine.recording.samples import SampleFormat, loudness
from engine.recording.voice_gate import SpeechGate
from engine.run import Options
from engine.storage.paths import Paths
from engine.worker.audio import decode
from tests.media.making import RATE, Samples, spoken
from tests.media.test_channels import likeness

ROOT = Path(__file__).parents[3]
UNAVAILABLE, INVALID_FORMAT, GONE = -9985, -9998, -9996


class PortAudioError(Exception):
    """As sounddevice raises it: words and a number."""


@dataclass
class Device:
    """A sound device, as sounddevice shows it."""

    offered: int
    #: Which formats it says it offers, and which of those can be opened.
    accepts: Callable[[SampleFormat], bool]
    opens: Callable[[SampleFormat], bool] = lambda _: True
    host_api: str = "Core Audio"
    refusal: int = INVALID_FORMAT
    own_rate: float = 96_000.0
    asked: list[SampleFormat] = field(default_factory=list)
    opened: list[SampleFormat] = field(default_factory=list)

    def portaudio(self) -> SimpleNamespace:
        """What stands for sounddevice."""
        shown = {"name": "interface", "hostapi": 0, "max_input_channels": self.offered}
        shown["default_samplerate"] = self.own_rate
        return SimpleNamespace(
            PortAudioError=PortAudioError,
            default=SimpleNamespace(device=(0, 0)),
            query_hostapis=lambda: ({"name": self.host_api, "default_input_device": 0},),
            query_devices=lambda index=None: [shown] if index is None else shown,
            check_input_settings=self._check,
            RawInputStream=self._open,
        )

    def _check(self, *, device: int, channels: int, dtype: str, samplerate: int) -> None:
        form = SampleFormat(samplerate, channels)
        self.asked.append(form)
        if not self.accepts(form):
            raise PortAudioError("Invalid number of channels", self.refusal)

    def _open(self, *, samplerate: int, channels: int, **_: Any) -> SimpleNamespace:
        form = SampleFormat(samplerate, channels)
        self.opened.append(form)
        if not self.accepts(form) or not self.opens(form):
            raise PortAudioError("Device unavailable", self.refusal)
        return SimpleNamespace(start=lambda: None, close=lambda: None, active=True, latency=0.2)


def form_of(device: Device, monkeypatch: pytest.MonkeyPatch) -> SampleFormat:
    """In which format it is listened to."""
    monkeypatch.setattr(portaudio, "_started", device.portaudio)
    stream = Stream(None, lambda samples, overflowed: None)
    stream.close()
    return stream.form


# --- opening ---


@pytest.mark.parametrize(
    ("offered", "granted", "host_api", "opened"),
    [
        (1, {1}, "ALSA", 1),
        (2, {1, 2}, "Core Audio", 2),
        (2, {2}, "Windows WASAPI", 2),
        (8, {8}, "ASIO", 8),
        (8, {1, 2}, "MME", 2),
        (4, {1}, "ALSA", 1),
        (32, {1, 2, 32}, "ALSA", 1),
        (18, {2, 18}, "ALSA", 2),
        (18, {18}, "ALSA", 18),
        (18, {1, 2, 8, 18}, "Core Audio", 8),
        (18, {18}, "Windows WASAPI", 18),
    ],
)
def test_all_channels_are_asked_for_and_what_is_granted_is_recorded(
    offered: int, granted: set[int], host_api: str, opened: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Device(offered, lambda form: form.channels in granted, host_api=host_api)
    assert form_of(device, monkeypatch) == SampleFormat(16_000, opened)
    assert device.opened == [SampleFormat(16_000, opened)]


def test_each_number_of_channels_is_tried_at_all_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    device = Device(2, lambda form: form == SampleFormat(44_100, 2) or form.channels == 1)
    assert form_of(device, monkeypatch) == SampleFormat(44_100, 2)
    own = Device(2, lambda form: form.rate == 96_000, own_rate=96_000)
    assert form_of(own, monkeypatch) == SampleFormat(96_000, 2)


def test_one_that_promises_more_than_it_keeps_is_opened_with_less(monkeypatch: pytest.MonkeyPatch) -> None:
    device = Device(4, lambda _: True, opens=lambda form: form.channels == 1)
    assert form_of(device, monkeypatch) == SampleFormat(16_000, 1)
    assert [form.channels for form in device.opened] == [4, 2, 1]


@pytest.mark.parametrize(("refusal", "code"), [(UNAVAILABLE, "microphone_busy"), (GONE, "microphone_gone")])
def test_one_that_is_in_use_or_gone_is_asked_once(refusal: int, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    device = Device(2, lambda _: False, refusal=refusal)
    with pytest.raises(CaptureError) as caught:
        form_of(device, monkeypatch)
    assert caught.value.code == code
    assert len(device.asked) == 1


def test_no_number_of_channels_is_tried_twice_or_beyond_what_is_offered() -> None:
    for host_api in ("ALSA", "Core Audio"):
        for offered in range(1, 65):
            counts = channel_counts(offered, host_api)
            assert len(set(counts)) == len(counts) and 1 in counts and max(counts) <= offered


# --- levels ---


def test_the_loudest_channel_is_shown_and_each_is_measured() -> None:
    block = array("h", [100, -16_384, 0] * 800).tobytes()
    loud = loudness(block, SampleFormat(16_000, 3))
    assert loud.peak == pytest.approx(0.5)
    assert loud.rms == pytest.approx((100 / 32_768, 0.5, 0.0))


def test_a_high_rate_is_measured_like_a_low_one() -> None:
    tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(2400) / 48_000)).astype(np.int16)
    loud = loudness(np.stack([tone, tone // 2], axis=1).tobytes(), SampleFormat(48_000, 2))
    assert loud.peak == pytest.approx(8000 / 32_768, rel=0.01)
    assert loud.rms == pytest.approx((8000 / 32_768 / 2**0.5, 4000 / 32_768 / 2**0.5), rel=0.01)


@pytest.mark.parametrize("humming", [0, 1])
def test_a_channel_that_hums_hides_no_voice_in_another(humming: int) -> None:
    def levels(voice: float) -> list[float]:
        return [0.2, voice] if humming == 0 else [voice, 0.2]

    gate = SpeechGate()
    assert not any([gate.feed(levels(0.0), BLOCK_S) for _ in range(600)][-100:])
    assert [gate.feed(levels(0.05), BLOCK_S) for _ in range(10)][-1]


@pytest.mark.parametrize("channels", [1, 2, 8])
def test_lengths_count_frames_and_not_samples(channels: int, tmp_path: Path) -> None:
    told: list[Level | Recording | CaptureTrouble] = []
    writer = Writer(ClipOrder(tmp_path, "a session", Options()), told.append)
    form = SampleFormat(48_000, channels)
    writer.begin(Microphone("interface", "ASIO"), form)
    block = bytes(2 * channels * round(form.rate * BLOCK_S))
    for _ in range(20):
        writer.receive(block, False)
    recording = writer.cut(is_last=True).result(timeout=10)
    assert recording is not None
    recording.forget()
    levels = [each for each in told if isinstance(each, Level)]
    assert levels[-1].clip_s == pytest.approx(20 * BLOCK_S)
    assert len(levels) == len(told), "nothing was lost"


# --- what is on the disk ---


def speaking(channels: int, speaker: int) -> bytes:
    """Speech in one channel, nothing in the others."""
    block = np.zeros((len(spoken()), channels), np.int16)
    block[:, speaker] = spoken() * 32_767
    return block.tobytes()


def begin(folder: Path, channels: int, session_id: str = "a session") -> Recording:
    return Recording.begin(
        folder,
        name="Recording.wav",
        source="interface",
        session_id=session_id,
        options=Options(),
        form=SampleFormat(RATE, channels),
    )


def heard_in(path: Path) -> Samples:
    """As the worker reads it."""
    return np.concatenate(list(decode(path)))


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 6, 7, 8, 18])
def test_who_speaks_in_any_channel_is_heard_after_every_block(channels: int, tmp_path: Path) -> None:
    for speaker in {0, channels // 2, channels - 1}:
        recording = begin(tmp_path, channels)
        sound = speaking(channels, speaker)
        half = len(spoken()) // 2 * 2 * channels
        recording.write(sound[:half])
        [file] = tmp_path.glob("*.recording")
        assert len(heard_in(file)) == half // 2 // channels
        recording.write(sound[half:])
        assert likeness(heard_in(file), spoken()) > 0.99
        recording.forget()


def test_no_channel_is_taken_for_a_subwoofers(tmp_path: Path) -> None:
    """Players would play nothing of it."""
    import av

    for channels in range(3, 9):
        recording = begin(tmp_path, channels)
        recording.write(bytes(2 * channels * 160))
        [file] = tmp_path.glob("*.recording")
        with av.open(str(file)) as container:
            places = [channel.name for channel in container.streams.audio[0].layout.channels]
        assert len(places) == channels and "LFE" not in places
        recording.forget()


#: Records somebody who speaks into the fourth input of six, without end.
RECORDS = """
import sys, time
from pathlib import Path
from tests.engine.recording.test_channels import begin, speaking
recording = begin(Path(sys.argv[1]), 6, sys.argv[2])
recording.write(speaking(6, 3))
print("recording", flush=True)
while True:
    time.sleep(1)
"""


def cut_short(home: Paths, session_id: str) -> None:
    """Let another program begin a recording, and kill -9 it in the middle."""
    command = [sys.executable, "-c", RECORDS, str(home.vault), session_id]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None and program.stdout.readline() == "recording\n"
        program.kill()


async def test_several_channels_survive_a_kill(home: Paths) -> None:
    cut_short(home, await session_of(home))
    assert likeness(await recovered(home), spoken()) > 0.99


async def test_a_recording_that_an_older_everyclip_left_is_recovered(home: Paths) -> None:
    """One channel, and a header by the standard library."""
    recording = begin(home.vault, 1, await session_of(home))
    recording.finish()
    [file] = home.vault.glob("*.recording")
    with wave.open(str(file), "wb") as old:
        old.setnchannels(1)
        old.setsampwidth(2)
        old.setframerate(RATE)
        old.writeframes(speaking(1, 0))
    recording.release()
    assert likeness(await recovered(home), spoken()) > 0.99


async def session_of(home: Paths) -> str:
    engine = await Engine.open(home, works=False)
    try:
        return (await engine.open_session("a day")).session_id
    finally:
        await engine.close()


async def recovered(home: Paths) -> Samples:
    """What a start makes of the only recording that was cut short."""
    engine = await Engine.open(home, works=False)
    try:
        [run] = engine.recovered.runs
        audio = engine.audio_path(run)
        assert audio is not None
        return heard_in(audio)
    finally:
        await engine.close()


def test_a_disk_that_takes_a_part_of_a_block_counts_none_of_it(tmp_path: Path) -> None:
    """And what is written when there is room again stands in its channels."""
    recording = begin(tmp_path, 2)
    sound = speaking(2, 1)
    recording.write(sound[:4000])
    assert recording._audio is not None
    file, recording._audio._file = recording._audio._file, _Full(recording._audio._file)  # type: ignore[assignment]
    with pytest.raises(OSError, match="full"):
        recording.write(sound[4000:8000])
    recording._audio._file = file
    recording.write(sound[4000:])
    [path] = tmp_path.glob("*.recording")
    assert path.read_bytes()[44:] == sound
    recording.forget()


class _Full:
    """A file on a disk with room for 777 bytes."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._left = 777

    def seek(self, place: int) -> int:
        return int(self._file.seek(place))

    def write(self, data: memoryview) -> int:
        if not self._left:
            raise OSError("full")
        written = int(self._file.write(data[: self._left]))
        self._left -= written
        return written
