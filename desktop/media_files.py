"""The files and folders in what was dropped or pasted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def paths_in(mime: QMimeData) -> list[Path]:
    """The local files and folders in a drop or on the clipboard, given as files or as lines of absolute paths."""
    if mime.hasUrls():
        return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    lines = [line.strip().strip("\"'") for line in mime.text().splitlines()] if mime.hasText() else []
    return [Path(line).expanduser() for line in lines if Path(line).expanduser().is_absolute()]
