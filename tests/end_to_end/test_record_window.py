"""The real window on a screen, recording through a real sound server; keys are pressed as a person would press them."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psutil
import pytest

from engine.engine import Engine
from engine.run import Run, State
from engine.storage.paths import Paths
from tests.end_to_end.audio import said_quickly, sample_paths, sample_texts
from tests.end_to_end.conftest import OpenEngine
from tests.end_to_end.following import LIMIT_S, finished, texts_of
from tests.support.screen import screen
from tests.support.sound_server import SoundServer, sound_server

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    with screen() as name:
        yield name


class Desk:
    """A window with a microphone before it, and a hand on the keyboard."""

    def __init__(self, home: Paths, sound: SoundServer) -> None:
        self.sound = sound
        self._home = home
        self._process = subprocess.Popen([sys.executable, "-m", "desktop"], cwd=ROOT)
        self._window = ""

    async def look(self) -> None:
        """Wait for the window and turn to it."""
        while not (found := self._hand("search", "--onlyvisible", "--name", "^Everyclip$").split()):
            assert self._process.poll() is None, "the window ended"
            await asyncio.sleep(0.1)
        self._window = found[-1]
        self._hand("windowfocus", "--sync", self._window)

    def press(self, *keys: str) -> None:
        self._hand("key", *keys)

    def hold(self, key: str) -> None:
        self._hand("keydown", key)

    def release(self, key: str) -> None:
        self._hand("keyup", key)

    async def recording(self, *, other_than: str = "") -> str:
        """The clip that is being recorded, once there is one."""
        return await until(lambda: next((name for name in self._being_recorded() if name != other_than), ""))

    async def quiet(self) -> None:
        """Until nothing is being recorded."""
        await until(lambda: not self._being_recorded())

    def _being_recorded(self) -> list[str]:
        return [path.stem for path in self._home.vault.glob("*.recording")]

    async def say(self, sample: Path) -> None:
        await asyncio.to_thread(self.sound.play, sample)

    def end(self) -> int:
        """Its exit status, once it has closed."""
        return self._process.wait(LIMIT_S)

    def kill(self) -> None:
        """kill -9, unless it has ended."""
        if self._process.poll() is None:
            workers = psutil.Process(self._process.pid).children(recursive=True)
            self._process.kill()
            self._process.wait()
            psutil.wait_procs(workers, timeout=10)

    def _hand(self, *arguments: str) -> str:
        done = subprocess.run(["xdotool", *arguments], capture_output=True, text=True, timeout=LIMIT_S, check=False)
        return done.stdout


@pytest.fixture
async def desk(display: str, home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    folder = tmp_path / "sound"
    folder.mkdir()
    with sound_server(folder) as sound:
        places = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "NO_AT_BRIDGE": "1"}
        for name, value in (sound.environment | places).items():
            monkeypatch.setenv(name, value)
        desk = Desk(home, sound)
        try:
            async with asyncio.timeout(LIMIT_S):
                await desk.look()
            yield desk
        finally:
            desk.kill()


async def until(holds: Callable[[], str | bool]) -> str:
    """What it gives, once that is something."""
    async with asyncio.timeout(LIMIT_S):
        while not (held := holds()):  # noqa: ASYNC110 - another program tells nothing
            await asyncio.sleep(0.01)
    return str(held)


async def ended(onlooker: Engine, count: int) -> list[Run]:
    """So many runs, once all of them are at their end."""
    async with asyncio.timeout(LIMIT_S):
        while len(runs := await onlooker.runs.all()) < count:  # noqa: ASYNC110 - another program tells nothing
            await asyncio.sleep(0.1)
    return await finished(onlooker, runs)


async def test_ten_clips_in_twenty_seconds_give_ten_right_transcripts(
    desk: Desk, open_engine: OpenEngine, tmp_path: Path
) -> None:
    """Five by cutting, three by stopping and starting, two by holding a key."""
    spoken = said_quickly(tmp_path, 10)
    began = time.monotonic()
    desk.press("ctrl+r")
    clip = await desk.recording()
    await desk.say(spoken[0][0])
    for sample, _ in spoken[1:5]:
        desk.press("ctrl+shift+r")
        clip = await desk.recording(other_than=clip)
        await desk.say(sample)
    for sample, _ in spoken[5:8]:
        desk.press("ctrl+r", "ctrl+r")
        clip = await desk.recording(other_than=clip)
        await desk.say(sample)
    desk.press("ctrl+r")
    await desk.quiet()
    for sample, _ in spoken[8:]:
        desk.hold("F8")
        await desk.recording()
        await desk.say(sample)
        desk.release("F8")
        await desk.quiet()
    print(f"ten clips in {time.monotonic() - began:.1f} s")
    onlooker = await open_engine(works=False)
    runs = await ended(onlooker, 10)
    desk.press("ctrl+q")

    assert desk.end() == 0
    assert [run.state for run in runs] == [State.COMPLETED] * 10
    assert await texts_of(onlooker, runs) == [text for _, text in spoken]


async def test_closing_the_window_keeps_what_is_being_recorded(desk: Desk, open_engine: OpenEngine) -> None:
    desk.press("ctrl+r")
    await desk.recording()
    await desk.say(sample_paths(1)[0])
    desk.press("ctrl+q")
    assert desk.end() == 0
    engine = await open_engine()
    assert await texts_of(engine, await finished(engine, await engine.runs.all())) == sample_texts(1)
