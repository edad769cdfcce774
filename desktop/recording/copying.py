"""Copies the text of a recording once it is there, where the user wants that."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from desktop import text
from desktop.bridge import Bridge
from desktop.exports.text_out import read_texts
from desktop.recording.panel import RecordPanel
from desktop.settings import KeptSettings
from engine.run import Run, State


class RecordingCopies(QObject):
    """Waits for each recording of this window. `show_message` is called with what was copied."""

    def __init__(
        self, bridge: Bridge, record: RecordPanel, settings: KeptSettings, show_message: Callable[[str], object]
    ) -> None:
        super().__init__(record)
        self._bridge = bridge
        self._settings = settings
        self._show_message = show_message
        #: The place in arrival order of the recording that was copied last: an earlier one that ends later comes too
        #: late.
        self._last = 0
        record.recorded.connect(lambda run: bridge.start("copy a recording's text", self._copy_when_ended(run)))

    async def _copy_when_ended(self, run: Run) -> None:
        engine = await self._bridge.engine()
        [ended] = await engine.runs.wait([run.run_id])
        if not self._settings.now.copies_recordings or ended.state is not State.COMPLETED or ended.is_deleted:
            return
        [words] = await read_texts(engine, [ended])
        if words and ended.position > self._last:
            self._last = ended.position
            QGuiApplication.clipboard().setText(words)
            self._show_message(text.say("The text of your recording is copied."))
