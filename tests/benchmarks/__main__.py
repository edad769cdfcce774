"""Everyclip beside plain faster-whisper: same clips, same model, same threads, same beam, one table."""

from __future__ import annotations

import asyncio
import os
import platform
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import resources
from engine.engine import Engine
from engine.events import Notice, RunChanged
from engine.paths import Paths
from engine.run import Run, State
from models.store import BUNDLED, find_model

BURST = 40
LONG_FILE_S = 600.0
PAUSE_S = 0.6


@dataclass(frozen=True)
class Figure:
    """A row of the table."""

    what: str
    ours_s: float
    theirs_s: float
    target: str

    def __str__(self) -> str:
        ratio = self.ours_s / self.theirs_s
        return f"{self.what:<58} {self.ours_s:>8.2f} s {self.theirs_s:>8.2f} s {ratio:>7.3f}   {self.target}"


@contextmanager
def timed() -> Iterator[list[float]]:
    """Puts the seconds that the block took into the list."""
    seconds: list[float] = []
    start = time.perf_counter()
    yield seconds
    seconds.append(time.perf_counter() - start)


@asynccontextmanager
async def warm_engine() -> AsyncIterator[Engine]:
    """An engine whose worker has the model loaded."""
    with tempfile.TemporaryDirectory() as home:
        engine = await Engine.open(Paths(Path(home)))
        try:
            await transcribe(engine, [resources.samples()[0].path])
            yield engine
        finally:
            await engine.close()


async def transcribe(engine: Engine, paths: list[Path]) -> list[Run]:
    session = await engine.open_session("Benchmark")
    runs = await engine.accept(paths, session_id=session.session_id)
    return await engine.wait([run.run_id for run in runs])


async def burst(folder: Path) -> Figure:
    """Forty clips handed over at once, against a loop over them."""
    from faster_whisper import WhisperModel

    samples = [sample for _ in range(BURST) for sample in resources.samples()][:BURST]
    model = WhisperModel(str(find_model(BUNDLED, folder).path), compute_type="int8", cpu_threads=os.cpu_count() or 0)
    with timed() as theirs:
        texts = [" ".join(s.text.strip() for s in model.transcribe(str(s.path), beam_size=5)[0]) for s in samples]
    async with warm_engine() as engine:
        with timed() as ours:
            runs = await transcribe(engine, [sample.path for sample in samples])
    same = sum(run.preview == text for run, text in zip(runs, texts, strict=True))
    return Figure(f"{BURST} clips at once, against a loop ({same} texts the same)", ours[0], theirs[0], "≤ 0.12")


async def short_beside_long(folder: Path) -> Figure:
    """A short clip handed over while a long file runs, against the idle engine."""
    long_file = make_long_file(folder / "long.wav")
    short = resources.samples()[0].path
    async with warm_engine() as engine:
        with timed() as alone:
            await transcribe(engine, [short])
        session = await engine.open_session("Benchmark")
        under_way = asyncio.Event()

        def listen(notice: Notice) -> None:
            if isinstance(notice, RunChanged) and notice.run.state is State.RUNNING and notice.run.windows_done:
                under_way.set()

        stop_listening = engine.subscribe(listen)
        await engine.accept([long_file], session_id=session.session_id)
        await under_way.wait()
        with timed() as beside:
            await transcribe(engine, [short])
        stop_listening()
    return Figure(f"short clip beside a {LONG_FILE_S / 60:.0f}-minute file, against idle", beside[0], alone[0], "≤ 2")


def make_long_file(path: Path) -> Path:
    """The samples over and over, with pauses between."""
    from faster_whisper import decode_audio

    pieces = [(decode_audio(str(sample.path)) * 32767).astype("<i2").tobytes() for sample in resources.samples()]
    pause = bytes(2 * int(PAUSE_S * 16_000))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", "not compressed"))
        while file.tell() < LONG_FILE_S * 16_000:
            file.writeframes(pause.join(pieces) + pause)
    return path


async def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, bundled model, beam 5\n")
    print(f"{'what':<58} {'Everyclip':>10} {'other':>10} {'ratio':>7}   target")
    with tempfile.TemporaryDirectory() as folder:
        for measure in (burst, short_beside_long):
            print(await measure(Path(folder)), flush=True)
    print()
    await asyncio.to_thread(subprocess.run, [sys.executable, "-m", "tests.benchmarks.interface"], check=True)


if __name__ == "__main__":
    asyncio.run(main())
