"""All models, installed, being downloaded or available, and the actions on each."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop import text
from desktop.models import row as model_row
from desktop.models.advice import Advice, AdviceCard, advise, place_words
from desktop.models.repository_dialog import ask_repository
from desktop.models.row import ModelRow, ModelStatus
from desktop.models.shelf import ModelShelf
from desktop.models.table import ModelTable, ModelView
from desktop.style import theme
from desktop.widgets import dialogs
from desktop.widgets.overlay import Curtain


class ModelsDialog(QDialog):
    """Shows the models of the shelf and passes on the user's requests. Work in progress continues when it is closed."""

    def __init__(self, parent: QWidget, shelf: ModelShelf) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._wanted = ""
        #: The result of the last request, and whether it is bad; until the user turns elsewhere.
        self._news: tuple[str, bool] | None = None
        self._is_showing = False
        self._measuring: asyncio.Task[None] | None = None
        self.setWindowTitle(text.say("Models"))
        self.setAcceptDrops(True)
        self.resize(QSize(1000, 620))  # with its frame, on the smallest screens
        self.advice = AdviceCard()
        self.table = ModelTable()
        self.view = ModelView(self.table)
        self.words = QLabel()
        self.words.setObjectName("modelWords")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        #: The model that the buttons act on.
        self.name = QLabel()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setFont(theme.font(theme.TextSize.NORMAL, is_strong=True))
        self.name.setContentsMargins(0, 0, theme.GAP, 0)
        self.room = QLabel()
        self.room.setProperty("muted", True)
        self._make_buttons()
        self._lay_out()
        self._curtain = Curtain(self)
        self._connect()

    def _make_buttons(self) -> None:
        shelf = self._shelf
        self.download = _button(text.say("Download"), lambda: self._with(shelf.download))
        self.use = _button(text.say("Use for new clips"), lambda: self._with(shelf.use))
        self.pause = _button(text.say("Pause"), lambda: self._with(shelf.pause))
        self.cancel = _button(text.say("Cancel the download"), lambda: self._with(shelf.cancel))
        self.cancel.setToolTip(text.say("Deletes what was downloaded so far"))
        self.verify = _button(text.say("Verify files"), lambda: self._with(shelf.verify))
        self.verify.setToolTip(text.say("Read through its files and compare them with the originals"))
        self.remove = _button(text.say("Remove…"), lambda: self._ask("remove a model", self._remove))
        for button in (self.download, self.use, self.pause, self.cancel, self.verify, self.remove):
            button.hide()  # until it is known what can be done: all side by side are wider than a screen
        self.bring = _button(text.say("Import…"), self._offer_import)
        self.bring.setToolTip(text.say("Take in a model from a folder or an archive. Dropping it here does the same."))
        self.other = _button(
            text.say("Other model from the hub…"), lambda: self._ask("name a model", self._fetch_other)
        )
        self.offline = QCheckBox(text.say("Never use the network"))
        self.offline.setToolTip(text.say("Models are not downloaded. Nothing else of Everyclip uses the network."))
        self.offline.setChecked(shelf.settings.now.offline)
        self.import_menu = QMenu(self)
        self.import_menu.addAction(text.say("From a folder…"), lambda: self._ask("import", self._import_folder))
        self.import_menu.addAction(text.say("From an archive…"), lambda: self._ask("import", self._import_archive))
        self.row_menu = QMenu(self)

    def _lay_out(self) -> None:
        doing = _row(self.name, self.download, self.use, self.pause, self.cancel, self.verify, self.remove)
        foot = _row(self.bring, self.other, self.offline)
        close = _button(text.say("Close"), self.reject)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.GAP + 2)
        layout.addWidget(self.advice)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.words)
        layout.addLayout(doing)
        layout.addSpacing(theme.GAP)
        layout.addWidget(self.room)
        layout.addLayout(foot)

    def _connect(self) -> None:
        shelf = self._shelf
        shelf.changed.connect(self._show_rows)
        shelf.message.connect(self._show_message)
        shelf.refused.connect(self._refuse)
        shelf.arrived.connect(self._on_arrived)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._on_selected())
        self.view.activate_asked.connect(self._do_next)
        self.view.menu_asked.connect(self._offer_actions)
        self.advice.do.clicked.connect(lambda _: self._follow_advice())
        self.offline.toggled.connect(lambda is_on: shelf.settings.change(offline=is_on))

    # --- contents ---
    async def fill(self, model_id: str = "") -> None:
        """Look at the disk and at this computer, and select a model."""
        await self._shelf.read()
        self.choose(model_id)
        await self._measure()
        self._show_advice(await asyncio.to_thread(advise))

    def _show_advice(self, advice: Advice) -> None:
        entry = advice.recommendation.entry
        self.table.device = advice.recommendation.device
        self.advice.show_advice(advice, self._shelf.row(entry.model_id))
        self._show_rows()
        if not self._wanted:
            self.choose(entry.model_id)

    def choose(self, model_id: str) -> None:
        """Select that model, or the one in use if it is not in the list."""
        self._wanted = model_id
        at = self.table.place_of(model_id or self._shelf.settings.now.model)
        self.view.selectRow(max(at, 0))
        self.view.scrollTo(self.table.index(max(at, 0), 0))
        self.view.setFocus()

    @property
    def chosen(self) -> ModelRow | None:
        """The row that the buttons act on."""
        places = self.view.selectionModel().selectedRows()
        return self.table.rows[places[0].row()] if places else None

    def _show_rows(self) -> None:
        chosen = self.chosen
        here = [row.model_id for row in self.table.rows if row.is_here]
        self._is_showing = True
        self.table.show(self._shelf.rows)
        if chosen is not None and self.chosen is None:
            self.view.selectRow(max(self.table.place_of(chosen.model_id), 0))
        self._is_showing = False
        if here != [row.model_id for row in self.table.rows if row.is_here]:
            self._measuring = self._shelf.bridge.start("measure the models", self._measure())
        if self.advice.advice is not None:
            self.advice.show_row(self._shelf.row(self.advice.advice.recommendation.entry.model_id))
        self._show_chosen()

    def _on_selected(self) -> None:
        if not self._is_showing:
            self._news = None
            self._show_chosen()

    def _show_chosen(self) -> None:
        """Show the actions on the selected model, and its description."""
        row = self.chosen
        held = self.focusWidget()
        for button, may in self._choices(row):
            button.setVisible(may)
        if row is not None:
            self.name.setText(row.title)
            self.download.setText(_download_words(row))
            self.cancel.setText(text.say("Cancel the download") if row.is_on_its_way else text.say("Discard download"))
        if held is not None and not held.isVisible():
            self.view.setFocus()
        self._write()

    def _choices(self, row: ModelRow | None) -> list[tuple[QPushButton, bool]]:
        return [
            (self.download, row is not None and row.can_download),
            (self.use, row is not None and row.can_use),
            (self.pause, row is not None and row.can_pause),
            (self.cancel, row is not None and row.can_cancel),
            (self.verify, row is not None and row.can_verify),
            (self.remove, row is not None and row.can_remove),
        ]

    def _write(self) -> None:
        """Show running imports, else the latest result, else the notes on the selected model."""
        row = self.chosen
        imports = [
            text.say("Taking in “{name}”, {percent} %").format(name=path.name, percent=round(share * 100))
            for path, share in self._shelf.imports.items()
        ]
        words, is_bad = (model_row.about(row), model_row.is_bad(row)) if row is not None else ("", False)
        if imports:
            words, is_bad = "  ".join(imports), False
        elif self._news is not None:
            words, is_bad = self._news
        self._say(words, is_bad=is_bad)

    def _say(self, words: str, *, is_bad: bool) -> None:
        self.words.setText(words)
        tone = "bad" if is_bad else ""
        if self.words.property("tone") != tone:
            self.words.setProperty("tone", tone)
            self.words.style().polish(self.words)

    def _show_message(self, words: str) -> None:
        self._bring_news(words, is_bad=False)

    def _on_arrived(self, row: ModelRow) -> None:
        """Offer to use a newly arrived model for new clips, if it is better than the one in use."""
        if row.is_used or not self._shelf.is_better(row):
            return
        self.choose(row.model_id)
        used = self._shelf.row(self._shelf.settings.now.model)
        words = text.say("{title} is installed and ready. New clips still use {used}: the button below changes that.")
        self._show_message(words.format(title=row.title, used=used.title if used else self._shelf.settings.now.model))

    def _refuse(self, words: str) -> None:
        self._bring_news(words, is_bad=True)

    def _bring_news(self, words: str, *, is_bad: bool) -> None:
        self._news = words, is_bad
        self._write()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    async def _measure(self) -> None:
        used, free = await asyncio.to_thread(_room, self._shelf.folder)
        self.room.setText(place_words(used, free))

    def done(self, result: int) -> None:
        if self._measuring is not None:
            self._measuring.cancel()
        super().done(result)

    # --- requests ---
    def _with(self, do: Callable[[str], None]) -> None:
        row = self.chosen
        if row is not None:
            self._news = None
            do(row.model_id)

    def _ask(self, name: str, question: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._shelf.bridge.start(name, question())

    def _do_next(self) -> None:
        """On Enter or a double click, do what the first button does."""
        button = next((button for button, may in self._choices(self.chosen)[:2] if may), None)
        if button is not None:
            button.click()

    def _follow_advice(self) -> None:
        advice = self.advice.advice
        row = self._shelf.row(advice.recommendation.entry.model_id) if advice else None
        if row is not None:
            (self._shelf.download if row.can_download else self._shelf.use)(row.model_id)
            self.choose(row.model_id)

    async def _remove(self) -> None:
        row = self.chosen
        if row is None:
            return
        if await dialogs.confirm(self, text.say("Remove a model"), _ask_of_removal(row), text.say("Remove")):
            self._shelf.remove(row.model_id)

    async def _fetch_other(self) -> None:
        name = await ask_repository(self)
        if name:
            self._shelf.download(name)

    def _offer_import(self) -> None:
        self.import_menu.popup(self.bring.mapToGlobal(self.bring.rect().bottomLeft()))

    async def _import_folder(self) -> None:
        folder = await dialogs.choose_folder(self, text.say("Choose the folder of a model"), "")
        self._shelf.take_in([folder] if folder else [])

    async def _import_archive(self) -> None:
        path = await dialogs.choose_file(self, text.say("Choose the archive of a model"), _ARCHIVES)
        self._shelf.take_in([path] if path else [])

    def _offer_actions(self, at: QPoint) -> None:
        self.row_menu.clear()
        for button, may in self._choices(self.chosen):
            if may:
                self.row_menu.addAction(button.text(), button.click)
        self.row_menu.popup(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_delete = event.matches(QKeySequence.StandardKey.Delete)
        if is_delete and self.focusWidget() is self.view and self.remove.isVisible():
            self.remove.click()
        else:
            super().keyPressEvent(event)

    # --- dropping ---
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._curtain.draw(text.say("Drop to import"))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._curtain.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._curtain.hide()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._shelf.take_in(_dropped(event))


def _ask_of_removal(row: ModelRow) -> str:
    words = text.say("Remove {title} from this computer? That frees {size}.")
    if row.offer.entry is not None:
        words = text.say("Remove {title} from this computer? That frees {size}. You can download it again later.")
    return words.format(title=row.title, size=model_row.size_words(row))


def _download_words(row: ModelRow) -> str:
    match row.stand:
        case ModelStatus.PAUSED | ModelStatus.PARTIAL:
            return text.say("Resume the download")
        case ModelStatus.FAILED:
            return text.say("Try again")
    return text.say("Download")


_ARCHIVES = ("*.zip", "*.tar", "*.tar.gz", "*.tgz", "*.tar.bz2", "*.tar.xz")


def _dropped(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _room(folder: Path) -> tuple[int, int]:
    """Bytes used by the models folder, and bytes free on its disk."""
    used = 0
    for file in folder.rglob("*"):
        try:
            used += file.stat().st_size if file.is_file() else 0
        except OSError:
            continue  # removed in the meantime
    return used, shutil.disk_usage(folder).free


def _button(words: str, do: Callable[[], object]) -> QPushButton:
    made = QPushButton(words)
    made.setAutoDefault(False)
    made.clicked.connect(lambda _: do())
    return made


def _row(*widgets: QWidget) -> QHBoxLayout:
    """Widgets side by side, from the left."""
    layout = QHBoxLayout()
    layout.setSpacing(theme.GAP)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return layout
