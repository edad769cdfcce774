"""What is listed: turns the window to a session, to one of the lists over all sessions, or to a passage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.runs.scope import ALL_CLIPS, ALL_STATES, FAILED, ON_THEIR_WAY, Scope
from desktop.runs.session_page import RunsPage
from desktop.search.field import SearchField
from desktop.sessions.side_bar import SideBar
from desktop.widgets import dialogs
from engine.events import Found, Session
from engine.run import Run


class Navigation(QObject):
    """Keeps the side, the list and the search field in step. `refused` carries why something was not done."""

    refused = Signal(str)

    def __init__(
        self, bridge: Bridge, page: RunsPage, side: SideBar, field: SearchField, state: QSettings, window: QWidget
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._page = page
        self._side = side
        self._field = field
        self._state = state
        self._window = window
        make = page.actions_on_runs.make
        #: The lists over all sessions, for a menu.
        self.actions = [
            make("All clips", None, "Ctrl+1", partial(side.scope_asked.emit, ALL_CLIPS)),
            make("On their way", None, "Ctrl+2", partial(side.scope_asked.emit, ON_THEIR_WAY)),
            make("Failed", None, "Ctrl+3", partial(side.scope_asked.emit, FAILED)),
        ]
        self.sessions_menu = QMenu(text.say("Sessions"), window)
        self.sessions_menu.aboutToShow.connect(self._fill_sessions_menu)
        field.textChanged.connect(lambda words: page.show_results(words.strip()))
        field.entered.connect(page.search.go_in)
        page.search.left.connect(self._leave_search)
        page.search.opened.connect(lambda found: bridge.start("go to a passage", self.show_passage(found)))
        side.scope_asked.connect(lambda scope: bridge.start("list other clips", self.show_scope(scope)))
        side.view.opened.connect(self._on_opened)
        side.sessions.rename_asked.connect(self._rename)
        bridge.sessions_changed.connect(self._on_sessions)
        page.table.counts_changed.connect(self._write_counts)
        page.actions_on_runs.undoable.session_restored.connect(
            lambda session_id: bridge.start("open a restored session", self._open_restored(session_id))
        )

    # --- what is listed ---
    async def begin(self) -> None:
        """Open the session that was open last, or the newest, or create a first one."""
        await self.show_session(await self._first_session())
        self._page.view.setFocus()

    async def _first_session(self) -> Session:
        engine = await self._bridge.engine()
        sessions = await engine.sessions()
        last = self._state.value("window/session")
        session = next((each for each in sessions if each.session_id == last), sessions[0] if sessions else None)
        return session or await engine.open_session(text.say("My clips"))

    async def show_session(self, session: Session) -> None:
        """Open a session: its clips are listed, and new clips go there."""
        self._state.setValue("window/session", session.session_id)
        self._field.clear()
        self._side.mark(Scope(session.session_id))
        await self._page.show_session(session)

    async def show_scope(self, scope: Scope) -> None:
        """List other clips; the open session stays."""
        self._field.clear()
        await self._list(scope)

    async def _list(self, scope: Scope) -> None:
        self._side.mark(scope)
        await self._page.show_scope(scope)

    async def show_new_clips(self) -> None:
        """List what contains new clips of the open session."""
        session = self._page.session
        self._field.clear()
        if session is not None and self._page.scope not in (ALL_CLIPS, Scope(session.session_id)):
            await self._list(Scope(session.session_id))

    async def show_passage(self, found: Found) -> None:
        """Show a passage and play from there; the results stay, with all clips behind them."""
        if self._page.table.row_of(found.run.run_id) is None:
            await self._list(ALL_CLIPS)
        self._page.show_run_at(found.run.run_id, found.start_s, plays=True)

    async def show_run(self, run: Run) -> None:
        """Show a clip, in its session if it is not listed."""
        for now in await (await self._bridge.engine()).runs.some([run.run_id]):  # it may have been moved since
            session = self._side.sessions.session(now.session_id)
            if session is not None and self._page.table.row_of(run.run_id) is None:
                await self.show_session(session)
        self._page.show_run_at(run.run_id, 0.0)

    def focus_search(self) -> None:
        """Begin a search, or another one."""
        self._field.setFocus()
        self._field.selectAll()

    def _leave_search(self) -> None:
        self._field.clear()
        self._page.view.setFocus()

    # --- sessions ---
    def _on_opened(self, session_id: str) -> None:
        """Open a session, unless it is open: then only leave the search."""
        session = self._side.sessions.session(session_id)
        if self._page.scope == Scope(session_id):
            self._field.clear()
        elif session is not None:
            self._bridge.start("open a session", self.show_session(session))

    def _on_sessions(self, sessions: Sequence[Session]) -> None:
        shown = self._page.session
        before = shown and self._side.sessions.session(shown.session_id)
        self._side.sessions.show(sessions)
        self._write_counts()
        session = shown and self._side.sessions.session(shown.session_id)
        if session:
            self._page.rename(session)
        elif before:
            self._bridge.start("turn away from a deleted session", self.begin())

    def _write_counts(self) -> None:
        """Count all clips at the side: the listed ones as the list has them, so that it never lags behind what is seen,
        and the others as they were read last."""
        scope = self._page.scope
        is_whole = scope.states == ALL_STATES
        counts = Counter(self._page.table.counts) if is_whole else Counter()
        for session in self._side.sessions.sessions:
            if not is_whole or scope.session_id not in (None, session.session_id):
                counts.update(session.counts)
        self._side.show_counts(counts)

    async def _open_restored(self, session_id: str) -> None:
        await self._bridge.list_sessions()
        session = self._side.sessions.session(session_id)
        if session is not None:
            await self.show_session(session)

    def _fill_sessions_menu(self) -> None:
        self.sessions_menu.clear()
        for session in self._side.sessions.sessions:
            action = self.sessions_menu.addAction(session.name.replace("&", "&&"))
            action.triggered.connect(lambda _, asked=session.session_id: self._on_opened(asked))

    def ask_new_session(self) -> None:
        """Ask for a new session's name and open it."""
        self._bridge.start("make a session", self._make_session())

    async def _make_session(self) -> None:
        choice = await dialogs.ask_session(self._window, "")
        if choice is not None:
            engine = await self._bridge.engine()
            session = await engine.open_session(*choice)
            await self._bridge.list_sessions()
            await self.show_session(session)

    def edit_session_name(self) -> None:
        """Let the user rename the session that is marked."""
        self._side.view.edit(self._side.view.currentIndex())

    def _rename(self, session_id: str, name: str) -> None:
        if any(each.name == name for each in self._side.sessions.sessions):
            self.refused.emit(text.say("There is a session called “{name}” already.").format(name=name))
        else:
            self._bridge.start("rename a session", self._carry_out_rename(session_id, name))

    async def _carry_out_rename(self, session_id: str, name: str) -> None:
        engine = await self._bridge.engine()
        await engine.rename_session(session_id, name)
