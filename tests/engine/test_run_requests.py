"""What a person asks of runs, through the façade: durable when it returns, and told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.errors import ClipError, EditError, NotFound
from engine.events import Notice, RunChanged, TextChanged
from engine.run import Run, State
from engine.storage.paths import Paths
from engine.text.edits import Insert, ReplaceText, SetSpeaker


@pytest.fixture
async def engine(home: Paths) -> AsyncIterator[Engine]:
    """An engine that only looks, so that what waits goes on waiting."""
    engine = await Engine.open(home, works=False)
    yield engine
    await engine.close()


@pytest.fixture
def told(engine: Engine) -> list[Notice]:
    notices: list[Notice] = []
    engine.subscribe(notices.append)
    return notices


async def accepted(engine: Engine, folder: Path, count: int, session: str = "s") -> list[Run]:
    paths = [folder / f"{n}.wav" for n in range(count)]
    for path in paths:
        path.write_bytes(b"audio")
    return await engine.accept(paths, session_id=(await engine.open_session(session)).session_id)


async def by_turn(engine: Engine) -> list[str]:
    return [run.run_id for run in sorted(await engine.runs.all(), key=lambda run: run.turn)]


async def test_what_is_moved_is_told_and_stays_moved(
    engine: Engine, told: list[Notice], home: Paths, tmp_path: Path
) -> None:
    a, b, c = [run.run_id for run in await accepted(engine, tmp_path, 3)]
    told.clear()
    await engine.runs.put_first([c])
    assert {notice.run.run_id for notice in told if isinstance(notice, RunChanged)} == {a, b, c}
    await engine.runs.move_before([a], None)
    another = await Engine.open(home, works=False)
    assert await by_turn(another) == [c, b, a]
    await another.close()


async def test_a_session_and_everything_stop_and_go_on(engine: Engine, told: list[Notice], tmp_path: Path) -> None:
    one, _ = await accepted(engine, tmp_path, 2)
    (elsewhere,) = await accepted(engine, tmp_path, 1, "another")
    told.clear()
    await engine.runs.pause(session_id=one.session_id)
    assert [notice.run.state for notice in told if isinstance(notice, RunChanged)] == [State.PAUSED] * 2
    assert (await engine.runs.get(elsewhere.run_id)).state is State.QUEUED
    await engine.runs.resume(session_id=one.session_id)
    await engine.runs.pause()
    assert {run.state for run in await engine.runs.all()} == {State.PAUSED}
    await engine.runs.resume()
    await engine.runs.cancel(session_id=one.session_id)
    assert [run.state for run in await engine.runs.all()] == [State.CANCELLED, State.CANCELLED, State.QUEUED]


async def test_another_run_of_a_stretch_comes_next(engine: Engine, tmp_path: Path) -> None:
    first, second = await accepted(engine, tmp_path, 2)
    again = await engine.runs.transcribe_range(second.run_id, 1.0, 2.5)
    assert await by_turn(engine) == [again.run_id, first.run_id, second.run_id]
    assert (again.options.start_s, again.options.end_s, again.clip) == (1.0, 2.5, second.clip)
    assert [run.run_id for run in await engine.texts.runs_of_clip(second.run_id)] == [again.run_id]
    assert [run.run_id for run in await engine.texts.runs_of_clip(again.run_id)] == [second.run_id]
    assert await engine.texts.runs_of_clip(first.run_id) == []
    (missing,) = await engine.accept([tmp_path / "missing.wav"], session_id=first.session_id)
    with pytest.raises(ClipError, match="clip_gone"):
        await engine.runs.transcribe_range(missing.run_id, 1.0, 2.5)
    with pytest.raises(NotFound):
        await engine.runs.transcribe_range("nobody", 1.0, 2.5)


async def test_an_edit_that_is_refused_or_changes_nothing_leaves_no_trace(engine: Engine, tmp_path: Path) -> None:
    (run,) = await accepted(engine, tmp_path, 1)
    with pytest.raises(EditError, match="not_editable"):
        await engine.texts.edit(run.run_id, Insert(0.0, 1.0, "too early"))
    await engine.runs.cancel([run.run_id])
    (written,) = await engine.texts.edit(run.run_id, Insert(0.0, 1.0, "what I heard"))
    await engine.texts.edit(run.run_id, SetSpeaker([written.segment_id], None))
    await engine.texts.edit(run.run_id, ReplaceText("nothing", "something"))
    assert len(await engine.texts.history(run.run_id)) == 1


async def test_a_changed_text_is_told(engine: Engine, told: list[Notice], tmp_path: Path) -> None:
    (run,) = await accepted(engine, tmp_path, 1)
    await engine.runs.cancel([run.run_id])
    told.clear()
    await engine.texts.edit(run.run_id, Insert(0.0, 1.0, "what I heard"))
    await engine.texts.undo(run.run_id)
    assert [notice for notice in told if isinstance(notice, TextChanged)] == [TextChanged(run.run_id)] * 2
    assert [notice.run.preview for notice in told if isinstance(notice, RunChanged)] == ["what I heard", ""]
