"""A worker that talks without end is ended; its clip fails alone, and what it said takes no memory without bound."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from engine.engine import Engine
from engine.messages import explain
from engine.processes import pool as pools
from engine.run import MAX_CRASHES, State
from tests.end_to_end.following import finished, hand_over, texts_of
from tests.support.scripted_worker import script

#: What of its words may lie about, with room to spare.
MAX_BYTES = 300_000_000


@contextmanager
def memory_watched() -> Iterator[None]:
    """Fails where this program takes much more meanwhile than it had."""
    program, is_over = psutil.Process(), threading.Event()
    before = most = program.memory_info().rss

    def watch() -> None:
        nonlocal most
        while not is_over.wait(0.02):
            most = max(most, program.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield
    is_over.set()
    watcher.join()
    print("most memory beside:", (most - before) // 1_000_000, "MB")
    assert most - before < MAX_BYTES


@pytest.mark.parametrize("action", ["deluge", "fuss"])
async def test_a_worker_that_talks_without_end_is_ended(
    scripted: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    monkeypatch.setattr(pools, "MAX_BUSY_WORDS", 10_000)
    bad = script(tmp_path / "bad.wav", action)
    good = [script(tmp_path / f"{n}.wav", f"say number {n}") for n in range(4)]

    with memory_watched():
        run, *others = await finished(scripted, await hand_over(scripted, bad, *good))

    assert (run.state, run.attempt) == (State.FAILED, MAX_CRASHES)
    assert run.reason is not None and run.reason.code == "worker_confused" and "unreadable" in explain(run.reason)
    assert [other.state for other in others] == [State.COMPLETED] * 4
    assert await texts_of(scripted, others) == [f"number {n}" for n in range(4)]


async def test_a_word_without_end_is_the_end_of_its_worker(
    scripted: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "MAX_MESSAGE_BYTES", 10_000)
    bad = script(tmp_path / "bad.wav", f"say {'word ' * 10_000}")
    run, other = await finished(scripted, await hand_over(scripted, bad, script(tmp_path / "good.wav", "say all well")))

    assert (run.state, other.state) == (State.FAILED, State.COMPLETED)
    assert run.reason is not None and run.reason.code == "worker_died"
