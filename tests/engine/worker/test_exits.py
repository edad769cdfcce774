"""C's `exit` ends the process before libraries are taken apart, as far as they were there when it was asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows ends all threads before it takes libraries apart")

#: Two libraries, the second of them loaded later, and C's `exit`.
ENDS = """
import ctypes, os, sys
from engine.worker.exits import skip_destructors

libc = ctypes.CDLL(None)
kept = []

def load(name):
    destructor = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(lambda _: os.write(1, name))
    kept.append(destructor)
    libc["__cxa_atexit"](destructor, None, None)

load(b"first ")
skip_destructors()
load(b"second ")
if sys.argv[1] == "again":
    skip_destructors()
libc.exit(3)
"""


@pytest.mark.parametrize(("when", "taken_apart"), [("once", "second "), ("again", "")])
def test_what_is_there_when_it_is_asked_for_is_left_as_it_is(when: str, taken_apart: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDS, when],
        check=False, cwd=Path(__file__).parents[3], capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, taken_apart)
