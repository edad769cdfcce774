"""The habits of this repository that no linter sees. CONTRIBUTING.md says why they are there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from tests.support import rooms

ROOT = Path(__file__).parent.parent
PACKAGES = ("desktop", "engine", "models", "resources")
SOURCES = sorted(path for package in (*PACKAGES, "tests") for path in (ROOT / package).rglob("*.py"))
MODULES = [path for path in SOURCES if path.relative_to(ROOT).parts[0] != "tests"]

MAX_FILE_LINES = 450
MAX_FUNCTION_LINES = 70
HEAVY = {
    "av",
    "ctranslate2",
    "faster_whisper",
    "huggingface_hub",
    "numpy",
    "onnxruntime",
    "starlette",
    "tokenizers",
    "uvicorn",
}
SQL = re.compile(r"\s*(SELECT|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|(CREATE|ALTER|DROP) TABLE|PRAGMA)\b")


@cache
def tree_of(path: Path) -> ast.Module:
    """Parsed once for all habits."""
    return ast.parse(path.read_text("utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls_of(paths: Iterable[Path], *attributes: str) -> list[str]:
    """The places where something's method of such a name is called."""
    return [
        f"{name_of(path)}:{node.lineno}"
        for path in paths
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in attributes
    ]


def test_files_are_short() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert not [name for name, lines in lengths.items() if lines > MAX_FILE_LINES], "the file wants to be two"


def test_functions_are_short() -> None:
    assert not [
        f"{name_of(path)}: {node.name}"
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= MAX_FUNCTION_LINES
    ]


def test_a_module_says_what_it_is_for() -> None:
    docstrings = {name_of(path): ast.get_docstring(tree_of(path)) or "" for path in MODULES if path.stat().st_size}
    assert not [name for name, said in docstrings.items() if not said.partition("\n")[0].endswith((".", ":", "?"))]


def test_modules_are_named_for_what_they_hold() -> None:
    empty = {"base", "common", "helpers", "manager", "misc", "util", "utils"}
    assert not [name_of(path) for path in MODULES if path.stem in empty]


def test_the_window_never_nests_a_loop() -> None:
    window = [path for path in MODULES if path.relative_to(ROOT).parts[0] == "desktop"]
    assert not calls_of(window, "exec", "exec_", "processEvents"), "that runs a loop inside the loop"


def test_every_task_has_an_owner() -> None:
    others = [path for path in MODULES if name_of(path) != "engine/tasks.py"]
    assert not calls_of(others, "create_task"), "start it through engine.tasks"


def test_only_the_registry_speaks_sql() -> None:
    places = re.compile(r"engine/registry/(database|\w*queries)\.py")
    assert not [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        if not places.fullmatch(name_of(path))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]


def test_no_two_classes_have_one_name() -> None:
    names = Counter(node.name for path in MODULES for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef))
    assert not [name for name, count in names.items() if count > 1]


def test_no_parameter_of_sql_has_a_number() -> None:
    """Python 3.12.0 to 3.12.3, which Ubuntu 24.04 has, take `?1` for a name and warn where values come in a row."""
    queries = sorted((ROOT / "engine" / "registry").glob("*queries.py"))
    assert queries and not [name_of(path) for path in queries if re.search(r"\?\d", path.read_text("utf-8"))]


@pytest.mark.parametrize("module", ["engine.cli.app", "engine.engine", "engine.__main__", "desktop.__main__"])
def test_what_a_person_starts_is_light(module: str) -> None:
    """Inference is loaded in workers only; a worker process imports its `__main__` once more."""
    heavy = sorted(HEAVY | ({"PySide6"} if module == "desktop.__main__" else set()))
    code = f"import sys, {module}; print(*[name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=200
    )
    assert done.stdout.split() == []


def test_the_table_of_rooms_is_that_of_the_packages() -> None:
    page = rooms.PAGE.read_text("utf-8")
    assert rooms.written(page) == page, "python -m tests.support.rooms"


def test_packaging_never_shadows_the_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_the_lock_is_exact_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert not re.search(r"^\s*(--(extra-)?index-url|--find-links|-i |-f )", lock, re.MULTILINE)
    required = [line for line in lock.splitlines() if re.match(r"[a-z]", line)]
    assert all(re.match(r"\S+==\S+ ", line) for line in required)
    assert any(line.startswith("pyside6-essentials==6.11.3 ") for line in required)
