"""NVIDIA's cuBLAS, which CTranslate2 needs on a graphics card: where it is, and how a worker loads it.

CTranslate2 loads it by its bare name when it first computes on a card (and no cuDNN). The extra `cuda` installs it
among Python's packages, where the system's loader does not look, so it is loaded from there beforehand.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import os
import sys
from contextlib import suppress
from pathlib import Path

#: In loading order: the second needs the first. By system: the names that CTranslate2 4 asks the loader for.
_NAMES = (
    ("cublasLt64_12.dll", "cublas64_12.dll") if sys.platform == "win32" else ("libcublasLt.so.12", "libcublas.so.12")
)
#: Where the system may have it outside its loader's search path.
_SYSTEM_FOLDERS = ("/usr/local/cuda/lib64", "/usr/local/cuda-12/lib64")
PACKAGE = "nvidia-cublas-cu12>=12.4,<13"
REMEDY = f'Run: "{sys.executable}" -m pip install "{PACKAGE}"'


def find() -> Path | None:
    """Find the cuBLAS that would be used; None if there is none. Loads nothing."""
    folder = _package_folder()
    if folder is not None:
        return folder / _NAMES[-1]
    found = ctypes.util.find_library("cublas64_12" if sys.platform == "win32" else "cublas")
    if found is not None and "12" in found:
        return Path(found)
    variable = "PATH" if sys.platform == "win32" else "LD_LIBRARY_PATH"
    folders = (*filter(None, os.environ.get(variable, "").split(os.pathsep)), *_SYSTEM_FOLDERS)
    return next((path for folder in folders if (path := Path(folder) / _NAMES[-1]).is_file()), None)


def load() -> None:
    """Load cuBLAS into this process, before CTranslate2 asks for it. If it is not among the packages, finding it is
    left to the system's loader."""
    path = find()
    if path is None or not path.is_absolute():
        return
    if sys.platform == "win32":
        os.add_dll_directory(str(path.parent))
        os.environ["PATH"] = f"{path.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    for name in _NAMES:
        with suppress(OSError):  # CTranslate2 reports what is missing
            ctypes.CDLL(str(path.parent / name), mode=ctypes.RTLD_GLOBAL)


def _package_folder() -> Path | None:
    """The folder of the libraries that the package nvidia-cublas-cu12 installs."""
    spec = importlib.util.find_spec("nvidia")
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        folder = Path(place) / "cublas" / ("bin" if sys.platform == "win32" else "lib")
        if (folder / _NAMES[-1]).is_file():
            return folder
    return None
