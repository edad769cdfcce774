"""The man page tells what the help tells, and comes with the program."""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "packaging" / "everyclip.1"


def test_it_is_made_of_the_help_as_it_is_now() -> None:
    made = runpy.run_path(str(ROOT / "packaging" / "man_page.py"))["man_page"]()
    assert PAGE.read_text("utf-8") == made, "make it anew: python packaging/man_page.py"
    assert all(f'.SS "everyclip {name}' in made for name in ("transcribe", "export", "models list", "work"))


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_it_can_be_read() -> None:
    done = subprocess.run(["groff", "-man", "-Tutf8", "-k", "-ww", PAGE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "transcribe" in done.stdout


@pytest.mark.slow
def test_it_is_where_man_looks_for_it_once_the_wheel_is_installed(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith(".data/data/share/man/man1/everyclip.1") for name in names)
