"""From nothing to the text of a first clip: the command, and the window.

`python -m tests.benchmarks.start HOME BEGAN` is the window of that, begun by another process at BEGAN.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engine.storage.paths import Paths
from tests.benchmarks.contestants import WARMING


def command_s(weights: Path, device: str) -> float:
    """Until the command line has transcribed a clip and is at its end, in a new home that has a model."""
    with tempfile.TemporaryDirectory() as home:
        _furnish(Path(home), weights)
        command = [sys.executable, "-m", "engine", "transcribe", str(WARMING), "--json", "--device", device]
        environment = {**os.environ, "EVERYCLIP_HOME": home}
        start = time.perf_counter()
        subprocess.run(command, env=environment, capture_output=True, check=True)
        return time.perf_counter() - start


def window_s(weights: Path) -> float:
    """Until a clip has its text that is handed over as soon as the window is up, in such a home, on the device that it
    chooses. Off screen."""
    with tempfile.TemporaryDirectory() as home:
        _furnish(Path(home), weights)
        subprocess.run([sys.executable, "-c", "import desktop.app"], check=True)  # its bytecode and the disk's cache
        command = [sys.executable, "-m", "tests.benchmarks.start", home, str(time.time())]
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _furnish(home: Path, weights: Path) -> None:
    paths = Paths(home)
    paths.make()
    (paths.models / weights.name).symlink_to(weights, target_is_directory=True)


async def _hand_over(home: Path, began: float) -> None:
    from desktop.app import open_window
    from tests.benchmarks.interface import until, until_completed

    async with open_window(Paths(home)) as window:
        await until(lambda: window.page.session is not None)
        window.take_in([WARMING])
        await until_completed(window, 1)
        print(time.time() - began)


def main() -> None:
    # First of all: it sets how Qt is to begin.
    import tests.benchmarks.interface  # noqa: F401
    from desktop.app import make_application, make_loop

    with make_loop(make_application()) as loop:
        loop.run_until_complete(_hand_over(Path(sys.argv[1]), float(sys.argv[2])))


if __name__ == "__main__":
    main()
