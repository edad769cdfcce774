"""Rows of a registry that say what they should not: none of them hides another, and what can be read of them is."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.cli.wording import story
from engine.engine import Engine
from engine.errors import InvalidTransition, NotFound
from engine.events import Session, VoicePrint
from engine.messages import explain
from engine.registry.labels import HandOverLabel
from engine.registry.registry import Registry
from engine.registry.retention import Rule
from engine.registry.rows import DAMAGED, options_of
from engine.registry.taken import Sighting, Taking, WantedDocuments
from engine.run import Clip, NewRun, Options, Ordering, Reason, Run, State, Step
from engine.segments import FinishedWindow, Overlap, Segment, Span, Word
from engine.storage.paths import Paths
from engine.text.edits import SetText
from tests.support.fakes import FakeClock
from tests.support.starter import samples, with_starter

ID = "00000000-0000-4000-8000-0000000000{:02}"
#: One run of each state, and a deleted one; with everything that a registry keeps of runs.
RUNS = ("completed", "failed", "cancelled", "paused", "queued", "running", "deleted")
TABLES = ("sessions", "clips", "owners", "runs", "run_events", "windows", "segments", "attempts", "edits", "discarded",
          "days", "arrivals", "uploads", "idempotency_keys", "taken", "speaker_jobs", "known_voices")  # fmt: skip


def text() -> tuple[Segment, ...]:
    words = (Word(0.0, 0.4, " good", 0.9), Word(0.5, 0.8, " day", 0.6))
    beside = (Overlap("Bo", 2.0, 2.6),)
    said = Segment(2.0, 3.0, "everybody", -0.3, 0.2, speaker="Ada", overlaps=beside)
    return (Segment(0.0, 0.8, "good day", -0.2, 0.1, words), said)


def fill(path: Path) -> None:
    with closing(Registry(path, FakeClock())) as registry:
        session, _ = registry.open_session("Monday", Ordering.CONCURRENT)
        registry.set_vocabulary(session.session_id, ["Anaïs"])
        other, _ = registry.open_session("Tuesday", Ordering.IN_ORDER)
        clips = [Clip(ID.format(n), name, "/a.wav", 9, "ab", f"{ID.format(n)}.wav", 4.0) for n, name in enumerate(RUNS)]
        runs = registry.add_runs(session.session_id, [NewRun(clip, Options(model="base")) for clip in clips])
        ids = dict(zip(RUNS, (run.run_id for run in runs), strict=True))
        registry.add_owner(ID.format(50))
        registry.claim([run.run_id for run in runs if run.run_id != ids["queued"]], ID.format(50))
        window = FinishedWindow(0, 0.0, 4.0, text(), "en", doubt="repeats", unheard=(Span(1.0, 1.5),))
        for name in ("completed", "paused", "running", "deleted"):
            registry.store_window(ids[name], 1, ID.format(50), window)
        for name in ("completed", "deleted"):
            registry.complete(ids[name], 1, ID.format(50), None)
        registry.end_attempt(ids["failed"], 1, ID.format(50), Step.FAIL, Reason("audio_damaged", {"name": "a.wav"}))
        registry.end_attempt(ids["cancelled"], 1, ID.format(50), Step.CANCEL)
        registry.end_attempt(ids["paused"], 1, ID.format(50), Step.PAUSE)
        registry.edit(ids["completed"], SetText(registry.segments(ids["completed"])[0].segment_id, "good night"))
        registry.delete([ids["deleted"]])
        registry.add_runs(
            other.session_id, [NewRun(Clip(ID.format(90), "b", "/b.wav"), Options(), Reason("file_empty"))]
        )
        registry.write_beside("txt")
        watched = Sighting("/a.wav", "/a.wav", 10, 20, "7")
        [label] = registry.take_files(
            ID.format(50), session.session_id, [Taking(watched, WantedDocuments(("srt",)), "/done")], Options()
        )
        new = NewRun(Clip(ID.format(91), "a.wav", "/a.wav", 10, "0", None), Options(), None, label.run_id)
        registry.add_runs(session.session_id, [new])
        registry.claim([label.run_id], ID.format(50))
        registry.complete(label.run_id, 1, ID.format(50), FinishedWindow(0, 0.0, 1.0, text()))
        registry.delete([label.run_id])
        registry.delete_session(other.session_id)
        registry.ask_for_speakers([ids["completed"], ids["failed"]], None)
        assert registry.claim_speakers(ID.format(50)) is not None
        registry.remember_voice("Ada", ID.format(0), VoicePrint("campplus", b"\0\0" * 192, 4.0))
        arrived = HandOverLabel(ID.format(60), session.session_id, "/c.wav", Options(), opens_folders=False)
        registry.write_labels(ID.format(50), [arrived])
        registry.begin_upload(ID.format(61), ID.format(50))
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO idempotency_keys (key, run_id, request) VALUES ('k', ?, 'r')", (ids["completed"],))
        db.execute("INSERT INTO discarded VALUES (?, ?)", (ID.format(99), f"{ID.format(99)}.wav"))
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with something in every table."""
    path = tmp_path_factory.mktemp("sound") / "registry.sqlite3"
    fill(path)
    return path


# --- reading all of it ---


def read(registry: Registry) -> tuple[dict[int, Run], dict[str, list[Any]], dict[str, Session]]:
    """Whatever can be read: runs by their positions, the texts of runs, sessions by their ids."""
    runs = [*registry.runs(), *registry.deleted_runs()]
    texts = {run.run_id: text_of(registry, run) for run in runs}
    sessions = {session.session_id: session for session in [*registry.sessions(), *registry.deleted_sessions()]}
    for state in State:
        registry.runs(state=state)
    registry.unfinished()
    registry.unfinished({run.run_id for run in runs})
    registry.unfinished_runs()
    registry.queue_view(ID.format(50), limit=4, only={run.run_id for run in runs}, coming=["base"])
    assert all(run.state is State.QUEUED for run in registry.waiting(is_long=False, limit=4))
    registry.wanting_model("base")
    registry.owned(ID.format(50))
    registry.owners()
    registry.deleted_for_s()
    registry.kept_clips()
    registry.preview_retention(Rule(days=1, size_bytes=1))
    registry.search("good", 50)
    registry.to_be_written()
    registry.to_be_moved()
    registry.known_files(["/a.wav"], ["7"])
    registry.some_runs([run.run_id for run in runs])
    registry.news()
    registry.known_voices()
    registry.run_of_key("k")
    registry.count_waiting()
    registry.labelled()
    for run_id in registry.seeking_speakers():
        registry.speaker_job(run_id)
    for door in {*registry.doors(), *registry.upload_doors()}:
        registry.take_labels(door, ID.format(70))
        registry.take_uploads(door, ID.format(70))
    return {run.position: run for run in runs}, texts, sessions


@cache
def before(sound: Path) -> tuple[dict[int, Run], dict[str, list[Any]], dict[str, Session]]:
    with closing(Registry(Path(shutil.copy(sound, sound.with_name("before.sqlite3"))), FakeClock())) as registry:
        return read(registry)


def text_of(registry: Registry, run: Run) -> list[Any]:
    """Everything about one run, as it is told and shown."""
    told: list[Any] = [run.progress, run.waiting_s(2e6), run.working_s(2e6), run.speed(2e6), run.can_retry]
    told += [explain(run.reason)] if run.reason is not None else []
    registry.runs_of_clip(run.run_id)
    registry.attempt_context(run)
    told += [
        registry.windows_finished(run.run_id),
        story(registry.events(run.run_id)),
        registry.speaker_job(run.run_id),
    ]
    with suppress(NotFound):  # its id is none any more
        registry.run(run.run_id)
        told += [registry.segments(run.run_id), registry.unheard(run.run_id), registry.texts(run.run_id)]
        told += [registry.machine_segments(run.run_id), registry.history(run.run_id)]
        told += [registry.draft(run.run_id).segments]
    return told


# --- spoiling a row ---


def columns(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as db:
        return [(table, row[1]) for table in TABLES for row in db.execute(f"PRAGMA table_info({table})")]


def spoil(path: Path, table: str, column: str, place: int, value: Any) -> tuple[str | None, str | None]:
    """Put a value where it does not belong, as a disk may: past all that the schema asks for. Returns the run and the
    session of the row, as far as it is of one."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        key = (
            "rowid" if db.execute("SELECT NOT wr FROM pragma_table_list WHERE name = ?", (table,)).fetchone()[0] else ""
        )
        names = key or ", ".join(row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall() if row[5])
        db.row_factory = sqlite3.Row
        rows = db.execute(f"SELECT {names}, * FROM {table} ORDER BY {names}").fetchall()
        row = rows[place % len(rows)]
        of = run_of_row(db, table, row), row["session_id"] if table in ("sessions", "runs") else None
        keys = {name: row[name] for name in names.split(", ") if name != "rowid"} or {"rowid": row[0]}
        schema = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    lax = re.sub(r"(?<!IS )NOT NULL|(?<=\))\s*STRICT,?|\b(TEXT|REAL)\b|INTEGER(?! PRIMARY)", "", schema)
    with open_to_all(path) as db:
        db.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (lax, table))
    with open_to_all(path) as db:
        where = " AND ".join(f"{name} = ?" for name in keys)
        mark, raw = ("CAST(? AS TEXT)", bytes(value)) if isinstance(value, _Bytes) else ("?", value)
        with suppress(sqlite3.IntegrityError):  # what two rows may not share
            db.execute(f"UPDATE {table} SET {column} = {mark} WHERE {where}", (raw, *keys.values()))
        db.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (schema, table))
    return of


@contextmanager
def open_to_all(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in ("writable_schema = ON", "foreign_keys = OFF", "ignore_check_constraints = ON"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("PRAGMA synchronous = OFF")
        yield db


class _Bytes(bytes):
    """Bytes that are stored as a text."""


def run_of_row(db: sqlite3.Connection, table: str, row: sqlite3.Row) -> str | None:
    if table == "clips":
        found = db.execute("SELECT run_id FROM runs WHERE clip_id = ?", (row["clip_id"],)).fetchone()
        return None if found is None else str(found[0])
    return str(row["run_id"]) if "run_id" in row.keys() else None  # noqa: SIM118 - a row is no dict


BROKEN = [
    "", "{", "[", "null", "5", "{}", "[]", "[[]]", "[[1]]", '[["a", "b"]]', "[[1, 2, 3, 4]]", '[[1, NaN, "x", 1]]',
    '{"code": 5}', '{"code": "x", "facts": 5}', '{"code": "x", "facts": {"a": [1], "needed_bytes": 1e999}}',
    '{"model": 5, "task": "transcribe", "quality": "fast"}', '{"task": "sing", "quality": "fast"}',
    '{"vocabulary": "abc"}', '{"start_s": NaN}', '{"start_s": "\\ud800"}', '["\\ud800"]', "[" * 90_000,
    '{"code": "\\ud800"}', "{'model': 'base'}", "transcoding", "queued", "completed", "running", "\0", "../..",
]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(BROKEN),
    st.text(max_size=20),
    st.sampled_from([None, b"\xff\xfe", b"{}", _Bytes(b"\xff\xfe"), _Bytes(b"\xed\xa0\x80"), _Bytes(b'["\xff"]')]),
    st.sampled_from([0, -1, 5, 2**31, 2**63 - 1, -(2**63), 0.5, -1e300, 1e300, float("inf"), float("-inf")]),
)


@pytest.mark.timeout(300)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(data=st.data())
def test_a_row_that_says_what_it_should_not_hides_no_other(data: st.DataObject, sound: Path) -> None:
    table, column = data.draw(st.sampled_from(columns(sound)))
    value, place = data.draw(VALUES), data.draw(st.integers(0, 9))
    runs, texts, sessions = before(sound)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(sound, folder))
        run_id, session_id = spoil(path, table, column, place, value)
        with closing(Registry(path, FakeClock())) as registry:
            runs_then, texts_then, sessions_then = read(registry)
    for position, run in runs.items():
        assert position in runs_then or (table == "runs" and column == "position"), "it is hidden"
        assert run_id == run.run_id or runs_then[position] == run
        assert run_id == run.run_id or texts_then[run.run_id] == texts[run.run_id]
    for each in sessions.values():
        assert session_id == each.session_id or sessions_then[each.session_id] == each


# --- what becomes of it ---

CHANGES: dict[str, tuple[str, Callable[[Run], bool]]] = {
    "options that are none": ("options = '{'", lambda run: run.options == Options() and run.state is State.FAILED),
    "options of a later version": (
        "options = json_set(options, '$.quality', 'superb')",
        lambda run: run.options == Options(),
    ),
    "a reason that is none": ("reason = '{'", lambda run: run.reason == Reason(DAMAGED)),
    "a phase that nobody knows": ("phase = 'dreaming'", lambda run: run.phase is None),
    "a time that never comes": ("created_at = 9e99", lambda run: run.created_at == 0.0),
    "a clip that is not there": ("clip_id = 'x'", lambda run: run.clip.stored_as is None and run.clip.name == ""),
}


def test_options_that_are_bytes_are_those_of_a_clip_without_any() -> None:
    assert options_of(b"\xff\xfe") == Options()


@pytest.mark.parametrize("what", CHANGES)
def test_what_can_be_read_of_a_run_is(what: str, sound: Path, tmp_path: Path) -> None:
    change, is_as_it_should_be = CHANGES[what]
    path = Path(shutil.copy(sound, tmp_path))
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"UPDATE runs SET {change} WHERE state = 'failed' AND deleted_at IS NULL")
        db.commit()
    with closing(Registry(path, FakeClock())) as registry:
        [run] = registry.runs(state=State.FAILED)
        assert is_as_it_should_be(run)
        if run.clip.stored_as:
            assert registry.retry(run.run_id).state is State.QUEUED


def test_a_run_of_a_state_that_nobody_knows_has_failed_and_waits_for_a_repair(sound: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(sound, tmp_path))
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("UPDATE runs SET state = 'dreaming' WHERE state = 'queued'")
        db.commit()
    with closing(Registry(path, FakeClock())) as registry:
        [run] = [run for run in registry.runs() if run.clip.name == "queued"]
        assert run.state is State.FAILED and run.reason == Reason(DAMAGED) and "--repair" in explain(run.reason)
        with pytest.raises(InvalidTransition):
            registry.retry(run.run_id)
        assert registry.delete([run.run_id])


async def test_a_queued_run_with_unreadable_options_or_no_clip_ends_in_front_of_the_person(home: Paths) -> None:
    engine = await Engine.open(home, works=False)
    session = await engine.open_session("Monday")
    runs = await engine.accept([samples()[0].path] * 3, session_id=session.session_id, options=with_starter())
    await engine.close()
    with closing(sqlite3.connect(home.registry)) as db:
        db.execute("UPDATE runs SET options = '{' WHERE run_id = ?", (runs[0].run_id,))
        db.execute("UPDATE runs SET clip_id = 'x' WHERE run_id = ?", (runs[1].run_id,))
        db.commit()
    engine = await Engine.open(home, is_offline=True)
    try:
        ended = await engine.runs.wait([run.run_id for run in runs])
        # Options by default ask for a model that is not here.
        assert [run.state for run in ended] == [State.FAILED, State.FAILED, State.COMPLETED]
        assert [run.reason and run.reason.code for run in ended] == ["hub_offline", "clip_gone", None]
    finally:
        await engine.close()
