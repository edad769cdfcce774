"""What several tests of the engine begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.events import Notice
from engine.registry.registry import Registry
from engine.storage.paths import Paths
from tests.engine.doors import Share
from tests.support.fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def engine(home: Paths, clock: FakeClock) -> AsyncIterator[Engine]:
    """An engine that only looks: what a worker would do, the tests do."""
    engine = await Engine.open(home, works=False, clock=clock)
    yield engine
    await engine.close()


@pytest.fixture
def told(engine: Engine) -> list[Notice]:
    """What the engine tells."""
    notices: list[Notice] = []
    engine.subscribe(notices.append)
    return notices


@pytest.fixture
async def session_id(engine: Engine) -> str:
    return (await engine.open_session("s")).session_id


@pytest.fixture
def worker(engine: Engine, home: Paths, clock: FakeClock) -> Iterator[Registry]:
    """The registry as another program has it open, with a lease."""
    registry = Registry(home.registry, clock)
    registry.add_owner("me")
    yield registry
    registry.close()


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Share]:
    """A folder that answers only when it is let."""
    share = Share(tmp_path / "share", monkeypatch)
    yield share
    share.answers.set()
