"""Files that only their owner may read, that appear whole or not at all, and that outlive a power cut."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import IO

CHUNK_BYTES = 1 << 20


def for_owner(path: str, flags: int) -> int:
    """An opener: a file that it creates can be read by its owner only."""
    return os.open(path, flags, 0o600)


def sync_file(file: IO[bytes] | IO[str]) -> None:
    """Write everything that was written to the file to the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename durable. Windows has no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file, by way of a draft beside it. Raises OSError."""
    draft = path.with_name(f"{path.name}.part")
    draft.unlink(missing_ok=True)
    with open(draft, "xb", opener=for_owner) as file:
        file.write(content)
        sync_file(file)
    replace_durably(draft, path)


def replace_durably(draft: Path, path: Path) -> None:
    """Put a draft, which is on the disk already, in the place of a file beside it. Raises OSError."""
    os.replace(draft, path)
    sync_folder(path.parent)


def numbered(path: Path, number: int) -> Path:
    """The name like this one that comes so far behind it."""
    return path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")


def place(part: Path, path: Path) -> Path:
    """Give `part` the first free name like `path`. If two processes want the same name, only one gets it. If killed
    here, there is a whole file with that name or none. Raises OSError."""
    try:
        free = first_free(path, lambda free: os.link(part, free))
    except OSError:  # a file system without hard links: reserve the name first, and move the text there at once
        free = first_free(path, lambda free: free.touch(exist_ok=False))
        try:
            part.replace(free)
        except OSError:
            free.unlink(missing_ok=True)
            raise
    return free


def first_free(path: Path, take: Callable[[Path], None]) -> Path:
    """The first name like `path` that `take` does not find taken."""
    for number in count(1):
        free = numbered(path, number)
        try:
            take(free)
        except FileExistsError:
            continue
        return free
    raise AssertionError("count() never ends")


def copy_durably(source: Path, copy: Path) -> Iterator[int]:
    """Copy a file to a new one with the same times. Yields the number of bytes of each piece. Raises OSError, also if
    there is such a file already."""
    with open(source, "rb") as original, open(copy, "xb", opener=for_owner) as written:
        while chunk := original.read(CHUNK_BYTES):
            written.write(chunk)
            yield len(chunk)
        sync_file(written)
        times = os.fstat(original.fileno())
    os.utime(copy, ns=(times.st_atime_ns, times.st_mtime_ns))
