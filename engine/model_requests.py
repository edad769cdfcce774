"""The façade's part for models: what there is, what can be had, and how it comes and goes."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ModelInUse
from engine.events import ModelsChanged, Notice
from engine.processes.downloads import Download, Downloads
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread
from engine.scheduling.scheduler import Scheduler
from engine.storage.paths import Paths
from models import store
from models.catalogue import Entry, catalogue
from models.store import Model


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that is here or can be had."""

    model_id: str
    title: str
    #: As it lies on the disk; PARTIAL while it is on its way.
    state: store.ModelState
    #: On the disk; of one that is not here, what is to be downloaded.
    size_bytes: int
    #: As it is used; None if it cannot be.
    model: Model | None = None
    #: What the catalogue says of it; None if it is not in there.
    entry: Entry | None = None


class ModelRequests(ABC):
    """Whatever changes the models is told as ModelsChanged."""

    _registry: RegistryThread
    _scheduler: Scheduler
    _downloads: Downloads
    _paths: Paths

    @abstractmethod
    def _tell(self, notice: Notice) -> None:
        """Give a notice to those who subscribed."""

    async def models(self) -> list[Offer]:
        """All models that are here, and those of the catalogue, from the smallest on."""
        return await asyncio.to_thread(offers, self._paths.models)

    @property
    def downloads(self) -> Mapping[str, Download]:
        """The models that are on their way, paused, delayed or failed, by id. Cheap; from memory."""
        return self._downloads.now

    def download_model(self, model: str) -> Download:
        """Begin to fetch a model, by id, alias or repository ("owner/name"), or go on with it. Runs that want it wait
        for it. Raises DownloadError where there can be no such model."""
        return self._downloads.start(model)

    async def pause_download(self, model_id: str) -> None:
        """Stop for now, with what has arrived; `download_model` goes on. Runs that want it wait on."""
        await self._downloads.pause(model_id)

    async def cancel_download(self, model_id: str) -> None:
        """Stop, and throw away what has arrived. Runs that want it fail with the reason. Raises OSError."""
        await self._downloads.cancel(model_id)

    def work_offline(self, is_offline: bool) -> None:
        """Whether nothing may be fetched from the network from now on. What is under way is not stopped by it."""
        self._downloads.is_offline = is_offline

    async def verify_model(self, model: str, on_progress: Callable[[int, int], None]) -> Model:
        """Read through a model's files and compare them with what they were when they came. `on_progress` is told the
        bytes read and those in all, in another thread. Raises ModelStoreError, OSError."""
        try:
            return await asyncio.to_thread(store.verify, model, self._paths.models, on_progress)
        finally:
            self._tell(ModelsChanged())

    async def import_model(self, path: Path, on_progress: Callable[[int, int], None]) -> Model:
        """Take in a model from a folder or an archive. `on_progress` as in `verify_model`. Raises ModelStoreError."""
        from models.importer import import_model  # archives: what a start of the window need not wait for

        model = await asyncio.to_thread(import_model, path, self._paths.models, on_progress=on_progress)
        self._tell(ModelsChanged())
        self._scheduler.look()
        return model

    async def remove_model(self, model: str) -> int:
        """Delete a model. Returns the bytes that are free again. Raises ModelInUse, ModelStoreError, OSError."""
        model_id = store.id_of(model)
        if runs := await self._registry(Registry.wanting_model, model_id):
            raise ModelInUse(model=model_id, runs=runs)
        freed_bytes = await asyncio.to_thread(store.remove, model_id, self._paths.models)
        self._tell(ModelsChanged())
        return freed_bytes


def offers(folder: Path) -> list[Offer]:
    """What `ModelRequests.models` gives, of a models folder. Raises OSError."""
    here = {model.model_id: model for model in store.list_models(folder)}
    entries = {entry.model_id: entry for entry in catalogue().entries}
    # Folders that are no sound model belong to the list, too: nobody could remove what nobody sees.
    folders = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    damaged = dict.fromkeys(name for name in folders if name not in here and not name.startswith("."))
    ids = here | damaged | entries
    return [_offer(model_id, folder, here.get(model_id), entries.get(model_id)) for model_id in ids]


def _offer(model_id: str, folder: Path, model: Model | None, entry: Entry | None) -> Offer:
    title = entry.title if entry else model.title if model else model_id
    size_bytes = model.size_bytes if model else entry.size_bytes if entry else 0
    return Offer(model_id, title, store.state_of(model_id, folder), size_bytes, model, entry)
