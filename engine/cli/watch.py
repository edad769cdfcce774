"""The command that watches folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli import models
from engine.cli.command import SOME_FAILED, refuse, run_command
from engine.cli.options import (
    BESIDE,
    Asked,
    Formats,
    Hearing,
    Language,
    ModelName,
    Speakers,
    Vocabulary,
    VocabularyFile,
    terms_given,
)
from engine.errors import ExportError
from engine.exports.file_names import FIELDS, check_pattern
from engine.language_names import LANGUAGES

if TYPE_CHECKING:
    from engine.cli.live_table import Screen
    from engine.settings import Settings, WatchedFolder

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """What `watch` is asked to do."""

    folders: Sequence[WatchedFolder]
    #: Models that are to be fetched first.
    to_fetch: Sequence[str]
    once: bool
    works: bool


@app.command()
def watch(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="DIR", help="Folders to watch.  [default: those of the settings]")
    ] = None,
    session: Annotated[
        str | None, typer.Option(help="Group the clips under this name.  [default: the folder's name]")
    ] = None,
    model: ModelName = None,
    language: Language = None,
    task: Asked = None,
    quality: Hearing = None,
    vocabulary: Vocabulary = None,
    vocabulary_file: VocabularyFile = None,
    speakers: Speakers = None,
    formats: Formats = None,
    output: Annotated[
        str | None, typer.Option(metavar="beside|DIR", help="Where documents are written.  [default: beside each file]")
    ] = None,
    name_pattern: Annotated[
        str | None,
        typer.Option(
            metavar="PATTERN", help=f"Names of documents, with fields: {' '.join(map('{{{}}}'.format, FIELDS))}."
        ),
    ] = None,
    recursive: Annotated[
        bool | None, typer.Option("--recursive/--no-recursive", help="Whether folders inside count.  [default: yes]")
    ] = None,
    polling: Annotated[
        bool | None,
        typer.Option(
            "--polling/--no-polling",
            help="Look from time to time, instead of waiting to be told.  [default: on network shares]",
        ),
    ] = None,
    move_done: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Move files here once their text and documents are there.")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Take what is there now, and end when it is done.")] = False,
    no_work: Annotated[
        bool, typer.Option("--no-work", help="Only take files in; the open window, or everyclip work, does the rest.")
    ] = False,
) -> None:
    """Take in the audio and video files that come into folders, each once.

    A file is taken when nobody has written to it for 2 seconds. It is never changed, and moved only with --move-done.
    Exit status with --once: 0 if all went well, 1 if something did not, 2 for wrong usage.
    """
    from engine.cli.live_table import screen

    settings = models.set_now()
    given = _given(
        session=session, model=model, language=_language(language), task=task, quality=quality,
        vocabulary=terms_given(vocabulary, vocabulary_file) or None, speakers=speakers,
        formats=tuple(dict.fromkeys(formats or (["txt"] if output or name_pattern else []))) or None,
        output_folder=None if output in (None, BESIDE) else str(Path(str(output)).absolute()),
        name_pattern=_pattern(name_pattern), includes_subfolders=recursive, is_polled=polling,
        move_done_to=None if move_done is None else str(move_done.absolute()),
    )  # fmt: skip
    watched = _watched(folders or [], given, settings)
    wanted = [models.wanted(name) for name in dict.fromkeys(one.model or settings.model for one in watched)]
    to_fetch = [one.model_id for one in wanted if not one.is_here]
    went_well = run_command(
        _watch(WatchRequest(watched, to_fetch, once=once, works=not no_work), screen()),
        interrupted="Stopped. What was taken in is kept: everyclip work finishes it.",
    )
    if not went_well:
        raise typer.Exit(SOME_FAILED)


def _given(**values: object) -> dict[str, object]:
    """The options that were given."""
    return {name: value for name, value in values.items() if value is not None}


def _watched(folders: Sequence[Path], given: dict[str, object], settings: Settings) -> list[WatchedFolder]:
    """The folders to watch: those named, with these options, or those of the settings. Ends the program if there are
    none."""
    from engine.settings import WatchedFolder

    if folders:
        if files := [folder for folder in folders if folder.is_file()]:
            raise typer.BadParameter(f"{files[0]} is a file. Name the folder that it is in.")
        return [WatchedFolder.model_validate({"folder": str(folder.absolute()), **given}) for folder in folders]
    if given:
        raise typer.BadParameter("name the folders that these options are for.")
    if not settings.watched_folders:
        raise typer.BadParameter("no folder is named, and none is in the settings.")
    return list(settings.watched_folders)


def _language(asked: str | None) -> str | None:
    """Its code; "" to detect it, None if nothing is said of it."""
    code = None if asked is None else asked.strip().lower()
    if code is None or code in LANGUAGES:
        return code
    if code == "auto":
        return ""
    raise typer.BadParameter(f"“{asked}” is no language that Whisper knows, such as en, de or yue.")


def _pattern(pattern: str | None) -> str | None:
    try:
        check_pattern(pattern or "")
    except ExportError as error:
        refuse(error.code, error.facts)
    return pattern


async def _watch(request: WatchRequest, screen: Screen) -> bool:
    """Watch until stopped, or until what is there is done. Returns whether all went well."""
    from engine.cli.transcribe import open_engine, watch_runs
    from engine.events import EngineTrouble, Notice
    from engine.run import State
    from engine.watching.watcher import Watcher

    troubles: list[EngineTrouble] = []

    def on_notice(notice: Notice) -> None:
        if request.once and isinstance(notice, EngineTrouble):
            troubles.append(notice)

    async with (
        open_engine(works=request.works) as engine,
        watch_runs(engine, screen, reads_all=request.works) as follow,
    ):
        stop = engine.subscribe(on_notice)
        for model_id in request.to_fetch:
            engine.models.download(model_id)
        watcher = Watcher(engine, request.folders)
        try:
            if not request.once:
                folders = "1 folder" if len(request.folders) == 1 else f"{len(request.folders)} folders"
                screen.print_line(f"Watching {folders}. Ctrl-C ends it.")
                await watcher.serve()
            await watcher.take_all()
            if request.works:
                await engine.runs.wait_idle()
                await engine.speakers.wait()  # a document has their names
                await engine.watched.documents_written()
            await watcher.move_done()
        finally:
            await watcher.close()
            stop()
        ended = [follow.ended.get_nowait() for _ in range(follow.ended.qsize())]
        return not troubles and not any(run.state is State.FAILED for run in ended)
