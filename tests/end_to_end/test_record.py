"""Recording for real: speech is played into a sound server of the tests' own and recorded through PortAudio."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from engine import portaudio
from engine.engine import Engine
from engine.errors import CaptureError
from engine.messages import REASONS
from engine.recording.microphones import Microphone, microphones
from engine.recording.recorder import CaptureNotice, CaptureTrouble, ClipRecorded, Level, Recorder
from engine.recording.recording import Recovered
from engine.run import Run, State
from engine.storage.paths import Paths
from tests.end_to_end.audio import SAMPLE_RATE, Samples, decoded, sample_paths, sample_texts, silence, write_wav
from tests.end_to_end.conftest import OpenEngine
from tests.end_to_end.following import LIMIT_S, finished, texts_of
from tests.support.sound_server import SoundServer, sound_server
from tests.support.starter import with_starter

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """For all tests that leave it as it is."""
    with sound_server(tmp_path_factory.mktemp("sound")) as server:
        yield server


@pytest.fixture
def sound(server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> SoundServer:
    """The server, as the one that this process and those that it starts find."""
    return heard_by_us(server, monkeypatch)


def heard_by_us(server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> SoundServer:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return server


class Microphones:
    """A recorder, and what it told."""

    def __init__(self, engine: Engine) -> None:
        self.told: list[CaptureNotice] = []
        self.recorder = engine.recorder(self.told.append)

    @property
    def levels(self) -> list[Level]:
        return [told for told in self.told if isinstance(told, Level)]

    @property
    def runs(self) -> list[Run]:
        return [told.run for told in self.told if isinstance(told, ClipRecorded)]

    @property
    def troubles(self) -> list[str]:
        return [told.reason.code for told in self.told if isinstance(told, CaptureTrouble)]


@pytest.fixture
async def desk(engine: Engine) -> AsyncIterator[Microphones]:
    desk = Microphones(engine)
    yield desk
    await desk.recorder.close()


async def begin(engine: Engine, desk: Microphones, *, hands_free: bool = False) -> Recorder:
    session = await engine.open_session("a day")
    await desk.recorder.start(session_id=session.session_id, options=with_starter(), hands_free=hands_free)
    return desk.recorder


def samples_of(path: Path | None) -> Samples:
    assert path is not None
    with wave.open(str(path)) as audio:
        return np.frombuffer(audio.readframes(audio.getnframes()), np.int16)


async def until(holds: object) -> None:
    assert callable(holds)
    async with asyncio.timeout(LIMIT_S):
        while not holds():  # noqa: ASYNC110 - what is waited for is told nowhere
            await asyncio.sleep(0.02)


# --- in the engine ---


def test_the_microphones_have_names(sound: SoundServer) -> None:
    assert microphones() == [Microphone("default", "ALSA", is_default=True), Microphone("voice", "ALSA")]


async def test_ten_clips_one_after_another_give_ten_right_transcripts(
    sound: SoundServer, engine: Engine, desk: Microphones
) -> None:
    recorder = await begin(engine, desk)
    texts = dict(zip(sample_paths(12), sample_texts(12), strict=True))
    spoken = sorted(texts, key=lambda path: len(decoded(path)))[:10]
    runs = []
    for number, sample in enumerate(spoken):
        await asyncio.to_thread(sound.play, sample)
        runs.append(await (recorder.cut() if number < 9 else recorder.stop()))
    assert not recorder.is_recording
    done = await finished(engine, [run for run in runs if run])

    assert [run.state for run in done] == [State.COMPLETED] * 10
    assert await texts_of(engine, done) == [texts[sample] for sample in spoken]
    assert desk.troubles == []
    assert len({run.clip.sha256 for run in done}) == 10


async def test_the_worker_is_made_ready_while_a_clip_is_being_recorded(
    sound: SoundServer, engine: Engine, desk: Microphones
) -> None:
    recorder = await begin(engine, desk)
    await until(lambda: any(slot.is_ready for slot in engine._scheduler._workers.slots.values()))
    assert recorder.is_recording and not await engine.runs.all()


async def test_no_sample_is_lost_from_one_clip_to_the_next(
    sound: SoundServer, engine: Engine, desk: Microphones, tmp_path: Path
) -> None:
    noise = np.random.default_rng(1).integers(-8000, 8000, 3 * SAMPLE_RATE, np.int16)
    played = write_wav(tmp_path / "noise.wav", noise)
    recorder = await begin(engine, desk)
    playing = asyncio.get_running_loop().run_in_executor(None, sound.play, played)
    runs = [await recorder.cut() for _ in range(8)]
    await playing
    runs.append(await recorder.stop())

    clips = [samples_of(engine.audio_path(run)) for run in runs if run]
    assert len(clips) == 9
    recorded = np.concatenate(clips)
    mark = int(np.flatnonzero(recorded)[0]) + SAMPLE_RATE  # in the middle of the noise
    await until(lambda: place_of(recorded[mark : mark + 100], sound.heard_by_another()) is not None)
    place = place_of(recorded[mark : mark + 100], sound.heard_by_another())
    assert place is not None
    start = place - mark
    await until(lambda: len(sound.heard_by_another()) >= start + len(recorded))
    np.testing.assert_array_equal(recorded, sound.heard_by_another()[start : start + len(recorded)])
    assert np.count_nonzero(recorded) > 2 * SAMPLE_RATE


def place_of(piece: Samples, whole: Samples) -> int | None:
    """Where the piece stands in the whole."""
    places = np.flatnonzero(whole[: len(whole) - len(piece)] == piece[0])
    return next((int(place) for place in places if (whole[place : place + len(piece)] == piece).all()), None)


async def test_a_voice_begins_and_ends_clips(
    sound: SoundServer, engine: Engine, desk: Microphones, tmp_path: Path
) -> None:
    recorder = await begin(engine, desk, hands_free=True)
    pieces = [piece for sample in sample_paths(2) for piece in (silence(1.2), decoded(sample))]
    await asyncio.to_thread(sound.play, write_wav(tmp_path / "talk.wav", np.concatenate(pieces)))
    await until(lambda: len(desk.runs) == 2)
    assert await recorder.stop() is None
    assert await texts_of(engine, await finished(engine, desk.runs)) == sample_texts(2)


async def test_a_microphone_that_is_unplugged_leaves_a_clip_and_a_reason(
    engine: Engine, desk: Microphones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sound"
    folder.mkdir()
    with sound_server(folder) as server:
        heard_by_us(server, monkeypatch)
        await begin(engine, desk)
        await asyncio.to_thread(server.play, sample_paths(1)[0])
        server.end()
        await until(lambda: desk.troubles)
    assert desk.troubles == ["microphone_unplugged"]
    assert not desk.recorder.is_recording
    assert await texts_of(engine, await finished(engine, desk.runs)) == sample_texts(1)


async def test_a_sound_system_that_hangs_holds_up_no_clip(
    engine: Engine, desk: Microphones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sound"
    folder.mkdir()
    with sound_server(folder) as server:
        heard_by_us(server, monkeypatch)
        recorder = await begin(engine, desk)
        await asyncio.to_thread(server.play, sample_paths(1)[0])
        server.hang()
        run = await recorder.stop()
        assert run is not None
        assert await texts_of(engine, await finished(engine, [run])) == sample_texts(1)
        monkeypatch.setattr(portaudio, "LIMIT_S", 0.5)
        with pytest.raises(CaptureError, match="sound_system_hangs"):
            await begin(engine, desk)
        server.go_on()
        monkeypatch.setattr(portaudio, "LIMIT_S", LIMIT_S)
        await begin(engine, desk)
        assert await recorder.stop() is not None


async def test_a_microphone_at_the_second_input_of_an_interface_is_heard(
    engine: Engine, desk: Microphones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ALSA shows the sound server, which mixes. It is opened whole, like the interface that it stands for."""
    folder, spoken = tmp_path / "sound", decoded(sample_paths(1)[0])
    folder.mkdir()
    monkeypatch.setattr("engine.recording.microphones.channel_counts", lambda offered, host_api: [2])
    played = write_wav(tmp_path / "pair.wav", np.stack([np.zeros_like(spoken), spoken], axis=1))
    with sound_server(folder) as server:
        heard_by_us(server, monkeypatch)
        monkeypatch.setenv("PULSE_SOURCE", server.add_sink("interface", channels=2))
        recorder = await begin(engine, desk)
        await asyncio.to_thread(server.play, played, sink="interface")
        run = await recorder.stop()
    assert run is not None and desk.troubles == []
    first, second = samples_of(engine.audio_path(run)).reshape(-1, 2).T
    assert not first.any() and np.abs(second).max() > 1000
    assert max(level.peak for level in desk.levels) == pytest.approx(np.abs(second).max() / 32_768, rel=0.01)
    assert await texts_of(engine, await finished(engine, [run])) == sample_texts(1)


# --- from the command line ---


class Command:
    """`everyclip record`, running."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "engine", "record", *arguments],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def wait_until_recording(self) -> None:
        assert self._process.stderr is not None
        line = self._process.stderr.readline()
        assert line.startswith("Recording from "), line + self._process.stderr.read()

    def end(self, number: int | None = None) -> tuple[int, str, str]:
        """Exit status, standard output and standard error."""
        if number is not None:
            self._process.send_signal(number)
        out, err = self._process.communicate(timeout=LIMIT_S)
        return self._process.returncode, out, err

    def kill(self) -> None:
        """kill -9."""
        workers = psutil.Process(self._process.pid).children(recursive=True)
        self.end(signal.SIGKILL)
        psutil.wait_procs(workers, timeout=10)


def test_ctrl_c_ends_the_recording_and_the_text_is_printed(sound: SoundServer, home: Paths) -> None:
    command = Command("--session", "notes", "--input", "voice")
    command.wait_until_recording()
    sound.play(sample_paths(1)[0])
    status, out, err = command.end(signal.SIGINT)
    assert (status, out) == (0, sample_texts(1)[0] + "\n"), err


def test_it_ends_by_itself_and_tells_json(sound: SoundServer, home: Paths) -> None:
    status, out, err = Command("--seconds", "1", "--json").end()
    [run] = json.loads(out)["runs"]
    assert (status, run["state"], run["outcome"], run["clip"]) == (0, "completed", "no_speech", "default"), err
    assert 1.0 <= run["duration_s"] < 1.5


async def test_the_systems_end_keeps_the_recording(sound: SoundServer, home: Paths, open_engine: OpenEngine) -> None:
    command = Command()
    command.wait_until_recording()
    await asyncio.to_thread(sound.play, sample_paths(1)[0])
    assert command.end(signal.SIGTERM)[0] == 130
    engine = await open_engine()
    assert await texts_of(engine, await finished(engine, await engine.runs.all())) == sample_texts(1)


async def test_a_killed_recording_is_recovered(sound: SoundServer, home: Paths, open_engine: OpenEngine) -> None:
    command = Command("--session", "notes")
    command.wait_until_recording()
    onlooker = await open_engine(works=False)
    await asyncio.to_thread(sound.play, sample_paths(1)[0])
    size_bytes = next(home.vault.glob("*.recording")).stat().st_size
    assert await onlooker.runs.all() == [], "it is being recorded"
    command.kill()

    assert onlooker.recovered == Recovered()
    engine = await open_engine()
    [told] = engine.recovered.runs
    [run] = await finished(engine, await engine.runs.all())
    [session] = await engine.sessions()
    assert (session.name, run.session_id, told.run_id) == ("notes", session.session_id, run.run_id)
    assert await texts_of(engine, [run]) == sample_texts(1)
    spoken_s = len(decoded(sample_paths(1)[0])) / SAMPLE_RATE
    assert run.clip.duration_s is not None and run.clip.duration_s > spoken_s
    assert run.clip.size_bytes is not None and run.clip.size_bytes >= size_bytes
    assert sorted(path.suffix for path in home.vault.iterdir()) == [".wav"]


def test_without_a_microphone_the_remedy_is_told(home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "asound.conf").write_text("pcm.!default { type pulse }")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    monkeypatch.setenv("PULSE_SERVER", os.devnull)
    status, out, err = Command("--seconds", "1").end()
    assert (status, out) == (1, "")
    assert err in {REASONS["microphone_missing"] + "\n", REASONS["portaudio_missing"] + "\n"}
