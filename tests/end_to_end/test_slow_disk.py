"""A disk whose every flush takes a third of a second: the loop does not wait for it, and nothing is lost to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.paths import Paths
from tests.end_to_end.slowed import SCENARIOS

ROOT = Path(__file__).parents[2]
SLOW_MS = 300

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only on Linux a library can so be put before the system's"),
]


@pytest.fixture(scope="session")
def slow_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that slows a program's disk."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no compiler for what makes a disk slow")
    library = tmp_path_factory.mktemp("slow") / "slow_disk.so"
    source = ROOT / "tests" / "slow_disk.c"
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", library, source], check=True, timeout=60)
    return library


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_slow_disk_holds_up_nothing_but_itself(name: str, home: Paths, slow_disk: Path, tmp_path: Path) -> None:
    slow = {
        "LD_PRELOAD": str(slow_disk),
        "SLOW_DISK_MS": str(SLOW_MS),
        "SLOW_DISK_TOLD": str(tmp_path / "told"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.end_to_end.slowed", name, str(tmp_path)],
        check=False, cwd=ROOT, env=os.environ | slow, capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    print(done.stdout)
    assert done.returncode == 0, done.stderr[-4000:]
