"""The table of transitions is the whole lifecycle: what it has works, what it lacks is refused."""

from __future__ import annotations

import itertools

import pytest

from engine.errors import InvalidTransition
from engine.interruptions import ENGINE_CLOSED
from engine.run import TRANSITIONS, Clip, Options, Outcome, Reason, Request, Run, State, Step, advance


def a_run(**values: object) -> Run:
    return Run("id", 1, "session", Clip("clip", "name", "source"), Options(), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(("state", "step"), list(itertools.product(State, Step)))
def test_only_what_the_table_has(state: State, step: Step) -> None:
    run = a_run(state=state, attempt=2)
    if (state, step) in TRANSITIONS:
        assert advance(run, step, owner="me").state is TRANSITIONS[state, step]
    else:
        with pytest.raises(InvalidTransition) as refused:
            advance(run, step, owner="me")
        assert refused.value.facts == {"run_id": "id", "state": state, "step": step, "attempt": 2}


def test_every_state_but_the_first_can_be_reached_and_left() -> None:
    assert set(TRANSITIONS.values()) == set(State)
    assert {state for state, _ in TRANSITIONS} == set(State)


def test_a_claim_opens_the_next_attempt_for_its_owner() -> None:
    claimed = advance(a_run(attempt=1, reason=Reason("worker_died")), Step.CLAIM, owner="me")
    assert (claimed.attempt, claimed.owner, claimed.reason) == (2, "me", None)


def test_only_running_runs_have_an_owner() -> None:
    running = a_run(state=State.RUNNING, owner="me", requested=Request.PAUSE)
    for step in (Step.COMPLETE, Step.FAIL, Step.REQUEUE, Step.PAUSE, Step.CANCEL):
        after = advance(running, step)
        assert (after.owner, after.requested) == (None, None)


def test_crashes_count_until_the_run_completes_or_a_person_retries() -> None:
    crashed = advance(a_run(state=State.RUNNING, crashes=1), Step.REQUEUE, crashed=True, suspect=True)
    assert (crashed.crashes, crashed.suspect) == (2, True)
    failed = advance(a_run(state=State.RUNNING, crashes=2), Step.FAIL, crashed=True)
    assert failed.crashes == 3
    retried = advance(failed, Step.RETRY)
    assert (retried.crashes, retried.suspect, retried.reason) == (0, False, None)
    completed = advance(a_run(state=State.RUNNING, crashes=2, suspect=True), Step.COMPLETE, outcome=Outcome.TEXT)
    assert (completed.crashes, completed.suspect, completed.outcome) == (0, False, Outcome.TEXT)


def test_progress_is_the_share_of_stored_text() -> None:
    half = Run("id", 1, "session", Clip("clip", "name", "source", duration_s=10.0), Options(), done_s=5.0)
    assert half.progress == 0.5
    assert a_run(done_s=5.0).progress == 0.0, "of unknown length"
    assert a_run(state=State.COMPLETED).progress == 1.0


def test_an_attempt_that_is_given_back_in_order_is_not_counted_to_people() -> None:
    run = advance(a_run(), Step.CLAIM, owner="me")
    for step, reason, back in (
        (Step.REQUEUE, Reason(ENGINE_CLOSED), None),
        (Step.PAUSE, None, Step.RESUME),
        (Step.REQUEUE, Reason(ENGINE_CLOSED), None),
    ):
        waiting = advance(run, step, reason=reason)
        assert (waiting.tries, waiting.goes_on) == (1, True)
        run = advance(advance(waiting, back) if back else waiting, Step.CLAIM, owner="me")
    assert (run.attempt, run.tries) == (4, 1)
    dead = advance(run, Step.REQUEUE, reason=Reason("worker_died"), crashed=True)
    assert (dead.tries, dead.goes_on) == (1, False)
    again = advance(advance(advance(dead, Step.CLAIM, owner="me"), Step.PAUSE), Step.CANCEL)
    assert (again.attempt, again.tries) == (5, 2)
    retried = advance(advance(again, Step.RETRY), Step.CLAIM, owner="me")
    assert (retried.attempt, retried.tries) == (6, 3), "what a person retries is another attempt"
