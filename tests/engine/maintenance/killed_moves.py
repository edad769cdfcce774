"""A program that moves an Everyclip again and again, killed so many lines later each time: `python -m
tests.engine.maintenance.killed_moves FOLDER LINES`.

Whoever takes up what is left is killed too, somewhere. Then a program that found the old paths before all this tries to
write there, and the next start must find everything: what was there, and what that program wrote.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from types import FrameType
from typing import Any

from engine.engine import Engine
from engine.errors import RegistryMoved
from engine.maintenance import moving
from engine.registry import database
from engine.storage import location
from engine.storage.location import Location, read_location
from engine.storage.paths import ChosenBy, Paths
from tests.support.starter import samples

#: Whose lines are counted.
FILES = {module.__file__ for module in (moving, location, database)}
#: How far the next start comes before it is killed, in lines: another number each time.
SECOND_KILLS = 97


def settle_in(folder: Path) -> None:
    """From now on this program has its data there."""
    os.environ.pop(location.VARIABLE, None)
    os.environ["XDG_DATA_HOME"] = str(folder / "data")


def killed_at(line: int, act: Callable[[], object], files: Collection[str | None] = FILES) -> bool:
    """Do it in a process of its own, which is killed before that many lines of the code are done. False if it has no
    more lines than that."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            return True
        assert os.WEXITSTATUS(status) == 0, "it failed"
        return False
    lines = 0

    def trace(frame: FrameType, event: str, value: Any) -> Any:
        nonlocal lines
        if frame.f_code.co_filename not in files:
            return None
        if event == "line":
            lines += 1
            if lines > line:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    try:
        sys.settrace(trace)
        act()
        sys.settrace(None)
        os._exit(0)
    finally:
        sys.excepthook(*sys.exc_info())
        os._exit(1)


async def fill() -> None:
    engine = await Engine.open(moving.settled(), works=False)
    session = await engine.open_session("before")
    await engine.accept([sample.path for sample in samples()[:2]], session_id=session.session_id)
    await engine.close()
    moving.settled().settings.write_text("[settings]\nlanguage=de\n")


async def write_late(paths: Paths) -> bool:
    """A program that found these paths before. Whether it was let in."""
    try:
        engine = await Engine.open(paths, works=False)
    except RegistryMoved:
        return False
    await engine.open_session("late")
    await engine.close()
    return True


async def contents(paths: Paths) -> tuple[set[str], list[bytes], str]:
    """The sessions, the audio of the runs, and the settings."""
    engine = await Engine.open(paths, works=False)
    audio = [engine.audio_path(run) for run in await engine.runs.all()]
    sessions = {session.name for session in await engine.sessions()}
    await engine.close()
    return sessions, [path.read_bytes() for path in audio if path], paths.settings.read_text()


def check(usual: Paths, elsewhere: Paths, was_let_in: bool) -> None:
    """All of it is in one of both places, and nothing in the other."""
    paths = moving.settled()
    sessions, audio, settings = asyncio.run(contents(paths))
    assert sessions == ({"before", "late"} if was_let_in else {"before"}), sessions
    assert audio == [sample.path.read_bytes() for sample in samples()[:2]]
    assert settings == "[settings]\nlanguage=de\n"
    assert paths.home in (usual.home, elsewhere.home)
    other = elsewhere if paths.home == usual.home else usual
    left = [path for path in (other.registry, *other.to_keep) if path.exists()]
    assert not was_let_in or other == elsewhere, "nobody writes to the old place when the new one counts"
    assert not left, left
    assert read_location() == Location(home=None if paths.home == usual.home else paths.home)


def main(folder: Path, every: int) -> None:
    settle_in(folder / "whole")
    asyncio.run(fill())
    line, ends = 0, set()
    while True:
        here = folder / str(line)
        shutil.copytree(folder / "whole", here)
        settle_in(here)
        usual, elsewhere = Paths(location.usual_place(), ChosenBy.NOBODY), Paths(here / "elsewhere")

        def move(usual: Paths = usual, elsewhere: Paths = elsewhere) -> None:
            moving.carry_out(moving.plan(usual, elsewhere.home), lambda done, total: None)

        was_killed = killed_at(line, move)
        killed_at(line * 31 % SECOND_KILLS, moving.settled)
        check(usual, elsewhere, asyncio.run(write_late(usual)))
        ends.add(moving.settled().home == elsewhere.home)
        shutil.rmtree(here)
        if not was_killed:
            break
        line += every
    assert ends == {True, False}
    print(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
