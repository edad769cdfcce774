"""Ends a worker at once where a library in it ends the program.

A library that finds no memory may call C's `exit` inside a thread of ours: GNU's OpenMP does. What `exit` does first is
to take all libraries apart, under the threads that still decode and infer with them. What those say then of a clip is
not true: that it is damaged, say.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress


def skip_destructors() -> None:
    """From now on C's `exit` ends this process with status 1 before anything that the libraries have registered up to
    now is done. To be called again when they may have registered more: what is registered last is done first.

    On Windows nothing is needed: the system ends all other threads before libraries are taken apart."""
    if os.name != "posix":
        return
    libc = ctypes.CDLL(None)
    # Not `atexit`, which is no function of glibc's library; and not Python's, which C's `exit` knows nothing of.
    with suppress(AttributeError):
        libc["__cxa_atexit"](libc["_exit"], ctypes.c_void_p(1), None)
