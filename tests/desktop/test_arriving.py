"""In the window, what was dropped is there at once, and says of itself that it is not safe yet, or why it never was."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop import text
from desktop.app import open_window
from desktop.main_window import MainWindow
from engine.engine import Engine
from engine.errors import RegistryUnusable
from engine.registry.registry import Registry
from engine.run import Run, State
from engine.storage.paths import Paths
from tests.desktop.conftest import Scenario, until
from tests.engine.doors import Share
from tests.support.starter import samples

InWindow = Callable[[Scenario], Any]


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Share]:
    share = Share(tmp_path / "share", monkeypatch)
    share.folder.mkdir()
    for name, sample in zip("ab", samples(), strict=False):
        shutil.copy(sample.path, share.folder / f"{name}.flac")
    yield share
    share.answers.set()


def rows(window: MainWindow) -> list[Run]:
    table = window.page.table
    return table.runs()


def says(window: MainWindow, run: Run) -> str:
    return text.status(run, window.page.table.wait_of(run))


def test_a_clip_on_a_disk_that_hangs_says_so_and_can_be_stopped(in_window: InWindow, share: Share) -> None:
    async def scenario(window: MainWindow) -> None:
        window.take_in([share.folder / "a.flac", share.folder / "b.flac"])
        await until(lambda: len(rows(window)) == 2)
        assert all(run.is_arriving for run in rows(window))
        await until(lambda: {says(window, run) for run in rows(window)} == {f"waiting for the disk of {share.folder}"})
        assert window.page.strip.note.accessibleName().startswith("Taking in 0 of 2")
        window.take_in([samples()[2].path])
        await until(lambda: [run.state for run in rows(window)].count(State.COMPLETED) == 1)
        one = next(run for run in rows(window) if run.clip.name == "a.flac")
        window.page.view.choose([one.run_id])
        window.page.actions_on_runs.cancel.trigger()
        await until(window.page.panel.failure.isVisible)
        assert window.page.panel.failure.words.text().startswith("You stopped this clip")
        share.answers.set()
        window.page.panel.failure.retry.click()
        await until(lambda: [run.state for run in rows(window)] == [State.COMPLETED] * 3)
        assert window.page.strip.note.accessibleName() == ""
        await until(lambda: samples()[0].text in window.page.panel.transcript.toPlainText())

    in_window(scenario)


def test_the_window_closes_while_a_disk_hangs(in_loop: Callable[[Any], Any], home: Paths, share: Share) -> None:
    async def scenario() -> list[Run]:
        async with open_window(home) as window:
            await until(lambda: window.page.session is not None)
            window.take_in([share.folder / "a.flac"])
            await until(lambda: len(rows(window)) == 1)
            window.take_in([share.folder])
            await until(lambda: len(rows(window)) == 3)
            began = time.monotonic()
        assert time.monotonic() - began < 30
        engine = await Engine.open(home, works=False)
        runs = await engine.runs.all()
        await engine.close()
        return runs

    runs = in_loop(scenario())
    assert [run.reason and run.reason.code for run in runs] == ["taking_in_ended"] * 3
    assert all(run.can_retry for run in runs)


def test_what_finds_no_room_for_its_row_is_a_row_with_a_retry(
    in_window: InWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_full, add_runs = True, Registry.add_runs

    def added(registry: Registry, *what: Any) -> list[Run]:
        if is_full:
            raise RegistryUnusable("data_disk_full", path="home")
        return add_runs(registry, *what)

    monkeypatch.setattr(Registry, "add_runs", added)

    async def scenario(window: MainWindow) -> None:
        nonlocal is_full
        window.take_in([sample.path for sample in samples()[:3]])
        await until(lambda: [run.state for run in rows(window)] == [State.FAILED] * 3)
        await until(window.page.panel.failure.isVisible)
        assert window.page.panel.failure.words.text().startswith("The disk is full")
        await window.page.show_session(window.page.session)  # type: ignore[arg-type]
        assert [run.state for run in rows(window)] == [State.FAILED] * 3, "they are there until they are safe"
        is_full = False
        window.page.view.choose([rows(window)[0].run_id])
        window.page.panel.failure.retry.click()
        await until(lambda: [run.state for run in rows(window)].count(State.COMPLETED) == 1)
        engine = await window._bridge.engine()
        await until(lambda: not engine.arriving())
        await asyncio.sleep(0)
        assert len(await engine.runs.all()) == 3

    in_window(scenario)
