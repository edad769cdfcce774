"""Clips are given names and moved to other sessions: stored at once, told, and nothing of them stays behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.errors import ClipError, NameUnusable, NotFound
from engine.events import EventKind, Notice, RunChanged
from engine.registry.registry import Registry
from engine.registry.sessions import MAX_NAME_LENGTH
from engine.run import HTTP, Clip, NewRun, Options, Ordering, Reason, Run, State
from engine.segments import FinishedWindow, Segment
from engine.storage.paths import Paths
from tests.engine.doors import Share, files
from tests.support.fakes import FakeClock

ROOT = Path(__file__).parents[3]
HELLO = FinishedWindow(0, 0.0, 5.0, (Segment(0.0, 4.0, "hello world"),), "en")


def added(registry: Registry, session_id: str, count: int) -> list[Run]:
    new = [NewRun(Clip(f"{session_id} {n}", f"{n}.wav", f"/{n}.wav", stored_as="x"), Options()) for n in range(count)]
    return registry.add_runs(session_id, new)


def two_sessions(registry: Registry, second: Ordering = Ordering.CONCURRENT) -> tuple[str, str]:
    return (
        registry.open_session("Here", Ordering.CONCURRENT)[0].session_id,
        registry.open_session("There", second)[0].session_id,
    )


def may_start(registry: Registry) -> list[str]:
    return [run.run_id for run in registry.waiting(is_long=False, limit=9)]


async def test_a_clip_is_renamed_with_all_its_runs(engine: Engine, worker: Registry, told: list[Notice]) -> None:
    here, _ = two_sessions(worker)
    run, other = added(worker, here, 2)
    again = await engine.runs.transcribe_range(run.run_id, 0.0, 1.0)
    told.clear()
    await engine.runs.rename(run.run_id, "  What we\tagreed \n upon ")
    changed = [notice.run for notice in told if isinstance(notice, RunChanged)]
    assert {each.run_id for each in changed} == {run.run_id, again.run_id}
    assert {(each.clip.name, each.clip.is_renamed) for each in changed} == {("What we agreed upon", True)}
    kept = await engine.runs.get(other.run_id)
    assert (kept.clip.name, kept.clip.is_renamed) == ("1.wav", False)
    told.clear()
    await engine.runs.rename(again.run_id, "What we agreed upon")
    assert told == [], "it has that name"
    last = (await engine.runs.events(run.run_id))[-1]
    assert (last.kind, last.detail) == (EventKind.RENAMED, {"name": "What we agreed upon"})


async def test_a_name_that_is_none_is_refused(engine: Engine, worker: Registry) -> None:
    (run,) = added(worker, two_sessions(worker)[0], 1)
    for name, code in ((" \n ", "name_empty"), ("x" * (MAX_NAME_LENGTH + 1), "name_too_long")):
        with pytest.raises(NameUnusable, match=code):
            await engine.runs.rename(run.run_id, name)
    await engine.runs.rename(run.run_id, "x" * MAX_NAME_LENGTH)
    await engine.runs.rename(run.run_id, "a lone \ud800")
    assert (await engine.runs.get(run.run_id)).clip.name == "a lone ?"
    await engine.trash.delete([run.run_id])
    for run_id in (run.run_id, "nobody"):
        with pytest.raises(NotFound):
            await engine.runs.rename(run_id, "another")
    assert (await engine.runs.get(run.run_id)).clip.name == "a lone ?"


async def test_everything_of_a_run_goes_with_it(engine: Engine, worker: Registry, told: list[Notice]) -> None:
    here, there = two_sessions(worker)
    done, running, waiting, stays = added(worker, here, 4)
    worker.claim([done.run_id, running.run_id], "me")
    worker.complete(done.run_id, 1, "me", HELLO)
    turns = {run.run_id: run.turn for run in worker.runs()}
    told.clear()
    await engine.runs.move_to_session([done.run_id, running.run_id, waiting.run_id, "nobody"], there)
    moved = [notice.run for notice in told if isinstance(notice, RunChanged)]
    assert [(run.run_id, run.session_id) for run in moved] == [(run.run_id, there) for run in (done, running, waiting)]
    assert {run.run_id: run.turn for run in worker.runs()} == turns
    assert [run.run_id for run in await engine.runs.all(session_id=here)] == [stays.run_id]
    counts = {session.session_id: session.counts for session in await engine.sessions()}
    assert counts == {
        here: {State.QUEUED: 1},
        there: {State.COMPLETED: 1, State.RUNNING: 1, State.QUEUED: 1},
    }
    (found,) = await engine.texts.search("hello")
    assert found.run.session_id == there
    last = (await engine.runs.events(done.run_id))[-1]
    assert (last.kind, last.detail) == (EventKind.MOVED, {"session": "There"})

    ended = worker.complete(running.run_id, 1, "me", HELLO)
    assert ended is not None and (ended.state, ended.session_id) == (State.COMPLETED, there), "its lease went on"
    (claimed,) = worker.claim([waiting.run_id], "me")
    assert claimed.session_id == there
    told.clear()
    await engine.runs.move_to_session([done.run_id], there)
    assert told == [], "it is there"

    await engine.trash.delete_session(there)
    assert [run.run_id for run in await engine.runs.all()] == [stays.run_id]
    await engine.trash.restore_session(there)
    assert len(await engine.runs.all(session_id=there)) == 3


async def test_nothing_moves_to_a_session_that_is_gone_or_out_of_the_bin(engine: Engine, worker: Registry) -> None:
    here, there = two_sessions(worker)
    kept, deleted = added(worker, here, 2)
    await engine.trash.delete([deleted.run_id])
    await engine.runs.move_to_session([kept.run_id, deleted.run_id], there)
    assert (await engine.runs.get(deleted.run_id)).session_id == here
    await engine.trash.delete_session(here)
    for session_id in (here, "nowhere"):
        with pytest.raises(NotFound):
            await engine.runs.move_to_session([kept.run_id], session_id)
    assert (await engine.runs.get(kept.run_id)).session_id == there


def test_what_comes_into_a_session_in_order_waits_for_its_turn(worker: Registry) -> None:
    here, there = two_sessions(worker, Ordering.IN_ORDER)
    early, running, late = added(worker, here, 3)
    first, second = added(worker, there, 2)
    assert may_start(worker) == [early.run_id, running.run_id, late.run_id, first.run_id]
    worker.claim([running.run_id], "me")
    worker.move_to_session([running.run_id, early.run_id], there)
    assert may_start(worker) == [late.run_id], "one runs there"
    assert worker.claim([first.run_id, early.run_id], "me") == [], "even if a scheduler had chosen it before"
    worker.complete(running.run_id, 1, "me", HELLO)
    assert may_start(worker) == [early.run_id, late.run_id]
    worker.claim([early.run_id, first.run_id], "me")
    assert [worker.run(run.run_id).state for run in (early, first)] == [State.RUNNING, State.QUEUED]
    worker.move_to_session([early.run_id], here)
    assert may_start(worker) == [late.run_id, first.run_id]
    worker.claim([first.run_id], "me")
    worker.move_to_session([early.run_id], there)
    worker.remove_owner("me", Reason("owner_lost"))
    assert may_start(worker) == [early.run_id, late.run_id]
    assert {run.run_id for run in worker.runs(there)} == {early.run_id, running.run_id, first.run_id, second.run_id}


async def test_a_clip_that_is_not_in_yet_is_refused_with_all_others(
    engine: Engine, worker: Registry, share: Share
) -> None:
    here, there = two_sessions(worker)
    (run,) = added(worker, here, 1)
    group = await engine.hand_over(files(share.folder, "slow"), session_id=here, options=Options())
    (arriving,) = engine.arriving()
    with pytest.raises(ClipError, match="not_in_yet"):
        await engine.runs.move_to_session([run.run_id, arriving.run_id], there)
    with pytest.raises(ClipError, match="not_in_yet"):
        await engine.runs.rename(arriving.run_id, "another")
    assert (await engine.runs.get(run.run_id)).session_id == here
    share.answers.set()
    await group.has_ended.wait()
    await engine.runs.move_to_session([run.run_id, arriving.run_id], there)
    assert {each.session_id for each in await engine.runs.all()} == {there}


def test_a_kill_leaves_all_moved_or_none(home: Paths, clock: FakeClock) -> None:
    """Killed at the commit: before it nothing was moved, after it all is."""
    registry = Registry(home.registry, clock)
    here, there = two_sessions(registry)
    runs = added(registry, here, 50)
    registry.close()
    for when, session_id in (("before", here), ("after", there)):
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(home.registry), there, when], check=False, cwd=ROOT, timeout=200
        )
        assert done.returncode == -signal.SIGKILL
        registry = Registry(home.registry, clock)
        assert {run.session_id for run in registry.runs()} == {session_id}
        stories = [[event.kind for event in registry.events(run.run_id)] for run in runs]
        assert {kinds.count(EventKind.MOVED) for kinds in stories} == {int(when == "after")}
        registry.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from engine.clock import SystemClock
from engine.registry.registry import Registry

path, there, when = sys.argv[1:]
registry = Registry(Path(path), SystemClock())
kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if when == "before":
    registry._db.set_trace_callback(lambda said: kill() if said == "COMMIT" else None)
registry.move_to_session([run.run_id for run in registry.runs()], there)
kill()
"""


@pytest.mark.parametrize(
    ("source", "is_recorded"),
    [
        ("/home/a/b.wav", False),
        (r"C:\a\b.wav", False),
        (r"\\server\a.wav", False),
        ("", False),
        (HTTP, False),
        ("Microphone", True),
    ],
)
def test_a_microphone_is_no_path(source: str, is_recorded: bool) -> None:
    assert Clip("c", "name", source).is_recorded is is_recorded
