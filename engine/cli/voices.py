"""The commands for known voices: which there are, and forgetting them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.command import run_command
from engine.cli.wording import counted, print_err, print_out, printable
from engine.errors import NotFound
from engine.messages import clock_time

if TYPE_CHECKING:
    from engine.events import KnownVoice

app = typer.Typer(help="Known voices: whose they are, and forgetting them. They are remembered in the window.")


@app.command("list")
def list_voices() -> None:
    """List the voices that are known, with how long they were heard, in how many clips, and when they were remembered
    last."""
    from engine.cli.transcribe import open_engine

    async def known() -> list[KnownVoice]:
        async with open_engine() as engine:
            return await engine.voices.known()

    voices = run_command(known())
    for voice in voices:
        day = time.strftime("%Y-%m-%d", time.localtime(voice.made_at))
        clips = counted(len(voice.prints), "clip")
        print_out(f"{printable(voice.name)}  {clock_time(voice.heard_s)}  {clips}  {day}")
    if not voices:
        print_err("No voice is known.")


@app.command()
def forget(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Names, as they are listed.")] = None,
    all_voices: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
) -> None:
    """Forget voices for good. Texts keep the names.

    Exit status: 0 if they are forgotten, 2 for a name that is not known: then none is forgotten.
    """
    from engine.cli.transcribe import open_engine

    if bool(names) == all_voices:
        raise typer.BadParameter("say either names or --all.")

    async def forgotten() -> int:
        async with open_engine() as engine:
            known = {voice.name for voice in await engine.voices.known()}
            for name in names or ():
                if name not in known:
                    raise NotFound(kind="voice", id=name)
            return await engine.voices.forget(names)

    print_err(f"{counted(run_command(forgotten()), 'voice')} forgotten.")
