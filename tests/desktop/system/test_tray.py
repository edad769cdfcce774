"""Who looks elsewhere is told once, when all work has ended; who looks at the window is not."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QSystemTrayIcon

from desktop.bridge import Bridge
from desktop.main_window import MainWindow
from desktop.system.finished_runs import FinishedWork
from desktop.system.tray import Tray, bring_up
from engine.run import Clip, Options, Run, State
from tests.desktop.conftest import Scenario, until

InLoop = Callable[[Coroutine[Any, Any, Any]], Any]
LATER = 4e9


def run(number: int, state: State = State.QUEUED) -> Run:
    clip = Clip(clip_id=f"c{number}", name="clip", source="clip")
    return Run(run_id=f"r{number}", position=number, session_id="s", clip=clip, options=Options(), state=state)


def ended(number: int, state: State) -> Run:
    return replace(run(number), state=state, attempt=1, ended_at=LATER)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.system.finished_runs.TOGETHER_MS", 20)


def test_the_end_of_all_work_is_told_once_with_its_figures(in_loop: InLoop) -> None:
    async def work() -> None:
        bridge = Bridge()
        finished = FinishedWork(bridge)
        told: list[Counter[State]] = []
        finished.all_ended.connect(told.append)
        bridge.runs_changed.emit([run(number) for number in range(13)])
        bridge.runs_changed.emit([ended(number, State.COMPLETED) for number in range(12)])
        some: list[Counter[State]] = []
        finished.ended.connect(some.append)
        await until(lambda: some)
        assert not told, "one is still on its way"
        bridge.runs_changed.emit([ended(12, State.FAILED), ended(3, State.COMPLETED)])
        await until(lambda: told)
        assert told == [Counter({State.COMPLETED: 12, State.FAILED: 1})]
        await bridge.close()

    in_loop(work())


def test_old_ends_and_cancelled_runs_are_no_news(in_loop: InLoop) -> None:
    async def work() -> None:
        bridge = Bridge()
        finished = FinishedWork(bridge)
        told: list[Counter[State]] = []
        finished.all_ended.connect(told.append)
        old = replace(run(1), state=State.COMPLETED, attempt=1, ended_at=1.0)
        bridge.runs_changed.emit([old, ended(2, State.CANCELLED), ended(3, State.COMPLETED)])
        await until(lambda: told)
        assert told == [Counter({State.COMPLETED: 1})]
        await bridge.close()

    in_loop(work())


def test_a_clock_that_is_set_back_hides_no_end(in_loop: InLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        bridge = Bridge()
        finished = FinishedWork(bridge)
        told: list[Counter[State]] = []
        finished.all_ended.connect(told.append)
        set_back = time.time() - 30
        monkeypatch.setattr("time.time", lambda: set_back)
        bridge.runs_changed.emit([replace(run(1), state=State.COMPLETED, attempt=1, ended_at=set_back)])
        await until(lambda: told)
        assert told == [Counter({State.COMPLETED: 1})]
        await bridge.close()

    in_loop(work())


@pytest.mark.parametrize(("is_active", "notifies", "expected"), [(False, True, 1), (True, True, 0), (False, False, 0)])
def test_only_who_looks_elsewhere_is_called(
    in_loop: InLoop, monkeypatch: pytest.MonkeyPatch, is_active: bool, notifies: bool, expected: int
) -> None:
    async def work() -> None:
        bridge, window = Bridge(), QMainWindow()
        finished = FinishedWork(bridge)
        tray = Tray(window, finished, [])
        tray.notifies = notifies
        told: list[tuple[str, QSystemTrayIcon.MessageIcon]] = []
        monkeypatch.setattr(window, "isActiveWindow", lambda: is_active)
        monkeypatch.setattr(tray, "show_message", lambda words, kind: told.append((words, kind)))
        finished.all_ended.emit(Counter({State.COMPLETED: 12, State.FAILED: 1}))
        warning = QSystemTrayIcon.MessageIcon.Warning
        assert told == [("12 clips completed, 1 failed", warning)] * expected
        await bridge.close()
        window.deleteLater()

    in_loop(work())


def test_a_click_brings_the_window_up(in_loop: InLoop) -> None:
    async def work() -> None:
        bridge, window = Bridge(), QMainWindow()
        tray = Tray(window, FinishedWork(bridge), [])
        window.showMinimized()
        tray.icon.messageClicked.emit()
        await until(lambda: window.isVisible() and not window.isMinimized())
        await bridge.close()
        window.close()
        window.deleteLater()

    in_loop(work())


def test_a_maximised_window_comes_back_maximised(application: QApplication) -> None:
    window = QMainWindow()
    window.showMaximized()
    window.showMinimized()
    bring_up(window)
    assert window.isMaximized() and not window.isMinimized()
    window.hide()
    bring_up(window)
    assert window.isMaximized() and window.isVisible()
    window.close()


@pytest.mark.parametrize("is_minimised", [False, True])
def test_the_next_start_is_maximised_as_the_last_was(in_window: Callable[[Scenario], Any], is_minimised: bool) -> None:
    async def leave(window: MainWindow) -> None:
        window.showMaximized()
        await until(window.isMaximized)
        if is_minimised:
            window.showMinimized()
        window.close()

    async def again(window: MainWindow) -> tuple[bool, bool]:
        return window.isMaximized(), window.isMinimized()

    in_window(leave)
    assert in_window(again) == (True, False)


@pytest.fixture
def has_tray(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desktop that shows the icon."""
    monkeypatch.setattr(QSystemTrayIcon, "isVisible", lambda _: True)
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: False)


@pytest.mark.usefixtures("has_tray")
def test_a_closed_window_goes_on_in_the_background_until_it_is_quit(in_window: Callable[[Scenario], Any]) -> None:
    async def scenario(window: MainWindow) -> None:
        window.settings.change(stays_in_tray=True)
        window.close()
        assert window.isHidden() and not window.close_asked.is_set()
        menu = {action.text(): action for action in window.tray.icon.contextMenu().actions()}
        assert list(menu) == ["Show Everyclip", "Record", "Quit"]
        menu["Show Everyclip"].trigger()
        assert window.isVisible()
        window.close()
        menu["Quit"].trigger()
        assert window.close_asked.is_set()

    in_window(scenario)


@pytest.mark.usefixtures("has_tray")
def test_what_goes_wrong_in_the_background_is_said_at_the_icon(
    in_window: Callable[[Scenario], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(window: MainWindow) -> None:
        told: list[str] = []
        monkeypatch.setattr(window.tray, "show_message", lambda words, kind: told.append(words))
        window.record.message.emit("No microphone was found.")
        assert told == [], "the window says it"
        window.settings.change(stays_in_tray=True)
        window.close()
        told.clear()
        window.record.message.emit("No microphone was found.")
        assert told == ["No microphone was found."]
        window.tray.quit()

    in_window(scenario)


@pytest.mark.usefixtures("has_tray")
def test_an_errand_or_the_end_of_the_session_closes_it(
    in_window: Callable[[Scenario], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def errand(window: MainWindow) -> None:
        window.settings.change(stays_in_tray=True)
        window._close_and_run(lambda: until(lambda: True))  # type: ignore[arg-type,return-value]
        assert window.close_asked.is_set()

    async def session_ends(window: MainWindow) -> None:
        monkeypatch.setattr(QGuiApplication, "isSavingSession", lambda _: True)
        window.close()
        assert window.close_asked.is_set()

    in_window(errand)
    in_window(session_ends)


def test_without_a_tray_a_closed_window_ends(in_window: Callable[[Scenario], Any]) -> None:
    async def scenario(window: MainWindow) -> None:
        window.settings.change(stays_in_tray=True)
        window.close()
        assert window.close_asked.is_set()

    in_window(scenario)
