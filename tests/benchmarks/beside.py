"""A short clip handed over while a long file runs: how long until its text, against the idle engine."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from engine.engine import Engine
from engine.events import Notice, RunChanged
from engine.run import Options, Run
from engine.storage.paths import Paths
from tests.benchmarks.contestants import WARMING


async def beside(model: str, long: Path, shorts: Sequence[Path], device: str) -> tuple[list[float], list[float]]:
    """The seconds until the text of each short clip, one after the other: with the engine idle, and beside the file.

    The file is not waited for.
    """
    options, chance = Options(model=model, language="en", device=device), random.Random(1)
    with tempfile.TemporaryDirectory() as home:
        engine = await Engine.open(Paths(Path(home)))
        session_id = (await engine.open_session("Benchmark")).session_id

        async def seconds_of(path: Path) -> float:
            # At any moment of the work under way, not just behind its last step.
            await asyncio.sleep(chance.uniform(0.2, 1.5))
            start = time.perf_counter()
            [run] = await engine.accept([path], session_id=session_id, options=options)
            await engine.runs.wait([run.run_id])
            return time.perf_counter() - start

        await seconds_of(WARMING)
        idle = [await seconds_of(path) for path in shorts]
        long_run = await _under_way(engine, long, session_id, options)
        busy = [await seconds_of(path) for path in shorts]
        still = await engine.runs.get(long_run.run_id)
        assert not still.state.is_terminal, "the long file is too short for this machine"
        await engine.close()
    return idle, busy


async def _under_way(engine: Engine, path: Path, session_id: str, options: Options) -> Run:
    """Hand a file over, and wait until its first window is done."""
    begun = asyncio.Event()

    def listen(notice: Notice) -> None:
        if isinstance(notice, RunChanged) and notice.run.windows_done:
            begun.set()

    stop_listening = engine.subscribe(listen)
    [run] = await engine.accept([path], session_id=session_id, options=options)
    await begun.wait()
    stop_listening()
    return run
