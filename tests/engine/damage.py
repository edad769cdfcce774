"""A registry full of what can be lost, what it says, and ways to damage it."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

from engine.registry.registry import Registry
from engine.run import NewRun, Options, Ordering, Reason, Step
from engine.segments import FinishedWindow, Segment, Span, Word
from engine.storage.paths import Paths
from engine.storage.vault import Vault, new_clip
from engine.text.edits import Insert, SetSpeaker, SetText
from tests.support.fakes import FakeClock

PAGE = 4096
#: Everything that a table has, by its key.
Content: TypeAlias = dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]
#: How many bits `flipped_bits` turns.
FLIPS = 20
#: What a registry has of its own, without what is made anew, and the columns that make the keys.
KEYS = {
    "sessions": 1, "clips": 1, "runs": 2, "run_events": 2, "windows": 3, "attempts": 2, "edits": 3, "segments": 1,
}  # fmt: skip


def fill(paths: Paths, count: int) -> None:
    """Sessions of `count` runs: completed, edited, paused half way, waiting; texts of all lengths and scripts."""
    vault, chance = Vault(paths.vault), random.Random(count)
    with closing(Registry(paths.registry, FakeClock())) as registry:
        registry.add_owner("me")
        for number in range(count):
            session, _ = registry.open_session(f"Day {number // 10} – Größe, 会議", Ordering.CONCURRENT)
            [run] = registry.add_runs(session.session_id, [_clip(paths, vault, number)])
            if number % 7 == 6:
                continue
            registry.claim([run.run_id], "me")
            if number % 7 == 5:
                registry.store_window(run.run_id, 1, "me", FinishedWindow(0, 0.0, 9.0, _text(chance, number)))
                registry.end_attempt(run.run_id, 1, "me", Step.PAUSE, None)
                continue
            unheard = (Span(6.0, 6.0 + number / 10),) * (number % 3)
            last = FinishedWindow(0, 0.0, 9.0, _text(chance, number), unheard=unheard)
            registry.complete(run.run_id, 1, "me", last)
            if number % 7 == 4:
                _edit(registry, run.run_id)
        registry.remove_owner("me", Reason("engine_closed"))


def _clip(paths: Paths, vault: Vault, number: int) -> NewRun:
    source = paths.home / f"clip {number}.wav"
    source.write_bytes(number.to_bytes(4, "big") * 8)
    try:
        return NewRun(vault.store(new_clip(source)), Options())
    finally:
        source.unlink()


def _text(chance: random.Random, number: int) -> tuple[Segment, ...]:
    """Some rows run over to pages of their own: their words take more than a page."""
    return tuple(
        Segment(
            n + 0.0, n + 1.0, f"Sentence {n} of clip {number}: für 明日 {chance.random()}. " * chance.choice([1, 3, 9]),
            words=tuple(Word(n + 0.1, n + 0.5, f"word{i}", 0.5) for i in range(chance.choice([0, 4, 30, 700]))),
        )
        for n in range(6)
    )  # fmt: skip


def _edit(registry: Registry, run_id: str) -> None:
    first, second, *_ = registry.segments(run_id)
    registry.edit(run_id, SetText(first.segment_id, "What I wrote myself."))
    registry.edit(run_id, SetSpeaker([second.segment_id], "Ann"))
    registry.edit(run_id, Insert(7.0, 8.0, "And this was left out."))
    registry.undo(run_id)


def content(path: Path) -> Content:
    with closing(sqlite3.connect(path)) as db:
        return {
            table: {row[:keys]: row for row in db.execute(f"SELECT * FROM {table}")} for table, keys in KEYS.items()
        }


def copy(path: Path, to: Path) -> None:
    for ending in ("", "-wal"):
        if Path(f"{path}{ending}").exists():
            shutil.copy(f"{path}{ending}", f"{to}{ending}")


# --- damage: each gets the file's content and chance, and returns what is left of it ---

Damage: TypeAlias = Callable[[bytearray, random.Random], bytes]


def zeroed_first_pages(content: bytearray, chance: random.Random) -> bytes:
    end = PAGE * chance.choice([1, 1, 2, 8, 40])
    content[:end] = bytes(len(content[:end]))
    return bytes(content)


def noise_at_first(content: bytearray, chance: random.Random) -> bytes:
    content[:PAGE] = chance.randbytes(PAGE)
    return bytes(content)


def noise_in_pages(content: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(content) // 512) * 512
        content[at : at + 512] = chance.randbytes(512)
    return bytes(content)


def zeroed_pages(content: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(content) // 512) * 512
        content[at : at + 512] = bytes(512)
    return bytes(content)


def cut_short(content: bytearray, chance: random.Random) -> bytes:
    return bytes(content[: chance.randrange(len(content))])


def swapped_pages(content: bytearray, chance: random.Random) -> bytes:
    """Written to the wrong place."""
    one, other = (chance.randrange(len(content) // PAGE) * PAGE for _ in range(2))
    content[one : one + PAGE], content[other : other + PAGE] = content[other : other + PAGE], content[one : one + PAGE]
    return bytes(content)


def flipped_bits(content: bytearray, chance: random.Random) -> bytes:
    for _ in range(FLIPS):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)
