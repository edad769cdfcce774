"""The runs that a drag carries besides their texts: their ids, for the lists of this window."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData

_RUNS = "application/x-everyclip-runs"


def pack(data: QMimeData, run_ids: Sequence[str]) -> QMimeData:
    """Add the runs' ids to the dragged data."""
    data.setData(_RUNS, json.dumps(list(run_ids)).encode())
    return data


def ids_in(data: QMimeData) -> list[str]:
    """The ids of the runs that are dragged; empty if the data comes from elsewhere."""
    try:
        ids = json.loads(bytes(data.data(_RUNS).data()))
    except ValueError:
        return []
    return [run_id for run_id in ids if isinstance(run_id, str)] if isinstance(ids, list) else []
