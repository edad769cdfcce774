"""Where tests write: in memory, where the system has a folder for that.

A flush takes some 10 ms on many disks, and the tests wait for tens of thousands of them: every commit of a registry is
one. What a disk does that is slow, full or broken is tried in tests that make such a disk (`end_to_end/test_bad_disk`,
`test_starved`, `test_full_disk`).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import psutil

FOLDER = Path("/dev/shm")
#: Room and memory that must be free: many times what the tests hold at once.
NEEDED_BYTES = 4 << 30


def write_in_memory() -> None:
    """From now on temporary files of this process and of those that it starts are there, unless `TMPDIR` says where
    they are to be."""
    if "TMPDIR" not in os.environ and _is_usable():
        os.environ["TMPDIR"] = str(FOLDER)
        tempfile.tempdir = None  # which is remembered from the first look on


def _is_usable() -> bool:
    if sys.platform != "linux" or not os.access(FOLDER, os.W_OK | os.X_OK):
        return False
    takes_programs = not os.statvfs(FOLDER).f_flag & os.ST_NOEXEC
    return takes_programs and min(shutil.disk_usage(FOLDER).free, psutil.virtual_memory().available) > NEEDED_BYTES
