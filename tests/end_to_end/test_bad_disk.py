"""A disk whose every flush takes a third of a second, or fails: no loop waits for it, and nothing is lost to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.storage.paths import Paths
from tests.end_to_end.bad_disk import SCENARIOS

ROOT = Path(__file__).parents[2]
SLOW_MS = 300

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only on Linux a library can so be put before the system's"),
]


@pytest.fixture(scope="session")
def bad_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that makes a program's disk bad."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no compiler for what makes a disk bad")
    library = tmp_path_factory.mktemp("bad") / "bad_disk.so"
    source = ROOT / "tests" / "support" / "bad_disk.c"
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", library, source], check=True, timeout=60)
    return library


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_bad_disk_holds_up_nothing_but_itself(name: str, home: Paths, bad_disk: Path, tmp_path: Path) -> None:
    bad = {
        "LD_PRELOAD": str(bad_disk),
        "BROKEN_DISK": str(tmp_path / "broken"),
        "HUNG_DISK": str(tmp_path / "share"),
        "SLOW_DISK_MS": str(SLOW_MS),
        "SLOW_DISK_TOLD": str(tmp_path / "told"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.end_to_end.bad_disk", name, str(tmp_path)],
        check=False, cwd=ROOT, env=os.environ | bad, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    print(done.stdout)
    assert done.returncode == 0, done.stderr[-4000:]
