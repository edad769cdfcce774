"""A program to be killed: `python -m tests.end_to_end.program SESSION PATH...` hands clips over and works until then.

The clips go into the home of the environment, one session in order, so that those behind the first have to wait.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import psutil

from engine.engine import Engine
from engine.run import Ordering
from engine.storage.paths import Paths

ROOT = Path(__file__).parents[2]


async def work(sessions: list[list[Path]]) -> None:
    engine = await Engine.open(Paths.default())
    for number, paths in enumerate(sessions):
        session = await engine.open_session(f"session {number}", Ordering.IN_ORDER)
        await engine.accept(paths, session_id=session.session_id)
    print("accepted", flush=True)
    await asyncio.Event().wait()


class Program:
    """It, running. Each of the lists of clips becomes a session in order."""

    def __init__(self, *sessions: list[Path]) -> None:
        arguments = [os.pathsep.join(map(str, paths)) for paths in sessions]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.end_to_end.program", *arguments],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def wait_until_accepted(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "accepted\n"

    def kill(self) -> None:
        """kill -9, and see that its worker notices by itself. A second time does nothing."""
        if self._process.returncode is not None:
            return
        workers = psutil.Process(self._process.pid).children(recursive=True)
        self._process.kill()
        self._process.communicate()
        _, alive = psutil.wait_procs(workers, timeout=10)
        assert not alive, "the worker outlived its program"


if __name__ == "__main__":
    asyncio.run(work([[Path(path) for path in argument.split(os.pathsep)] for argument in sys.argv[1:]]))
