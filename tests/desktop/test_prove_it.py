"""The proof is true: it holds when all is well, and says so when it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop import prove_it
from desktop.dialogs import Report
from desktop.main_window import MainWindow
from desktop.prove_it import CLIPS, Proof
from engine.run import State
from tests.desktop.conftest import Scenario, until


@pytest.mark.slow
def test_forty_clips_at_once_end_with_their_texts(in_window: Callable[[Scenario], Any]) -> None:
    async def scenario(window: MainWindow) -> None:
        window._prove.trigger()
        await until(lambda: isinstance(QApplication.activeModalWidget(), Report))
        box = QApplication.activeModalWidget()
        assert isinstance(box, Report)
        assert box.headline.text() == "40 clips at once, and every one ended with its text."
        assert "40 completed, 0 failed, 0 lost." in box.words.text()
        assert "40 of 40 texts are right to the letter." in box.words.text()
        assert window.page.session is not None and window.page.session.name.startswith("Prove it")
        await until(lambda: [run.state for run in window.page.table.runs()] == [State.COMPLETED] * CLIPS)
        box.reject()

    in_window(scenario)


def test_a_proof_that_fails_says_so() -> None:
    proof = Proof(40, completed=38, failed=1, right=37, audio_s=120, took_s=6, slowest_s=5.5, attempts=42)
    assert not proof.holds
    assert prove_it.verdict(proof) == "3 clips did not end with their texts."
    assert "38 completed, 1 failed, 1 lost." in prove_it.report(proof)
    assert "20 times" in prove_it.report(proof)
    assert "more than one attempt" in prove_it.report(proof)
