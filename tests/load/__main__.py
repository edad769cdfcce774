"""`python -m tests.load [--clips N] [--hours N] [--seed S] [--only burst|command|day]`: exit status 1 for any fault.

First thousands of clips at once, as the window hands them over and as a command does; then a day of steady use in
simulated time.
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

from engine.paths import Paths
from tests.load.burst import burst
from tests.load.day import Plan, a_day

PARTS = ("burst", "command", "day")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load")
    parser.add_argument("--clips", type=int, default=10_000)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=PARTS)
    given = parser.parse_args()
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores", flush=True)
    faults = 0
    for part in [given.only] if given.only else PARTS:
        with tempfile.TemporaryDirectory() as folder:
            paths = Paths(Path(folder) / "home")
            paths.make()
            load, *_ = psutil.getloadavg()
            print(f"\n{part} (load before: {load:.1f})", flush=True)
            done = (
                a_day(paths, Plan(given.hours, seed=given.seed))
                if part == "day"
                else asyncio.run(burst(given.clips, paths, as_command=part == "command"))
            )
            print(done, flush=True)
            faults += len(done.faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
