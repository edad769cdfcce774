"""Qt's objects that only a cycle holds are destroyed on the interface's thread, whoever makes objects meanwhile."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop.system import garbage
from tests.desktop.conftest import until

InLoop = Callable[[Coroutine[Any, Any, Any]], Any]


class Ring(QObject):
    """Holds itself."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def make_objects() -> int:
    """So many that Python would collect, again and again."""
    return len([[number] for number in range(200_000)])


def test_a_ring_of_qt_is_destroyed_where_qt_lives(in_loop: InLoop, monkeypatch: Any) -> None:
    monkeypatch.setattr(garbage, "_LOOK_MS", 20)
    destroyed_in: list[int] = []

    async def scenario() -> None:
        for _ in range(20):
            weakref.finalize(Ring(), lambda: destroyed_in.append(threading.get_ident()))
            await asyncio.to_thread(make_objects)
        await until(lambda: destroyed_in)

    in_loop(scenario())
    assert set(destroyed_in) == {threading.get_ident()} and len(destroyed_in) == 20


@pytest.mark.parametrize("is_automatic", [True, False])
def test_afterwards_it_is_as_it_was(is_automatic: bool, application: QApplication) -> None:
    try:
        if is_automatic:
            gc.enable()
        with garbage.collected_here():
            assert not gc.isenabled()
        assert gc.isenabled() is is_automatic
    finally:
        gc.disable()  # as tests/conftest.py has it
