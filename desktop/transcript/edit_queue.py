"""Applies edits immediately to the draft on screen, then one after another in the registry."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, Signal

from desktop import text
from desktop.bridge import Bridge
from engine.engine import Engine
from engine.errors import EditError
from engine.run import Run
from engine.segments import Segment, Span
from engine.text.draft import Draft, new_ids
from engine.text.edits import Edit, FillGap, Insert, PastEdit, SetText, SetTexts, TakeRange, segments_within

#: Makes a request to the engine and returns the resulting text.
Storing: TypeAlias = Callable[[Engine], Awaitable[list[Segment]]]


class _Open:
    """The text on screen. `out` counts the requests that the registry has not answered yet. Once draft and stored text
    diverge, no further edits made to the draft are sent: they would land in the wrong place."""

    def __init__(self, run_id: str, draft: Draft) -> None:
        self.run_id = run_id
        self.draft = draft
        self.out = 0
        self.is_apart = False


class Editing(QObject):
    """The user never waits for the registry, and its answers change nothing on screen unless the stored text turns out
    to differ from the draft. Then the stored text is shown after the last answer."""

    #: An edit of this run is about to be made: pending typing has to be stored first.
    began = Signal(str)
    #: The text has changed, by an edit or because the stored one differed: the run's id.
    changed = Signal(str)
    #: The run's id, and the ids that the registry assigned to segments created here.
    named = Signal(str, object)
    #: Words that the user typed and that could not be stored.
    lost = Signal(str)
    #: Why an edit was refused.
    refused = Signal(str)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._turn = asyncio.Lock()
        self._open: _Open | None = None

    # --- the text on screen ---
    @property
    def draft(self) -> Draft | None:
        """The text on screen, if it is editable."""
        return self._open.draft if self._open is not None else None

    def open(self, run_id: str, draft: Draft) -> None:
        """Edit the text of this run from now on."""
        self._open = _Open(run_id, draft)

    def close(self) -> None:
        """Stop editing the text on screen. Pending edits are still stored."""
        self._open = None

    def is_out(self, run_id: str) -> bool:
        """Whether edits of the text on screen are pending: anything read meanwhile is older than what is shown."""
        return self._open is not None and self._open.run_id == run_id and self._open.out > 0

    async def read(self, run_id: str) -> Draft:
        """Read the text after all pending edits."""
        async with self._turn:
            return await (await self._bridge.engine()).texts.draft(run_id)

    async def history(self, run_id: str) -> list[PastEdit]:
        """The run's edits, oldest first, including all pending ones."""
        async with self._turn:
            return await (await self._bridge.engine()).texts.history(run_id)

    # --- what the user asks for ---
    def edit(self, run_id: str, edit: Edit) -> asyncio.Task[Any] | None:
        """Make an edit. Returns the task that stores it, or None if it changes nothing."""
        shown = self._begin(run_id)
        if shown is None:
            return self._start(None, lambda engine: engine.texts.edit(run_id, edit))
        try:
            if not shown.draft.edit(edit):
                return None
        except EditError as error:
            self.refused.emit(text.trouble(error))
            return None
        # Its segments may get their ids while it waits, so they are looked up when its turn comes.
        storing = self._start(shown, lambda engine: engine.texts.edit(run_id, shown.draft.numbered(edit)), edit)
        self.changed.emit(run_id)
        return storing

    def undo(self, run_id: str) -> None:
        """Undo the last edit."""
        self._step(run_id, Draft.undo, lambda engine: engine.texts.undo(run_id))

    def redo(self, run_id: str) -> None:
        """Redo the edit that was undone last."""
        self._step(run_id, Draft.redo, lambda engine: engine.texts.redo(run_id))

    def restore(self, run_id: str) -> None:
        """Restore the machine's text."""
        self._step(run_id, Draft.restore_machine_text, lambda engine: engine.texts.restore_machine_text(run_id))

    def go_to(self, run_id: str, edits: int) -> None:
        """Undo or redo until this many edits are in force."""

        async def step(engine: Engine) -> list[Segment]:
            now = sum(edit.is_in_force for edit in await engine.texts.history(run_id))
            for _ in range(abs(edits - now)):
                await (engine.texts.undo if edits < now else engine.texts.redo)(run_id)
            return await engine.texts.segments(run_id)

        self._step(run_id, lambda draft: draft.go_to(edits), step)

    def take_range(self, run_id: str, source: Run) -> None:
        """Replace the stretch that another run of the same clip covers by that run's text."""
        self._bridge.start("take a text", self._take_range(run_id, source), must_finish=True)

    async def _take_range(self, run_id: str, source: Run) -> None:
        start_s, end_s = stretch_of(source)
        engine = await self._bridge.engine()
        there = segments_within(await engine.texts.segments(source.run_id), start_s, end_s)
        await self._stored(self.edit(run_id, TakeRange(start_s, end_s, there)))

    async def fill_gap(self, run_id: str, gap: Span, source: Run) -> bool:
        """Fill a gap in the text from another run of the same clip. Returns whether that was stored."""
        engine = await self._bridge.engine()
        there = segments_within(await engine.texts.segments(source.run_id), gap.start_s, gap.end_s)
        return await self._stored(self.edit(run_id, FillGap(gap.start_s, gap.end_s, there)))

    async def _stored(self, storing: asyncio.Task[Any] | None) -> bool:
        """Wait until it is stored, and return whether it was. The task reports errors itself."""
        if storing is not None:
            await asyncio.wait([storing])
        return storing is not None and not storing.cancelled() and storing.exception() is None

    def show_text(self, run_id: str, attempt: int) -> None:
        """Switch to the text of another attempt: once read, it replaces the draft."""

        async def show(engine: Engine) -> list[Segment]:
            await engine.texts.show(run_id, attempt)
            return await engine.texts.segments(run_id)

        self._start(self._begin(run_id), show)

    # --- how it is done ---
    def _begin(self, run_id: str) -> _Open | None:
        """The text on screen, if it belongs to this run, including what was just typed."""
        self.began.emit(run_id)
        return self._open if self._open is not None and self._open.run_id == run_id else None

    def _step(self, run_id: str, change: Callable[[Draft], bool], store: Storing) -> None:
        """Ask the registry in any case: it may know edits that the draft does not."""
        shown = self._begin(run_id)
        is_different = shown is not None and change(shown.draft)
        self._start(shown, store)
        if is_different:
            self.changed.emit(run_id)

    def _start(self, shown: _Open | None, store: Storing, edit: Edit | None = None) -> asyncio.Task[Any]:
        work = (
            self._store(shown, list(shown.draft.segments), store, edit)
            if shown is not None
            else self._store_unseen(store)
        )
        if shown is not None:
            shown.out += 1
        return self._bridge.start("edit the text", work, must_finish=True)

    async def _store_unseen(self, store: Storing) -> None:
        async with self._turn:
            await store(await self._bridge.engine())

    async def _store(self, shown: _Open, expected: list[Segment], store: Storing, edit: Edit | None) -> None:
        async with self._turn:
            engine = await self._bridge.engine()
            try:
                if not shown.is_apart:
                    self._take_ids(shown, expected, await store(engine))
                else:
                    self._lose(edit)
            except Exception:
                shown.is_apart = True
                self._lose(edit)
                raise
            finally:
                shown.out -= 1
                if shown.is_apart and not shown.out:
                    await self._start_again(engine, shown)

    def _lose(self, edit: Edit | None) -> None:
        """Report the words of an edit that was not stored."""
        match edit:
            case SetText() | Insert():
                self.lost.emit(edit.text)
            case SetTexts(texts):
                self.lost.emit(" ".join(filter(None, (words for _, words in texts))))

    def _take_ids(self, shown: _Open, expected: list[Segment], stored: list[Segment]) -> None:
        ids = new_ids(expected, stored)
        if ids is None:
            shown.is_apart = True
        elif ids:
            shown.draft.learn(ids)
            if shown is self._open:
                self.named.emit(shown.run_id, ids)

    async def _start_again(self, engine: Engine, shown: _Open) -> None:
        """Show the text as stored. Requests made while it is read still refer to the old one."""
        draft = await engine.texts.draft(shown.run_id)
        if shown is self._open and not shown.out:
            self.open(shown.run_id, draft)
            self.changed.emit(shown.run_id)


def stretch_of(run: Run) -> tuple[float, float]:
    """Start and end of the stretch that a run covers, in seconds of its clip."""
    end_s = run.until_s
    return run.options.start_s, float("inf") if end_s is None else end_s
