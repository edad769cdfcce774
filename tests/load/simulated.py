"""Time that passes as fast as nothing is left to do: a loop on a clock that jumps to the next timer.

The engine's own timers run on it as they are: leases, the look around, the rule for what is kept. While a thread is at
work for the loop, the clock stands still.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any, TypeVar, TypeVarTuple, Unpack

from tests.support.fakes import FakeClock

Given = TypeVarTuple("Given")
Result = TypeVar("Result")
#: Threads behind the loop, as many as behind the window's.
THREADS = 8


def full_executor() -> ThreadPoolExecutor:
    """One that has all its threads from the start, so that they do not become more by and by."""
    executor, together = ThreadPoolExecutor(THREADS), Barrier(THREADS)
    list(executor.map(lambda _: together.wait(), range(THREADS)))
    return executor


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is the clock's."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        #: Calls that threads are at.
        self.away = 0
        super().__init__(_Selector(self, clock))
        self.set_default_executor(full_executor())

    def time(self) -> float:
        return self._clock.monotonic()

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[Given]], Result], *args: *Given
    ) -> asyncio.Future[Result]:
        future = super().run_in_executor(executor, func, *args)
        self.away += 1
        future.add_done_callback(self._back)
        return future

    def _back(self, _: object) -> None:
        self.away -= 1


@contextmanager
def simulated_loop(clock: FakeClock) -> Iterator[SimulatedLoop]:
    """One that leaves no thread behind."""
    loop = SimulatedLoop(clock)
    try:
        yield loop
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


class _Selector(selectors.DefaultSelector):
    """Waits for threads as long as they take, and for the time not at all."""

    def __init__(self, loop: SimulatedLoop, clock: FakeClock) -> None:
        super().__init__()
        self._loop = loop
        self._clock = clock

    def select(self, timeout: float | None = None) -> Any:
        if self._loop.away or timeout is None:
            return super().select(None if timeout != 0 else 0)
        if timeout:
            self._clock.advance(timeout)
        return super().select(0)
