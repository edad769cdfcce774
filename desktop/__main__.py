"""Opens the window with the given files. Light on purpose: every spawned worker imports this again."""

import sys
from multiprocessing import freeze_support
from pathlib import Path


def main() -> int:
    """Open the window and return the exit status once it is closed."""
    freeze_support()
    from desktop.app import run_window

    return run_window(files=[Path(name) for name in sys.argv[1:]])


if __name__ == "__main__":
    raise SystemExit(main())
