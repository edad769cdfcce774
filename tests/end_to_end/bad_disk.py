"""A program on a bad disk: `python -m tests.end_to_end.bad_disk SCENARIO FOLDER`, with `bad_disk.c` loaded before.

Every flush of SQLite and of Everyclip itself takes as long as the environment says, or fails. What a scenario asserts
is the test, and that the thread of the loop has waited for no file of Everyclip's; `test_bad_disk` runs each.
"""

from __future__ import annotations

import asyncio
import os
import sys
from array import array
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from engine import engine as engines
from engine.engine import Engine
from engine.events import EventKind, WaitReason
from engine.exports.formats import ExportOptions
from engine.recording.microphones import BLOCK_S, Microphone
from engine.recording.recorder import CaptureTrouble, ClipOrder, Level, Writer
from engine.recording.recording import Recording
from engine.recording.samples import SampleFormat
from engine.run import Run, State
from engine.storage.paths import Paths
from tests.end_to_end.following import Diary, events_of, finished, hand_over, moment, texts_of
from tests.support.scripted_worker import script, scripted_pool
from tests.support.starter import furnish, samples, with_starter

RATE = 16_000
FORM = SampleFormat(RATE, 1)
#: What the loop does beside: it comes to this so often in a second, if nothing holds it up.
TICKS_PER_S = 100
#: A flush takes so many ticks at least, however busy the machine is.
SEEN = 3


@asynccontextmanager
async def ticking() -> AsyncIterator[Callable[[], int]]:
    """Counts the loop's own time."""
    count = 0

    async def tick() -> None:
        nonlocal count
        while True:
            await asyncio.sleep(1 / TICKS_PER_S)
            count += 1

    task = asyncio.get_running_loop().create_task(tick())
    yield lambda: count
    task.cancel()


async def goes_on(ticks: Callable[[], int], work: Coroutine[object, object, object]) -> None:
    """Await what waits for the disk: the loop must have gone on meanwhile."""
    before = ticks()
    await work
    assert ticks() - before >= SEEN, "the loop stood still"


def clips(folder: Path, names: str) -> list[Path]:
    return [script(folder / f"{name}.wav", f"say first {name}", f"say second {name}") for name in names]


async def opened(paths: Paths, name: str) -> Engine:
    pool = scripted_pool(paths.logs / f"{name}.log")
    return await Engine.open(paths, pool=pool)


# --- scenarios ---


async def two_programs(paths: Paths, folder: Path) -> None:
    """Nobody takes the other for dead, nothing is done twice, and each run ends with its text."""
    pytest.MonkeyPatch().setattr(engines, "RENEW_EVERY_S", 1.0)
    both = [await opened(paths, name) for name in ("one", "other")]
    diaries = [Diary(engine) for engine in both]
    async with ticking() as ticks:
        await goes_on(ticks, both[0].open_session("a day"))
        groups = [
            await hand_over(engine, *clips(folder, names)) for engine, names in zip(both, ("abc", "d"), strict=True)
        ]
        await goes_on(ticks, both[1].rename_session(groups[0][0].session_id, "another day"))
        runs = await finished(both[0], [run for group in groups for run in group])
    assert [(run.state, run.attempt) for run in runs] == [(State.COMPLETED, 1)] * 4
    assert await texts_of(both[0], runs) == [f"first {name} second {name}" for name in "abcd"]
    assert not [run for run in runs if await events_of(both[0], run, EventKind.REQUEUE)]
    assert not [trouble for diary in diaries for trouble in diary.troubles]
    [written] = await both[0].texts.export_many([runs[0].run_id], "txt", folder / "documents", ExportOptions())
    assert written.reason is None and "second a" in written.path.read_text("utf-8")
    for engine in both:
        await engine.close()


async def recording(paths: Paths, folder: Path) -> None:
    """Blocks come in as a microphone sends them, clips are taken in beside: not a sample is missing."""
    engine = await opened(paths, "one")
    session = await engine.open_session("a day")
    told: list[Level | Recording | CaptureTrouble] = []
    writer = Writer(ClipOrder(paths.vault, session.session_id, with_starter()), told.append)
    writer.begin(Microphone("a microphone", "a host"), FORM)
    taking_in = asyncio.get_running_loop().create_task(hand_over(engine, *clips(folder, "ab")))
    sound = b""
    for number in range(60):
        block = array("h", [(-1) ** i * (number * 100 + i % 50) for i in range(round(RATE * BLOCK_S))]).tobytes()
        writer.receive(block, False)
        sound += block
        await asyncio.sleep(BLOCK_S)
    ended = await asyncio.wrap_future(writer.cut(is_last=True))
    assert ended is not None and not [each for each in told if isinstance(each, CaptureTrouble)]
    run = await engine.accept_recording(ended)
    assert run is not None
    audio = engine.audio_path(run)
    assert audio is not None and audio.read_bytes().endswith(sound) and len(audio.read_bytes()) == 44 + len(sound)
    await engine.runs.cancel([run.run_id])  # the scripted worker hears nothing in it
    runs = await finished(engine, await taking_in)
    assert await texts_of(engine, runs) == [f"first {name} second {name}" for name in "ab"]
    await engine.close()


async def window(paths: Paths, _: Path) -> None:
    """What is dropped on the window ends in it, and its loop goes on all the while."""
    from desktop.app import open_window

    async with open_window(paths) as main, ticking() as ticks:
        page, files = main.page, [sample.path for sample in samples()[:2]]
        while page.session is None:  # noqa: ASYNC110 - there is nothing to wait on
            await asyncio.sleep(0.01)
        main.heartbeat.longest_stall_ms = 0.0
        before = ticks()
        main.take_in(files)
        while [run.state for run in rows(page.table)] != [State.COMPLETED] * 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert ticks() - before >= SEEN
        assert [run.preview.strip() for run in rows(page.table)] == [sample.text for sample in samples()[:2]]
        print("longest stall of the interface:", round(main.heartbeat.longest_stall_ms), "ms")


async def broken(paths: Paths, folder: Path) -> None:
    """For a while nothing can be written: it is told, what is asked for is refused, and all goes on by itself."""
    pytest.MonkeyPatch().setattr(engines, "LOOK_EVERY_S", 0.1)
    gate, later = folder / "gate", clips(folder, "e")
    engine = await opened(paths, "one")
    diary = Diary(engine)
    [done] = await finished(engine, await hand_over(engine, *clips(folder, "a")))
    waiting = [script(folder / f"{name}.wav", f"await {gate}", f"say {name}", f"say {name}") for name in "bcd"]
    runs = await hand_over(engine, *waiting)
    for run in runs:
        await diary.until(run, lambda run: run.state is State.RUNNING)
    (folder / "broken").touch()
    gate.touch()
    await moment(engine, lambda: len(diary.troubles) >= 2)
    [refused] = await engine.accept(later, session_id=done.session_id)
    assert refused.reason is not None and refused.can_retry and not engine.audio_path(refused)
    [written] = await engine.texts.export_many([done.run_id], "txt", folder / "documents", ExportOptions())
    assert written.reason is not None and not list((folder / "documents").iterdir())
    (folder / "broken").unlink()
    await engine.runs.retry([refused.run_id])
    runs = await finished(engine, [done, *runs, refused])
    assert await texts_of(engine, runs) == ["first a second a", "b b", "c c", "d d", "first e second e"]
    assert set(diary.troubles) <= {"registry_trouble", "data_not_writable"}, diary.troubles
    await engine.close()


def _recorded(paths: Paths, session_id: str) -> Recording:
    options = with_starter()
    voice = Recording.begin(paths.vault, name="voice", source="", session_id=session_id, options=options, form=FORM)
    voice.write(bytes(32_000))
    return voice


async def hung(paths: Paths, folder: Path) -> None:
    """A disk that hangs in the midst of reading: what lies elsewhere comes in, is tried again and recorded, and the
    program ends without it."""
    pytest.MonkeyPatch().setattr(engines, "LOOK_EVERY_S", 0.1)
    share = Path(os.environ["HUNG_DISK"])
    os.mkdir(share)
    far = [script(share / f"{number}.wav", f"say far {number}") for number in range(12)]
    engine = await opened(paths, "one")
    session = await engine.open_session("a day")
    missing = folder / "later.wav"
    [failed] = await hand_over(engine, missing)
    group = await engine.hand_over(far, session_id=session.session_id)
    async with asyncio.timeout(120):
        runs = await finished(engine, await hand_over(engine, *clips(folder, "abcd")))
        script(missing, "say it is there now")
        await engine.runs.retry([failed.run_id])
        [failed] = await finished(engine, [failed])
        voice = await asyncio.to_thread(_recorded, paths, session.session_id)
        recorded = await engine.accept_recording(voice)
        assert recorded is not None
        await engine.runs.cancel([recorded.run_id])  # the scripted worker hears nothing in it
    assert await texts_of(engine, [*runs, failed]) == [
        *(f"first {name} second {name}" for name in "abcd"), "it is there now"
    ]  # fmt: skip
    waiting = group.runs
    assert len(waiting) == 12
    async with asyncio.timeout(120):
        while {engine.why_waiting(run).why for run in waiting} != {WaitReason.DISK_SILENT}:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        await engine.runs.cancel([run.run_id for run in waiting[:2]])
    stopped = [(await engine.runs.get(run.run_id)).reason for run in waiting[:2]]
    assert [reason and reason.code for reason in stopped] == ["taking_in_stopped"] * 2
    async with asyncio.timeout(120):
        await engine.close()
    again = await Engine.open(paths, works=False)
    left = [run for run in await again.runs.all() if run.run_id in {run.run_id for run in waiting[2:]}]
    assert [run.reason and run.reason.code for run in left] == ["taking_in_ended"] * 10
    await again.close()


def rows(table) -> list[Run]:
    return table.runs()


SCENARIOS = {scenario.__name__: scenario for scenario in (two_programs, recording, window, broken, hung)}


def main(name: str, folder: Path) -> None:
    paths = furnish(Paths(folder / "home"))
    told = Path(os.environ["SLOW_DISK_TOLD"])
    if name == window.__name__:
        from desktop.app import make_application, make_loop

        with make_loop(make_application()) as loop:
            told.unlink(missing_ok=True)
            loop.run_until_complete(window(paths, folder))
    else:
        asyncio.run(SCENARIOS[name](paths, folder))
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    files = [Path(file) for pid, _, file in (line.partition(" ") for line in lines) if pid == str(os.getpid())]
    ours = [file for file in files if paths.home in file.parents]
    # Qt writes the settings beside the registry, as they are changed, and when the window goes.
    assert not [file for file in ours if file.parent != paths.home or file.name.startswith(paths.registry.name)], ours


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
