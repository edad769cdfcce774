"""Says what the voices of a clip's speakers are like: a child process reads what was heard of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from engine.processes.child import child_started
from engine.speakers.voices import Stretches

if TYPE_CHECKING:
    from pydantic import TypeAdapter

#: How long a child that has said its last may take to end.
_END_LIMIT_S = 2.0
#: How long it may take; for ten hours it takes half a second.
_LIMIT_S = 60.0
#: No message is longer: it has the voices of a clip's speakers.
_MOST_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class HeardVoice:
    """The voice of one speaker: its numbers, and for how long it was heard."""

    numbers: tuple[float, ...]
    heard_s: float


async def heard_voices(kept: Path, track: int | None, spoken: Sequence[Stretches]) -> list[HeardVoice | None]:
    """The voice of each who speaks in these stretches, None if it was not heard; nothing if nothing is kept."""
    if not await asyncio.to_thread(kept.is_file):
        return []
    child = await child_started("everyclip voices", partial(_say, kept, track, spoken))
    try:
        voices = await asyncio.to_thread(_said, child.connection)
    finally:
        child.kill()
        await asyncio.to_thread(child.end, _END_LIMIT_S)
    return voices if len(voices) == len(spoken) else []


@cache
def _voices() -> TypeAdapter[list[HeardVoice | None]]:
    from pydantic import ConfigDict, TypeAdapter

    return TypeAdapter(list[HeardVoice | None], config=ConfigDict(allow_inf_nan=False))


def _said(connection: Connection) -> list[HeardVoice | None]:
    """What the child says; nothing if it says something else, or hangs: it has read what was heard of anybody's
    clip."""
    try:
        return _voices().validate_json(connection.recv_bytes(_MOST_BYTES)) if connection.poll(_LIMIT_S) else []
    except (EOFError, OSError, ValueError):
        return []


def _say(kept: Path, track: int | None, spoken: Sequence[Stretches], connection: Connection) -> None:
    """In the child: read what was heard, and say the voices."""
    from engine.speakers.heard import read_heard
    from engine.speakers.voices import voices_of

    found = voices_of(read_heard(kept, track), spoken)
    voices = [None if each is None else HeardVoice(tuple(map(float, each[0])), each[1]) for each in found]
    connection.send_bytes(_voices().dump_json(voices))
