"""How much room the data folder takes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.storage.paths import Paths


@dataclass(frozen=True, slots=True)
class Storage:
    """What lies in the data folder, in bytes."""

    clips: int
    texts: int
    models: int


def measure(paths: Paths) -> Storage:
    """Add up the files. Takes long where there are many: not on the loop."""
    return Storage(
        clips=_size_of(paths.vault),
        texts=sum(_size_of(path) for path in paths.home.glob(f"{paths.registry.name}*")),
        models=_size_of(paths.models),
    )


def _size_of(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    total = 0
    for file in files:
        try:
            total += file.stat().st_size if file.is_file() else 0
        except OSError:
            continue  # removed while we look
    return total
