"""Workers by the hundred: real processes, started and ended one after another, half of them killed. None may leave a
file, a thread or a process behind in the program that started it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from engine.clock import SystemClock
from engine.processes.pool import Died, MessageReceived, ProcessPool, WorkerEvent
from tests.load.measures import Usage, more_than, usage, usage_after

#: Workers before those that count.
WARM_UP = 2


@dataclass
class Churn:
    """What was left of so many workers."""

    workers: int
    before: Usage
    after: Usage
    faults: list[str]

    def __str__(self) -> str:
        heads = f"{self.workers} workers, one after another, every second one killed"
        return "\n".join((heads, f"before  {self.before}", f"after   {self.after}", f"faults  {len(self.faults)}"))


async def churn(workers: int, folder: Path) -> Churn:
    """Start and end so many."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))  # else its threads become more by and by
    await _start_and_end(WARM_UP, folder)
    before = usage()
    await _start_and_end(workers, folder)
    after = await asyncio.to_thread(usage_after, before)
    return Churn(workers, before, after, more_than(before, after))


async def _start_and_end(workers: int, folder: Path) -> None:
    """Two for each pool: the first is killed, the second ended with the pool."""
    for _ in range(0, workers, 2):
        pool = ProcessPool(folder / "worker.log", SystemClock())
        events: asyncio.Queue[WorkerEvent] = asyncio.Queue()
        worker_id = await pool.start(events.put_nowait)
        assert isinstance(await events.get(), MessageReceived)
        pool.kill(worker_id)
        assert isinstance(await events.get(), Died)
        await pool.start(events.put_nowait)
        assert isinstance(await events.get(), MessageReceived)
        await pool.close()
