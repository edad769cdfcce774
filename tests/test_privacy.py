"""Nothing leaves the machine: whatever window, worker and command line do, none of them speaks to another host.

Three guards watch. A hook inside every Python process refuses and writes down each look-up and connection that leads
away; beside it the system's own list of connections is read again and again, for what native libraries might open; and
what is left in the person's home, where a library would keep what it means to report later, is looked through.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from engine.engine import Engine
from engine.run import State
from engine.storage.paths import Paths
from tests.support.starter import samples

LIMIT_S = 60.0
REPOSITORY = Path(__file__).parent.parent
#: Folders of caches of fonts and shaders.
DRAWING = {"fontconfig", "mesa_shader_cache", "mesa_shader_cache_db", "qtshadercache-x86_64-little_endian-lp64"}
#: Python runs this at the start of every process that finds it.
GUARD = """
import ipaddress, os, sys

def leads_away(host):
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host not in ("", "localhost", None)

def guard(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        host = args[1][0] if isinstance(args[1], tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0].decode() if isinstance(args[0], bytes) else args[0]
    else:
        return
    if leads_away(host):
        with open(os.environ["EVERYCLIP_CONNECTIONS"], "a") as file:
            print(event, host, sys.argv[:2], file=file)
        raise OSError(f"{event} {host}: nothing leaves this machine")

sys.addaudithook(guard)
with open(os.environ["EVERYCLIP_CONNECTIONS"] + ".guarded", "a") as file:
    print(os.getpid(), file=file)
"""


class Watch:
    """Starts programs under both guards and remembers what they tried."""

    def __init__(self, folder: Path) -> None:
        self._written = folder / "connections"
        (folder / "guard").mkdir()
        (folder / "guard" / "sitecustomize.py").write_text(GUARD)
        self._home = folder / "person"
        self._home.mkdir()
        self._guards = {
            "PYTHONPATH": str(folder / "guard"), "EVERYCLIP_CONNECTIONS": str(self._written), "HOME": str(self._home)
        }  # fmt: skip
        self._seen: set[str] = set()

    @contextmanager
    def program(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """A Python program that is watched while it runs, and ended afterwards."""
        program = subprocess.Popen(
            [sys.executable, *arguments], cwd=REPOSITORY, env=os.environ | self._guards, stdout=subprocess.DEVNULL
        )
        over = threading.Event()
        reader = threading.Thread(target=self._read, args=(program.pid, over))
        reader.start()
        try:
            yield program
        finally:
            over.set()
            reader.join()
            _end(program)

    def _read(self, pid: int, over: threading.Event) -> None:
        """Look at the connections of a program and its children until it is over."""
        while not over.wait(0.05):
            try:
                program = psutil.Process(pid)
                for process in (program, *program.children(recursive=True)):
                    self._seen |= {f"{each.raddr}" for each in process.net_connections("inet") if _is_away(each.raddr)}
            except psutil.Error:
                continue

    @property
    def tried(self) -> list[str]:
        """The connections and look-ups that lead away."""
        written = self._written.read_text().splitlines() if self._written.exists() else []
        return [*written, *self._seen]

    @property
    def left(self) -> list[str]:
        """What was put into the person's home, but for what drawing a window leaves there."""
        files = (path.relative_to(self._home) for path in self._home.rglob("*") if path.is_file())
        return [str(path) for path in files if not DRAWING.intersection(path.parts)]

    @property
    def guarded(self) -> int:
        """How many processes had the guard inside."""
        return len(Path(f"{self._written}.guarded").read_text().splitlines())


def _is_away(address: Sequence[object]) -> bool:
    return bool(address) and not ipaddress.ip_address(str(address[0])).is_loopback


def _end(program: subprocess.Popen[bytes]) -> None:
    children = psutil.Process(program.pid).children(recursive=True) if program.poll() is None else []
    program.kill()
    program.wait()
    for child in children:
        if child.is_running():
            child.kill()
    psutil.wait_procs(children, timeout=LIMIT_S)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path)


def test_the_guard_sees_what_leads_away(watch: Watch) -> None:
    asks = "import socket; socket.getaddrinfo('everyclip.invalid', 443)"
    calls = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    stays = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"
    for code, status in ((asks, 1), (calls, 1), (stays, 0)):
        with watch.program("-c", code) as program:
            assert program.wait(LIMIT_S) == status
    assert len(watch.tried) == 2


@pytest.mark.slow
def test_transcribing_in_the_terminal_stays_here(watch: Watch, home: Paths) -> None:
    files = [str(sample.path) for sample in samples()[:3]]
    with watch.program("-m", "engine", "transcribe", *files, "--json") as program:
        assert program.wait(LIMIT_S) == 0
    with watch.program("-m", "engine", "doctor") as program:
        program.wait(LIMIT_S)
    assert watch.tried == [] == watch.left
    assert watch.guarded >= 3, "the worker had no guard"


@pytest.mark.slow
def test_the_window_stays_here(watch: Watch, home: Paths) -> None:
    with watch.program("-m", "desktop", *(str(sample.path) for sample in samples()[:3])) as program:
        deadline = time.monotonic() + LIMIT_S
        while _states(home) != [State.COMPLETED] * 3:
            assert program.poll() is None and time.monotonic() < deadline
            time.sleep(0.2)
    assert watch.tried == [] == watch.left
    assert watch.guarded >= 2, "the worker had no guard"


def _states(home: Paths) -> list[State]:
    async def look() -> list[State]:
        engine = await Engine.open(home, works=False)
        try:
            return [run.state for run in await engine.runs.all()]
        finally:
            await engine.close()

    return asyncio.run(look()) if home.registry.exists() else []
