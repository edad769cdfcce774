"""Opens the window. Light on purpose: every spawned worker imports this module again."""

from multiprocessing import freeze_support


def main() -> int:
    """Open the window and return the exit status once it is closed."""
    freeze_support()
    from desktop.app import run_window

    return run_window()


if __name__ == "__main__":
    raise SystemExit(main())
