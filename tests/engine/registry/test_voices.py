"""Known voices in the registry: remembered by name, better known by each clip, and gone when they are forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.errors import NotFound
from engine.events import KnownVoice, VoicePrint
from engine.registry.registry import Registry
from engine.registry.salvage import Inspected
from tests.support.fakes import FakeClock

MARK = b"a voice print, which is nobody's business" * 8


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry.sqlite3"


@pytest.fixture
def registry(path: Path) -> Iterator[Registry]:
    registry = Registry(path, FakeClock())
    yield registry
    registry.close()


def printed(numbers: bytes = MARK, heard_s: float = 4.0) -> VoicePrint:
    return VoicePrint("model 1", numbers, heard_s)


def held_in(path: Path) -> list[str]:
    """The files beside the registry, and it itself, that hold the print."""
    return [each.name for each in path.parent.iterdir() if each.is_file() and MARK[:40] in each.read_bytes()]


def known(registry: Registry) -> list[tuple[str, int, float]]:
    return [(voice.name, len(voice.prints), voice.heard_s) for voice in registry.known_voices()]


def test_a_voice_has_a_print_of_each_clip(registry: Registry) -> None:
    registry.remember_voice("Anna", "clip 1", printed())
    registry.remember_voice("Anna", "clip 2", printed(heard_s=6.0))
    registry.remember_voice("Ben", "clip 1", printed(heard_s=3.0))
    assert known(registry) == [("Anna", 2, 10.0), ("Ben", 1, 3.0)]
    registry.remember_voice("Anna", "clip 2", printed(b"other", 5.0))  # asked again: in the place of the first
    assert known(registry) == [("Anna", 2, 9.0), ("Ben", 1, 3.0)]
    assert {each.numbers for each in registry.known_voices()[0].prints} == {MARK, b"other"}
    assert registry.known_voices()[0].made_at > 0


def test_a_name_is_no_other_name_and_may_be_anything(registry: Registry) -> None:
    names = ["Anna", "anna", "Ann%", '"; DROP TABLE runs', "Ünï 🎙"]
    for name in names:
        registry.remember_voice(name, "clip", printed())
    assert sorted(name for name, _, _ in known(registry)) == sorted(names)
    assert registry.forget_voices(["Ann%", "nobody"]) == 1
    assert sorted(name for name, _, _ in known(registry)) == sorted({*names} - {"Ann%"})


def test_what_is_forgotten_is_in_no_file(registry: Registry, path: Path) -> None:
    registry.remember_voice("Anna", "clip 1", printed())
    registry.remember_voice("Anna", "clip 2", printed())
    registry.remember_voice("Ben", "clip 1", printed(b"of Ben"))
    assert held_in(path), "it is there to be found"
    assert registry.forget_voices(["Anna"]) == 2
    assert held_in(path) == [] and known(registry) == [("Ben", 1, 4.0)]
    registry.remember_voice("Anna", "clip 1", printed())
    registry.remember_voice("Anna", "clip 1", printed(b"another"))
    assert registry.forget_voices() == 2
    assert held_in(path) == [] and known(registry) == []


def test_two_that_are_called_the_same_are_one(registry: Registry) -> None:
    registry.remember_voice("Ana", "clip 1", printed())
    registry.remember_voice("Ana", "clip 2", printed())
    registry.remember_voice("Anna", "clip 2", printed())
    registry.rename_voice("Ana", "Anna")
    assert known(registry) == [("Anna", 2, 8.0)]
    with pytest.raises(NotFound):
        registry.rename_voice("Ana", "Anna")


def test_a_row_that_is_damaged_hides_no_other(registry: Registry, path: Path) -> None:
    registry.remember_voice("Anna", "clip", printed())
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("INSERT INTO known_voices VALUES ('Bad', 'x', 'm', zeroblob(3), -1.0, 1e300)")
        db.execute("INSERT INTO known_voices VALUES (CAST(x'ff41' AS TEXT), 'y', 'm', x'00', 2.0, 3.0)")
        db.commit()
    voices = registry.known_voices()
    assert [voice.name for voice in voices][0:2] == ["Anna", "Bad"] and len(voices) == 3
    assert voices[1] == KnownVoice("Bad", (VoicePrint("m", bytes(3), 0.0, 0.0),))


def test_a_restored_registry_knows_nobody(registry: Registry, path: Path) -> None:
    registry.remember_voice("Anna", "clip", printed())
    registry.close()
    with closing(Inspected(path, FakeClock())) as inspected:
        inspected.settle()
    assert held_in(path) == []
    with closing(Registry(path, FakeClock())) as again:
        assert again.known_voices() == []
