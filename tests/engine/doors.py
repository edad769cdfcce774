"""What tests of the way in begin with: files to hand over, and what became of them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.intake import arrivals
from engine.run import Run
from engine.storage import sources, vault
from engine.storage.paths import Paths

LIMIT_S = 100.0


def files(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.wav" for name in names]
    for path in paths:
        path.write_bytes(path.name.encode() * 100)
    return paths


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not holds():  # noqa: ASYNC110 - there is nothing to wait on
            await asyncio.sleep(0.01)


def vault_of(home: Paths) -> list[str]:
    return sorted(path.name for path in home.vault.iterdir())


def codes(runs: Sequence[Run]) -> list[str | None]:
    return [run.reason.code if run.reason else None for run in runs]


class Share:
    """A folder on a disk that answers only when it is let. `bad_disk.c` has the same below the C library."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.answers = threading.Event()
        self._look, self._opened = sources.look, vault._opened
        monkeypatch.setattr(arrivals, "look", self._looked)
        monkeypatch.setattr(vault, "_opened", self._hanging)
        monkeypatch.setattr(arrivals, "SILENT_AFTER_S", 0.1)

    def _looked(self, path: Path) -> sources.SourceFacts:
        found = self._look(path)
        return sources.SourceFacts(4711 if self.folder in path.parents else found.disk, found.is_folder)

    @contextmanager
    def _hanging(self, source: Path, copying: vault.Copying) -> Iterator[object]:
        if self.folder in source.parents:
            self.answers.wait()
        with self._opened(source, copying) as audio:
            yield audio
