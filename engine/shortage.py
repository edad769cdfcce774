"""Whether an error means that memory ran out: each library says so in words of its own."""

from __future__ import annotations

import errno

from engine.errors import EngineError

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


def is_shortage(error: BaseException) -> bool:
    """Whether what was tried would have gone well with more memory."""
    if isinstance(error, MemoryError):
        return True
    if isinstance(error, EngineError):
        return error.code == "out_of_memory"
    words = str(error).casefold()
    return any(sign in words for sign in _SIGNS) or (error.__cause__ is not None and is_shortage(error.__cause__))


def raise_shortage(error: BaseException) -> None:
    """Raise `error` again if memory is what it was for want of. A damaged file can ask for more than there ever is:
    that is no shortage."""
    if not is_shortage(error):
        return
    try:
        bytearray(_SPARE_BYTES)
    except MemoryError:
        raise error from None
