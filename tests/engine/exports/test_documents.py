"""Documents to read on hold the whole text with its times; nothing of it is taken for markup."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from engine.exports.documents import (
    docx_of,
    docx_of_many,
    html_body,
    html_of,
    html_of_many,
    markdown_of,
    markdown_of_many,
    text_of_many,
    title_of_many,
)
from engine.segments import Segment
from engine.text.transcript import flowing_text, one_line
from tests.engine.spoken import FAILED, MARKUP, RUN, SILENT, SPOKEN, TALK, named, saying

ABOUT = f"{datetime.fromtimestamp(RUN.created_at):%Y-%m-%d %H:%M} · 0:06 · en"


class Seen(HTMLParser):
    """What a browser would show, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(page.split("</style>")[-1])
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def line(self) -> str:
        return one_line("".join(self.text))


def paragraphs_of(document: bytes) -> list[tuple[str | None, str]]:
    return [
        (part.style.name if part.style else None, part.text) for part in docx.Document(io.BytesIO(document)).paragraphs
    ]


# --- Markdown ---


def test_markdown() -> None:
    assert markdown_of(SPOKEN) == (f"# note.mp3\n\n{ABOUT}\n\n**0:00** Hello there. How are you?\n\n**0:05** Bye.")


def test_markdown_of_many_is_headed_by_their_session() -> None:
    document = markdown_of_many([SPOKEN, SILENT])
    assert re.findall("^#.*", document, re.MULTILINE) == ["# Monday", "## note.mp3", "## note.mp3"]
    assert document.endswith("*No speech was found in this clip.*")


def test_markdown_has_no_markup_of_the_text() -> None:
    document = markdown_of(named("*a*_[b](c).wav", saying("# 1. <b>*bold*</b> `x` [l](u) a_b_c ~~d~~ &amp; a|b")))
    assert document.startswith("# \\*a\\*\\_\\[b\\](c).wav\n")
    assert document.endswith(r"**0:00** \# 1. \<b\>\*bold\*\</b\> \`x\` \[l\](u) a\_b\_c \~\~d\~\~ \&amp; a\|b")


# --- HTML ---


def test_html_needs_nothing_else_and_has_a_dark_side() -> None:
    page = html_of(SPOKEN)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">') and '<meta charset="utf-8">' in page
    assert "<title>note.mp3</title>" in page and "prefers-color-scheme: dark" in page
    assert "://" not in page and "<script" not in page and "<link" not in page


def test_times_are_anchors() -> None:
    seen = Seen(html_of(SPOKEN))
    assert seen.ids == ["t0.000", "t5.250"]
    assert seen.links == ["#t0.000", "#t5.250"]


def test_anchors_of_many_clips_differ() -> None:
    seen = Seen(html_of_many([SPOKEN, SPOKEN, FAILED]))
    assert len(set(seen.ids)) == 4 and [f"#{id}" for id in seen.ids] == seen.links
    assert seen.tags.count("h1") == 1 and seen.tags.count("h2") == 3
    assert "The file has no audio track." in seen.line


@given(st.text(max_size=40), st.text(max_size=40))
def test_html_shows_the_text_as_it_is(name: str, text: str) -> None:
    seen = Seen(html_of(named(name, saying(MARKUP, text))))
    assert set(seen.tags) <= {"body", "h1", "p", "a"}
    assert flowing_text(saying(MARKUP, text).segments) in seen.line
    assert one_line(name) in seen.line


def test_the_body_stands_alone_for_what_prints_it() -> None:
    body = html_body([SPOKEN])
    assert body.startswith("<h1") and "<style" not in body and body in html_of(SPOKEN)
    assert html_body([]) == ""


# --- Word ---


def test_docx() -> None:
    assert paragraphs_of(docx_of(SPOKEN)) == [
        ("Heading 1", "note.mp3"),
        ("Normal", ABOUT),
        ("Normal", "0:00\xa0 Hello there. How are you?"),
        ("Normal", "0:05\xa0 Bye."),
    ]


@pytest.mark.parametrize(
    ("text", "is_turned"),
    [
        ("مرحبا بالعالم", True), ("שלום עולם", True), ("سلام دنیا", True), ("اردو متن", True), ("ܫܠܡܐ", True),
        ("12: (مرحبا) Python", True), ("Hello مرحبا", False), ("你好", False), ("123 !", False), ("𞤀𞤣𞤤𞤢𞤥", True),
    ],
)  # fmt: skip
def test_docx_is_set_from_right_to_left_where_the_text_is(text: str, is_turned: bool) -> None:
    spoken = replace(TALK, segments=[Segment(0, 1, text, speaker="Anna"), Segment(5, 6, "And English.")])
    for document in (docx_of(named(text, spoken)), docx_of_many([named(text, spoken)])):
        *_, title, about, turned, english = docx.Document(io.BytesIO(document)).paragraphs
        for part in (title, turned):
            assert (part._p.find(f".//{qn('w:bidi')}") is not None) is is_turned
            assert all(bool(run.font.rtl) is is_turned for run in part.runs) and part.runs
        for part in (about, english):
            assert "w:bidi" not in part._p.xml and "w:rtl" not in part._p.xml


def test_docx_of_many() -> None:
    headings = [part for part in paragraphs_of(docx_of_many([SPOKEN, SILENT])) if part[0] != "Normal"]
    assert headings == [("Heading 1", "Monday"), ("Heading 2", "note.mp3"), ("Heading 2", "note.mp3")]


def test_the_same_text_is_the_same_file() -> None:
    assert docx_of(SPOKEN) == docx_of(SPOKEN)


def test_docx_holds_any_text() -> None:
    text = "".join(map(chr, [*range(0x100), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x1F399]))
    parts = paragraphs_of(docx_of(named(text, saying(text))))
    assert parts[0][1] == one_line(text) and parts[2][1].endswith(one_line(text))


# --- all ---


def test_plain_text_of_many_is_under_names() -> None:
    assert text_of_many([SPOKEN, FAILED]) == (
        "note.mp3\n--------\n\nHello there. How are you?\n\nBye.\n\n\n"
        "note.mp3\n--------\n\nThe file has no audio track."
    )


def test_documents_of_several_sessions_are_everyclips() -> None:
    assert title_of_many([SPOKEN, SILENT]) == "Monday"
    assert title_of_many([SPOKEN, replace(SPOKEN, session="Tuesday")]) == "Everyclip"
    assert title_of_many([replace(SPOKEN, session="")]) == "Everyclip"


def test_documents_say_who_speaks() -> None:
    assert "**0:00** **Anna \\<1\\>:** Hello. Are you there?\n\n**0:02** **Bo, of 2:** Yes." in markdown_of(TALK)
    assert "Anna <1>: Hello." in Seen(html_of(TALK)).line
    assert paragraphs_of(docx_of(TALK))[2][1] == "0:00\xa0 Anna <1>: Hello. Are you there?"
