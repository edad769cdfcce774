"""How clips are transcribed and documents written, as options of all commands that hand clips over.

What is not given is as the person's settings say, which the window and the command line share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.channels import Channels
from engine.cli import models
from engine.cli.command import refuse
from engine.cli.inspect import known_formats
from engine.errors import ExportError
from engine.exports.file_names import DEFAULT_PATTERN, FIELDS
from engine.exports.formats import FORMATS, ExportOptions, plan
from engine.language_names import LANGUAGES
from engine.run import ALL_TRACKS, Options, Quality, Task
from engine.text.speakers import number_asked
from engine.text.vocabulary import joined, terms_of

if TYPE_CHECKING:
    from engine.cli.transcribe import Chosen, DocumentsToWrite


def known_track(track: str | None) -> str | None:
    """Raises BadParameter for what is no track's number."""
    if track is not None and track != "all" and not (track.isdecimal() and int(track)):
        raise typer.BadParameter("a track has a number, from 1; or all.")
    return track


class DeviceKind(StrEnum):
    """What a model is to run on."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


ModelName = Annotated[str | None, typer.Option("--model", metavar="ID|DIR", help="Of everyclip models list.")]
Language = Annotated[str | None, typer.Option("--language", metavar="auto|en|de|…", help="The language spoken.")]
Languages = Annotated[
    str | None,
    typer.Option("--languages", metavar="en,de|…", help="Those you speak: likelier where the language is detected."),
]
Asked = Annotated[Task | None, typer.Option("--task", help="The words spoken, or an English translation.")]
Hearing = Annotated[Quality | None, typer.Option("--quality", help="A draft is quickest; careful takes longest.")]
#: Every word is timed anyway; scripts that ask for it go on working.
TimesWords = Annotated[bool, typer.Option("--words", hidden=True)]
Vocabulary = Annotated[
    list[str] | None,
    typer.Option(
        "--vocabulary",
        metavar="TEXT",
        help="Names and terms that are used, with commas between, besides those of the settings and of the session. "
        "May be given several times.",
    ),
]
VocabularyFile = Annotated[
    list[Path] | None,
    typer.Option(
        "--vocabulary-file", metavar="FILE", help="A text file of such names and terms. May be given several times."
    ),
]
Device = Annotated[DeviceKind | None, typer.Option("--device", help="What the model runs on.")]
TrackNumber = Annotated[
    str | None,
    typer.Option(
        "--track",
        metavar="N|all",
        callback=known_track,
        help="The audio track of films and recordings with several, or all together.  [default: the first with speech]",
    ),
]


def speakers_asked(asked: str | None) -> str | None:
    """Raises BadParameter for what is no number of speakers."""
    try:
        number_asked(asked or "off")
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return asked


Speakers = Annotated[
    str | None,
    typer.Option(
        "--speakers", metavar="auto|N|off", callback=speakers_asked, help="Find out who speaks, or of so many."
    ),
]
TwoChannels = Annotated[
    Channels | None,
    typer.Option(
        "--channels",
        help="Two channels of different speech, as of calls: detect them, take each for one speaker, or mix them.",
    ),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="|".join(FORMATS),
        callback=known_formats,
        help="Write documents of this format, named after the clips. May be given several times.",
    ),
]
#: What stands for the places of the files where the folder of their documents would be named.
BESIDE = "beside"
#: One option of two names: the second is that of earlier versions, which scripts go on using.
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "--output-dir",
        metavar="beside|DIR",
        help="Where documents are written: in a folder, or beside each file.  [default: the current folder]",
    ),
]
NamePattern = Annotated[
    str,
    typer.Option(
        "--name-pattern",
        metavar="PATTERN",
        help=f"Names of documents, with fields: {' '.join(map('{{{}}}'.format, FIELDS))}.",
    ),
]


def chosen(
    model: str | None,
    language: str | None,
    task: Task | None,
    quality: Quality | None,
    device: DeviceKind | None,
    vocabulary: Sequence[str] = (),
    languages: Sequence[str] | None = None,
    track: str | None = None,
    speakers: str | None = None,
    channels: Channels | None = None,
) -> Chosen:
    """What the options of a command come to, over what is set. Ends the program if there is no such model."""
    from engine.cli.transcribe import Chosen

    settings = models.set_now()
    wanted = models.wanted(model or settings.model)
    options = Options(
        model=wanted.model_id,
        language=_language(language, settings.language, wanted.languages),
        task=task or settings.task,
        quality=quality or settings.quality,
        device=device.value if device else settings.device,
        vocabulary=joined(vocabulary, settings.vocabulary),
        languages=settings.spoken if languages is None else tuple(languages),
        track=None if track is None else ALL_TRACKS if track == "all" else int(track),
        speakers=settings.speakers if speakers is None else number_asked(speakers),
        channels=channels or settings.channels,
    )
    return Chosen(options, is_model_to_fetch=not wanted.is_here)


def documents_of(
    formats: list[str] | None, output: str | None, export: ExportOptions, *, of_files: bool = True
) -> DocumentsToWrite:
    """The documents asked for: texts if only their place or name is said. Ends the program before it works for
    documents that there cannot be. `of_files`: whether the clips come from files, which documents can be beside."""
    from engine.cli.transcribe import DocumentsToWrite

    if output == BESIDE and not of_files:
        raise typer.BadParameter("this clip comes from no file that documents could be beside: name a folder.")
    is_asked = bool(output or export.merged or export.pattern != DEFAULT_PATTERN)
    documents = DocumentsToWrite(
        formats=list(dict.fromkeys(formats or (["txt"] if is_asked else []))),
        folder=Path() if output in (None, BESIDE) else Path(str(output)),
        export=replace(export, beside=output == BESIDE),
    )
    try:
        for name in documents.formats:
            plan([], name, documents.export, {})
    except ExportError as error:
        refuse(error.code, error.facts)
    return documents


def refuse_not_to_wait(how: Chosen, documents: DocumentsToWrite) -> None:
    """Raises BadParameter where a command that does not wait leaves something undone that nobody else would do."""
    if documents.formats:
        raise typer.BadParameter("--no-wait writes no documents: everyclip export does, once the texts are there.")
    if how.is_model_to_fetch and how.options.model != Options().model:
        raise typer.BadParameter(f"--no-wait fetches no model: everyclip models download {how.options.model} first.")


def terms_given(texts: Sequence[str] | None, files: Sequence[Path] | None) -> tuple[str, ...]:
    """The vocabulary that the options of a command name. Raises BadParameter for a file that cannot be read."""
    try:
        contents = [file.read_text(encoding="utf-8-sig") for file in files or ()]
    except UnicodeDecodeError as error:
        raise typer.BadParameter("the file of the vocabulary is no text in UTF-8.") from error
    except OSError as error:
        raise typer.BadParameter(f"{error.filename} cannot be read: {error.strerror}.") from error
    return joined(*map(terms_of, [*(texts or ()), *contents]))


def languages_given(asked: str | None) -> tuple[str, ...] | None:
    """The languages that the options of a command name, with commas between; None if nothing is said of them."""
    if asked is None:
        return None
    codes = tuple(dict.fromkeys(code for each in asked.split(",") if (code := each.strip().lower())))
    for code in codes:
        if code not in LANGUAGES:
            raise typer.BadParameter(f"“{code}” is no language that Whisper knows, such as en, de or yue.")
    return codes


def _language(asked: str | None, usual: str, known: Sequence[str]) -> str | None:
    """The code of the language, None to detect it. `known`: what the model understands, if not many. A usual one that
    it does not understand is not asked of it."""
    if asked is None:
        return usual if usual and (not known or usual in known) else None
    code = asked.strip().lower()
    if code == "auto":
        return None
    if not (code.isalpha() and code.isascii() and len(code) in (2, 3)):
        raise typer.BadParameter(f"“{asked}” is no language code such as en, de or yue.")
    if known and code not in known:
        raise typer.BadParameter(f"this model understands {', '.join(known)} only. Others: everyclip models list.")
    return code
