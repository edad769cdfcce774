"""What tests of the way in begin with: files to hand over, and what became of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.paths import Paths
from engine.run import Run

LIMIT_S = 30.0


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
