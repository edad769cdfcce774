"""A recording whose program was killed is a clip at the next start, and the window says so."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from desktop.main_window import MainWindow
from engine.run import State
from engine.storage.paths import Paths
from tests.desktop.conftest import Scenario, until

InWindow = Callable[[Scenario], Any]
ROOT = Path(__file__).parents[3]
#: Records without end, from a microphone that hears nothing.
RECORDS = """
import sys, time
from pathlib import Path
from engine.recording.recording import Recording
from engine.recording.samples import SampleFormat
from tests.support.starter import with_starter
home, session_id = sys.argv[1:]
recording = Recording.begin(
    Path(home), name="Recording.wav", source="a microphone", session_id=session_id, options=with_starter(),
    form=SampleFormat(16_000, 1),
)
recording.write(bytes(32_000))
print("recording", flush=True)
while True:
    time.sleep(1)
"""


def cut_short(paths: Paths, session_id: str) -> None:
    """Let another program begin a recording, and kill -9 it in the middle."""
    command = [sys.executable, "-c", RECORDS, str(paths.vault), session_id]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None and program.stdout.readline() == "recording\n"
        program.kill()


@pytest.mark.slow
def test_a_recovered_recording_is_said_and_shown(in_window: InWindow, home: Paths) -> None:
    async def prepare(window: MainWindow) -> str:
        engine = await window._bridge.engine()
        session = await engine.open_session("Interviews")
        return session.session_id

    async def scenario(window: MainWindow) -> None:
        page = window.page
        assert page.session is not None and page.session.session_id != session_id
        await until(lambda: window.status.words)
        assert window.status.words == "1 recording was cut short when Everyclip ended. It is recovered."
        await until(lambda: len(window.side.sessions.sessions) == 2)
        assert isinstance(window.status.way, QPushButton) and window.status.way.isVisible()
        window.status.way.click()
        await until(lambda: page.session and page.session.session_id == session_id and page.table.rowCount() == 1)
        assert window.status.words == ""
        await until(lambda: [run.clip.name for run in page.view.chosen_runs()] == ["Recording.wav"])
        await until(lambda: page.table.run_at(0).state is State.COMPLETED)

    async def again(window: MainWindow) -> None:
        await until(lambda: window.side.sessions.sessions)
        assert window.status.words == ""

    session_id = in_window(prepare)
    cut_short(home, session_id)
    in_window(scenario)
    in_window(again)
