"""`python -m tests.load [--clips N] [--hours N] [--workers N] [--seed S] [--only PART]`: exit status 1 for any fault.

Thousands of clips at once, as the window hands them over (`burst`) and as a command does (`command`); workers by the
hundred (`workers`); a day of steady use in simulated time (`day`).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
from pathlib import Path

import psutil

from engine.storage.paths import Paths
from tests.load.burst import Burst, burst
from tests.load.churn import Churn, churn
from tests.load.day import Day, Plan, a_day
from tests.support.starter import furnish

PARTS = ("burst", "command", "workers", "day")


def part(name: str, given: argparse.Namespace, paths: Paths) -> Burst | Churn | Day:
    match name:
        case "day":
            return a_day(paths, Plan(given.hours, seed=given.seed))
        case "workers":
            return asyncio.run(churn(given.workers, paths.logs))
        case _:
            return asyncio.run(burst(given.clips, paths, as_command=name == "command"))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load")
    parser.add_argument("--clips", type=int, default=10_000)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--workers", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=PARTS)
    given = parser.parse_args()
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores", flush=True)
    faults = 0
    for name in [given.only] if given.only else PARTS:
        with tempfile.TemporaryDirectory() as folder:
            paths = furnish(Paths(Path(folder) / "home"))
            load, *_ = psutil.getloadavg()
            print(f"\n{name} (load before: {load:.1f})", flush=True)
            done = part(name, given, paths)
            print(done, flush=True)
            faults += len(done.faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
