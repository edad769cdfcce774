"""Carries a person's edits to the engine, one after another, and brings back the text as it is then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from desktop.bridge import Bridge
from engine.edits import Edit
from engine.engine import Engine
from engine.errors import EngineError
from engine.run import Run, Segment, Span

Change: TypeAlias = Callable[[Engine, str], Awaitable[list[Segment]]]


class Editing(QObject):
    """`settled` follows every edit, done or refused: the run's id, and its segments as they are now."""

    settled = Signal(str, list)
    #: An edit that was refused, with its run's id. The reason is told by the bridge.
    refused = Signal(str, object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._turn = asyncio.Lock()

    def edit(self, run_id: str, edit: Edit) -> None:
        """Make an edit."""

        async def make(engine: Engine, run_id: str) -> list[Segment]:
            try:
                return await engine.edit(run_id, edit)
            except EngineError:
                self.refused.emit(run_id, edit)
                raise

        self._start(run_id, make)

    def undo(self, run_id: str) -> None:
        """Take the last edit back."""
        self._start(run_id, lambda engine, run_id: engine.undo(run_id))

    def redo(self, run_id: str) -> None:
        """Make the edit again that was taken back last."""
        self._start(run_id, lambda engine, run_id: engine.redo(run_id))

    def restore(self, run_id: str) -> None:
        """Back to the machine's text."""
        self._start(run_id, lambda engine, run_id: engine.restore_machine_text(run_id))

    def go_to(self, run_id: str, edits: int) -> None:
        """Undo or redo until so many edits are in force."""

        async def step(engine: Engine, run_id: str) -> list[Segment]:
            now = sum(edit.is_in_force for edit in await engine.history(run_id))
            for _ in range(abs(edits - now)):
                await (engine.undo if edits < now else engine.redo)(run_id)
            return await engine.segments(run_id)

        self._start(run_id, step)

    def take_range(self, run_id: str, source: Run) -> None:
        """Take what another run of the same clip says about the stretch it was asked for."""
        start_s, end_s = stretch_of(source)
        self._start(run_id, lambda engine, run_id: engine.take_range(run_id, start_s, end_s, from_run_id=source.run_id))

    async def fill_gap(self, run_id: str, gap: Span, source: Run) -> None:
        """Put what another run of the same clip says into a gap of the text. Raises EditError."""
        await self._carry_out(run_id, lambda engine, run_id: engine.fill_gap(run_id, gap, from_run_id=source.run_id))

    def show_text(self, run_id: str, attempt: int) -> None:
        """Show the text of another attempt."""

        async def show(engine: Engine, run_id: str) -> list[Segment]:
            await engine.show_text(run_id, attempt)
            return await engine.segments(run_id)

        self._start(run_id, show)

    async def read(self, run_id: str) -> list[Segment]:
        """The text after every edit that was asked for before."""
        async with self._turn:
            engine = await self._bridge.engine()
            return await engine.segments(run_id)

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


def stretch_of(run: Run) -> tuple[float, float]:
    """What a run was asked for, from and to, in seconds of its clip."""
    end_s = run.until_s
    return run.options.start_s, float("inf") if end_s is None else end_s
