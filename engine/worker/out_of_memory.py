"""Whether an error means that memory ran out: measured, or said by a library in words of its own."""

from __future__ import annotations

import errno
import mmap
import os

from engine.errors import EngineError
from engine.machine.hardware import memory

#: The exit status of a worker that ran out of memory where no run could be named for it.
OUT_OF_MEMORY_STATUS = errno.ENOMEM
_SIGNS = (
    # CTranslate2 and the libraries below it (CUDA, oneDNN), onnxruntime, C++
    "out of memory", "cublas_status_alloc_failed", "failed to allocate memory", "bad_alloc", "bad allocation",
    "could not create a memory object",
    # the system, when it loads a library or begins a thread
    "cannot allocate memory", "failed to map segment", "can't start new thread", "resource temporarily unavailable",
)  # fmt: skip
#: Where so much can be had at once, an allocation that failed asked for more than any clip needs.
_SPARE_BYTES = 1 << 25
#: With less than this free, of the machine or of the limit that there is, nothing that goes wrong says anything else.
_LEAST_BYTES = 1 << 26


def is_shortage(error: BaseException) -> bool:
    """Whether what was tried would have gone well with more memory: because there is next to none, or by its words.
    Where memory is measured right after it ended, what it ended for has given back some."""
    if isinstance(error, MemoryError):
        return True
    if isinstance(error, EngineError):
        return error.code == "out_of_memory"
    return says_shortage(error) or is_short()


def says_shortage(error: BaseException) -> bool:
    """Whether an error, or what it came of, says so in its words."""
    if isinstance(error, MemoryError):
        return True
    words = str(error).casefold()
    return any(sign in words for sign in _SIGNS) or (error.__cause__ is not None and says_shortage(error.__cause__))


def is_short() -> bool:
    """Whether there is next to no memory now, for this process."""
    return not _can_have(_SPARE_BYTES) or memory()[1] < _LEAST_BYTES


def raise_shortage(error: BaseException) -> None:
    """Raise `error` again if memory is what it was for want of. A damaged file can ask for more than there ever is:
    that is no shortage, and no word of an error changes it."""
    if not _can_have(_SPARE_BYTES):
        raise error


def _can_have(size_bytes: int) -> bool:
    """Whether the system would give so much at once. It is given back before any of it is touched."""
    try:
        if os.name == "posix":
            mmap.mmap(-1, size_bytes, flags=mmap.MAP_PRIVATE).close()
        else:
            mmap.mmap(-1, size_bytes).close()
    except (OSError, MemoryError, OverflowError):
        return False
    return True
