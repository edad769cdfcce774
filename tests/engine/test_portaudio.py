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
from engine.errors import CaptureError
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


def test_a_sound_system_that_does_not_answer_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = threading.Event()

    def started(again: bool) -> types.ModuleType:
        answers.wait()
        raise OSError("no PortAudio")

    monkeypatch.setattr(portaudio, "_started", started)
    monkeypatch.setattr(portaudio, "LIMIT_S", 0.2)
    with pytest.raises(CaptureError) as caught:
        microphones()
    assert caught.value.code == "sound_system_hangs"
    assert portaudio._late is not None
    monkeypatch.setattr(portaudio, "LIMIT_S", 100.0)
    with pytest.raises(TimeoutError):  # at once: it is still on its way
        portaudio.portaudio(again=True)
    answers.set()
    portaudio._late.join()
    with pytest.raises(OSError, match="no PortAudio"):
        portaudio.portaudio(again=True)
