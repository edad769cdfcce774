"""What `kill -9` leaves at each statement of what a person asks: either all of it or nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.days import DAY_S
from engine.registry.registry import Registry
from engine.registry.retention import RetentionScope, Rule
from engine.run import Clip, NewRun, Options, Ordering, Request
from engine.segments import FinishedWindow, Segment
from engine.text.edits import Merge, ReplaceText
from tests.support.fakes import FakeClock

TABLES = ("sessions", "clips", "runs", "run_events", "segments", "segments_search", "attempts", "edits", "discarded")


def keep(registry: Registry, rule: Rule) -> object:
    """A week later."""
    clock = FakeClock()
    clock.advance(7 * DAY_S)
    registry._clock = clock
    return registry.apply_retention(rule)


Ask = Callable[[Registry, list[str]], object]
ASKS: dict[str, Ask] = {
    "edit": lambda registry, ids: registry.edit(ids[0], ReplaceText("one", "1")),
    "merge after undo": lambda registry, ids: registry.edit(ids[1], Merge(registry.segments(ids[1])[0].segment_id)),
    "undo": lambda registry, ids: registry.undo(ids[1]),
    "restore machine text": lambda registry, ids: registry.restore_machine_text(ids[1]),
    "show": lambda registry, ids: registry.show_text(ids[0], 1),
    "move": lambda registry, ids: registry.put_first(ids[5:]),
    "pause a session": lambda registry, ids: registry.ask_all(
        Request.PAUSE, session_id=registry.run(ids[0]).session_id
    ),
    "delete": lambda registry, ids: registry.delete(ids[:3]),
    "delete a session": lambda registry, ids: registry.delete_session(registry.run(ids[0]).session_id),
    "restore": lambda registry, ids: registry.restore([ids[4]]),
    "purge": lambda registry, ids: registry.purge(0),
    "let audio go": lambda registry, ids: keep(registry, Rule(days=5)),
    "let runs go": lambda registry, ids: keep(registry, Rule(days=5, size_bytes=0, scope=RetentionScope.ALL)),
    "a run of a stretch": lambda registry, ids: registry.add_run_of(ids[0], Options(start_s=1.0, end_s=2.0)),
}


def window(*texts: str) -> FinishedWindow:
    return FinishedWindow(0, 0.0, 30.0, tuple(Segment(n * 5.0, n * 5.0 + 4.0, text) for n, text in enumerate(texts)))


def filled(path: Path) -> tuple[Registry, list[str]]:
    """Two runs that ended, one with two texts and one with edits, one that is running, two that wait, one deleted."""
    registry = Registry(path, FakeClock())
    registry.add_owner("me")
    session, _ = registry.open_session("s", Ordering.CONCURRENT)
    new = [NewRun(Clip(f"clip {n}", "a", "/a", stored_as=f"{n}.wav"), Options()) for n in range(6)]
    ids = [run.run_id for run in registry.add_runs(session.session_id, new)]
    for run_id in (ids[0], ids[1], ids[0]):
        (claimed,) = registry.claim([run_id], "me")
        registry.complete(run_id, claimed.attempt, "me", window("one two", "three", "four"))
        if run_id == ids[0] and claimed.attempt == 1:
            registry.retry(run_id)
    registry.edit(ids[1], ReplaceText("two", "2"))
    registry.edit(ids[1], ReplaceText("three", "3"))
    registry.undo(ids[1])
    registry.claim([ids[2]], "me")
    registry.delete([ids[4]])
    return registry, ids


def contents(path: Path) -> list[list[tuple[object, ...]]]:
    db = sqlite3.connect(path)
    try:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.execute("INSERT INTO segments_search (segments_search, rank) VALUES ('integrity-check', 1)")
        return [db.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES]
    finally:
        db.close()


@pytest.mark.parametrize("name", ASKS)
def test_all_of_it_or_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / "registry.sqlite3"
    registry, ids = filled(path)
    left: list[Path] = []

    def as_killed_here(statement: str | None = None) -> Path:
        copy = tmp_path / f"killed {len(left)}.sqlite3"
        for ending in ("", "-wal"):
            shutil.copy(f"{path}{ending}", f"{copy}{ending}")
        left.append(copy)
        return copy

    before = contents(as_killed_here())
    registry._db.set_trace_callback(as_killed_here)
    ASKS[name](registry, ids)
    registry._db.set_trace_callback(None)
    after = contents(as_killed_here())
    registry.close()
    assert before != after
    assert len(left) > 4
    found = [contents(copy) for copy in left]
    assert all(each in (before, after) for each in found)
    assert found == sorted(found, key=lambda each: each == after), "and never back again"
