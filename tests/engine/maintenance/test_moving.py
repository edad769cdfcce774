"""Everything moved to another folder, refused where it cannot be, and never lost on the way."""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from engine.cli import doctor
from engine.cli.doctor import Health
from engine.clock import SystemClock
from engine.engine import Engine
from engine.errors import MoveError, PlaceError, RegistryMoved, RegistryUnusable
from engine.maintenance import moving
from engine.maintenance.moving import Move, carry_out, plan, settled
from engine.registry.registry import Registry
from engine.settings import read_settings
from engine.storage import location
from engine.storage.location import Location, location_file, read_location, usual_place
from engine.storage.paths import ChosenBy, Paths
from models.partial import lock_of
from tests.support.starter import samples

ROOT = Path(__file__).parents[3]


@pytest.fixture
def usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """An Everyclip in the usual place, with two clips, a model and settings."""
    monkeypatch.delenv(location.VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    paths = settled()
    asyncio.run(fill(paths))
    (paths.models / "own" / "deep").mkdir(parents=True)
    (paths.models / "own" / "deep" / "model.bin").write_bytes(b"weights")
    paths.settings.write_text('{"language": "de"}')
    (paths.home / "notes.txt").write_text("not Everyclip's")
    return paths


async def fill(paths: Paths) -> None:
    engine = await Engine.open(paths, works=False)
    session = await engine.open_session("before")
    await engine.accept([sample.path for sample in samples()[:2]], session_id=session.session_id)
    await engine.close()


def contents(paths: Paths) -> list[bytes]:
    """The audio of all runs, once the rest is seen to be there."""

    async def look() -> list[bytes]:
        engine = await Engine.open(paths, works=False)
        audio = [engine.audio_path(run) for run in await engine.runs.all()]
        await engine.close()
        return [path.read_bytes() for path in audio if path]

    assert (paths.models / "own" / "deep" / "model.bin").read_bytes() == b"weights"
    assert read_settings(paths).settings.language == "de"
    return asyncio.run(look())


def is_whole(paths: Paths) -> bool:
    return contents(paths) == [sample.path.read_bytes() for sample in samples()[:2]]


def own(paths: Paths) -> list[Path]:
    """What there is of Everyclip's."""
    return [path for path in (paths.registry, *paths.to_keep, *paths.to_leave) if path.exists()]


def is_empty(paths: Paths) -> bool:
    """Whether there is no file, but for a registry with nothing in it."""
    files = [file for place in own(paths) for file in (place, *place.rglob("*")) if file.is_file()]
    if files != [paths.registry]:
        return not files
    with closing(sqlite3.connect(paths.registry)) as db:
        (tables,) = db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'sessions'").fetchone()
        return not tables or db.execute("SELECT count(*) FROM sessions").fetchone() == (0,)


def quietly(done_bytes: int, total_bytes: int) -> None:
    """Nobody looks on."""


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(MoveError) as caught:
        act()
    return caught.value.code


def test_there_and_further_and_back(usual: Paths, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    move = plan(usual, tmp_path / "disk")
    carry_out(move, lambda *counts: told.append(counts))
    there = settled()
    assert (there, there.chosen_by) == (Paths(tmp_path / "disk"), ChosenBy.PERSON)
    assert is_whole(there) and own(usual) == []
    assert (usual.home / "notes.txt").exists(), "what is not Everyclip's stays"
    assert told == sorted(told) and told[-1][0] == told[-1][1]
    assert there.registry.stat().st_mode & 0o077 == 0, "in whatever folder, nobody else reads it"

    (tmp_path / "other disk").mkdir()
    (tmp_path / "other disk" / "holiday.jpg").touch()
    carry_out(plan(there, tmp_path / "other disk"), quietly)
    assert settled().home == tmp_path / "other disk" / "Everyclip"
    assert is_whole(settled()) and not there.home.exists()

    carry_out(plan(settled(), None), quietly)
    assert settled() == usual and settled().chosen_by is ChosenBy.NOBODY
    assert is_whole(usual) and not location_file().exists()
    assert [each.name for each in (tmp_path / "other disk").iterdir()] == ["holiday.jpg"]


def test_every_file_and_folder_of_everyclip_is_known_to_a_move(usual: Paths) -> None:
    named = {
        getattr(usual, name)
        for name, value in vars(Paths).items()
        if isinstance(value, property) and isinstance(getattr(usual, name), Path)
    }
    assert named == {usual.registry, *usual.to_keep, *usual.to_leave}


def test_folders_that_it_cannot_be(usual: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(lambda: plan(usual, usual.home)) == "move_same_place"
    assert refusal(lambda: plan(usual, None)) == "move_same_place"
    assert refusal(lambda: plan(usual, usual.home / "deeper")) == "move_inside"
    assert refusal(lambda: plan(usual, usual.vault)) == "move_inside"
    (tmp_path / "full" / "Everyclip" / "vault").mkdir(parents=True)
    assert refusal(lambda: plan(usual, tmp_path / "full")) == "move_not_empty"
    (tmp_path / "a file").touch()
    assert refusal(lambda: plan(usual, tmp_path / "a file")) == "move_not_writable"
    assert refusal(lambda: plan(usual, Path("/proc/1"))) == "move_not_writable"
    assert refusal(lambda: plan(Paths(usual.home, ChosenBy.ENVIRONMENT), tmp_path / "disk")) == "move_fixed"
    carry_out(plan(usual, tmp_path / "disk"), quietly)
    assert refusal(lambda: plan(settled(), usual.home / "deeper")) == "move_inside"
    usual.vault.mkdir()
    assert refusal(lambda: plan(settled(), None)) == "move_not_empty"
    assert is_whole(settled())


def test_no_room_and_a_disk_that_becomes_full(usual: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    move = plan(usual, tmp_path / "disk")
    small = Move(move.old, move.new, move.size_bytes, free_bytes=move.size_bytes)
    assert refusal(lambda: carry_out(small, quietly)) == "move_no_room"

    def become_full(done_bytes: int, total_bytes: int) -> None:
        if done_bytes > total_bytes / 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert refusal(lambda: carry_out(move, become_full)) == "move_disk_full"
    assert settled() == usual and is_whole(usual) and read_location() == Location()
    assert own(move.new) == [], "the half copy takes no room"
    carry_out(move, quietly)
    assert is_whole(settled())


def test_a_move_can_be_stopped(usual: Paths, tmp_path: Path) -> None:
    class Stopped(Exception):
        """Somebody stopped it."""

    def stop(done_bytes: int, total_bytes: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        carry_out(plan(usual, tmp_path / "disk"), stop)
    assert settled() == usual and is_whole(usual) and own(Paths(tmp_path / "disk")) == []


def test_a_copy_that_is_not_the_same_does_not_count(
    usual: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forget_the_end(source: Path, target: Path) -> Iterator[int]:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes()[:-1])
        yield source.stat().st_size

    monkeypatch.setattr(moving, "copy_durably", forget_the_end)
    assert refusal(lambda: carry_out(plan(usual, tmp_path / "disk"), quietly)) == "move_failed"
    assert settled() == usual and is_whole(usual)


def test_nothing_is_moved_that_another_program_has_open(usual: Paths, tmp_path: Path) -> None:
    move = plan(usual, tmp_path / "disk")

    async def while_open() -> str:
        engine = await Engine.open(usual, works=False)
        try:
            return refusal(lambda: carry_out(move, quietly))
        finally:
            await engine.close()

    assert asyncio.run(while_open()) == "move_in_use"
    with lock_of("base", usual.models):
        assert refusal(lambda: carry_out(move, quietly)) == "move_model_in_use"
    assert settled() == usual and is_whole(usual) and own(move.new) == []


WAITING = """
import asyncio, sys
from engine.engine import Engine
from engine.errors import RegistryMoved
from engine.storage.paths import Paths

async def write(paths):
    print("found", flush=True)
    sys.stdin.readline()
    print("opening", flush=True)
    try:
        engine = await Engine.open(paths, works=False)
        await engine.open_session("late")
        await engine.close()
    except RegistryMoved:
        print("moved", flush=True)

asyncio.run(write(Paths.default()))
"""


@pytest.mark.parametrize("opens", ["while it is copied", "afterwards"])
def test_a_program_that_found_the_old_place_cannot_write_there(usual: Paths, tmp_path: Path, opens: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITING], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as waiting:
        assert waiting.stdout is not None and waiting.stdin is not None
        assert waiting.stdout.readline() == "found\n"

        def let_it_open() -> None:
            assert waiting.stdout is not None and waiting.stdin is not None
            waiting.stdin.write("\n")
            waiting.stdin.flush()
            assert waiting.stdout.readline() == "opening\n"

        def on_progress(done_bytes: int, total_bytes: int) -> None:
            if opens == "while it is copied" and done_bytes == total_bytes:
                let_it_open()

        carry_out(plan(usual, tmp_path / "disk"), on_progress)
        if opens == "afterwards":
            let_it_open()
        assert waiting.stdout.readline() == "moved\n"
    # One that comes just when the old place is removed makes an empty one before it finds out: nobody uses it.
    assert is_whole(settled()) and is_empty(usual)


def test_a_registry_that_cannot_be_made_is_not_said_to_have_moved(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite3"
    path.symlink_to(tmp_path / "nowhere" / "registry.sqlite3")
    with pytest.raises(RegistryUnusable):
        Registry(path, SystemClock())


def test_who_starts_while_it_is_moved_is_told(usual: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "PATIENCE_S", 0.0)
    location_file().write_text(Location(moving_to=tmp_path / "disk").to_json())
    with FileLock(usual_place() / "moving.lock"), pytest.raises(PlaceError, match="data_moving"):
        settled()
    assert settled() == usual, "and who starts when the mover is gone undoes it"
    assert is_whole(usual)


def test_a_place_that_is_away_is_no_fresh_start(usual: Paths, tmp_path: Path) -> None:
    carry_out(plan(usual, tmp_path / "disk"), quietly)
    (tmp_path / "disk").rename(tmp_path / "unplugged")
    (tmp_path / "disk").mkdir()  # as a disk that is not mounted leaves it
    with pytest.raises(PlaceError) as caught:
        settled()
    assert caught.value.code == "data_away" and caught.value.facts["path"] == str(tmp_path / "disk")
    [check] = asyncio.run(doctor._data())
    assert check.health is Health.FAILED and str(tmp_path / "disk") in check.detail
    for command in (["runs"], ["models", "list"]):
        ended = subprocess.run(
            [sys.executable, "-m", "engine", *command], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 2 and "Nothing is lost" in ended.stderr and not ended.stdout
    (tmp_path / "disk").rmdir()
    (tmp_path / "unplugged").rename(tmp_path / "disk")
    assert is_whole(settled()) and own(usual) == []


@pytest.mark.parametrize("words", ["", "{", '"here"', '{"home": "relative"}', '{"home": 1}', '{"house": "/tmp"}'])
def test_a_damaged_location_is_no_fresh_start(usual: Paths, words: str) -> None:
    location_file().write_text(words)
    with pytest.raises(PlaceError, match="location_unreadable"):
        settled()


def test_the_environment_always_wins(usual: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    carry_out(plan(usual, tmp_path / "disk"), quietly)
    monkeypatch.setenv(location.VARIABLE, str(tmp_path / "mine"))
    assert (settled().home, settled().chosen_by) == (tmp_path / "mine", ChosenBy.ENVIRONMENT)


def test_doctor_tells_why_the_data_is_there(usual: Paths, tmp_path: Path) -> None:
    assert "(the usual place)" in doctor._folder(settled()).detail
    carry_out(plan(usual, tmp_path / "disk"), quietly)
    assert f"moved there by you, says {location_file()}" in doctor._folder(settled()).detail
    assert "(set by EVERYCLIP_HOME)" in doctor._folder(Paths(tmp_path, ChosenBy.ENVIRONMENT)).detail


def test_what_cannot_be_removed_is_removed_later(usual: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError("somebody has it open")

    with monkeypatch.context() as stuck:
        stuck.setattr("engine.maintenance.moving.shutil.rmtree", refuse)
        carry_out(plan(usual, tmp_path / "disk"), quietly)
        assert is_whole(settled())
    with pytest.raises(RegistryMoved):
        asyncio.run(fill(Paths(usual.home)))
    assert settled().home == tmp_path / "disk"
    assert own(usual) == [] and read_location() == Location(home=tmp_path / "disk")


@pytest.mark.slow
def test_killed_at_any_line_one_place_is_whole_and_in_use(tmp_path: Path) -> None:
    """Every fifth line, to be quick; the program can be asked for all."""
    subprocess.run(
        [sys.executable, "-m", "tests.engine.maintenance.killed_moves", str(tmp_path), "5"],
        cwd=ROOT,
        check=True,
        timeout=300,
    )
