"""A choice of model: those that are here, those on their way, and the way to all others."""

from __future__ import annotations

from pathlib import Path, PurePath

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from desktop import text
from desktop.models.row import ModelRow
from desktop.models.shelf import ModelShelf

#: What stands in the place of a model's id.
_MORE = ""


class ModelBox(QComboBox):
    """Follows the shelf. `chosen` comes with the id of a model that the person picks; `picked` is the one that is."""

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
        """What is known of the model that is picked."""
        return self._shelf.row(self.picked)

    @property
    def is_missing(self) -> bool:
        """Whether the model that is picked is neither here nor on its way."""
        row = self.row
        return not (row.is_here or row.is_on_its_way) if row is not None else not Path(self.picked).is_dir()

    def pick(self, model_id: str) -> None:
        """Take that one, as if the person had."""
        self.setCurrentIndex(self.findData(model_id))
        self._pick()

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
        """Take that one, which was picked elsewhere."""
        self.picked = model
        self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step through the models while the list is closed; none of them opens a dialog by the way."""
        self._is_stepping = True
        super().keyPressEvent(event)
        self._is_stepping = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The same with the wheel."""
        self._is_stepping = True
        super().wheelEvent(event)
        self._is_stepping = False

    def _fill(self) -> None:
        """Write what is different: the list may be open."""
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
    return text.say("{title}, {percent} % here").format(title=row.title, percent=row.download.percent)
