"""Watches whether anybody opens files, from outside of whatever opens them: the system tells it."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_IN_OPEN = 0x20


class Watch:
    """The files that were opened so far. Where the system cannot tell (it is not Linux) there are never any."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    @property
    def opened(self) -> bool:
        """Whether any was opened since the last look."""
        if self._descriptor is None:
            return False
        try:
            return bool(os.read(self._descriptor, 1 << 16))
        except BlockingIOError:
            return False


@contextmanager
def watched(folder: Path) -> Iterator[Watch]:
    """A watch over the files of a folder."""
    if sys.platform != "linux":
        yield Watch(None)
        return
    library = ctypes.CDLL(None, use_errno=True)
    descriptor = library.inotify_init1(os.O_NONBLOCK)
    try:
        if library.inotify_add_watch(descriptor, os.fsencode(folder), _IN_OPEN) < 0:
            raise OSError(ctypes.get_errno(), "inotify_add_watch")
        yield Watch(descriptor)
    finally:
        os.close(descriptor)
