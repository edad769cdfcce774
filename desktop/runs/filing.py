"""Gives clips names, and moves them to other sessions: by a menu, or by dragging them onto one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.runs.undoable import Undoable
from desktop.widgets import dialogs
from engine.events import Session
from engine.registry.sessions import MAX_NAME_LENGTH
from engine.run import Run


class Filing(QObject):
    """Acts on the runs that `chosen` returns. `find` has those that are listed, by id."""

    def __init__(
        self,
        bridge: Bridge,
        chosen: Callable[[], list[Run]],
        find: Callable[[str], Run | None],
        undoable: Undoable,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._chosen = chosen
        self._find = find
        self._undoable = undoable
        self._window = window
        self._sessions: Sequence[Session] = ()
        self.menu = QMenu(text.say("Move to session"), window)
        self.menu.aboutToShow.connect(self._fill)
        bridge.sessions_changed.connect(self._take)

    def _take(self, sessions: Sequence[Session]) -> None:
        self._sessions = sessions

    # --- names ---
    def ask_name(self) -> None:
        """Ask for another name of the chosen clip."""
        runs = self._chosen()
        if len(runs) == 1:
            self._bridge.start("ask for a name", self._rename(runs[0]))

    async def _rename(self, run: Run) -> None:
        now = text.name(run)
        name = await dialogs.ask_name(self._window, text.say("Rename clip"), now, MAX_NAME_LENGTH)
        if name is not None and name != now:
            self._undoable.rename(run, name)

    # --- sessions ---
    def _fill(self) -> None:
        """List the sessions that there are now."""
        self.menu.clear()
        there = {run.session_id for run in self._chosen()}
        for session in self._sessions:
            choice = self.menu.addAction(session.name.replace("&", "&&"))
            choice.setEnabled(there != {session.session_id})
            choice.triggered.connect(lambda _, each=session: self._undoable.move_runs(self._chosen(), each))
        self.menu.addSeparator()
        self.menu.addAction(text.say("New session…")).triggered.connect(
            lambda _: self._bridge.start("make a session for clips", self._move_to_new(self._chosen()))
        )

    async def _move_to_new(self, runs: Sequence[Run]) -> None:
        choice = await dialogs.ask_session(self._window, "")
        if choice is not None:
            engine = await self._bridge.engine()
            self._undoable.move_runs(runs, await engine.open_session(*choice))

    def move_dropped(self, run_ids: Sequence[str], session_id: str) -> None:
        """Move the runs that were dropped onto a session."""
        runs = [run for run_id in run_ids if (run := self._find(run_id)) is not None]
        for session in self._sessions:
            if session.session_id == session_id:
                self._undoable.move_runs(runs, session)
