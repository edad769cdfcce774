"""What the scheduler asks of the registry costs the same, however much waits: counted in SQLite's own steps, so that
it does not matter how fast the machine is, or what else it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from engine.registry.registry import Registry
from engine.run import Clip, NewRun, Options, Ordering
from engine.segments import FinishedWindow, Segment
from tests.support.fakes import FakeClock

FEW, MANY = 40, 2_000
#: SQLite's steps between two counts.
GRAIN = 10


@dataclass
class Crowd:
    """A registry in which so many runs wait."""

    registry: Registry
    waiting: list[str]
    only: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.only = set(self.waiting)

    def claim(self) -> str:
        run_id = self.waiting.pop(0)
        assert self.registry.claim([run_id], "me")
        return run_id

    def complete(self, run_id: str) -> None:
        window = FinishedWindow(0, 0.0, 3.0, (Segment(0.0, 3.0, "all is well"),), "en")
        assert self.registry.complete(run_id, 1, "me", window)

    def steps(self, call: Callable[[], object]) -> int:
        """How many steps a call takes."""
        count = 0

        def counted() -> int:
            nonlocal count
            count += GRAIN
            return 0

        self.registry._db.set_progress_handler(counted, GRAIN)
        call()
        self.registry._db.set_progress_handler(None, 0)
        return count


def crowd(folder: Path, size: int, ordering: Ordering = Ordering.CONCURRENT) -> Crowd:
    registry = Registry(folder / f"{size} {ordering}.sqlite3", FakeClock())
    registry.add_owner("me")
    session, _ = registry.open_session("s", ordering)
    clips = [Clip(str(number), "a.wav", "/a.wav", 5, "abc", "a.wav") for number in range(size)]
    runs = registry.add_runs(session.session_id, [NewRun(clip, Options()) for clip in clips])
    return Crowd(registry, [run.run_id for run in runs])


@pytest.fixture(scope="module")
def crowds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Crowd, Crowd]]:
    folder = tmp_path_factory.mktemp("crowds")
    both = crowd(folder, FEW), crowd(folder, MANY)
    yield both
    for each in both:
        each.registry.close()


CALLS: dict[str, Callable[[Crowd], Callable[[], object]]] = {
    "queue_view": lambda crowd: lambda: crowd.registry.queue_view("me", limit=8),
    "queue_view of a command": lambda crowd: lambda: crowd.registry.queue_view("me", limit=8, only=crowd.only),
    "unfinished": lambda crowd: crowd.registry.unfinished,
    "unfinished of a command": lambda crowd: lambda: crowd.registry.unfinished(crowd.only),
    "claim": lambda crowd: crowd.claim,
    "complete": lambda crowd: (lambda run_id: lambda: crowd.complete(run_id))(crowd.claim()),
    "renew_owner": lambda crowd: lambda: crowd.registry.renew_owner("me"),
}


@pytest.mark.parametrize("name", CALLS)
def test_what_waits_makes_nothing_slower(crowds: tuple[Crowd, Crowd], name: str) -> None:
    few, many = (crowd.steps(CALLS[name](crowd)) for crowd in crowds)
    assert many <= 2 * few + 100


def test_a_session_in_order_looks_at_each_run_once_at_most(tmp_path: Path) -> None:
    """All those that wait behind the first may have to be passed over; that must cost next to nothing for each."""
    ordered = crowd(tmp_path, MANY, Ordering.IN_ORDER)
    assert [run.run_id for run in ordered.registry.waiting(is_long=False, limit=8)] == ordered.waiting[:1]
    assert ordered.steps(lambda: ordered.registry.queue_view("me", limit=8)) < 25 * MANY
    ordered.claim()
    assert ordered.registry.waiting(is_long=False, limit=8) == []
    assert ordered.steps(lambda: ordered.registry.queue_view("me", limit=8)) < 25 * MANY
    ordered.registry.close()
