"""Wait until runs have ended, in any program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

from engine.events import Notice, RunChanged, SegmentsAdded
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread
from engine.run import State

#: Takes a listener and returns a function that unsubscribes it.
Subscribe = Callable[[Callable[[Notice], None]], Callable[[], None]]


async def until_finished(
    registry: RegistryThread,
    subscribe: Subscribe,
    only: Collection[str] | None,
    are_arriving: Callable[[], bool] = lambda: False,
) -> None:
    """Wait until none of these runs, or of all, is queued or running, and none is being taken in.

    The registry decides. It is queried again once no run is known to be going on, or on any other notice."""
    changed, going_on = asyncio.Event(), set[str]()

    def listen(notice: Notice) -> None:
        if isinstance(notice, SegmentsAdded):
            return
        if isinstance(notice, RunChanged) and (only is None or notice.run.run_id in only):
            goes_on = notice.run.state in (State.QUEUED, State.RUNNING) and not notice.run.is_deleted
            (going_on.add if goes_on else going_on.discard)(notice.run.run_id)
        if not (isinstance(notice, RunChanged) and going_on):
            changed.set()

    stop_listening = subscribe(listen)
    try:
        while are_arriving() or await registry(Registry.unfinished, only):
            await changed.wait()
            changed.clear()
    finally:
        stop_listening()
