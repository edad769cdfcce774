"""The command that finds out who speaks in runs that have a text, and the edits that put it right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.command import SOME_FAILED, run_command
from engine.cli.wording import SHORT_ID, counted, print_err, printable
from engine.events import JobState, SpeakerJob
from engine.messages import explain
from engine.run import Run
from engine.segments import Segment
from engine.text.edits import RenameSpeaker, SetSpeaker, SplitSpeaker
from engine.text.speakers import MAX_SPEAKERS, new_name
from engine.text.transcript import one_line

if TYPE_CHECKING:
    from engine.engine import Engine
    from engine.speakers.likeness import Proposal

app = typer.Typer()

_TIME = re.compile(r"(?:(\d+):)?(?:(\d+):)?(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person says of who speaks, as it was typed."""

    renames: Sequence[str] = ()
    refusals: Sequence[str] = ()
    moments: Sequence[str] = ()
    beginnings: Sequence[str] = ()
    undoes: bool = False

    def __bool__(self) -> bool:
        return bool(self.renames or self.refusals or self.moments or self.beginnings or self.undoes)


@app.command()
def speakers(
    run_ids: Annotated[list[str], typer.Argument(metavar="RUN_ID", help="Ids of runs, or unique beginnings of them.")],
    count: Annotated[
        int | None, typer.Option("--count", min=1, max=MAX_SPEAKERS, metavar="N", help="How many speak, if you know.")
    ] = None,
    rename: Annotated[
        list[str] | None,
        typer.Option(
            "--rename", metavar="OLD=NEW", help="Rename a speaker throughout; the name of another merges the two."
        ),
    ] = None,
    at: Annotated[
        list[str] | None,
        typer.Option("--at", metavar="TIME=NAME", help="This is who speaks at that time, such as 1:23=Ada."),
    ] = None,
    since: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="TIME[=NAME]",
            help="From then on, what its speaker says is said by somebody else: one of that name, or a new speaker.",
        ),
    ] = None,
    refuse: Annotated[
        list[str] | None,
        typer.Option(
            "--not", metavar="SPEAKER=NAME", help="A speaker is not the known voice of that name: propose it no more."
        ),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Undo the last edit of the text.")] = False,
) -> None:
    """Find out who speaks in runs; their texts then name them. What was heard is kept: another count is quick.
    Whoever sounds like a known voice (see everyclip voices) is told with how sure that is, and not named by itself.

    With --rename, --not, --at, --from or --undo nothing is looked for: they put right who speaks in one run, in this
    order, and each may be given several times. All but --not are edits that can be undone.

    Exit status: 0 if it was found out for all of them, 1 if not.
    """
    from engine.cli.transcribe import open_engine

    corrections = Corrections(rename or (), refuse or (), at or (), since or (), undo)
    if corrections:
        if len(run_ids) != 1 or count is not None:
            raise typer.BadParameter("name one run to put right who speaks in it, and no --count.")
        _print_speakers(run_command(_corrected(run_ids[0], corrections)))
        return

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


# --- who speaks, put right ---


async def _corrected(run_id: str, corrections: Corrections) -> Sequence[Segment]:
    """Make the edits. Returns the text as it is now. Raises BadParameter where one says nothing of this text; those
    before it are made."""
    from engine.cli.transcribe import open_engine

    async with open_engine() as engine:
        run = await engine.runs.get(run_id)
        segments: Sequence[Segment] = await engine.texts.segments(run.run_id)
        for asked in corrections.renames:
            segments = await _rename(engine, run, segments, asked)
        for asked in corrections.refusals:
            speaker, name = _pair(asked, "SPEAKER=NAME")
            _called(speaker, segments)
            await engine.voices.refuse(run.run_id, speaker, name)
        for asked in corrections.moments:
            time, name = _pair(asked, "TIME=NAME")
            edit = SetSpeaker([_spoken_at(segments, time).segment_id], name)
            segments = await engine.texts.edit(run.run_id, edit)
        for asked in corrections.beginnings:
            time, _, name = asked.partition("=")
            here = _spoken_at(segments, time)
            segments = await engine.texts.edit(
                run.run_id, SplitSpeaker(here.segment_id, one_line(name) or new_name(segments))
            )
        return await engine.texts.undo(run.run_id) if corrections.undoes else segments


async def _rename(engine: Engine, run: Run, segments: Sequence[Segment], asked: str) -> Sequence[Segment]:
    old, new = _pair(asked, "OLD=NEW")
    _called(old, segments)
    return await engine.texts.edit(run.run_id, RenameSpeaker(old, new))


def _called(speaker: str, segments: Sequence[Segment]) -> None:
    """Raises BadParameter if nobody is called so."""
    if speaker not in (names := _names(segments)):
        others = f"only {', '.join(names)}" if names else "and nobody has a name"
        raise typer.BadParameter(f"nobody is called “{speaker}” there, {others}.")


def _pair(asked: str, form: str) -> tuple[str, str]:
    before, _, after = (one_line(part) for part in asked.partition("="))
    if not (before and after):
        raise typer.BadParameter(f"“{asked}” is not of the form {form}.")
    return before, after


def _spoken_at(segments: Sequence[Segment], time: str) -> Segment:
    """The segment that is spoken at a time; of a time in whole seconds, as documents have them, the first that begins
    in that second."""
    read = _TIME.fullmatch(time.strip())
    if read is None:
        raise typer.BadParameter(f"“{time}” is no time such as 83.5, 1:23 or 1:02:03.")
    first, second, rest = read.groups()
    hours, minutes = (first, second) if second is not None else (None, first)
    at_s = int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(rest)
    begun = [each for each in segments if "." not in rest and at_s <= each.start_s < at_s + 1]
    spoken = [each for each in segments if each.start_s <= at_s < each.end_s]
    if not (begun or spoken):
        raise typer.BadParameter(f"nobody speaks at {time.strip()}.")
    return (begun or spoken)[0]


def _names(segments: Sequence[Segment]) -> list[str]:
    """Who speaks, in the order in which they begin."""
    return list(dict.fromkeys(segment.speaker for segment in segments if segment.speaker))


def _print_speakers(segments: Sequence[Segment]) -> None:
    names = _names(segments)
    print_err(f"{counted(len(names), 'speaker')}: {printable(', '.join(names))}" if names else "Nobody is named.")
