"""The command `everyclip`. Deliberately light: every spawned worker imports this again."""

from multiprocessing import freeze_support


def main() -> None:
    """Run the program."""
    freeze_support()
    from engine.cli.app import run_command_line

    run_command_line()


if __name__ == "__main__":
    main()
