"""NVIDIA's cuBLAS, found where the extra `cuda` installs it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.machine import cuda

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the names of its files are Linux's here")

REPORT = """
from engine.machine import cuda
print(cuda.find())
cuda.load()
print([name for name in ("libcublasLt.so.12", "libcublas.so.12") if name in open("/proc/self/maps").read()])
"""


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder of Python packages with one laid out as nvidia-cublas-cu12 is. Its libraries are others."""
    import ctranslate2

    folder = tmp_path / "packages"
    libraries = folder / "nvidia" / "cublas" / "lib"
    libraries.mkdir(parents=True)
    [some_library] = (Path(ctranslate2.__file__).parent.parent / "ctranslate2.libs").glob("libgomp*")
    for name in ("libcublasLt.so.12", "libcublas.so.12"):
        shutil.copy(some_library, libraries / name)
    return folder


def report(**environment: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", REPORT], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_the_libraries_of_the_extra_are_loaded_from_where_they_lie(packages: Path) -> None:
    found, loaded = report(PYTHONPATH=f"{packages}:.")
    assert Path(found) == packages / "nvidia/cublas/lib/libcublas.so.12"
    assert loaded == "['libcublasLt.so.12', 'libcublas.so.12']", "and the system's loader was told no folder"


def test_a_folder_that_the_loader_is_told_counts(packages: Path) -> None:
    folder = packages / "nvidia/cublas/lib"
    assert report(PYTHONPATH=".", LD_LIBRARY_PATH=str(folder))[0] == str(folder / "libcublas.so.12")


def test_the_remedy_is_what_the_extra_installs() -> None:
    assert cuda.PACKAGE in cuda.REMEDY and sys.executable in cuda.REMEDY
    assert f'\ncuda = ["{cuda.PACKAGE};' in Path("pyproject.toml").read_text("utf-8")
