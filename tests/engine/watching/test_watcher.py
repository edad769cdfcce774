"""What comes into a watched folder is taken, once, and nothing else is."""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.registry.registry import Registry
from engine.registry.taken import Taking
from engine.run import Options, Run, State
from engine.settings import WatchedFolder, change_settings
from engine.storage.paths import Paths
from engine.watching import folder_watch, scanning
from engine.watching.scanning import look_at
from tests.engine.doors import LIMIT_S, until
from tests.engine.watching.conftest import Watching
from tests.support.fakes import FakePool

Take = Callable[..., Awaitable[None]]


def write(path: Path, content: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content or path.name * 50)
    return path


async def taken(engine: Engine, count: int) -> list[Run]:
    """So many runs, once there are."""
    async with asyncio.timeout(LIMIT_S):
        while len(runs := await engine.runs.all()) < count:  # noqa: ASYNC110 - there is nothing to wait on
            await asyncio.sleep(0.02)
    return runs


async def sources(engine: Engine) -> list[str]:
    """Of all runs, sorted."""
    return sorted(run.clip.source for run in await engine.runs.all())


# --- what is taken ---


async def test_media_files_are_taken_and_nothing_else(engine: Engine, inbox: Path, take: Take) -> None:
    wanted = [write(inbox / name) for name in ("a.wav", "B.MP3", "sub/deeper/c.ogg", "~d.wav", "Ä 日本.m4a")]
    for name in (
        "x.wav.part", "x.mp3.crdownload", "x.tmp", "x.mp3~", "~$x.mp3", ".x.wav", ".hidden/x.wav", "x.txt", "x.srt",
        "x.wav.download/x.wav", "$RECYCLE.BIN/x.wav", "@eaDir/x.mp3", "Makefile",
    ):  # fmt: skip
        write(inbox / name)
    (inbox / "empty.wav").touch()
    os.mkfifo(inbox / "pipe.wav")
    (inbox / "loop").symlink_to(inbox, target_is_directory=True)
    await take()
    assert await sources(engine) == sorted(map(str, wanted))
    [session] = await engine.sessions()
    assert session.name == "inbox"


async def test_own_folders_are_not_looked_into(engine: Engine, home: Paths, take: Take) -> None:
    write(home.vault / "x.wav")
    await take(WatchedFolder(folder=str(home.home.parent)), WatchedFolder(folder=str(home.vault)))
    assert await sources(engine) == []


async def test_folders_inside_count_or_not(engine: Engine, inbox: Path, take: Take) -> None:
    top = write(inbox / "a.wav")
    write(inbox / "sub" / "b.wav")
    await take(WatchedFolder(folder=str(inbox), includes_subfolders=False))
    assert await sources(engine) == [str(top)]


async def test_a_file_belongs_to_the_deepest_folder(engine: Engine, inbox: Path, take: Take) -> None:
    write(inbox / "a.wav")
    write(inbox / "sub" / "b.wav")
    (inbox.parent / "link").symlink_to(inbox, target_is_directory=True)
    outer = WatchedFolder(folder=str(inbox), session="outer")
    inner = WatchedFolder(folder=str(inbox / "sub"), session="inner")
    again = WatchedFolder(folder=str(inbox.parent / "link"), session="again")
    await take(outer, inner, again)
    names = {session.session_id: session.name for session in await engine.sessions()}
    runs = sorted(await engine.runs.all(), key=lambda run: run.clip.name)
    assert [names[run.session_id] for run in runs] == ["outer", "inner"]


async def test_options_are_those_of_the_folder_over_those_of_the_settings(
    engine: Engine, home: Paths, inbox: Path, take: Take
) -> None:
    change_settings(home, language="de", vocabulary=("Ada",))
    write(inbox / "a.wav")
    await take(WatchedFolder(folder=str(inbox), model="small", language="", vocabulary=("Bob",)))
    [run] = await engine.runs.all()
    assert (run.options.model, run.options.language, run.options.vocabulary) == ("small", None, ("Bob", "Ada"))


async def test_a_file_that_is_being_written_is_waited_for(engine: Engine, inbox: Path, watching: Watching) -> None:
    watcher = watching()
    with (inbox / "a.wav").open("w") as file:
        file.write("half")
        file.flush()
        taking = asyncio.create_task(watcher.take_all())  # noqa: TID251 - the test's own
        await asyncio.sleep(0.5)  # longer than a file must stand still here
        assert await sources(engine) == []
        file.write("whole")
    await taking
    [run] = await engine.runs.all()
    assert run.clip.size_bytes == len("halfwhole")


@pytest.mark.parametrize("is_polled", [False, True])
async def test_what_comes_while_it_watches(engine: Engine, inbox: Path, watching: Watching, is_polled: bool) -> None:
    watcher = watching(WatchedFolder(folder=str(inbox), is_polled=is_polled))
    serving = asyncio.create_task(watcher.serve())  # noqa: TID251 - the test's own
    for number, name in enumerate(("a.wav", "new/b.wav", "new/newer/c.wav"), start=1):
        write(inbox / name)
        await taken(engine, number)
    write(inbox / "d.part").rename(inbox / "d.wav")
    await taken(engine, 4)
    await watcher.close()
    await serving


# --- once ---


async def test_a_file_is_taken_once(engine: Engine, inbox: Path, take: Take) -> None:
    a = write(inbox / "a.wav")
    for _ in range(3):
        await take()
    os.utime(a, (1, 1))
    await take()
    shutil.copy(a, b := inbox / "b.wav")  # at another place
    await take()
    a.rename(inbox / "c.wav")  # it has another name, and is no other file
    await take()
    assert await sources(engine) == [str(a), str(b)]


async def test_other_content_under_the_same_name_is_another_file(engine: Engine, inbox: Path, take: Take) -> None:
    a = write(inbox / "a.wav", "first")
    await take()
    write(a, "second")
    await take()
    write(a, "first")
    await take()
    assert [run.clip.size_bytes for run in await engine.runs.all()] == [len("first"), len("second")]


async def test_names_that_move_on_by_one(engine: Engine, inbox: Path, take: Take) -> None:
    a = write(inbox / "memo.wav", "first")
    await take()
    a.rename(inbox / "memo 1.wav")
    write(a, "second")
    await take()
    assert [run.clip.size_bytes for run in await engine.runs.all()] == [len("first"), len("second")]


async def test_a_run_that_was_deleted_for_good_is_not_made_again(engine: Engine, inbox: Path, take: Take) -> None:
    write(inbox / "a.wav")
    await take()
    [run] = await engine.runs.all()
    await engine.trash.delete([run.run_id])
    await engine._registry(Registry.purge, 0)
    await take()
    assert await engine.runs.all() == []


async def test_two_programs_watch_one_folder(home: Paths, engine: Engine, inbox: Path, watching: Watching) -> None:
    for number in range(40):
        write(inbox / f"{number}.wav")
    other = await Engine.open(home, works=False)
    try:
        await asyncio.gather(watching().take_all(), watching(of=other).take_all())
        assert len(await sources(engine)) == 40
    finally:
        await other.close()


async def test_killed_once_it_is_taken(home: Paths, engine: Engine, inbox: Path, take: Take) -> None:
    """Of a program that is killed then, this is all that is left: the label, and that it is taken."""
    seen = look_at(write(inbox / "a.wav"))
    assert seen is not None
    session = await engine.open_session("inbox")
    door = "00000000-0000-0000-0000-000000000000"
    [label] = await engine._registry(Registry.take_files, door, session.session_id, [Taking(seen)], Options())
    await take()
    assert await engine.runs.all() == [], "it is on its way in"
    worker = await Engine.open(home, pool=FakePool())
    try:
        assert [run.run_id for run in await taken(worker, 1)] == [label.run_id]
    finally:
        await worker.close()
    await take()
    assert len(await engine.runs.all()) == 1


async def test_a_file_that_was_gone_too_early_is_tried_again_when_it_is_back(
    engine: Engine, inbox: Path, take: Take, watching: Watching
) -> None:
    seen = look_at(a := write(inbox / "a.wav", "here"))
    assert seen is not None
    a.unlink()
    session = await engine.open_session("inbox")
    group = await engine.watched.take(session.session_id, [Taking(seen)], Options())
    assert group is not None
    await group.has_ended.wait()
    [failed] = await engine.runs.all()
    assert failed.reason is not None and failed.reason.code == "file_missing"
    write(a, "here")
    await take()
    [run] = await engine.runs.all()
    assert (run.run_id, run.state) == (failed.run_id, State.QUEUED)


async def test_without_room_it_is_tried_again(
    engine: Engine, inbox: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_watch, "NO_ROOM_S", 0.3)
    a, usage = write(inbox / "a.wav"), shutil.disk_usage(inbox)
    watcher = watching()
    with monkeypatch.context() as full:
        full.setattr("engine.storage.vault.shutil.disk_usage", lambda path: usage._replace(free=0))
        await watcher.take_all()
        [failed] = await engine.runs.all()
        assert failed.reason is not None and failed.reason.code == "disk_full"
        write(inbox / "b.wav")
    await asyncio.sleep(0.4)  # not waited for anything: until it is tried again
    await watcher.take_all()
    assert sorted(run.state for run in await engine.runs.all()) == [State.QUEUED, State.QUEUED]
    assert await sources(engine) == [str(a), str(inbox / "b.wav")]


# --- trouble ---


async def test_a_folder_that_is_gone_is_told_and_comes_back(
    engine: Engine, inbox: Path, watching: Watching, troubles: list[str]
) -> None:
    os.rmdir(inbox)
    watcher = watching()
    serving = asyncio.create_task(watcher.serve())  # noqa: TID251 - the test's own
    await until(lambda: troubles)
    assert watcher.troubles[str(inbox)].code == "watched_gone"
    write(inbox / "a.wav")
    await taken(engine, 1)
    assert troubles == ["watched_gone", "watched_again"]
    await watcher.close()
    await serving


async def test_a_file_that_may_not_be_read_is_told_once(
    engine: Engine, inbox: Path, take: Take, troubles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = write(inbox / "a.wav"), write(inbox / "b.wav")
    opened = os.open

    def refusing(path: Path, *values: int) -> int:
        if Path(path) == a:
            raise PermissionError(13, "Permission denied")
        return opened(path, *values)

    with monkeypatch.context() as refused:
        refused.setattr(os, "open", refusing)
        await take()
    assert (await sources(engine), troubles) == ([str(b)], ["watched_refused"])
    await take()
    assert await sources(engine) == [str(a), str(b)]


async def test_a_disk_that_hangs_holds_up_its_own_folder_only(
    engine: Engine, inbox: Path, watching: Watching, troubles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_watch, "SILENT_S", 0.2)
    answers, scan = threading.Event(), scanning.scan
    share = inbox.parent / "share"
    write(share / "a.wav")
    write(inbox / "b.wav")

    def hanging(folder: Path, *values: object, **named: object) -> object:
        if folder == share:
            answers.wait()
        return scan(folder, *values, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(folder_watch, "scan", hanging)
    watcher = watching(WatchedFolder(folder=str(share)), WatchedFolder(folder=str(inbox)))
    serving = asyncio.create_task(watcher.serve())  # noqa: TID251 - the test's own
    try:
        await until(lambda: "watched_silent" in troubles)
        await taken(engine, 1)
        assert await sources(engine) == [str(inbox / "b.wav")]
    finally:
        answers.set()
    await taken(engine, 2)
    await watcher.close()
    await serving


async def test_many_files_at_once_do_not_stall_the_loop(engine: Engine, inbox: Path, watching: Watching) -> None:
    count, most, is_over = 300, 0, False
    for number in range(count):
        write(inbox / f"{number}.wav")

    async def look() -> None:
        nonlocal most
        while not is_over:
            most = max(most, len(engine.arriving()))
            await asyncio.sleep(0.005)

    looking = asyncio.create_task(look())  # noqa: TID251 - the test's own
    await watching().take_all()
    is_over = True
    await looking
    assert len(await sources(engine)) == count
    assert most <= folder_watch.UNDER_WAY + folder_watch.PORTION, "in portions"
