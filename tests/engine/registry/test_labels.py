"""What was handed over is there after a kill -9 too, however little of it was copied."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.maintenance.repair import inspect
from engine.registry.registry import Registry
from engine.registry.salvage import Inspected
from engine.run import Run, State
from engine.storage.paths import Paths
from engine.storage.presence import Presence, names
from tests.engine.doors import Share, codes, files, until, vault_of
from tests.support.fakes import FakeClock, FakePool

ROOT = Path(__file__).parents[3]


def taken_and_killed(copied: int, paths: Sequence[Path], *, at: str = "copied") -> None:
    """A program takes these paths and is killed when so many are copied; or once it has said that they are taken."""
    command = [sys.executable, "-m", "tests.engine.taking_in", str(copied), *map(str, paths)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout is not None
            for line in program.stdout:
                if line == f"{at}\n":
                    return
            raise AssertionError("it ended by itself")
        finally:
            program.kill()


@asynccontextmanager
async def restarted(home: Paths, *, works: bool = True) -> AsyncIterator[Engine]:
    engine = await Engine.open(home, works=works, pool=FakePool())
    try:
        yield engine
    finally:
        await engine.close()


async def all_in(engine: Engine) -> list[Run]:
    await until(lambda: not engine.arriving())
    return await engine.runs.all()


def labels(home: Paths) -> list[str]:
    """The names of what is written down as taken and not stored yet."""
    with closing(sqlite3.connect(home.registry)) as db:
        return [Path(source).name for (source,) in db.execute("SELECT source FROM arrivals ORDER BY position")]


async def test_killed_in_the_middle_of_copying_all_are_there_again(home: Paths, tmp_path: Path) -> None:
    paths = files(tmp_path / "mine", *"abcdefgh")
    taken_and_killed(3, paths)
    lost = paths[-1]
    lost.unlink()
    async with restarted(home) as engine:
        runs = await all_in(engine)
        assert sorted(run.clip.name for run in runs) == [path.name for path in paths]
        assert all(run.options.model == "base" for run in runs)
        [gone] = [run for run in runs if run.state is State.FAILED]
        assert (gone.clip.source, codes([gone]), gone.can_retry) == (str(lost), ["file_missing"], True)
        assert {run.state for run in runs} == {State.QUEUED, State.FAILED}
        assert sorted(str(run.clip.stored_as) for run in runs if run is not gone) == [
            name for name in vault_of(home) if not name.endswith(".part")
        ]
        files(tmp_path / "mine", "h")
        await engine.runs.retry([gone.run_id])
        assert (await engine.runs.get(gone.run_id)).state is State.QUEUED
    assert labels(home) == [] and len(list(home.owners.iterdir())) == 0


@pytest.mark.parametrize("copied", [0, 60])
async def test_killed_as_soon_as_the_door_has_said_that_they_are_taken(
    copied: int, home: Paths, tmp_path: Path
) -> None:
    paths = files(tmp_path / "mine", *(f"{n:03}" for n in range(60)))
    taken_and_killed(copied, paths, at="taken")
    async with restarted(home) as engine:
        runs = await all_in(engine)
    assert sorted(run.clip.name for run in runs) == [path.name for path in paths] and set(codes(runs)) == {None}
    audio = [name for name in vault_of(home) if not name.endswith(".part")]
    assert audio == sorted(str(run.clip.stored_as) for run in runs), "a copy is left over"


async def test_what_was_copied_whole_is_used_though_its_file_is_gone(home: Paths, tmp_path: Path) -> None:
    paths = files(tmp_path / "mine", *(f"{n:03}" for n in range(60)))
    taken_and_killed(60, paths, at="taken")
    copied = {name[:36] for name in vault_of(home) if not name.endswith(".part")}
    for path in paths:
        path.unlink()
    findings = await asyncio.to_thread(inspect, home)
    assert not findings.orphans and not findings.gone, "they are on their way"
    async with restarted(home) as engine:
        runs = await all_in(engine)
    assert len(runs) == 60 and {run.clip.clip_id for run in runs if run.clip.stored_as} == copied
    assert {run.state for run in runs if not run.clip.stored_as} <= {State.FAILED}


async def test_a_folder_comes_in_whole_and_nothing_of_it_twice(home: Paths, tmp_path: Path) -> None:
    inside = files(tmp_path / "mine", *"abcde")
    taken_and_killed(2, [tmp_path / "mine"])
    async with restarted(home) as engine:
        runs = await all_in(engine)
    assert sorted(run.clip.name for run in runs) == [path.name for path in inside] and set(codes(runs)) == {None}


async def test_a_folder_that_nobody_had_looked_into_is_looked_into(home: Paths, tmp_path: Path) -> None:
    inside = files(tmp_path / "mine", *"abc")
    async with restarted(home, works=False) as engine:
        session = await engine.open_session("Monday")
    with closing(Registry(home.registry, FakeClock())) as registry, closing(sqlite3.connect(home.registry)) as db:
        db.execute(
            "INSERT INTO arrivals VALUES (1, '00000000-0000-4000-8000-000000000001', ?, ?, '{', 1, 'nobody')",
            (session.session_id, str(tmp_path / "mine")),
        )
        db.commit()
        assert registry.doors() == ["nobody"]
    async with restarted(home) as engine:
        assert [run.clip.name for run in await all_in(engine)] == [path.name for path in inside]


async def test_a_window_takes_over_what_a_command_was_killed_with(home: Paths, tmp_path: Path) -> None:
    async with restarted(home) as engine:
        taken_and_killed(0, files(tmp_path / "mine", *"abc"), at="taken")
        await engine._keep_lease()
        assert [run.clip.name for run in await all_in(engine)] == ["a.wav", "b.wav", "c.wav"]


async def test_what_another_program_takes_in_just_now_is_left_to_it(
    engine: Engine, home: Paths, session_id: str, tmp_path: Path, share: Share
) -> None:
    group = await engine.hand_over(files(share.folder, "a", "b"), session_id=session_id)
    assert labels(home) == ["a.wav", "b.wav"]
    async with restarted(home) as other:
        assert other.arriving() == []
    async with restarted(home, works=False) as other:
        assert other.arriving() == []
    share.answers.set()
    await group.has_ended.wait()
    assert labels(home) == [] and len(await engine.runs.all()) == 2


async def test_the_lock_of_a_program_that_left_nothing_is_removed_at_the_second_look(home: Paths) -> None:
    home.make()
    async with restarted(home) as engine:
        left, held = Presence(home.owners), Presence(home.owners)
        left.take()
        held.take()
        assert left._lock is not None
        left._lock.release()
        assert await engine._door.left_behind() == []
        assert {left.name, held.name} <= names(home.owners), "it may be about to be taken"
        await engine._door.left_behind()
        assert left.name not in names(home.owners) and held.name in names(home.owners)
        held.release()


async def test_what_ends_otherwise_is_written_down_no_more(
    engine: Engine, home: Paths, session_id: str, share: Share
) -> None:
    stopped = await engine.hand_over(files(share.folder, "a"), session_id=session_id)
    deleted = await engine.hand_over(files(share.folder, "b"), session_id=session_id)
    await engine.runs.cancel([stopped.runs[0].run_id])
    await engine.trash.delete([deleted.runs[0].run_id])
    assert labels(home) == []


async def test_a_session_stays_while_something_is_on_its_way_into_it(
    engine: Engine, home: Paths, session_id: str, share: Share
) -> None:
    group = await engine.hand_over(files(share.folder, "a"), session_id=session_id)
    await engine._registry(Registry.delete_session, session_id)
    await engine.trash.purge_deleted(0)
    share.answers.set()
    await group.has_ended.wait()
    assert [run.clip.name for run in await engine.runs.all(session_id=session_id)] == ["a.wav"]


async def test_of_a_backup_nothing_is_taken_from_this_computer(
    engine: Engine, home: Paths, session_id: str, share: Share, tmp_path: Path
) -> None:
    await engine.hand_over(files(share.folder, "a"), session_id=session_id)
    with closing(sqlite3.connect(home.registry)) as db, closing(sqlite3.connect(tmp_path / "copy")) as copy:
        db.backup(copy)
    with closing(Inspected(tmp_path / "copy", FakeClock())) as restored:
        restored.settle()
        assert not restored._db.execute("SELECT * FROM arrivals").fetchall()
    share.answers.set()


async def test_a_label_that_says_what_it_should_not_keeps_nobody_from_starting(home: Paths, tmp_path: Path) -> None:
    [mine] = files(tmp_path / "mine", "a")
    async with restarted(home, works=False) as engine:
        session_id = (await engine.open_session("Monday")).session_id
    with closing(sqlite3.connect(home.registry)) as db:
        rows = [
            ("../../x", str(mine)), ("", ""), ("00000000-0000-4000-8000-000000000001", "\0"),
            ("00000000-0000-4000-8000-000000000002", ""), ("00000000-0000-4000-8000-000000000003", str(mine)),
        ]  # fmt: skip
        for run_id, source in rows:
            values = (run_id, session_id, source, "[" * 9999, "../../y")
            db.execute("INSERT INTO arrivals VALUES (NULL, ?, ?, ?, ?, 9, ?)", values)
        db.commit()
    async with restarted(home) as engine:
        runs = await all_in(engine)
    assert [run.run_id[-1] for run in runs] == ["1", "2", "3"]
    assert [run.state for run in runs] == [State.FAILED, State.FAILED, State.QUEUED]


async def test_who_works_until_nothing_is_left_waits_for_what_was_on_its_way(
    home: Paths, tmp_path: Path, share: Share
) -> None:
    taken_and_killed(0, files(share.folder, "a"), at="taken")
    async with restarted(home) as engine:
        idle = asyncio.get_running_loop().create_task(engine.runs.wait_idle())
        await until(engine.arriving)
        assert not idle.done()
        share.answers.set()
        [run] = await all_in(engine)
        await engine.runs.cancel([run.run_id])
        await idle
