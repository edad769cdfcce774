"""Where the text of a reader stands: a column of at most seventy characters, with a gutter for the times."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontMetricsF

from desktop.style import theme

#: How many characters of usual text fill a line: so many that a line of narrow letters has no more than seventy.
_CHARACTERS = 66
_SAMPLE = "And so, my fellow Americans: ask not what your country can do for you."
#: Pixels between the times and the text.
TIMES_GAP = 16


@dataclass(frozen=True, slots=True)
class TextColumn:
    """Pixels left and right of the text."""

    left: int
    right: int


def column_in(width: int, font: QFont) -> TextColumn:
    """The column in so many pixels: at the left, beside the times, and with a margin at the right."""
    times = QFontMetricsF(theme.font(theme.TextSize.SMALL, is_strong=True))
    left = round(theme.side_margin(width) + times.horizontalAdvance("00:00") + TIMES_GAP)
    widest = QFontMetricsF(font).horizontalAdvance(_SAMPLE) / len(_SAMPLE) * _CHARACTERS
    return TextColumn(left, max(theme.side_margin(width) - 4, width - left - round(widest)))
