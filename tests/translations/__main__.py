"""Keeps the translations in step with what the window says.

    python -m tests.translations           add new sentences to the .ts files, drop old ones, make the .qm files
    python -m tests.translations --check   fail where a sentence has no translation, or a .qm file is not of its .ts

The .ts files are Qt Linguist's: translate them with it, or in any editor.
"""

from __future__ import annotations

import sys

from tests.translations import catalogue
from tests.translations.sayings import gather


def main() -> int:
    """Do what was asked and return the exit status."""
    said = gather()
    for sentence in said.unreadable:
        print(f"{sentence}: what is said there cannot be found out; name it plainly, or in `sayings.ELSEWHERE`")
    complaints = [*said.unreadable]
    for file in catalogue.files():
        if "--check" not in sys.argv[1:]:
            catalogue.update(file, said)
        missing = catalogue.complaints(file, said)
        complaints += missing
        print(f"{file.name}: {len(said.messages)} sentences" + "".join(f"\n  {each}" for each in missing))
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
