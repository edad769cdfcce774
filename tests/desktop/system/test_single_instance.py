"""One window for each data folder, whatever became of the one before."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, TypeAlias

import psutil
import pytest

from desktop.system.single_instance import MAX_CALLERS, first_window, hand_over
from engine.engine import Engine
from engine.run import Run, State
from engine.storage.paths import Paths
from tests.support.starter import samples

LIMIT_S = 200.0
InLoop: TypeAlias = Callable[[Coroutine[Any, Any, Any]], Any]
REPOSITORY = Path(__file__).parents[3]


def start(*files: Path) -> subprocess.Popen[bytes]:
    """The window as a program of its own, as a desktop starts it that opens files with Everyclip."""
    return subprocess.Popen([sys.executable, "-m", "engine", *map(str, files)], cwd=REPOSITORY)


def second_start(home: Paths, *files: Path) -> None:
    """What a second start does with its files, without the window that it would be without a first one."""
    code = (
        "import sys; from pathlib import Path; from engine.storage.paths import Paths;"
        "from desktop.system.single_instance import *;"
        "sys.exit(not hand_over(Paths(Path(sys.argv[1])), sys.argv[2:]))"
    )
    subprocess.run([sys.executable, "-c", code, home.home, *files], cwd=REPOSITORY, check=True, timeout=LIMIT_S)


def kill(program: subprocess.Popen[bytes]) -> None:
    """End the program and its worker the hard way."""
    children = psutil.Process(program.pid).children(recursive=True)
    program.send_signal(signal.SIGKILL)
    program.wait()
    for child in children:
        if child.is_running():
            child.kill()
    psutil.wait_procs(children, timeout=LIMIT_S)


def runs_of(home: Paths) -> list[Run]:
    """What the registry holds, seen by a program that only looks."""

    async def look() -> list[Run]:
        engine = await Engine.open(home, works=False)
        try:
            return await engine.runs.all()
        finally:
            await engine.close()

    return asyncio.run(look())


def until_completed(home: Paths, count: int) -> list[Run]:
    deadline = time.monotonic() + LIMIT_S
    while True:
        runs = runs_of(home) if home.registry.exists() else []
        if [run.state for run in runs] == [State.COMPLETED] * count:
            return runs
        assert time.monotonic() < deadline, f"waited in vain: {[run.state for run in runs]}"
        time.sleep(0.1)


@pytest.mark.slow
def test_a_second_start_hands_its_files_over(home: Paths) -> None:
    first = start(samples()[0].path)
    try:
        until_completed(home, 1)
        second = start(samples()[1].path, samples()[2].path)
        assert second.wait(LIMIT_S) == 0
        assert first.poll() is None
        runs = until_completed(home, 3)
        assert [run.preview.strip() for run in runs] == [sample.text for sample in samples()[:3]]
    finally:
        kill(first)


@pytest.mark.slow
def test_what_a_killed_window_left_behind_is_no_obstacle(home: Paths) -> None:
    first = start(samples()[0].path)
    until_completed(home, 1)
    kill(first)
    again = start(samples()[1].path)
    try:
        until_completed(home, 2)
    finally:
        kill(again)


@pytest.mark.usefixtures("application")
def test_another_data_folder_is_another_first_window(home: Paths, tmp_path: Path) -> None:
    other = Paths(tmp_path / "other")
    other.make()
    with first_window(home) as first, first_window(home) as second, first_window(other) as third:
        assert first is not None and first.listens
        assert second is None
        assert third is not None and third.listens
    with first_window(home) as again:
        assert again is not None


@pytest.mark.usefixtures("application")
def test_the_socket_is_the_owners_alone(home: Paths) -> None:
    with first_window(home) as ear:
        assert ear is not None
        if os.name == "posix":
            place = Path(ear._server.fullServerName())
            assert place.stat().st_mode & 0o077 == 0
            assert place.stat().st_uid == os.getuid()


def test_files_that_come_while_the_first_window_opens_wait_for_it(in_loop: InLoop, home: Paths) -> None:
    """The window is there before its data are, and a second start may be quicker than both."""

    async def two_starts() -> list[list[Path]]:
        with first_window(home) as ear:
            assert ear is not None
            await asyncio.to_thread(second_start, home, Path("/one.wav"), Path("/two.wav"))
            told: list[list[Path]] = []
            ear.listen(told.append)
            await asyncio.to_thread(second_start, home)
            return told

    assert in_loop(two_starts()) == [[Path("/one.wav"), Path("/two.wav")], []]


def call(server: str, message: bytes) -> bytes:
    """What any program of this person may send to the socket, and the answer."""
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(LIMIT_S)
        caller.connect(server)
        with suppress(BrokenPipeError, ConnectionResetError):
            for start in range(0, len(message), 1 << 16):
                caller.sendall(message[start : start + (1 << 16)])
        with suppress(ConnectionResetError):
            return caller.recv(100)
    return b""


@pytest.mark.skipif(os.name == "nt", reason="Windows has a pipe there")
def test_whatever_is_sent_is_answered_and_takes_no_room(in_loop: InLoop, home: Paths) -> None:
    async def scenario() -> None:
        with first_window(home) as ear:
            assert ear is not None
            told: list[list[Path]] = []
            ear.listen(told.append)
            server, before = ear._server.fullServerName(), psutil.Process().memory_info().rss
            for message, answer in {
                b"x" * (60 << 20): (b"too long", b""),  # whoever goes on sending is cut off, and may not hear it
                b"[" * 500_000 + b"\n": (b"not understood",),
                b"\xff\xfe garbage\n": (b"not understood",),
                b'{"a": 1}\n': (b"not understood",),
                b'["relative.wav"]\n': (b"not understood",),
                b'["/good.wav"]\n': (b"heard",),
            }.items():
                assert await asyncio.to_thread(call, server, message) in answer, message[:30]
            assert psutil.Process().memory_info().rss - before < 30 << 20
            assert told == [[Path("/good.wav")]]

    in_loop(scenario())


@pytest.mark.skipif(os.name == "nt", reason="Windows has a pipe there")
def test_many_who_say_nothing_do_not_keep_the_others_out(
    in_loop: InLoop, home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.system.single_instance.PATIENCE_S", 1.0)

    async def scenario() -> None:
        with first_window(home) as ear, ExitStack() as open_sockets:
            assert ear is not None
            told: list[list[Path]] = []
            ear.listen(told.append)
            for _ in range(40):
                silent = open_sockets.enter_context(socket.socket(socket.AF_UNIX))
                silent.connect(ear._server.fullServerName())
                await asyncio.sleep(0.01)
            assert len(ear._callers) == MAX_CALLERS
            await asyncio.to_thread(second_start, home, Path("/one.wav"))
            assert told == [[Path("/one.wav")]]

    in_loop(scenario())


def test_more_files_than_one_message_holds_are_several(in_loop: InLoop, home: Paths) -> None:
    files = [f"/{number:04}/{'long' * 50}/ä.wav" for number in range(2000)]
    code = (
        "import sys; from pathlib import Path; from engine.storage.paths import Paths;"
        "from desktop.system import single_instance;"
        "single_instance.MAX_BYTES = 1 << 16; files = sys.stdin.read().split();"
        "sys.exit(not single_instance.hand_over(Paths(Path(sys.argv[1])), files))"
    )

    async def scenario() -> None:
        with first_window(home) as ear:
            assert ear is not None
            told: list[list[Path]] = []
            ear.listen(told.append)
            names = "\n".join(files).encode()
            second = [sys.executable, "-X", "utf8", "-c", code, str(home.home)]
            await asyncio.to_thread(
                lambda: subprocess.run(second, cwd=REPOSITORY, input=names, check=True, timeout=LIMIT_S)
            )
            assert len(told) > 1 and [str(path) for each in told for path in each] == files

    in_loop(scenario())


@pytest.mark.usefixtures("application")
def test_a_first_window_that_does_not_answer_is_no_trap(home: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.system.single_instance.ANSWER_S", 0.2)
    assert not hand_over(home, [])
