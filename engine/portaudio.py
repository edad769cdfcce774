"""PortAudio, started so that nothing holds this program up for ever.

On Debian and Ubuntu it asks JACK for devices, too, whose library keeps a small database in shared memory. A program
that is killed while it holds a lock in there leaves it locked, and every later one would wait for it without end, until
the computer is started again. So one Everyclip at a time starts PortAudio, and what one leaves that was killed at it is
removed by the next.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

#: How long the sound system may take to answer, in seconds.
LIMIT_S = 15.0
_SHARED = Path("/dev/shm")

_late: threading.Thread | None = None


def portaudio(*, again: bool = False) -> ModuleType:
    """The module sounddevice, with PortAudio started; `again`: started anew, which shows what was plugged in since.
    Raises ImportError and OSError where it is not there, TimeoutError if the sound system does not answer."""
    global _late
    if _late is not None and _late.is_alive():
        raise TimeoutError
    if not again and (started := sys.modules.get("sounddevice")) is not None:
        return started
    outcome: list[ModuleType | Exception] = []

    def start() -> None:
        try:
            with _one_at_a_time():
                outcome.append(_started(again))
        except Exception as error:  # noqa: BLE001 - it is raised where it was asked for
            outcome.append(error)

    # A thread of its own, which the program does not wait for when it ends.
    thread = threading.Thread(target=start, name="start PortAudio", daemon=True)
    thread.start()
    thread.join(LIMIT_S)
    if not outcome:
        _late = thread
        raise TimeoutError
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]


def _started(again: bool) -> ModuleType:
    is_started = "sounddevice" in sys.modules
    import sounddevice

    if again and is_started:  # the devices are listed once, at the start; there is no public way to start it anew
        sounddevice._terminate()  # noqa: SLF001
        sounddevice._initialize()  # noqa: SLF001
    return sounddevice  # type: ignore[no-any-return]


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
