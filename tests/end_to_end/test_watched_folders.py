"""Fifty files come into a watched folder in every way that files do, while the program is killed: each comes once."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
import psutil
import pytest

from engine.storage.paths import Paths
from tests.end_to_end.audio import decoded, sample_paths, silence, write_wav
from tests.engine.command_line import CommandLine

WHOLE, SLOW, RENAMED, REPLACED, DELETED, BELOW = 20, 8, 8, 6, 4, 4


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Clips of which no two are alike: so many as come, and those that replace some."""
    folder, count = tmp_path_factory.mktemp("clips"), WHOLE + SLOW + RENAMED + 2 * REPLACED + DELETED + BELOW
    return [
        write_wav(folder / f"{n}.wav", np.concatenate([silence(0.01 * (n + 1)), decoded(path)]))
        for n, path in enumerate(sample_paths(count))
    ]


def copy_slowly(source: Path, target: Path) -> None:
    """As a slow connection does, with the file open all the time."""
    content = source.read_bytes()
    with target.open("wb", buffering=0) as file:
        for start in range(0, len(content), len(content) // 12 + 1):
            file.write(content[start : start + len(content) // 12 + 1])
            time.sleep(0.4)


def rename_in(source: Path, target: Path) -> None:
    """As a download does."""
    part = target.with_name(f"{target.name}.part")
    copy_slowly(source, part)
    part.rename(target)


def is_taken(home: Paths, path: Path) -> bool:
    with closing(sqlite3.connect(home.registry)) as registry:
        query = "SELECT count(*) FROM taken WHERE source = ? AND sha256 IS NOT NULL"
        return bool(registry.execute(query, (str(path),)).fetchone()[0])


def put(content: bytes, target: Path) -> None:
    """Whole at once, as a program does that saves safely."""
    draft = target.with_name(f".{target.name}")
    draft.write_bytes(content)
    draft.replace(target)


def bring(home: Paths, inbox: Path, clips: list[Path]) -> None:
    """All of them, side by side. Files that are replaced are taken before; a file that is deleted is gone at once."""
    left = iter(clips)

    def some(kind: str, count: int) -> list[tuple[Path, Path]]:
        return [(next(left), inbox / f"{kind} {n}.wav") for n in range(count)]

    ways: list[Callable[[], None]] = []
    for source, target in some("slow", SLOW):
        ways.append(partial(copy_slowly, source, target))
    for source, target in some("renamed", RENAMED):
        ways.append(partial(rename_in, source, target))
    for (first, target), (second, _) in zip(some("replaced", REPLACED), some("", REPLACED), strict=True):

        def replace(first: Path = first, second: Path = second, target: Path = target) -> None:
            put(first.read_bytes(), target)
            while not is_taken(home, target):
                time.sleep(0.1)
            put(second.read_bytes(), target)

        ways.append(replace)
    for source, target in some("deleted", DELETED):

        def delete(source: Path = source, target: Path = target) -> None:
            put(source.read_bytes(), target)
            time.sleep(0.5)
            target.unlink()

        ways.append(delete)
    for source, target in some("below", BELOW):
        below = inbox / target.stem / "deeper" / target.name

        def make(source: Path = source, below: Path = below) -> None:
            below.parent.mkdir(parents=True)
            put(source.read_bytes(), below)

        ways.append(make)
    threads = [threading.Thread(target=way) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def kill(program: CommandLine, inbox: Path, after: Callable[[], bool]) -> None:
    """The command, killed once something holds."""
    with program.start("watch", inbox, "--format", "txt") as watching:
        try:
            limit = time.monotonic() + 120
            while not after() and watching.poll() is None and time.monotonic() < limit:
                time.sleep(0.02)
            assert watching.poll() is None, watching.communicate()
        finally:
            workers = psutil.Process(watching.pid).children(recursive=True)
            watching.kill()
            watching.communicate()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert not alive


def counted(home: Paths, query: str) -> int:
    if not home.registry.exists():
        return 0
    with closing(sqlite3.connect(home.registry, timeout=30)) as registry:
        try:
            return int(registry.execute(query).fetchone()[0])
        except sqlite3.OperationalError:  # not made yet
            return 0


def content_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


async def test_fifty_files_and_a_program_that_is_killed(home: Paths, tmp_path: Path, clips: list[Path]) -> None:
    program, inbox = CommandLine(home.home), tmp_path / "inbox"
    inbox.mkdir()
    for n, source in enumerate(clips[:WHOLE]):
        put(source.read_bytes(), inbox / f"whole {n}.wav")
    bringing = threading.Thread(target=bring, args=(home, inbox, clips[WHOLE:]))

    # Killed with labels written and nothing stored; in the middle of the runs; after some were completed.
    kill(program, inbox, lambda: counted(home, "SELECT count(*) FROM arrivals") > 0)
    bringing.start()
    kill(program, inbox, lambda: counted(home, "SELECT count(*) FROM runs WHERE state = 'running'") > 0)
    kill(program, inbox, lambda: counted(home, "SELECT count(*) FROM runs WHERE state = 'completed'") > 10)
    replaced = "SELECT count(*) FROM taken WHERE source LIKE '%replaced%' AND sha256 IS NOT NULL"
    kill(program, inbox, lambda: counted(home, replaced) >= 2 * REPLACED and not bringing.is_alive())
    await asyncio.to_thread(bringing.join)
    program.everyclip_itself("watch", inbox, "--format", "txt", "--once")

    there = list(inbox.rglob("*.wav"))
    expected = Counter((str(path), content_of(path)) for path in there)
    firsts = clips[WHOLE + SLOW + RENAMED :][:REPLACED]
    expected += Counter((str(inbox / f"replaced {n}.wav"), content_of(first)) for n, first in enumerate(firsts))
    with closing(sqlite3.connect(home.registry)) as registry:
        runs = registry.execute("SELECT source, sha256, state, run_id FROM clips JOIN runs USING (clip_id)").fetchall()
        left = registry.execute("SELECT count(*) FROM arrivals").fetchone()
    assert left == (0,)
    assert len(there) == WHOLE + SLOW + RENAMED + REPLACED + BELOW
    assert Counter((source, sha256) for source, sha256, *_ in runs) == expected, "each once, and nothing is missing"
    assert {state for _, _, state, _ in runs} == {"completed"}
    assert {content_of(path) for path in there} == {
        content_of(clip) for n, clip in enumerate(clips) if clip not in firsts and n not in _deleted()
    }, "no file was touched"
    assert {path.with_suffix(".txt") for path in there} <= set(inbox.rglob("*.txt")), "each has its document"


def _deleted() -> range:
    start = WHOLE + SLOW + RENAMED + 2 * REPLACED
    return range(start, start + DELETED)
