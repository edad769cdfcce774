"""Recording, fed block by block: cuts, the gate, the clock, the disk, and what a killed program leaves behind."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.engine import RECOVERED, Engine
from engine.errors import CaptureError
from engine.messages import REASONS, explain
from engine.recording.microphones import BLOCK_S, Microphone, find, microphones
from engine.recording.recorder import MAX_WAITING_BYTES, CaptureTrouble, ClipOrder, Lateness, Level, Writer
from engine.recording.recording import Recording, orphans
from engine.recording.samples import SampleFormat
from engine.recording.voice_gate import SpeechGate
from engine.run import Options, State, Task
from engine.storage.paths import Paths

RATE = 16_000
FORM = SampleFormat(RATE, 1)
BLOCK = round(RATE * BLOCK_S)
MICROPHONE = Microphone("a microphone", "a host")
OPTIONS = Options(language="en", task=Task.TRANSLATE, vocabulary=("ComfyUI",))


def tone(blocks: int, height: int = 8000) -> Iterator[bytes]:
    """Blocks of a wave with a number in every sample: no two neighbouring blocks are the same."""
    for number in range(blocks):
        yield array("h", [(height if i % 2 else -height) + number for i in range(BLOCK)]).tobytes()


def hush(blocks: int) -> Iterator[bytes]:
    """Blocks of a quiet room."""
    for _ in range(blocks):
        yield array("h", [(i % 5) - 2 for i in range(BLOCK)]).tobytes()


class Desk:
    """A writer with what it tells."""

    def __init__(self, folder: Path, *, hands_free: bool = False) -> None:
        self.told: list[Level | Recording | CaptureTrouble] = []
        self.writer = Writer(ClipOrder(folder, "a session", OPTIONS, hands_free), self.told.append)
        self.writer.begin(MICROPHONE, FORM)

    def record(self, blocks: Iterator[bytes]) -> bytes:
        sound = list(blocks)
        for block in sound:
            self.writer.receive(block, False)
        return b"".join(sound)

    def cut(self, *, is_last: bool = False) -> Recording | None:
        return self.writer.cut(is_last=is_last).result(timeout=10)

    def until_heard(self, blocks: int) -> None:
        """So many blocks are on the disk."""
        deadline = time.monotonic() + 10
        while sum(isinstance(told, Level) for told in self.told) < blocks:
            assert time.monotonic() < deadline
            time.sleep(0.001)

    def ended(self) -> list[Recording]:
        return [told for told in self.told if isinstance(told, Recording)]

    def troubles(self) -> list[tuple[str, bool]]:
        return [(told.reason.code, told.is_over) for told in self.told if isinstance(told, CaptureTrouble)]


def begin(folder: Path, session_id: str = "a session") -> Recording:
    return Recording.begin(
        folder, name="Recording.wav", source="a microphone", session_id=session_id, options=OPTIONS, form=FORM
    )


def stored(recording: Recording | None, folder: Path) -> bytes:
    """The samples of a recording, put in its place."""
    assert recording is not None
    clip = recording.store()
    recording.forget()
    assert clip is not None and clip.stored_as is not None
    with wave.open(str(folder / clip.stored_as)) as audio:
        assert (audio.getnchannels(), audio.getsampwidth(), audio.getframerate()) == (1, 2, RATE)
        return audio.readframes(audio.getnframes())


# --- cuts ---


def test_not_a_sample_is_lost_between_clips(tmp_path: Path) -> None:
    desk, heard, clips = Desk(tmp_path), b"", []
    for blocks in (1, 30, 7, 2):
        heard += desk.record(tone(blocks))
        clips.append(desk.cut(is_last=blocks == 2))
    assert b"".join(stored(clip, tmp_path) for clip in clips) == heard
    assert len({clip.label.clip_id for clip in clips if clip}) == 4
    assert not [path for path in tmp_path.iterdir() if path.suffix != ".wav"]


def test_a_cut_of_nothing_is_no_clip(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.cut() is None
    assert desk.cut(is_last=True) is None
    assert not list(tmp_path.iterdir())


def test_a_recording_too_long_for_a_file_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.recording.recording.MAX_BYTES", 10 * BLOCK * 2)
    desk = Desk(tmp_path)
    heard = desk.record(tone(25))
    last = desk.cut(is_last=True)
    assert len(desk.ended()) == 2
    assert b"".join(stored(clip, tmp_path) for clip in [*desk.ended(), last]) == heard


def test_levels_tell_loudness_and_clipping(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.record(tone(1, 16_384))
    desk.writer.receive(array("h", [-32_768] * BLOCK).tobytes(), False)
    desk.cut(is_last=True)
    half, full = [told for told in desk.told if isinstance(told, Level)]
    assert (half.peak, half.rms) == pytest.approx((0.5, 0.5))
    assert (full.peak, full.rms, full.is_clipped, half.is_clipped) == (1.0, 1.0, True, False)
    assert full.is_kept and full.clip_s == pytest.approx(2 * BLOCK_S)


def test_what_waits_for_a_disk_that_does_not_answer_is_bounded(tmp_path: Path) -> None:
    writer = Writer(ClipOrder(tmp_path, "a session", OPTIONS), lambda told: None)
    block = bytes(MAX_WAITING_BYTES // 100)
    for _ in range(105):
        writer.receive(block, False)
    assert writer.overflows == 5


# --- hands-free ---


def test_a_voice_begins_and_ends_clips_with_its_beginning_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path, hands_free=True)
    spoken = b"".join(tone(20))
    for _ in range(2):
        desk.record(hush(40))
        desk.record(tone(20))
        desk.record(hush(40))
    assert desk.cut(is_last=True) is None
    first, second = (stored(clip, tmp_path) for clip in desk.ended())
    for clip in (first, second):
        before = clip.index(spoken)
        after = len(clip) - before - len(spoken)
        assert 0.3 <= before / 2 / RATE <= 0.6
        assert 0.6 <= after / 2 / RATE <= 0.9


def test_a_click_is_no_voice_and_a_noisy_room_is_learnt() -> None:
    gate = SpeechGate()
    assert not any(gate.feed([rms], BLOCK_S) for rms in [0.0001] * 20 + [0.5] + [0.0001] * 20)
    fan = [gate.feed([0.02], BLOCK_S) for _ in range(400)]
    assert any(fan) and not any(fan[-100:])
    assert [gate.feed([0.2], BLOCK_S) for _ in range(3)][-1], "a voice above the fan"


def test_who_speaks_at_once_is_heard() -> None:
    gate = SpeechGate()
    assert [gate.feed([0.1], BLOCK_S) for _ in range(40)].count(True) >= 38


# --- the clock ---


def test_late_and_slow_samples_are_not_lost_ones() -> None:
    lateness = Lateness()
    for number in range(72_000):  # an hour
        at = number * BLOCK_S * 1.0004 + (1.5 if number % 1000 > 980 else 0.0)
        assert not lateness.lost_s(at, BLOCK_S)


def test_lost_samples_are_told_once_with_their_length() -> None:
    lateness = Lateness()
    told = [lateness.lost_s(number * BLOCK_S + (3.0 if number > 500 else 0.0), BLOCK_S) for number in range(1000)]
    [lost_s] = filter(None, told)
    assert lost_s == pytest.approx(3.0, abs=0.1)


def silence(blocks: int) -> Iterator[bytes]:
    """Blocks of a microphone that is dead."""
    for _ in range(blocks):
        yield bytes(2 * BLOCK)


def test_a_dead_microphone_is_told_once_by_its_name(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.record(silence(round(2.9 / BLOCK_S)))
    desk.until_heard(round(2.9 / BLOCK_S))
    assert desk.troubles() == []
    desk.record(silence(round(5 / BLOCK_S)))
    desk.until_heard(round(7.9 / BLOCK_S))
    [trouble] = [told for told in desk.told if isinstance(told, CaptureTrouble)]
    assert trouble.reason.code == "microphone_mute" and MICROPHONE.name in explain(trouble.reason)
    assert not trouble.is_over, "it may be switched on yet"
    desk.cut(is_last=True)


def test_a_quiet_room_or_a_pause_is_no_dead_microphone(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for _ in range(3):
        desk.record(hush(2))
        desk.record(silence(round(10 / BLOCK_S)))
    desk.cut(is_last=True)
    assert desk.troubles() == []


# --- the disk ---


def test_a_full_disk_ends_the_recording_and_keeps_what_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path)
    heard = desk.record(tone(5))
    desk.writer.begun.result(timeout=10)
    first = desk.cut()
    heard_second = desk.record(tone(1))
    desk.until_heard(6)

    def write(recording: Recording, block: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Recording, "write", write)
    desk.record(tone(3))
    second = desk.cut(is_last=True)
    assert desk.troubles() == [("recording_disk_full", True)]
    assert (stored(first, tmp_path), stored(second, tmp_path)) == (heard, heard_second)


def test_a_vault_that_cannot_be_written_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    desk = Desk(tmp_path / "file")
    desk.record(tone(2))
    with pytest.raises(CaptureError) as caught:
        desk.writer.begun.result(timeout=10)
    assert caught.value.code == "recording_failed"
    assert desk.cut(is_last=True) is None


# --- what a killed program leaves behind ---


def test_the_file_can_be_read_after_every_block(tmp_path: Path) -> None:
    recording, heard = begin(tmp_path), b""
    for block in tone(3):
        recording.write(block)
        heard += block
        [file] = tmp_path.glob("*.recording")
        with wave.open(str(file)) as audio:
            assert audio.readframes(audio.getnframes()) == heard
    recording.forget()


def test_a_recording_that_is_being_made_is_no_orphan(tmp_path: Path) -> None:
    recording = begin(tmp_path)
    assert list(orphans(tmp_path)) == []
    recording.release()
    [orphan] = orphans(tmp_path)
    assert orphan.label == recording.label
    assert orphan.label.options == OPTIONS
    assert orphan.store() is None, "it holds no sample"
    orphan.forget()
    assert list(tmp_path.iterdir()) == []


async def recovered(home: Paths) -> list[tuple[str, State, str]]:
    """What a start makes of what is there: session, state and name of each run."""
    engine = await Engine.open(home, works=False)
    try:
        names = {session.session_id: session.name for session in await engine.sessions()}
        return [(names[run.session_id], run.state, run.clip.name) for run in await engine.runs.all()]
    finally:
        await engine.close()


async def session_of(home: Paths) -> str:
    engine = await Engine.open(home, works=False)
    try:
        return (await engine.open_session("a day")).session_id
    finally:
        await engine.close()


@pytest.mark.parametrize("killed_after", ["write", "store", "commit"])
async def test_a_recording_is_taken_in_once_wherever_its_program_was_killed(home: Paths, killed_after: str) -> None:
    recording = begin(home.vault, await session_of(home))
    for block in tone(10):
        recording.write(block)
    recording.finish()
    if killed_after == "store":
        recording.store()
    if killed_after == "commit":
        label = next(home.vault.glob("*.label"))
        kept = shutil.copy(label, home.home / "label")
        engine = await Engine.open(home, works=False)
        await engine.accept_recording(recording)
        await engine.close()
        shutil.copy(kept, label)
    recording.release()

    assert await recovered(home) == [("a day", State.QUEUED, "Recording.wav")]
    assert await recovered(home) == [("a day", State.QUEUED, "Recording.wav")]
    assert [path.suffix for path in home.vault.iterdir()] == [".wav"]


async def test_a_recording_for_a_session_that_is_gone_is_taken_in_too(home: Paths) -> None:
    recording = begin(home.vault, "gone")
    recording.write(next(tone(1)))
    recording.release()
    assert await recovered(home) == [(RECOVERED, State.QUEUED, "Recording.wav")]


@pytest.mark.expects_warnings
async def test_one_that_cannot_be_taken_in_keeps_none_from_it(home: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        recording = begin(home.vault, await session_of(home))
        recording.write(next(tone(1)))
        recording.release()
    replace, refusals = os.replace, iter([OSError(errno.EIO, "Input/output error")])

    def failing_once(source: Path, target: Path) -> None:
        for refusal in refusals:
            raise refusal
        replace(source, target)

    monkeypatch.setattr("engine.recording.recording.os.replace", failing_once)
    assert len(await recovered(home)) == 1
    assert len(await recovered(home)) == 2


# --- microphones ---


def test_a_microphone_is_found_by_its_name_or_a_part_of_it() -> None:
    there = [Microphone("USB Audio", "ALSA"), Microphone("USB Audio 2", "ALSA"), Microphone("Webcam", "ALSA")]
    assert find("USB Audio", there) is there[0]
    assert find("webcam", there) is there[2]
    for wanted in ("usb", "none"):
        with pytest.raises(CaptureError) as caught:
            find(wanted, there)
        assert caught.value.code == "microphone_unknown"


def test_without_portaudio_the_reason_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(CaptureError) as caught:
        microphones()
    assert caught.value.code == "portaudio_missing"
    assert "libportaudio2" in REASONS["portaudio_missing"]
