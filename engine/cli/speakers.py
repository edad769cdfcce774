"""The command that finds out who speaks in runs that have a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.command import SOME_FAILED, run_command
from engine.cli.wording import SHORT_ID, counted, print_err, printable
from engine.events import JobState, SpeakerJob
from engine.messages import explain
from engine.run import Run
from engine.text.speakers import MAX_SPEAKERS

if TYPE_CHECKING:
    from engine.speakers.likeness import Proposal

app = typer.Typer()


@app.command()
def speakers(
    run_ids: Annotated[list[str], typer.Argument(metavar="RUN_ID", help="Ids of runs, or unique beginnings of them.")],
    count: Annotated[
        int | None, typer.Option("--count", min=1, max=MAX_SPEAKERS, metavar="N", help="How many speak, if you know.")
    ] = None,
) -> None:
    """Find out who speaks in runs; their texts then name them. What was heard is kept: another count is quick.
    Whoever sounds like a known voice (see everyclip voices) is told with how sure that is, and not named by itself.

    Exit status: 0 if it was found out for all of them, 1 if not.
    """
    from engine.cli.transcribe import open_engine

    async def found() -> list[tuple[Run, SpeakerJob | None, list[Proposal]]]:
        async with open_engine() as engine:  # unknown ids end it before there is any work
            runs = [await engine.runs.get(run_id) for run_id in run_ids]
        async with open_engine(works=True, only=()) as engine:
            for run in runs:
                await engine.speakers.recount(run.run_id, count)
            await engine.speakers.wait([run.run_id for run in runs])
            return [
                (run, await engine.speakers.status(run.run_id), await engine.voices.proposals(run.run_id))
                for run in runs
            ]

    ended = run_command(found(), interrupted="Stopped. What was heard is kept: asked again, it goes on from there.")
    for run, job, proposals in ended:
        print_err(f"{run.run_id[:SHORT_ID]}  {printable(run.clip.name)}  {outcome(job)}")
        for each in proposals:
            print_err(f"  {printable(each.speaker)} sounds like {printable(each.name)} ({each.certainty:.0%})")
    if not all(job is not None and job.state is JobState.COMPLETED for _, job, _ in ended):
        raise typer.Exit(SOME_FAILED)


def outcome(job: SpeakerJob | None) -> str:
    """What came of it, in a few words."""
    if job is None or job.state is JobState.CANCELLED:
        return "not looked for any more"
    if job.reason is not None:
        return explain(job.reason)
    return f"{counted(job.found, 'speaker')} found"
