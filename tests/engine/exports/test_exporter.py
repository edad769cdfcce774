"""Exports are part of the story of their runs, however they end, and one that fails keeps no other back."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from engine.errors import ExportError, NotFound
from engine.events import EventKind
from engine.exports import exporter
from engine.exports.exporter import Exporter
from engine.exports.formats import ExportOptions, Format, Planned
from engine.messages import explain
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread
from engine.run import Clip, NewRun, Options, Ordering, Run
from engine.segments import FinishedWindow, Segment
from engine.text.transcript import Transcript
from tests.support.fakes import FakeClock


@pytest.fixture
async def registry(tmp_path: Path) -> AsyncIterator[RegistryThread]:
    thread = RegistryThread()
    await thread.open(tmp_path / "registry.sqlite3", FakeClock())
    yield thread
    await thread.close()


@pytest.fixture
async def runs(registry: RegistryThread) -> list[Run]:
    """Three clips of one session, two of one name, and what was said in them."""
    return await registry(_with_texts, {"one": "a.wav", "two": "a.wav", "three": "b.wav"})


def _with_texts(registry: Registry, said: dict[str, str]) -> list[Run]:
    registry.add_owner("me")
    session, _ = registry.open_session("Monday", Ordering.CONCURRENT)
    new = [NewRun(Clip(f"clip {n}", name, name, stored_as="x"), Options()) for n, name in enumerate(said.values())]
    runs = registry.add_runs(session.session_id, new)
    registry.claim([run.run_id for run in runs], "me")
    for run, text in zip(runs, said, strict=True):
        registry.complete(run.run_id, 1, "me", FinishedWindow(0, 0.0, 1.0, (Segment(0.0, 1.0, text),)))
    return runs


async def story(registry: RegistryThread, run: Run) -> list[tuple[EventKind, dict[str, str | int | float]]]:
    events = await registry(Registry.events, run.run_id)
    return [(event.kind, dict(event.detail)) for event in events if event.kind.value.startswith("export")]


def ids(runs: list[Run]) -> list[str]:
    return [run.run_id for run in runs]


async def test_an_export_is_an_event(registry: RegistryThread, runs: list[Run], tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    assert await Exporter(registry).export(runs[0].run_id[:8], "txt", path, ExportOptions()) == path
    assert path.read_text() == "one\n"
    assert await story(registry, runs[0]) == [(EventKind.EXPORTED, {"format": "txt", "path": str(path)})]


async def test_a_format_of_the_screens_own_is_exported_like_the_others(
    registry: RegistryThread, runs: list[Run], tmp_path: Path
) -> None:
    loud = Format("loud", "Loud", lambda transcript, _: transcript.segments[0].text.upper())
    exports = Exporter(registry)
    exported = await exports.export_many(ids(runs), loud, tmp_path, ExportOptions())
    assert [one.path.name for one in exported] == ["a.loud", "a (2).loud", "b.loud"]
    assert exported[1].path.read_text() == "TWO\n"
    path = str(tmp_path / "a.loud")
    assert await story(registry, runs[0]) == [(EventKind.EXPORTED, {"format": "loud", "path": path})]
    with pytest.raises(ExportError):
        await exports.export_many(ids(runs), loud, tmp_path, ExportOptions(merged=True))


async def test_an_export_that_fails_is_an_event_and_leaves_the_text(
    registry: RegistryThread, runs: list[Run], tmp_path: Path
) -> None:
    path = tmp_path / "file" / "note.txt"
    path.parent.touch()
    before = await registry(Registry.segments, runs[0].run_id)
    with pytest.raises(OSError, match="exists"):
        await Exporter(registry).export(runs[0].run_id, "txt", path, ExportOptions())
    [(kind, detail)] = await story(registry, runs[0])
    assert kind is EventKind.EXPORT_FAILED
    assert detail == {"format": "txt", "path": str(path), "code": "not_written", "detail": "File exists"}
    assert await registry(Registry.segments, runs[0].run_id) == before


@pytest.mark.expects_warnings
async def test_what_kept_it_from_the_disk_is_told_even_if_the_story_cannot_be(
    registry: RegistryThread, runs: list[Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    (tmp_path / "file").touch()
    monkeypatch.setattr(Registry, "record_export", full)
    with pytest.raises(OSError, match="exists"):
        await Exporter(registry).export(runs[0].run_id, "txt", tmp_path / "file" / "note.txt", ExportOptions())


async def test_many_have_a_file_each(registry: RegistryThread, runs: list[Run], tmp_path: Path) -> None:
    options = ExportOptions(pattern="{number} {session} {name}")
    exported = await Exporter(registry).export_many(ids(runs), "txt", tmp_path / "out", options)
    assert [one.path.name for one in exported] == ["1 Monday a.txt", "2 Monday a.txt", "3 Monday b.txt"]
    assert [one.path.read_text() for one in exported] == ["one\n", "two\n", "three\n"]
    assert [one.run_ids for one in exported] == [(run.run_id,) for run in runs]


async def test_files_are_replaced_when_told_to_but_never_by_each_other(
    registry: RegistryThread, runs: list[Run], tmp_path: Path
) -> None:
    exports, folder = Exporter(registry), tmp_path / "out"
    for options in (ExportOptions(), ExportOptions(overwrite=True)):
        exported = await exports.export_many(ids(runs), "txt", folder, options)
        assert [one.path.name for one in exported] == ["a.txt", "a (2).txt", "b.txt"]
    exported = await exports.export_many(ids(runs), "txt", folder, ExportOptions())
    assert [one.path.name for one in exported] == ["a (3).txt", "a (2) (2).txt", "b (2).txt"]
    assert len(os.listdir(folder)) == 6


async def test_merged_they_are_one_file_and_an_event_each(
    registry: RegistryThread, runs: list[Run], tmp_path: Path
) -> None:
    [exported] = await Exporter(registry).export_many(ids(runs), "md", tmp_path, ExportOptions(merged=True))
    assert exported.path == tmp_path / "Monday.md" and exported.run_ids == tuple(ids(runs))
    assert exported.path.read_text().startswith("# Monday\n\n## a.wav\n")
    for run in runs:
        assert [kind for kind, _ in await story(registry, run)] == [EventKind.EXPORTED]


async def test_a_file_that_cannot_be_written_keeps_no_other_back(
    registry: RegistryThread, runs: list[Run], tmp_path: Path
) -> None:
    (tmp_path / "a (2).txt").mkdir()
    exported = await Exporter(registry).export_many(ids(runs), "txt", tmp_path, ExportOptions(overwrite=True))
    assert [one.reason is None for one in exported] == [True, False, True]
    assert exported[1].reason is not None and "a (2).txt” could not be written" in explain(exported[1].reason)
    assert [kind for kind, _ in await story(registry, runs[1])] == [EventKind.EXPORT_FAILED]
    assert sorted(os.listdir(tmp_path / "a (2).txt")) == []


async def test_what_there_cannot_be_is_refused_before_anything_is_written(
    registry: RegistryThread, runs: list[Run], tmp_path: Path
) -> None:
    exports, folder = Exporter(registry), tmp_path / "out"
    with pytest.raises(ExportError):
        await exports.export_many(ids(runs), "srt", folder, ExportOptions(merged=True))
    with pytest.raises(ExportError):
        await exports.export_many(ids(runs), "txt", folder, ExportOptions(pattern="{nome}"))
    with pytest.raises(NotFound):
        await exports.export_many([*ids(runs), "nobody"], "txt", folder, ExportOptions())
    assert not folder.exists()


async def test_a_disk_that_does_not_answer_fails_its_own_documents_and_holds_up_no_others(
    registry: RegistryThread, runs: list[Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, answers, really = tmp_path / "share", threading.Event(), exporter._make

    def made(planned: Planned, transcripts: Sequence[Transcript], path: Path, options: ExportOptions) -> Path:
        if path.parent == share:
            answers.wait()
        return really(planned, transcripts, path, options)

    monkeypatch.setattr(exporter, "_make", made)
    monkeypatch.setattr(exporter, "WRITTEN_IN_S", 0.2)
    exports = Exporter(registry)
    [silent] = await exports.export_many(ids(runs)[:1], "txt", share, ExportOptions())
    monkeypatch.setattr(exporter, "WRITTEN_IN_S", 1000.0)
    [again] = await exports.export_many(ids(runs)[1:2], "txt", share, ExportOptions())  # nobody waits for it anew
    for exported in (silent, again):
        assert exported.reason is not None and exported.reason.code == "export_disk_silent"
        assert "does not answer" in explain(exported.reason)
    [other] = await exports.export_many(ids(runs)[2:], "txt", tmp_path, ExportOptions())
    assert other.reason is None and other.path.is_file()
    [(kind, detail)] = await story(registry, runs[0])
    assert kind is EventKind.EXPORT_FAILED and detail["code"] == "export_disk_silent"
    answers.set()
    while (await exports.export_many(ids(runs)[:1], "txt", share, ExportOptions()))[0].reason:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_where_the_disk_of_the_original_does_not_answer_nothing_is_beside_it(
    registry: RegistryThread, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()
    monkeypatch.setattr(exporter, "folder_beside", lambda run: answers.wait() and None)
    monkeypatch.setattr(exporter, "FOUND_IN_S", 0.2)
    try:
        assert await Exporter(registry).folder_beside(runs[0]) is None
    finally:
        answers.set()
