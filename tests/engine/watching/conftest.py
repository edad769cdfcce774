"""Folders to watch, and watchers that are quicker than people's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.events import EngineTrouble, Notice
from engine.settings import WatchedFolder
from engine.watching import folder_watch, settling, watcher
from engine.watching.watcher import Watcher

Watching = Callable[..., Watcher]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "STILL_S", 0.1)
    monkeypatch.setattr(folder_watch, "SOON_S", 0.03)
    monkeypatch.setattr(folder_watch, "AGAIN_S", 0.05)
    monkeypatch.setattr(folder_watch, "POLL_S", 0.1)
    monkeypatch.setattr(watcher, "SOON_S", 0.03)
    monkeypatch.setattr(watcher, "MOVE_EVERY_S", 0.05)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
async def watching(engine: Engine, inbox: Path) -> AsyncIterator[Watching]:
    """Makes watchers of the engine, of the inbox if no folders are named; the test's end closes them."""
    made: list[Watcher] = []

    def watching(*folders: WatchedFolder, of: Engine = engine) -> Watcher:
        made.append(Watcher(of, folders or [WatchedFolder(folder=str(inbox))]))
        return made[-1]

    yield watching
    for one in made:
        await one.close()


@pytest.fixture
def take(watching: Watching) -> Callable[..., Awaitable[None]]:
    """What a watcher of its own, as at a start, takes."""

    async def take(*folders: WatchedFolder) -> None:
        await watching(*folders).take_all()

    return take


@pytest.fixture
def troubles(engine: Engine) -> list[str]:
    """The codes of what the engine says is wrong."""
    codes: list[str] = []

    def listen(notice: Notice) -> None:
        if isinstance(notice, EngineTrouble):
            codes.append(notice.reason.code)

    engine.subscribe(listen)
    return codes
