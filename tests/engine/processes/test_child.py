"""A child speaks over its pipe, ends with its parent, and is no trouble to it meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import psutil
import pytest

from engine.processes import child as children
from engine.processes.child import ChildProcess, child_started, start_child

LIMIT_S = 30.0
ROOT = Path(__file__).resolve().parents[3]
#: A program that starts a child which would stay for ever, and says which.
PARENT = """
import time
from tests.engine.processes.test_child import stay
from engine.processes.child import start_child
if __name__ == "__main__":
    child = start_child("staying", stay)
    child.connection.recv()
    print(child.process.pid, flush=True)
    time.sleep(600)
"""


def echo(extra: int, connection: Connection) -> None:
    connection.send(connection.recv() + extra)


def chatter(connection: Connection) -> None:
    os.write(1, b"on standard output ")
    os.write(2, b"on standard error")
    os.kill(os.getpid(), signal.SIGINT)
    connection.send(os.nice(0) if hasattr(os, "nice") else 0)
    sys.exit(7)


def stay(connection: Connection) -> None:
    connection.send("here")
    time.sleep(600)


def test_a_child_answers_and_ends() -> None:
    child = start_child("echo", partial(echo, 1))
    child.connection.send(41)
    assert child.connection.recv() == 42
    with pytest.raises(EOFError):
        child.connection.recv()
    assert child.end(LIMIT_S) == 0
    child.connection.close()


def test_what_it_prints_is_logged_and_ctrl_c_is_the_parents(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log"
    child = start_child("chatter", chatter, niceness=3, log_file=log)
    assert child.connection.recv() == min(os.nice(0) + 3, 19)
    assert child.end(LIMIT_S) == 7
    child.connection.close()
    assert log.read_text("ascii") == "on standard output on standard error" and log.stat().st_mode & 0o777 == 0o600
    assert capfd.readouterr() == ("", "")


def test_one_that_stays_is_killed() -> None:
    child = start_child("staying", stay)
    assert child.connection.recv() == "here"
    assert child.end(0.1) == -signal.SIGKILL
    child.connection.close()


def test_it_does_not_outlive_a_killed_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    psutil.wait_procs([child], timeout=LIMIT_S)
    assert not child.is_running()


async def test_a_start_that_is_cancelled_leaves_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go, started = asyncio.Event(), threading.Event(), list[ChildProcess]()
    loop, really = asyncio.get_running_loop(), children.start_child

    def slowly(name: str, target: children.Target, *, niceness: int, log_file: Path) -> ChildProcess:
        loop.call_soon_threadsafe(begun.set)
        go.wait(LIMIT_S)
        started.append(really(name, target, niceness=niceness, log_file=log_file))
        return started[0]

    monkeypatch.setattr(children, "start_child", slowly)
    starting = asyncio.get_running_loop().create_task(child_started("staying", stay))
    await begun.wait()
    starting.cancel()
    loop.call_later(0.1, go.set)
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert not started[0].process.is_alive()
    started[0].connection.close()
