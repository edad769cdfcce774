"""Who is next: people move what waits, and whole sessions stop and go on at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.registry.registry import Registry
from engine.run import Clip, NewRun, Options, Ordering, Reason, Request, Run, State, Step
from tests.support.fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def registry(tmp_path: Path, clock: FakeClock) -> Iterator[Registry]:
    registry = Registry(tmp_path / "registry.sqlite3", clock)
    registry.add_owner("me")
    yield registry
    registry.close()


def add(registry: Registry, count: int, name: str = "s", ordering: Ordering = Ordering.CONCURRENT) -> list[str]:
    session, _ = registry.open_session(name, ordering)
    clips = [Clip(f"{name} {n}", "voice.flac", "/voice.flac", stored_as="x") for n in range(count)]
    return [run.run_id for run in registry.add_runs(session.session_id, [NewRun(clip, Options()) for clip in clips])]


def queue(registry: Registry) -> list[str]:
    return [run.run_id for run in registry.waiting(is_long=False, limit=99)]


def test_this_one_first(registry: Registry) -> None:
    a, b, c, d = add(registry, 4)
    moved = registry.put_first([c])
    assert queue(registry) == [c, a, b, d]
    assert {run.run_id for run in moved} == {a, b, c}
    registry.put_first([d, a])
    assert queue(registry) == [d, a, c, b]
    assert registry.put_first([d, a]) == []


def test_runs_move_before_another_or_to_the_end(registry: Registry) -> None:
    a, b, c, d = add(registry, 4)
    registry.move_before([d, a], c)
    assert queue(registry) == [b, d, a, c]
    registry.move_before([b], None)
    assert queue(registry) == [d, a, c, b]
    registry.move_before([a, c], a)
    assert queue(registry) == [d, a, c, b], "before itself is where it is"
    registry.claim([d], "me")
    registry.move_before([b], d)
    assert queue(registry) == [b, a, c], "before one that has begun: first"


def test_what_arrives_later_comes_last_whatever_was_moved(registry: Registry) -> None:
    a, b = add(registry, 2)
    registry.put_first([b])
    (c,) = add(registry, 1, "another session")
    assert queue(registry) == [b, a, c]
    registry.put_first([c])
    assert queue(registry) == [c, b, a]


def test_what_does_not_wait_does_not_move(registry: Registry) -> None:
    a, b, c = add(registry, 3)
    registry.claim([a], "me")
    registry.ask(b, Request.PAUSE)
    assert registry.put_first([a, "nobody"]) == []
    registry.put_first([c])
    registry.resume(b)
    assert queue(registry) == [c, b]


def test_a_session_in_order_goes_in_the_order_that_was_set_one_at_a_time(registry: Registry) -> None:
    a, b, c = add(registry, 3, ordering=Ordering.IN_ORDER)
    registry.put_first([c])
    assert queue(registry) == [c]
    registry.claim([c], "me")
    assert queue(registry) == []
    registry.put_first([b])
    assert queue(registry) == [], "also before one that is running"
    registry.complete(c, 1, "me", None)
    assert queue(registry) == [b]
    registry.claim([b], "me")
    registry.retry(c)
    assert queue(registry) == [], "a retry waits for its turn like the others"
    assert a not in queue(registry)


def test_a_suspect_is_tried_before_what_was_put_first(registry: Registry) -> None:
    a, b = add(registry, 2)
    registry.claim([b], "me")
    registry.end_attempt(b, 1, "me", Step.REQUEUE, Reason("worker_died"), crashed=True, suspect=True)
    registry.put_first([a])
    assert queue(registry) == [b, a]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.lists(st.integers(0, 5), unique=True), st.none() | st.integers(0, 5)), max_size=6))
def test_moving_is_what_it_is_in_a_list(
    tmp_path_factory: pytest.TempPathFactory, moves: Sequence[tuple[list[int], int | None]]
) -> None:
    registry = Registry(tmp_path_factory.mktemp("turns") / "registry.sqlite3", FakeClock())
    ids = add(registry, 6)
    order = list(ids)
    for moved, before in moves:
        chosen = [ids[n] for n in moved]
        mark = None if before is None else ids[before]
        registry.move_before(chosen, mark)
        behind = [run_id for run_id in order[order.index(mark) if mark else len(order) :] if run_id not in chosen]
        front = [run_id for run_id in order if run_id not in chosen and run_id not in behind]
        order = front + chosen + behind
        assert queue(registry) == order
        assert sorted(run.turn for run in registry.runs()) == sorted(run.position for run in registry.runs())
    registry.close()


def test_a_whole_session_stops_and_goes_on(registry: Registry) -> None:
    ended, running, waiting, paused = add(registry, 4)
    (elsewhere,) = add(registry, 1, "another session")
    registry.claim([ended, running], "me")
    registry.complete(ended, 1, "me", None)
    registry.ask(paused, Request.PAUSE)
    session_id = registry.run(ended).session_id

    changed = registry.ask_all(Request.PAUSE, session_id=session_id)
    assert {run.run_id for run in changed} == {running, waiting}
    assert states(registry.runs(session_id)) == [State.COMPLETED, State.RUNNING, State.PAUSED, State.PAUSED]
    assert registry.run(running).requested is Request.PAUSE
    assert registry.run(elsewhere).state is State.QUEUED
    assert changed == [registry.run(running), registry.run(waiting)], "what is told is what is stored"
    assert registry.ask_all(Request.PAUSE, session_id=session_id) == []

    assert len(registry.resume_all(session_id=session_id)) == 3
    assert states(registry.runs(session_id)) == [State.COMPLETED, State.RUNNING, State.QUEUED, State.QUEUED]
    assert registry.run(running).requested is None


def test_everything_stops_and_goes_on(registry: Registry) -> None:
    runs = add(registry, 2) + add(registry, 2, "another session")
    registry.ask_all(Request.PAUSE)
    assert queue(registry) == [] and registry.unfinished() == 0
    registry.resume_all()
    assert queue(registry) == runs
    registry.ask_all(Request.CANCEL, only=runs[1:3])
    assert states(registry.runs()) == [State.QUEUED, State.CANCELLED, State.CANCELLED, State.QUEUED]
    stories = [[event.kind.value for event in registry.events(run_id)] for run_id in runs]
    assert stories[1] == ["accepted", "pause", "resume", "cancel"]


def states(runs: Sequence[Run]) -> list[State]:
    return [run.state for run in runs]


def test_a_run_tells_how_long_it_waited_and_worked(registry: Registry, clock: FakeClock) -> None:
    (run_id,) = add(registry, 1)
    registry.set_duration(run_id, 60.0)
    clock.advance(5.0)
    run = registry.run(run_id)
    assert (run.waiting_s(clock.now()), run.working_s(clock.now()), run.speed(clock.now())) == (5.0, None, None)
    (run,) = registry.claim([run_id], "me")
    clock.advance(3.0)
    assert (run.waiting_s(clock.now()), run.working_s(clock.now())) == (5.0, 3.0)
    done = registry.complete(run_id, 1, "me", None)
    clock.advance(100.0)
    assert done is not None and (done.working_s(clock.now()), done.speed(clock.now())) == (3.0, 20.0)
    registry.retry(run_id)
    run = registry.run(run_id)
    clock.advance(1.0)
    assert (run.waiting_s(clock.now()), run.working_s(clock.now())) == (1.0, None)
