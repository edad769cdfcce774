"""The text as people read it flows, and is parted where a reader needs a rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.messages import clock_time
from engine.segments import Segment
from engine.text.transcript import absence, flowing_text, one_line, paragraphs, plain_text
from tests.engine.spoken import FAILED, RUN, SILENT, SPOKEN, TALK, saying


def test_plain_text_flows_and_parts_paragraphs_at_pauses() -> None:
    assert plain_text(SPOKEN) == "Hello there. How are you?\n\nBye."
    assert [part.start_s for part in paragraphs(SPOKEN)] == [0.0, 5.25]


def test_languages_without_spaces_are_joined_without_spaces() -> None:
    assert flowing_text([Segment(0, 1, "你好。"), Segment(1, 2, "再见。")], "zh") == "你好。再见。"


def test_who_never_pauses_is_given_paragraphs_at_ends_of_sentences() -> None:
    text = saying(*(["and so on " * 10] * 5 + ["and so on. "]) * 20)
    parts = paragraphs(text)
    assert 10 <= len(parts) <= 20 and all(part.text.endswith(".") for part in parts)
    assert " ".join(part.text for part in parts) == flowing_text(text.segments)


def test_who_never_ends_a_sentence_is_given_paragraphs_too() -> None:
    assert len(paragraphs(saying(*["and so on"] * 1000))) > 5


def test_empty_segments_make_no_paragraph() -> None:
    assert paragraphs(replace(SPOKEN, segments=[Segment(0, 1, " "), Segment(9, 10, "\n")])) == []


def test_what_cannot_be_printed_is_not() -> None:
    assert one_line(" a\x00\ud800b\n\n\t c\u2028d\x7f") == "a��b c d�"


def test_a_text_that_is_not_there_is_explained() -> None:
    assert absence(SILENT.run) == "No speech was found in this clip."
    assert absence(FAILED.run) == "The file has no audio track."
    assert absence(replace(RUN, outcome=None)) == "There is no text yet."


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (-1, "0:00"), (59.9, "0:59"), (727, "12:07"), (4327, "1:12:07")]
)
def test_clock_time(seconds: float, text: str) -> None:
    assert clock_time(seconds) == text


def test_who_speaks_is_said_when_it_changes() -> None:
    assert plain_text(TALK) == "Anna <1>: Hello. Are you there?\n\nBo, of 2: Yes.\n\nWho?"
