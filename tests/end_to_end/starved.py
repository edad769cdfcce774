"""A program on a small disk of its own: `python -m tests.end_to_end.starved SCENARIO FOLDER`, in a mount namespace.

The disk is real (a tmpfs of a few megabytes over the folder), and so is what SQLite and the system say when it is full.
What a scenario asserts is the test; `test_starved` runs each.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from engine import engine as engines
from engine.engine import Engine
from engine.errors import EngineError, RegistryUnusable
from engine.exports.formats import ExportOptions
from engine.maintenance import backup
from engine.messages import explain
from engine.recording.microphones import BLOCK_S, Microphone
from engine.recording.recorder import CaptureTrouble, ClipOrder, Level, Writer
from engine.recording.recording import Recording
from engine.recording.samples import SampleFormat
from engine.run import Reason, Run, State
from engine.storage.paths import Paths
from tests.end_to_end.following import Diary, finished, hand_over, moment, texts_of
from tests.support.scripted_worker import script, scripted_pool
from tests.support.starter import furnish, with_starter

DISK_BYTES = 20_000_000
RATE = 16_000
FORM = SampleFormat(RATE, 1)


class Disk:
    """A small one, with a home on it and clips beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clips = folder / "clips"
        self._disk = folder / "disk"
        self._disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", self._disk], check=True)
        self.paths = Paths(self._disk / "home")
        self.documents = self._disk / "documents"

    def mount(self, how: str) -> None:
        """Anew, in another way."""
        subprocess.run(["mount", "-o", f"remount,{how}", self._disk], check=True)

    async def engine(self, *, works: bool = True) -> Engine:
        furnish(self.paths)
        pool = scripted_pool(self.folder / "worker.log")
        return await Engine.open(self.paths, works=works, pool=pool)

    def clip(self, text: str, *before: str) -> Path:
        return script(self.clips / f"{text}.wav", *before, f"say {text}")

    def fill(self) -> None:
        """To the last byte: what is written block by block, too."""
        with (self._disk / "filler").open("wb", buffering=0) as filler:
            for piece in (bytes(1 << 16), bytes(512)):
                with suppress(OSError):
                    while True:
                        filler.write(piece)

    def free(self) -> None:
        (self._disk / "filler").unlink()

    @property
    def vault(self) -> list[str]:
        return sorted(path.name for path in self.paths.vault.iterdir())


def told(error: EngineError) -> str:
    """What the person reads."""
    return explain(Reason(error.code, error.facts))


async def texts(engine: Engine, *runs: Run) -> list[str]:
    done = await finished(engine, runs)
    assert [run.state for run in done] == [State.COMPLETED] * len(runs), done
    return await texts_of(engine, done)


# --- scenarios ---


async def accept(disk: Disk) -> None:
    """A clip that finds no room is refused with a sentence that says so, and leaves nothing in the vault."""
    engine = await disk.engine()
    [first] = await hand_over(engine, disk.clip("first"))
    assert await texts(engine, first) == ["first"]
    before = disk.vault
    disk.fill()
    refused = await engine.accept([disk.clip("second"), disk.clip("third")], session_id=first.session_id)
    assert disk.vault == before
    for run in refused:
        assert run.reason is not None and "is full" in explain(run.reason) and run.can_retry
    disk.free()
    await engine.runs.retry([run.run_id for run in refused])
    assert await texts(engine, first, *refused) == ["first", "second", "third"]
    await engine.close()


async def drop(disk: Disk) -> None:
    """Of many clips handed over at once while the disk fills, each is safe or has a reason and a Retry, and what is in
    the vault is what has a row."""
    engine = await disk.engine(works=False)
    session = await engine.open_session("s")
    clips = [disk.folder / f"{number}.wav" for number in range(48)]
    for clip in clips:
        clip.write_bytes(os.urandom(600_000))
    groups = [await engine.hand_over(clips[start::3], session_id=session.session_id) for start in range(3)]
    ended = [run for group in groups for run in group.runs]
    assert len({run.run_id for run in [*engine.arriving(), *ended]}) == 48, "each was shown at once"
    for group in groups:
        await group.has_ended.wait()
    runs = [run for group in groups for run in group.runs]
    safe = [run for run in runs if run.clip.stored_as]
    refused = [run for run in runs if not run.clip.stored_as]
    assert 10 < len(safe) < 40 and len(runs) == 48
    assert disk.vault == sorted(str(run.clip.stored_as) for run in safe)
    for run in refused:
        assert run.reason is not None and "is full" in explain(run.reason) and run.can_retry
    there = {run.run_id for run in await engine.runs.all()} | {run.run_id for run in engine.arriving()}
    assert there == {run.run_id for run in runs}
    await engine.trash.delete([run.run_id for run in safe])
    await engine.trash.purge([run.run_id for run in safe])
    some = [run.run_id for run in refused[: len(safe)]]
    await engine.runs.retry(some)
    assert sorted(run.run_id for run in await engine.runs.all() if run.clip.stored_as) == sorted(some)
    await engine.close()


async def commit(disk: Disk) -> None:
    """Runs in hand, whose results cannot be written, go on by themselves when there is room again."""
    engines.LOOK_EVERY_S = 0.1
    engine, gate = await disk.engine(), disk.folder / "gate"
    diary = Diary(engine)
    clips = [disk.clip(f"number {n}", f"await {gate}", *[f"say {'long ' * 3000}"] * 30) for n in range(4)]
    runs = await hand_over(engine, *clips)
    for run in runs:
        await diary.until(run, lambda run: run.state is State.RUNNING)
    disk.fill()
    gate.touch()
    await moment(engine, lambda: "data_disk_full" in diary.troubles)
    disk.free()
    assert [text.split()[-2:] for text in await texts(engine, *runs)] == [["number", str(n)] for n in range(4)]
    await engine.close()


async def recording(disk: Disk) -> None:
    """What was recorded before the disk was full is on it, and the next start takes it in."""
    engine = await disk.engine(works=False)
    session = await engine.open_session("s")
    await engine.close()
    voice = Recording.begin(
        disk.paths.vault,
        name="voice",
        source="microphone",
        session_id=session.session_id,
        options=with_starter(),
        form=FORM,
    )
    voice.write(bytes(32_000))
    disk.fill()
    try:
        for _ in range(100):
            voice.write(bytes(32_000))
        raise AssertionError("the disk is not full")
    except OSError:
        voice.finish()
        voice.release()
    disk.free()
    engine = await disk.engine(works=False)
    [run] = engine.recovered.runs
    assert run.clip.size_bytes is not None and run.clip.size_bytes >= 32_000
    assert not engine.recovered.troubles and disk.vault == [run.clip.stored_as]
    await engine.close()


async def export(disk: Disk) -> None:
    """A document that finds no room is not there at all, the person is told, and the text is safe."""
    engine = await disk.engine()
    [run] = await hand_over(engine, disk.clip("all is well"))
    assert await texts(engine, run) == ["all is well"]
    disk.fill()
    [outcome] = await engine.texts.export_many([run.run_id], "txt", disk.documents, ExportOptions())
    assert outcome.reason is not None and "space" in explain(outcome.reason)
    assert not disk.documents.exists() or not list(disk.documents.iterdir())
    disk.free()
    [outcome] = await engine.texts.export_many([run.run_id], "txt", disk.documents, ExportOptions())
    assert outcome.reason is None and outcome.path.read_text("utf-8") == "all is well\n"
    await engine.close()


async def dictation(disk: Disk) -> None:
    """Recording goes on until the disk is full, and then says so; the next start takes in what was heard until then."""
    engine = await disk.engine()
    session = await engine.open_session("s")
    heard: list[Level | Recording | CaptureTrouble] = []
    writer = Writer(ClipOrder(disk.paths.vault, session.session_id, with_starter()), heard.append)
    writer.begin(Microphone("a microphone", "a host"), FORM)
    block = bytes(2 * round(RATE * BLOCK_S))
    writer.receive(block, False)
    await asyncio.wrap_future(writer.begun)
    disk.fill()
    for _ in range(100):
        writer.receive(block, False)
    voice = await asyncio.wrap_future(writer.cut(is_last=True))
    [trouble] = [each for each in heard if isinstance(each, CaptureTrouble)]
    assert trouble.is_over and "disk is full" in explain(trouble.reason)
    assert voice is not None
    with pytest.raises(RegistryUnusable) as refused:
        await engine.accept_recording(voice)
    assert "is full" in told(refused.value)
    with suppress(RegistryUnusable):
        await engine.close()
    disk.free()
    engine = await disk.engine(works=False)
    [run] = engine.recovered.runs
    assert run.clip.size_bytes is not None and run.clip.size_bytes >= len(block)
    assert disk.vault == [run.clip.stored_as]
    await engine.close()


async def start(disk: Disk) -> None:
    """A start that finds no room, or no leave to write, says so and changes nothing."""
    engine = await disk.engine(works=False)
    [run] = await hand_over(engine, disk.clip("all is well"))
    await engine.close()
    disk.fill()
    await _is_refused(disk, "full")
    disk.free()
    disk.mount("ro")
    await _is_refused(disk, "Read-only")
    disk.mount("rw")
    engine = await disk.engine()
    assert await texts(engine, run) == ["all is well"]
    await engine.close()


async def _is_refused(disk: Disk, words: str) -> None:
    with pytest.raises((RegistryUnusable, OSError)) as refused:
        await disk.engine()
    error = refused.value
    assert words in (told(error) if isinstance(error, RegistryUnusable) else str(error))


@contextmanager
def no_descriptors() -> Iterator[None]:
    """Not one file more can be opened."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    held: list[int] = []
    with suppress(OSError):
        while True:
            held.append(os.open(os.devnull, os.O_RDONLY))
    yield
    for descriptor in held:
        os.close(descriptor)


async def accept_without_descriptors(disk: Disk) -> None:
    """A clip that cannot be opened for want of file descriptors is refused with the reason, and comes in later."""
    engine = await disk.engine()
    session = await engine.open_session("s")
    clip = disk.clip("first")
    with no_descriptors():
        [run] = await engine.accept([clip], session_id=session.session_id, options=with_starter())
        assert run.reason is not None and "Too many open files" in explain(run.reason)
    await engine.runs.retry([run.run_id])
    assert await texts(engine, run) == ["first"]
    await engine.close()


async def export_without_descriptors(disk: Disk) -> None:
    """A document that cannot be opened for want of them is told as not written, and is written later."""
    engine = await disk.engine()
    [run] = await hand_over(engine, disk.clip("all is well"))
    assert await texts(engine, run) == ["all is well"]
    disk.documents.mkdir()
    with no_descriptors():
        [outcome] = await engine.texts.export_many([run.run_id], "txt", disk.documents, ExportOptions())
        assert outcome.reason is not None and "Too many open files" in explain(outcome.reason)
        assert await texts_of(engine, [run]) == ["all is well"]
    [outcome] = await engine.texts.export_many([run.run_id], "txt", disk.documents, ExportOptions())
    assert outcome.reason is None and outcome.path.read_text("utf-8") == "all is well\n"
    await engine.close()


async def work_without_descriptors(disk: Disk) -> None:
    """The same where a clip is in already and no worker can be started: it waits, that is told, and it goes on."""
    viewer = await disk.engine(works=False)
    [run] = await hand_over(viewer, disk.clip("first"))
    await viewer.close()
    engine = await disk.engine()
    diary = Diary(engine)
    with no_descriptors():
        await moment(engine, lambda: diary.troubles)
        assert (await engine.runs.get(run.run_id)).state is State.QUEUED
    assert await texts(engine, run) == ["first"]
    assert set(diary.troubles) <= {"worker_cannot_start", "registry_trouble", "data_not_writable"}
    await engine.close()


async def back_up_and_restore(disk: Disk) -> None:
    """A backup for which the disk has too little room, or that fills it, leaves no file; one that cannot be unpacked
    for the same reasons changes nothing; and a disk that may not be written is told."""
    large = Paths(disk.folder / "home")
    engine = await Engine.open(large, works=False)
    (disk.folder / "large.wav").write_bytes(os.urandom(6_000_000))
    await hand_over(engine, disk.folder / "large.wav")
    await engine.close()
    await (await disk.engine(works=False)).close()
    small, there = disk.documents.with_name("a.zip"), disk.paths.home

    def become_full(done_bytes: int, total_bytes: int) -> None:
        if total_bytes / 2 < done_bytes < total_bytes:
            disk.fill()

    def refused(act: Callable[[], object], words: str) -> None:
        with pytest.raises(EngineError) as refusal:
            act()
        assert words in told(refusal.value)
        left = [*there.glob("* *"), *there.glob("*.zip"), *there.parent.glob("*.zip"), *there.parent.glob(".*")]
        assert not left, left

    backup.back_up(large, disk.folder / "a.zip")
    refused(lambda: backup.back_up(large, small), "There is not enough room for the backup")
    refused(lambda: backup.unpack(disk.folder / "a.zip", disk.paths), "There is not enough room")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(backup, "SPARE_BYTES", 0)
        refused(lambda: backup.back_up(large, small, on_progress=become_full), "The disk became full")
        disk.free()
        refused(lambda: backup.unpack(disk.folder / "a.zip", disk.paths, become_full), "No space left on device")
        disk.free()
        disk.mount("ro")
        refused(lambda: backup.back_up(large, small), "Read-only file system")
        disk.mount("rw")
        backup.restore(disk.folder / "a.zip", disk.paths, replace=True)
    assert len(disk.vault) == 1


SCENARIOS = {
    scenario.__name__: scenario
    for scenario in (
        accept, drop, commit, recording, dictation, export, start,
        accept_without_descriptors, export_without_descriptors, work_without_descriptors, back_up_and_restore,
    )
}  # fmt: skip


if __name__ == "__main__":
    asyncio.run(SCENARIOS[sys.argv[1]](Disk(Path(sys.argv[2]))))
