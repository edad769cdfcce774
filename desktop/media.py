"""What was dropped, pasted or chosen, as the list of files to hand over."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData

_AUDIO = "aac ac3 aif aiff amr ape au caf flac m4a m4b mka mp2 mp3 oga ogg opus spx wav weba wma wv"
_VIDEO = "3gp avi flv m4v mkv mov mp4 mpeg mpg mts ogv webm wmv"
#: File name endings that a folder is searched for. A file handed over by itself may be called anything.
SUFFIXES = frozenset(f".{name}" for name in f"{_AUDIO} {_VIDEO}".split())


@dataclass(frozen=True, slots=True)
class Found:
    """The files to hand over, in the order given, and the folders that had none."""

    files: tuple[Path, ...]
    empty_folders: tuple[Path, ...]


def paths_in(mime: QMimeData) -> list[Path]:
    """The local files and folders in a drop or on the clipboard: as files, or as lines of absolute paths."""
    if mime.hasUrls():
        return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    lines = [line.strip().strip("\"'") for line in mime.text().splitlines()] if mime.hasText() else []
    return [Path(line).expanduser() for line in lines if Path(line).expanduser().is_absolute()]


def find(paths: Iterable[Path]) -> Found:
    """Replace every folder by the media files in it and below, by name. Reads the disk: call it off the loop."""
    files: list[Path] = []
    empty: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        inside = _media_below(path)
        files.extend(inside)
        if not inside:
            empty.append(path)
    return Found(tuple(files), tuple(empty))


def _media_below(folder: Path) -> list[Path]:
    """Folders that may not be read are passed over, hidden ones are not entered."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found.extend(
            Path(place, name)
            for name in sorted(names, key=str.casefold)
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES
        )
    return found
