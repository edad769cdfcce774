"""The window's player: what it says of its place and of what stops it, heard through a sound server of its own."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop import text
from desktop.transcript import player as player_module
from desktop.transcript.player import Player
from desktop.transcript.player_bar import PlayerBar
from engine.run import Reason
from engine.segments import Segment
from tests.desktop.conftest import until
from tests.media.making import RATE, as_wav
from tests.support.sound_server import SoundServer
from tests.support.starter import samples
from tests.support.warm_workers import started_children

InLoop = Callable[[Coroutine[Any, Any, Any]], Any]
CLIP = samples()[0].path


@pytest.fixture
def bar(application: object) -> Iterator[PlayerBar]:
    bar = PlayerBar()
    yield bar
    bar.player.close()


@pytest.mark.parametrize("speed", [1.0, 2.0])
def test_a_clip_is_played_from_a_place_to_its_end(
    sound: SoundServer, bar: PlayerBar, in_loop: InLoop, speed: float
) -> None:
    async def listen(player: Player) -> list[float]:
        places: list[float] = []
        player.moved.connect(places.append)
        player.take(CLIP)
        player.set_speed(speed)
        player.play_from(1.0)
        assert player.is_playing
        await until(lambda: not player.is_playing)
        return places

    places = in_loop(listen(bar.player))
    assert min(places[:-1]) >= 1.0, "it plays from where it was asked to"
    assert max(places) > 2.0 and places[-1] == 0.0, "and starts over the next time"
    assert max(after - before for before, after in pairwise(places)) < 0.9 * speed


def test_pause_and_seek_keep_the_place(sound: SoundServer, bar: PlayerBar, in_loop: InLoop) -> None:
    async def listen(player: Player) -> None:
        player.take(CLIP)
        player.play()
        await until(lambda: player.position_s > 0.5)
        player.pause()
        at_s = player.position_s
        assert not player.is_playing and at_s > 0.5
        player.toggle()
        await until(lambda: player.position_s > at_s + 0.2)
        player.seek(0.2)
        assert player.position_s == pytest.approx(0.2, abs=0.05)
        await until(lambda: player.position_s > 0.5)
        player.take(None)
        assert not player.is_playing and player.position_s == 0.0

    in_loop(listen(bar.player))


def test_a_segment_is_repeated_and_pauses_are_passed_over(
    sound: SoundServer, bar: PlayerBar, in_loop: InLoop, tmp_path: Path
) -> None:
    clip = as_wav(tmp_path / "clip.wav", np.zeros(10 * RATE, np.float32))
    segments = [Segment(0.0, 0.3, "One."), Segment(2.0, 2.6, "Two.")]

    async def listen() -> tuple[list[float], list[float]]:
        places: list[float] = []
        bar.player.moved.connect(places.append)
        bar.show_clip(clip, 10.0)
        bar.show_segments(segments)
        bar.skip.setChecked(True)
        bar.play_at(0.0)
        await until(lambda: bar.player.position_s > 2.1)
        skipping, places[:] = places[:], []
        bar.loop.setChecked(True)
        await until(lambda: sum(after < before - 0.3 for before, after in pairwise(places)) >= 2)
        bar.player.pause()
        return skipping, places

    skipping, repeating = in_loop(listen())
    assert not [place for place in skipping if 0.9 < place < 1.4], "the pause between them"
    assert min(repeating) >= 1.5 and max(repeating) < 2.9


def test_without_a_loudspeaker_it_says_so_and_cannot_be_asked(no_sound: None, bar: PlayerBar, in_loop: InLoop) -> None:
    async def look() -> None:
        bar.show_clip(CLIP, 3.0)
        assert not bar.player.reason, "until it is known"
        await until(lambda: bar.player.reason)

    in_loop(look())
    assert bar.player.reason == text.sentence(Reason("loudspeaker_missing")) == bar._reason.text()
    assert not bar.play.isEnabled()


def test_a_clip_that_cannot_be_read_says_why(
    sound: SoundServer, bar: PlayerBar, in_loop: InLoop, tmp_path: Path
) -> None:
    (tmp_path / "letter.wav").write_bytes(b"Dear sir" * 100)

    async def listen() -> None:
        bar.show_clip(tmp_path / "letter.wav", 3.0)
        bar.player.play()
        await until(lambda: not bar.player.is_playing)
        assert bar._reason.text() == text.sentence(Reason("not_media"))
        bar.show_clip(CLIP, 3.0)
        assert not bar._reason.text()
        bar.player.play()
        await until(lambda: bar.player.position_s > 0.5)
        bar.player.pause()

    in_loop(listen())


def test_a_process_that_dies_is_told_and_replaced(sound: SoundServer, bar: PlayerBar, in_loop: InLoop) -> None:
    async def listen(player: Player) -> None:
        bar.show_clip(CLIP, 3.0)
        player.play()
        await until(lambda: player.position_s > 0.5)
        for process in started_children():
            process.kill()
        await until(lambda: not player.is_playing)
        assert bar._reason.text() == text.sentence(Reason("playback_died"))
        at_s = player.position_s
        assert at_s > 0.5 and bar.play.isEnabled()
        player.play()
        assert not bar._reason.text()
        await until(lambda: player.position_s > at_s + 0.3)
        player.pause()

    in_loop(listen(bar.player))


@pytest.mark.skipif(sys.platform == "win32", reason="nothing stops a process there")
def test_a_process_that_hangs_is_ended(
    sound: SoundServer, bar: PlayerBar, in_loop: InLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def listen(player: Player) -> None:
        player.take(CLIP)
        player.play()
        await until(lambda: player.position_s > 0.5)
        player._silence.setInterval(500)
        for process in started_children():
            process.send_signal(signal.SIGSTOP)
        await until(lambda: not player.is_playing)
        assert player.trouble == text.sentence(Reason("playback_hung"))
        await until(lambda: not started_children())

    in_loop(listen(bar.player))


def test_nothing_is_started_before_a_clip_is_shown(bar: PlayerBar, in_loop: InLoop) -> None:
    async def look() -> None:
        bar.show_clip(None, 0.0)
        bar.player.play()

    in_loop(look())
    assert not started_children()
    assert player_module.BEGIN_AFTER_MS > 0
