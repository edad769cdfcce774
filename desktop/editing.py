"""Carries a person's edits to the engine, one after another, and brings back the text as it is then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from desktop.bridge import Bridge
from engine.edits import Edit
from engine.engine import Engine
from engine.run import Segment

Change: TypeAlias = Callable[[Engine, str], Awaitable[list[Segment]]]


class Editing(QObject):
    """`settled` follows every edit, done or refused: the run's id, and its segments as they are now."""

    settled = Signal(str, list)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._turn = asyncio.Lock()

    def edit(self, run_id: str, edit: Edit) -> None:
        """Make an edit."""
        self._start(run_id, lambda engine, run_id: engine.edit(run_id, edit))

    def undo(self, run_id: str) -> None:
        """Take the last edit back."""
        self._start(run_id, lambda engine, run_id: engine.undo(run_id))

    def redo(self, run_id: str) -> None:
        """Make the edit again that was taken back last."""
        self._start(run_id, lambda engine, run_id: engine.redo(run_id))

    def restore(self, run_id: str) -> None:
        """Back to the machine's text."""
        self._start(run_id, lambda engine, run_id: engine.restore_machine_text(run_id))

    def _start(self, run_id: str, change: Change) -> None:
        self._bridge.start("edit the text", self._carry_out(run_id, change), must_finish=True)

    async def _carry_out(self, run_id: str, change: Change) -> None:
        async with self._turn:
            engine = await self._bridge.engine()
            try:
                segments = await change(engine, run_id)
            except Exception:
                self.settled.emit(run_id, await engine.segments(run_id))
                raise
            self.settled.emit(run_id, segments)
