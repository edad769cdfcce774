"""End a worker at once when a library in it exits the program.

A library that runs out of memory may call C's `exit` inside one of our threads: GNU's OpenMP does. `exit` first tears
down all libraries under the threads that still decode and infer with them. What those then report about a clip is
false: that it is damaged, for example.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress


def skip_destructors() -> None:
    """From now on, make C's `exit` end this process with status 1 before it runs anything that the libraries have
    registered so far. Call again whenever they may have registered more: handlers run in reverse order.

    Not needed on Windows: the system ends all other threads before it unloads libraries."""
    if os.name != "posix":
        return
    libc = ctypes.CDLL(None)
    # Not `atexit`, which glibc does not export; and not Python's, which C's `exit` does not run.
    with suppress(AttributeError):
        libc["__cxa_atexit"](libc["_exit"], ctypes.c_void_p(1), None)
