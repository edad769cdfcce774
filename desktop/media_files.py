"""The files and folders in what was dropped or pasted, and addresses, which are none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl


def paths_in(mime: QMimeData) -> list[Path]:
    """The local files and folders in a drop or on the clipboard, given as files or as lines of absolute paths."""
    if mime.hasUrls():
        return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    lines = [line.strip().strip("\"'") for line in mime.text().splitlines()] if mime.hasText() else []
    return [Path(line).expanduser() for line in lines if Path(line).expanduser().is_absolute()]


def address_in(mime: QMimeData) -> str:
    """The first address of something on a network, as a browser gives it; "" if there is none."""
    urls = mime.urls() if mime.hasUrls() else [QUrl(mime.text().strip())] if mime.hasText() else []
    return next((url.toDisplayString() for url in urls if not url.isLocalFile() and _is_address(url)), "")


def _is_address(url: QUrl) -> bool:
    """Whether it is that and not a word with a colon, or the drive of a path, which has one letter."""
    return url.isValid() and len(url.scheme()) > 1 and bool(url.host())
