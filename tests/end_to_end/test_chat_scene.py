"""Rapid voice messages in chats, from one end to the other: every one is answered, in order, whatever is killed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from engine.storage.paths import Paths
from tests.chat_scene import Messenger, play
from tests.end_to_end.door import LIMIT_S, DoorProgram


@pytest.fixture
def door(home: Paths) -> Iterator[DoorProgram]:
    door = DoorProgram()
    yield door
    door.end()


@pytest.mark.parametrize(
    "kill", [[], ["worker"], ["door"], ["worker", "door"]], ids=["nothing", "worker", "door", "both"]
)
async def test_every_message_is_answered_in_order(door: DoorProgram, tmp_path: Path, kill: Sequence[str]) -> None:
    messenger = Messenger(tmp_path, pace=0.5)
    async with asyncio.timeout(LIMIT_S):
        await play(messenger, door, kill)
    assert len(messenger.sent) == 22 and messenger.faults == []
    runs = door.runs()
    assert len(runs) == 22, "no message became two runs"
    assert {run["state"] for run in runs} == {"completed"}
    assert max(run["attempts"] for run in runs) == (2 if kill else 1)
