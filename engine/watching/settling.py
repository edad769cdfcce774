"""Tells which files have come to rest: nobody writes to them any more, and they can be read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from engine.registry.taken import Sighting
from engine.storage.sources import Rest, found_again

#: A file is taken when its size and its time have stood still for so long.
STILL_S = 2.0

Mark = tuple[int, int]


class Openness(StrEnum):
    """What opening a file says of it."""

    WHOLE = "whole"
    #: Somebody still writes to it.
    WRITTEN = "written"
    #: It may not be read, or not now: on Windows, while another program has it open.
    REFUSED = "refused"
    GONE = "gone"


@dataclass(slots=True)
class _Moving:
    """A file that may still change."""

    mark: Mark
    since: float
    rest: Rest = field(default_factory=Rest)
    is_refused: bool = False


class Settling:
    """The files of one folder, from look to look."""

    def __init__(self) -> None:
        #: Those that nothing is to be done with as they are, by their places.
        self._settled: dict[str, Mark] = {}
        self._moving: dict[str, _Moving] = {}

    def look(self, files: Sequence[Sighting], now: float) -> list[Sighting]:
        """The files among those that lie there which have stood still, and are to be opened now. `now` is in monotonic
        seconds."""
        there = {seen.place for seen in files}
        self._settled = {place: mark for place, mark in self._settled.items() if place in there}
        self._moving = {place: moving for place, moving in self._moving.items() if place in there}
        due = []
        for seen in files:
            if self._settled.get(seen.place) == seen.mark:
                continue
            moving = self._moving.get(seen.place)
            if moving is None or moving.mark != seen.mark:
                self._moving[seen.place] = _Moving(seen.mark, now)
            elif now - moving.since >= STILL_S:
                due.append(seen)
        return due

    def open(self, seen: Sighting) -> Openness:
        """Whether a file can be read, and nobody has it open for writing. On a thread that may hang."""
        moving = self._moving.get(seen.place)
        try:
            path = found_again(Path(seen.source))
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
        except FileNotFoundError:
            return Openness.GONE
        except (OSError, ValueError):
            return Openness.REFUSED
        try:
            is_finished = moving is not None and moving.rest.is_finished(descriptor)
        except OSError:
            return Openness.REFUSED
        finally:
            os.close(descriptor)
        return Openness.WHOLE if is_finished else Openness.WRITTEN

    def refuse(self, seen: Sighting) -> bool:
        """It cannot be opened: nobody waits for it. Returns whether that is new."""
        moving = self._moving.get(seen.place)
        if moving is None or moving.is_refused:
            return False
        moving.is_refused = True
        return True

    def settle(self, seen: Sighting) -> None:
        """Nothing is to be done with it, as it is."""
        self._moving.pop(seen.place, None)
        self._settled[seen.place] = seen.mark

    def unsettle(self, place: str) -> None:
        """It is looked at again, as if it had just come."""
        self._settled.pop(place, None)

    @property
    def is_waiting(self) -> bool:
        """Whether a file is there that can be opened, as far as is known, and has not come to rest."""
        return any(not moving.is_refused for moving in self._moving.values())
