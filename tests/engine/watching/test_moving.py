"""A file that is done is moved over nothing, and is whole somewhere whatever is killed when."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from engine.registry.taken import ToBeMoved
from engine.watching.moving import move_away, sha256_of

CONTENT = b"audio" * 1000


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "talk.wav"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def file(source: Path) -> ToBeMoved:
    found = source.stat()
    done = str(source.parent.parent / "done" / "sub")
    return ToBeMoved("run", str(source), found.st_size, found.st_mtime_ns, sha256_of(source), done)


@pytest.fixture(params=["one disk", "two disks"])
def disks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "two disks":

        def no_link(source: Path, target: Path) -> None:
            raise OSError(errno.EXDEV, "other disk")

        monkeypatch.setattr(os, "link", no_link)


@pytest.mark.usefixtures("disks")
def test_it_is_moved_with_its_times(source: Path, file: ToBeMoved) -> None:
    moved = move_away(file)
    assert moved == Path(file.done_folder) / "talk.wav"
    assert moved.read_bytes() == CONTENT
    assert moved.stat().st_mtime_ns == file.mtime_ns
    assert not source.exists()
    assert os.listdir(file.done_folder) == ["talk.wav"]


@pytest.mark.usefixtures("disks")
def test_over_nothing(source: Path, file: ToBeMoved) -> None:
    (there := Path(file.done_folder) / "talk.wav").parent.mkdir(parents=True)
    there.write_text("another talk")
    assert move_away(file) == there.with_name("talk (2).wav")
    assert there.read_text() == "another talk"


@pytest.mark.usefixtures("disks")
def test_killed_before_the_first_name_is_gone(source: Path, file: ToBeMoved, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def killed(path: Path) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", killed)
        with pytest.raises(Killed):
            move_away(file)
    assert source.read_bytes() == CONTENT
    assert move_away(file) == Path(file.done_folder) / "talk.wav"
    assert not source.exists()
    assert os.listdir(file.done_folder) == ["talk.wav"]


def test_killed_after_it(source: Path, file: ToBeMoved) -> None:
    moved = move_away(file)
    assert move_away(file) == moved


def test_a_file_that_was_replaced_stays(source: Path, file: ToBeMoved) -> None:
    source.write_bytes(b"other")
    assert move_away(file) is None
    assert source.read_bytes() == b"other"


def test_other_times_make_no_other_file(source: Path, file: ToBeMoved) -> None:
    os.utime(source, (1, 1))
    assert move_away(file) is not None


def test_a_file_that_is_gone(source: Path, file: ToBeMoved) -> None:
    source.unlink()
    assert move_away(file) is None


def test_a_copy_that_is_not_what_was_taken_is_no_move(
    source: Path, file: ToBeMoved, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(source: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, "other disk")

    monkeypatch.setattr(os, "link", no_link)
    assert move_away(replace(file, sha256="0" * 64)) is None
    assert source.exists()
    assert os.listdir(file.done_folder) == []
