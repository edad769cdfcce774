"""Which rows of a table are selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QTableView


def select_rows(view: QTableView, rows: Sequence[int]) -> None:
    """Select these rows and no others, whatever keys are held down; the first is the current one."""
    model, flags = view.model(), QItemSelectionModel.SelectionFlag
    selection = QItemSelection()
    for row in rows:
        selection.select(model.index(row, 0), model.index(row, model.columnCount() - 1))
    if rows:
        view.selectionModel().setCurrentIndex(model.index(rows[0], 0), flags.NoUpdate)
    view.selectionModel().select(selection, flags.ClearAndSelect)
