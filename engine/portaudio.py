"""PortAudio, asked so that nothing holds this program up for ever.

It is not thread-safe, and a sound system may not answer: so a thread of its own asks it, one thing after another, and
whoever wants to know waits for that thread no longer than `LIMIT_S`.

On Debian and Ubuntu it asks JACK for devices, too, whose library keeps a small database in shared memory. A program
that is killed while it holds a lock in there leaves it locked, and every later one would wait for it without end, until
the computer is started again. So one Everyclip at a time starts PortAudio, and what one leaves that was killed at it is
removed by the next.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, InvalidStateError, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from types import ModuleType
from typing import Protocol, TypeVar

log = logging.getLogger(__name__)

#: How long the sound system may take to answer, in seconds.
LIMIT_S = 15.0
_SHARED = Path("/dev/shm")

T = TypeVar("T")


class SoundSystemError(Exception):
    """The sound system refuses, in PortAudio's words. Not its own error: where PortAudio cannot even be started, there
    is no module to take the class from."""


class Closable(Protocol):
    """As sounddevice makes them."""

    def close(self) -> object: ...


S = TypeVar("S", bound=Closable)


def ask(question: Callable[[ModuleType], T], *, too_late: Callable[[T], object] = lambda _: None) -> T:
    """What `question` finds out from the module sounddevice. Devices that were plugged in since are seen only while no
    stream is open. Raises what `question` raises, PortAudio's errors as SoundSystemError, ImportError and OSError where
    there is no PortAudio, and TimeoutError if the sound system does not answer, at once if it still owes an earlier
    answer. `too_late` gets one that comes after all."""
    if _thread.is_overdue():
        raise TimeoutError
    answer: Future[T] = Future()

    def find_out() -> None:
        if answer.cancelled():
            return
        try:
            found = question(_started())
        except BaseException as error:  # noqa: BLE001 - it is raised where it was asked for
            with suppress(InvalidStateError):
                answer.set_exception(SoundSystemError(str(error)) if _is_of_portaudio(error) else error)
            return
        try:
            answer.set_result(found)
        except InvalidStateError:
            too_late(found)

    _thread.do(find_out)
    wait([answer], LIMIT_S)
    if answer.cancel():
        raise TimeoutError
    return answer.result()


def _is_of_portaudio(error: BaseException) -> bool:
    return type(error).__name__ == "PortAudioError"


def open_stream(start: Callable[[ModuleType], S]) -> S:
    """A stream that `start` opens; end it with `close_stream`. Raises as `ask` does."""

    def started(sounddevice: ModuleType) -> S:
        global _open_streams
        stream = start(sounddevice)
        _open_streams += 1
        return stream

    return ask(started, too_late=_close)


def close_stream(stream: Closable) -> None:
    """Returns once it is closed. A sound system that does not answer closes it when it does."""
    closed = threading.Event()

    def close() -> None:
        try:
            _close(stream)
        finally:
            closed.set()

    _thread.do(close)
    if not _thread.is_overdue():
        closed.wait(LIMIT_S)


class _Thread:
    """What asks, in turn. The program does not wait for it when it ends."""

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._begun_at: float | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def do(self, work: Callable[[], None]) -> None:
        """Soon. What `work` raises is logged."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="PortAudio", daemon=True)
                self._thread.start()
        self._work.put(work)

    def is_overdue(self) -> bool:
        """Whether an answer is missing for too long."""
        begun_at = self._begun_at
        return begun_at is not None and time.monotonic() - begun_at >= LIMIT_S

    def _run(self) -> None:
        while True:
            work = self._work.get()
            self._begun_at = time.monotonic()
            try:
                work()
            except Exception:
                log.exception("a stream could not be closed")
            self._begun_at = None


_thread = _Thread()

# --- on that thread ---

_open_streams = 0


def _started() -> ModuleType:
    """PortAudio, with an up-to-date list of devices: it makes that once, when it starts."""
    is_started = "sounddevice" in sys.modules
    if is_started and _open_streams:
        return sys.modules["sounddevice"]
    with _one_at_a_time():
        import sounddevice

        if is_started:  # there is no public way to start it anew
            if sounddevice._initialized:  # noqa: SLF001 - not so where the last start failed
                sounddevice._terminate()  # noqa: SLF001
            sounddevice._initialize()  # noqa: SLF001
        else:  # it would end PortAudio on the main thread, whatever is going on here, and wait for that for ever
            atexit.unregister(sounddevice._exit_handler)  # noqa: SLF001
    return sounddevice  # type: ignore[no-any-return]


def _close(stream: Closable) -> None:
    global _open_streams
    _open_streams -= 1
    stream.close()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Waits for other programs of the same user that start PortAudio. The mark in the file stays if one is killed."""
    if sys.platform != "linux":
        yield
        return
    import fcntl

    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        mark = os.open(_SHARED / f"everyclip-portaudio-{os.getuid()}", flags, 0o600)
    except OSError:  # no shared memory, or not ours
        yield
        return
    try:
        fcntl.flock(mark, fcntl.LOCK_EX)
        if os.pread(mark, 1, 0):
            shutil.rmtree(_SHARED / f"jack_db-{os.getuid()}", ignore_errors=True)
        os.pwrite(mark, b"1", 0)
        try:
            yield
        finally:
            os.ftruncate(mark, 0)
    finally:
        os.close(mark)
