"""Rows that are dragged to another place in the run table: what travels with them, and where they may be let go."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from PySide6.QtCore import QMimeData

from desktop.runs.table_model import RunTable
from engine.run import Run, State

#: Names the runs that are dragged, for the table that they come from.
RUNS = "application/x-everyclip-runs"
_WAITING = frozenset({State.QUEUED, State.PAUSED})


def pack(data: QMimeData, runs: Sequence[Run]) -> QMimeData:
    """Let the runs' ids travel with what else is dragged."""
    data.setData(RUNS, json.dumps([run.run_id for run in runs]).encode())
    return data


def packed(data: QMimeData, table: RunTable) -> list[Run]:
    """The runs of the table that are dragged; none if they come from elsewhere."""
    if not data.hasFormat(RUNS):
        return []
    ids = json.loads(bytes(data.data(RUNS).data()))
    return [run for run_id in ids if (run := table.run(run_id)) is not None]


def movable(runs: Sequence[Run]) -> list[str]:
    """Those that wait: no others have a turn to come."""
    return [run.run_id for run in runs if run.state in _WAITING]


def next_waiting(table: RunTable, row: int, besides: Collection[str]) -> str | None:
    """The first run at this row or below that waits; None if there is none, and the place is the last one."""
    below = (table.run_at(each) for each in range(row, table.rowCount()))
    return next((run.run_id for run in below if run.state in _WAITING and run.run_id not in besides), None)
