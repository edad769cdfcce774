"""A screen that nobody sees, for windows that are to be real: Xvfb on a display of its own."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

#: The windows are smaller than that.
SIZE = "1600x1000x24"


@contextmanager
def screen() -> Iterator[str]:
    """The display's name, such as ":7". Raises FileNotFoundError where there is no Xvfb."""
    with _one_at_a_time():
        read, write = os.pipe()
        try:
            server = subprocess.Popen(
                ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp"],
                pass_fds=[write], stderr=subprocess.DEVNULL,
            )  # fmt: skip
        finally:
            os.close(write)
        with os.fdopen(read) as told:
            display = told.readline().strip()
    try:
        yield f":{display}"
    finally:
        with _one_at_a_time():
            server.terminate()
            server.wait()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Among all processes that run tests: one that starts while another ends may take its number and be left without a
    socket."""
    import fcntl

    with open(f"{tempfile.gettempdir()}/everyclip-screens-{os.getuid()}", "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
