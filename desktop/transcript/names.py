"""The line above a segment that says who speaks, where that changes, and who else does at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextBlock

from desktop import text
from desktop.style import theme
from engine.segments import Segment, names_of

#: Between the speaker and who speaks at the same time, in pixels.
_GAP = 10


class Names(NamedTuple):
    """What is said above a segment."""

    speaker: str
    also: tuple[str, ...] = ()

    @property
    def beside(self) -> str:
        """The words for who speaks at the same time."""
        return text.say("at the same time: {names}").format(names=", ".join(self.also)) if self.also else ""


def names_above(segments: Sequence[Segment], place: int) -> Names | None:
    """Who speaks in a segment, if that differs from the one before."""
    now = _names_of(segments[place])
    return now if now != (_names_of(segments[place - 1]) if place else None) else None


def _names_of(segment: Segment) -> Names | None:
    return Names(segment.speaker, tuple(names_of(segment.overlaps))) if segment.speaker else None


def name_height() -> int:
    """The height of the line."""
    return round(QFontMetricsF(_name_font()).height()) + 4


def paint_names(painter: QPainter, names: Names, block: QTextBlock, box: QRectF) -> None:
    """Paint the line above a block, from the side where its text begins."""
    now, line, where = theme.colours(), _line(box), _box_of(names, block, box)
    painter.setFont(_name_font())
    painter.setPen(QColor(now.accent))
    painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, names.speaker)
    if not names.beside:
        return
    is_from_right = _is_from_right(block)
    left, right = (line.left(), where.left() - _GAP) if is_from_right else (where.right() + _GAP, line.right())
    baseline = where.top() + QFontMetricsF(_name_font()).ascent()
    font = theme.font(theme.TextSize.SMALL)
    painter.setFont(font)
    painter.setPen(QColor(now.muted))
    words = QFontMetricsF(font).elidedText(names.beside, Qt.TextElideMode.ElideRight, max(0.0, right - left))
    start = right - QFontMetricsF(font).horizontalAdvance(words) if is_from_right else left
    painter.drawText(QPointF(start, baseline), words)


def place_of_name(
    segments: Sequence[Segment], blocks: Iterable[tuple[QTextBlock, QRectF]], point: QPointF
) -> int | None:
    """The segment whose speaker's name is painted at a point, among blocks with their boxes."""
    for block, box in blocks:
        names = names_above(segments, block.blockNumber())
        if names is not None and _box_of(names, block, box).contains(point):
            return block.blockNumber()
    return None


def _name_font() -> QFont:
    return theme.font(theme.TextSize.NORMAL, is_strong=True)


def _line(box: QRectF) -> QRectF:
    return QRectF(box.left(), box.top() - name_height(), box.width(), name_height())


def _box_of(names: Names, block: QTextBlock, box: QRectF) -> QRectF:
    """Where the speaker's name is."""
    line = _line(box)
    width = min(line.width(), QFontMetricsF(_name_font()).horizontalAdvance(names.speaker) + 1)
    left = line.right() - width if _is_from_right(block) else line.left()
    return QRectF(left, line.top(), width, line.height())


def _is_from_right(block: QTextBlock) -> bool:
    return block.textDirection() is Qt.LayoutDirection.RightToLeft
