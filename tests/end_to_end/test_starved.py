"""A full disk, a folder that may not be written, no file descriptors left: real ones, each in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.starved import SCENARIOS

ROOT = Path(__file__).parents[2]
#: A place for mounts that nobody else sees, and the right to mount there.
NAMESPACE = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]


@pytest.fixture(scope="session")
def can_mount() -> None:
    if (
        shutil.which("unshare") is None
        or subprocess.run([*NAMESPACE, "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("this system lets nobody mount a disk for a test")


@pytest.mark.usefixtures("can_mount")
@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_is_lost_and_it_is_told(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [*NAMESPACE, sys.executable, "-m", "tests.end_to_end.starved", name, str(tmp_path)],
        check=False, cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
