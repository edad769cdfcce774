"""Transcripts as tables: a row per segment, for spreadsheets (csv) and for programs (tsv)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from engine.segments import Segment, names_of
from engine.text.transcript import Transcript, one_line

#: The beginnings of cells that spreadsheets treat as formulas; the wide forms too, as in some of them.
_FORMULA = re.compile(r"[=+\-@＝＋－＠]")


def csv_of(transcript: Transcript) -> str:
    """RFC 4180: seconds from the start of the clip, the speaker if known, the text, and who else speaks meanwhile."""
    return _csv(["start", "end", "speaker", "text", "also"], _rows(transcript))


def csv_of_many(transcripts: Sequence[Transcript]) -> str:
    """The same, with the clip's name at the start of each row."""
    rows = ([_cell(each.run.clip.name), *row] for each in transcripts for row in _rows(each))
    return _csv(["clip", "start", "end", "speaker", "text", "also"], rows)


def _csv(header: Sequence[str], rows: Iterator[list[str]]) -> str:
    file = io.StringIO(newline="")
    # Without a byte order mark, Excel decodes the file in the system's legacy code page.
    file.write("\N{BYTE ORDER MARK}")
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows(rows)
    return file.getvalue()


def _rows(transcript: Transcript) -> Iterator[list[str]]:
    for segment in transcript.segments:
        if text := _cell(segment.text):
            times = [f"{segment.start_s:.3f}", f"{segment.end_s:.3f}"]
            yield [*times, _cell(segment.speaker or ""), text, _cell(", ".join(names_of(segment.overlaps)))]


def _cell(text: str) -> str:
    """Text that a spreadsheet shows and never evaluates: an apostrophe before what would be a formula."""
    text = one_line(text)
    return f"'{text}" if _FORMULA.match(text) else text


def tsv_of(transcript: Transcript) -> str:
    """Whisper's own table: start and end in whole milliseconds, then the text, guarded as in a spreadsheet."""
    return "\n".join(["start\tend\ttext", *map(_tsv_row, transcript.segments)])


def tsv_of_many(transcripts: Sequence[Transcript]) -> str:
    """The same, with the clip's name at the start of each row."""
    rows = (f"{_cell(each.run.clip.name)}\t{_tsv_row(segment)}" for each in transcripts for segment in each.segments)
    return "\n".join(["clip\tstart\tend\ttext", *rows])


def _tsv_row(segment: Segment) -> str:
    return f"{round(segment.start_s * 1000)}\t{round(segment.end_s * 1000)}\t{_cell(segment.text)}"
