"""`python -m tests.torture [--cycles N] [--minutes M] [--seed S] [--weights MODEL] [--report FILE]`: exit status 1 if
anything was lost.

Half of the cycles are killed at a named step, each in its turn, the others at a random moment. With weights (`tiny.en`,
`base`), it is people who speak, and a real model hears them.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.real_models import NAMES
from tests.support.screen import screen
from tests.torture.torture import Torture


@contextmanager
def somewhere_to_show() -> Iterator[Mapping[str, str]]:
    """A real window on a screen that nobody sees, where there is Xvfb; else Qt's own way to do without."""
    if shutil.which("Xvfb") is None:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    with screen() as display:
        yield {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture")
    parser.add_argument("--cycles", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="end after so long at the latest")
    parser.add_argument("--seed", type=int, help="repeats the choices of another run")
    parser.add_argument(
        "--weights", choices=NAMES, help="real people, heard by this model, instead of synthetic voices"
    )
    parser.add_argument("--report", type=Path, help="write the report to this file too")
    given = parser.parse_args()
    seed = random.SystemRandom().randrange(1_000_000) if given.seed is None else given.seed
    with somewhere_to_show() as environment:
        torture = Torture(seed, environment, weights=given.weights, tell=lambda line: print(line, flush=True))
        report = torture.run(given.cycles, given.minutes)
    print(report)
    if given.report is not None:
        given.report.write_text(str(report), encoding="utf-8")
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
