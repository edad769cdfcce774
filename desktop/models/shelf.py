"""What the window knows about models, and how it requests them. Shared by all dialogs: work outlives each."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.models.row import ModelRow
from desktop.settings import KeptSettings
from desktop.text import size
from desktop.widgets import dialogs
from engine.errors import EngineError
from engine.model_requests import Offer
from engine.processes.downloads import Download, DownloadState
from models.catalogue import source_of
from models.errors import ModelStoreError
from models.store import ModelState

if TYPE_CHECKING:
    from desktop.models.dialog import ModelsDialog


class ModelShelf(QObject):
    """Follows the engine's models and downloads, and carries out the user's requests."""

    #: Something changed: read the rows again.
    changed = Signal()
    #: A model was downloaded or imported: its row.
    arrived = Signal(object)
    #: A model's download failed and is not retried: its row.
    failed = Signal(object)
    #: One sentence: the result of a request.
    message = Signal(str)
    #: One sentence: why a request failed.
    refused = Signal(str)

    def __init__(self, bridge: Bridge, settings: KeptSettings, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.folder = folder
        self.settings = settings
        self.bridge = bridge
        self.rows: Sequence[ModelRow] = ()
        #: The running imports by path, with their progress from 0 to 1.
        self.imports: dict[Path, float] = {}
        self._offers: Sequence[Offer] = ()
        self._downloads: Mapping[str, Download] = {}
        self._read_shares: dict[str, float] = {}
        self._troubles: dict[str, str] = {}
        self._dialog: ModelsDialog | None = None
        self._is_closing = threading.Event()
        #: Whether the automatic download has been started once: it is not restarted after the user cancels it.
        self._has_begun = False
        bridge.models_changed.connect(lambda: bridge.start("follow the models", self._follow()))
        bridge.closing.connect(self._is_closing.set)
        settings.changed.connect(lambda _: self._refresh())

    # --- contents ---
    async def read(self) -> None:
        """Read the models on disk and the running downloads."""
        engine = await self.bridge.engine()
        self._offers = await engine.models.all()
        self._downloads = dict(engine.models.downloads)
        self._refresh()
        used = self.row(self.settings.now.model)
        if used is not None and used.comes_by_itself and not self.settings.now.offline and not self._has_begun:
            engine.models.download(used.model_id)
        self._has_begun = True

    def row(self, model_id: str) -> ModelRow | None:
        """The row of a model, or None if it is unknown."""
        return next((row for row in self.rows if row.model_id == model_id), None)

    def is_better(self, row: ModelRow) -> bool:
        """Whether it is likely to be more accurate than the one in use: among Whisper models, larger ones are."""
        used = self.row(self.settings.now.model)
        return used is None or not used.is_here or row.offer.size_bytes > used.offer.size_bytes

    async def _follow(self) -> None:
        """Read downloads from memory, and the disk only when more than their progress has changed."""
        engine = await self.bridge.engine()
        before, now = self._downloads, dict(engine.models.downloads)
        self._downloads = now
        if before.keys() != now.keys() or before == now or not self._offers:
            self._offers = await engine.models.all()
        self._refresh()
        for model_id in before.keys() - now.keys():
            row = self.row(model_id)
            if row is not None and row.is_here:
                self.arrived.emit(row)
        for model_id, download in now.items():
            was = before.get(model_id)
            row = self.row(model_id)
            is_news = was is None or was.state is not DownloadState.FAILED
            if row is not None and is_news and download.state is DownloadState.FAILED:
                self.failed.emit(row)

    def _refresh(self) -> None:
        used = self.settings.now.model
        known = {offer.model_id for offer in self._offers}
        others = [
            Offer(each.model_id, each.asked.partition("@")[0], ModelState.PARTIAL, each.total_bytes)
            for each in self._downloads.values()
            if each.model_id not in known
        ]
        rows = [
            ModelRow(
                offer,
                self._downloads.get(offer.model_id),
                self._read_shares.get(offer.model_id),
                is_used=offer.model_id == used,
                trouble=self._troubles.get(offer.model_id, ""),
            )
            for offer in (*self._offers, *others)
        ]
        # Models that are installed or being downloaded come before those that are merely available.
        self.rows = sorted(rows, key=lambda row: row.offer.state is ModelState.ABSENT and row.download is None)
        self.changed.emit()

    # --- requests ---
    def use(self, model_id: str) -> None:
        """Transcribe new clips with it."""
        self.settings.change(model=model_id)
        self._refresh()

    def download(self, model: str) -> None:
        """Download a model by id or as "owner/name", or resume its download."""
        self._start(_id_or_name(model), "download a model", partial(self._download, model))

    async def _download(self, model: str) -> None:
        """Resume a running download under the name it was requested by."""
        engine = await self.bridge.engine()
        download = engine.models.downloads.get(model)
        engine.models.download(download.asked if download is not None else model)

    def pause(self, model_id: str) -> None:
        """Pause a download."""
        self._start(model_id, "pause a download", partial(self._pause, model_id))

    async def _pause(self, model_id: str) -> None:
        await (await self.bridge.engine()).models.pause_download(model_id)

    def cancel(self, model_id: str) -> None:
        """Cancel a download and discard what has arrived."""
        self._start(model_id, "cancel a download", partial(self._cancel, model_id))

    async def _cancel(self, model_id: str) -> None:
        await (await self.bridge.engine()).models.cancel_download(model_id)

    def verify(self, model_id: str) -> None:
        """Verify its files."""
        if model_id not in self._read_shares:
            self._start(model_id, "verify a model", partial(self._verify, model_id))

    async def _verify(self, model_id: str) -> None:
        def count(share: float) -> None:
            self._read_shares[model_id] = share

        count(0.0)
        self._refresh()
        try:
            await (await self.bridge.engine()).models.verify(model_id, self._counter(count))
            self.message.emit(text.say("{title}: every file is as it should be.").format(title=self._title(model_id)))
        finally:
            del self._read_shares[model_id]

    def remove(self, model_id: str) -> None:
        """Delete it from this computer. The caller has asked for confirmation."""
        self._start(model_id, "remove a model", partial(self._remove, model_id))

    async def _remove(self, model_id: str) -> None:
        title = self._title(model_id)
        freed_bytes = await (await self.bridge.engine()).models.remove(model_id)
        words = text.say("{title} was removed: {size} are free again.")
        self.message.emit(words.format(title=title, size=size(freed_bytes)))

    def take_in(self, paths: Sequence[Path]) -> None:
        """Import models from folders or archives."""
        for path in paths:
            if path not in self.imports:
                self._start("", "import a model", partial(self._import, path))

    async def _import(self, path: Path) -> None:
        def count(share: float) -> None:
            self.imports[path] = share

        count(0.0)
        self._refresh()
        try:
            model = await (await self.bridge.engine()).models.import_model(path, self._counter(count))
            await self.read()
            self.message.emit(text.say("{title} is installed and ready.").format(title=self._title(model.model_id)))
            row = self.row(model.model_id)
            if row is not None:
                self.arrived.emit(row)
        finally:
            del self.imports[path]

    async def work_offline(self, is_offline: bool) -> None:
        """Turn network access off, which stops running downloads, or on again."""
        engine = await self.bridge.engine()
        engine.models.work_offline(is_offline)
        if is_offline:
            for model_id in list(engine.models.downloads):
                await engine.models.pause_download(model_id)

    def _title(self, model_id: str) -> str:
        row = self.row(model_id)
        return row.title if row is not None else model_id

    def _start(self, model_id: str, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.bridge.start(name, self._tried(model_id, work))

    async def _tried(self, model_id: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do the work, and report errors both in the model's row and by `refused`."""
        self._troubles.pop(model_id, None)
        try:
            await work()
        except _Closing:
            return
        except (EngineError, ModelStoreError, OSError) as error:
            words = text.trouble(error)
            if self.row(model_id) is not None:
                self._troubles[model_id] = words
            self.refused.emit(words)
        await self.read()

    def _counter(self, count: Callable[[float], None]) -> Callable[[int, int], None]:
        """A progress callback for another thread: reports each percent once, and raises once the window closes."""
        loop, message = asyncio.get_running_loop(), -1

        def counted(done: int, total: int) -> None:
            nonlocal message
            if self._is_closing.is_set():
                raise _Closing
            percent = done * 100 // total if total else 0
            if percent != message:
                message = percent
                loop.call_soon_threadsafe(self._count, count, percent / 100)

        return counted

    def _count(self, count: Callable[[float], None], share: float) -> None:
        count(share)
        self._refresh()

    # --- the dialog ---
    def open(self, parent: QWidget, model_id: str = "") -> None:
        """Show all models, with that one selected."""
        self.bridge.start("models", self._open(parent, model_id))

    async def _open(self, parent: QWidget, model_id: str) -> None:
        from desktop.models.dialog import ModelsDialog  # only when first needed

        if self._dialog is not None:
            self._dialog.choose(model_id)
            return
        self._dialog = ModelsDialog(parent, self)
        try:
            looking = self.bridge.start("look at the models", self._dialog.fill(model_id))
            await dialogs.answer(self._dialog)
            looking.cancel()
        finally:
            self._dialog = None

    @property
    def is_open(self) -> bool:
        """Whether the dialog is open."""
        return self._dialog is not None


class _Closing(Exception):
    """The window is closing: ends work in another thread."""


def _id_or_name(model: str) -> str:
    try:
        return source_of(model).model_id
    except ModelStoreError:
        return model
