"""All actions on runs, each defined once with its shortcut, for menus, buttons and the context menu."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.exports.text_out import TextOut
from desktop.models.options_dialog import ask_options
from desktop.models.shelf import ModelShelf
from desktop.runs.filing import Filing
from desktop.runs.scope import ALL_CLIPS
from desktop.runs.speakers_menu import SpeakersMenu
from desktop.runs.table_model import RunTable
from desktop.runs.trash_dialog import BinDialog
from desktop.runs.undoable import Undoable
from desktop.style import icons
from desktop.widgets import dialogs
from desktop.widgets.vocabulary_edit import ask_vocabulary
from engine.errors import InvalidTransition
from engine.events import Session
from engine.run import Options, Run, State

_RUNNABLE = frozenset({State.QUEUED, State.RUNNING})
_WAITING = frozenset({State.QUEUED, State.PAUSED})


class RunActions(QObject):
    """Acts on the runs that `chosen` returns, of the session that `table` shows. `told` carries what was done, and a
    folder to open if there is one."""

    message = Signal(str, object)

    def __init__(self, bridge: Bridge, table: RunTable, chosen: Callable[[], list[Run]], window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._table = table
        self._chosen = chosen
        self._window = window
        self._session: Session | None = None
        #: Which clips are shown.
        self.scope = ALL_CLIPS
        #: The models that a retry can use.
        self.shelf: ModelShelf | None = None
        self._text_out = TextOut(bridge, window, self.message.emit)
        self.undoable = Undoable(bridge, self)
        self.filing = Filing(bridge, chosen, table.run, self.undoable, window)
        self.speakers = SpeakersMenu(bridge, chosen, table.seeking_of, window)
        self.undoable.changed.connect(self.refresh)
        self._icons: list[tuple[QAction, str]] = []
        self._make_doors()
        self._make_requests()
        self._make_words()
        self._make_orders()
        self._make_texts_out()
        for action in self.of_table:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.apply_theme()
        self.refresh()

    # --- making the actions ---
    def _make_doors(self) -> None:
        keys = QKeySequence.StandardKey
        self.add_files = self.make("Add files…", "add", keys.Open)
        self.add_folder = self.make("Add a folder…", None, "Ctrl+Shift+O")
        self.paste = self.make("Paste", None, keys.Paste)
        self.select_all = self.make("Select all", None, keys.SelectAll)
        self.search = self.make("Search everything that was said", "find", "Ctrl+K")
        self.search.setShortcuts([QKeySequence("Ctrl+K"), QKeySequence(keys.Find)])
        self.as_table = self.make("Table", None, "Ctrl+L")
        self.as_table.setCheckable(True)

    def _make_requests(self) -> None:
        self.pause = self.make("Pause", "pause", "Ctrl+P", lambda: self._start("pause", self._pause()))
        self.resume = self.make("Resume", "resume", "Ctrl+Shift+P", lambda: self._start("resume", self._resume()))
        self.cancel = self.make("Cancel", "cancel", "Ctrl+Backspace", lambda: self._start("cancel", self._cancel()))
        self.retry = self.make("Retry", "retry", "F5", lambda: self._start("retry", self._retry(self._chosen())))
        self.retry_with = self.make(
            "Transcribe again with…",
            None,
            "Shift+F5",
            lambda: self._start("retry", self._retry_with()),
        )
        self.delete = self.make("Delete", None, QKeySequence.StandardKey.Delete, self._delete)
        self.delete_session = self.make("Delete this session", None, "", self._delete_session)
        self.undo = self.make("Undo delete", None, QKeySequence.StandardKey.Undo, self.undoable.undo)
        self.bin = self.make("Recently deleted…", None, "Ctrl+Shift+Delete", self._open_bin)

    def _make_words(self) -> None:
        self.rename = self.make("Rename…", None, "F2", self.filing.ask_name)
        self.vocabulary = self.make(
            "Vocabulary (names and terms)…", None, "", lambda: self._start("names and terms", self._ask_vocabulary())
        )

    def _make_orders(self) -> None:
        self.first = self.make("Move to front", None, "Ctrl+Shift+Up", lambda: self._start("first", self._put_first()))
        self.earlier = self.make("Earlier", None, "Ctrl+Up", lambda: self._start("earlier", self._move_earlier()))
        self.later = self.make("Later", None, "Ctrl+Down", lambda: self._start("later", self._move_later()))
        self.pause_session = self.make("Pause this session", None, "", lambda: self._stop_session(is_pause=True))
        self.resume_session = self.make("Resume this session", None, "", lambda: self._stop_session(is_pause=False))
        self.pause_all = self.make(
            "Pause everything", None, "", lambda: self._start("pause all", self._stop(None, is_pause=True))
        )
        self.resume_all = self.make(
            "Resume everything", None, "", lambda: self._start("resume all", self._stop(None, is_pause=False))
        )

    def _make_texts_out(self) -> None:
        self.copy = self.make("Copy text", "copy", "Ctrl+Shift+C", lambda: self._text_out.copy(self._chosen()))
        self.export = self.make("Export…", "export", "Ctrl+E", lambda: self._export(self._chosen()))
        self.export_session = self.make("Export this session…", None, "", self._export_session)

    @property
    def of_table(self) -> list[QAction]:
        """The actions whose shortcuts mean something else in texts, fields and lists: they work only while the table
        has the focus."""
        return [self.select_all, self.rename, self.delete, self.cancel, self.first, self.earlier, self.later]

    def fill_run_menu(self, menu: QMenu) -> None:
        """Fill a menu with all actions on selected runs."""
        menu.addActions([self.pause, self.resume, self.cancel])
        menu.addSeparator()
        menu.addActions([self.first, self.earlier, self.later])
        menu.addSeparator()
        menu.addActions([self.retry, self.retry_with])
        menu.addMenu(self.speakers)
        menu.addSeparator()
        menu.addActions([self.copy, self.export])
        menu.addSeparator()
        menu.addAction(self.rename)
        menu.addMenu(self.filing.menu)
        menu.addAction(self.delete)

    def fill_session_menu(self, menu: QMenu) -> None:
        """Fill a menu with all actions on the session and on everything."""
        menu.addActions([self.pause_session, self.resume_session, self.vocabulary, self.export_session])
        menu.addAction(self.delete_session)
        menu.addSeparator()
        menu.addActions([self.pause_all, self.resume_all])

    def make(
        self,
        words: str,
        icon: str | None,
        keys: QKeySequence.StandardKey | str,
        do: Callable[[], object] | None = None,
    ) -> QAction:
        """Create an action of the window."""
        action = QAction(text.say(words), self)
        action.setObjectName(words)
        action.setShortcut(QKeySequence(keys))
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text.say(words)} ({shown})" if shown else text.say(words))
        if icon:
            self._icons.append((action, icon))
        if do is not None:
            action.triggered.connect(lambda *_: do())
        self._window.addAction(action)
        return action

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        for action, name in self._icons:
            action.setIcon(icons.icon(name))

    # --- what is enabled ---
    def turn_to(self, session: Session) -> None:
        """Switch to another session."""
        self._session = session

    def refresh(self) -> None:
        """Enable the actions that the selected runs allow."""
        runs = self._chosen()
        states = {run.state for run in runs}
        self.pause.setEnabled(bool(states & _RUNNABLE))
        self.resume.setEnabled(State.PAUSED in states)
        self.cancel.setEnabled(any(not run.state.is_terminal or self._table.seeking_of(run) for run in runs))
        for action in (self.retry, self.retry_with):
            action.setEnabled(any(run.can_retry for run in runs))
        for action in (self.first, self.earlier, self.later):
            action.setEnabled(bool(states & _WAITING))
        self.rename.setEnabled(len(runs) == 1)
        self.filing.menu.menuAction().setEnabled(bool(runs))
        self.delete.setEnabled(bool(runs))
        self.speakers.refresh()
        self.undo.setText(self.undoable.undo_words)
        self.undo.setEnabled(self.undoable.can_undo)
        with_text = any(run.preview for run in runs)
        self.copy.setEnabled(with_text)
        self.export.setEnabled(with_text)
        counts = self._table.counts
        self.pause_session.setEnabled(any(counts.get(state) for state in _RUNNABLE))
        self.resume_session.setEnabled(bool(counts.get(State.PAUSED)))
        self.export_session.setEnabled(bool(counts.get(State.COMPLETED) or with_text))

    # --- requests ---
    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self._bridge.start(name, work, must_finish=True)

    def _ids(self, states: frozenset[State]) -> list[str]:
        return [run.run_id for run in self._chosen() if run.state in states]

    async def _pause(self) -> None:
        ids = self._ids(_RUNNABLE)
        await (await self._bridge.engine()).runs.pause(ids)

    async def _resume(self) -> None:
        ids = self._ids(frozenset({State.PAUSED}))
        await (await self._bridge.engine()).runs.resume(ids)

    async def _cancel(self) -> None:
        """Cancel what is under way: runs that have not ended, and searches for the speakers of those that have."""
        ids = self._ids(_RUNNABLE | _WAITING)
        sought = [run.run_id for run in self._chosen() if self._table.seeking_of(run)]
        engine = await self._bridge.engine()
        await engine.runs.cancel(ids)
        if sought:
            await engine.speakers.cancel(sought)

    def retry_run(self, run: Run) -> None:
        """Retry this run, selected or not."""
        self._start("retry", self._retry([run]))

    async def _retry(self, runs: Sequence[Run]) -> None:
        await self._retry_as([run for run in runs if run.can_retry])

    async def _retry_with(self) -> None:
        """Ask for options and retry: the present text stays until there is a new one, and can be restored."""
        runs = [run for run in self._chosen() if run.can_retry]
        if not runs or self.shelf is None:
            return
        options = await ask_options(self._window, runs, self.shelf)
        if options is not None:
            await self._retry_as(runs, options)

    async def _retry_as(self, runs: Sequence[Run], options: Options | None = None) -> None:
        engine = await self._bridge.engine()
        with suppress(InvalidTransition):  # asked for twice: it is under way already
            await engine.runs.retry([run.run_id for run in runs], options)

    async def _ask_vocabulary(self) -> None:
        engine = await self._bridge.engine()
        asked = self._session.session_id if self._session is not None else ""
        for session in await engine.sessions():
            if session.session_id == asked:
                terms = await ask_vocabulary(self._window, session)
                if terms is not None:
                    await engine.set_vocabulary(session.session_id, terms)

    async def _stop(self, session_id: str | None, *, is_pause: bool) -> None:
        """Pause or resume all clips, or those of a session."""
        engine = await self._bridge.engine()
        await (engine.runs.pause if is_pause else engine.runs.resume)(session_id=session_id)

    def _stop_session(self, *, is_pause: bool) -> None:
        if self._session is not None:
            self._start("pause a session", self._stop(self._session.session_id, is_pause=is_pause))

    def pause_shown(self) -> None:
        """Pause all clips that are shown."""
        self._start("pause all", self._stop(self.scope.session_id, is_pause=True))

    def resume_shown(self) -> None:
        """Resume all clips that are shown."""
        self._start("resume all", self._stop(self.scope.session_id, is_pause=False))

    # --- queue order ---
    async def _put_first(self) -> None:
        ids = self._ids(_WAITING)
        await (await self._bridge.engine()).runs.put_first(ids)

    def move(self, run_ids: Sequence[str], before_run_id: str | None) -> None:
        """Move waiting runs in the queue: just before that one, or to the end."""
        self._start("move", self._carry_out_move(run_ids, before_run_id))

    async def _carry_out_move(self, run_ids: Sequence[str], before_run_id: str | None) -> None:
        await (await self._bridge.engine()).runs.move_before(run_ids, before_run_id)

    async def _move_earlier(self) -> None:
        waiting, places = self._waiting_and_chosen()
        if places and places[0] > 0:
            ids = [waiting[place] for place in places]
            await (await self._bridge.engine()).runs.move_before(ids, waiting[places[0] - 1])

    async def _move_later(self) -> None:
        waiting, places = self._waiting_and_chosen()
        if places and places[-1] + 1 < len(waiting):
            ids = [waiting[place] for place in places]
            after = places[-1] + 2
            await (await self._bridge.engine()).runs.move_before(ids, waiting[after] if after < len(waiting) else None)

    def _waiting_and_chosen(self) -> tuple[list[str], list[int]]:
        """The session's waiting runs in queue order, and the indices of the selected ones among them."""
        chosen = set(self._ids(_WAITING))
        waiting = [run.run_id for run in self._table.runs() if run.state in _WAITING]
        return waiting, [place for place, run_id in enumerate(waiting) if run_id in chosen]

    # --- delete and restore ---
    def _delete(self) -> None:
        self.undoable.delete_runs([run.run_id for run in self._chosen()])

    def _delete_session(self) -> None:
        if self._session is not None:
            self.undoable.delete_session(self._session)

    def _open_bin(self) -> None:
        self._bridge.start("recently deleted", dialogs.answer(BinDialog(self._window, self._bridge)))

    # --- exporting texts ---
    @property
    def text_out(self) -> TextOut:
        """What copies and writes texts."""
        return self._text_out

    def export_run(self, run: Run) -> None:
        """Ask how to export this run, selected or not."""
        self._export([run])

    def _export_session(self) -> None:
        """Export the open session, whatever else is listed beside it."""
        if self._session is not None:
            session_id = self._session.session_id
            self._export([run for run in self._table.runs() if run.session_id == session_id])

    def _export(self, runs: Sequence[Run]) -> None:
        self._text_out.export(runs, self._session)

    def save(self, settings: QSettings) -> None:
        self._text_out.save(settings)

    def restore(self, settings: QSettings) -> None:
        self._text_out.restore(settings)
