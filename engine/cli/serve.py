"""The command that opens the HTTP door."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.command import SOME_FAILED, run_command
from engine.cli.options import Speakers
from engine.cli.wording import print_err, print_out
from engine.errors import ListenError
from engine.messages import explain
from engine.run import Reason

if TYPE_CHECKING:
    from socket import socket

    from engine.events import Notice
    from engine.server.door import DoorSettings

app = typer.Typer()

#: Where clients look for it.
HOST, PORT = "127.0.0.1", 8765


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Another than this computer's own needs a token.")
    ] = HOST,
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="0 for any that is free.")] = PORT,
    token: Annotated[
        str | None,
        typer.Option(
            envvar="EVERYCLIP_TOKEN",
            help="What clients must know.  [default: one that is made at the first time and kept in the data folder]",
        ),
    ] = None,
    max_waiting: Annotated[
        int, typer.Option(min=1, metavar="N", help="So many clips may wait; more are told to come again.")
    ] = 100,
    max_upload_mb: Annotated[int, typer.Option(min=1, metavar="N", help="The largest clip, in megabytes.")] = 4000,
    session: Annotated[str, typer.Option(help="The session of clips that name none.")] = "HTTP",
    speakers: Speakers = None,
    no_work: Annotated[
        bool, typer.Option("--no-work", help="Only take clips in: the open window, or everyclip work, does the rest.")
    ] = False,
    ends_with_input: Annotated[bool, typer.Option("--ends-with-input", hidden=True)] = False,
) -> None:
    """Take clips from programs over HTTP, with an API like OpenAI's for audio, and answer with their texts.

    Only programs of this computer that know the token are let in, unless another address is named. Ctrl-C ends it; what
    was taken in is kept.
    """
    try:
        from engine.server.access import is_loopback
        from engine.server.door import DoorSettings
        from engine.server.form import UploadLimits
        from engine.server.serving import bind
        from engine.server.tokens import is_token
    except ModuleNotFoundError as error:
        print_err(f"The HTTP door needs the package {error.name}: pip install 'everyclip[serve]'.")
        raise typer.Exit(SOME_FAILED) from None

    if token is not None and not is_token(token):
        raise typer.BadParameter("a token has 8 to 200 letters, digits and signs, and no blank.", param_hint="--token")
    if not is_loopback(host) and token is None:
        raise typer.BadParameter(
            "an address that others can reach needs a token of your own: --token, or EVERYCLIP_TOKEN in the "
            "environment. What is sent there is not encrypted.",
            param_hint="--host",
        )
    limits = UploadLimits(max_waiting=max_waiting, max_upload_bytes=max_upload_mb * 1_000_000)
    door = DoorSettings(
        token or "", is_for_loopback=is_loopback(host), session=session, speakers=speakers, limits=limits
    )
    try:
        listening = bind(host, port)
    except ListenError as error:
        advice = " Name another one: --port." if error.code == "port_used" else ""
        print_err(explain(Reason(error.code, error.facts)) + advice)
        raise typer.Exit(SOME_FAILED) from None
    with listening:
        run_command(_serve(listening, door, works=not no_work, ends_with_input=ends_with_input))
    print_err("Stopped. What was taken in is kept.")


async def _serve(listening: socket, door: DoorSettings, *, works: bool, ends_with_input: bool) -> None:
    from engine.cli.transcribe import open_engine
    from engine.maintenance.moving import settled
    from engine.server.serving import serving, url_of
    from engine.server.tokens import kept_token

    async with open_engine(works=works) as engine:
        paths = await asyncio.to_thread(settled)
        if not door.token:
            door = replace(door, token=await asyncio.to_thread(kept_token, paths))
        engine.subscribe(_tell_trouble)
        # Ctrl-C, a signal or the end of the input cancels this: from then on it only ends.
        with suppress(asyncio.CancelledError):
            async with serving(engine, paths, door, listening):
                url = url_of(listening)
                print_out(f"Everyclip listens: {url}/v1\nToken: {door.token}\nThe API on one page: {url}/docs")
                if ends_with_input:
                    _cancel_with_input()
                await asyncio.Event().wait()


def _cancel_with_input() -> None:
    """Cancel this task when standard input is closed: whoever started this program for itself has ended."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None, "runs as a task"

    def wait() -> None:
        with suppress(OSError, ValueError, RuntimeError):
            while os.read(sys.stdin.fileno(), 4096):
                pass
            loop.call_soon_threadsafe(task.cancel)

    threading.Thread(target=wait, name="end with the input", daemon=True).start()


def _tell_trouble(notice: Notice) -> None:
    """Print what went wrong in the engine itself."""
    from engine.events import EngineTrouble

    if isinstance(notice, EngineTrouble):
        print_err(explain(notice.reason))
