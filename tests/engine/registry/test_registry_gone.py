"""The registry deleted, replaced or carried away while it is open, by real files: told, and nothing lost in silence."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import pytest

from engine.engine import Engine
from engine.errors import ClipError
from engine.events import EngineTrouble, Notice
from engine.messages import explain
from engine.registry.database import JOURNALS
from engine.run import Reason, State
from engine.storage.paths import Paths
from engine.storage.vault import Vault, new_clip
from tests.engine.maintenance.test_repair import fill, runs_of
from tests.support.starter import samples

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows deletes no file that is open")

Told: TypeAlias = list[Reason]


def telling(engine: Engine) -> tuple[Told, asyncio.Event]:
    """What the engine tells of trouble, and that it did."""
    told: Told = []
    is_told = asyncio.Event()

    def listen(notice: Notice) -> None:
        if isinstance(notice, EngineTrouble):
            told.append(notice.reason)
            is_told.set()

    engine.subscribe(listen)
    return told, is_told


def delete(paths: Paths, endings: tuple[str, ...]) -> None:
    for ending in endings:
        Path(f"{paths.registry}{ending}").unlink(missing_ok=True)


@pytest.mark.parametrize("endings", [("",), ("", *JOURNALS)], ids=["alone", "with its log"])
async def test_a_registry_that_is_deleted_comes_back(endings: tuple[str, ...], home: Paths) -> None:
    await asyncio.to_thread(fill, home, 3)
    engine = await Engine.open(home, works=False)
    told, is_told = telling(engine)
    try:
        session = await engine.open_session("Monday")
        await engine.accept([samples()[0].path], session_id=session.session_id)
        delete(home, endings)
        await asyncio.wait_for(is_told.wait(), 20)
        await engine.accept([samples()[1].path], session_id=session.session_id)
        delete(home, endings)
        await engine.accept([samples()[2].path], session_id=session.session_id)  # at once, before anybody looked
        runs = await engine.runs.all()
    finally:
        await engine.close()
    assert [reason.code for reason in told] == ["registry_put_back"] and "put it back" in explain(told[0])
    assert len(runs) == 6 and len(await asyncio.to_thread(runs_of, home)) == 6
    assert home.registry.stat().st_mode & 0o077 == 0
    assert not [path for path in home.home.iterdir() if "kept" in path.name or path.name.startswith("replaced")]


async def test_a_registry_that_is_replaced_is_told_and_what_was_in_it_is_kept(home: Paths, tmp_path: Path) -> None:
    other = Paths(tmp_path / "other")
    other.make()
    await asyncio.to_thread(fill, other, 1)
    engine = await Engine.open(home, works=False)
    told, is_told = telling(engine)
    try:
        session = await engine.open_session("Monday")
        [run] = await engine.accept([samples()[0].path], session_id=session.session_id)
        shutil.copy(other.registry, home.home / "new")
        os.replace(home.home / "new", home.registry)
        before = home.registry.read_bytes()
        [lost] = await engine.accept([samples()[1].path], session_id=session.session_id)
        assert lost.state is State.FAILED and not lost.is_registered and lost.reason is not None
        await asyncio.wait_for(is_told.wait(), 20)
        there = [each.run_id for each in await engine.runs.all() if each.is_registered]
        assert there == [run.run_id], "what there was can still be read"
    finally:
        await engine.close()
    reason = told[0]
    assert {each.code for each in told} == {"registry_replaced"} and home.registry.read_bytes() == before
    with closing(sqlite3.connect(str(reason.facts["kept"]))) as kept:
        assert kept.execute("SELECT run_id FROM runs").fetchall() == [(run.run_id,)]
    assert len(await asyncio.to_thread(runs_of, home)) == 1


async def test_a_folder_that_is_carried_away_is_waited_for(home: Paths, tmp_path: Path) -> None:
    engine = await Engine.open(home, works=False)
    told, is_told = telling(engine)
    try:
        session = await engine.open_session("Monday")
        home.home.rename(tmp_path / "away")
        await asyncio.wait_for(is_told.wait(), 20)
        [lost] = await engine.accept([samples()[0].path], session_id=session.session_id)
        assert lost.state is State.FAILED and not lost.is_registered and lost.reason is not None
        assert lost.reason.code == "vault_gone"
        assert not home.home.exists(), "nothing is made where a disk may come back"
        (tmp_path / "away").rename(home.home)
        [run] = await engine.accept([samples()[0].path], session_id=session.session_id)
        assert run.clip.stored_as is not None
    finally:
        await engine.close()
    assert {reason.code for reason in told} == {"registry_away"}


# --- who is to blame ---


def refusal(home: Paths, path: Path) -> Reason:
    """Why a file is not taken in."""
    with pytest.raises(ClipError) as refused:
        Vault(home.vault).store(new_clip(path))
    return Reason(refused.value.code, refused.value.facts)


def remove_vault(vault: Path) -> None:
    vault.rmdir()


def file_for_vault(vault: Path) -> None:
    vault.rmdir()
    vault.write_text("no folder")


@pytest.mark.parametrize("spoil", [remove_vault, file_for_vault])
def test_a_vault_that_is_gone_is_not_the_file_s_fault(spoil: Callable[[Path], None], home: Paths) -> None:
    spoil(home.vault)
    reason = refusal(home, samples()[0].path)
    assert reason.code == "vault_gone"
    assert str(home.vault) in explain(reason) and "Your file is unaffected" in explain(reason)


@pytest.mark.parametrize(
    ("error", "code"),
    [(PermissionError(13, "x"), "vault_not_writable"), (OSError(30, "x"), "vault_not_writable"),
     (OSError(5, "x"), "vault_failed"), (OSError(28, "x"), "disk_full")],
)  # fmt: skip
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_vault_that_takes_nothing_is_not_the_file_s_fault(
    call: str, error: OSError, code: str, home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(f"engine.storage.vault.os.{call}", refuse)
    assert refusal(home, samples()[0].path).code == code
    assert list(home.vault.iterdir()) == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_vault_that_may_not_be_written_is_told_as_that(home: Paths) -> None:
    home.vault.chmod(0o500)
    try:
        assert refusal(home, samples()[0].path).code == "vault_not_writable"
    finally:
        home.vault.chmod(0o700)


def test_a_file_that_may_not_be_read_is_still_the_file_s_fault(home: Paths, tmp_path: Path) -> None:
    for path, code in ((tmp_path / "nowhere.wav", "file_missing"), (tmp_path, "file_is_folder")):
        assert refusal(home, path).code == code
