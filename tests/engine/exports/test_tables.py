"""Tables are read back as they were written, and no cell of them computes."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exports.tables import csv_of, csv_of_many, tsv_of, tsv_of_many
from engine.segments import Segment
from engine.text.transcript import one_line
from tests.engine.spoken import SPOKEN, named, saying


def test_tsv_has_whole_milliseconds_and_no_tabs_in_the_text() -> None:
    spoken = replace(SPOKEN, segments=[Segment(0.0004, 1.5, " a\tb\n")])
    assert tsv_of(spoken) == "start\tend\ttext\n0\t1500\ta b"
    assert tsv_of_many([named("a\tb.wav", spoken)]) == "clip\tstart\tend\ttext\na b.wav\t0\t1500\ta b"


def test_csv_is_rfc_4180_with_the_mark_that_excel_needs() -> None:
    spoken = replace(SPOKEN, segments=[Segment(0, 1.5, ' He said: "Hi, you"\nand left.'), Segment(2, 3, " ")])
    assert csv_of(spoken) == '\ufeffstart,end,speaker,text,also\r\n0.000,1.500,,"He said: ""Hi, you"" and left.",\r\n'


def test_many_have_the_name_before_each_row() -> None:
    rows = list(csv.reader(io.StringIO(csv_of_many([named("a,b.wav"), named("=c.wav")]).lstrip("\ufeff"))))
    assert rows[0] == ["clip", "start", "end", "speaker", "text", "also"]
    assert [row[0] for row in rows[1:]] == ["a,b.wav"] * 3 + ["'=c.wav"] * 3


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "  =1", "\t=1", "\r\n=1", "＝1", '=cmd|" /C calc"!A0'])
def test_no_cell_is_a_formula(text: str) -> None:
    [_, row] = csv.reader(io.StringIO(csv_of(saying(text))))
    assert row[3] == "'" + one_line(text)
    assert tsv_of(saying(text)).split("\t")[-1] == "'" + one_line(text)
    assert tsv_of_many([named("=c.wav", saying(text))]).splitlines()[1].startswith("'=c.wav\t")


@given(st.lists(st.text(max_size=20), max_size=8))
def test_what_is_written_is_read(texts: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(csv_of(saying(*texts)), newline="")))
    assert [row[3].lstrip("'") for row in rows[1:]] == [line.lstrip("'") for text in texts if (line := one_line(text))]
