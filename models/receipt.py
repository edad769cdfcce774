"""The receipt in a model's folder: which files were verified when the model was added, and where it came from.

It is the last file written when a model is added. A folder without one was put there by hand: it is used as it is, and
`verify` gives it one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = "verified.json"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file as it was when it was verified."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was verified, and what was later found wrong."""

    files: tuple[CheckedFile, ...]
    #: "owner/name" on the hub; None for a model that was imported or put there by hand.
    repository: str | None = None
    #: The commit of the repository.
    revision: str | None = None
    #: The PyPI wheels it was assembled from, "package==version"; empty for one from the hub.
    wheels: tuple[str, ...] = ()
    #: Files that were later found changed or missing.
    damaged: tuple[str, ...] = field(default=())

    def changed(self, folder: Path) -> str | None:
        """A description of the first file that is known to be wrong, judged by name and size only; None if all seem
        right. Raises OSError."""
        if self.damaged:
            return f"{self.damaged[0]} has changed since it was checked"
        for file in self.files:
            path = folder / file.name
            if not path.is_file():
                return f"{file.name} is missing"
            if (size_bytes := path.stat().st_size) != file.size_bytes:
                return f"{file.name} has {size_bytes} bytes instead of {file.size_bytes}"
        return None


def read_receipt(folder: Path) -> Receipt | None:
    """The receipt, or None if there is none. Raises OSError, and ValueError if it is invalid."""
    try:
        return parse_receipt((folder / FILE).read_bytes())
    except FileNotFoundError:
        return None


def parse_receipt(content: bytes) -> Receipt:
    """The receipt in these bytes. Raises ValueError if it is invalid."""
    try:
        data = json.loads(content)
        files = tuple(_parse_file(name, each) for name, each in data["files"].items())
        wheels, damaged = (tuple(map(str, each)) for each in (data.get("wheels", ()), data["damaged"]))
        return Receipt(files, _text(data["repository"]), _text(data["revision"]), wheels, damaged)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{FILE} is no receipt") from error


def write_receipt(folder: Path, receipt: Receipt) -> None:
    """Write the receipt atomically and durably. Raises OSError."""
    data = {
        "files": {file.name: {"size": file.size_bytes, "sha256": file.sha256} for file in receipt.files},
        "repository": receipt.repository,
        "revision": receipt.revision,
        "wheels": list(receipt.wheels),
        "damaged": list(receipt.damaged),
    }
    draft = folder / f"{FILE}.new"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(data, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, folder / FILE)


def _parse_file(name: str, data: dict[str, Any]) -> CheckedFile:
    # A receipt may come with a folder from anywhere: it may only name files beside it.
    if Path(name).name != name or not isinstance(data["size"], int) or not isinstance(data["sha256"], str):
        raise ValueError(name)
    return CheckedFile(name, data["size"], data["sha256"])


def _text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError(value)
    return value


_CHUNK_BYTES = 1 << 20


def sha256_of(path: Path, on_bytes: Callable[[int], None] = lambda count: None) -> str:
    """The hash in lower-case hexadecimal. `on_bytes` is called with the size of each piece read, and may raise.
    Raises OSError."""
    return _read_into(hashlib.sha256(), path, on_bytes)


def git_sha1_of(path: Path) -> str:
    """The hash by which git names the file's content, and by which the hub announces files that are not in LFS. It does
    not protect against forgery: the connection to the hub does. Raises OSError."""
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    return _read_into(digest, path, lambda count: None)


def _read_into(digest: hashlib._Hash, path: Path, on_bytes: Callable[[int], None]) -> str:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK_BYTES):
            digest.update(piece)
            on_bytes(len(piece))
    return digest.hexdigest()
