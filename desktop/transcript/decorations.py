"""What is painted around the words of a transcript: times, the spoken word, and doubts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextEdit

from desktop.style import theme

#: The corners of the tint behind the spoken word, in pixels.
_RADIUS = 4.0


def paint_spoken(painter: QPainter, block: QTextBlock, box: QRectF, characters: tuple[int, int] | None) -> None:
    """Paint a soft, rounded ground behind the spoken word, or behind the whole segment if its words are unknown."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.colours().spoken))
    begin, end = characters or (0, block.length() - 1)
    for where in _boxes_of(block, begin, min(end, block.length() - 1)):
        painter.drawRoundedRect(where.translated(box.topLeft()), _RADIUS, _RADIUS)


def _boxes_of(block: QTextBlock, begin: int, end: int) -> Iterable[QRectF]:
    """Where these characters of a block stand, line by line, relative to the block."""
    layout, metrics = block.layout(), QFontMetricsF(block.document().defaultFont())
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first, last = max(begin, line.textStart()), min(end, line.textStart() + line.textLength())
        if first < last:
            ends = [cast(tuple[float, int], line.cursorToX(place))[0] for place in (first, last)]
            baseline = line.y() + line.ascent()
            top, bottom = baseline - metrics.ascent() - 1, baseline + metrics.descent() + 1
            yield QRectF(min(ends) - 3, top, abs(ends[1] - ends[0]) + 6, bottom - top)


def underline(painter: QPainter, block: QTextBlock, box: QRectF, ranges: Iterable[tuple[int, int]]) -> None:
    """Underline these characters with dots: the model was unsure of them."""
    painter.setPen(QPen(QColor(theme.colours().wait), 1.6, Qt.PenStyle.DotLine))
    layout = block.layout()
    for begin, end in ranges:
        line = layout.lineForTextPosition(begin)
        if line.isValid() and end < block.length():
            y = box.top() + line.y() + line.ascent() + 4
            left, right = (cast(tuple[float, int], line.cursorToX(place))[0] for place in (begin, end))
            painter.drawLine(QPointF(box.left() + left, y), QPointF(box.left() + right, y))


def found_marks(document: QTextDocument, places: Iterable[tuple[int, int, int]]) -> list[QTextEdit.ExtraSelection]:
    """Marks of what was found, each given as block, start and end offset."""
    now, marks = theme.colours(), []
    for place, *characters in places:
        block, mark = document.findBlockByNumber(place), QTextEdit.ExtraSelection()
        begin, end = (block.position() + min(each, block.length() - 1) for each in characters)
        mark.cursor = QTextCursor(block)
        mark.cursor.setPosition(begin)
        mark.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        mark.format = QTextCharFormat()
        mark.format.setBackground(QColor(now.wait_ground))
        mark.format.setForeground(QColor(now.wait))
        marks.append(mark)
    return marks


def paint_time(painter: QPainter, words: str, right: float, baseline: float, *, is_spoken: bool = False) -> None:
    """Paint a time that ends at `right`; bold and in the accent beside the segment that is being spoken."""
    now = theme.colours()
    painter.setFont(theme.font(theme.TextSize.SMALL, is_strong=is_spoken))
    painter.setPen(QColor(now.accent if is_spoken else now.muted))
    width = QFontMetricsF(painter.font()).horizontalAdvance(words)
    painter.drawText(QPointF(right - width, baseline), words)
