"""The commands that look: runs, transcripts, and the state of what Everyclip stands on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.command import SOME_FAILED, run_command
from engine.cli.wording import print_err, print_out, printable
from engine.errors import NotFound
from engine.exports.formats import FORMATS
from engine.exports.json_objects import to_json
from engine.run import Run, State

if TYPE_CHECKING:
    from engine.cli.transcribe import RunReport

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def known_formats(names: list[str] | None) -> list[str]:
    """The formats asked for. Raises BadParameter for one that there is not."""
    for name in names or ():
        if name not in FORMATS:
            raise typer.BadParameter(f"there is no format “{name}”, only {', '.join(FORMATS)}.")
    return names or []


def _known_format(name: str | None) -> str | None:
    return known_formats([name])[0] if name else None


@app.command()
def runs(
    session: Annotated[str | None, typer.Option(help="Only those of this session.")] = None,
    state: Annotated[State | None, typer.Option(help="Only those in this state.")] = None,
    as_json: AsJson = False,
) -> None:
    """List runs in the order in which they were handed over."""
    from engine.cli.transcribe import open_engine
    from engine.exports.json_objects import summary_object

    async def listed() -> tuple[list[Run], dict[str, str]]:
        async with open_engine() as engine:
            names = {one.session_id: one.name for one in await engine.sessions()}
            session_id = next((id for id, name in names.items() if name == session), None)
            if session is not None and session_id is None:
                raise NotFound(kind="session", id=session)
            return await engine.runs.all(session_id=session_id, state=state), names

    found, names = run_command(listed())
    if as_json:
        print_out(to_json({"runs": [summary_object(run) for run in found]}))
    elif sys.stdout.isatty():
        from engine.cli.live_table import print_runs

        print_runs(found, names)
    else:
        from engine.cli.wording import run_lines

        print_out("\n".join(run_lines(found, names)))


@app.command()
def show(
    run_id: Annotated[str, typer.Argument(metavar="RUN_ID", help="The id of a run, or a unique beginning of it.")],
    format: Annotated[
        str | None,
        typer.Option(metavar="|".join(FORMATS), callback=_known_format, help="Print the document and nothing else."),
    ] = None,
    events: Annotated[bool, typer.Option("--events", help="Print the run's story instead.")] = False,
) -> None:
    """Show a run: what it is, and its text."""
    from engine.cli.transcribe import open_engine, run_report
    from engine.cli.wording import description, story
    from engine.exports.formats import render
    from engine.exports.json_objects import run_object
    from engine.text.transcript import Transcript, plain_text

    async def found() -> tuple[RunReport, str]:
        async with open_engine() as engine:
            report = await run_report(engine, run_id)
            names = {one.session_id: one.name for one in await engine.sessions()}
            return report, names.get(report.run.session_id, "")

    report, session = run_command(found())
    if events:
        print_out("\n".join(story(report.events)))
    elif format == "json":
        print_out(to_json(run_object(report.run, report.segments, report.events, report.unheard)))
    elif format:
        document = render(Transcript(report.run, report.segments, session), format)
        if isinstance(document, bytes) and sys.stdout.isatty():
            raise typer.BadParameter(f"{format} is no text for a terminal: send it to a file, with > name.{format}")
        print_out(document, nl=False)
    else:
        print_out("\n".join(description(report.run, session, report.segments)))
        if report.segments:
            print_out("\n" + plain_text(Transcript(report.run, report.segments)))


@app.command()
def search(text: Annotated[str, typer.Argument(help="Words to look for.")], as_json: AsJson = False) -> None:
    """Find words in all transcripts."""
    from engine.cli.transcribe import open_engine
    from engine.cli.wording import found_lines
    from engine.events import Found
    from engine.exports.json_objects import found_object

    async def searched() -> list[Found]:
        async with open_engine() as engine:
            return await engine.texts.search(text)

    found = run_command(searched())
    if as_json:
        print_out(to_json({"found": [found_object(one) for one in found]}))
    elif found:
        print_out("\n".join(found_lines(found)))
    else:
        print_err(f"No transcript holds “{printable(text)}”.")


@app.command()
def doctor(
    as_json: AsJson = False,
    repair: Annotated[bool, typer.Option("--repair", help="Mend damaged data first; a copy is kept.")] = False,
) -> None:
    """Check what Everyclip stands on: what works, what does not, and how to mend it."""
    from engine.cli.doctor import Health, check_lines, check_object, examine, repair_data

    if repair:
        for sentence in run_command(repair_data()):
            print_err(sentence)
    checks = run_command(examine())
    if as_json:
        print_out(to_json({"checks": [check_object(check) for check in checks]}))
    else:
        print_out("\n".join(check_lines(checks)))
    if any(check.health is Health.FAILED for check in checks):
        raise typer.Exit(SOME_FAILED)
