"""Documents of what came from a watched folder: made when a run is completed, after a kill too; then the file goes."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.events import EventKind
from engine.registry.registry import Registry
from engine.run import Run
from engine.segments import FinishedWindow, Segment
from engine.settings import WatchedFolder
from engine.storage.paths import Paths
from tests.engine.watching.conftest import Watching
from tests.support.fakes import FakePool


def write(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(path.name * 50)
    return path


def texts(folder: Path) -> dict[str, str]:
    """What is in its text files."""
    return {path.name: path.read_text() for path in folder.glob("*.txt")}


def complete(worker: Registry, run: Run, said: str = "Hello.") -> None:
    worker.add_owner(owner := str(uuid.uuid4()))  # an engine that was opened since has declared others dead
    [claimed] = worker.claim([run.run_id], owner)
    segments = (Segment(0.0, 1.0, said),) if said else ()
    worker.complete(run.run_id, claimed.attempt, owner, FinishedWindow(0, 0.0, 1.0, segments))


async def written(home: Paths) -> None:
    """What the next start does with what an earlier program left."""
    engine = await Engine.open(home, pool=FakePool())
    try:
        await engine.watched.documents_written()
    finally:
        await engine.close()


async def taken(engine: Engine, watching: Watching, inbox: Path, **rules: object) -> list[Run]:
    await watching(WatchedFolder.model_validate({"folder": str(inbox), **rules})).take_all()
    return await engine.runs.all()


async def test_they_are_made_after_a_kill_too(
    home: Paths, engine: Engine, worker: Registry, inbox: Path, watching: Watching, tmp_path: Path
) -> None:
    write(inbox / "a.wav")
    write(inbox / "sub" / "a.wav")
    out = tmp_path / "out"
    rules = {"formats": ["txt", "srt"], "output_folder": str(out), "name_pattern": "{session}-{name}"}
    for run in await taken(engine, watching, inbox, **rules):
        complete(worker, run)
    assert not out.exists()
    for _ in range(2):
        await written(home)
        made = sorted(str(path.relative_to(out)) for path in out.rglob("*.*"))
        assert made == ["inbox-a.srt", "inbox-a.txt", "sub/inbox-a.srt", "sub/inbox-a.txt"]


async def test_beside_over_nothing_and_once(
    home: Paths, engine: Engine, worker: Registry, inbox: Path, watching: Watching
) -> None:
    write(inbox / "a.wav")
    (inbox / "a.txt").write_text("mine")
    worker.write_beside("txt")  # which the settings say, too
    [run] = await taken(engine, watching, inbox, formats=["txt"])
    complete(worker, run)
    await written(home)
    assert (inbox / "a.txt").read_text() == "mine"
    assert texts(inbox).keys() == {"a (2).txt", "a.txt"}


async def test_the_file_goes_when_its_documents_are_there(
    home: Paths, engine: Engine, worker: Registry, inbox: Path, watching: Watching, tmp_path: Path
) -> None:
    file, done = write(inbox / "sub" / "a.wav"), tmp_path / "done"
    rules = WatchedFolder(folder=str(inbox), formats=("txt", "vtt"), move_done_to=str(done))
    watcher = watching(rules)
    await watcher.take_all()
    await watcher.move_done()
    [run] = await engine.runs.all()
    complete(worker, run)
    await watcher.move_done()
    assert file.exists(), "its documents are not written"
    await written(home)
    await watcher.move_done()
    assert [path.relative_to(done) for path in done.rglob("*.wav")] == [Path("sub/a.wav")]
    assert not file.exists()
    [run] = await engine.runs.all()
    assert run.clip.source == str(done / "sub" / "a.wav")
    assert (await engine.runs.events(run.run_id))[-1].kind is EventKind.FILE_MOVED
    await watcher.take_all()
    assert len(await engine.runs.all()) == 1


async def test_a_file_stays_whose_document_could_not_be_written(
    home: Paths, engine: Engine, worker: Registry, inbox: Path, watching: Watching, tmp_path: Path
) -> None:
    file, out = write(inbox / "a.wav"), tmp_path / "out"
    out.write_text("no folder")
    rules = WatchedFolder(
        folder=str(inbox), formats=("txt",), output_folder=str(out), move_done_to=str(tmp_path / "done")
    )
    watcher = watching(rules)
    await watcher.take_all()
    complete(worker, (await engine.runs.all())[0])
    await written(home)
    await watcher.move_done()
    assert file.exists()


async def test_what_has_no_speech_has_no_document_and_goes(
    home: Paths, engine: Engine, worker: Registry, inbox: Path, watching: Watching, tmp_path: Path
) -> None:
    file, done = write(inbox / "a.wav"), tmp_path / "done"
    watcher = watching(WatchedFolder(folder=str(inbox), formats=("txt",), move_done_to=str(done)))
    await watcher.take_all()
    complete(worker, (await engine.runs.all())[0], said="")
    await written(home)
    await watcher.move_done()
    assert not file.exists()
    assert texts(inbox) == {}


async def test_what_cannot_be_moved_is_told_and_stays(
    engine: Engine, worker: Registry, inbox: Path, watching: Watching, tmp_path: Path, troubles: list[str]
) -> None:
    file, done = write(inbox / "a.wav"), tmp_path / "done"
    done.write_text("no folder")
    watcher = watching(WatchedFolder(folder=str(inbox), move_done_to=str(done)))
    await watcher.take_all()
    complete(worker, (await engine.runs.all())[0])
    await watcher.move_done()
    await watcher.move_done()
    assert (file.exists(), troubles) == (True, ["watched_not_moved"])


async def test_a_retried_run_writes_its_new_text_beside_the_old(
    home: Paths, engine: Engine, worker: Registry, inbox: Path, watching: Watching
) -> None:
    write(inbox / "a.wav")
    [run] = await taken(engine, watching, inbox, formats=["txt"])
    for said in ("Hello.", "Hello.", "Hallo."):
        complete(worker, run, said)
        await written(home)
        worker.retry(run.run_id)
    assert texts(inbox) == {"a.txt": "Hello.\n", "a (2).txt": "Hallo.\n"}


@pytest.mark.parametrize("format", ["txt", "srt", "vtt", "json", "tsv", "csv", "ass", "md", "html", "docx"])
def test_no_document_is_taken_for_a_clip(format: str) -> None:
    from engine.storage.endings import SUFFIXES

    assert f".{format}" not in SUFFIXES
