"""A program to be killed while it takes clips in: `python -m tests.engine.taking_in COPIED PATH...`

The first COPIED files come in; of each of the others a part is copied, and no more. It says when all are handed over,
and when those are in.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from io import FileIO
from pathlib import Path

from engine.engine import Engine
from engine.run import Options
from engine.storage import vault
from engine.storage.paths import Paths
from tests.support.fakes import FakePool


def stop_after(copied: int) -> None:
    """Have the copies after so many stand still in their middle."""
    copy, begun, lock = vault._copy, 0, threading.Lock()

    def halting(audio: FileIO, part: Path, copying: vault.Copying) -> tuple[int, str]:
        nonlocal begun
        with lock:
            begun += 1
            goes_on = begun <= copied
        if goes_on:
            return copy(audio, part, copying)
        part.write_bytes(audio.read(10))
        threading.Event().wait()
        raise AssertionError

    vault._copy = halting


async def main(copied: int, paths: list[Path]) -> None:
    stop_after(copied)
    engine = await Engine.open(Paths.default(), pool=FakePool())
    session = await engine.open_session("Monday")
    await engine.hand_over(paths, session_id=session.session_id, options=Options(model="base"), opens_folders=True)
    print("taken", flush=True)
    while len(await engine.runs.all()) < copied:  # noqa: ASYNC110 - it is killed soon
        await asyncio.sleep(0.01)
    print("copied", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), [Path(path) for path in sys.argv[2:]]))
