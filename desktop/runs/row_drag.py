"""Dragging rows to another place in the run table: the data they carry, and where they may be dropped."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from PySide6.QtCore import QMimeData

from desktop.runs.table_model import RunTable
from engine.run import Run, State

#: The MIME type of the dragged runs' ids, for the table they come from.
RUNS = "application/x-everyclip-runs"
_WAITING = frozenset({State.QUEUED, State.PAUSED})


def pack(data: QMimeData, runs: Sequence[Run]) -> QMimeData:
    """Add the runs' ids to the dragged data."""
    data.setData(RUNS, json.dumps([run.run_id for run in runs]).encode())
    return data


def packed(data: QMimeData, table: RunTable) -> list[Run]:
    """The table's runs that are being dragged; empty if the data comes from elsewhere."""
    if not data.hasFormat(RUNS):
        return []
    ids = json.loads(bytes(data.data(RUNS).data()))
    return [run for run_id in ids if (run := table.run(run_id)) is not None]


def movable(runs: Sequence[Run]) -> list[str]:
    """The ids of the waiting runs: only those have a place in the queue."""
    return [run.run_id for run in runs if run.state in _WAITING]


def next_waiting(table: RunTable, row: int, besides: Collection[str]) -> str | None:
    """The first waiting run at or below this row, or None if the place is the last one."""
    below = (table.run_at(each) for each in range(row, table.rowCount()))
    return next((run.run_id for run in below if run.state in _WAITING and run.run_id not in besides), None)
