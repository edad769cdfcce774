"""Transcripts printed as PDF, from the same simple HTML as web page exports."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from engine.exports.documents import html_body, title_of_many
from engine.exports.formats import Format
from engine.text.transcript import Transcript

#: The style of the printed page; black on white whatever the window's colours are.
_STYLE = """
body { color: #1a1d23; } h1 { font-size: 18pt; } h2 { font-size: 14pt; margin-top: 18pt; }
p { margin-bottom: 6pt; line-height: 130%; } .about, .time { color: #5a6270; font-size: 9pt; text-decoration: none; }
"""
_RESOLUTION = 96


def pdf_of(transcripts: Sequence[Transcript]) -> bytes:
    """These transcripts as one document. Needs neither a screen nor the loop: call it in a thread."""
    title = title_of_many(transcripts) if len(transcripts) > 1 else ""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_RESOLUTION)
    # The document's own margins of two centimetres are enough; it prints the page number in them.
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setTitle(title or transcripts[0].run.clip.name)
    writer.setCreator("Everyclip")
    document = QTextDocument()
    document.setDefaultFont(QFont("sans-serif", 11))
    document.setDefaultStyleSheet(_STYLE)
    document.setHtml(f"<body>{html_body(transcripts, html.unescape(title))}</body>")
    document.print_(writer)
    del document, writer
    buffer.close()
    return bytes(content.data())


#: Defined here rather than in the engine, which has no fonts.
PDF = Format("pdf", "PDF to print", lambda transcript, _: pdf_of([transcript]), pdf_of)
