"""Documents hold the text whole and escaped, and files never overwrite one another."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysubs2 import SSAFile

from engine.errors import NotFound
from engine.events import EventKind, RunEvent
from engine.export import FORMATS, MAX_NAME_BYTES, file_name, render, run_object, safe_name, write
from engine.run import Clip, Options, Outcome, Reason, Run, Segment, State, Word

RUN = Run(
    run_id="4f1c",
    position=1,
    session_id="s",
    clip=Clip("c", name="note.mp3", source="/in/note.mp3", duration_s=6.0),
    options=Options(),
    state=State.COMPLETED,
    outcome=Outcome.TEXT,
    attempt=1,
    language="en",
    created_at=100.0,
    started_at=101.0,
    ended_at=103.0,
)
SEGMENTS = (
    Segment(0.0, 1.5, " Hello there."),
    Segment(1.6, 3.0, " How are you?"),
    Segment(5.25, 6.0, " Bye."),
)
MARKUP = r"a <i>b</i> & {\an8} c:\new \N --> d"


def test_plain_text_flows_and_parts_paragraphs_at_pauses() -> None:
    assert render(RUN, SEGMENTS, "txt") == "Hello there. How are you?\n\nBye.\n"


def test_languages_without_spaces_are_joined_without_spaces() -> None:
    segments = [Segment(0, 1, "你好。"), Segment(1, 2, "再见。")]
    assert render(replace(RUN, language="zh"), segments, "txt") == "你好。再见。\n"


def test_srt() -> None:
    assert render(RUN, SEGMENTS, "srt").startswith("1\n00:00:00,000 --> 00:00:01,500\nHello there.\n\n2\n")


def test_vtt_has_its_header_and_hours() -> None:
    text = render(RUN, [Segment(3600.5, 3602.0004, "Late.")], "vtt")
    assert text == "WEBVTT\n\n1\n01:00:00.500 --> 01:00:02.000\nLate.\n"


def test_vtt_escapes_markup() -> None:
    cue = render(RUN, [Segment(0, 1, MARKUP)], "vtt").splitlines()[-1]
    assert cue == r"a &lt;i&gt;b&lt;/i&gt; &amp; {\an8} c:\new \N --&gt; d".replace("\\", "&#92;")


def test_srt_keeps_what_looks_like_markup_as_text() -> None:
    document = render(RUN, [Segment(0, 1, MARKUP)], "srt")
    assert SSAFile.from_string(document, format_="srt")[0].text.replace("\N{WORD JOINER}", "") == MARKUP


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_subtitles_have_no_empty_cues_and_no_blank_lines_in_cues(format: str) -> None:
    segments = [Segment(0, 1, "  "), Segment(1, 2, "one\n\ntwo"), Segment(3, 2, "back")]
    cues = SSAFile.from_string(render(RUN, segments, format), format_=format)
    assert [(cue.start, cue.end, cue.text) for cue in cues] == [(1000, 2000, "one two"), (3000, 3000, "back")]


def test_tsv_has_whole_milliseconds_and_no_tabs_in_the_text() -> None:
    assert render(RUN, [Segment(0.0004, 1.5, " a\tb\n")], "tsv") == "start\tend\ttext\n0\t1500\ta b\n"


def test_json_is_the_run_object() -> None:
    run = json.loads(render(RUN, SEGMENTS, "json"))
    assert run == {
        "run_id": "4f1c",
        "clip": "/in/note.mp3",
        "name": "note.mp3",
        "state": "completed",
        "outcome": "text",
        "attempts": 1,
        "language": "en",
        "duration_s": 6.0,
        "text": "Hello there. How are you? Bye.",
        "segments": [
            {"start": 0.0, "end": 1.5, "text": "Hello there."},
            {"start": 1.6, "end": 3.0, "text": "How are you?"},
            {"start": 5.25, "end": 6.0, "text": "Bye."},
        ],
        "timings": {"queued_s": 1.0, "working_s": 2.0, "total_s": 3.0, "speed": 3.0},
    }


def test_words_are_there_when_asked_for() -> None:
    segment = Segment(0, 1, " Hi.", words=(Word(0.1, 0.9, " Hi.", 0.87654),))
    words = run_object(RUN, [segment])["segments"][0]["words"]
    assert words == [{"start": 0.1, "end": 0.9, "text": "Hi.", "probability": 0.877}]


def test_a_failed_run_says_why() -> None:
    failed = replace(RUN, state=State.FAILED, outcome=None, reason=Reason("no_audio"))
    made = run_object(failed, ())
    assert made["error"] == {"code": "no_audio", "message": "The file has no audio track."}
    assert "outcome" not in made and made["text"] == "" and made["segments"] == []


def test_timings_of_several_attempts_come_from_the_story() -> None:
    story = [
        (100.0, EventKind.ACCEPTED, State.QUEUED),
        (101.0, EventKind.CLAIM, State.RUNNING),
        (101.5, EventKind.PHASE, None),
        (104.0, EventKind.REQUEUE, State.QUEUED),
        (106.0, EventKind.CLAIM, State.RUNNING),
        (107.0, EventKind.COMPLETE, State.COMPLETED),
    ]
    events = [RunEvent("4f1c", n, at, kind, 1, None, to) for n, (at, kind, to) in enumerate(story, 1)]
    timings = run_object(replace(RUN, ended_at=107.0), SEGMENTS, events)["timings"]
    assert timings == {"queued_s": 3.0, "working_s": 4.0, "total_s": 7.0, "speed": 1.5}


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_ends_with_one_newline_with_and_without_text(format: str) -> None:
    for segments in (SEGMENTS, ()):
        text = render(RUN, segments, format)
        assert text.endswith("\n") and not text.endswith("\n\n")


def test_an_unknown_format_is_an_error_with_a_sentence() -> None:
    with pytest.raises(NotFound):
        render(RUN, SEGMENTS, "doc")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Grüße 🎙 会議.mp3", "Grüße 🎙 会議.mp3"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a<b>:"c|d?*e\\f', "a_b___c_d__e_f"),
        ("--rm -rf", "rm -rf"),
        (".hidden", "hidden"),
        ("ends. . ", "ends"),
        ("line\nbreak\tand\x00zero", "line_break_and_zero"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1 .x", "_com1 .x"),
        ("console", "console"),
        ("gepj\u202emp3.exe", "gepj_mp3.exe"),
        ("...", "clip"),
        ("", "clip"),
        ("\udcff", "_"),
    ],
)
def test_safe_name(name: str, expected: str) -> None:
    assert safe_name(name) == expected


@given(st.text(max_size=4000))
def test_safe_names_can_be_made(name: str) -> None:
    safe = safe_name(name)
    assert safe and len(safe.encode()) <= MAX_NAME_BYTES + 1
    assert Path(safe).name == safe and not safe.startswith(("-", ".")) and not safe.endswith((".", " "))
    assert safe_name(safe) == safe


def test_files_are_called_after_their_clip() -> None:
    def named(name: str) -> str:
        return file_name(replace(RUN, clip=replace(RUN.clip, name=name)), "srt")

    assert named("talk.mp3") == "talk.srt"
    assert named("Dr. Smith") == "Dr. Smith.srt"
    assert named("version 1.5") == "version 1.5.srt"
    assert named("con.wav") == "_con.srt"
    assert len(named("会" * 4000 + ".mp3").encode()) < 255


def test_write_makes_folders_and_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "note.txt"
    assert write(RUN, [Segment(0, 1, "Grüße 🎙")], "txt", path) == path
    assert path.read_bytes() == "Grüße 🎙\n".encode()
    assert os.listdir(path.parent) == ["note.txt"]


def test_write_never_overwrites_unless_told_to(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("mine")
    assert write(RUN, SEGMENTS, "txt", path).name == "note (2).txt"
    assert write(RUN, SEGMENTS, "txt", path).name == "note (3).txt"
    assert path.read_text() == "mine"
    assert write(RUN, SEGMENTS, "txt", path, overwrite=True) == path
    assert path.read_text().startswith("Hello")


def test_many_exporters_of_one_name_get_a_file_each(tmp_path: Path) -> None:
    def export(number: int) -> Path:
        return write(RUN, [Segment(0, 1, str(number))], "txt", tmp_path / "note.txt")

    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(export, range(40)))
    assert [path.read_text() for path in written] == [f"{number}\n" for number in range(40)]
    assert len(os.listdir(tmp_path)) == 40


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(RUN, SEGMENTS, "txt", tmp_path / "note.txt")
    assert os.listdir(tmp_path) == []
