"""File names are safe on every system, follow their pattern, and no two of one export are alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ExportError
from engine.exports.file_names import DEFAULT_PATTERN, FIELDS, MAX_NAME_BYTES, fields_of, safe_name, stems
from engine.exports.formats import file_name
from engine.run import Options
from tests.engine.spoken import RUN

ALL = " ".join(f"{{{field}}}" for field in FIELDS)


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


def test_a_pattern_has_all_its_fields() -> None:
    run = replace(RUN, language=None, options=Options(model="/models/large-v3", language="de"))
    fields = fields_of(run, "Team: Monday", number=7, count=120)
    assert tuple(fields) == FIELDS
    [stem] = stems([{**fields, "date": "2026-01-02", "time": "03-04-05"}], ALL)
    assert stem == "note Team_ Monday 2026-01-02 03-04-05 007 de large-v3"


def test_a_field_that_is_empty_is_empty() -> None:
    assert stems([fields_of(replace(RUN, language=None))], "{language}{session}") == ["clip"]


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{title}", "unknown_field"),
        ("{name.__class__}", "unknown_field"),
        ("{name[0]}", "unknown_field"),
        ("{}", "unknown_field"),
        ("{0}", "unknown_field"),
        ("{name", "bad_pattern"),
        ("name}", "bad_pattern"),
        ("{name!r}", "bad_pattern"),
        ("{name:>999999999}", "bad_pattern"),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str, code: str) -> None:
    with pytest.raises(ExportError) as refused:
        stems([], pattern)
    assert refused.value.code == code


def test_a_pattern_leads_nowhere_else() -> None:
    assert stems([fields_of(RUN, "../../etc")], "{session}/../{name}") == ["_.._etc_.._note"]
    assert stems([fields_of(RUN)], "{{{name}}}") == ["{note}"]


def test_names_that_a_file_system_may_take_for_one_get_a_number() -> None:
    names = ["a", "A", "a (2)", "a", "b"]
    fields = [fields_of(replace(RUN, clip=replace(RUN.clip, name=name))) for name in names]
    assert stems(fields) == ["a", "A (2)", "a (2) (2)", "a (3)", "b"]


@given(st.lists(st.text(max_size=5), max_size=20), st.sampled_from([DEFAULT_PATTERN, "x", "{number} {name}", ALL]))
def test_no_two_names_are_alike(names: list[str], pattern: str) -> None:
    fields = [fields_of(replace(RUN, clip=replace(RUN.clip, name=name)), number=n) for n, name in enumerate(names)]
    made = stems(fields, pattern)
    assert len({stem.casefold() for stem in made}) == len(names)
    assert stems(fields, pattern) == made
