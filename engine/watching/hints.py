"""Is told by the system that something happens in a folder, so that it is looked at sooner.

Nothing counts on it: some disks tell nothing, and systems lose what is too much for them.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

#: How often a thread that waits for the system sees whether it is to end.
_END_S = 0.5
#: What happens within such a time is told at once.
_GATHER_S = 0.2


class Hints:
    """The hints for one folder. Its methods belong to the loop, on which `on_hint` is called."""

    def __init__(self, on_hint: Callable[[], None]) -> None:
        self._on_hint = on_hint
        self._watched: tuple[Path, ...] = ()
        self._ended = threading.Event()

    def watch(self, folders: Sequence[Path]) -> bool:
        """Watch these, the first with all others in it. Returns whether they are others than before: what happened in
        them until now was not told."""
        # Elsewhere than on Linux a system tells of all that is below a folder; on Linux each folder is watched by
        # itself, and what watches below a folder would follow links, perhaps to a whole disk.
        watched = tuple(folders) if sys.platform == "linux" else tuple(folders[:1])
        if watched == self._watched:
            return False
        self.end()
        self._watched, self._ended = watched, threading.Event()
        if watched:
            values = (watched, self._ended, asyncio.get_running_loop(), self._on_hint)
            # Not a pool's thread: it may hang with the disk, and a program that ends waits for those.
            threading.Thread(target=_listen, args=values, name="hints", daemon=True).start()
        return bool(watched)

    def end(self) -> None:
        """Watch nothing any more. The thread ends when the system lets it."""
        self._ended.set()
        self._watched = ()


def _listen(
    folders: Sequence[Path], ended: threading.Event, loop: asyncio.AbstractEventLoop, on_hint: Callable[[], None]
) -> None:
    from watchfiles import watch

    def tell() -> None:
        if not ended.is_set():
            on_hint()

    try:
        for _ in watch(
            *folders,
            watch_filter=None,
            debounce=round(1000 * _GATHER_S),
            rust_timeout=round(1000 * _END_S),
            stop_event=ended,
            raise_interrupt=False,
            force_polling=False,
            recursive=sys.platform != "linux",
            ignore_permission_denied=True,
        ):
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(tell)
    except Exception as error:  # noqa: BLE001 - the boundary of a thread: the folder is looked at from time to time
        log.info("the system does not tell what happens in %s: %s", folders[0], error)
