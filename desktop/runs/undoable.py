"""Deletes clips and sessions, moves clips between sessions, renames them, and undoes that, the last change first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.style import icons, theme
from engine.engine import Engine
from engine.errors import EngineError
from engine.events import Session
from engine.run import Run


class _Change(Protocol):
    """What was changed together."""

    @property
    def words(self) -> str:
        """What was done."""

    @property
    def undo_words(self) -> str:
        """What the action that undoes it is called."""

    async def carry_out(self, engine: Engine) -> None: ...

    async def take_back(self, engine: Engine) -> None: ...


@dataclass(frozen=True, slots=True)
class _ClipsDeleted:
    run_ids: tuple[str, ...]

    @property
    def words(self) -> str:
        return text.counted(len(self.run_ids), "1 clip deleted", "{n} clips deleted")

    @property
    def undo_words(self) -> str:
        return text.say("Undo delete")

    async def carry_out(self, engine: Engine) -> None:
        await engine.trash.delete(self.run_ids)

    async def take_back(self, engine: Engine) -> None:
        await engine.trash.restore(self.run_ids)


@dataclass(frozen=True, slots=True)
class _SessionDeleted:
    """A session was deleted with its clips."""

    session: Session

    @property
    def words(self) -> str:
        return text.say("Session “{name}” deleted").format(name=self.session.name)

    @property
    def undo_words(self) -> str:
        return text.say("Undo delete")

    async def carry_out(self, engine: Engine) -> None:
        await engine.trash.delete_session(self.session.session_id)

    async def take_back(self, engine: Engine) -> None:
        for other in await engine.sessions():
            if other.name == self.session.name and not other.total:  # an empty one, created in its place
                await engine.trash.delete_session(other.session_id)
        await engine.trash.restore_session(self.session.session_id)


@dataclass(frozen=True, slots=True)
class _ClipsMoved:
    """Clips were moved to a session. `before` has the ids of those that came from each other session."""

    before: tuple[tuple[str, tuple[str, ...]], ...]
    session: Session

    @property
    def words(self) -> str:
        count = sum(len(run_ids) for _, run_ids in self.before)
        name = self.session.name
        return text.counted(count, "1 clip moved to “{name}”", "{n} clips moved to “{name}”", name=name)

    @property
    def undo_words(self) -> str:
        return text.say("Undo move")

    async def carry_out(self, engine: Engine) -> None:
        run_ids = [run_id for _, some in self.before for run_id in some]
        await engine.runs.move_to_session(run_ids, self.session.session_id)

    async def take_back(self, engine: Engine) -> None:
        for session_id, run_ids in self.before:
            await engine.runs.move_to_session(run_ids, session_id)


@dataclass(frozen=True, slots=True)
class _ClipRenamed:
    """A clip was given another name. `run` is as it was before."""

    run: Run
    name: str

    @property
    def words(self) -> str:
        return text.say("Renamed to “{name}”").format(name=self.name)

    @property
    def undo_words(self) -> str:
        return text.say("Undo rename")

    async def carry_out(self, engine: Engine) -> None:
        await engine.runs.rename(self.run.run_id, self.name)

    async def take_back(self, engine: Engine) -> None:
        clip = self.run.clip
        give_back = engine.runs.rename if clip.is_renamed else engine.runs.restore_name
        await give_back(self.run.run_id, clip.name)


class Undoable(QObject):
    """Remembers what can be undone, from the moment a change is requested. `message` carries what was just done in
    words, or an empty string once it is undone."""

    message = Signal(str)
    #: What can be undone has changed.
    changed = Signal()
    #: The id of a restored session.
    session_restored = Signal(str)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._made: list[_Change] = []
        #: Serialises requests: what is undone was done before.
        self._turn = asyncio.Lock()

    @property
    def can_undo(self) -> bool:
        return bool(self._made)

    @property
    def undo_words(self) -> str:
        """What undoing the last change is called."""
        return self._made[-1].undo_words if self._made else text.say("Undo delete")

    def delete_runs(self, run_ids: Sequence[str]) -> None:
        """Delete these clips."""
        if run_ids:
            self._make("delete", _ClipsDeleted(tuple(run_ids)))

    def delete_session(self, session: Session) -> None:
        """Delete a session with its clips."""
        self._make("delete a session", _SessionDeleted(session))

    def move_runs(self, runs: Sequence[Run], session: Session) -> None:
        """Move those of these clips to a session that are not there."""
        before: dict[str, list[str]] = {}
        for run in runs:
            if run.session_id != session.session_id:
                before.setdefault(run.session_id, []).append(run.run_id)
        if before:
            groups = tuple((session_id, tuple(run_ids)) for session_id, run_ids in before.items())
            self._make("move clips to a session", _ClipsMoved(groups, session))

    def rename(self, run: Run, name: str) -> None:
        """Give this run's clip another name."""
        self._make("rename a clip", _ClipRenamed(run, name.strip()))

    def undo(self) -> None:
        """Undo the last change."""
        if self._made:
            self._bridge.start("undo a change", self._take_back(self._made.pop()), must_finish=True)
            self.changed.emit()

    def _make(self, name: str, change: _Change) -> None:
        self._made.append(change)
        self._bridge.start(name, self._carry_out(change), must_finish=True)
        self.changed.emit()

    async def _carry_out(self, change: _Change) -> None:
        async with self._turn:
            try:
                await change.carry_out(await self._bridge.engine())
            except EngineError:
                if change in self._made:
                    self._made.remove(change)
                    self.changed.emit()
                raise
            if change in self._made:
                self.message.emit(change.words)

    async def _take_back(self, change: _Change) -> None:
        async with self._turn:
            await change.take_back(await self._bridge.engine())
        self.message.emit("")
        if isinstance(change, _SessionDeleted):
            self.session_restored.emit(change.session.session_id)


#: How long the bar is shown at least. After that, changes can be undone from the menu.
MIN_MS = 30_000


class UndoBar(QFrame):
    """Hidden unless something was deleted or moved recently. It stays until the user has moved on to something else."""

    def __init__(self, undo: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton(text.say("Undo"))
        self.button.clicked.connect(undo.trigger)
        self._close = QToolButton()
        self._close.setToolTip(text.say("Dismiss"))
        self._close.setAccessibleName(self._close.toolTip())
        self._close.clicked.connect(self.hide)
        self._has_gone_on = False
        self.min_shown = QTimer(self, singleShot=True, interval=MIN_MS)
        self.min_shown.timeout.connect(self._leave)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE + 4, 4, theme.GAP, 4)
        layout.addWidget(self.words)
        layout.addWidget(self.button)
        layout.addStretch(1)
        layout.addWidget(self._close)
        self.hide()

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self._close.setIcon(icons.icon("close"))

    def show_message(self, words: str) -> None:
        """Say what was just done; an empty string means it is undone."""
        self.min_shown.stop()
        self._has_gone_on = False
        self.setVisible(bool(words))
        if words:
            self.words.setText(words)
            self.min_shown.start()

    def go_on(self) -> None:
        """Note that the user has made some other change."""
        self._has_gone_on = True
        self._leave()

    def _leave(self) -> None:
        if self._has_gone_on and not self.min_shown.isActive():
            self.hide()
