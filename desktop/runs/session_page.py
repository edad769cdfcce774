"""The page of the open session: its header, its run table above the selected run's text, or the empty state."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSettings, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.bridge import Bridge
from desktop.exports.text_out import DragTexts
from desktop.runs import row_drag
from desktop.runs.actions import RunActions
from desktop.runs.deletions import UndoBar
from desktop.runs.empty_state import EmptyState
from desktop.runs.run_panel import RunPanel
from desktop.runs.session_header import SessionHeader
from desktop.runs.table_model import RunTable
from desktop.runs.table_view import RunsView
from desktop.runs.time_left import TimeLeft
from engine.events import Session
from engine.run import Run, State

#: How often running times and reasons for waiting are repainted.
TICK_MS = 500


class RunsPage(QWidget):
    """Shows one session and follows it."""

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._session: Session | None = None
        self._expects_runs = False
        self._pace = TimeLeft()
        self.table = RunTable()
        self.view = RunsView(self.table)
        self.panel = RunPanel(bridge)
        self.actions_on_runs = RunActions(bridge, self.table, self.view.chosen_runs, window)
        self.panel.use_actions(self.actions_on_runs)
        self.header = SessionHeader(self.actions_on_runs)
        self.empty = EmptyState()
        self.undo_bar = UndoBar(self.actions_on_runs.undo_delete)
        self._baggage = DragTexts()
        self._nothing_found = QLabel(text.say("No clips match the filter."))
        self._nothing_found.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing_found.setProperty("muted", True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.addWidget(self.view)
        self._split.addWidget(self.panel)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._split.setSizes([260, 340])
        self._split.setChildrenCollapsible(False)
        self.view.setMinimumHeight(96)
        self.panel.setMinimumHeight(165)
        self._pages = QStackedWidget()
        self._blank = QWidget()
        for page in (self._blank, self.empty, self._split, self._nothing_found):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.undo_bar)

    def _connect(self) -> None:
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._tick.start()
        self._filter_pause = QTimer(self, singleShot=True, interval=120)
        self._filter_pause.timeout.connect(self._filter)
        self.header.filter_changed.connect(self._filter_pause.start)
        self.view.chosen.connect(self._on_chosen)
        self.view.copy_asked.connect(self.actions_on_runs.copy.trigger)
        self.view.addActions(self.actions_on_runs.of_table)
        self.actions_on_runs.select_all.triggered.connect(self._select_all)
        self._bridge.change_asked.connect(self.undo_bar.go_on)
        self.actions_on_runs.deletions.message.connect(self.undo_bar.show_message)
        self.view.moved.connect(self.actions_on_runs.move)
        self.view.not_moved.connect(lambda words: self.actions_on_runs.message.emit(words, None))
        self.table.pack_with(self._pack_for_drag)
        self.panel.retry_asked.connect(self._retry_shown)
        self.panel.message.connect(lambda words: self.actions_on_runs.message.emit(words, None))
        self.table.counts_changed.connect(self._write_counts)
        self.table.modelReset.connect(self._turn_page)
        self.table.rowsInserted.connect(lambda *_: self._turn_page())
        self.table.rowsRemoved.connect(lambda *_: self._turn_page())
        self._bridge.runs_changed.connect(self._on_runs)
        self._bridge.registry_changed.connect(self._on_registry)

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.actions_on_runs.apply_theme()
        self.header.apply_theme()
        self.panel.apply_theme()
        self.undo_bar.apply_theme()

    # --- which session ---
    @property
    def session(self) -> Session | None:
        """The shown session."""
        return self._session

    def rename(self, session: Session) -> None:
        """Show the renamed session."""
        self._session = session
        self.header.show_session(session)

    async def show_session(self, session: Session) -> None:
        """Show another session."""
        self._session = session
        self.header.show_session(session)
        self.actions_on_runs.turn_to(session)
        self.header.clear_filter()
        self._pace.forget()
        engine = await self._bridge.engine()
        self.table.ask_why(engine.why_waiting)
        runs = await self._bridge.read_runs(session.session_id)
        if self._session.session_id != session.session_id:
            return
        self._filter()
        self.table.show(runs)
        if runs:
            self.view.choose([runs[-1].run_id])
            self.view.bring_to_top(runs[-1].run_id)
        self._turn_page()

    def _turn_page(self) -> None:
        if self.table.rowCount():
            self._pages.setCurrentWidget(self._split)
        else:
            self._pages.setCurrentWidget(self._nothing_found if self.table.counts.total() else self.empty)

    def _filter(self) -> None:
        self._filter_pause.stop()
        self.table.set_filter(self.header.search.text(), self.header.states.states)
        if self.table.rowCount() and not self.view.selectionModel().hasSelection():
            self.view.choose([self.table.run_at(0).run_id])

    # --- what changes ---
    def _on_runs(self, runs: Sequence[Run]) -> None:
        if self._session is None:
            return
        self._remove([run.run_id for run in runs if run.is_deleted])
        ours = [run for run in runs if run.session_id == self._session.session_id and not run.is_deleted]
        fresh = [run.run_id for run in ours if self.table.run(run.run_id) is None]
        self.table.update(ours)
        self.actions_on_runs.refresh()
        self._follow(fresh)

    def _remove(self, run_ids: Sequence[str]) -> None:
        """Remove deleted runs, and show the one that takes their place if none is left selected."""
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
        """Scroll to new rows if expected, and show the first one's text, unless the user is looking at another."""
        if not fresh:
            return
        if not self.view.chosen_runs():
            self.view.choose(fresh[:1])
        if self._expects_runs and self.table.row_of(fresh[0]) is not None:
            self.view.bring_to_top(fresh[0])
            self._expects_runs = False

    def _on_registry(self) -> None:
        if self._session is not None:
            self._bridge.start("read the session again", self._read_again(self._session.session_id))

    async def _read_again(self, session_id: str) -> None:
        runs = await self._bridge.read_runs(session_id)
        if self._session is not None and self._session.session_id == session_id:
            there = {run.run_id for run in runs}
            self._remove([run.run_id for run in self.table.runs() if run.run_id not in there])
            self.table.update(runs)

    def _on_tick(self) -> None:
        counts = self.table.counts
        if counts.get(State.RUNNING, 0) or counts.get(State.QUEUED, 0):
            self.table.refresh_times()
            self._pace.look(self.table.runs(), time.monotonic())
            self._write_counts()

    def _write_counts(self) -> None:
        counts = self.table.counts
        if not (counts[State.RUNNING] or counts[State.QUEUED]):
            self._pace.forget()
        self.header.show_counts(counts, self.table.last_wait(), self._pace.left_s)

    def _on_chosen(self) -> None:
        self.actions_on_runs.refresh()
        self.panel.show_run(self.view.current_run())
        self._bridge.start("hold texts ready to be dragged", self._pack())

    def _pack_for_drag(self, runs: Sequence[Run]) -> QMimeData:
        return row_drag.pack(self._baggage.mime_data(runs) or QMimeData(), runs)

    async def _pack(self) -> None:
        await self._baggage.pack(await self._bridge.engine(), self.view.chosen_runs())

    def show_run_at(self, run_id: str, start_s: float) -> None:
        """Scroll to a run of this session, and to that second of its text."""
        if self.table.row_of(run_id) is None:
            self.header.clear_filter()
            self._filter()
        self.view.choose([run_id])
        self.view.scrollTo(self.view.currentIndex())
        self.view.setFocus()
        self.panel.show_at(run_id, start_s)

    def _retry_shown(self, run_id: str) -> None:
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
        settings.setValue("page/split", self._split.saveState())
        self.panel.save(settings)

    def restore(self, settings: QSettings) -> None:
        self.view.restore(settings)
        self.actions_on_runs.restore(settings)
        if (split := settings.value("page/split")) is not None:
            self._split.restoreState(split)
        self.panel.restore(settings)

    def minimumSizeHint(self) -> QSize:
        return QSize(480, 360)
