"""The command that writes texts as documents, of runs that are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.command import SOME_FAILED, run_command
from engine.cli.options import Formats, NamePattern, Output, documents_of
from engine.cli.wording import print_err, print_out, printable, stage_label
from engine.exports.cues import Rules
from engine.exports.file_names import DEFAULT_PATTERN
from engine.exports.formats import ExportOptions
from engine.messages import explain
from engine.run import State

if TYPE_CHECKING:
    from pathlib import Path

    from engine.cli.transcribe import DocumentsToWrite
    from engine.run import Run

app = typer.Typer()


@app.command()
def export(
    run_ids: Annotated[
        list[str], typer.Argument(metavar="RUN_ID", help="Ids of runs, or unique beginnings of them, in any number.")
    ],
    formats: Formats = None,
    output: Output = None,
    merge: Annotated[bool, typer.Option("--merge", help="One document of all clips, instead of one for each.")] = False,
    name_pattern: NamePattern = DEFAULT_PATTERN,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files of that name, instead of adding a number.")
    ] = False,
    line_length: Annotated[
        int, typer.Option(min=10, max=120, metavar="N", help="Of subtitles: how long a line may be.")
    ] = Rules().line_length,
    reading_speed: Annotated[
        float, typer.Option(min=5, max=60, metavar="N", help="Of subtitles: how many letters a second can be read.")
    ] = Rules().columns_per_s,
) -> None:
    """Write the texts of runs as documents; print the path of each.

    Exit status: 0 if all were written, 1 if at least one was not, 2 for wrong usage.
    """
    rules = Rules(line_length=line_length, columns_per_s=reading_speed)
    how = ExportOptions(pattern=name_pattern, merged=merge, overwrite=overwrite, rules=rules)
    documents = documents_of(formats or ["txt"], output, how)
    written, all_went_well = run_command(_export(run_ids, documents))
    if written:
        print_out("\n".join(str(path) for path in written))
    if not all_went_well:
        raise typer.Exit(SOME_FAILED)


async def _export(run_ids: Sequence[str], documents: DocumentsToWrite) -> tuple[list[Path], bool]:
    """Write what can be written, and tell what cannot. Returns the files, and whether all went well. Raises NotFound
    before anything is written."""
    from engine.cli.transcribe import open_engine

    written: list[Path] = []
    async with open_engine() as engine:
        asked = [await engine.runs.get(run_id) for run_id in run_ids]
        runs = {run.run_id: run for run in asked}
        ids = [run_id for run_id, run in runs.items() if _has_text(run)]
        all_went_well = len(ids) == len(runs)
        for run in runs.values():
            if not _has_text(run):
                print_err(f"{printable(run.clip.name)} has no text: it is {stage_label(run)}.")
        for format in documents.formats if ids else ():
            for exported in await engine.texts.export_many(ids, format, documents.folder, documents.export):
                if exported.reason is None:
                    written.append(exported.path)
                else:
                    print_err(explain(exported.reason))
                    all_went_well = False
    return written, all_went_well


def _has_text(run: Run) -> bool:
    """Whether there is something to write: also the part of a text that came before a failure, and the finding that
    nothing is said."""
    return bool(run.preview) or run.state is State.COMPLETED
