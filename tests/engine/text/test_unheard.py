"""Speech without text, from a worker's word to the JSON: it goes with its attempt wherever that goes."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from importlib import resources as package_files
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.exports.formats import ExportOptions
from engine.maintenance.backup import back_up, restore
from engine.registry.registry import Registry
from engine.registry.salvage import salvage
from engine.run import Clip, NewRun, Options, Ordering, Outcome, Reason, Run, Step
from engine.segments import FinishedWindow, Segment, Span
from engine.storage.paths import Paths
from engine.text.edits import Insert
from tests.support.fakes import FakeClock

GAP, LATER = Span(5.0, 9.0), Span(32.5, 34.0)


def window(number: int, *unheard: Span, text: str = "hello") -> FinishedWindow:
    start_s = number * 30.0
    segments = (Segment(start_s, start_s + 2.0, text),) if text else ()
    return FinishedWindow(number, start_s, start_s + 30.0, segments, "en", unheard=unheard)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    registry = Registry(tmp_path / "registry.sqlite3", FakeClock())
    registry.add_owner("me")
    yield registry
    registry.close()


def begun(registry: Registry, options: Options | None = None) -> Run:
    session, _ = registry.open_session("s", Ordering.CONCURRENT)
    clip_id = str(uuid.uuid4())
    clip = Clip(clip_id, "voice.flac", "/voice.flac", stored_as=f"{clip_id}.flac")
    (run,) = registry.add_runs(session.session_id, [NewRun(clip, options or Options())])
    (claimed,) = registry.claim([run.run_id], "me")
    return claimed


def completed(registry: Registry, *unheard: Span, text: str = "hello") -> Run:
    done = registry.complete(begun(registry).run_id, 1, "me", window(0, *unheard, text=text))
    assert done is not None
    return done


def test_it_is_stored_with_its_window_and_counted_with_its_run(registry: Registry) -> None:
    run = begun(registry)
    stored = registry.store_window(run.run_id, 1, "me", window(0, GAP))
    assert stored is not None and stored.unheard_places == 1
    done = registry.complete(run.run_id, 1, "me", window(1, LATER))
    assert done is not None and done.unheard_places == 2
    assert registry.unheard(run.run_id) == [GAP, LATER] and registry.run(run.run_id) == done


@pytest.mark.parametrize(("attempt", "owner"), [(2, "me"), (1, "somebody else")])
def test_what_comes_too_late_is_not(registry: Registry, attempt: int, owner: str) -> None:
    run = begun(registry)
    assert registry.store_window(run.run_id, attempt, owner, window(0, GAP)) is None
    assert registry.unheard(run.run_id, 1) == [] and registry.run(run.run_id).unheard_places == 0


def test_speech_without_any_text_is_told(registry: Registry) -> None:
    done = completed(registry, GAP, text="")
    assert (done.outcome, done.unheard_places) == (Outcome.NO_SPEECH, 1)


def test_an_attempt_that_goes_on_takes_it_over(registry: Registry) -> None:
    run = begun(registry)
    registry.store_window(run.run_id, 1, "me", window(0, GAP))
    registry.end_attempt(run.run_id, 1, "me", Step.REQUEUE, Reason("worker_died"), crashed=True)
    registry.claim([run.run_id], "me")
    done = registry.complete(run.run_id, 2, "me", window(1, LATER))
    assert done is not None and done.unheard_places == 2 and registry.unheard(run.run_id) == [GAP, LATER]


def test_each_text_of_a_run_has_its_own(registry: Registry) -> None:
    run = completed(registry, GAP)
    registry.retry(run.run_id)
    (again,) = registry.claim([run.run_id], "me")
    assert again.unheard_places == 1 and registry.unheard(run.run_id) == [GAP], "until the new attempt has text"
    done = registry.complete(run.run_id, 2, "me", window(0, text="better"))
    assert done is not None and done.unheard_places == 0 and registry.unheard(run.run_id) == []
    assert registry.show_text(run.run_id, 1).unheard_places == 1 and registry.unheard(run.run_id) == [GAP]


def test_a_retry_that_finds_nothing_has_none(registry: Registry) -> None:
    run = completed(registry, GAP)
    registry.retry(run.run_id)
    registry.claim([run.run_id], "me")
    done = registry.complete(run.run_id, 2, "me", None)
    assert done is not None and done.unheard_places == 0


def test_an_edit_that_puts_a_text_there_is_counted_and_undone(registry: Registry) -> None:
    run = completed(registry, GAP)
    assert registry.edit(run.run_id, Insert(5.5, 8.0, "what was said")).unheard_places == 0
    assert registry.unheard(run.run_id) == [GAP], "what the machine said stays"
    assert registry.undo(run.run_id).unheard_places == 1
    assert registry.redo(run.run_id).unheard_places == 0
    assert registry.restore_machine_text(run.run_id).unheard_places == 1
    assert registry.run(run.run_id).unheard_places == 1


def test_it_goes_for_good_with_its_run(registry: Registry, tmp_path: Path) -> None:
    run = completed(registry, Span(5.0, 8.8765))
    registry.delete([run.run_id])
    registry.purge(0)
    files = [Path(f"{tmp_path / 'registry.sqlite3'}{ending}") for ending in ("", "-wal")]
    assert not [file for file in files if file.exists() and b"8.8765" in file.read_bytes()]


async def test_json_tells_of_it_and_documents_do_not(engine: Engine, worker: Registry, tmp_path: Path) -> None:
    run, whole = completed(worker, GAP), completed(worker)
    for format in ("txt", "srt", "md"):
        written = await engine.texts.export(run.run_id, format, tmp_path / format)
        assert written.read_bytes() == (await engine.texts.export(whole.run_id, format, tmp_path / format)).read_bytes()
    told = json.loads((await engine.texts.export(run.run_id, "json", tmp_path / "json")).read_text())
    assert told["unheard"] == [{"start": 5.0, "end": 9.0}]
    await engine.texts.edit(run.run_id, Insert(5.5, 8.0, "what was said"))
    for run_id in (run.run_id, whole.run_id):
        written = await engine.texts.export(run_id, "json", tmp_path / "json", ExportOptions(overwrite=True))
        assert "unheard" not in json.loads(written.read_text())


def test_a_backup_has_it(home: Paths, tmp_path: Path) -> None:
    elsewhere = Paths(tmp_path / "elsewhere")
    elsewhere.make()
    with closing(Registry(home.registry, FakeClock())) as registry:
        registry.add_owner("me")
        run = completed(registry, GAP, LATER)
        registry.remove_owner("me", Reason("engine_closed"))
    back_up(home, tmp_path / "everything.zip")
    restore(tmp_path / "everything.zip", elsewhere)
    with closing(Registry(elsewhere.registry, FakeClock())) as registry:
        assert registry.unheard(run.run_id) == [GAP, LATER] and registry.run(run.run_id).unheard_places == 2


def test_what_is_no_span_is_not_salvaged(registry: Registry, tmp_path: Path) -> None:
    sound, broken = completed(registry, GAP), completed(registry, LATER)
    path = tmp_path / "registry.sqlite3"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE windows SET unheard = '[[1.0]]' WHERE run_id = ?", (broken.run_id,))
    salvage(path, tmp_path / "new.sqlite3", {}, FakeClock())
    with closing(Registry(tmp_path / "new.sqlite3", FakeClock())) as saved:
        assert saved.unheard(sound.run_id) == [GAP] and saved.unheard(broken.run_id) == []


def test_a_registry_from_before_has_none(tmp_path: Path) -> None:
    path = tmp_path / "before.sqlite3"
    with closing(sqlite3.connect(path)) as db, db:
        for script in ("0001.sql", "0002.sql", "0003.sql"):
            db.executescript(package_files.files("engine.registry").joinpath("schema", script).read_text("utf-8"))
        db.execute("PRAGMA user_version = 3")
        db.execute("INSERT INTO sessions (session_id, name, ordering, created_at) VALUES ('s', 's', 'concurrent', 1.0)")
        db.execute("INSERT INTO clips VALUES ('c', 'voice.wav', '/voice.wav', 5, 'abc', 'c.wav', 9.0)")
        db.execute(
            "INSERT INTO runs (run_id, session_id, clip_id, options, state, attempt, shown_attempt, created_at)"
            " VALUES ('r', 's', 'c', ?, 'completed', 1, 1, 1.0)",
            ('{"model": "base", "task": "transcribe", "quality": "fast"}',),
        )
        db.execute("INSERT INTO windows VALUES ('r', 1, 0, 0.0, 9.0, 2.0)")
    with closing(Registry(path, FakeClock())) as registry:
        assert registry.run("r").unheard_places == 0 and registry.unheard("r") == []
        registry.add_owner("me")
        registry.retry("r")
        registry.claim(["r"], "me")
        assert registry.complete("r", 2, "me", window(0, GAP)) == registry.run("r")
        assert registry.unheard("r") == [GAP] and registry.run("r").options == Options(model="base")


def test_an_attempt_is_told_the_languages_of_its_session(registry: Registry) -> None:
    def heard(language: str | None, options: Options | None = None, text: str = "hello") -> None:
        segments = (Segment(0.0, 2.0, text),) if text else ()
        run = begun(registry, options)
        assert registry.complete(run.run_id, 1, "me", FinishedWindow(0, 0.0, 3.0, segments, language)) is not None

    assert registry.attempt_context(begun(registry)).languages == ()
    heard("de")
    heard("en")
    heard("fr", Options(language="fr"))  # told, not detected
    heard("ja", text="")  # a guess at a noise
    assert registry.attempt_context(begun(registry)).languages == ("en", "de")
    for language in ("es", "it", "pt", "nl"):
        heard(language)
    run = begun(registry)
    assert registry.attempt_context(run).languages == ("nl", "pt", "it", "es", "en"), "five are enough"
    other, _ = registry.open_session("another", Ordering.CONCURRENT)
    (elsewhere,) = registry.add_runs(other.session_id, [NewRun(Clip("x", "x", "x", stored_as="x"), Options())])
    assert registry.attempt_context(elsewhere).languages == ()
    registry.store_window(run.run_id, 1, "me", window(0, text="so far"))
    assert registry.attempt_context(registry.run(run.run_id)).text == "so far"
