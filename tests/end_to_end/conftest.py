"""Engines to drive, on real folders with real workers, and the clips to hand over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.machine.hardware import Machine, look
from engine.machine.plans import Limits
from engine.storage.paths import Paths
from tests.end_to_end.audio import recording
from tests.support.scripted_worker import scripted_pool

HERE = Path(__file__).parent
OpenEngine = Callable[..., Awaitable[Engine]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever is tried from one end to the other, with real workers and programs, is no part of the quick tests."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.slow)


@pytest.fixture
async def open_engine(home: Paths) -> AsyncIterator[OpenEngine]:
    """Opens engines on the test's home; the test's end closes them."""
    async with AsyncExitStack() as engines:

        async def open_engine(
            *,
            scripted: bool = False,
            works: bool = True,
            only: Iterable[str] | None = None,
            limits: Limits | None = None,
            survey: Callable[[], Machine] = look,
        ) -> Engine:
            pool = scripted_pool(home.logs / "worker.log") if scripted else None
            engine = await Engine.open(home, works=works, only=only, limits=limits, pool=pool, survey=survey)
            engines.push_async_callback(engine.close)
            return engine

        yield open_engine


@pytest.fixture
async def engine(open_engine: OpenEngine) -> Engine:
    """An engine with the real worker."""
    return await open_engine()


@pytest.fixture
async def scripted(open_engine: OpenEngine) -> Engine:
    """An engine with the scripted worker."""
    return await open_engine(scripted=True)


@pytest.fixture(scope="session")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five minutes of sample sentences with pauses."""
    return recording(tmp_path_factory.mktemp("audio") / "meeting.wav", min_s=300)
