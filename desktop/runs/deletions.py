"""Deletes clips and sessions, and undoes that, the last deletion first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.style import icons, theme
from engine.errors import EngineError
from engine.events import Session


@dataclass(frozen=True, slots=True)
class _Deletion:
    """What was deleted together: clips, or a session with its clips."""

    run_ids: tuple[str, ...] = ()
    session: Session | None = None


class Deletions(QObject):
    """Remembers what can be undone, from the moment a deletion is requested. `told` carries what was just deleted in
    words, or an empty string once it is restored."""

    message = Signal(str)
    #: What can be undone has changed.
    changed = Signal()
    #: The id of a restored session.
    session_restored = Signal(str)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._made: list[_Deletion] = []
        #: Serialises requests: what is undone was deleted before.
        self._turn = asyncio.Lock()

    @property
    def can_undo(self) -> bool:
        return bool(self._made)

    def delete_runs(self, run_ids: Sequence[str]) -> None:
        """Delete these clips."""
        if run_ids:
            words = text.counted(len(run_ids), "1 clip deleted", "{n} clips deleted")
            self._delete("delete", _Deletion(tuple(run_ids)), words)

    def delete_session(self, session: Session) -> None:
        """Delete a session with its clips."""
        words = text.say("Session “{name}” deleted").format(name=session.name)
        self._delete("delete a session", _Deletion(session=session), words)

    def undo(self) -> None:
        """Undo the last deletion."""
        if self._made:
            self._bridge.start("undo a deletion", self._take_back(self._made.pop()), must_finish=True)
            self.changed.emit()

    def _delete(self, name: str, deletion: _Deletion, words: str) -> None:
        self._made.append(deletion)
        self._bridge.start(name, self._carry_out(deletion, words), must_finish=True)
        self.changed.emit()

    async def _carry_out(self, deletion: _Deletion, words: str) -> None:
        async with self._turn:
            engine = await self._bridge.engine()
            try:
                if deletion.session is None:
                    await engine.trash.delete(deletion.run_ids)
                else:
                    await engine.trash.delete_session(deletion.session.session_id)
            except EngineError:
                if deletion in self._made:
                    self._made.remove(deletion)
                    self.changed.emit()
                raise
            if deletion in self._made:
                self.message.emit(words)

    async def _take_back(self, deletion: _Deletion) -> None:
        async with self._turn:
            engine = await self._bridge.engine()
            if deletion.session is None:
                await engine.trash.restore(deletion.run_ids)
            else:
                for other in await engine.sessions():
                    if other.name == deletion.session.name and not other.total:  # an empty one, created in its place
                        await engine.trash.delete_session(other.session_id)
                await engine.trash.restore_session(deletion.session.session_id)
        self.message.emit("")
        if deletion.session is not None:
            self.session_restored.emit(deletion.session.session_id)


#: How long the bar is shown at least. After that, deletions can be undone from the menu.
MIN_MS = 30_000


class UndoBar(QFrame):
    """Hidden unless something was deleted recently. It stays until the user has moved on to something else."""

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
        """Say what was just deleted; an empty string means it is restored."""
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
