"""How a command is run: on a loop, to its end, and what stops it before."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

import typer

from engine.cli.wording import print_err
from engine.errors import EngineError
from engine.messages import explain
from engine.run import Facts, Reason

T = TypeVar("T")

#: Exit statuses, as the contract has them, and the shell's own for a program that was interrupted.
SOME_FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130


class CommandEnded(Exception):
    """The command cannot go on, for a reason that the person can do something about."""

    def __init__(self, sentence: str, status: int) -> None:
        self.sentence = sentence
        self.status = status
        super().__init__(sentence)


def run_command(command: Coroutine[Any, Any, T], interrupted: str = "Stopped.") -> T:
    """Run a command to its end. What the person did wrong, and an interruption, end the program with a sentence."""
    try:
        return asyncio.run(_stoppable(command))
    except EngineError as error:
        refuse(error.code, error.facts)
    except CommandEnded as ended:
        print_err(ended.sentence)
        raise typer.Exit(ended.status) from None
    except (KeyboardInterrupt, asyncio.CancelledError):
        print_err(interrupted)
        raise typer.Exit(INTERRUPTED) from None


async def _stoppable(command: Coroutine[Any, Any, T]) -> T:
    """The command, stopped as gently by the end of the terminal or of the system as by Ctrl-C."""
    task = asyncio.current_task()
    assert task is not None, "runs as a task"
    for name in ("SIGTERM", "SIGHUP"):
        with suppress(AttributeError, NotImplementedError):  # Windows has none of this
            asyncio.get_running_loop().add_signal_handler(getattr(signal, name), task.cancel)
    return await command


def refuse(code: str, facts: Facts) -> NoReturn:
    """End the program with the sentence of an error that the person made."""
    print_err(explain(Reason(code, facts)))
    raise typer.Exit(WRONG_USAGE)
