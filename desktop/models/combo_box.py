"""A choice of model: those installed, those being downloaded, and an item that leads to all others."""

from __future__ import annotations

from pathlib import Path, PurePath

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from desktop import text
from desktop.models.row import ModelRow
from desktop.models.shelf import ModelShelf

#: The item data that stands for "More models…".
_MORE = ""


class ModelBox(QComboBox):
    """Follows the shelf. `chosen` carries the id of a model that the user picks; `picked` is the current one."""

    chosen = Signal(str)

    def __init__(self, shelf: ModelShelf, model: str) -> None:
        super().__init__()
        self._shelf = shelf
        self.picked = model
        self._is_stepping = False
        self.setAccessibleName(text.say("Model"))
        self.activated.connect(lambda _: self._pick())
        shelf.changed.connect(self._fill)
        self._fill()

    @property
    def row(self) -> ModelRow | None:
        """What is known about the picked model."""
        return self._shelf.row(self.picked)

    @property
    def is_missing(self) -> bool:
        """Whether the picked model is neither installed nor being downloaded."""
        row = self.row
        return not (row.is_here or row.is_on_its_way) if row is not None else not Path(self.picked).is_dir()

    def _pick(self) -> None:
        model_id = self.currentData()
        if model_id == _MORE:
            self.setCurrentIndex(self.findData(self.picked))
            if not self._is_stepping:
                self._shelf.open(self.window(), self.picked)
        elif model_id != self.picked:
            self.picked = model_id
            self._fill()
            self.chosen.emit(model_id)

    def show_model(self, model: str) -> None:
        """Show a model that was picked elsewhere."""
        self.picked = model
        self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step through the models with the arrow keys while the list is closed, without opening the dialog."""
        self._is_stepping = True
        super().keyPressEvent(event)
        self._is_stepping = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step through the models with the wheel, without opening the dialog."""
        self._is_stepping = True
        super().wheelEvent(event)
        self._is_stepping = False

    def _fill(self) -> None:
        """Write only what differs: the list may be open."""
        offered = {row.model_id: _title(row) for row in self._shelf.rows if row.is_here or row.is_on_its_way}
        if self.picked not in offered:
            missing = text.say("{model} (not on this computer)") if self.is_missing else "{model}"
            row = self.row
            offered[self.picked] = missing.format(model=row.title if row is not None else PurePath(self.picked).name)
        offered[_MORE] = text.say("More models…")
        if [self.itemData(at) for at in range(self.count())] != list(offered):
            self.clear()
            for model_id, title in offered.items():
                self.addItem(title, model_id)
        for at, title in enumerate(offered.values()):
            if self.itemText(at) != title:
                self.setItemText(at, title)
        self.setCurrentIndex(self.findData(self.picked))


def _title(row: ModelRow) -> str:
    if row.is_here or row.download is None:
        return row.title
    return text.say("{title}, {percent} % downloaded").format(title=row.title, percent=row.download.percent)
