"""Workers by the hundred: real processes, started and ended one after another, half of them killed. None may leave a
file, a thread or a process behind in the program that started it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from engine.clock import SystemClock
from engine.pool import Died, ProcessPool, Said, WorkerEvent
from tests.load.measures import Usage, usage

#: Workers before those that count.
WARM_UP = 2


@dataclass
class Churn:
    """What was left of so many workers."""

    workers: int
    before: Usage
    after: Usage
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        heads = f"{self.workers} workers, one after another, every second one killed"
        return "\n".join((heads, f"before  {self.before}", f"after   {self.after}", f"faults  {len(self.faults)}"))


async def churn(workers: int, folder: Path) -> Churn:
    """Start and end so many."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))  # else its threads become more by and by
    await _start_and_end(WARM_UP, folder)
    before = usage()
    await _start_and_end(workers, folder)
    done = Churn(workers, before, usage())
    for what in ("files", "threads", "processes"):
        if getattr(done.after, what) > getattr(before, what):
            done.faults.append(f"{what}: {getattr(done.after, what)} instead of {getattr(before, what)}")
    return done


async def _start_and_end(workers: int, folder: Path) -> None:
    """Two for each pool: the first is killed, the second ended with the pool."""
    for _ in range(0, workers, 2):
        pool = ProcessPool(folder / "worker.log", SystemClock())
        events: asyncio.Queue[WorkerEvent] = asyncio.Queue()
        worker_id = await pool.start(events.put_nowait)
        assert isinstance(await events.get(), Said)
        pool.kill(worker_id)
        assert isinstance(await events.get(), Died)
        await pool.start(events.put_nowait)
        assert isinstance(await events.get(), Said)
        await pool.close()
