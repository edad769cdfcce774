"""An open door over an engine that only looks: what a worker would do, the tests do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

import httpx2
import openai
import pytest

from engine.engine import Engine
from engine.registry.registry import Registry
from engine.run import Run
from engine.segments import FinishedWindow, Segment, Word
from engine.server.door import DoorSettings
from engine.server.form import UploadLimits
from engine.server.serving import bind, serving, url_of
from engine.storage.paths import Paths

TOKEN = "a-token-for-tests"
#: No moment of a test is waited for longer.
LIMIT_S = 60.0


class OpenDoor:
    """A door with its address."""

    def __init__(self, url: str, engine: Engine, paths: Paths) -> None:
        self.url = url
        self.engine = engine
        self.paths = paths
        self.clients: list[openai.AsyncOpenAI] = []

    def http(self, token: str | None = TOKEN) -> httpx2.AsyncClient:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return httpx2.AsyncClient(base_url=self.url, headers=headers, timeout=LIMIT_S, trust_env=False)

    def openai(self, token: str = TOKEN, **values: Any) -> openai.AsyncOpenAI:
        values = {"max_retries": 0, "timeout": LIMIT_S} | values
        self.clients.append(openai.AsyncOpenAI(base_url=f"{self.url}/v1", api_key=token, **values))
        return self.clients[-1]

    @property
    def files(self) -> list[str]:
        """What lies in the vault."""
        return sorted(path.name for path in self.paths.vault.iterdir())


#: Opens a door with limits of its own.
OpenTheDoor = Callable[..., AbstractAsyncContextManager[OpenDoor]]


@asynccontextmanager
async def opened(engine: Engine, paths: Paths, speakers: str | None = None, **limits: Any) -> AsyncIterator[OpenDoor]:
    listening = bind("127.0.0.1", 0)
    with listening:
        door = OpenDoor(url_of(listening), engine, paths)
        async with serving(
            engine, paths, DoorSettings(TOKEN, speakers=speakers, limits=UploadLimits(**limits)), listening
        ):
            yield door
        # Requests that the door's end has answered are read by now.
        await asyncio.sleep(0)
        for client in door.clients:
            await client.close()


@pytest.fixture
async def open_door(engine: Engine, home: Paths) -> AsyncIterator[Callable[..., Any]]:
    """Opens doors; the test's end closes them."""
    async with AsyncExitStack() as doors:

        async def open_door(**limits: Any) -> OpenDoor:
            return await doors.enter_async_context(opened(engine, home, **limits))

        yield open_door


@pytest.fixture
async def door(open_door: Callable[..., Any]) -> OpenDoor:
    """A door with the usual limits."""
    opened: OpenDoor = await open_door()
    return opened


def complete(worker: Registry, run: Run, *texts: str) -> None:
    """What a worker makes of a run: a window for each text, of two seconds."""
    [claimed] = worker.claim([run.run_id], "me")
    for number, text in enumerate(texts):
        begin_window(worker, claimed, number, text)
    worker.complete(run.run_id, claimed.attempt, "me", None, 2.0 * len(texts))


def begin_window(worker: Registry, run: Run, number: int, text: str) -> None:
    start_s = 2.0 * number
    words = tuple(Word(start_s + n / 10, start_s + (n + 1) / 10, word, 0.9) for n, word in enumerate(text.split()))
    segments = (Segment(start_s, start_s + 1.0, text, words=words),) if text else ()
    window = FinishedWindow(number, start_s, start_s + 2.0, segments, "en")
    assert worker.store_window(run.run_id, run.attempt, "me", window) is not None
