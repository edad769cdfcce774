"""What a person's rule lets go, and what it never touches."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from engine.days import DAY_S
from engine.engine import Engine
from engine.errors import ClipError
from engine.events import EventKind, Notice, RunChanged
from engine.registry.registry import Registry
from engine.registry.retention import Expired, KeptClip, RetentionScope, Rule, expired
from engine.run import Reason, Run, State, Step
from engine.segments import FinishedWindow, Segment
from engine.storage.paths import Paths
from engine.storage.vault import Vault
from tests.support.fakes import FakeClock, FakePool

NOW = 100 * DAY_S


def kept_clip(
    name: str, days: float, size_bytes: int = 10, *, has_ended: bool = True, is_deleted: bool = False
) -> KeptClip:
    """One that ended so many days ago."""
    return KeptClip(name, (f"run of {name}",), size_bytes, NOW - days * DAY_S, has_ended, is_deleted)


def names(clips: tuple[KeptClip, ...]) -> list[str]:
    return [each.clip_id for each in clips]


def test_without_a_rule_everything_is_kept() -> None:
    assert Rule().keeps_everything
    assert expired(Rule(), [kept_clip("old", 99)], NOW) == Expired()


def test_age_takes_what_has_ended_and_is_old() -> None:
    there = [
        kept_clip("new", 6),
        kept_clip("old", 8),
        kept_clip("waits", 50, has_ended=False),
        kept_clip("in the bin", 9, is_deleted=True),
    ]
    assert names(expired(Rule(days=7), there, NOW).audio) == ["old"]
    assert names(expired(Rule(days=7, scope=RetentionScope.ALL), there, NOW).to_bin) == ["old"]


def test_size_takes_the_bin_first_and_then_the_oldest() -> None:
    there = [kept_clip("b", 5), kept_clip("a", 9), kept_clip("c", 3), kept_clip("in the bin", 2, is_deleted=True)]
    for size_bytes, binned, others in ((40, [], []), (39, ["in the bin"], []), (15, ["in the bin"], ["a", "b"])):
        going = expired(Rule(size_bytes=size_bytes), there, NOW)
        assert (names(going.for_good), names(going.audio), going.to_bin) == (binned, others, ())
        going = expired(Rule(size_bytes=size_bytes, scope=RetentionScope.ALL), there, NOW)
        assert (names(going.for_good), going.audio, going.to_bin) == (binned + others, (), ())


def test_size_spares_what_is_unfinished_and_what_is_new() -> None:
    there = [
        kept_clip("waits", 50, has_ended=False),
        kept_clip("of today", 0.5),
        kept_clip("deleted just now", 0.1, is_deleted=True),
    ]
    assert expired(Rule(size_bytes=1), there, NOW) == Expired()


def test_what_goes_for_its_age_makes_room() -> None:
    there = [kept_clip("old", 9), kept_clip("middle", 5), kept_clip("new", 3)]
    assert names(expired(Rule(days=7, size_bytes=20), there, NOW).audio) == ["old"]
    going = expired(Rule(days=7, size_bytes=10), there, NOW)
    assert names(going.audio) == ["old", "middle"] and (going.clips, going.size_bytes) == (2, 20)


async def accepted(engine: Engine, folder: Path, *names: str) -> list[Run]:
    """Clips of 100 bytes each."""
    paths = [folder / name for name in names]
    for path in paths:
        path.write_bytes(path.name.encode().ljust(100))
    return await engine.accept(paths, session_id=(await engine.open_session("s")).session_id)


def complete(registry: Registry, run: Run) -> None:
    (claimed,) = registry.claim([run.run_id], "me")
    text = FinishedWindow(0, 0, 5, (Segment(0, 4, f"text of {run.clip.name}"),), "en")
    registry.complete(run.run_id, claimed.attempt, "me", text)


def stored(home: Paths) -> list[str]:
    found = []
    for path in home.vault.iterdir():
        with suppress(FileNotFoundError):  # it goes just now
            found.append(path.read_bytes().decode().strip())
    return sorted(found)


async def test_the_audio_goes_and_the_text_stays(
    engine: Engine, worker: Registry, home: Paths, tmp_path: Path, clock: FakeClock
) -> None:
    old, waits, runs, failed, new = await accepted(engine, tmp_path, "old", "waits", "runs", "failed", "new")
    complete(worker, old)
    worker.claim([runs.run_id], "me")
    (claimed,) = worker.claim([failed.run_id], "me")
    worker.end_attempt(failed.run_id, claimed.attempt, "me", Step.FAIL, Reason("not_media"))
    clock.advance(8 * DAY_S)
    complete(worker, new)
    told: list[Notice] = []
    engine.subscribe(told.append)
    assert (await engine.trash.preview_retention(Rule(days=7))).clips == 1
    await engine.trash.set_retention(Rule(days=7))
    assert stored(home) == ["failed", "new", "runs", "waits"]
    (changed,) = [each.run for each in told if isinstance(each, RunChanged)]
    assert changed.run_id == old.run_id and changed.clip.stored_as is None and not changed.can_retry
    assert (await engine.runs.events(old.run_id))[-1].kind is EventKind.AUDIO_REMOVED
    assert [each.text for each in await engine.texts.segments(old.run_id)] == ["text of old"]
    assert engine.audio_path(changed) is None and await engine.peaks(changed) is None
    with pytest.raises(ClipError, match="clip_gone"):
        await engine.runs.retry([old.run_id])
    assert (await engine.runs.get(old.run_id)).state is State.COMPLETED
    assert {run.run_id for run in await engine.runs.all()} == {each.run_id for each in (old, waits, runs, failed, new)}


async def test_whole_runs_go_by_way_of_the_bin_and_may_come_back(
    engine: Engine, worker: Registry, home: Paths, tmp_path: Path, clock: FakeClock
) -> None:
    (old,) = await accepted(engine, tmp_path, "old")
    complete(worker, old)
    clock.advance(8 * DAY_S)
    rule = Rule(days=7, scope=RetentionScope.ALL)
    await engine.trash.set_retention(rule)
    assert await engine.runs.all() == [] and stored(home) == ["old"]
    assert [run.run_id for run in await engine.trash.deleted_runs()] == [old.run_id]
    await engine.trash.restore([old.run_id])
    await engine.trash.apply_retention()
    assert [run.run_id for run in await engine.runs.all()] == [old.run_id], "its age counts anew"
    clock.advance(8 * DAY_S)
    await engine.trash.apply_retention()
    assert await engine.runs.all() == []


@pytest.mark.parametrize("scope", RetentionScope)
async def test_the_size_is_kept(
    engine: Engine, worker: Registry, home: Paths, tmp_path: Path, clock: FakeClock, scope: RetentionScope
) -> None:
    binned, first, second, waits = await accepted(engine, tmp_path, "binned", "first", "second", "waits")
    for run in (first, second):
        complete(worker, run)
        clock.advance(1.0)
    await engine.trash.delete([binned.run_id])
    clock.advance(2 * DAY_S)
    await engine.trash.set_retention(Rule(size_bytes=200, scope=scope))
    assert stored(home) == ["second", "waits"]
    assert await engine.trash.deleted_runs() == [], "the bin counts, and goes first"
    there = [run.run_id for run in await engine.runs.all()]
    audio_only = [first.run_id, second.run_id, waits.run_id]
    assert there == (audio_only if scope is RetentionScope.AUDIO else [second.run_id, waits.run_id])
    await engine.trash.apply_retention()
    assert stored(home) == ["second", "waits"], "and no more than that"


async def test_audio_that_another_run_still_needs_stays(
    engine: Engine, worker: Registry, home: Paths, tmp_path: Path, clock: FakeClock
) -> None:
    (run,) = await accepted(engine, tmp_path, "shared")
    complete(worker, run)
    again = await engine.runs.transcribe_range(run.run_id, 0.0, 1.0)
    await engine.trash.delete([again.run_id])
    clock.advance(8 * DAY_S)
    await engine.trash.set_retention(Rule(days=7))
    assert stored(home) == ["shared"], "restored, the other one would go on"
    await engine.trash.purge([again.run_id])
    await engine.trash.apply_retention()
    assert stored(home) == []


class Killed(BaseException):
    """Stands for the end of the program at that line."""


@pytest.mark.parametrize("removes", [True, False])
async def test_killed_while_letting_go_leaves_nothing_for_long(
    engine: Engine, worker: Registry, home: Paths, tmp_path: Path, clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch, removes: bool,
) -> None:  # fmt: skip
    runs = await accepted(engine, tmp_path, "1", "2")
    for run in runs:
        complete(worker, run)
    clock.advance(8 * DAY_S)
    remove: Callable[[Vault, str], None] = Vault.remove

    def killed(vault: Vault, stored_as: str) -> None:
        if removes:
            remove(vault, stored_as)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Vault, "remove", killed)
        with pytest.raises(Killed):
            await engine.trash.set_retention(Rule(days=7))
    assert len(stored(home)) == (1 if removes else 2)
    assert all(run.clip.stored_as is None for run in await engine.runs.all())
    again = await Engine.open(home, clock=clock, pool=FakePool())
    while stored(home):  # noqa: ASYNC110 - nobody tells when the bin is empty
        await asyncio.sleep(0.01)
    assert [run.preview for run in await again.runs.all()] == ["text of 1", "text of 2"]
    await again.close()
    with sqlite3.connect(home.registry) as db:
        assert db.execute("SELECT count(*) FROM discarded").fetchone() == (0,)
    db.close()


async def test_an_engine_that_works_sees_to_it_now_and_then(
    home: Paths, tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.engine.RETENTION_EVERY_S", 0.01)
    engine = await Engine.open(home, clock=clock, pool=FakePool())
    (run,) = await accepted(engine, tmp_path, "old")
    await engine.runs.cancel([run.run_id])
    await engine.runs.wait([run.run_id])
    await engine.trash.set_retention(Rule(days=7))
    assert stored(home) == ["old"]
    clock.advance(8 * DAY_S)
    while stored(home):  # noqa: ASYNC110 - nobody tells of files
        await asyncio.sleep(0.01)
    await engine.close()
