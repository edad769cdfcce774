"""Where the text of a reader stands: a column of at most seventy characters, with a gutter for the times."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontMetricsF

from desktop.style import theme

#: The most characters of usual text on a line.
MAX_CHARACTERS = 70
#: Text of usual letters, of which a line of `MAX_CHARACTERS` is as wide as most lines of so many are at least.
_SAMPLE = "in a line that is filled with all little letters, it will fit"
#: Pixels for the times, in a wide reader and in a narrow one, and between them and the text.
_GUTTER = 104
_NARROW_GUTTER = 64
TIMES_GAP = 16


@dataclass(frozen=True, slots=True)
class Column:
    """Pixels left and right of the text."""

    left: int
    right: int


def column_in(width: int, font: QFont, is_narrow_from: int = 560) -> Column:
    """The column in so many pixels: at the left, and with a margin at the right."""
    left = _GUTTER if width >= is_narrow_from else _NARROW_GUTTER
    widest = QFontMetricsF(font).horizontalAdvance(_SAMPLE) / len(_SAMPLE) * MAX_CHARACTERS
    return Column(left, max(theme.SPACE, width - left - round(widest)))
