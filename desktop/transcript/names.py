"""The line above a segment that says who speaks, where that changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextBlock

from desktop.style import theme
from engine.run import Segment


def name_above(segments: Sequence[Segment], place: int) -> str | None:
    """The segment's speaker, if it differs from the one before."""
    speaker = segments[place].speaker
    before = segments[place - 1].speaker if place else None
    return speaker if speaker != before else None


def name_height() -> int:
    """The height of the line."""
    return round(QFontMetricsF(_name_font()).height()) + 4


def paint_name(painter: QPainter, name: str, block: QTextBlock, box: QRectF) -> None:
    """Paint the line above a block, at the side where its text begins."""
    painter.setFont(_name_font())
    painter.setPen(QColor(theme.colours().accent))
    side = Qt.AlignmentFlag.AlignRight if _is_from_right(block) else Qt.AlignmentFlag.AlignLeft
    painter.drawText(_line(box), side | Qt.AlignmentFlag.AlignTop, name)


def place_of_name(
    segments: Sequence[Segment], blocks: Iterable[tuple[QTextBlock, QRectF]], point: QPointF
) -> int | None:
    """The segment whose speaker's name is painted at a point, among blocks with their boxes."""
    for block, box in blocks:
        name = name_above(segments, block.blockNumber())
        if name is not None and _box_of(name, block, box).contains(point):
            return block.blockNumber()
    return None


def _name_font() -> QFont:
    return theme.font(theme.TextSize.NORMAL, is_strong=True)


def _line(box: QRectF) -> QRectF:
    return QRectF(box.left(), box.top() - name_height(), box.width(), name_height())


def _box_of(name: str, block: QTextBlock, box: QRectF) -> QRectF:
    line, width = _line(box), QFontMetricsF(_name_font()).horizontalAdvance(name)
    left = line.right() - width if _is_from_right(block) else line.left()
    return QRectF(left, line.top(), width, line.height())


def _is_from_right(block: QTextBlock) -> bool:
    return block.textDirection() is Qt.LayoutDirection.RightToLeft
