"""A sound server of the tests' own: what is played into it can be recorded, as if a microphone stood before it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

#: How long it may take to be there.
LIMIT_S = 10.0
#: One sink that nobody hears, and its monitor as the one microphone. At the models' own rate nothing is resampled, so
#: that what is recorded is, sample for sample, what was played.
SINK = "module-null-sink sink_name=voice format=s16le rate=16000 channels=1"
ALSA = """
pcm.!default { type pulse hint { show on description "Default of the tests' sound server" } }
ctl.!default { type pulse }
pcm.voice { type pulse device voice.monitor hint { show on description "Voice" } }
"""


class SoundServer:
    """PulseAudio in a folder of its own, reached through `environment`."""

    def __init__(self, folder: Path) -> None:
        socket, alsa = folder / "native", folder / "asound.conf"
        self._heard = folder / "heard"
        alsa.write_text(ALSA)
        self.environment = {
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_COOKIE": str(folder / "cookie"),
            "PULSE_SERVER": f"unix:{socket}",
            "ALSA_CONFIG_PATH": str(alsa),
        }
        protocol = f"module-native-protocol-unix auth-anonymous=1 socket={socket}"
        self._process = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
             f"--load={protocol}", f"--load={SINK}"],
            env=os.environ | self.environment, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._listener: subprocess.Popen[bytes] | None = None

    def wait(self) -> None:
        """Until something can be played and heard."""
        deadline = time.monotonic() + LIMIT_S
        while not self._is_up():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.end()
                pytest.skip("PulseAudio does not start here")
            time.sleep(0.02)
        # A sink to which nobody listens closely hands its sound on in pieces of two seconds.
        self._listener = subprocess.Popen(
            [
                "parec",
                "--device=voice.monitor",
                "--latency-msec=20",
                "--format=s16le",
                "--rate=16000",
                "--channels=1",
                "--raw",
                self._heard,
            ],
            env=os.environ | self.environment,
        )
        while not (self._heard.exists() and self._heard.stat().st_size):
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def play(self, path: Path, *, sink: str = "voice") -> None:
        """Say that; returns when it is said."""
        command = ["paplay", "--latency-msec=500", f"--device={sink}", str(path)]
        subprocess.run(command, env=os.environ | self.environment, check=True, timeout=200)

    def add_sink(self, name: str, *, channels: int) -> str:
        """Another one like the first; returns the name of its microphone."""
        sink = ["module-null-sink", f"sink_name={name}", "format=s16le", "rate=16000", f"channels={channels}"]
        command = ["pactl", "load-module", *sink]
        subprocess.run(command, env=os.environ | self.environment, check=True, stdout=subprocess.DEVNULL)
        return f"{name}.monitor"

    def heard_by_another(self) -> NDArray[np.int16]:
        """All that was to be heard until now, as another listener took it down."""
        size_bytes = self._heard.stat().st_size
        return np.fromfile(self._heard, np.int16, count=size_bytes // 2)

    def _is_up(self) -> bool:
        quiet = subprocess.DEVNULL
        asked = subprocess.run(
            ["pactl", "info"], env=os.environ | self.environment, stdout=quiet, stderr=quiet, check=False
        )
        return asked.returncode == 0

    def hang(self) -> None:
        """Answer nobody, until `go_on`."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """As if the microphone were unplugged. Ends what was started here; idempotent."""
        for process in (self._listener, self._process):
            if process is not None:
                process.kill()
                process.wait()


@contextmanager
def sound_server(folder: Path) -> Iterator[SoundServer]:
    """One that is up. Skips the test where there can be none."""
    for program in ("pulseaudio", "pactl", "paplay", "parec"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    server = SoundServer(folder)
    try:
        server.wait()
        yield server
    finally:
        server.end()
