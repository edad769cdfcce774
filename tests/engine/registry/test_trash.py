"""Deleting: hidden at once, had back as it was, and gone for good later, whatever is killed in between."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.errors import NotFound
from engine.events import Notice, RunChanged, SessionsChanged
from engine.registry.registry import Registry
from engine.run import Clip, NewRun, Options, Ordering, Reason, Request, Run, State
from engine.segments import FinishedWindow, Segment
from engine.storage.paths import Paths
from engine.storage.vault import Vault
from engine.trash_requests import KEEP_DELETED_S
from tests.support.fakes import FakeClock, FakePool


async def accepted(engine: Engine, folder: Path, *names: str, session: str = "s") -> list[Run]:
    paths = [folder / name for name in names]
    for path in paths:
        path.write_bytes(b"audio of " + path.name.encode())
    session_id = (await engine.open_session(session)).session_id
    return await engine.accept(paths, session_id=session_id)


def complete(registry: Registry, run: Run, text: str) -> None:
    (claimed,) = registry.claim([run.run_id], "me")
    registry.complete(run.run_id, claimed.attempt, "me", FinishedWindow(0, 0, 5, (Segment(0, 4, text),), "en"))


def stored(home: Paths) -> list[str]:
    found = []
    for path in home.vault.iterdir():
        with suppress(FileNotFoundError):  # it goes just now
            found.append(path.read_bytes().decode())
    return sorted(found)


def count(home: Paths, table: str) -> int:
    with sqlite3.connect(home.registry) as db:
        (rows,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
    db.close()
    return int(rows)


async def test_a_deleted_run_is_in_no_list_and_can_be_had_back(
    engine: Engine, worker: Registry, tmp_path: Path
) -> None:
    kept, deleted, waiting = await accepted(engine, tmp_path, "kept.wav", "deleted.wav", "waiting.wav")
    complete(worker, kept, "hello world")
    complete(worker, deleted, "hello moon")
    before = await engine.runs.all()
    told: list[Notice] = []
    engine.subscribe(told.append)

    await engine.trash.delete([deleted.run_id, waiting.run_id, "nobody"])
    assert [run.run_id for run in await engine.runs.all()] == [kept.run_id]
    assert [found.run.run_id for found in await engine.texts.search("hello")] == [kept.run_id]
    (session,) = await engine.sessions()
    assert session.counts == {State.COMPLETED: 1}
    assert (await engine.runs.get(deleted.run_id)).is_deleted, "who knows the id may look"
    with pytest.raises(NotFound):
        await engine.runs.get(deleted.run_id[:13])
    assert [notice.run.is_deleted for notice in told if isinstance(notice, RunChanged)] == [True, True]
    assert {run.run_id for run in await engine.trash.deleted_runs()} == {deleted.run_id, waiting.run_id}
    assert worker.claim([waiting.run_id], "me") == [] and worker.waiting(is_long=False, limit=9) == []
    await engine.runs.wait_idle()

    await engine.trash.restore([deleted.run_id, waiting.run_id])
    assert await engine.runs.all() == before
    assert len(await engine.texts.search("hello")) == 2
    assert [run.run_id for run in worker.waiting(is_long=False, limit=9)] == [waiting.run_id]


async def test_a_running_run_is_cancelled_when_it_is_deleted(engine: Engine, worker: Registry, tmp_path: Path) -> None:
    (run,) = await accepted(engine, tmp_path, "a.wav")
    worker.claim([run.run_id], "me")
    worker.store_window(run.run_id, 1, "me", FinishedWindow(0, 0, 5, (Segment(0, 4, "so far"),), "en"))
    await engine.trash.delete([run.run_id])
    (asked,) = worker.queue_view("me", limit=9).requested
    assert (asked.run_id, asked.requested) == (run.run_id, Request.CANCEL)
    worker.remove_owner("me", Reason("engine_closed"))
    await engine.trash.restore([run.run_id])
    restored = await engine.runs.get(run.run_id)
    assert (restored.state, restored.preview) == (State.CANCELLED, "so far")


async def test_a_deleted_run_holds_up_nobody_in_a_session_in_order(worker: Registry, engine: Engine) -> None:
    session, _ = worker.open_session("in order", Ordering.IN_ORDER)
    new = [NewRun(Clip(f"c{n}", "a", "/a", stored_as=f"c{n}"), Options()) for n in range(2)]
    first, second = worker.add_runs(session.session_id, new)
    worker.delete([first.run_id])
    assert [run.run_id for run in worker.waiting(is_long=False, limit=9)] == [second.run_id]


async def test_a_session_is_deleted_and_restored_with_what_was_in_it(
    clock: FakeClock, engine: Engine, tmp_path: Path
) -> None:
    earlier, one, two = await accepted(engine, tmp_path, "0.wav", "1.wav", "2.wav")
    await engine.trash.delete([earlier.run_id])
    clock.advance(1.0)
    told: list[Notice] = []
    engine.subscribe(told.append)
    await engine.trash.delete_session(one.session_id)
    assert await engine.sessions() == [] and await engine.runs.all() == []
    assert SessionsChanged() in told
    with pytest.raises(NotFound):
        await engine.trash.delete_session(one.session_id)

    (other,) = await accepted(engine, tmp_path, "3.wav", session="s")
    assert other.session_id != one.session_id, "the name is free"
    await engine.trash.restore_session(one.session_id)
    assert {session.name for session in await engine.sessions()} == {"s", "s (2)"}
    assert {run.run_id for run in await engine.runs.all()} == {one.run_id, two.run_id, other.run_id}
    with pytest.raises(NotFound):
        await engine.trash.restore_session(one.session_id)


async def test_a_restored_run_brings_its_session_back(engine: Engine, tmp_path: Path) -> None:
    one, _ = await accepted(engine, tmp_path, "1.wav", "2.wav")
    await engine.trash.delete_session(one.session_id)
    await engine.trash.restore([one.run_id])
    (session,) = await engine.sessions()
    assert (session.name, session.total) == ("s", 1)


async def test_what_was_deleted_long_ago_is_gone_at_the_next_start(
    engine: Engine, worker: Registry, home: Paths, tmp_path: Path, clock: FakeClock
) -> None:
    old, new, kept = await accepted(engine, tmp_path, "old", "new", "kept")
    complete(worker, old, "gone for good")
    await engine.trash.delete([old.run_id])
    clock.advance(KEEP_DELETED_S - 1)
    await engine.trash.delete([new.run_id])
    clock.advance(2)
    again = await Engine.open(home, clock=clock, pool=FakePool())
    while len(stored(home)) > 2 or count(home, "discarded"):  # noqa: ASYNC110 - nobody tells when the bin is empty
        await asyncio.sleep(0.01)
    await again.close()
    assert [run.run_id for run in await engine.trash.deleted_runs()] == [new.run_id]
    assert stored(home) == ["audio of kept", "audio of new"]
    with pytest.raises(NotFound):
        await engine.runs.get(old.run_id)
    for table in ("windows", "segments", "attempts", "segments_search"):
        assert count(home, table) == 0, table
    assert (count(home, "run_events"), count(home, "clips")) == (2, 2)
    assert [run.run_id for run in await engine.runs.all()] == [kept.run_id]


async def test_the_bin_is_emptied_but_for_what_is_still_running(
    clock: FakeClock, engine: Engine, worker: Registry, home: Paths, tmp_path: Path
) -> None:
    running, _ = await accepted(engine, tmp_path, "running", "ended")
    worker.claim([running.run_id], "me")
    await engine.trash.delete_session(running.session_id)
    clock.advance(1.0)
    await engine.trash.purge_deleted(0)
    assert [run.run_id for run in await engine.trash.deleted_runs()] == [running.run_id]
    assert stored(home) == ["audio of running"]
    worker.remove_owner("me", Reason("engine_closed"))
    await engine.trash.purge_deleted(0)
    assert await engine.trash.deleted_runs() == [] and stored(home) == []
    with pytest.raises(NotFound):
        await engine.trash.restore_session(running.session_id)


async def test_only_the_chosen_ones_are_gone_for_good(
    engine: Engine, worker: Registry, home: Paths, tmp_path: Path
) -> None:
    chosen, other, running, kept = await accepted(engine, tmp_path, "chosen", "other", "running", "kept")
    worker.claim([running.run_id], "me")
    await engine.trash.delete([chosen.run_id, other.run_id, running.run_id])
    await engine.trash.purge([chosen.run_id, running.run_id, kept.run_id, "nobody"])
    assert {run.run_id for run in await engine.trash.deleted_runs()} == {other.run_id, running.run_id}
    assert [run.run_id for run in await engine.runs.all()] == [kept.run_id]
    assert stored(home) == ["audio of kept", "audio of other", "audio of running"]
    with pytest.raises(NotFound):
        await engine.runs.get(chosen.run_id)


async def test_a_clip_that_is_said_to_be_discarded_already_hinders_no_other(
    engine: Engine, home: Paths, tmp_path: Path
) -> None:
    one, other = await accepted(engine, tmp_path, "one", "other")
    db = sqlite3.connect(home.registry)
    with db:
        db.execute("INSERT INTO discarded VALUES (?, 'another.wav')", (one.clip.clip_id,))
    db.close()
    await engine.trash.delete([one.run_id, other.run_id])
    await engine.trash.purge_deleted(0)
    assert await engine.trash.deleted_runs() == [] and stored(home) == []


async def test_deleted_sessions_are_told_with_the_name_that_they_had(engine: Engine, tmp_path: Path) -> None:
    (run,) = await accepted(engine, tmp_path, "1", session="Monday")
    await accepted(engine, tmp_path, "2", session="Tuesday")
    await engine.trash.delete_session(run.session_id)
    assert [(each.session_id, each.name) for each in await engine.trash.deleted_sessions()] == [
        (run.session_id, "Monday")
    ]


async def test_what_comes_into_a_deleted_session_is_seen(engine: Engine, tmp_path: Path) -> None:
    """A recording or a long hand-over was under way while its session was deleted."""
    (before,) = await accepted(engine, tmp_path, "before")
    await engine.trash.delete_session(before.session_id)
    (late,) = await engine.accept([tmp_path / "before"], session_id=before.session_id)
    (session,) = await engine.sessions()
    assert (session.session_id, session.name, session.total) == (before.session_id, "s", 1)
    assert [run.run_id for run in await engine.runs.all()] == [late.run_id]
    assert [run.run_id for run in await engine.trash.deleted_runs()] == [before.run_id]


async def test_audio_stays_while_any_run_has_it(
    clock: FakeClock, engine: Engine, worker: Registry, home: Paths, tmp_path: Path
) -> None:
    (run,) = await accepted(engine, tmp_path, "shared")
    with sqlite3.connect(home.registry) as db:
        db.execute(
            "INSERT INTO runs (run_id, session_id, clip_id, options, state, created_at)"
            " SELECT 'twin', session_id, clip_id, options, 'cancelled', created_at FROM runs"
        )
    db.close()
    drawing = home.peaks / run.clip.clip_id
    drawing.write_bytes(b"peaks")
    await engine.trash.delete([run.run_id])
    clock.advance(1.0)
    await engine.trash.purge_deleted(0)
    assert stored(home) == ["audio of shared"] and drawing.exists()
    await engine.trash.delete(["twin"])
    clock.advance(1.0)
    await engine.trash.purge_deleted(0)
    assert stored(home) == [] and not drawing.exists()


class Killed(BaseException):
    """Stands for the end of the program at that line."""


@pytest.mark.parametrize("removes", [True, False])
@pytest.mark.parametrize("chooses", [True, False])
async def test_killed_while_purging_leaves_nothing_for_long(
    clock: FakeClock,
    engine: Engine,
    home: Paths,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    removes: bool,
    chooses: bool,
) -> None:
    runs = await accepted(engine, tmp_path, "1", "2", "3")
    await engine.trash.delete([run.run_id for run in runs])
    clock.advance(1.0)
    remove: Callable[[Vault, str], None] = Vault.remove

    def killed(vault: Vault, stored_as: str) -> None:
        if removes:
            remove(vault, stored_as)
        raise Killed

    monkeypatch.setattr(Vault, "remove", killed)
    with pytest.raises(Killed):
        await (engine.trash.purge([run.run_id for run in runs]) if chooses else engine.trash.purge_deleted(0))
    monkeypatch.setattr(Vault, "remove", remove)
    assert len(stored(home)) == (2 if removes else 3)
    assert await engine.trash.deleted_runs() == []
    await engine.trash.purge_deleted(0)
    assert stored(home) == []
    assert count(home, "discarded") == 0


async def test_a_file_that_cannot_be_removed_is_tried_again(
    clock: FakeClock, engine: Engine, home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = await accepted(engine, tmp_path, "1", "2")
    await engine.trash.delete([run.run_id for run in runs])
    clock.advance(1.0)

    def busy(vault: Vault, stored_as: str) -> None:
        raise PermissionError("another program has it open")

    with monkeypatch.context() as patched:
        patched.setattr(Vault, "remove", busy)
        await engine.trash.purge_deleted(0)
    assert len(stored(home)) == 2
    await engine.trash.purge_deleted(0)
    assert stored(home) == []
