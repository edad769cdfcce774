"""What a door took is shown at once, and ends as a row or as a reason, whatever its disk, its file or ours does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.errors import RegistryUnusable
from engine.events import Arriving, EngineTrouble, Notice, RunChanged, WaitReason
from engine.intake import arrivals, hand_over
from engine.registry.registry import Registry
from engine.run import NewRun, Ordering, Run, State
from engine.storage import carriers
from engine.storage.paths import Paths
from tests.engine.doors import LIMIT_S, Share, codes, files, until, vault_of


async def test_what_is_handed_over_is_shown_before_it_is_safe(
    engine: Engine, told: list[Notice], session_id: str, tmp_path: Path
) -> None:
    group = await engine.hand_over(files(tmp_path, "a", "b"), session_id=session_id)
    shown = [notice.run for notice in told if isinstance(notice, Arriving)]
    assert [run.clip.name for run in shown] == ["a.wav", "b.wav"]
    assert all(run.is_arriving and not run.is_registered for run in shown) and not await engine.runs.all()
    assert engine.arriving(session_id) == shown and engine.why_waiting(shown[0]).why is WaitReason.BEING_TAKEN_IN
    await group.has_ended.wait()
    stored = await engine.runs.all()
    assert [run.run_id for run in stored] == [run.run_id for run in shown] and stored == group.runs
    assert not any(run.is_arriving for run in stored) and not engine.arriving()


async def test_many_come_in_the_order_given(engine: Engine, session_id: str, tmp_path: Path) -> None:
    paths = files(tmp_path, *(f"{n:03}" for n in range(200)))
    runs = await engine.accept([*paths, tmp_path / "nowhere.wav"], session_id=session_id)
    assert [run.clip.name for run in runs] == [path.name for path in paths] + ["nowhere.wav"]
    assert runs == await engine.runs.all() and codes(runs) == [None] * 200 + ["file_missing"]


# --- a disk that does not answer ---


async def test_a_silent_disk_holds_up_nobody_else(
    engine: Engine, session_id: str, tmp_path: Path, share: Share
) -> None:
    far = await engine.hand_over(files(share.folder, *"abcdefghijklmnopqrst"), session_id=session_id)
    async with asyncio.timeout(LIMIT_S):
        local = await engine.accept(files(tmp_path / "local", "a", "b"), session_id=session_id)
    assert codes(local) == [None, None] and all(run.is_registered for run in local)
    waiting = engine.arriving()
    assert len(waiting) == 20
    await until(lambda: {engine.why_waiting(run).why for run in waiting} == {WaitReason.DISK_SILENT})
    assert engine.why_waiting(waiting[-1]).facts == {"folder": str(share.folder)}
    share.answers.set()
    await far.has_ended.wait()
    assert codes(far.runs) == [None] * 20


async def test_those_that_come_with_a_silent_one_do_not_wait_for_it(
    engine: Engine, session_id: str, tmp_path: Path, share: Share, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_over, "PATIENCE_S", 0.05)
    monkeypatch.setattr(arrivals, "PATIENCE_S", 0.05)
    paths = [*files(share.folder, "late"), *files(tmp_path / "local", "a", "b", "c")]
    group = await engine.hand_over(paths, session_id=session_id)
    await until(lambda: len(group.ended) == 3)
    assert {run.clip.name for run in await engine.runs.all()} == {"a.wav", "b.wav", "c.wav"}
    share.answers.set()
    await group.has_ended.wait()
    by_turn = sorted(await engine.runs.all(), key=lambda run: run.turn)
    assert [run.clip.name for run in by_turn] == ["late.wav", "a.wav", "b.wav", "c.wav"], "it has lost its turn"
    assert [run.clip.name for run in group.runs] == ["late.wav", "a.wav", "b.wav", "c.wav"]


async def test_what_hangs_can_be_stopped_and_tried_again(
    engine: Engine, home: Paths, session_id: str, share: Share
) -> None:
    group = await engine.hand_over(files(share.folder, "a", "b"), session_id=session_id)
    one, other = group.runs
    async with asyncio.timeout(LIMIT_S):
        await engine.runs.cancel([one.run_id])
    stopped = await engine.runs.get(one.run_id)
    assert (stopped.state, codes([stopped]), stopped.can_retry) == (State.FAILED, ["taking_in_stopped"], True)
    retried = asyncio.get_running_loop().create_task(engine.runs.retry([one.run_id]))
    await until(lambda: engine.arriving() and engine.arriving()[-1].run_id == one.run_id)
    await engine.runs.retry([one.run_id])  # once more changes nothing: it is on its way
    share.answers.set()
    await retried
    await group.has_ended.wait()
    runs = await engine.runs.all()
    assert [(run.run_id, run.state) for run in runs] == [(one.run_id, State.QUEUED), (other.run_id, State.QUEUED)]
    await until(lambda: len(vault_of(home)) == 2)
    assert vault_of(home) == sorted(str(run.clip.stored_as) for run in runs)


async def test_a_disk_can_hang_many_times_over(engine: Engine, session_id: str, tmp_path: Path, share: Share) -> None:
    """What was given up takes no place, up to so many threads."""
    (session,) = await engine.sessions()
    for name in "abcdefghijklmnopqrst":
        await engine.hand_over(files(share.folder, name), session_id=session_id)
    async with asyncio.timeout(LIMIT_S):
        await engine.runs.cancel(session_id=session.session_id)
    assert set(codes(await engine.runs.all())) == {"taking_in_stopped"}
    await asyncio.sleep(carriers.IDLE_S + 0.5)  # those of other disks, which hang nowhere, have ended
    hanging = [thread for thread in threading.enumerate() if thread.name == "carrier"]
    assert len(hanging) <= carriers.MAX_THREADS_A_DISK
    assert codes(await engine.accept(files(tmp_path / "local", "a"), session_id=session_id)) == [None]


async def test_what_hangs_can_be_deleted_or_paused(
    engine: Engine, told: list[Notice], session_id: str, share: Share
) -> None:
    group = await engine.hand_over(files(share.folder, "a", "b"), session_id=session_id)
    one, other = group.runs
    await engine.trash.delete([one.run_id])
    assert [run.run_id for run in await engine.trash.deleted_runs()] == [one.run_id]
    await engine.runs.pause([other.run_id])
    share.answers.set()
    await group.has_ended.wait()
    await until(lambda: [notice.run.state for notice in told if isinstance(notice, RunChanged)][-1] is State.PAUSED)
    assert (await engine.runs.get(other.run_id)).state is State.PAUSED


async def test_a_disk_that_never_answers_is_given_up(
    engine: Engine, session_id: str, share: Share, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "SILENT_LIMIT_S", 0.2)
    monkeypatch.setattr(arrivals, "SEE_TO_LIMITS_EVERY_S", 0.1)
    async with asyncio.timeout(LIMIT_S):
        [run] = await engine.accept(files(share.folder, "a"), session_id=session_id)
    assert codes([run]) == ["disk_silent"] and run.can_retry


async def test_the_end_waits_for_no_silent_disk(home: Paths, share: Share) -> None:
    engine = await Engine.open(home, works=False)
    session = await engine.open_session("s")
    await engine.hand_over(files(share.folder, "a", "b"), session_id=session.session_id)
    async with asyncio.timeout(LIMIT_S):
        await engine.close()
    again = await Engine.open(home, works=False)
    runs = await again.runs.all()
    assert codes(runs) == ["taking_in_ended"] * 2
    share.answers.set()
    await again.runs.retry([run.run_id for run in runs])
    assert [run.state for run in await again.runs.all()] == [State.QUEUED] * 2
    await again.close()


# --- a registry that cannot be written ---


class Full:
    """Whether the registry finds room for the rows of so many more clips at most."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.most_stored: int | None = None
        self.error: Exception = RegistryUnusable("data_disk_full", path="home")
        add_runs = Registry.add_runs

        def added(registry: Registry, session_id: str, new_runs: Sequence[NewRun]) -> list[Run]:
            if self.most_stored is not None:
                left = self.most_stored - sum(new.reason is None for new in new_runs)
                if left < 0:
                    raise self.error
                self.most_stored = left
            return add_runs(registry, session_id, new_runs)

        monkeypatch.setattr(Registry, "add_runs", added)


async def test_where_there_is_no_room_for_rows_some_make_room_for_the_others(
    engine: Engine, home: Paths, session_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Full(monkeypatch)
    full.most_stored = 3
    runs = await engine.accept(files(tmp_path, *"abcdef"), session_id=session_id)
    assert codes(runs) == [None] * 3 + ["disk_full"] * 3
    assert runs == await engine.runs.all()
    assert vault_of(home) == sorted(str(run.clip.stored_as) for run in runs if run.clip.stored_as)


async def test_what_has_no_row_has_a_reason_and_a_retry_and_leaves_no_copy(
    engine: Engine, told: list[Notice], home: Paths, session_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Full(monkeypatch)
    full.most_stored = -1
    runs = await engine.accept(files(tmp_path, *"abc"), session_id=session_id)
    assert codes(runs) == ["disk_full"] * 3 and all(run.can_retry and not run.is_registered for run in runs)
    assert [notice.run for notice in told if isinstance(notice, Arriving)][-3:] == runs == engine.arriving(session_id)
    assert vault_of(home) == [] and not await engine.runs.all()
    assert await engine.runs.get(runs[0].run_id) == runs[0]
    await engine.trash.delete([runs[2].run_id])
    full.most_stored = None
    await engine.runs.retry([runs[0].run_id])
    await until(lambda: not engine.arriving())  # and the other is written down as soon as it can be
    stored = await engine.runs.all()
    assert [(run.run_id, run.state) for run in stored] in (
        [(runs[0].run_id, State.QUEUED), (runs[1].run_id, State.FAILED)],
        [(runs[1].run_id, State.FAILED), (runs[0].run_id, State.QUEUED)],
    )
    assert len(vault_of(home)) == 1


@pytest.mark.expects_warnings
async def test_a_hand_over_that_fails_does_not_end_the_others(
    engine: Engine, told: list[Notice], home: Paths, session_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Full(monkeypatch)
    full.most_stored, full.error = -1, ValueError("a fault of ours")
    [failed] = await engine.accept(files(tmp_path, "a"), session_id=session_id)
    full.most_stored = None
    [good] = await engine.accept(files(tmp_path, "b"), session_id=session_id)
    assert codes([failed, good]) == ["clip_not_registered", None]
    assert [notice.reason.code for notice in told if isinstance(notice, EngineTrouble)] == ["engine_trouble"]
    assert vault_of(home) == [good.clip.stored_as]


async def test_a_session_in_order_keeps_the_order_given(
    engine: Engine, tmp_path: Path, share: Share, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await engine.open_session("in order", Ordering.IN_ORDER)
    share.answers.set()
    paths = [path for pair in zip(files(share.folder, *"ace"), files(tmp_path, *"bdf"), strict=True) for path in pair]
    runs = await engine.accept(paths, session_id=session.session_id)
    assert [run.clip.name[0] for run in runs] == list("abcdef")
    assert [run.position for run in runs] == sorted(run.position for run in runs)
