"""A hub, a models folder, and downloads from the one into the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.models.bringing import NAMES, STARTER
from tests.models.downloading import Fetch
from tests.support.loopback_hub import LoopbackHub, running_hub


@pytest.fixture
def hub() -> Iterator[LoopbackHub]:
    with running_hub() as hub:
        yield hub


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The models folder."""
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    """A folder with a model, as it may lie on a stick."""
    brought = tmp_path / "stick" / "my model"
    brought.mkdir(parents=True)
    for name in NAMES:
        shutil.copyfile(STARTER / name, brought / name)
    return brought


@pytest.fixture
def fetch(hub: LoopbackHub, folder: Path, tmp_path: Path) -> Iterator[Fetch]:
    fetch = Fetch(hub, folder, tmp_path / "cache")
    yield fetch
    for child in fetch.children:
        if child.process.poll() is None:
            child.kill()
