"""Python's garbage is collected on the interface's thread only.

By itself Python collects cycles in whatever thread happens to make an object. A cycle may hold Qt's objects, and one
that is destroyed in another thread than its own leaves its timers behind: the next that fires ends the program.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

_LOOK_MS = 500
#: Between two collections of all there is, which take some milliseconds.
_WHOLE_EVERY_S = 30.0


@contextmanager
def collected_here() -> Iterator[None]:
    """As long as this lasts, in this thread alone, where Qt's loop runs; at the end once more, all of it."""
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
        gc.enable()
