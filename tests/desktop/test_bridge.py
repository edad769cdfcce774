"""Signals: many, coalesced, and never a way for an error to vanish."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from desktop.bridge import Bridge
from engine.engine import Engine
from engine.run import Run, State
from engine.storage.paths import Paths
from tests.desktop.conftest import until
from tests.support.starter import samples

Runner = Callable[[Coroutine[Any, Any, Any]], Any]


class Bell(QObject):
    rung = Signal(bool, object)


def test_five_thousand_signals_do_not_abort_the_program(application: QApplication) -> None:
    """PySide6 6.12.0 loses a reference to True at each emission and aborts after about 560 on CPython 3.11."""
    bell, heard = Bell(), []
    bell.rung.connect(lambda loud, what: heard.append(loud))
    for _ in range(5_000):
        bell.rung.emit(True, None)
    assert len(heard) == 5_000


def test_a_burst_becomes_few_rounds_and_loses_no_run(in_loop: Runner, home: Paths) -> None:
    async def scenario() -> None:
        engine = await Engine.open(home, works=False)
        bridge = Bridge()
        rounds: list[list[Run]] = []
        bridge.runs_changed.connect(rounds.append)
        bridge.attach(engine)
        session = await engine.open_session("s")
        arriving: list[tuple[int, int]] = []
        bridge.arriving.connect(lambda *counts: arriving.append(counts))
        await bridge.take_in([samples()[0].path] * 120, session.session_id)
        assert len(await bridge.read_runs(session.session_id)) == 120, "they are shown before they are safe"
        await until(lambda: len({run.run_id for each in rounds for run in each if not run.is_arriving}) == 120)
        await until(lambda: arriving[-1] == (0, 0))
        assert len(rounds) < 60 and {expected for _, expected in arriving} == {0, 120}
        assert len(await bridge.read_runs(session.session_id)) == 120
        await bridge.close()
        await engine.close()

    in_loop(scenario())


def test_what_is_asked_before_the_engine_is_open_waits_for_it(in_loop: Runner, home: Paths) -> None:
    async def scenario() -> None:
        bridge = Bridge()
        listed: list[object] = []
        bridge.sessions_changed.connect(listed.append)
        bridge.start("list the sessions", bridge.list_sessions())
        engine = await Engine.open(home, works=False)
        assert not listed
        bridge.attach(engine)
        await until(lambda: listed)
        await bridge.close()
        await engine.close()

    in_loop(scenario())


@pytest.mark.expects_warnings
def test_an_error_in_a_task_is_told(in_loop: Runner) -> None:
    async def scenario() -> None:
        bridge = Bridge()
        troubles: list[str] = []
        bridge.troubled.connect(troubles.append)

        async def fail() -> None:
            raise ValueError("boom")

        bridge.start("fail", fail())
        await until(lambda: troubles)
        assert "boom" in troubles[0]
        await bridge.close()

    in_loop(scenario())


def test_a_run_that_changes_while_runs_are_read_is_not_shown_as_it_was(in_loop: Runner, home: Paths) -> None:
    async def scenario() -> None:
        engine = await Engine.open(home, works=False)
        bridge = Bridge()
        bridge.attach(engine)
        session = await engine.open_session("s")
        (run,) = await engine.accept([samples()[0].path], session_id=session.session_id)
        _, (read,) = await asyncio.gather(engine.runs.cancel([run.run_id]), bridge.read_runs(session.session_id))
        (stored,) = await engine.runs.all()
        assert read.state in (State.CANCELLED, stored.state)
        await bridge.close()
        await engine.close()

    in_loop(scenario())
