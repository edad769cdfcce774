"""Somebody who types, splits, joins and undoes at random, beside a plain list of lines that says what must come of it.

`python -m tests.desktop.transcript.typist --count 1000 --seed 1` has them type over a registry whose answers come late.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import make_application
from desktop.bridge import Bridge
from desktop.transcript.pane import TranscriptPane
from engine.engine import Engine
from engine.events import Notice, TextChanged
from engine.registry.registry import Registry
from engine.run import Clip, NewRun, Options, Ordering, Run
from engine.segments import FinishedWindow, Segment, Span
from engine.text.draft import Draft
from engine.text.edits import Edit, PastEdit
from tests.support.fakes import FakeClock

Key, Held = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT = Held.ControlModifier, Held.ShiftModifier
LINES = (" And so  my fellow Americans,", " ask not what your country", " can do for you.", " Ask what you can do.")
WORDS = ("dear ", "well ", "x", " and", "Yes, ", "  no ")

Pace = Callable[[], Awaitable[object]]


def tidy(lines: Iterable[str]) -> list[str]:
    return [" ".join(line.split()) for line in lines]


class Typist:
    """Presses real keys in a pane whose text is being edited, and keeps what must be there: lines, caret and past."""

    def __init__(self, pane: TranscriptPane, pace: Pace, chance: random.Random) -> None:
        pane.transcript._pause.setInterval(10**8)  # to rest is an act of its own
        self._pane, self._view, self._pace, self._chance = pane, pane.transcript, pace, chance
        self.lines = tidy(self.shown())
        self._place, self._offset = 0, 0
        self._past, self._at = [list(self.lines)], 0
        self.done: list[str] = []
        self._click(0, 0)

    def shown(self) -> list[str]:
        """What is on screen."""
        return self._view.toPlainText().split("\n")

    # --- what a person does, in keys and in lines ---
    async def act(self) -> None:
        """One thing or another."""
        kinds = [self._type] * 6 + [self._erase] * 2 + [self._split] * 3 + [self._join] * 3
        kinds += [self._join_next, self._delete_across, self._turn, self._rest, self._undo, self._undo, self._redo]
        kind = self._chance.choice(kinds)
        self.done.append(kind.__name__)
        await kind()
        self.check()

    async def _press(self, key: Qt.Key, held: Qt.KeyboardModifier = Held.NoModifier) -> None:
        QTest.keyClick(self._view, key, held)
        await self._pace()

    async def _type(self) -> None:
        for sign in self._chance.choice(WORDS):
            QTest.keyClicks(self._view, sign)
            line = self.lines[self._place]
            self.lines[self._place] = line[: self._offset] + sign + line[self._offset :]
            self._offset += 1
            await self._pace()

    async def _erase(self) -> None:
        line = self.lines[self._place]
        if self._offset and (line[: self._offset - 1] + line[self._offset :]).strip():
            self.lines[self._place] = line[: self._offset - 1] + line[self._offset :]
            self._offset -= 1
            await self._press(Key.Key_Backspace)

    async def _split(self) -> None:
        line = self.lines[self._place]
        before, behind = line[: self._offset], line[self._offset :]
        if before.strip() and behind.strip() and (before[-1] == " " or behind[0] == " "):
            self._store()
            self.lines[self._place : self._place + 1] = tidy([before, behind])
            self._place, self._offset = self._place + 1, 0
            self._store()
            await self._press(Key.Key_Return)

    async def _join(self) -> None:
        await self._press(Key.Key_Home)
        QTest.keyClick(self._view, Key.Key_Home)
        self._offset = 0
        if self._place:
            await self._to_start()
            self._store()
            one, other = tidy(self.lines[self._place - 1 : self._place + 1])
            self.lines[self._place - 1 : self._place + 1] = [f"{one} {other}"]
            self._place, self._offset = self._place - 1, len(one) + 1
            self._store()
            await self._press(Key.Key_Backspace)
        else:
            await self._to_start()

    async def _to_start(self) -> None:
        """Of the segment: a line on screen may begin in its midst."""
        self._click(self._place, 0)
        await self._pace()

    async def _join_next(self) -> None:
        length = len(self.lines[self._place])
        self._click(self._place, length)
        self._offset = length
        await self._pace()
        if self._place + 1 < len(self.lines):
            self._store()
            line = self.lines[self._place]
            one, other = tidy(self.lines[self._place : self._place + 2])
            self._offset = len(one) + (line[-1] == " ")
            self.lines[self._place : self._place + 2] = [f"{one} {other}"]
            self._store()
            await self._press(Key.Key_Delete)

    async def _delete_across(self) -> None:
        """Select from the midst of one segment to that of another, and delete it: one step back."""
        if len(self.lines) < 2:
            return
        self._store()
        self.lines = tidy(self.lines)
        first = self._chance.randrange(len(self.lines) - 1)
        last = self._chance.randrange(first + 1, len(self.lines))
        self._place, self._offset = first, 0
        for place in (first + 1, first):  # what was typed is tidied when one leaves it
            self._click(place, 0)
        begin, end = self._chance.choice(self._edges(first)), self._chance.choice(self._edges(last))
        before, behind = tidy([self.lines[first][:begin], self.lines[last][end:]])
        if not (before or behind or first or last + 1 < len(self.lines)):
            return
        self._click(first, begin)
        cursor = self._view.textCursor()
        cursor.setPosition(self._view.document().findBlockByNumber(last).position() + end, cursor.MoveMode.KeepAnchor)
        self._view.setTextCursor(cursor)
        await self._pace()
        for place, rest in ((first, before), (last, behind)):
            self.lines[place] = rest or self.lines[place]
        gone = {first: not before, last: not behind}
        self.lines = [line for n, line in enumerate(self.lines) if not gone.get(n, first < n < last)]
        self._place, self._offset = min(first, len(self.lines) - 1), len(before)
        self._store()
        await self._press(Key.Key_Delete)

    def _edges(self, place: int) -> list[int]:
        """Where words begin and end in a line."""
        line = self.lines[place]
        return [n for n in range(len(line) + 1) if n in (0, len(line)) or " " in line[n - 1 : n + 1]]

    async def _turn(self) -> None:
        """Go elsewhere, to the edge of a word."""
        if len(self.lines) > 1:
            self._store()
            self.lines = tidy(self.lines)
        self._place = self._chance.randrange(len(self.lines))
        # To another line first: what was typed is tidied when one leaves it.
        self._click((self._place + 1) % len(self.lines), 0)
        self._offset = self._chance.choice(self._edges(self._place))
        self._click(self._place, self._offset)
        await self._pace()

    async def _rest(self) -> None:
        self._view._pause.timeout.emit()
        self._store()
        await self._pace()

    async def _undo(self) -> None:
        self._store()
        self._at = max(0, self._at - 1)
        await self._go(Held.NoModifier)

    async def _redo(self) -> None:
        self._store()
        self._at = min(len(self._past) - 1, self._at + 1)
        await self._go(SHIFT)

    async def _go(self, held: Qt.KeyboardModifier) -> None:
        await self._press(Key.Key_Z, CTRL | held)
        self.lines = list(self._past[self._at])
        self._look()

    async def undo_all(self) -> None:
        while self._at:
            await self._undo()

    def _look(self) -> None:
        """After an undo the caret is where the person sees it."""
        cursor = self._view.textCursor()
        self._place, self._offset = cursor.blockNumber(), cursor.positionInBlock()
        words = cursor.block().text()
        if tidy([words]) == self.lines[self._place : self._place + 1]:
            self.lines[self._place] = words

    def _click(self, place: int, offset: int) -> None:
        cursor = self._view.textCursor()
        cursor.setPosition(self._view.document().findBlockByNumber(place).position() + offset)
        self._view.setTextCursor(cursor)

    def _store(self) -> None:
        """What is typed becomes an edit of its own, unless nothing is different."""
        if tidy(self.lines) != self._past[self._at]:
            self._past, self._at = [*self._past[: self._at + 1], tidy(self.lines)], self._at + 1

    # --- what must be so at every moment ---
    def check(self) -> None:
        cursor = self._view.textCursor()
        assert tidy(self.shown()) == tidy(self.lines), (self.done, self.shown(), self.lines)
        assert (cursor.blockNumber(), cursor.positionInBlock()) == (self._place, self._offset), (
            self.done,
            self.shown(),
        )
        assert self.shown()[self._place] == self.lines[self._place], self.done

    async def stop(self) -> list[str]:
        """Hand on what was typed. Returns what must be stored in the end."""
        self._view.commit_edits()
        self._store()
        return tidy(self.lines)


async def type_at_random(typist: Typist, acts: int, stored: Callable[[], Awaitable[list[Segment]]]) -> None:
    """A sequence of acts; then what is shown and stored is what must be; then all of it is undone."""
    pane = typist._pane
    run_id = pane._run.run_id if pane._run is not None else ""
    for _ in range(acts):
        await typist.act()
    for undo in (False, True):
        if undo:
            await typist.undo_all()
        expected = await typist.stop()
        async with asyncio.timeout(60):
            while pane.editing.is_out(run_id):  # noqa: ASYNC110 - by turns of the loop, not by time
                await asyncio.sleep(0)
        assert tidy(each.text for each in await stored()) == expected, typist.done
        typist.check()


# --- a registry that answers late ---


class SlowEngine:
    """As much of an engine as a pane needs, all in one part."""

    def __init__(self, chance: random.Random) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._registry = Registry(Path(self._folder.name) / "registry.sqlite3", FakeClock())
        self._chance = chance
        self._hear: Callable[[Notice], None] = print
        self._registry.add_owner("me")
        session, _ = self._registry.open_session("s", Ordering.CONCURRENT)
        (run,) = self._registry.add_runs(session.session_id, [NewRun(Clip("c", "voice.flac", "/v"), Options())])
        self._registry.claim([run.run_id], "me")
        said = tuple(Segment(n * 5.0, n * 5.0 + 4.0, words) for n, words in enumerate(LINES))
        done = self._registry.complete(run.run_id, 1, "me", FinishedWindow(0, 0.0, 30.0, said, "en"))
        assert done is not None
        self.the_run = done
        self.runs = self.texts = self

    def subscribe(self, hear: Callable[[Notice], None]) -> Callable[[], None]:
        self._hear = hear
        return lambda: None

    async def _late(self) -> None:
        for _ in range(self._chance.choice((0, 1, 3, 20))):
            await asyncio.sleep(0)

    async def _change(self, change: Callable[..., Run], *args: Any) -> list[Segment]:
        await self._late()
        run = change(*args)
        self._hear(TextChanged(run.run_id))
        await self._late()
        return self._registry.segments(run.run_id)

    async def edit(self, run_id: str, edit: Edit) -> list[Segment]:
        return await self._change(self._registry.edit, run_id, edit)

    async def undo(self, run_id: str) -> list[Segment]:
        return await self._change(self._registry.undo, run_id)

    async def redo(self, run_id: str) -> list[Segment]:
        return await self._change(self._registry.redo, run_id)

    async def draft(self, run_id: str) -> Draft:
        await self._late()
        return self._registry.draft(run_id)

    async def segments(self, run_id: str) -> list[Segment]:
        return self._registry.segments(run_id)

    async def history(self, run_id: str) -> list[PastEdit]:
        return self._registry.history(run_id)

    async def get(self, run_id: str) -> Run:
        return self._registry.run(run_id)

    async def runs_of_clip(self, run_id: str) -> list[Run]:
        return []

    def abandon_silent_disks(self) -> None:
        """Nothing is taken in here."""

    async def unheard(self, run_id: str) -> list[Span]:
        return []

    def close(self) -> None:
        self._registry.close()
        self._folder.cleanup()


async def type_over_a_slow_registry(application: QApplication, count: int, seed: int) -> None:
    """So many sequences, one after another over the same text."""
    chance = random.Random(seed)
    engine, bridge = SlowEngine(chance), Bridge()
    bridge.attach(cast(Engine, engine))
    pane = TranscriptPane(bridge)
    pane.resize(600, 400)
    run_id = engine.the_run.run_id
    pane.show_run(engine.the_run)
    await pane.show_text(engine.the_run, await pane.editing.read(run_id))

    async def pace() -> None:
        for _ in range(chance.choice((0, 0, 1, 4))):
            await asyncio.sleep(0)
        application.processEvents()

    try:
        typist = Typist(pane, pace, chance)
        for number in range(count):
            typist.done = []
            try:
                await type_at_random(typist, 20, lambda: engine.segments(run_id))
            except AssertionError as error:
                error.add_note(f"sequence {number} of seed {seed}")
                raise
    finally:
        await bridge.close()
        engine.close()
        pane.deleteLater()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    asyncio.run(type_over_a_slow_registry(make_application(), args.count, args.seed))
    print(f"{args.count} sequences of seed {args.seed}: shown, stored and expected are the same")


if __name__ == "__main__":
    main()
