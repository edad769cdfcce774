"""A clip is heard: in a process of its own, because Qt asks for sound devices once, and with a sound server of its own.
Without one, the player says why it cannot play."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sound_server import sound_server
from tests.support.starter import samples

#: Plays from the place asked for to the end, and prints where it was and when.
PLAY = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop.transcript.player import Player

app, player = QApplication([]), Player()
player.take(Path(sys.argv[1]))
player.changed.connect(app.quit)
app.exec()  # until it knows whether there is a sound device
player.changed.disconnect(app.quit)
if player.reason:
    print("cannot:", player.reason)
else:
    player.moved.connect(lambda at_s: print(f"{time.monotonic():.3f} {at_s:.3f}"))
    heard = []
    player.moved.connect(lambda at_s: heard.append(at_s) if at_s > 1.3 else None)
    player.changed.connect(lambda: app.quit() if heard and not player.is_playing else None)
    player.set_speed(float(sys.argv[2]))
    player.play_from(1.0)
    QTimer.singleShot(20000, app.quit)
    app.exec()
player.stop()
"""


def play(environment: dict[str, str], speed: float) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PLAY, str(samples()[0].path), str(speed)],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
        timeout=200,
    )
    return done.stdout


@pytest.mark.parametrize("speed", [1.0, 2.0])
def test_a_clip_is_played_from_a_place_to_its_end(tmp_path: Path, speed: float) -> None:
    with sound_server(tmp_path) as server:
        told = [[float(number) for number in line.split()] for line in play(server.environment, speed).splitlines()]
    heard = [(at, place_s) for at, place_s in told if place_s > 1.3]
    (began, from_s), (ended, to_s) = heard[0], heard[-1]
    assert min(place_s for _, place_s in told[:-1]) >= 1.0, "it plays from where it was asked to"
    assert to_s > 2.0
    assert (to_s - from_s) / (ended - began) == pytest.approx(speed, rel=0.5)


def test_without_a_sound_device_it_says_why(tmp_path: Path) -> None:
    nowhere = {"PULSE_SERVER": f"unix:{tmp_path / 'nowhere'}", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert play(nowhere, 1.0).startswith("cannot: No loudspeaker")
