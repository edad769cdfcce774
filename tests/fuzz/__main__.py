"""`python -m tests.fuzz --count N --seed S`: see `tests.fuzz.driver`."""

from __future__ import annotations

import argparse
import sys
import time

from tests.fuzz.driver import fuzz


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=1e6, help="stop after so long")
    parser.add_argument("--only", help="one kind of input")
    chosen = parser.parse_args()
    began = time.monotonic()
    report = fuzz(chosen.count, chosen.seed, processes=chosen.processes, minutes=chosen.minutes, only=chosen.only)
    print("\n".join(report.lines()), f"\nseed {chosen.seed}, {time.monotonic() - began:.0f} s")
    return 0 if report.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
