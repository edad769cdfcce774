"""The registry on its own: real SQLite, and what a migration, a late word or a newer Everyclip does to it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import InvalidTransition, NameTaken, NotFound, RegistryNewer, RegistryUnusable
from engine.events import EventKind
from engine.registry.registry import Registry
from engine.run import Clip, NewRun, Options, Ordering, Outcome, Phase, Reason, Request, Run, State, Step
from engine.segments import FinishedWindow, Segment, Word
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


def add(registry: Registry, count: int = 1, ordering: Ordering = Ordering.CONCURRENT) -> list[Run]:
    session, _ = registry.open_session(f"session {ordering}", ordering)
    offset = len(registry.runs())
    new = [
        NewRun(Clip(f"clip-{offset + n}", "voice.flac", "/voice.flac", stored_as="x"), Options()) for n in range(count)
    ]
    return registry.add_runs(session.session_id, new)


def window(number: int, text: str = "hello") -> FinishedWindow:
    start_s = number * 5.0
    return FinishedWindow(number, start_s, start_s + 5.0, (Segment(start_s, start_s + 4.0, text),), "en")


def kinds(registry: Registry, run: Run) -> list[str]:
    return [event.kind.value for event in registry.events(run.run_id)]


def test_programs_that_start_at_once_all_open_the_new_registry(tmp_path: Path, clock: FakeClock) -> None:
    """Without patience, SQLite tells a few in a hundred that the file is locked."""
    together = threading.Barrier(4)

    def open_and_close(path: Path) -> None:
        together.wait()
        Registry(path, clock).close()

    with ThreadPoolExecutor(4) as programs:
        for number in range(40):
            assert list(programs.map(open_and_close, [tmp_path / f"{number}.sqlite3"] * 4)) == [None] * 4


def test_two_clips_of_one_name_are_two_runs(registry: Registry) -> None:
    first, second = add(registry, 2)
    assert first.run_id != second.run_id
    assert [run.clip.name for run in registry.runs()] == ["voice.flac", "voice.flac"]


def test_a_run_from_claim_to_text(registry: Registry) -> None:
    (run,) = add(registry)
    (claimed,) = registry.claim([run.run_id], "me")
    assert (claimed.state, claimed.attempt, claimed.owner) == (State.RUNNING, 1, "me")
    registry.enter_phase(run.run_id, 1, "me", Phase.TRANSCRIBING, "cpu int8")
    stored = registry.store_window(run.run_id, 1, "me", window(0))
    assert stored is not None and (stored.done_s, stored.preview, stored.device) == (5.0, "hello", "cpu int8")
    completed = registry.complete(run.run_id, 1, "me", window(1, "world"))
    assert completed is not None
    assert (completed.state, completed.outcome, completed.preview) == (State.COMPLETED, Outcome.TEXT, "hello world")
    assert [segment.text for segment in registry.segments(run.run_id)] == ["hello", "world"]
    assert kinds(registry, run) == ["accepted", "claim", "phase", "complete"]


def test_without_words_the_outcome_is_no_speech(registry: Registry) -> None:
    (run,) = add(registry)
    registry.claim([run.run_id], "me")
    completed = registry.complete(run.run_id, 1, "me", None)
    assert completed is not None and completed.outcome is Outcome.NO_SPEECH


def test_words_keep_their_times(registry: Registry) -> None:
    (run,) = add(registry)
    registry.claim([run.run_id], "me")
    word = Word(0.5, 1.0, "hello", 0.9)
    registry.complete(run.run_id, 1, "me", FinishedWindow(0, 0.0, 2.0, (Segment(0.5, 1.0, "hello", words=(word,)),)))
    assert registry.segments(run.run_id)[0].words == (word,)


@pytest.mark.parametrize(("attempt", "owner"), [(0, "me"), (2, "me"), (1, "somebody else")])
def test_a_late_word_changes_nothing_and_leaves_an_event(registry: Registry, attempt: int, owner: str) -> None:
    (run,) = add(registry)
    before = registry.claim([run.run_id], "me")
    assert registry.store_window(run.run_id, attempt, owner, window(0)) is None
    assert registry.complete(run.run_id, attempt, owner, None) is None
    assert registry.enter_phase(run.run_id, attempt, owner, Phase.DECODING, None) is None
    assert registry.end_attempt(run.run_id, attempt, owner, Step.FAIL, Reason("not_media")) is None
    assert [registry.run(run.run_id)] == before
    assert registry.segments(run.run_id) == []
    assert kinds(registry, run)[2:] == ["late_result"] * 4


def test_a_window_is_stored_once(registry: Registry) -> None:
    (run,) = add(registry)
    registry.claim([run.run_id], "me")
    registry.store_window(run.run_id, 1, "me", window(0))
    assert registry.store_window(run.run_id, 1, "me", window(0)) is None
    assert len(registry.segments(run.run_id)) == 1


def test_the_next_attempt_goes_on_behind_finished_windows(registry: Registry) -> None:
    (run,) = add(registry)
    registry.claim([run.run_id], "me")
    registry.store_window(run.run_id, 1, "me", window(0))
    registry.end_attempt(run.run_id, 1, "me", Step.REQUEUE, Reason("worker_died", {"signal": "SIGKILL"}), crashed=True)
    (again,) = registry.claim([run.run_id], "me")
    assert (again.attempt, again.windows_done, again.done_s) == (2, 1, 5.0)
    assert [segment.text for segment in registry.segments(run.run_id)] == ["hello"]
    assert registry.segments(run.run_id, attempt=1) == []


def test_a_retry_of_a_completed_run_begins_anew_and_keeps_the_old_text(registry: Registry) -> None:
    (run,) = add(registry)
    registry.claim([run.run_id], "me")
    registry.complete(run.run_id, 1, "me", window(0, "old"))
    registry.retry(run.run_id)
    (again,) = registry.claim([run.run_id], "me")
    assert (again.windows_done, again.preview) == (0, "old")
    assert [s.text for s in registry.segments(run.run_id)] == ["old"], "shown until the new attempt has text"
    registry.complete(run.run_id, 2, "me", window(0, "new"))
    assert [s.text for s in registry.segments(run.run_id)] == ["new"]
    assert [s.text for s in registry.segments(run.run_id, attempt=1)] == ["old"]


def test_a_request_goes_before_a_requeue(registry: Registry) -> None:
    paused, cancelled = add(registry, 2)
    registry.claim([paused.run_id, cancelled.run_id], "me")
    assert registry.ask(paused.run_id, Request.PAUSE).state is State.RUNNING
    registry.ask(cancelled.run_id, Request.CANCEL)
    after = registry.remove_owner("me", Reason("owner_lost"))
    assert {run.run_id: run.state for run in after} == {
        paused.run_id: State.PAUSED,
        cancelled.run_id: State.CANCELLED,
    }


def test_an_owner_taken_for_dead_claims_nothing(registry: Registry) -> None:
    (run,) = add(registry)
    registry.remove_owner("me", Reason("owner_lost"))
    assert registry.claim([run.run_id], "me") == []
    assert not registry.renew_owner("me")


@pytest.mark.parametrize("set_by_s", [-3600.0, 30 * 86_400.0])
def test_how_long_a_run_waits_and_works_is_told_though_the_clock_is_set(
    registry: Registry, clock: FakeClock, set_by_s: float
) -> None:
    run, waits = add(registry, 2)
    clock.advance(5.0)
    registry.claim([run.run_id], "me")
    clock.advance(3.0)
    clock.wrong_s = set_by_s
    assert registry.renew_owner("me")
    working, waiting = registry.run(run.run_id), registry.run(waits.run_id)
    assert (working.waiting_s(clock.now()), working.working_s(clock.now())) == (5.0, 3.0)
    assert waiting.waiting_s(clock.now()) == 8.0
    clock.advance(4.0)
    clock.wrong_s = 0.0
    done = registry.complete(run.run_id, 1, "me", None)
    assert done is not None and (done.waiting_s(0.0), done.working_s(0.0)) == (5.0, 7.0)
    at = [event.at - done.created_at for event in registry.events(run.run_id)]
    assert at == [0.0, 5.0, 12.0]


def test_an_owner_that_lives_after_all_is_not_removed(registry: Registry) -> None:
    (run,) = add(registry)
    registry.claim([run.run_id], "me")
    assert registry.renew_owner("me") and registry.owners() == {"me": 1}
    assert registry.remove_owner("me", Reason("owner_lost"), beat=0) == []
    assert registry.run(run.run_id).state is State.RUNNING
    assert [run.state for run in registry.remove_owner("me", Reason("owner_lost"), beat=1)] == [State.QUEUED]


def test_in_order_only_the_first_may_begin_and_a_paused_one_lets_others_pass(registry: Registry) -> None:
    first, second, _ = add(registry, 3, Ordering.IN_ORDER)
    assert [run.run_id for run in registry.waiting(is_long=False, limit=9)] == [first.run_id]
    registry.claim([first.run_id], "me")
    assert registry.waiting(is_long=False, limit=9) == []
    registry.complete(first.run_id, 1, "me", None)
    registry.ask(second.run_id, Request.PAUSE)
    assert len(registry.waiting(is_long=False, limit=9)) == 1


def test_suspects_first_then_arrival(registry: Registry) -> None:
    runs = add(registry, 3)
    registry.claim([runs[2].run_id], "me")
    registry.end_attempt(runs[2].run_id, 1, "me", Step.REQUEUE, Reason("worker_died"), crashed=True, suspect=True)
    waiting = [run.run_id for run in registry.waiting(is_long=False, limit=2)]
    assert waiting == [runs[2].run_id, runs[0].run_id]


def test_long_clips_wait_apart(registry: Registry) -> None:
    short, long = add(registry, 2)
    registry.set_duration(long.run_id, 3_600.0)
    assert [run.run_id for run in registry.waiting(is_long=False, limit=9)] == [short.run_id]
    assert [run.run_id for run in registry.waiting(is_long=True, limit=9)] == [long.run_id]


def test_a_beginning_of_an_id_is_enough_if_it_is_of_one_run(registry: Registry) -> None:
    run, *_ = add(registry, 40)
    assert registry.run(run.run_id[:13]) == run
    for wrong in ("", "nothing", "%", "g"):
        with pytest.raises(NotFound):
            registry.run(wrong)


def test_search_finds_words_of_the_current_text_whatever_is_typed(registry: Registry) -> None:
    (run,) = add(registry)
    registry.claim([run.run_id], "me")
    registry.complete(run.run_id, 1, "me", window(0, "Zwölf Äpfel, please"))
    assert [found.text for found in registry.search("apf pl", 9)] == ["Zwölf Äpfel, please"]
    for text in ("", '"', "*", "AND", "a OR b", "NEAR(", "text:apfel", "'; DROP TABLE runs"):
        assert registry.search(text, 9) == []


def test_only_the_table_counts(registry: Registry) -> None:
    (run,) = add(registry)
    with pytest.raises(InvalidTransition):
        registry.retry(run.run_id)
    assert registry.resume(run.run_id) == run, "not paused: nothing to do"
    assert registry.ask(run.run_id, Request.CANCEL).state is State.CANCELLED
    assert registry.ask(run.run_id, Request.PAUSE).state is State.CANCELLED, "terminal stays"


def test_a_run_that_fails_at_the_door_has_its_whole_story(registry: Registry) -> None:
    session, _ = registry.open_session("s", Ordering.CONCURRENT)
    clip = Clip("clip", "gone.mp3", "/gone.mp3")
    (run,) = registry.add_runs(session.session_id, [NewRun(clip, Options(), Reason("file_missing"))])
    assert (run.state, run.reason) == (State.FAILED, Reason("file_missing"))
    assert [event.kind for event in registry.events(run.run_id)] == [EventKind.ACCEPTED, EventKind.FAIL]
    registry.fail_again(run.run_id, Reason("file_unreadable", {"detail": "no"}))
    assert kinds(registry, run) == ["accepted", "fail", "retry", "fail"]


def test_a_failed_transaction_leaves_nothing(registry: Registry) -> None:
    session, _ = registry.open_session("s", Ordering.CONCURRENT)
    twice = [NewRun(Clip("same id", "a", "/a"), Options())] * 2
    with pytest.raises(sqlite3.IntegrityError):
        registry.add_runs(session.session_id, twice)
    assert registry.runs() == []


def test_it_opens_again_with_all_there_was(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "registry.sqlite3"
    first = Registry(path, clock)
    runs = add(first, 3)
    first.close()
    again = Registry(path, clock)
    assert again.runs() == runs
    again.close()


def test_a_registry_of_a_newer_everyclip_is_left_alone(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "registry.sqlite3"
    Registry(path, clock).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(RegistryNewer):
        Registry(path, clock)


def test_what_is_no_registry_is_left_alone(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "registry.sqlite3"
    path.write_text("this is no database, but somebody may want it back")
    with pytest.raises(RegistryUnusable):
        Registry(path, clock)
    assert path.read_text().startswith("this is no database")


def test_two_sessions_have_two_names(registry: Registry) -> None:
    first, _ = registry.open_session("first", Ordering.CONCURRENT)
    registry.open_session("second", Ordering.CONCURRENT)
    with pytest.raises(NameTaken):
        registry.rename_session(first.session_id, "second")
    registry.rename_session(first.session_id, "first")
    with pytest.raises(NotFound):
        registry.rename_session("nobody", "third")


def test_a_window_that_was_heard_again_is_told_of(registry: Registry) -> None:
    [run] = add(registry)
    [claimed] = registry.claim([run.run_id], "me")
    registry.store_window(run.run_id, claimed.attempt, "me", replace(window(0), doubt="repetition"))
    [told] = [event for event in registry.events(run.run_id) if event.kind is EventKind.HEARD_AGAIN]
    assert told.detail == {"window": 0, "start_s": 0.0, "doubt": "repetition"}
