"""The command line. Results go to standard output, everything else to standard error; the contract is in the README.

Heavy imports wait inside the commands: `everyclip --help` is up at once, and worker processes, which import the main
module again, pay nothing for it.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli import backup, export, inspect, models, serve, voices, watch
from engine.cli import speakers as who_speaks
from engine.cli.command import SOME_FAILED, WRONG_USAGE, run_command
from engine.cli.inspect import AsJson
from engine.cli.options import (
    Asked,
    Device,
    Formats,
    Hearing,
    Language,
    Languages,
    ModelName,
    NamePattern,
    Output,
    Speakers,
    TimesWords,
    TrackNumber,
    TwoChannels,
    Vocabulary,
    VocabularyFile,
    chosen,
    documents_of,
    languages_given,
    refuse_not_to_wait,
    terms_given,
)
from engine.cli.sources import files_named, piped_name, refuse_addresses
from engine.cli.wording import SHORT_ID, discard_output, finished_line, print_err, print_out, printable, stage_label
from engine.errors import InvalidTransition
from engine.exports.file_names import DEFAULT_PATTERN
from engine.exports.formats import ExportOptions
from engine.exports.json_objects import run_object, to_json
from engine.messages import explain
from engine.run import Ordering, Reason, Run, State
from engine.text.transcript import Transcript, plain_text

if TYPE_CHECKING:
    from pathlib import Path

    from engine.cli.transcribe import RunReport
    from engine.engine import Engine


#: The session of clips handed over here, and that of those which go in order.
SESSION = "Command line"
SESSION_IN_ORDER = "Command line, in order"

app = typer.Typer(
    help="Everyclip turns speech into text, on this computer. Without a command it opens its window, with the files "
    "that are named.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


RunIds = Annotated[list[str], typer.Argument(metavar="RUN_ID", help="Ids of runs, or unique beginnings of them.")]


# --- the window ---


@app.callback(invoke_without_command=True)
def everyclip(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        _open_window()


def _open_window() -> None:
    """Run the desktop package as the program that it is, with the files that this program was given.

    By name, because the engine may not import the window. The main module stays this one, so that worker processes,
    which import the main module again, do not load Qt.
    """
    if sys.platform == "linux" and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))):
        print_err(
            "There is no display to open a window on. Start Everyclip from a desktop session, or use the command line: "
            "everyclip transcribe FILE... (see everyclip --help)."
        )
        raise typer.Exit(SOME_FAILED)
    import runpy

    runpy.run_module("desktop", run_name="__main__")


# --- clips in, transcripts out ---


@app.command()
def transcribe(
    files: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="Audio or video files, folders of them, or - for standard input."),
    ],
    session: Annotated[str | None, typer.Option(help=f"Group the clips under this name.  [default: {SESSION}]")] = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What to call a clip from standard input.")] = None,
    in_order: Annotated[bool, typer.Option("--in-order", help="One clip at a time, in the order given.")] = False,
    model: ModelName = None,
    language: Language = None,
    languages: Languages = None,
    task: Asked = None,
    quality: Hearing = None,
    _words: TimesWords = False,
    device: Device = None,
    track: TrackNumber = None,
    speakers: Speakers = None,
    channels: TwoChannels = None,
    vocabulary: Vocabulary = None,
    vocabulary_file: VocabularyFile = None,
    formats: Formats = None,
    output: Output = None,
    merge: Annotated[bool, typer.Option("--merge", help="One document of all clips, instead of one for each.")] = False,
    name_pattern: NamePattern = DEFAULT_PATTERN,
    waits: Annotated[
        bool,
        typer.Option(
            "--wait/--no-wait",
            help="Wait for the texts; or only take the clips in, print the ids of their runs, and leave the rest to "
            "the open window or to everyclip work.",
        ),
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Transcribe audio and video files; print the text, or write documents.

    What is not given is as in the settings, which all of Everyclip shares. Exit status: 0 if every clip was
    transcribed (with --no-wait: stored) and every document written, 1 if at least one was not, 2 for wrong usage.
    """
    paths = files_named(files)
    piped = piped_name(paths, name)
    how = chosen(
        model, language, task, quality, device, terms_given(vocabulary, vocabulary_file), languages_given(languages),
        track, speakers, channels,
    )  # fmt: skip
    documents = documents_of(formats, output, ExportOptions(pattern=name_pattern, merged=merge), of_files=not piped)
    if not waits:
        refuse_not_to_wait(how, documents)
    from engine.cli.live_table import screen
    from engine.cli.transcribe import TranscribeRequest, take_in
    from engine.cli.transcribe import transcribe as transcribed

    request = TranscribeRequest(
        files=paths,
        session=session or (SESSION_IN_ORDER if in_order else SESSION),
        ordering=Ordering.IN_ORDER if in_order else Ordering.CONCURRENT,
        how=how,
        documents=documents,
        piped_name=piped,
    )
    reports = run_command(
        transcribed(request, screen()) if waits else take_in(request),
        interrupted="Stopped. Clips that were taken in are kept: everyclip work finishes them.",
    )
    if waits:
        _print_results(reports, as_json=as_json, has_documents=bool(documents.formats))
    else:
        _print_taken_in(reports, as_json=as_json)
    if not all(one.is_done if waits else one.is_taken_in for one in reports):
        raise typer.Exit(SOME_FAILED)


def _print_taken_in(reports: Sequence[RunReport], *, as_json: bool) -> None:
    """Print the ids of runs that others work on, and why there are clips that could not be taken in."""
    if as_json:
        print_out(to_json({"runs": [run_object(one.run, one.segments, one.events, one.unheard) for one in reports]}))
    else:
        print_out("\n".join(one.run.run_id for one in reports))
    for one in reports:
        if not one.is_taken_in:
            print_err(finished_line(one.run))


def _print_results(reports: Sequence[RunReport], *, as_json: bool, has_documents: bool) -> None:
    if has_documents:
        _print_files([path for one in reports for path in one.files])
    if as_json:
        print_out(to_json({"runs": [run_object(one.run, one.segments, one.events, one.unheard) for one in reports]}))
    elif not has_documents:
        if sys.stderr.isatty() and sys.stdout.isatty():
            print_err("")  # air between the table and the text
        spoken = [one for one in reports if one.run.state is State.COMPLETED]
        for one in spoken:
            if len(reports) > 1:
                print_out(f"{'' if one is spoken[0] else chr(10)}==> {printable(one.run.clip.name)} <==")
            if one.segments:
                print_out(plain_text(Transcript(one.run, one.segments)))


def _print_files(files: Sequence[Path]) -> None:
    """Print where the documents are: each of a few, the folder of many."""
    if len(files) > 5:
        print_err(f"Written: {len(files)} files in {files[0].parent.absolute()}")
    else:
        for path in files:
            print_err(f"Written: {path}")


@app.command()
def record(
    seconds: Annotated[float | None, typer.Option(min=0.1, metavar="N", help="Stop after so many seconds.")] = None,
    microphone: Annotated[
        str | None, typer.Option("--input", metavar="NAME", help="The microphone, or a part of its name.")
    ] = None,
    session: Annotated[str, typer.Option(help="Group the clip under this name.")] = SESSION,
    model: ModelName = None,
    language: Language = None,
    languages: Languages = None,
    task: Asked = None,
    quality: Hearing = None,
    _words: TimesWords = False,
    device: Device = None,
    vocabulary: Vocabulary = None,
    vocabulary_file: VocabularyFile = None,
    speakers: Speakers = None,
    channels: TwoChannels = None,
    formats: Formats = None,
    output: Output = None,
    name_pattern: NamePattern = DEFAULT_PATTERN,
    as_json: AsJson = False,
) -> None:
    """Record a clip until Enter or Ctrl-C, then transcribe it; print the text, or write documents.

    Whatever ends it, what was recorded is kept. Options and exit status: as of transcribe.
    """
    how = chosen(
        model,
        language,
        task,
        quality,
        device,
        terms_given(vocabulary, vocabulary_file),
        languages_given(languages),
        speakers=speakers,
        channels=channels,
    )
    documents = documents_of(formats, output, ExportOptions(pattern=name_pattern), of_files=False)
    from engine.cli.live_table import screen
    from engine.cli.record import RecordRequest
    from engine.cli.record import record as recorded

    report = run_command(
        recorded(RecordRequest(microphone, seconds, session, how, documents), screen()),
        interrupted="Stopped. What was recorded is kept: everyclip work transcribes it.",
    )
    _print_results([report], as_json=as_json, has_documents=bool(documents.formats))
    if not report.is_done:
        raise typer.Exit(SOME_FAILED)


@app.command()
def work(
    until_idle: Annotated[bool, typer.Option("--until-idle", help="End when nothing is left to do.")] = False,
) -> None:
    """Finish what is queued, of whatever door it came from, without a window."""
    from engine.cli.live_table import screen
    from engine.cli.transcribe import work as worked

    ended = run_command(worked(screen(), until_idle=until_idle), interrupted="Stopped. What is unfinished is kept.")
    if not ended:
        print_err("Nothing was left to do.")
    if any(run.state is State.FAILED for run in ended):
        raise typer.Exit(SOME_FAILED)


app.add_typer(inspect.app)
app.add_typer(export.app)
app.add_typer(who_speaks.app)
app.add_typer(backup.app)
app.add_typer(watch.app)
app.add_typer(serve.app)
app.add_typer(voices.app, name="voices")
app.add_typer(models.app, name="models")


# --- what a person can do with runs ---


@app.command()
def retry(run_ids: RunIds) -> None:
    """Try runs once more that have ended."""
    _do(lambda engine, whole_ids: engine.runs.retry(whole_ids), run_ids)


@app.command()
def cancel(run_ids: RunIds) -> None:
    """Stop runs; audio and the text so far are kept."""
    _do(lambda engine, whole_ids: engine.runs.cancel(whole_ids), run_ids)


@app.command()
def pause(run_ids: RunIds) -> None:
    """Let runs rest until they are resumed."""
    _do(lambda engine, whole_ids: engine.runs.pause(whole_ids), run_ids)


@app.command()
def resume(run_ids: RunIds) -> None:
    """Go on with paused runs."""
    _do(lambda engine, whole_ids: engine.runs.resume(whole_ids), run_ids)


def _do(step: Callable[[Engine, Sequence[str]], Awaitable[None]], run_ids: Sequence[str]) -> None:
    """Take a step with each of these runs that can take it, with none if one is unknown; say where each is now."""
    from engine.cli.transcribe import open_engine

    async def done() -> list[tuple[Run, str]]:
        async with open_engine() as engine:
            whole_ids = [(await engine.runs.get(run_id)).run_id for run_id in run_ids]
            refusals = [await _refusal(step(engine, [run_id])) for run_id in whole_ids]
            return [
                (await engine.runs.get(run_id), refusal) for run_id, refusal in zip(whole_ids, refusals, strict=True)
            ]

    after = run_command(done())
    for run, refusal in after:
        print_err(f"{run.run_id[:SHORT_ID]}  {printable(run.clip.name)}  {refusal or stage_label(run)}")
    if any(run.state is State.QUEUED for run, _ in after):
        print_err("It goes on as soon as an Everyclip works: the open window, or everyclip work.")
    if any(refusal for _, refusal in after):
        raise typer.Exit(WRONG_USAGE)


async def _refusal(step: Awaitable[None]) -> str:
    """Why the run cannot take this step, if it cannot."""
    try:
        await step
    except InvalidTransition as error:
        return explain(Reason(error.code, error.facts))
    return ""


def run_command_line() -> None:
    """The command that the arguments ask for, to its end."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # none at all in a windowed bundle
            # Names that are not Unicode, and consoles that are not, must not stop a transcript.
            stream.reconfigure(  # type: ignore[union-attr]
                encoding=None if stream.isatty() else "utf-8", errors="backslashreplace"
            )
    try:
        _refuse_address(sys.argv[1:])
        app([] if _are_files(sys.argv[1:]) else None, prog_name="everyclip")
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        discard_output()  # such as the help, which typer writes
        print_err(f"The output could not be written ({error.strerror}).")
        sys.exit(SOME_FAILED)
    finally:
        _discard_unwritable_errors()


def _refuse_address(arguments: Sequence[str]) -> None:
    """End the program where an address stands in the place of a command, or of files for the window."""
    try:
        refuse_addresses(arguments[:1])
    except typer.Exit as ended:
        sys.exit(ended.exit_code)


def _discard_unwritable_errors() -> None:
    """Since 3.13, Python exits with status 120 if standard error cannot be flushed at the end."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stderr.fileno())
        os.close(nowhere)


def _are_files(arguments: Sequence[str]) -> bool:
    """Whether they are files for the window, as when a desktop opens them with Everyclip, and no command."""
    commands = getattr(typer.main.get_command(app), "commands", {})
    return bool(arguments) and arguments[0] not in commands and os.path.exists(arguments[0])
