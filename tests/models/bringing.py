"""Models that somebody brings: what they are made of, and how an import is refused."""

from __future__ import annotations

import gzip
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from models.errors import ImportingError
from models.importer import import_model
from tests.support.starter import starter

STARTER = starter().path
NAMES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.json", "preprocessor_config.json", "everyclip.toml")


def refused(path: Path, folder: Path, name: str | None = None) -> ImportingError:
    """The error of an import; nothing of it may be left."""
    before = sorted(path.name for path in folder.glob("[!.]*"))
    with pytest.raises(ImportingError) as caught:
        import_model(path, folder, name)
    assert sorted(path.name for path in folder.glob("[!.]*")) == before
    assert all(path.suffix == ".lock" for path in folder.glob(".partial/*"))
    return caught.value


def zipped(brought: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in brought.iterdir():
            archive.write(file, f"{brought.name}/{file.name}")
            archive.writestr(f"__MACOSX/{brought.name}/._{file.name}", b"a Mac's shadow")
    return path


def tarred(brought: Path, path: Path) -> Path:
    tar = path.with_name("plain.tar")
    with tarfile.open(tar, "w") as archive:
        archive.add(brought, "base")
    content = tar.read_bytes()
    if path.suffix == ".gz":
        content = gzip.compress(content)
    elif path.suffix == ".xz":
        content = lzma.compress(content, preset=0)
    path.write_bytes(content)
    return path
