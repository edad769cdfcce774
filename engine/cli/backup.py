"""The commands that put everything into one file, and back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.command import SOME_FAILED, CommandEnded, run_command
from engine.cli.wording import counted, print_err, size
from engine.errors import RepairError
from engine.messages import explain
from engine.run import Reason

app = typer.Typer()
#: The command was right, and yet the file could not be written.
_NOT_WRITTEN = frozenset({"backup_no_room", "backup_disk_full", "backup_failed"})
File = Annotated[Path, typer.Argument(metavar="FILE", help="A zip file.")]


@app.command()
def backup(
    file: File, with_models: Annotated[bool, typer.Option("--with-models", help="The models too.")] = False
) -> None:
    """Write all clips, texts and settings to one file. Everyclip may be at work meanwhile."""
    from engine.maintenance.backup import Backup, back_up
    from engine.maintenance.moving import settled

    async def made() -> Backup:
        paths = await asyncio.to_thread(settled)
        try:
            return await asyncio.to_thread(back_up, paths, file, with_models=with_models)
        except RepairError as error:
            if error.code not in _NOT_WRITTEN:
                raise
            raise CommandEnded(explain(Reason(error.code, error.facts)), SOME_FAILED) from error

    result = run_command(made())
    print_err(f"Written: {file}, {size(result.size_bytes)}, with the audio of {counted(result.clips, 'clip')}.")


@app.command()
def restore(
    file: File,
    replace: Annotated[bool, typer.Option("--replace", help="Set aside the clips and texts that there are.")] = False,
) -> None:
    """Bring back the clips, texts and settings of a backup. Everyclip must not be at work."""
    from engine.maintenance.backup import Backup
    from engine.maintenance.backup import restore as restored
    from engine.maintenance.moving import settled

    async def done() -> Backup:
        paths = await asyncio.to_thread(settled)
        try:
            await asyncio.to_thread(paths.make)
        except OSError as error:
            raise CommandEnded(f"The backup could not be restored: {error}", SOME_FAILED) from error
        return await asyncio.to_thread(restored, file, paths, replace=replace)

    result = run_command(done())
    print_err(f"Restored, with the audio of {counted(result.clips, 'clip')}.")
    if result.set_aside is not None:
        print_err(f"What was there is kept in {result.set_aside}.")
