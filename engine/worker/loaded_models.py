"""The models that a worker has loaded: as many as fit into memory; the least recently used is unloaded first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from engine.errors import ModelError
from engine.machine.room import max_room_on, room_on, shortage
from engine.protocol import Plan
from models.memory import needed_bytes
from models.store import Model

if TYPE_CHECKING:
    from engine.worker.transcriber import Transcriber

#: A model's folder, a device, a compute type.
ModelKey: TypeAlias = tuple[Path, str, str]


class LoadedModels:
    """The models of one worker. Not thread-safe."""

    def __init__(self) -> None:
        self._loaded: dict[ModelKey, Transcriber] = {}

    def has(self, key: ModelKey, threads: int) -> bool:
        """Whether a model is loaded with this thread count."""
        transcriber = self._loaded.get(key)
        return transcriber is not None and transcriber.threads == threads

    def used(self, key: ModelKey, threads: int) -> Transcriber | None:
        """The model, if it is loaded with this thread count, marked as most recently used. One with another thread
        count is unloaded."""
        transcriber = self._loaded.pop(key, None)
        if transcriber is None or transcriber.threads != threads:
            return None
        self._loaded[key] = transcriber
        return transcriber

    def load(self, model: Model, plan: Plan) -> Transcriber:
        """Load a model that is not loaded yet, unloading others if it needs the room. Raises ModelError."""
        from engine.worker.transcriber import Transcriber

        self._make_room(model, plan)
        transcriber = Transcriber(
            model.path,
            plan.device,
            plan.compute_type,
            threads=plan.threads,
            lanes=plan.lanes,
            encoder_margin_frames=model.encoder_margin_frames,
        )
        self._loaded[model.path, plan.device, plan.compute_type] = transcriber
        return transcriber

    def _make_room(self, model: Model, plan: Plan) -> None:
        """Raises ModelError: model_too_large for one that never fits, memory_short for one that does not fit now.

        Memory is measured now, since other programs need some too: a model that does not fit must neither push them out
        nor trigger the system's own way of making room, which is to kill."""
        needed = needed_bytes(model.size_bytes, plan.device, plan.compute_type)
        while (free := room_on(plan.device)) is not None and needed > free:
            if not self._loaded:
                max_room = max_room_on(plan.device)
                code = "memory_short" if max_room is None or needed <= max_room else "model_too_large"
                raise ModelError(code, model=model.title, **shortage(needed, free))
            del self._loaded[next(iter(self._loaded))]
