"""The process of the doors: started when one is wanted, started again when it died, ended with the window."""

from __future__ import annotations

import asyncio
import shutil
import socket
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx2
import psutil
import pytest

from engine.doors import doors as doors_module
from engine.doors.doors import Doors
from engine.doors.messages import Cause, DoorsStanding, Told, WantedDoors, decode, encode
from engine.errors import ProtocolError
from engine.run import Reason
from engine.server.tokens import kept_token, new_token
from engine.settings import Settings, WatchedFolder
from engine.storage.paths import Paths
from tests.support.ports import free_port, is_open
from tests.support.starter import samples

LIMIT_S = 100.0


class Heard:
    """Doors with what they told."""

    def __init__(self, paths: Paths) -> None:
        self.standing: DoorsStanding | None = None
        self.troubles: list[Reason] = []
        self.doors = Doors(paths, self._stand, self.troubles.append)

    def _stand(self, standing: DoorsStanding | None) -> None:
        self.standing = standing

    @property
    def url(self) -> str:
        return "" if self.standing is None else self.standing.url

    async def until(self, is_true: Callable[[], object]) -> None:
        deadline = time.monotonic() + LIMIT_S
        while not is_true():
            assert time.monotonic() < deadline, (self.standing, self.troubles)
            await asyncio.sleep(0.02)


@pytest.fixture
async def heard(home: Paths) -> AsyncIterator[Heard]:
    made = Heard(home)
    yield made
    await made.doors.close()


@pytest.fixture
def port() -> int:
    return free_port()


def status_of(url: str, token: str) -> int:
    """0 where nobody answers."""
    headers = {"Authorization": f"Bearer {token}"}
    try:
        return httpx2.get(f"{url}/v1/models", headers=headers, trust_env=False, timeout=LIMIT_S).status_code
    except httpx2.TransportError:
        return 0


async def test_no_door_is_no_process(heard: Heard) -> None:
    heard.doors.want(WantedDoors.by(Settings()))
    assert not Settings().serves_http and heard.doors.pid is None


async def test_a_door_opens_moves_and_closes(heard: Heard, home: Paths, port: int) -> None:
    heard.doors.want(WantedDoors.by(Settings(serves_http=True, http_port=port)))
    await heard.until(lambda: heard.url)
    assert heard.url == f"http://127.0.0.1:{port}"
    pid, token = heard.doors.pid, kept_token(home)
    assert await asyncio.to_thread(status_of, heard.url, token) == 200
    new_token(home)
    heard.doors.want(WantedDoors(port, turn=1))
    await heard.until(lambda: status_of(heard.url, token) == 401)
    assert await asyncio.to_thread(status_of, heard.url, kept_token(home)) == 200
    assert heard.doors.pid == pid, "the same process has other doors"
    heard.doors.want(WantedDoors())
    await heard.until(lambda: heard.doors.pid is None)
    assert not is_open(port) and heard.standing is None and not heard.troubles
    heard.doors.want(WantedDoors(port))
    await heard.until(lambda: heard.url)
    assert heard.doors.pid not in (None, pid)


@pytest.mark.expects_warnings
async def test_a_process_that_died_comes_again(heard: Heard, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    heard.doors.want(WantedDoors(port))
    for lives in range(3):
        await heard.until(lambda: heard.url)
        assert len(heard.troubles) == (lives > 1), "one death alone is mended before anybody could read of it"
        assert heard.doors.pid is not None
        psutil.Process(heard.doors.pid).kill()
        await heard.until(lambda: not heard.url)
    assert [reason.code for reason in heard.troubles] == ["doors_died"]


@pytest.mark.expects_warnings
async def test_the_pause_grows_and_a_wish_ends_it(heard: Heard, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors_module, "FIRST_PAUSE_S", 1000.0)
    monkeypatch.setattr(doors_module, "LONGEST_PAUSE_S", 1000.0)
    heard.doors.want(WantedDoors(port))
    await heard.until(lambda: heard.url)
    assert heard.doors.pid is not None
    psutil.Process(heard.doors.pid).kill()
    await heard.until(lambda: heard.doors.pid is None)
    heard.doors.want(WantedDoors(port, turn=1))
    await heard.until(lambda: heard.url)


async def test_a_port_that_is_taken_is_said_once_and_tried_again(
    heard: Heard, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", port)):
        heard.doors.want(WantedDoors(port))
        await heard.until(lambda: heard.standing is not None and heard.standing.refused)
        assert heard.standing == DoorsStanding(refused=Cause(code="port_used", facts={"port": port}))
    await heard.until(lambda: heard.url)
    assert [reason.code for reason in heard.troubles] == ["port_used"]


async def test_a_folder_is_watched_and_one_that_is_gone_is_said(heard: Heard, tmp_path: Path, home: Paths) -> None:
    here, gone = tmp_path / "here", tmp_path / "gone"
    here.mkdir()
    folders = tuple(WatchedFolder(folder=str(folder)) for folder in (here, gone))
    heard.doors.want(WantedDoors(folders=folders))
    await heard.until(lambda: heard.standing is not None and heard.standing.troubles)
    assert heard.standing is not None and heard.standing.watched == (str(here), str(gone)) and not heard.url
    assert [*heard.standing.troubles] == [str(gone)]
    shutil.copy(samples()[0].path, here / "clip.wav")
    await heard.until(lambda: list(home.vault.glob("**/*")))
    gone.mkdir()
    await heard.until(lambda: heard.standing is not None and not heard.standing.troubles)
    assert [reason.code for reason in heard.troubles] == ["watched_gone", "watched_again"]


def test_what_is_no_report_is_refused() -> None:
    for report in (DoorsStanding(url="http://x"), Told(cause=Cause(code="port_used", facts={"port": 1}))):
        assert decode(encode(report)) == report
    for data in (b"", b"{}", b'{"kind": "standing", "more": 1}', b'{"kind": "told"}', b"\xff"):
        with pytest.raises(ProtocolError):
            decode(data)
