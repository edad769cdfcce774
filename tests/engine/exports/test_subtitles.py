"""Subtitles say the cues, whatever signs are in them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysubs2 import SSAFile

from engine.exports.cues import Rules, cues
from engine.exports.subtitles import ass_of, srt_of, vtt_of
from engine.segments import Segment
from tests.engine.spoken import MARKUP, SPOKEN, TALK, saying

RULES = Rules()
MAKERS = {"srt": srt_of, "vtt": vtt_of, "ass": ass_of}
LONG = replace(SPOKEN, segments=[Segment(0, 4, "a line too long for the screen, and another")])


def test_srt() -> None:
    assert srt_of(SPOKEN, RULES).startswith("1\n00:00:00,000 --> 00:00:01,500\nHello there.\n\n2\n")


def test_srt_names_who_speaks_where_that_changes() -> None:
    long = "This is far too long for a name to stand in the same line."
    said = [("Anna", "Hello."), ("Anna", "I am Anna."), ("Bo", long), (None, "Bye."), ("Bo", "{Bye}")]
    segments = [Segment(3.0 * n, 3.0 * n + 2.5, text, speaker=who) for n, (who, text) in enumerate(said)]
    texts = [event.text for event in SSAFile.from_string(srt_of(replace(TALK, segments=segments), RULES))]
    assert texts[:2] == ["Anna: Hello.", "I am Anna."]
    assert texts[2].startswith("Bo: This is far") and texts[3:] == ["Bye.", "Bo: {\N{WORD JOINER}Bye}"]
    tight = Rules(line_length=10)
    [cue] = SSAFile.from_string(srt_of(replace(TALK, segments=segments[:1]), tight))
    assert cue.text == r"Anna:\NHello."


def test_vtt_has_its_header_and_hours() -> None:
    late = replace(SPOKEN, segments=[Segment(3600.5, 3602.0004, "Late.")])
    assert vtt_of(late, RULES) == "WEBVTT\n\n1\n01:00:00.500 --> 01:00:02.000\nLate.\n\n"


@pytest.mark.parametrize(
    ("format", "start_s", "times"),
    [
        ("ass", 36_010, "0,10:00:10.00,10:00:12.00,"),
        ("ass", 35_999, "0,9:59:59.00,10:00:01.00,"),
        ("ass", 400_000, "0,111:06:40.00,111:06:42.00,"),
        ("srt", 359_999, "99:59:59,000 --> 100:00:01,000"),
        ("srt", 400_000, "111:06:40,000 --> 111:06:42,000"),
        ("vtt", 36_010, "10:00:10.000 --> 10:00:12.000"),
        ("vtt", 400_000, "111:06:40.000 --> 111:06:42.000"),
        ("vtt", 3_600_000, "1000:00:00.000 --> 1000:00:02.000"),
    ],
)
def test_times_of_the_longest_clips_are_written_whole(format: str, start_s: float, times: str) -> None:
    run = replace(SPOKEN.run, clip=replace(SPOKEN.run.clip, duration_s=start_s + 2))
    late = replace(SPOKEN, run=run, segments=[Segment(start_s, start_s + 2, "Late.")])
    assert times in MAKERS[format](late, RULES)


@pytest.mark.parametrize("format", MAKERS)
@given(start_s=st.floats(0, 500_000), length_s=st.floats(0, 0.1))
def test_every_cue_has_a_length_in_the_file(format: str, start_s: float, length_s: float) -> None:
    run = replace(SPOKEN.run, clip=replace(SPOKEN.run.clip, duration_s=start_s))
    segments = [Segment(start_s, start_s + length_s, "a"), Segment(start_s, start_s, "b", speaker="B")]
    document = MAKERS[format](replace(SPOKEN, run=run, segments=segments), RULES)
    found = re.findall(r"(\d+):(\d\d):(\d\d)[.,](\d+)", document)
    times = [(int(h), int(m), int(s), int(part)) for h, m, s, part in found]
    assert len(times) == 4 and times[0] < times[1] <= times[2] < times[3]


def test_ass_names_no_place_on_the_network() -> None:
    document = ass_of(SPOKEN, RULES)
    assert document.startswith("[Script Info]\n") and "://" not in document
    assert "Dialogue: 0,0:00:00.00,0:00:01.50,Default,,0,0,0,,Hello there." in document.splitlines()


@pytest.mark.parametrize(("format", "line_break"), [("srt", "\n"), ("vtt", "\n"), ("ass", r"\N")])
def test_lines_are_broken_after_the_rules(format: str, line_break: str) -> None:
    assert f"screen,{line_break}and another" in MAKERS[format](LONG, RULES)
    assert len(SSAFile.from_string(MAKERS[format](LONG, Rules(line_length=20)), format_=format)) == 2


def test_vtt_escapes_markup() -> None:
    cue = " ".join(vtt_of(saying(MARKUP), RULES).splitlines()[4:]).strip()
    assert cue == r"a &lt;i&gt;b&lt;/i&gt; &amp; {\an8} c:\new \N --&gt; d".replace("\\", "&#92;")


def test_srt_keeps_what_looks_like_markup_as_text() -> None:
    [cue] = SSAFile.from_string(srt_of(saying(MARKUP), RULES), format_="srt")
    assert cue.text.replace("\N{WORD JOINER}", "") == MARKUP


def test_ass_keeps_what_looks_like_markup_as_text() -> None:
    document = ass_of(saying(MARKUP), RULES).replace("\N{WORD JOINER}", "")
    assert document.endswith(r",,a <i>b</i> & \{\an8\} c:\new \N --> d" + "\n")


@pytest.mark.parametrize("format", MAKERS)
def test_there_are_no_empty_cues_and_no_blank_lines_in_cues(format: str) -> None:
    spoken = replace(SPOKEN, segments=[Segment(0, 1, "  "), Segment(1, 2, "one\n\ntwo"), Segment(3, 2, "back")])
    made = SSAFile.from_string(MAKERS[format](spoken, RULES), format_=format)
    assert [(cue.start, cue.end, cue.text) for cue in made] == [(1000, 2000, "one two"), (3000, 4000, "back")]


@pytest.mark.parametrize("format", MAKERS)
@given(text=st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("<>{}\\Nnhp1&-,;\r\n"), max_size=40))
def test_every_cue_is_in_the_file(format: str, text: str) -> None:
    spoken = saying("first", text, "last")
    document = MAKERS[format](spoken, RULES)
    expected = cues(spoken.segments, RULES, spoken.run.clip.duration_s)
    arrow = "Dialogue:" if format == "ass" else " --> "
    assert sum(arrow in line for line in document.splitlines()) >= len(expected)
    assert [cue.start for cue in SSAFile.from_string(document, format_=format)] == [cue.start_ms for cue in expected]


def test_vtt_and_ass_say_who_speaks() -> None:
    vtt, ass = vtt_of(TALK, RULES), ass_of(TALK, RULES)
    assert "<v Anna &lt;1&gt;>Hello." in vtt and "<v Bo, of 2>Yes." in vtt and "\nWho?" in vtt
    assert ",Default,Bo; of 2,0,0,0,,Yes." in ass
    assert [cue.plaintext for cue in SSAFile.from_string(ass)] == ["Hello.", "Are you there?", "Yes.", "Who?"]
