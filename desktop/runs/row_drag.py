"""Dragging rows to another place in the run table: where they may be dropped."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QMimeData

from desktop import dragged_runs
from desktop.runs.table_model import RunTable
from engine.run import Run, State

_WAITING = frozenset({State.QUEUED, State.PAUSED})


def packed(data: QMimeData, table: RunTable) -> list[Run]:
    """The table's runs that are being dragged; empty if the data comes from elsewhere."""
    return [run for run_id in dragged_runs.ids_in(data) if (run := table.run(run_id)) is not None]


def movable(runs: Sequence[Run]) -> list[str]:
    """The ids of the waiting runs: only those have a place in the queue."""
    return [run.run_id for run in runs if run.state in _WAITING]


def next_waiting(table: RunTable, row: int, besides: Collection[str]) -> str | None:
    """The first waiting run at or below this row, or None if the place is the last one."""
    below = (table.run_at(each) for each in range(row, table.rowCount()))
    return next((run.run_id for run in below if run.state in _WAITING and run.run_id not in besides), None)
