"""The real worker on a machine whose free memory is what a file says. It is a target of ProcessPool."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from engine.machine import hardware
from engine.worker import process

#: Beside the worker's log: the bytes that are free.
FILE = "free"
TOTAL_BYTES = 8_000_000_000


def short_worker(file: Path, connection: Connection) -> None:
    """What the child process runs."""
    play_memory(file)
    process.main(connection)


def play_memory(file: Path) -> None:
    """Have this process believe the file. For a test that patches the same two itself."""
    hardware.shared_memory = lambda root=Path("/"): memory_of(file)
    hardware.memory = hardware.shared_memory


def memory_of(file: Path) -> tuple[int, int]:
    """In all, and free."""
    return TOTAL_BYTES, int(file.read_text("ascii"))
