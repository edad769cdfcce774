"""The loudness of a clip over time, with its segments and the playback position, in one light widget."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import text
from desktop.style import theme
from engine.processes.waveforms import PEAKS_PER_S
from engine.run import Segment

_HEIGHT = 52
#: The shortest stretch that can fill the whole width, in seconds.
_CLOSEST_S = 4.0
#: How far the arrow keys move, alone and with Shift, in seconds.
_STEP_S = 2.0
_LONG_STEP_S = 15.0


class Waveform(QWidget):
    """Click or drag to seek; Ctrl and the wheel, or + and -, to zoom."""

    #: A position in the clip, in seconds.
    place_asked = Signal(float)
    play_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text.say("Waveform"))
        self.setToolTip(text.say("Click to seek; arrow keys move, + and - zoom, Space plays"))
        self._peaks = b""
        self._segments: Sequence[Segment] = ()
        self._duration_s = 0.0
        self._start_s = 0.0
        self._shown_s = 0.0
        self._position_s = 0.0
        self._picture: QPixmap | None = None

    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    # --- what is shown ---
    def clear(self, duration_s: float) -> None:
        """Show another clip, of which only the length is known yet."""
        self._peaks, self._segments, self._position_s = b"", (), 0.0
        self._duration_s = self._shown_s = duration_s
        self._start_s = 0.0
        self._draw_anew()

    def show_peaks(self, peaks: bytes) -> None:
        """Show the loudness, `PEAKS_PER_S` bytes a second."""
        whole = self._shown_s >= self._duration_s
        self._peaks = peaks
        self._duration_s = len(peaks) / PEAKS_PER_S or self._duration_s
        self._shown_s = self._duration_s if whole else self._shown_s
        self._draw_anew()

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Show where there is text."""
        self._segments = segments
        self._draw_anew()

    def show_position(self, at_s: float) -> None:
        """Show the playback position, and keep it in view when zoomed in."""
        before = self._x(self._position_s)
        self._position_s = at_s
        if self._shown_s < self._duration_s and not self._start_s <= at_s <= self._start_s + self._shown_s:
            self._look_at(at_s - 0.1 * self._shown_s, self._shown_s)
            return
        after = self._x(at_s)
        if before != after:
            for x in (before, after):
                self.update(QRect(x - 4, 0, 9, self.height()))

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self._draw_anew()

    def _draw_anew(self) -> None:
        self._picture = None
        self.update()

    # --- places ---
    def _x(self, at_s: float) -> int:
        return round((at_s - self._start_s) / self._shown_s * self.width()) if self._shown_s else 0

    def _place(self, x: float) -> float:
        at_s = self._start_s + x / max(1, self.width()) * self._shown_s
        return min(max(0.0, at_s), self._duration_s)

    def _look_at(self, start_s: float, shown_s: float) -> None:
        self._shown_s = min(max(shown_s, min(_CLOSEST_S, self._duration_s)), self._duration_s)
        self._start_s = min(max(0.0, start_s), self._duration_s - self._shown_s)
        self._draw_anew()

    def _zoom(self, factor: float, around_s: float) -> None:
        share = (around_s - self._start_s) / self._shown_s if self._shown_s else 0.0
        shown_s = min(max(self._shown_s * factor, _CLOSEST_S), self._duration_s)
        self._look_at(around_s - share * shown_s, shown_s)

    # --- painting ---
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = self._draw()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        now = theme.colours()
        x = self._x(self._position_s)
        painter.fillRect(QRect(x - 1, 0, 2, self.height()), QColor(now.text))
        painter.fillRect(QRect(x - 3, 0, 6, 4), QColor(now.text))
        if self.hasFocus():
            painter.setPen(QColor(now.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _draw(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        now = theme.colours()
        picture.fill(QColor(now.side))
        painter = QPainter(picture)
        spoken = self._spoken()
        loud, quiet, mark = QColor(now.accent), QColor(now.muted), QColor(now.selected)
        quiet.setAlphaF(0.5)
        middle, reach = self.height() / 2, self.height() / 2 - 5
        for x, level in enumerate(self._levels()):
            if spoken[x]:
                painter.fillRect(x, 0, 1, self.height(), mark)
            half = max(1, round((level / 255) ** 0.6 * reach))
            painter.fillRect(x, round(middle) - half, 1, 2 * half, loud if spoken[x] else quiet)
        painter.setPen(QColor(now.ground))
        for x in self._seams():
            painter.drawLine(x, 0, x, self.height())
        painter.end()
        return picture

    def _levels(self) -> list[int]:
        """The loudest peak at each pixel."""
        width = self.width()
        if not self._peaks or not self._shown_s:
            return [0] * width
        step = self._shown_s * PEAKS_PER_S / width
        first = self._start_s * PEAKS_PER_S
        edges = [int(first + step * x) for x in range(width + 1)]
        return [max(self._peaks[a : max(b, a + 1)], default=0) for a, b in pairwise(edges)]

    def _spoken(self) -> bytearray:
        """For each pixel, whether a segment covers it."""
        width = self.width()
        mask = bytearray(width)
        for segment in self._segments:
            a, b = max(0, self._x(segment.start_s)), min(width, self._x(segment.end_s))
            if b > a:
                mask[a:b] = b"\x01" * (b - a)
        return mask

    def _seams(self) -> list[int]:
        """Where segments begin, as long as they are far enough apart to be distinct."""
        if len(self._segments) * 6 > self.width() * max(1.0, self._duration_s / max(self._shown_s, 0.1)):
            return []
        return [x for segment in self._segments if 0 < (x := self._x(segment.start_s)) < self.width()]

    # --- mouse and keys ---
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._duration_s:
            self.place_asked.emit(self._place(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._duration_s:
            self.place_asked.emit(self._place(event.position().x()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(0.8 if turn > 0 else 1.25, self._place(event.position().x()))
        elif self._shown_s < self._duration_s:
            self._look_at(self._start_s - turn / 120 * 0.1 * self._shown_s, self._shown_s)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step_s = _LONG_STEP_S if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP_S
        match event.key():
            case Qt.Key.Key_Left:
                self.place_asked.emit(max(0.0, self._position_s - step_s))
            case Qt.Key.Key_Right:
                self.place_asked.emit(min(self._duration_s, self._position_s + step_s))
            case Qt.Key.Key_Home:
                self.place_asked.emit(0.0)
            case Qt.Key.Key_End:
                self.place_asked.emit(max(0.0, self._duration_s - 0.1))
            case Qt.Key.Key_Space:
                self.play_asked.emit()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom(0.5, self._position_s)
            case Qt.Key.Key_Minus:
                self._zoom(2.0, self._position_s)
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._draw_anew()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_anew()
        super().changeEvent(event)
