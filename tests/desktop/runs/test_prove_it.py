"""The proof is true: it holds when all is well, and says so when it is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.main_window import MainWindow
from desktop.runs import prove_it
from desktop.runs.prove_it import Proof
from desktop.widgets.dialogs import Report
from engine.run import State
from engine.settings import change_settings
from engine.storage.paths import Paths
from models.store import Model
from tests.desktop.conftest import Scenario, until

#: Each of the samples once, since the real model takes its time; a person is shown forty.
SAMPLES = 12


@pytest.mark.slow
@pytest.mark.timeout(600)  # a busy machine
def test_clips_at_once_end_with_their_texts(
    in_window: Callable[[Scenario], Any], home: Paths, base: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.models / "base").symlink_to(base.path, target_is_directory=True)
    change_settings(home, model="base", language="en")  # what is set for others is not asked of these
    monkeypatch.setattr(prove_it, "CLIPS", SAMPLES)
    monkeypatch.setattr("tests.desktop.conftest.LIMIT_S", 540.0)

    async def scenario(window: MainWindow) -> None:
        window._prove.trigger()
        await until(lambda: isinstance(QApplication.activeModalWidget(), Report))
        box = QApplication.activeModalWidget()
        assert isinstance(box, Report)
        assert box.headline.text() == "12 clips at once, and every one was transcribed correctly."
        assert "12 completed, 0 failed, 0 lost." in box.words.text()
        assert "12 of 12 texts match their clips." in box.words.text()
        assert window.page.session is not None and window.page.session.name.startswith("Prove it")
        await until(lambda: [run.state for run in window.page.table.runs()] == [State.COMPLETED] * SAMPLES)
        box.reject()

    in_window(scenario)


@pytest.mark.parametrize("way", ["read", "closed"])
def test_a_proof_leaves_nothing_behind(
    in_window: Callable[[Scenario], Any], home: Paths, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(prove_it, "CLIPS", 3)

    async def prove(window: MainWindow) -> None:
        window._prove.trigger()
        await until(lambda: isinstance(QApplication.activeModalWidget(), Report))
        box = QApplication.activeModalWidget()
        assert isinstance(box, Report)
        if way == "closed":
            return
        box.reject()
        await until(lambda: [each.name for each in window.side.sessions.sessions] == ["My clips"])
        await until(lambda: not audio())
        await until(lambda: window.page.session is not None and window.page.session.name == "My clips")

    async def look(window: MainWindow) -> None:
        engine = await window._bridge.engine()
        assert [session.name for session in await engine.sessions()] == ["My clips"]
        assert await engine.runs.all() == [] and await engine.trash.deleted_runs() == []

    def audio() -> list[Path]:
        return [file for file in home.vault.rglob("*") if file.is_file()]

    in_window(prove)
    assert audio() == []
    in_window(look)


def test_a_proof_that_fails_says_so() -> None:
    proof = Proof(40, completed=38, failed=1, right=37, audio_s=120, took_s=6, slowest_s=5.5, attempts=42)
    assert not proof.holds
    assert prove_it.verdict(proof) == "3 clips were not transcribed correctly."
    assert "38 completed, 1 failed, 1 lost." in prove_it.report(proof)
    assert "20 times" in prove_it.report(proof)
    assert "more than one attempt" in prove_it.report(proof)
