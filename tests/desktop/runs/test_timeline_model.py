"""A run's events as stretches of time, drawn while they happen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.main_window import MainWindow
from desktop.runs.timeline_model import Doing, tries
from engine.events import EventKind, RunEvent
from engine.run import Facts, Outcome, State
from tests.desktop.conftest import Scenario, until
from tests.end_to_end.audio import recording

InWindow = Callable[[Scenario], Any]


def story(*told: tuple[float, EventKind, int, State | None, Facts]) -> list[RunEvent]:
    return [
        RunEvent("run", number, at, kind, attempt, None, state, detail)
        for number, (at, kind, attempt, state, detail) in enumerate(told, 1)
    ]


def test_a_death_a_second_attempt_and_a_pause() -> None:
    first, second = tries(
        story(
            (0.0, EventKind.ACCEPTED, 0, State.QUEUED, {}),
            (2.0, EventKind.CLAIM, 1, State.RUNNING, {}),
            (3.0, EventKind.PHASE, 1, None, {"phase": "transcribing", "device": "cpu int8"}),
            (7.0, EventKind.REQUEUE, 1, State.QUEUED, {"code": "worker_died", "signal": "SIGKILL"}),
            (8.0, EventKind.PAUSE, 1, State.PAUSED, {}),
            (9.0, EventKind.RESUME, 1, State.QUEUED, {}),
            (10.0, EventKind.CLAIM, 2, State.RUNNING, {}),
            (11.0, EventKind.COMPLETE, 2, State.COMPLETED, {"outcome": "text"}),
            (12.0, EventKind.EXPORTED, 2, None, {"path": "a.txt"}),
        )
    )
    assert [(each.doing, each.length_s(99.0)) for each in first.stretches] == [
        (Doing.WAITING, 2.0),
        (Doing.STARTING, 1.0),
        (Doing.TRANSCRIBING, 4.0),
    ]
    assert (first.is_broken_off, first.state, first.device) == (True, None, "cpu int8")
    assert [each.doing for each in second.stretches] == [Doing.WAITING, Doing.PAUSED, Doing.WAITING, Doing.STARTING]
    assert (second.attempt, second.state, second.outcome) == (2, State.COMPLETED, Outcome.TEXT)
    assert not second.goes_on


def test_what_was_paused_goes_on_as_the_same_attempt() -> None:
    [only] = tries(
        story(
            (0.0, EventKind.ACCEPTED, 0, State.QUEUED, {}),
            (1.0, EventKind.CLAIM, 1, State.RUNNING, {}),
            (3.0, EventKind.PAUSE, 1, State.PAUSED, {}),
            (5.0, EventKind.RESUME, 1, State.QUEUED, {}),
            (6.0, EventKind.CLAIM, 2, State.RUNNING, {}),
        )
    )
    assert (only.attempt, only.state, only.goes_on) == (1, None, True)
    assert [(each.doing, each.length_s(8.0)) for each in only.stretches] == [
        (Doing.WAITING, 1.0),
        (Doing.STARTING, 2.0),
        (Doing.PAUSED, 2.0),
        (Doing.WAITING, 1.0),
        (Doing.STARTING, 2.0),
    ]


def test_closing_and_opening_again_is_no_second_attempt() -> None:
    closed = {"code": "engine_closed"}
    first, second = tries(
        story(
            (0.0, EventKind.ACCEPTED, 0, State.QUEUED, {}),
            (1.0, EventKind.CLAIM, 1, State.RUNNING, {}),
            (3.0, EventKind.REQUEUE, 1, State.QUEUED, closed),
            (6.0, EventKind.CLAIM, 2, State.RUNNING, {}),
            (7.0, EventKind.REQUEUE, 2, State.QUEUED, closed),
            (8.0, EventKind.CLAIM, 3, State.RUNNING, {}),
            (9.0, EventKind.FAIL, 3, State.FAILED, {"code": "no_audio"}),
            (10.0, EventKind.RETRY, 3, State.QUEUED, {}),
        )
    )
    assert (first.attempt, first.state, first.is_broken_off) == (1, State.FAILED, False)
    assert [each.doing for each in first.stretches] == [Doing.WAITING, Doing.STARTING] * 3
    assert (second.attempt, second.has_begun) == (2, False)


def test_a_retry_is_a_try_of_its_own_and_what_goes_on_has_no_end() -> None:
    first, second = tries(
        story(
            (0.0, EventKind.ACCEPTED, 0, State.FAILED, {"code": "file_empty"}),
            (5.0, EventKind.RETRY, 0, State.QUEUED, {}),
        )
    )
    assert first.state is State.FAILED and not first.stretches
    assert second.goes_on and second.stretches[0].length_s(8.0) == 3.0


@pytest.mark.slow
def test_windows_are_notched_while_a_run_works(in_window: InWindow, tmp_path: Path) -> None:
    clip = recording(tmp_path / "meeting.wav", min_s=300)

    async def scenario(window: MainWindow) -> None:
        panel = window.page.panel
        panel.details.setChecked(True)
        window.take_in([clip])
        while_it_worked: set[int] = set()

        def is_completed() -> bool:
            run = panel.run
            if run is not None and run.state is State.RUNNING:
                while_it_worked.add(len(panel.timeline.windows))
            return run is not None and run.state is State.COMPLETED

        await until(is_completed)
        assert len(while_it_worked - {0}) > 1, "the notches came as the run went on"
        assert panel.run is not None
        done = panel.run.windows_done
        await until(lambda: len(panel.timeline.windows) == done)

    in_window(scenario)
