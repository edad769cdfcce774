"""Where a person wants it, each text is written beside its file: once, over nothing, and after a kill too."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.events import EngineTrouble, EventKind, Notice
from engine.registry.registry import Registry
from engine.run import Clip, NewRun, Options, Ordering, Reason, Run
from engine.segments import FinishedWindow, Segment
from engine.storage.paths import Paths
from tests.support.fakes import FakeClock
from tests.support.starter import samples

LIMIT_S = 60.0


def killed_after_completing(
    home: Paths, files: list[Path], format: str = "txt", said: str = "Hello.", options: Options | None = None
) -> list[Run]:
    """What a program leaves that is killed between the completion of these files and the writing of their texts."""
    registry = Registry(home.registry, FakeClock())
    registry.write_beside(format)
    registry.add_owner("me")
    session, _ = registry.open_session("s", Ordering.CONCURRENT)
    new = [NewRun(Clip(str(uuid.uuid4()), file.name, str(file), stored_as="x"), options or Options()) for file in files]
    runs = registry.add_runs(session.session_id, new)
    registry.claim([run.run_id for run in runs], "me")
    segments = (Segment(0.0, 1.0, said),) if said else ()
    for run in runs:
        registry.complete(run.run_id, 1, "me", FinishedWindow(0, 0.0, 1.0, segments))
    registry.remove_owner("me", Reason("worker_died"))
    registry.close()
    return runs


async def started(home: Paths, check: Callable[[Engine, list[Notice]], Awaitable[None]]) -> None:
    """A start on these data, until everything is written."""
    engine = await Engine.open(home)
    told: list[Notice] = []
    engine.subscribe(told.append)
    try:
        await engine._beside._finish()
        await check(engine, told)
    finally:
        await engine.close()


async def story(engine: Engine, run: Run) -> list[EventKind]:
    kinds = [event.kind for event in await engine.runs.events(run.run_id)]
    return kinds[kinds.index(EventKind.COMPLETE) + 1 :]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "talk.wav"
    made.write_bytes(b"audio")
    return made


async def test_a_kill_after_the_completion_leaves_the_text_to_the_next_start(home: Paths, file: Path) -> None:
    [run] = killed_after_completing(home, [file], "srt")
    assert not file.with_name("talk.srt").exists()

    async def check(engine: Engine, told: list[Notice]) -> None:
        assert "Hello." in file.with_name("talk.srt").read_text()
        assert await story(engine, run) == [EventKind.TO_BE_WRITTEN, EventKind.EXPORTED]
        file.with_name("talk.srt").unlink()

    await started(home, check)

    async def again(engine: Engine, told: list[Notice]) -> None:
        assert not file.with_name("talk.srt").exists(), "written once"

    await started(home, again)


async def test_a_kill_after_the_writing_makes_no_second_file(home: Paths, file: Path) -> None:
    killed_after_completing(home, [file])
    file.with_name("talk.txt").write_text("Hello.\n")

    async def check(engine: Engine, told: list[Notice]) -> None:
        assert {each.name for each in file.parent.glob("talk*")} == {"talk.wav", "talk.txt"}

    await started(home, check)


async def test_a_file_of_somebody_else_is_kept(home: Paths, file: Path) -> None:
    file.with_name("talk.txt").write_text("My own notes")
    killed_after_completing(home, [file])

    async def check(engine: Engine, told: list[Notice]) -> None:
        assert file.with_name("talk.txt").read_text() == "My own notes"
        assert file.with_name("talk (2).txt").read_text() == "Hello.\n"

    await started(home, check)


async def test_nothing_is_written_for_what_is_no_file_or_says_nothing(home: Paths, file: Path) -> None:
    killed_after_completing(home, [Path("Recording 1.wav")])
    killed_after_completing(home, [file], said="")
    killed_after_completing(home, [file], options=Options(start_s=1.0, end_s=2.0))
    killed_after_completing(home, [file], format="")
    inside = samples()[0].path
    killed_after_completing(home, [inside])

    async def check(engine: Engine, told: list[Notice]) -> None:
        assert list(file.parent.glob("*.txt")) == []
        assert not inside.with_suffix(".txt").exists(), "the program's own folder is left alone"

    await started(home, check)


async def test_an_original_that_is_gone_is_no_trouble(home: Paths, file: Path) -> None:
    gone = file.with_name("talk.mp3")
    [run] = killed_after_completing(home, [gone])

    async def check(engine: Engine, told: list[Notice]) -> None:
        assert not file.with_name("talk.txt").exists() and told == []
        assert (await engine.runs.events(run.run_id))[-1].detail["code"] == "original_gone"

    await started(home, check)


async def test_a_failure_is_told_once_and_keeps_no_other_back(home: Paths, file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "call.wav"
    other.parent.mkdir()
    other.write_bytes(b"audio")
    runs = killed_after_completing(home, [file, other])

    def refuse(_: object, path: Path) -> None:
        if path.name == "talk.txt":
            raise PermissionError(13, "Permission denied")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.exports.exporter.same_document", refuse)

        async def check(engine: Engine, told: list[Notice]) -> None:
            assert other.with_name("call.txt").read_text() == "Hello.\n"
            [trouble] = [each for each in told if isinstance(each, EngineTrouble)]
            assert trouble.reason.code == "not_written" and trouble.reason.facts["detail"] == "Permission denied"
            assert await story(engine, runs[0]) == [EventKind.TO_BE_WRITTEN, EventKind.EXPORT_FAILED]

        await started(home, check)

    async def again(engine: Engine, told: list[Notice]) -> None:
        assert told == [], "told once"

    await started(home, again)


@pytest.mark.slow
async def test_every_file_has_its_text_beside_it(home: Paths, tmp_path: Path) -> None:
    files = []
    for sample in samples()[:3]:
        files.append(tmp_path / sample.path.name)
        files[-1].write_bytes(sample.path.read_bytes())
    engine = await Engine.open(home, beside_format="vtt")
    try:
        session = await engine.open_session("s")
        runs = await engine.accept(files, session_id=session.session_id)
        await engine.runs.wait([run.run_id for run in runs])
    finally:
        await engine.close()
    for file, sample in zip(files, samples(), strict=False):
        assert sample.text in file.with_suffix(".vtt").read_text()


async def test_closing_waits_for_what_is_being_written(home: Paths, file: Path) -> None:
    killed_after_completing(home, [file])
    engine = await Engine.open(home)
    await asyncio.wait_for(engine.close(), LIMIT_S)
    assert file.with_name("talk.txt").exists()
