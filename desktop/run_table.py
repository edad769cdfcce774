"""The rows of one session: a Qt model over runs as the engine tells them.

It keeps two things apart: all runs of the session, by id, and the ids that are on screen, in the order and with the
filter the person asked for. An update touches single rows; the model is reset only when the person changes session or
filter.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop import text
from engine.events import WaitReason
from engine.run import Run, State

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """What a run shows of itself, from left to right."""

    CLIP = 0
    STAGES = 1
    LENGTH = 2
    TIME = 3
    ATTEMPT = 4


#: More changed stretches of rows than these are told as one: views paint only what is on screen anyway.
MAX_STRETCHES = 20
#: In which order states stand when the table is sorted by stage: what goes on first, what is done last.
_STATE_ORDER = (State.RUNNING, State.QUEUED, State.PAUSED, State.FAILED, State.CANCELLED, State.COMPLETED)


class RunTable(QAbstractTableModel):
    """All runs of the shown session. `counts_changed` comes whenever the number of runs in some state changed."""

    counts_changed = Signal()

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._now = now
        self._runs: dict[str, Run] = {}
        self._rows: list[str] = []
        self._row_of: dict[str, int] = {}
        self._counts: Counter[State] = Counter()
        self._why: Callable[[Run], WaitReason] | None = None
        self._filter = ""
        self._sort: tuple[int, bool] | None = None

    # --- what there is ---
    @property
    def counts(self) -> Mapping[State, int]:
        """How many of the session's runs are in each state, filter or not."""
        return self._counts

    @property
    def filter(self) -> str:
        return self._filter

    def runs(self) -> list[Run]:
        """All runs of the session, in arrival order."""
        return sorted(self._runs.values(), key=lambda run: run.position)

    def run_at(self, row: int) -> Run:
        return self._runs[self._rows[row]]

    def run(self, run_id: str) -> Run | None:
        return self._runs.get(run_id)

    def row_of(self, run_id: str) -> int | None:
        """Where the run is on screen, or None if the filter hides it or it is of another session."""
        return self._row_of.get(run_id)

    def wait_of(self, run: Run) -> WaitReason | None:
        """Why this run has not begun, if it is queued and the engine is open."""
        return self._why(run) if self._why is not None and run.state is State.QUEUED else None

    def last_wait(self) -> WaitReason | None:
        """Why the last queued run of the session waits."""
        if not self._counts[State.QUEUED]:
            return None
        queued = (run for run in reversed(self._runs.values()) if run.state is State.QUEUED)
        return self.wait_of(next(queued))

    # --- what the window tells it ---
    def show(self, runs: Sequence[Run]) -> None:
        """Show another session."""
        self.beginResetModel()
        self._runs = {run.run_id: run for run in runs}
        self._counts = Counter(run.state for run in runs)
        self._arrange()
        self.endResetModel()
        self.counts_changed.emit()

    def update(self, runs: Iterable[Run]) -> None:
        """Take the newest state of some runs of this session: changed rows are repainted, new ones added."""
        added: list[str] = []
        changed: list[int] = []
        before = self._counts.copy()
        rearrange = False
        for run in runs:
            old = self._runs.get(run.run_id)
            if old == run:
                continue
            self._runs[run.run_id] = run
            self._counts[run.state] += 1
            row = self._row_of.get(run.run_id)
            if old is not None:
                self._counts[old.state] -= 1
                rearrange = rearrange or self._matches(run) != (row is not None)
                if row is not None:
                    changed.append(row)
            elif self._matches(run):
                added.append(run.run_id)
        self._repaint(changed)
        self._append(added)
        if rearrange:
            self._rearrange()
        if self._counts != before:
            self.counts_changed.emit()

    def ask_why(self, why: Callable[[Run], WaitReason]) -> None:
        """Take the engine's answer to why a queued run waits; asked for the rows on screen only."""
        self._why = why

    def refresh_times(self) -> None:
        """Repaint what changes by itself, times and reasons for waiting; the view paints only the rows on screen."""
        if self._rows:
            first, last = self.index(0, Column.STAGES), self.index(len(self._rows) - 1, Column.TIME)
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.DisplayRole])

    def set_filter(self, words: str) -> None:
        """Show only runs whose name or text has these words."""
        words = words.strip().casefold()
        if words != self._filter:
            self._filter = words
            self._rearrange()

    # --- Qt's questions ---
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return text.say(_TITLES[Column(section)])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignVCenter | _ALIGNMENTS[Column(section)])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell in plain words: what a screen reader says and a tool tip shows; the delegates paint more."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        run = self.run_at(index.row())
        match index.column():
            case Column.CLIP:
                second = text.second_line(run)
                return f"{run.clip.name}\n{second}" if second else run.clip.name
            case Column.STAGES:
                return text.status(run, self.wait_of(run))
            case Column.LENGTH:
                return text.length(run.clip.duration_s)
            case Column.TIME:
                return "\n".join(self.times(run))
            case Column.ATTEMPT:
                return str(run.attempt) if run.attempt else "–"
        return None

    def times(self, run: Run) -> tuple[str, str]:
        """How long the run was worked on and how long it waited before, in words; empty where there is none."""
        worked, waited = self.worked_s(run), self.waited_s(run)
        return (
            "" if worked is None else text.elapsed(worked),
            "" if waited is None else text.say("waited {time}").format(time=text.elapsed(waited)),
        )

    def worked_s(self, run: Run) -> float | None:
        """Seconds of the current or last attempt."""
        if run.started_at is None or run.state is State.QUEUED:
            return None
        if run.state is State.RUNNING:
            return max(0.0, self._now() - run.started_at)
        return max(0.0, run.ended_at - run.started_at) if run.ended_at else None

    def waited_s(self, run: Run) -> float | None:
        """Seconds between the hand-over and the first attempt; unknown here for later attempts."""
        if run.attempt > 1:
            return None
        if run.started_at is not None:
            return max(0.0, run.started_at - run.created_at)
        return max(0.0, self._now() - run.created_at) if run.state is State.QUEUED else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; by -1 in arrival order."""
        self._sort = None if column < 0 else (column, order == Qt.SortOrder.DescendingOrder)
        self._reorder()

    # --- rows ---
    def _matches(self, run: Run) -> bool:
        return not self._filter or self._filter in f"{run.clip.name}\n{run.preview}".casefold()

    def _arrange(self) -> None:
        """Choose and order the ids on screen."""
        runs = [run for run in self.runs() if self._matches(run)]
        if self._sort is not None:
            column, descending = self._sort
            runs.sort(key=self._sort_key(Column(column)), reverse=descending)
        self._rows = [run.run_id for run in runs]
        self._row_of = {run_id: row for row, run_id in enumerate(self._rows)}

    def _sort_key(self, column: Column) -> Callable[[Run], Any]:
        return {
            Column.CLIP: lambda run: run.clip.name.casefold(),
            Column.STAGES: lambda run: (_STATE_ORDER.index(run.state), -run.progress),
            Column.LENGTH: lambda run: run.clip.duration_s or 0.0,
            Column.TIME: lambda run: self.worked_s(run) or 0.0,
            Column.ATTEMPT: lambda run: run.attempt,
        }[column]

    def _rearrange(self) -> None:
        """Other rows than before: the view keeps the selection by run."""
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    def _reorder(self) -> None:
        """The same rows in another order; Qt moves the selection along."""
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        ids = [self._rows[index.row()] for index in old]
        self._arrange()
        new = [self.index(self._row_of[run_id], index.column()) for run_id, index in zip(ids, old, strict=True)]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _repaint(self, rows: list[int]) -> None:
        stretches = _stretches(sorted(rows))
        if len(stretches) > MAX_STRETCHES:
            stretches = [(stretches[0][0], stretches[-1][1])]
        for first, last in stretches:
            top, bottom = self.index(first, 0), self.index(last, len(Column) - 1)
            self.dataChanged.emit(top, bottom, [Qt.ItemDataRole.DisplayRole])

    def _append(self, run_ids: list[str]) -> None:
        if not run_ids:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(run_ids) - 1)
        for row, run_id in enumerate(run_ids, first):
            self._rows.append(run_id)
            self._row_of[run_id] = row
        self.endInsertRows()
        if self._sort is not None:
            self._reorder()


def _stretches(rows: list[int]) -> list[tuple[int, int]]:
    """Sorted rows as (first, last) stretches, so that one signal repaints neighbours."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


_TITLES = {
    Column.CLIP: "Clip",
    Column.STAGES: "Progress",
    Column.LENGTH: "Length",
    Column.TIME: "Time",
    Column.ATTEMPT: "Attempt",
}
_ALIGNMENTS = {
    Column.CLIP: Qt.AlignmentFlag.AlignLeft,
    Column.STAGES: Qt.AlignmentFlag.AlignLeft,
    Column.LENGTH: Qt.AlignmentFlag.AlignRight,
    Column.TIME: Qt.AlignmentFlag.AlignRight,
    Column.ATTEMPT: Qt.AlignmentFlag.AlignRight,
}
