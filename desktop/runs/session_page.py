"""The list of clips with what is happening to them, and beside it the chosen one's text."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop import dragged_runs, text
from desktop.bridge import Bridge
from desktop.exports.text_out import DragTexts
from desktop.runs.actions import RunActions
from desktop.runs.burst import Burst
from desktop.runs.burst_strip import BurstStrip
from desktop.runs.cards import TICK_S
from desktop.runs.empty_state import EmptyState
from desktop.runs.run_panel import RunPanel
from desktop.runs.scope import ALL_CLIPS, Scope
from desktop.runs.speakers_sought import SpeakersSought
from desktop.runs.table_model import RunTable
from desktop.runs.table_view import RunsView
from desktop.runs.time_left import TimeLeft
from desktop.search.page import SearchPage
from desktop.widgets.notice import ModelNotice
from engine.events import Session, Wait, WaitReason
from engine.run import Run, State

#: How often running times and reasons for waiting are repainted.
TICK_MS = 500
#: The list's width at first, and at least.
_LIST_WIDTH, _LEAST_LIST_WIDTH = 400, 300
_LEAST_READER_WIDTH = 380
#: Reasons for waiting that need no explanation.
_ITS_TURN = frozenset({WaitReason.NEXT, WaitReason.PLACES_TAKEN, WaitReason.LONG_PLACES_TAKEN})


class RunsPage(QWidget):
    """Shows the clips of a scope and follows them. New clips go to the open session, whatever the scope."""

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._session: Session | None = None
        self._scope = ALL_CLIPS
        self._expects_runs = False
        self._is_narrow = False
        self._active_at = 0.0
        self._arriving = ""
        self._pace = TimeLeft()
        self._burst = Burst()
        self.table = RunTable()
        self.view = RunsView(self.table)
        self.panel = RunPanel(bridge)
        self.search = SearchPage(bridge)
        #: The list, or what takes its place.
        self._lists = QStackedWidget()
        self.actions_on_runs = RunActions(bridge, self.table, self.chosen_runs, window)
        self.panel.use_actions(self.actions_on_runs)
        self.strip = BurstStrip(self.actions_on_runs)
        self.model_notice = ModelNotice()
        self.empty = EmptyState()
        self._baggage = DragTexts()
        self._nothing = QLabel()
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._nothing.setProperty("muted", True)
        self._sought = SpeakersSought(bridge, self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for each in (self.view, self.search, self._nothing):
            self._lists.addWidget(each)
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self._lists, 1)
        self._left.setMinimumWidth(_LEAST_LIST_WIDTH)
        self._back = QPushButton(text.say("Back to the list"))
        self._back.setProperty("list", True)
        self._back.clicked.connect(self._turn_to_list)
        self._back.hide()
        self._right = QWidget()
        beside = QVBoxLayout(self._right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self._back)
        beside.addWidget(self.panel, 1)
        self.panel.setMinimumWidth(_LEAST_READER_WIDTH)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self._left)
        self._split.addWidget(self._right)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([_LIST_WIDTH, 640])
        self._split.setChildrenCollapsible(False)
        self._pages = QStackedWidget()
        self._blank = QWidget()
        for page in (self._blank, self.empty, self._split):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.model_notice)
        layout.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._tick.start()
        actions = self.actions_on_runs
        self.view.chosen.connect(self._on_chosen)
        self.view.copy_asked.connect(actions.copy.trigger)
        self.view.retry_asked.connect(self._retry)
        self.view.reading_asked.connect(self._read)
        self.view.playing_asked.connect(self.panel.toggle_playing)
        self.view.clicked.connect(lambda _: self._turn_to_reader())
        self._escape = QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self._right)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self._turn_to_list)
        self.view.addActions(actions.of_table)
        actions.select_all.triggered.connect(self._select_all)
        actions.as_table.toggled.connect(self._show_table)
        self.view.moved.connect(actions.move)
        self.view.not_moved.connect(lambda words: actions.message.emit(words, None))
        self.table.pack_with(self._pack_for_drag)
        self.table.ask_speakers(self._sought.of)
        self._sought.changed.connect(self.table.repaint)
        self._sought.changed.connect(lambda _: actions.refresh())
        self.panel.retry_asked.connect(self._retry)
        self.panel.message.connect(lambda words: actions.message.emit(words, None))
        self.table.counts_changed.connect(self._write_counts)
        self.table.modelReset.connect(self._turn_page)
        self.table.rowsInserted.connect(lambda *_: self._turn_page())
        self.table.rowsRemoved.connect(lambda *_: self._turn_page())
        self._bridge.runs_changed.connect(self._on_runs)
        self._bridge.registry_changed.connect(self._on_registry)
        self._bridge.arriving.connect(self._on_arriving)
        self._bridge.sessions_changed.connect(self.search.show_sessions)

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.actions_on_runs.apply_theme()
        self.panel.apply_theme()
        self.model_notice.apply_theme()

    def chosen_runs(self) -> list[Run]:
        """The runs that actions are about: the chosen ones of the list, or, where results cover it, the one whose text
        is shown."""
        if not self.is_searching:
            return self.view.chosen_runs()
        return [self.panel.run] if self.panel.run is not None else []

    # --- which clips ---
    @property
    def session(self) -> Session | None:
        """The open session: new clips go there."""
        return self._session

    @property
    def scope(self) -> Scope:
        """Which clips are shown."""
        return self._scope

    def rename(self, session: Session) -> None:
        """Take the renamed session."""
        self._session = session

    async def show_session(self, session: Session) -> None:
        """Open another session and show its clips."""
        self._session = session
        self.actions_on_runs.turn_to(session)
        await self.show_scope(Scope(session.session_id))

    async def show_scope(self, scope: Scope) -> None:
        """Show other clips; the open session stays."""
        self._scope = scope
        self.actions_on_runs.scope = scope
        self._pace.forget()
        self._burst.forget()
        engine = await self._bridge.engine()
        self.table.ask_why(engine.why_waiting)
        runs = await self._bridge.read_runs(scope.session_id)
        if self._scope != scope:
            return
        self._burst.note(runs)
        self.table.show(runs, scope.states)
        if self.table.rowCount():
            newest = max(runs, key=lambda run: (self.table.row_of(run.run_id) is not None, run.turn, run.position))
            self.view.choose([newest.run_id])
            self.view.bring_to_top(newest.run_id)
        else:
            self.panel.show_run(None)
        self._turn_page()

    def show_results(self, words: str) -> None:
        """Search all transcripts, in place of the list; without words, show the list again."""
        self.search.look_for(words)
        if words:
            self._pages.setCurrentWidget(self._split)
            self._lists.setCurrentWidget(self.search)
        elif self.is_searching:
            self._lists.setCurrentWidget(self.view)
            self._turn_page()
        self.actions_on_runs.refresh()

    @property
    def is_searching(self) -> bool:
        """Whether the results of a search are shown in place of the list."""
        return self._lists.currentWidget() is self.search

    def _turn_page(self) -> None:
        if self.is_searching:
            return
        is_all_empty = not self.table.rowCount() and self._scope.states == ALL_CLIPS.states
        self._pages.setCurrentWidget(self.empty if is_all_empty else self._split)
        self._nothing.setText(
            text.say("No clip has failed.")
            if State.FAILED in self._scope.states
            else text.say("Nothing is on its way.")
        )
        self._lists.setCurrentWidget(self.view if self.table.rowCount() else self._nothing)

    def _show_table(self, is_table: bool) -> None:
        self.view.show_table(is_table=is_table)
        self._split.setOrientation(Qt.Orientation.Vertical if is_table else Qt.Orientation.Horizontal)

    # --- what changes ---
    def _on_runs(self, runs: Sequence[Run]) -> None:
        if self._session is None:
            return
        self._burst.note(run for run in runs if self._scope.holds(run))
        self._remove([run.run_id for run in runs if run.is_deleted or not self._scope.holds(run)])
        ours = [run for run in runs if self._scope.holds(run) and not run.is_deleted]
        fresh = [run.run_id for run in ours if self.table.run(run.run_id) is None]
        self.table.update(ours)
        self.actions_on_runs.refresh()
        self._follow(fresh)

    def _remove(self, run_ids: Sequence[str]) -> None:
        """Remove runs that were deleted or moved, and show the one in their place if none is left selected."""
        self._burst.leave_out(run_ids)
        rows = [row for run_id in run_ids if (row := self.table.row_of(run_id)) is not None]
        self.table.remove(run_ids)
        if rows and self.table.rowCount() and not self.view.selectionModel().hasSelection():
            self.view.choose([self.table.run_at(min(*rows, self.table.rowCount() - 1)).run_id])

    def _select_all(self) -> None:
        """Select all clips, or all of the text that has the focus."""
        focus = QApplication.focusWidget()
        (focus if isinstance(focus, QLineEdit | QTextEdit) else self.view).selectAll()

    def expect_runs(self) -> None:
        """Scroll to the next new rows: the user asked for them."""
        self._expects_runs = True

    def _follow(self, fresh: Sequence[str]) -> None:
        """Show new clips that the user has just added, and the text of the first, unless another is in use."""
        rows = {row: run_id for run_id in fresh if (row := self.table.row_of(run_id)) is not None}
        if not rows:
            return
        first = rows[min(rows)]
        is_above_top = self.view.is_above_top(first)  # it was handed over first, and became a row later
        if not self.view.chosen_runs() or (self._expects_runs and not self.panel.is_in_use):
            self.view.choose([first])
        if self._expects_runs or is_above_top:
            self.view.bring_to_top(first)
            self._expects_runs = False

    def _on_registry(self) -> None:
        if self._session is not None:
            self._bridge.start("read the clips again", self._read_again(self._scope))

    async def _read_again(self, scope: Scope) -> None:
        runs = await self._bridge.read_runs(scope.session_id)
        if self._scope == scope:
            there = {run.run_id for run in runs}
            self._remove([run.run_id for run in self.table.runs() if run.run_id not in there])
            self._on_runs(runs)

    def _on_arriving(self, taken: int, expected: int) -> None:
        words = text.say("Taking in {taken} of {expected}…") if expected > 1 else ""
        self._arriving = words.format(taken=taken, expected=expected)
        self._write_counts()

    def _on_tick(self) -> None:
        counts = self.table.counts
        is_active = bool(counts[State.RUNNING] or counts[State.QUEUED])
        if is_active:
            self._pace.look(self.table.runs(), time.monotonic())
            self._write_counts()
            self._active_at = time.monotonic()
        if is_active or time.monotonic() - self._active_at < TICK_S + 1:
            self.table.refresh_times()

    def _write_counts(self) -> None:
        counts = self.table.counts
        is_active = bool(counts[State.RUNNING] or counts[State.QUEUED])
        if not is_active:
            self._pace.forget()
        wait = self.table.last_wait()
        parts = [self._arriving] if self._arriving else _why(wait)
        if self._pace.left_s is not None:
            parts.append(text.left(self._pace.left_s))
        self.strip.show_burst(self._burst, "  ·  ".join(parts), is_stopped=not is_active)

    def _on_chosen(self) -> None:
        self.actions_on_runs.refresh()
        self.panel.show_run(self.view.current_run())
        self._bridge.start("hold texts ready to be dragged", self._pack())

    def _pack_for_drag(self, runs: Sequence[Run]) -> QMimeData:
        return dragged_runs.pack(self._baggage.mime_data(runs) or QMimeData(), [run.run_id for run in runs])

    async def _pack(self) -> None:
        await self._baggage.pack(await self._bridge.engine(), self.view.chosen_runs())

    def show_run_at(self, run_id: str, start_s: float, *, plays: bool = False) -> None:
        """Scroll to a run of the list, and to that second of its text, perhaps to play it."""
        self.view.choose([run_id])
        self.view.scrollTo(self.view.currentIndex())
        if not self.is_searching:
            self.view.setFocus()
        self.panel.show_at(run_id, start_s, plays=plays)
        self._turn_to_reader()

    # --- a narrow window ---
    def set_narrow(self, *, is_narrow: bool) -> None:
        """In a narrow window, show the list or the text, one in the place of the other."""
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._show_sides(reader=not is_narrow)

    def _show_sides(self, *, reader: bool) -> None:
        """Show the text, or not; and the list, unless the text takes its place."""
        self._left.setVisible(not (reader and self._is_narrow))
        self._right.setVisible(reader)
        self._back.setVisible(reader and self._is_narrow)
        self._escape.setEnabled(reader and self._is_narrow)

    def _turn_to_reader(self) -> None:
        if self._is_narrow:
            self._show_sides(reader=True)
            self.panel.begin_typing()

    def _turn_to_list(self) -> None:
        self._show_sides(reader=False)
        self.view.setFocus()

    def _read(self) -> None:
        self._turn_to_reader()
        self.panel.begin_typing()

    def _retry(self, run_id: str) -> None:
        run = self.table.run(run_id)
        if run is not None:
            self.actions_on_runs.retry_run(run)

    def finish(self) -> None:
        """Clean up: the window is closing for good."""
        self._baggage.unpack()

    # --- what is kept for the next start ---
    def save(self, settings: QSettings) -> None:
        self.view.save(settings)
        self.actions_on_runs.save(settings)
        settings.setValue("page/sizes", self._split.saveState())
        self.panel.save(settings)

    def restore(self, settings: QSettings) -> None:
        self.view.restore(settings)
        self.actions_on_runs.restore(settings)
        if (sizes := settings.value("page/sizes")) is not None:
            self._split.restoreState(sizes)
        self.actions_on_runs.as_table.setChecked(self.view.is_table)
        self.panel.restore(settings)

    def minimumSizeHint(self) -> QSize:
        return QSize(480, 360)


def _why(wait: Wait | None) -> list[str]:
    """Why the last clip waits, unless it is simply its turn."""
    return [text.waiting(wait)] if wait is not None and wait.why not in _ITS_TURN else []
