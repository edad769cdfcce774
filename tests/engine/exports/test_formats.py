"""Every format is made of one transcript and, where it can be, of many; files never overwrite one another."""

from __future__ import annotations

import errno
import io
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from engine.errors import ExportError, NotFound
from engine.exports.cues import Rules
from engine.exports.formats import FORMATS, ExportOptions, plan, render, render_many, write
from engine.run import Clip, Run
from engine.segments import Overlap, Segment
from engine.text.transcript import Transcript
from tests.engine.spoken import FAILED, RUN, SILENT, SPOKEN, named

NAMED = {"txt", "md", "html", "docx", "srt", "vtt", "ass", "json", "csv"}
SUBTITLES = {"srt", "vtt", "ass"}


def runs(*names: str) -> list[Run]:
    return [replace(RUN, run_id=f"run-{n}", clip=Clip(f"c{n}", name, name)) for n, name in enumerate(names)]


def test_who_speaks_at_the_same_time_is_in_documents_and_tables_and_not_in_subtitles() -> None:
    said = Segment(0, 2, "Hello.", speaker="Ada", overlaps=(Overlap("=Bo", 0.5, 1.25), Overlap("=Bo", 1.5, 2.0)))
    spoken = replace(SPOKEN, segments=[said, Segment(2, 3, "Yes.", speaker="=Bo")])
    documents = {format: render(spoken, format) for format in FORMATS}
    assert "**Ada (+ =Bo):** Hello." in str(documents["md"]) and "**=Bo:** Yes." in str(documents["md"])
    assert "<b>Ada (+ =Bo):</b> Hello." in str(documents["html"])
    assert isinstance(documents["docx"], bytes)
    assert any("Ada (+ =Bo): Hello." in part.text for part in Document(io.BytesIO(documents["docx"])).paragraphs)
    assert "0.000,2.000,Ada,Hello.,'=Bo\r\n2.000,3.000,'=Bo,Yes.,\r\n" in str(documents["csv"])
    first, second = json.loads(str(documents["json"]))["segments"]
    assert first["overlaps"] == [
        {"speaker": "=Bo", "start": 0.5, "end": 1.25}, {"speaker": "=Bo", "start": 1.5, "end": 2.0},
    ]  # fmt: skip
    assert "overlaps" not in second
    alone = replace(SPOKEN, segments=[replace(said, overlaps=()), spoken.segments[1]])
    assert all(documents[format] == render(alone, format) for format in ("txt", "srt", "vtt", "ass"))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("transcript", [SPOKEN, SILENT, FAILED, named("\udcff")])
def test_every_format_can_be_made_and_ends_with_one_newline(format: str, transcript: Transcript) -> None:
    document = render(transcript, format)
    assert document == render(transcript, format), "the same each time"
    if isinstance(document, str):
        assert document.endswith("\n") and not document.endswith("\n\n")
    else:
        assert document.startswith(b"PK")


@pytest.mark.parametrize("format", sorted(set(FORMATS) - SUBTITLES))
def test_many_are_one_document(format: str) -> None:
    for transcripts in ([SPOKEN, FAILED, SPOKEN], [SPOKEN], []):
        assert render_many(transcripts, format)


@pytest.mark.parametrize("format", sorted(SUBTITLES))
def test_subtitles_belong_to_one_clip(format: str) -> None:
    with pytest.raises(ExportError) as refused:
        render_many([SPOKEN, SPOKEN], format)
    assert refused.value.code == "cannot_merge"
    assert FORMATS[format].has_rules and FORMATS[format].many is None


@pytest.mark.parametrize("format", sorted(NAMED))
def test_who_speaks_is_named(format: str) -> None:
    said = [Segment(0, 1, "Hello.", speaker="Speaker 1"), Segment(1, 2, "Yes?", speaker="Speaker 2")]
    made = render(replace(SPOKEN, segments=said), format)
    if isinstance(made, bytes):
        made = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs)
    assert made.count("Speaker 1") == made.count("Speaker 2") == 1
    assert made.index("Speaker 1") < made.index("Speaker 2")


def test_rules_shape_subtitles_only() -> None:
    long = replace(SPOKEN, segments=[Segment(0, 5, "some words " * 10)])
    changed = {name for name in FORMATS if render(long, name) != render(long, name, Rules(line_length=20))}
    assert changed == SUBTITLES


def test_an_unknown_format_is_an_error_with_a_sentence() -> None:
    with pytest.raises(NotFound):
        render(SPOKEN, "doc")
    with pytest.raises(NotFound):
        plan([RUN], "doc", ExportOptions(), {})


# --- the plan ---


def test_each_run_has_a_file_of_its_own() -> None:
    planned = plan(runs("a.wav", "a.mp3", "b.wav"), "srt", ExportOptions(), {})
    assert [(one.file_name, one.run_ids) for one in planned] == [
        ("a.srt", ("run-0",)),
        ("a (2).srt", ("run-1",)),
        ("b.srt", ("run-2",)),
    ]


def test_files_are_numbered_in_their_order() -> None:
    options = ExportOptions(pattern="{session} {number}")
    planned = plan(runs(*"abcdefghij"), "txt", options, {"s": "Mon/day"})
    assert [one.file_name for one in planned][::9] == ["Mon_day 01.txt", "Mon_day 10.txt"]


def test_merged_there_is_one_file_after_the_session() -> None:
    [one] = plan(runs("a", "b"), "md", ExportOptions(merged=True), {"s": "Monday"})
    assert (one.file_name, one.run_ids) == ("Monday.md", ("run-0", "run-1"))
    [one] = plan([*runs("a"), replace(RUN, session_id="other")], "md", ExportOptions(merged=True), {"s": "Monday"})
    assert one.file_name == "Everyclip.md"


def test_nothing_is_planned_for_nothing() -> None:
    assert plan([], "md", ExportOptions(), {}) == plan([], "md", ExportOptions(merged=True), {}) == []


@pytest.mark.parametrize(
    ("format", "options", "code"),
    [
        ("srt", ExportOptions(merged=True), "cannot_merge"),
        ("txt", ExportOptions(pattern="{nome}"), "unknown_field"),
        ("txt", ExportOptions(pattern="{", merged=True), "bad_pattern"),
    ],
)
def test_what_there_cannot_be_is_refused_even_of_nothing(format: str, options: ExportOptions, code: str) -> None:
    for some in ([], [RUN]):
        with pytest.raises(ExportError) as refused:
            plan(some, format, options, {})
        assert refused.value.code == code


# --- on disk ---


def test_write_makes_folders_and_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "note.txt"
    assert write("Grüße 🎙\n\ud800", path) == path
    assert path.read_bytes() == "Grüße 🎙\n\\ud800".encode()
    assert os.listdir(path.parent) == ["note.txt"]


def test_write_never_overwrites_unless_told_to(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("mine")
    assert write("yours", path).name == "note (2).txt"
    assert write(b"yours", path).name == "note (3).txt"
    assert path.read_text() == "mine"
    assert write("yours", path, overwrite=True) == path
    assert path.read_text() == "yours"


def test_a_disk_that_knows_no_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    assert [write(text, tmp_path / "note.txt").name for text in ("one", "two")] == ["note.txt", "note (2).txt"]
    assert (tmp_path / "note (2).txt").read_text() == "two"
    assert len(list(tmp_path.iterdir())) == 2


def test_many_exporters_of_one_name_get_a_file_each(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(lambda number: write(str(number), tmp_path / "note.txt"), range(40)))
    assert [path.read_text() for path in written] == [str(number) for number in range(40)]
    assert len(os.listdir(tmp_path)) == 40


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write("text", tmp_path / "note.txt")
    assert os.listdir(tmp_path) == []
