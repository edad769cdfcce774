"""Transcripts as readable documents: Markdown, HTML and Word, with a heading, paragraphs and their times."""

from __future__ import annotations

import html
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from engine.messages import clock_time, explain
from engine.run import Run
from engine.text.transcript import Transcript, absence, one_line, paragraphs, plain_text

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph


def title_of_many(transcripts: Sequence[Transcript]) -> str:
    """The title of a document with several clips: their session's name, if they share one."""
    sessions = {each.session for each in transcripts}
    return (one_line(sessions.pop()) if len(sessions) == 1 else "") or "Everyclip"


def _title(run: Run) -> str:
    return one_line(run.clip.name)


def _about(run: Run) -> str:
    """When the clip was handed over, its length and its language, as far as they are known, and what is missing in
    it."""
    facts = [datetime.fromtimestamp(run.created_at).strftime("%Y-%m-%d %H:%M")]
    if run.clip.duration_s:
        facts.append(clock_time(run.clip.duration_s))
    if run.language:
        facts.append(run.language)
    facts.extend(map(explain, run.sound.notes))
    return " · ".join(facts)


# --- Plain text, where several clips need headings. ---


def text_of_many(transcripts: Sequence[Transcript]) -> str:
    """Clips one after another, each under its underlined name."""
    return "\n\n\n".join(
        f"{_title(each.run)}\n{'-' * min(80, len(_title(each.run)))}\n\n{plain_text(each) or absence(each.run)}"
        for each in transcripts
    )


# --- Markdown. ---


def markdown_of(transcript: Transcript) -> str:
    return _markdown(transcript, "#")


def markdown_of_many(transcripts: Sequence[Transcript]) -> str:
    heading = f"# {_escaped(title_of_many(transcripts))}"
    return "\n\n".join([heading, *(_markdown(each, "##") for each in transcripts)])


def _markdown(transcript: Transcript, heading: str) -> str:
    run = transcript.run
    # A paragraph begins with its time, so that its text cannot be read as a heading, a list or a quotation.
    spoken = []
    for part in paragraphs(transcript):
        speaker = f"**{_escaped(part.speakers)}:** " if part.speaker else ""
        spoken.append(f"**{clock_time(part.start_s)}** {speaker}{_escaped(part.text)}")
    parts = [f"{heading} {_escaped(_title(run))}", _about(run), *(spoken or [f"*{_escaped(absence(run))}*"])]
    return "\n\n".join(parts)


def _escaped(text: str) -> str:
    """Escape the text so that none of it is markup."""
    return re.sub(r"[\\`*_\[\]<>&~|#$]", r"\\\g<0>", text)


# --- HTML. ---

_STYLE = """\
:root { color-scheme: light dark; --text: #1c1d21; --soft: #62656e; --page: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e7ea; --soft: #9fa3ad; --page: #17181b; } }
body { max-width: 42rem; margin: 3rem auto; padding: 0 1.25rem; color: var(--text); background: var(--page);
  font: 1.05rem/1.6 system-ui, sans-serif; }
h1, h2 { line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin-top: 3rem; }
.about, .time { color: var(--soft); font-size: 0.85em; font-variant-numeric: tabular-nums; text-decoration: none; }
.time { margin-inline-end: 0.5em; }
p:target { outline: 2px solid var(--soft); outline-offset: 0.4rem; border-radius: 0.2rem; }"""


def html_of(transcript: Transcript) -> str:
    return _page(_title(transcript.run), html_body([transcript]), transcript.run.language)


def html_of_many(transcripts: Sequence[Transcript]) -> str:
    languages = {each.run.language for each in transcripts}
    language = languages.pop() if len(languages) == 1 else None
    return _page(title_of_many(transcripts), html_body(transcripts, title_of_many(transcripts)), language)


def _page(title: str, body: str, language: str | None) -> str:
    """A self-contained file that needs neither a style sheet nor a network."""
    lang = f' lang="{html.escape(language)}"' if language else ""
    return f"""<!DOCTYPE html>
<html{lang}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>
{_STYLE}
</style>
</head>
<body>
{body}
</body>
</html>"""


def html_body(transcripts: Sequence[Transcript], title: str = "") -> str:
    """The headings and paragraphs alone, so simple that Qt's text documents can show and print them too.

    `title` goes above clips, each of which then gets a lower-level heading.
    """
    heading = "h2" if title else "h1"
    parts = [f"<h1>{html.escape(title)}</h1>"] if title else []
    for number, transcript in enumerate(transcripts, 1):
        parts += _html_parts(transcript, heading, f"{number}-" if title else "")
    return "\n".join(parts)


def _html_parts(transcript: Transcript, heading: str, prefix: str) -> Iterator[str]:
    run = transcript.run
    yield f'<{heading} dir="auto">{html.escape(_title(run))}</{heading}>'
    yield f'<p class="about">{html.escape(_about(run))}</p>'
    spoken = paragraphs(transcript)
    for part in spoken:
        anchor = f"t{prefix}{part.start_s:.3f}"
        time = f'<a class="time" href="#{anchor}">{clock_time(part.start_s)}</a>'
        speaker = f"<b>{html.escape(part.speakers)}:</b> " if part.speaker else ""
        yield f'<p id="{anchor}" dir="auto">{time} {speaker}{html.escape(part.text)}</p>'
    if not spoken:
        yield f"<p><i>{html.escape(absence(run))}</i></p>"


# --- Word. ---

#: The earliest time that a zip file can store. The time of the export would make every copy a different file.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def docx_of(transcript: Transcript) -> bytes:
    paper = _Paper(_title(transcript.run))
    paper.add(transcript, "Heading 1")
    return paper.saved()


def docx_of_many(transcripts: Sequence[Transcript]) -> bytes:
    title = title_of_many(transcripts)
    paper = _Paper(title)
    paper.add_title(title, "Heading 1")
    for transcript in transcripts:
        paper.add(transcript, "Heading 2")
    return paper.saved()


class _Paper:
    """A Word document that is written from beginning to end."""

    def __init__(self, title: str) -> None:
        import docx
        from docx.shared import RGBColor

        self._document = docx.Document()
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = title[:255], "", ""
        self._grey = RGBColor.from_string("62656E")
        # Looking up a style or the document's end for each paragraph takes time proportional to the document's length.
        self._style_ids = {name: self._document.styles[name].style_id for name in ("Heading 1", "Heading 2")}
        self._end = self._document.element.body.sectPr

    def add_paragraph(self, style: str | None = None) -> Paragraph:
        from docx.oxml import OxmlElement
        from docx.text.paragraph import Paragraph

        element = OxmlElement("w:p")
        self._end.addprevious(element)
        if style:
            element.style = self._style_ids[style]
        return Paragraph(element, self._document)

    def add(self, transcript: Transcript, heading: str) -> None:
        self.add_title(_title(transcript.run), heading)
        self.add_paragraph().add_run(_about(transcript.run)).font.color.rgb = self._grey
        spoken = paragraphs(transcript)
        for part in spoken:
            paragraph = self.add_paragraph()
            paragraph.add_run(clock_time(part.start_s)).font.color.rgb = self._grey
            paragraph.add_run("\N{NO-BREAK SPACE} ")
            if part.speaker:
                paragraph.add_run(f"{part.speakers}: ").bold = True
            paragraph.add_run(part.text)
            _turn(paragraph, part.text)
        if not spoken:
            self.add_paragraph().add_run(absence(transcript.run)).italic = True

    def add_title(self, title: str, style: str) -> None:
        paragraph = self.add_paragraph(style)
        paragraph.add_run(title)
        _turn(paragraph, title)

    def saved(self) -> bytes:
        """The document as a file; identical for the same text."""
        made, fixed = io.BytesIO(), io.BytesIO()
        self._document.save(made)
        with ZipFile(made) as old, ZipFile(fixed, "w", ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(ZipInfo(name, _ZIP_TIME), old.read(name), ZIP_DEFLATED)
        return fixed.getvalue()


def _turn(paragraph: Paragraph, text: str) -> None:
    """Set the paragraph from right to left if its text is: Word, unlike a browser, does not look for itself."""
    from docx.oxml import OxmlElement

    if not _is_right_to_left(text):
        return
    # Behind the style, which is all that there is in these: the order is fixed.
    paragraph.paragraph_format.element.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for run in paragraph.runs:
        run.font.rtl = True
        run.font.cs_bold = run.bold


def _is_right_to_left(text: str) -> bool:
    """Whether the first character that has a direction is of a script such as Arabic or Hebrew."""
    directions = (unicodedata.bidirectional(sign) for sign in text)
    return next((each for each in directions if each in {"L", "R", "AL"}), "L") != "L"
