"""The page of promises names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_each_promise_names_what_breaks_it_and_that_is_there() -> None:
    page = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    [table] = re.findall(r"\| promise \|.*?\n\n", page, re.DOTALL)
    rows = [line.split(" | ") for line in table.splitlines()[2:] if line]
    assert rows and all(len(row) == 3 for row in rows)
    for _, broken_by, _ in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`", broken_by)
        file = ""
        for path, test in [each for each in named if any(each)]:
            file = path or file
            source = (ROOT / file).read_text("utf-8")
            assert not test or re.search(rf"def {test}\(", source), f"{file} has no {test}"
        assert file or "make torture" in broken_by, broken_by
