"""A registry of the first schema, full of data, opened by this Everyclip: nothing is lost."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from importlib import resources as package_files
from pathlib import Path

import pytest

from engine.registry.registry import Registry
from engine.run import Options, Reason, Request, State
from engine.text.edits import ReplaceText
from tests.support.fakes import FakeClock

FIRST = Options(model="starter-en")
THEN = Options(model="small")


def options(chosen: Options) -> str:
    names = ("model", "language", "task", "quality", "device")
    return json.dumps({name: getattr(chosen, name) for name in names} | {"words": True})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Four runs: one waiting, one completed at its second attempt, one completed and about to be retried with other
    options, one that was running when its program was killed."""
    path = tmp_path / "registry.sqlite3"
    with sqlite3.connect(path) as db:
        db.executescript(package_files.files("engine.registry").joinpath("schema", "0001.sql").read_text("utf-8"))
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO sessions VALUES ('s', 'Monday', 'concurrent', 1.0)")
        db.execute("INSERT INTO owners VALUES ('gone', 2.0)")
        runs = [("waiting", "queued", 0), ("twice", "completed", 2), ("again", "queued", 1), ("killed", "running", 1)]
        for number, (run_id, state, attempt) in enumerate(runs):
            db.execute(
                "INSERT INTO clips VALUES (?, ?, '/voice.wav', 5, 'abc', ?, 9.0)",
                (f"clip {run_id}", f"{run_id}.wav", f"{run_id}.wav"),
            )
            db.execute(
                "INSERT INTO runs (run_id, session_id, clip_id, options, state, attempt, owner, preview, created_at,"
                " started_at, done_s, windows_done) VALUES (?, 's', ?, ?, ?, ?, ?, ?, ?, ?, 9.0, 1)",
                (
                    run_id, f"clip {run_id}", options(THEN if run_id in ("twice", "again") else FIRST), state, attempt,
                    "gone" if state == "running" else None, f"text {attempt}" if attempt else "", 10.0 + number,
                    20.0 if attempt else None,
                ),
            )  # fmt: skip
            db.execute("INSERT INTO run_events VALUES (?, 1, 10.0, 'accepted', 0, NULL, 'queued', '{}')", (run_id,))
            for n in range(1, attempt + 1):
                db.execute("INSERT INTO windows VALUES (?, ?, 0, 0.0, 9.0, 15.0)", (run_id, n))
                db.execute(
                    "INSERT INTO segments (run_id, attempt, start_s, end_s, text, avg_logprob, no_speech_prob, words)"
                    " VALUES (?, ?, 0.0, 4.0, ?, -0.1, 0.0, ?)",
                    (run_id, n, f"text {n}", json.dumps([[0.0, 1.0, "text", 0.9], [1.0, 2.0, str(n), 0.8]])),
                )
    db.close()
    return path


def test_everything_is_still_there(path: Path) -> None:
    registry = Registry(path, FakeClock())
    waiting, twice, again, killed = registry.runs()
    assert [run.run_id for run in registry.runs()] == ["waiting", "twice", "again", "killed"]
    assert [run.state for run in (waiting, twice, again, killed)] == ["queued", "completed", "queued", "running"]
    assert [run.turn for run in registry.runs()] == [1, 2, 3, 4]
    assert [run.shown_attempt for run in registry.runs()] == [0, 2, 1, 1]
    assert (twice.clip.name, twice.options, twice.preview, twice.created_at) == ("twice.wav", THEN, "text 2", 11.0)
    assert not any(run.clip.is_renamed for run in registry.runs())
    assert [session.name for session in registry.sessions()] == ["Monday"]
    assert registry.sessions()[0].total == 4
    assert [len(registry.events(run.run_id)) for run in registry.runs()] == [1, 1, 1, 1]
    (segment,) = registry.segments("twice")
    assert (segment.text, [word.text for word in segment.words], segment.speaker) == ("text 2", ["text", "2"], None)
    assert {found.run.run_id for found in registry.search("text", 9)} == {"twice", "again", "killed"}
    registry.close()


def test_the_texts_of_all_attempts_are_there_with_what_is_known_of_them(path: Path) -> None:
    registry = Registry(path, FakeClock())
    first, second = registry.texts("twice")
    assert (first.attempt, first.options, first.preview, first.is_shown) == (1, None, "text 1", False)
    assert (second.attempt, second.options, second.is_shown) == (2, THEN, True)
    (again,) = registry.texts("again")
    assert again.options is None, "the run has the options of its next attempt already"
    assert registry.show_text("twice", 1).preview == "text 1"
    assert registry.edit("twice", ReplaceText("text", "words")).preview == "words 1"
    registry.close()


def test_work_goes_on(path: Path) -> None:
    clock = FakeClock()
    registry = Registry(path, clock)
    assert registry.owners() == {"gone": 0}
    registry.remove_owner("gone", Reason("owner_lost"))
    registry.add_owner("me")
    registry.put_first(["killed"])
    assert [run.run_id for run in registry.waiting(is_long=False, limit=9)] == ["killed", "waiting", "again"]
    (killed,) = registry.claim(["killed"], "me")
    assert (killed.attempt, killed.done_s, [s.text for s in registry.segments("killed")]) == (2, 9.0, ["text 1"])
    registry.ask_all(Request.PAUSE, only=["again"])
    registry.delete(["waiting"])
    assert [(run.run_id, run.state) for run in registry.runs()] == [
        ("twice", State.COMPLETED),
        ("again", State.PAUSED),
        ("killed", State.RUNNING),
    ]
    registry.close()


def test_attempts_that_were_given_back_in_order_are_no_longer_counted(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        given_back = "INSERT INTO run_events VALUES (?, ?, 11.0, ?, ?, 'running', ?, ?)"
        db.execute(given_back, ("twice", 2, "requeue", 1, "queued", '{"code": "engine_closed"}'))
        db.execute(given_back, ("again", 2, "pause", 1, "paused", "{}"))
        db.execute(given_back, ("killed", 2, "requeue", 1, "queued", "damaged"))
    registry = Registry(path, FakeClock())
    numbers = {run.run_id: (run.attempt, run.tries, run.goes_on) for run in registry.runs()}
    assert numbers == {
        "waiting": (0, 0, False),
        "twice": (2, 1, False),
        "again": (1, 1, True),
        "killed": (1, 1, False),
    }
    registry.close()
