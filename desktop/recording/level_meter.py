"""The microphone's level as a bar: the current level, the recent peak, and whether it was too loud."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import text
from desktop.style import theme

#: The lowest level drawn, in decibels of full scale. The highest is 0.
FLOOR_DB = -54.0
#: From here on the level counts as loud. Marked on the bar.
LOUD_DB = -9.0
#: How long a peak stays marked, and how long "too loud" stays on after clipping.
PEAK_S = 1.2
CLIPPED_S = 2.5
BAR = 8
LAMP = 16


class LevelMeter(QWidget):
    """Paints the level given to `show_level`, and only the track while nothing is recorded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text.say("Level of the microphone"))
        self._share = 0.0
        self._peak, self._peak_at = 0.0, 0.0
        self._clipped_at: float | None = None
        self._is_kept = False

    @property
    def is_clipped(self) -> bool:
        """Whether the sound is, or was a moment ago, too loud."""
        return self._clipped_at is not None and time.monotonic() - self._clipped_at < CLIPPED_S

    def show_level(self, peak: float, *, is_clipped: bool, is_kept: bool) -> None:
        """Show a peak, from 0 to 1 of full scale. Sound that is heard but not kept is drawn faintly."""
        now = time.monotonic()
        self._share, self._is_kept = _share(peak), is_kept
        if self._share >= self._peak or now - self._peak_at > PEAK_S:
            self._peak, self._peak_at = self._share, now
        if is_clipped:
            self._clipped_at = now
        self.update()

    def clear(self) -> None:
        """Show no level."""
        self._share = self._peak = 0.0
        self._clipped_at = None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, LAMP + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(72, LAMP + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        track = QRectF(0, middle - BAR / 2, self.width() - LAMP - theme.GAP, BAR)
        self._paint_bar(painter, track)
        self._paint_lamp(painter, QRectF(self.width() - LAMP, middle - LAMP / 2, LAMP, LAMP))

    def _paint_bar(self, painter: QPainter, track: QRectF) -> None:
        now = theme.colours()
        shape = QPainterPath()
        shape.addRoundedRect(track, BAR / 2, BAR / 2)
        painter.setClipPath(shape)
        painter.fillRect(track, theme.ahead_colour())
        painter.setOpacity(1.0 if self._is_kept else 0.4)
        loud_at = track.width() * _share(10 ** (LOUD_DB / 20))
        reach = track.width() * self._share
        painter.fillRect(QRectF(track.x(), track.y(), min(reach, loud_at), BAR), QColor(now.accent))
        if reach > loud_at:
            painter.fillRect(QRectF(track.x() + loud_at, track.y(), reach - loud_at, BAR), QColor(now.wait))
        if self._peak > 0:
            painter.fillRect(QRectF(track.x() + track.width() * self._peak - 3, track.y(), 2, BAR), QColor(now.text))
        painter.setOpacity(1.0)
        painter.fillRect(QRectF(track.x() + loud_at, track.y(), 1.5, BAR), QColor(now.side))
        painter.setClipping(False)

    def _paint_lamp(self, painter: QPainter, place: QRectF) -> None:
        """Paint a ring that becomes a disc with an exclamation mark: shape as well as colour shows the state."""
        now = theme.colours()
        if not self.is_clipped:
            painter.setPen(QPen(theme.ahead_colour(), 1.5))
            painter.drawEllipse(place.adjusted(3, 3, -3, -3))
            return
        painter.setBrush(QColor(now.bad))
        painter.drawEllipse(place)
        painter.setPen(QPen(QColor(now.ground), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        x, y = place.center().x(), place.y()
        painter.drawLine(round(x), round(y + 4), round(x), round(y + 8))
        painter.drawPoint(round(x), round(y + 12))


def _share(peak: float) -> float:
    """The position of a peak along the bar: in decibels, matching how hearing works."""
    if peak <= 0:
        return 0.0
    return min(1.0, max(0.0, 1 - 20 * math.log10(peak) / FLOOR_DB))
