"""The checksums by which files are told apart from damaged ones: SHA-256, and git's own for small files on the hub."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

_CHUNK_BYTES = 1 << 20


def sha256_of(path: Path, on_bytes: Callable[[int], None] = lambda count: None) -> str:
    """In lower-case hexadecimal. `on_bytes` is told each piece that was read, in bytes; what it raises goes through.
    Raises OSError."""
    return _read_into(hashlib.sha256(), path, on_bytes)


def git_sha1_of(path: Path) -> str:
    """The name that git gives the file's content, by which the hub announces files that are not in LFS. No guard
    against forgery: the connection to the hub is. Raises OSError."""
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    return _read_into(digest, path, lambda count: None)


def _read_into(digest: hashlib._Hash, path: Path, on_bytes: Callable[[int], None]) -> str:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK_BYTES):
            digest.update(piece)
            on_bytes(len(piece))
    return digest.hexdigest()
