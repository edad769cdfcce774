"""A run's text as a file: the formats, how documents are rendered, and how they are safely written to the disk.

The content of documents is up to `documents`, `subtitles`, `tables` and `json_objects`; the names of files are up to
`file_names`.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeAlias

from engine.errors import ExportError, NotFound
from engine.exports import documents, json_objects, subtitles, tables
from engine.exports.cues import Rules
from engine.exports.file_names import DEFAULT_PATTERN, fields_of, safe_name, stem_of, stems
from engine.run import Reason, Run
from engine.storage.durable import numbered, place, sync_file
from engine.text.transcript import Transcript, plain_text

#: Text, or bytes for a Word document.
Document: TypeAlias = str | bytes


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of document: how to render one transcript, and many, if that makes sense. A screen may supply a format of
    its own, which is then exported like those in `FORMATS`."""

    name: str
    title: str
    one: Callable[[Transcript, Rules], Document]
    many: Callable[[Sequence[Transcript]], Document] | None = None

    @property
    def suffix(self) -> str:
        return f".{self.name}"

    @property
    def has_rules(self) -> bool:
        """Whether it is cut into cues, so that `Rules` apply."""
        return self.name in {"srt", "vtt", "ass"}


def _no_cues(one: Callable[[Transcript], Document]) -> Callable[[Transcript, Rules], Document]:
    """Adapt a renderer to which the rules of subtitles do not apply."""
    return lambda transcript, _: one(transcript)


FORMATS: Mapping[str, Format] = {
    made.name: made
    for made in (
        Format("txt", "Plain text", _no_cues(plain_text), documents.text_of_many),
        Format("srt", "SubRip subtitles", subtitles.srt_of),
        Format("vtt", "WebVTT subtitles", subtitles.vtt_of),
        Format("json", "JSON with times", _no_cues(json_objects.json_of), json_objects.json_of_many),
        Format("tsv", "Table with times (TSV)", _no_cues(tables.tsv_of), tables.tsv_of_many),
        Format("csv", "Spreadsheet (CSV)", _no_cues(tables.csv_of), tables.csv_of_many),
        Format("ass", "Advanced SubStation subtitles", subtitles.ass_of),
        Format("md", "Markdown", _no_cues(documents.markdown_of), documents.markdown_of_many),
        Format("html", "Web page", _no_cues(documents.html_of), documents.html_of_many),
        Format("docx", "Word document", _no_cues(documents.docx_of), documents.docx_of_many),
    )
}


def format_of(name: str | Format) -> Format:
    """Look up a format. Raises NotFound for an unknown one."""
    if isinstance(name, Format):
        return name
    if name not in FORMATS:
        raise NotFound(kind="format", id=name)
    return FORMATS[name]


def render(transcript: Transcript, format: str | Format, rules: Rules | None = None) -> Document:
    """Render the transcript in that format; text ends with one newline. Raises NotFound for an unknown one."""
    return _ended(format_of(format).one(transcript, rules or Rules()))


def render_many(transcripts: Sequence[Transcript], format: str | Format) -> Document:
    """Render many transcripts as one document, each under its clip's name. Raises NotFound; ExportError for subtitles,
    whose times belong to one clip."""
    kind = format_of(format)
    if kind.many is None:
        raise ExportError("cannot_merge", format=kind.name)
    return _ended(kind.many(transcripts))


def _ended(document: Document) -> Document:
    return document.rstrip("\n") + "\n" if isinstance(document, str) else document


# --- What an export of many runs will write. ---


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How texts are exported. Chosen in a dialog or on the command line."""

    #: File names: text with the fields of `engine.exports.file_names.FIELDS`. Ignored if a full path
    #: is given.
    pattern: str = DEFAULT_PATTERN
    #: All in one document; otherwise one per run.
    merged: bool = False
    #: Whether an existing file may be replaced; otherwise a number is added to the new one's name.
    overwrite: bool = False
    #: Whether to write again what a file of that name, or with a number, holds already.
    repeats: bool = True
    #: Whether each is written beside the file that its clip came from, instead of in one folder.
    beside: bool = False
    #: How subtitles are cut. None for the defaults.
    rules: Rules | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """One file of an export and the runs whose texts are in it."""

    file_name: str
    format: Format
    runs: tuple[Run, ...]
    merged: bool = False

    @property
    def run_ids(self) -> tuple[str, ...]:
        return tuple(run.run_id for run in self.runs)

    def render(self, transcripts: Sequence[Transcript], rules: Rules) -> Document:
        """Render these transcripts, which are those of `runs`."""
        if self.merged:
            return render_many(transcripts, self.format)
        [transcript] = transcripts
        return render(transcript, self.format, rules)


@dataclass(frozen=True, slots=True)
class Exported:
    """The outcome of writing one file: `path` is where it is, or where it could not be written for `reason`."""

    path: Path
    run_ids: tuple[str, ...]
    reason: Reason | None = None


def plan(
    runs: Sequence[Run], format: str | Format, options: ExportOptions, sessions: Mapping[str, str]
) -> list[Planned]:
    """The files of an export: one per run, or one for all. `sessions`: session names by id.

    In the pattern of a merged file, {name} is the title of the document and the rest comes from the first run. Raises
    NotFound for an unknown format, ExportError for an invalid pattern or merge: one document of all clips is beside
    none of their files.
    """
    kind = format_of(format)
    if options.merged and options.beside:
        raise ExportError("merged_beside")
    fields = [fields_of(run, sessions.get(run.session_id, ""), n, len(runs)) for n, run in enumerate(runs, 1)]
    parts: list[tuple[Run, ...]] = [(run,) for run in runs]
    if options.merged:
        if kind.many is None:
            raise ExportError("cannot_merge", format=kind.name)
        title = documents.title_of_many([Transcript(run, (), sessions.get(run.session_id, "")) for run in runs])
        fields = [{**each, "name": title} for each in fields[:1]]
        parts = [tuple(runs)] if runs else []
    folders = [os.path.dirname(run.clip.source) for run in runs] if options.beside else ()
    names = stems(fields, options.pattern, folders)
    return [Planned(stem + kind.suffix, kind, part, options.merged) for stem, part in zip(names, parts, strict=True)]


def file_name(run: Run, format: str) -> str:
    """The name of the run's document in that format, unless a pattern says otherwise."""
    return safe_name(stem_of(run.clip)) + format_of(format).suffix


# --- On disk. ---


def folder_beside(run: Run) -> Path | None:
    """The folder of the file that a clip came from; None if it came from none, or the folder is not there any more.
    Asks a disk that may not answer."""
    folder = os.path.dirname(run.clip.source)
    return Path(folder) if os.path.isabs(run.clip.source) and os.path.isdir(folder) else None


def write(document: Document, path: Path, overwrite: bool = False) -> Path:
    """Write the document to `path`, creating its folder; returns the file written.

    The file appears whole or not at all. An existing one is left alone, and a number added to the new one's name,
    unless `overwrite`. Raises OSError if it cannot be written.
    """
    content = _bytes(document)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".everyclip-{uuid.uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            sync_file(file)
        if overwrite:
            return part.replace(path)
        return place(part, path)
    finally:
        part.unlink(missing_ok=True)


def same_document(document: Document, path: Path) -> Path | None:
    """The file with that name, or with a number, that holds just this document. Raises OSError."""
    content = _bytes(document)
    for number in count(1):
        there = numbered(path, number)
        if not there.exists():
            return None
        if there.stat().st_size == len(content) and there.read_bytes() == content:
            return there
    raise AssertionError("count() never ends")


def _bytes(document: Document) -> bytes:
    return document if isinstance(document, bytes) else document.encode(errors="backslashreplace")
