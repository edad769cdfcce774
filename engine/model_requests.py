"""The façade's part for models: listing, downloading, importing and removing them."""

from __future__ import annotations

import asyncio
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
    """A model that is installed or available."""

    model_id: str
    title: str
    #: Its state on the disk; PARTIAL while it is being downloaded.
    state: store.ModelState
    #: Its size on the disk; for one that is not installed, the size of its download.
    size_bytes: int
    #: The model for use; None if it is unusable.
    model: Model | None = None
    #: Its catalogue entry; None if it has none.
    entry: Entry | None = None


class ModelRequests:
    """Every change of the models is announced as ModelsChanged."""

    def __init__(
        self,
        registry: RegistryThread,
        scheduler: Scheduler,
        downloads: Downloads,
        paths: Paths,
        notify: Callable[[Notice], None],
    ) -> None:
        self._registry = registry
        self._scheduler = scheduler
        self._downloads = downloads
        self._paths = paths
        self._notify = notify

    async def all(self) -> list[Offer]:
        """All installed models and those of the catalogue, smallest first."""
        return await asyncio.to_thread(offers, self._paths.models)

    @property
    def downloads(self) -> Mapping[str, Download]:
        """The models that are being downloaded, paused, delayed or failed, by id. Cheap; from memory."""
        return self._downloads.now

    def download(self, model: str) -> Download:
        """Start or continue to download a model, by id, alias or repository ("owner/name"). Runs that want it wait for
        it. Raises DownloadError if there can be no such model."""
        return self._downloads.start(model)

    async def pause_download(self, model_id: str) -> None:
        """Stop for now, keeping what has arrived; `download` continues. Runs that want it keep waiting."""
        await self._downloads.pause(model_id)

    async def cancel_download(self, model_id: str) -> None:
        """Stop, and delete what has arrived. Runs that want it fail with the reason. Raises OSError."""
        await self._downloads.cancel(model_id)

    def work_offline(self, is_offline: bool) -> None:
        """Set whether nothing may be fetched from the network from now on. Current downloads are not stopped."""
        self._downloads.is_offline = is_offline

    async def verify(self, model: str, on_progress: Callable[[int, int], None]) -> Model:
        """Read through a model's files and compare them with their original state. `on_progress` receives the bytes
        read and the total, in another thread. Raises ModelStoreError, OSError."""
        try:
            return await asyncio.to_thread(store.verify, model, self._paths.models, on_progress)
        finally:
            self._notify(ModelsChanged())

    async def import_model(self, path: Path, on_progress: Callable[[int, int], None]) -> Model:
        """Take in a model from a folder or an archive. `on_progress` as in `verify`. Raises ModelStoreError."""
        from models.importer import import_model  # archives: not needed for a start of the window

        model = await asyncio.to_thread(import_model, path, self._paths.models, on_progress=on_progress)
        self._notify(ModelsChanged())
        self._scheduler.look()
        return model

    async def remove(self, model: str) -> int:
        """Delete a model. Returns the number of bytes freed. Raises ModelInUse, ModelStoreError, OSError."""
        model_id = store.id_of(model)
        if runs := await self._registry(Registry.wanting_model, model_id):
            raise ModelInUse(model=model_id, runs=runs)
        freed_bytes = await asyncio.to_thread(store.remove, model_id, self._paths.models)
        self._notify(ModelsChanged())
        return freed_bytes


def offers(folder: Path) -> list[Offer]:
    """The result of `ModelRequests.all` for a models folder. Raises OSError."""
    here = {model.model_id: model for model in store.list_models(folder)}
    entries = {entry.model_id: entry for entry in catalogue().entries}
    # Folders without a valid model are listed, too: nobody could remove what nobody sees.
    folders = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    damaged = dict.fromkeys(name for name in folders if name not in here and not name.startswith("."))
    ids = here | damaged | entries
    return [_offer(model_id, folder, here.get(model_id), entries.get(model_id)) for model_id in ids]


def _offer(model_id: str, folder: Path, model: Model | None, entry: Entry | None) -> Offer:
    title = entry.title if entry else model.title if model else model_id
    size_bytes = model.size_bytes if model else entry.size_bytes if entry else 0
    return Offer(model_id, title, store.state_of(model_id, folder), size_bytes, model, entry)
