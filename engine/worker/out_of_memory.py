"""Detect whether an error means that memory ran out: by measuring, or from the text of a library's error."""

from __future__ import annotations

import errno
import mmap
import os

from engine.errors import EngineError
from engine.machine.hardware import memory

#: The exit status of a worker that ran out of memory when no run could be blamed.
OUT_OF_MEMORY_STATUS = errno.ENOMEM
_SIGNS = (
    # CTranslate2 and the libraries below it (CUDA, oneDNN), onnxruntime, C++
    "out of memory", "cublas_status_alloc_failed", "failed to allocate memory", "bad_alloc", "bad allocation",
    "could not create a memory object",
    # the system, when it loads a library or starts a thread
    "cannot allocate memory", "failed to map segment", "can't start new thread", "resource temporarily unavailable",
)  # fmt: skip
#: If this much can be allocated at once, a failed allocation asked for more than any clip needs.
_SPARE_BYTES = 1 << 25
#: With less than this free, on the machine or under its limit, any failure is put down to memory.
_MIN_BYTES = 1 << 26


def is_shortage(error: BaseException) -> bool:
    """Whether more memory would have prevented the error: because next to none is left, or by its text. When measured
    after the failure, what failed has already given some back."""
    if isinstance(error, MemoryError):
        return True
    if isinstance(error, EngineError):
        return error.code == "out_of_memory"
    return says_shortage(error) or is_short()


def says_shortage(error: BaseException) -> bool:
    """Whether an error, or its cause, says so in its text."""
    if isinstance(error, MemoryError):
        return True
    words = str(error).casefold()
    return any(sign in words for sign in _SIGNS) or (error.__cause__ is not None and says_shortage(error.__cause__))


def is_short() -> bool:
    """Whether this process now has next to no memory left."""
    return not _can_have(_SPARE_BYTES) or memory()[1] < _MIN_BYTES


def raise_shortage(error: BaseException) -> None:
    """Re-raise `error` if it was caused by lack of memory. A damaged file can ask for more than there ever is: that is
    no shortage, whatever the error says."""
    if not _can_have(_SPARE_BYTES):
        raise error


def _can_have(size_bytes: int) -> bool:
    """Whether the system would allocate this much at once. It is freed before any of it is touched."""
    try:
        if os.name == "posix":
            mmap.mmap(-1, size_bytes, flags=mmap.MAP_PRIVATE).close()
        else:
            mmap.mmap(-1, size_bytes).close()
    except (OSError, MemoryError, OverflowError):
        return False
    return True
