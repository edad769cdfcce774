"""A sound system that does not answer holds up nobody, and what a killed program left of its start is removed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import types
from pathlib import Path

import pytest

from engine import portaudio
from engine.cli.doctor import Health, _sound
from engine.errors import CaptureError, PlaybackError
from engine.playback.loudspeaker import Loudspeaker, is_there
from engine.recording.microphones import microphones

#: Says that it has begun to start PortAudio, and never comes to its end.
STARTING = """
import sys, time
from pathlib import Path
from engine import portaudio
portaudio._SHARED = Path(sys.argv[1])
with portaudio._one_at_a_time():
    print("begun", flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="JACK's shared data is at this place on Linux")
def test_what_a_killed_start_left_locked_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portaudio, "_SHARED", tmp_path)
    left = tmp_path / f"jack_db-{os.getuid()}"
    (left / "sub").mkdir(parents=True)
    with portaudio._one_at_a_time():
        assert left.exists(), "nobody was killed"
    starting = subprocess.Popen([sys.executable, "-c", STARTING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert starting.stdout is not None and starting.stdout.readline() == "begun\n"
    starting.send_signal(signal.SIGKILL)
    starting.communicate()
    with portaudio._one_at_a_time():
        assert not left.exists()
    left.mkdir()
    with portaudio._one_at_a_time():
        assert left.exists(), "the one before came to its end"


class Stream:
    """One that knows whether it was closed."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


def test_a_sound_system_that_does_not_answer_is_told_of_and_closes_what_was_open_when_it_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers, stream, late = threading.Event(), Stream(), Stream()

    def opened(_: types.ModuleType) -> Stream:
        answers.wait()
        return late

    monkeypatch.setattr(portaudio, "_started", lambda: types.ModuleType("sounddevice"))
    portaudio.open_stream(lambda _: stream)
    monkeypatch.setattr(portaudio, "LIMIT_S", 0.2)
    with pytest.raises(TimeoutError):
        portaudio.open_stream(opened)
    with pytest.raises(CaptureError) as caught:  # at once: it owes an answer
        microphones()
    assert caught.value.code == "sound_system_hangs"
    portaudio.close_stream(stream)
    assert not stream.is_closed
    monkeypatch.setattr(portaudio, "LIMIT_S", 100.0)
    answers.set()
    assert portaudio.ask(lambda sounddevice: sounddevice.__name__) == "sounddevice"
    assert stream.is_closed and late.is_closed and portaudio._open_streams == 0


def test_what_is_wrong_is_raised_where_it_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def started() -> types.ModuleType:
        raise OSError("no PortAudio")

    monkeypatch.setattr(portaudio, "_started", started)
    with pytest.raises(OSError, match="no PortAudio"):
        portaudio.ask(lambda _: None)
    with pytest.raises(CaptureError) as caught:
        microphones()
    assert caught.value.code == "portaudio_missing"


def test_where_the_sound_system_refuses_it_is_told_in_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on computers whose sound service does not run: PortAudio's library is there, but does not start."""

    class PortAudioError(Exception):
        """As sounddevice has it."""

    def started() -> types.ModuleType:
        raise PortAudioError("Error initializing PortAudio: Unanticipated host error", -9999)

    monkeypatch.setattr(portaudio, "_started", started)
    with pytest.raises(CaptureError) as caught:
        microphones()
    assert caught.value.code == "sound_system_refuses" and "Unanticipated host error" in str(caught.value.facts)
    with pytest.raises(PlaybackError, match="sound_system_refuses"):
        Loudspeaker()
    assert not is_there()
    [check] = _sound()
    assert check.health is Health.WARNING and "Unanticipated host error" in check.remedy


def test_a_stream_that_cannot_be_closed_keeps_nobody_from_asking(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def close(self) -> None:
            raise OSError("the device is gone")

    monkeypatch.setattr(portaudio, "_started", lambda: types.ModuleType("sounddevice"))
    portaudio.close_stream(portaudio.open_stream(lambda _: Broken()))
    assert portaudio.ask(lambda sounddevice: sounddevice.__name__) == "sounddevice"
    assert portaudio._open_streams == 0 and "could not be closed" in caplog.text
    caplog.clear()
