"""The habits of this repository that no linter sees. CONTRIBUTING.md says why they are there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("desktop", "engine", "models", "resources")
SOURCES = sorted(path for package in (*PACKAGES, "tests") for path in (ROOT / package).rglob("*.py"))
MODULES = [path for path in SOURCES if path.relative_to(ROOT).parts[0] != "tests"]

MAX_FILE_LINES = 450
MAX_FUNCTION_LINES = 70
HEAVY = {"av", "ctranslate2", "faster_whisper", "huggingface_hub", "numpy", "onnxruntime", "tokenizers"}
SQL = re.compile(r"\s*(SELECT|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|(CREATE|ALTER|DROP) TABLE|PRAGMA)\b")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text("utf-8")))


def calls_of(path: Path, attribute: str) -> list[int]:
    """Lines where something's method of that name is called."""
    return [
        node.lineno
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == attribute
    ]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_files_and_functions_are_short(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= MAX_FILE_LINES, "the file wants to be two"
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < MAX_FUNCTION_LINES, f"{node.name} is too long"


@pytest.mark.parametrize("path", [path for path in MODULES if path.stat().st_size], ids=name_of)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring and docstring.splitlines()[0].endswith((".", ":", "?"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_are_named_for_what_they_hold(path: Path) -> None:
    assert path.stem not in {"base", "common", "helpers", "manager", "misc", "util", "utils"}


@pytest.mark.parametrize("path", sorted((ROOT / "desktop").rglob("*.py")), ids=name_of)
def test_the_window_never_nests_a_loop(path: Path) -> None:
    for banned in ("exec", "exec_", "processEvents"):
        assert not calls_of(path, banned), f"{banned}() runs a loop inside the loop"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_task_has_an_owner(path: Path) -> None:
    if name_of(path) != "engine/tasks.py":
        assert not calls_of(path, "create_task"), "start it through engine.tasks"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_registry_speaks_sql(path: Path) -> None:
    if name_of(path) in {"engine/database.py", "engine/queries.py", "engine/bin_queries.py"}:
        return
    spoken = [
        node.lineno
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]
    assert not spoken


@pytest.mark.parametrize("module", ["engine.cli", "engine.engine", "engine.__main__", "desktop.__main__"])
def test_what_a_person_starts_is_light(module: str) -> None:
    """Inference is loaded in workers only; a worker process imports its `__main__` once more."""
    heavy = sorted(HEAVY | ({"PySide6"} if module == "desktop.__main__" else set()))
    code = f"import sys, {module}; print(*[name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []


def test_packaging_never_shadows_the_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_the_lock_is_exact_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert not re.search(r"^\s*(--(extra-)?index-url|--find-links|-i |-f )", lock, re.MULTILINE)
    required = [line for line in lock.splitlines() if re.match(r"[a-z]", line)]
    assert all(re.match(r"\S+==\S+ ", line) for line in required)
    assert any(line.startswith("pyside6-essentials==6.11.3 ") for line in required)
