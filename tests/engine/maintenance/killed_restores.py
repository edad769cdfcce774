"""A program that restores a backup again and again, killed so many lines later each time: `python -m
tests.engine.maintenance.killed_restores FOLDER LINES`.

Whoever goes on with what is left is killed too, somewhere. Then a program that found the paths before all this tries to
write there, and the next start must find all of the backup, or all of what was there before; and that as well where it
was set aside.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from functools import partial
from pathlib import Path

from engine.engine import Engine
from engine.maintenance import backup, moving, replacement
from engine.registry import database
from engine.storage import location
from engine.storage.paths import Paths
from tests.engine.maintenance.killed_moves import contents, killed_at, write_late
from tests.support.starter import samples

#: Whose lines are counted. Of the reading of the archive there are many that are all the same.
FILES = {module.__file__ for module in (replacement, database, backup)}
#: How far the next start comes before it is killed, in lines: another number each time.
SECOND_KILLS = 61


async def fill(paths: Paths, name: str, first: int) -> None:
    engine = await Engine.open(paths, works=False)
    session = await engine.open_session(name)
    await engine.accept([sample.path for sample in samples()[first : first + 2]], session_id=session.session_id)
    await engine.close()
    paths.settings.write_text(json.dumps({"language": name}))


def state(name: str, first: int) -> tuple[set[str], list[bytes], str]:
    audio = [sample.path.read_bytes() for sample in samples()[first : first + 2]]
    return {name}, audio, json.dumps({"language": name})


def check(paths: Paths, was_let_in: bool) -> bool:
    """All of one of both is there. Whether it is that of the backup."""
    assert moving.settled() == paths
    sessions, *others = asyncio.run(contents(paths))
    assert was_let_in == ("late" in sessions), sessions
    found = (sessions - {"late"}, *others)
    left = [path for path in paths.home.iterdir() if path.name.startswith(("unpacking", "restoring", "backup.sqlite3"))]
    assert not left, left
    if found == state("before", 0):
        return False
    assert found == state("backed up", 2), found
    [aside] = paths.home.glob("before restore *")
    assert asyncio.run(contents(Paths(aside))) == state("before", 0)
    return True


def main(folder: Path, every: int) -> None:
    whole, source, file = Paths(folder / "whole"), Paths(folder / "source"), folder / "backup.zip"
    asyncio.run(fill(whole, "before", 0))
    asyncio.run(fill(source, "backed up", 2))
    backup.back_up(source, file)
    line, ends = 0, set()
    while True:
        paths = Paths(folder / str(line))
        shutil.copytree(whole.home, paths.home)
        os.environ[location.VARIABLE] = str(paths.home)
        was_killed = killed_at(line, partial(backup.restore, file, paths, replace=True), FILES)
        killed_at(line * 31 % SECOND_KILLS, moving.settled, FILES)
        ends.add(check(paths, asyncio.run(write_late(paths))))
        shutil.rmtree(paths.home)
        if not was_killed:
            break
        line += every
    assert ends == {True, False}
    print(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
