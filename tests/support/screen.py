"""A screen that nobody sees, for windows that are to be real: Xvfb on a display of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

#: The windows are smaller than that.
SIZE = "1600x1000x24"


@contextmanager
def screen() -> Iterator[str]:
    """The display's name, such as ":7". Raises FileNotFoundError where there is no Xvfb."""
    read, write = os.pipe()
    try:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp"],
            pass_fds=[write], stderr=subprocess.DEVNULL,
        )  # fmt: skip
    finally:
        os.close(write)
    try:
        with os.fdopen(read) as told:
            display = told.readline().strip()
        yield f":{display}"
    finally:
        server.terminate()
        server.wait()
