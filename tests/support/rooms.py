"""The table of rooms in CONTRIBUTING.md, from what each package says of itself: `python -m tests.support.rooms`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "CONTRIBUTING.md"
PACKAGES = ("desktop", "engine", "models", "resources")
BEGIN, END = "<!-- rooms: made by `python -m tests.support.rooms` -->\n", "<!-- end of the rooms -->\n"


def table() -> str:
    """One row for each package: its folder, its docstring's first line, its modules."""
    rows = [f"| `{folder}/` | {said} | {', '.join(modules)} |\n" for folder, said, modules in rooms()]
    return "".join(["| room | what is in it | modules |\n|---|---|---|\n", *rows])


def rooms() -> Iterator[tuple[str, str, list[str]]]:
    for package in PACKAGES:
        for init in sorted((ROOT / package).rglob("__init__.py")):
            said = ast.get_docstring(ast.parse(init.read_text("utf-8"))) or ""
            names = sorted(path.stem for path in init.parent.glob("*.py") if not path.stem.startswith("__"))
            yield init.parent.relative_to(ROOT).as_posix(), said.partition("\n")[0], [f"`{name}`" for name in names]


def written(page: str) -> str:
    """The page with the table as it is now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
