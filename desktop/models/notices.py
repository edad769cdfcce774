"""Unsolicited news about models: the banner on the one in use, running downloads, and finished ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from desktop import text
from desktop.models import row as model_row
from desktop.models.row import ModelRow, ModelStatus
from desktop.models.shelf import ModelShelf
from desktop.widgets.notice import ModelNotice
from desktop.widgets.status_area import StatusArea
from engine.run import Reason


class ModelNews(QObject):
    """Follows the shelf and writes into the given parts of the window."""

    def __init__(self, shelf: ModelShelf, notice: ModelNotice, status: StatusArea, parent: QObject) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._notice = notice
        self._status = status
        shelf.changed.connect(self._write)
        shelf.arrived.connect(self._on_arrived)
        shelf.failed.connect(self._on_failed)

    def _write(self) -> None:
        row = self._shelf.row(self._shelf.settings.now.model)
        self._notice.say(self._about_used(row))
        self._status.show_downloads(on_their_way(self._shelf.rows))

    def _about_used(self, row: ModelRow | None) -> str:
        """What the user should know about the model in use; empty if nothing."""
        model = self._shelf.settings.now.model
        if row is None:
            is_gone = bool(self._shelf.rows) and not Path(model).is_dir()
            return text.sentence(Reason("model_missing", {"model": model})) if is_gone else ""
        if row.is_on_its_way:
            return text.say("New clips wait for the model {title}, which is being downloaded.").format(title=row.title)
        if row.stand is ModelStatus.DAMAGED:
            return text.say("The model {title} is damaged. Download or import it again.").format(title=row.title)
        if not row.is_here:
            words = text.say("The model {title} is not on this computer. Get it, or choose another one.")
            return words.format(title=row.title)
        return row.offer.model.note if row.offer.model else ""

    def _on_arrived(self, row: ModelRow) -> None:
        words = text.say("{title} is installed and ready.").format(title=row.title)
        if row.is_used or not self._shelf.is_better(row):
            self._status.show_message(words)
        else:
            use = text.say("Use for new clips")
            self._status.show_until_dismissed(words, use, lambda: self._shelf.use(row.model_id))

    def _on_failed(self, row: ModelRow) -> None:
        if not self._shelf.is_open:
            self._status.warn(f"{row.title}: {model_row.about(row)}")


def on_their_way(rows: Sequence[ModelRow]) -> str:
    """The running downloads, by title: "Small 43 %"; empty if there are none."""
    coming = [row for row in rows if row.stand in (ModelStatus.COMING, ModelStatus.DELAYED)]
    return "  ·  ".join(
        text.say("{title} {percent} %").format(title=row.title, percent=row.download.percent)
        for row in coming
        if row.download is not None
    )
