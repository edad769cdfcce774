"""Collects Python's garbage on the interface's thread only.

By default Python collects cycles in whatever thread happens to allocate an object. A cycle may hold Qt objects, and one
that is destroyed in another thread than its own leaves its timers behind: the next to fire crashes the program.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

_LOOK_MS = 500
#: Seconds between two full collections, which take some milliseconds.
_WHOLE_EVERY_S = 30.0


@contextmanager
def collected_here() -> Iterator[None]:
    """Within this context, collect only in this thread, where Qt's loop runs; on exit, collect everything once."""
    was_automatic = gc.isenabled()
    whole_at = time.monotonic() + _WHOLE_EVERY_S

    def collect() -> None:
        nonlocal whole_at
        if time.monotonic() > whole_at:
            gc.collect()
            whole_at = time.monotonic() + _WHOLE_EVERY_S
        elif gc.get_count()[0] > gc.get_threshold()[0]:
            gc.collect(1)

    timer = QTimer(interval=_LOOK_MS)
    timer.timeout.connect(collect)
    gc.disable()
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        gc.collect()
        if was_automatic:
            gc.enable()
