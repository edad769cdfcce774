"""The rows of one session: a Qt model over runs as the engine reports them.

It keeps two things apart: all runs of the session, by id, and the ids on screen, in the order and in the states the
user asked for. Updates touch single rows: changed ones are repainted, new ones inserted. The model is reset only if
many rows change at once, as with another session.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop import text
from desktop.runs import columns
from desktop.runs.columns import RunColumn
from desktop.runs.scope import ALL_STATES
from engine.events import SpeakerJob, Wait
from engine.run import Run, State

Index = QModelIndex | QPersistentModelIndex

#: More changed ranges of rows than this are reported as one: views paint only what is on screen anyway.
MAX_STRETCHES = 20
#: Beyond this many rows, reordering is done as a reset: Qt would move every selected cell separately, and the view
#: keeps the selection by run anyway.
MAX_MOVED = 1000
#: Runs that came within so many seconds of one another came together.
_TOGETHER_S = 1.0
#: The same for every cell. Created once, because Qt asks for each of thousands of rows when many are selected.
_FLAGS = (
    Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)


class RunTable(QAbstractTableModel):
    """All runs of the shown session. `counts_changed` is emitted whenever the number of runs in some state changed."""

    counts_changed = Signal()

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._now = now
        self._runs: dict[str, Run] = {}
        self._rows: list[str] = []
        self._row_of: dict[str, int] = {}
        self._counts: Counter[State] = Counter()
        self._why: Callable[[Run], Wait] | None = None
        self._speakers: Callable[[str], SpeakerJob | None] = lambda run_id: None
        self._pack: Callable[[list[Run]], QMimeData | None] = lambda runs: None
        self._states: frozenset[State] = ALL_STATES
        self._sort: tuple[RunColumn, bool] | None = None
        self._is_newest_first = False
        #: The places of the waiting runs in the queue, until they are looked at again.
        self._waiting: dict[str, int] | None = None

    # --- contents ---
    @property
    def counts(self) -> Counter[State]:
        """How many of the session's runs are in each state, shown or not."""
        return self._counts

    @property
    def now(self) -> float:
        """The current time for running times, in Unix seconds."""
        return self._now()

    def runs(self) -> list[Run]:
        """All runs of the session in queue order, which is that of arrival until the user moves one."""
        return sorted(self._runs.values(), key=lambda run: (run.turn, run.position))

    def run_at(self, row: int) -> Run:
        return self._runs[self._rows[row]]

    def run(self, run_id: str) -> Run | None:
        return self._runs.get(run_id)

    def row_of(self, run_id: str) -> int | None:
        """The run's row on screen, or None if it is not shown or belongs to another session."""
        return self._row_of.get(run_id)

    def wait_of(self, run: Run) -> Wait | None:
        """Why this run has not started, if it is queued and the engine is open."""
        return self._why(run) if self._why is not None and run.state is State.QUEUED else None

    def seeking_of(self, run: Run) -> str:
        """How far it is to know who speaks in a run that has ended, in words; empty if that is not looked for."""
        job = self._speakers(run.run_id) if run.state.is_terminal else None
        return text.seeking(job, run) if job is not None else ""

    def status_of(self, run: Run) -> str:
        """What a run is doing, in a few words."""
        return self.seeking_of(run) or text.status(run, self.wait_of(run))

    def last_wait(self) -> Wait | None:
        """Why the last queued run of the session waits."""
        if not self._counts[State.QUEUED]:
            return None
        queued = (run for run in reversed(self._runs.values()) if run.state is State.QUEUED)
        return self.wait_of(next(queued))

    # --- updates from the window ---
    def show(self, runs: Sequence[Run], states: frozenset[State] = ALL_STATES) -> None:
        """Show other runs: those in these states, which stay when they get into another one."""
        self.beginResetModel()
        self._states = states
        self._take_rows([])
        self._runs = {run.run_id: run for run in runs}
        self._counts = Counter(run.state for run in runs)
        self._take_rows(self._wanted())
        self.endResetModel()
        self.counts_changed.emit()

    def update(self, runs: Iterable[Run]) -> None:
        """Take the newest state of some of this session's runs: changed rows are repainted, new ones inserted."""
        changed: list[int] = []
        before = self._counts.copy()
        is_new = False
        for run in runs:
            old = self._runs.get(run.run_id)
            if old == run:
                continue
            self._runs[run.run_id] = run
            self._counts[run.state] += 1
            if old is not None:
                self._counts[old.state] -= 1
            row = self._row_of.get(run.run_id)
            if row is not None:
                changed.append(row)
            # The run got into a state that is shown, or was moved in the queue.
            moved = old is not None and old.turn != run.turn
            is_new = is_new or moved or self._matches(run) != (row is not None)
        self._repaint(changed)
        if is_new:
            self._arrange()
        if self._counts != before:
            self.counts_changed.emit()

    def remove(self, run_ids: Iterable[str]) -> None:
        """Remove runs that were deleted or moved. They are known until the last of their rows is gone: whoever hears
        that rows go asks for those that are still there."""
        gone = {run_id for run_id in run_ids if run_id in self._runs}
        if gone:
            self._counts.subtract(self._runs[run_id].state for run_id in gone)
            self._arrange(gone)
            for run_id in gone:
                del self._runs[run_id]
            self.counts_changed.emit()

    def ask_why(self, why: Callable[[Run], Wait]) -> None:
        """Set how to ask why a queued run waits; called only for the rows on screen."""
        self._why = why

    def ask_speakers(self, sought: Callable[[str], SpeakerJob | None]) -> None:
        """Set what tells whether a run's speakers are being looked for."""
        self._speakers = sought

    def repaint(self, run_ids: Iterable[str]) -> None:
        """Paint the rows of these runs anew: something beside the runs has changed."""
        self._repaint([row for run_id in run_ids if (row := self._row_of.get(run_id)) is not None])

    def pack_with(self, pack: Callable[[list[Run]], QMimeData | None]) -> None:
        """Set what turns runs into data for dragging."""
        self._pack = pack

    def refresh_times(self) -> None:
        """Repaint times and reasons for waiting, which change over time; the view paints only the rows on screen."""
        self._waiting = None
        if self._rows:
            first, last = self.index(0, RunColumn.STAGES), self.index(len(self._rows) - 1, RunColumn.WAITED)
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.DisplayRole])

    # --- Qt's interface ---
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(RunColumn)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _FLAGS

    def mimeTypes(self) -> list[str]:
        return ["text/plain", "text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The data for dragging these rows out of the window."""
        return self._pack(self.in_order({index.row() for index in indexes})) or QMimeData()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = RunColumn(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return text.say(columns.TITLES[column])
        if role == Qt.ItemDataRole.ToolTipRole:
            return text.say(columns.HINTS[column]) if column in columns.HINTS else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column in columns.NUMBERS else Qt.AlignmentFlag.AlignLeft
            return int(Qt.AlignmentFlag.AlignVCenter | side)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell as plain text for screen readers and tooltips; the delegates paint more."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        run, column = self.run_at(index.row()), RunColumn(index.column())
        if column is RunColumn.STAGES:
            left_out = text.unheard_places(run.unheard_places) if run.unheard_places else ""
            notes = map(text.sentence, run.sound.notes)
            return "\n".join(line for line in (self.status_of(run), left_out, *notes) if line)
        if column is RunColumn.SOURCE and role == Qt.ItemDataRole.ToolTipRole:
            return run.clip.source
        return "\n".join(line for line in self.cell(column, run) if line)

    def cell(self, column: RunColumn, run: Run) -> tuple[str, str]:
        """The one or two lines of a cell."""
        return columns.cell(column, run, self._now())

    def in_order(self, rows: Iterable[int]) -> list[Run]:
        """The runs of some rows as a person reads them together: as they stand, or, where the newest stands first, in
        the order in which they came."""
        runs = [self.run_at(row) for row in sorted(rows)]
        return sorted(runs, key=_arrival) if self._is_newest_first else runs

    def show_newest_first(self, *, is_newest_first: bool) -> None:
        """Show what came last at the top, or in queue order."""
        self._is_newest_first = is_newest_first
        self.sort(-1)

    def ahead_of(self, run: Run) -> int:
        """How many of the waiting runs go before this one. As exact as the last refresh of the times."""
        if self._waiting is None:
            waiting = [each for each in self.runs() if each.state is State.QUEUED]
            self._waiting = {each.run_id: place for place, each in enumerate(waiting)}
        return self._waiting.get(run.run_id, 0)

    @property
    def is_sorted(self) -> bool:
        """Whether rows are in another order than that of the queue."""
        return self._sort is not None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, or in queue order for -1."""
        self._sort = None if column < 0 else (RunColumn(column), order == Qt.SortOrder.DescendingOrder)
        self._arrange()

    # --- rows ---
    def _matches(self, run: Run) -> bool:
        return run.state in self._states or run.run_id in self._row_of

    def _wanted(self) -> list[str]:
        """The ids to show, in order."""
        runs = [run for run in self.runs() if self._matches(run)]
        if self._is_newest_first:
            runs = _newest_first(runs)
        elif self._sort is not None:
            column, descending = self._sort
            runs.sort(key=columns.sort_key(column, self._now()), reverse=descending)
        return [run.run_id for run in runs]

    def _take_rows(self, run_ids: list[str]) -> None:
        self._rows = run_ids
        self._row_of = {run_id: row for row, run_id in enumerate(run_ids)}

    def _arrange(self, without: Collection[str] = ()) -> None:
        """Update the rows on screen to the wanted ones, touching as few of them as possible."""
        wanted = [run_id for run_id in self._wanted() if run_id not in without]
        there, stay = set(self._rows), set(wanted)
        gone = _stretches([row for row, run_id in enumerate(self._rows) if run_id not in stay])
        fresh = _stretches([row for row, run_id in enumerate(wanted) if run_id not in there])
        order = [run_id for run_id in wanted if run_id in there]
        moves_many = len(order) > MAX_MOVED and order != [run_id for run_id in self._rows if run_id in stay]
        if len(gone) + len(fresh) > MAX_STRETCHES or moves_many:
            self.beginResetModel()
            self._take_rows(wanted)
            self.endResetModel()
            return
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._take_rows(self._rows[:first] + self._rows[last + 1 :])
            self.endRemoveRows()
        self._reorder(order)
        for first, last in fresh:
            self.beginInsertRows(QModelIndex(), first, last)
            self._take_rows(self._rows[:first] + wanted[first : last + 1] + self._rows[first:])
            self.endInsertRows()

    def _reorder(self, run_ids: list[str]) -> None:
        """Reorder the same rows; Qt moves the selection along."""
        if run_ids == self._rows:
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        ids = [self._rows[index.row()] for index in old]
        self._take_rows(run_ids)
        new = [self.index(self._row_of[run_id], index.column()) for run_id, index in zip(ids, old, strict=True)]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _repaint(self, rows: list[int]) -> None:
        stretches = _stretches(sorted(rows))
        if len(stretches) > MAX_STRETCHES:
            stretches = [(stretches[0][0], stretches[-1][1])]
        for first, last in stretches:
            top, bottom = self.index(first, 0), self.index(last, len(RunColumn) - 1)
            self.dataChanged.emit(top, bottom, [Qt.ItemDataRole.DisplayRole])


def _arrival(run: Run) -> tuple[float, int]:
    return run.created_at, run.position


def _newest_first(runs: Iterable[Run]) -> list[Run]:
    """The newest at the top; what came together stands in the order in which it came, which is that of its work."""
    bursts: list[list[Run]] = []
    for run in sorted(runs, key=_arrival):
        if not bursts or run.created_at - bursts[-1][-1].created_at > _TOGETHER_S:
            bursts.append([])
        bursts[-1].append(run)
    return [run for burst in reversed(bursts) for run in burst]


def _stretches(rows: list[int]) -> list[tuple[int, int]]:
    """Sorted rows as (first, last) ranges, so that one signal repaints neighbours."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
