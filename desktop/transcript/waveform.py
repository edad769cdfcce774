"""The loudness of a clip over time as bars, with the playback position, in one light widget."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import text
from desktop.style import theme
from engine.protocol import PEAKS_PER_S

_HEIGHT = 48
#: The width of a bar, and the gap to the next one, in pixels.
_BAR = 3
_GAP = 2
_STEP = _BAR + _GAP
#: The shortest stretch that can fill the whole width, in seconds.
_CLOSEST_S = 4.0
#: How far the arrow keys move, alone and with Shift, in seconds.
_STEP_S = 2.0
_LONG_STEP_S = 15.0


class Waveform(QWidget):
    """Click or drag to seek; the wheel, or + and -, to zoom; the wheel with Shift, or a sideways one, to move."""

    #: A position in the clip, in seconds.
    place_asked = Signal(float)
    play_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text.say("Waveform"))
        self.setToolTip(text.say("Click to go there. The wheel zooms, the arrow keys move, and Space plays."))
        self._peaks = b""
        self._duration_s = 0.0
        self._start_s = 0.0
        self._shown_s = 0.0
        self._position_s = 0.0
        #: The bars, in the colour of those that were played and of the rest.
        self._pictures: tuple[QPixmap, QPixmap] | None = None

    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, _HEIGHT)

    # --- what is shown ---
    def clear(self, duration_s: float) -> None:
        """Show another clip, of which only the length is known yet."""
        self._peaks, self._position_s = b"", 0.0
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

    def show_position(self, at_s: float) -> None:
        """Show the playback position, and keep it in view when zoomed in."""
        before = self._x(self._position_s)
        self._position_s = at_s
        if self._shown_s < self._duration_s and not self._start_s <= at_s <= self._start_s + self._shown_s:
            self._look_at(at_s - 0.1 * self._shown_s, self._shown_s)
            return
        after = self._x(at_s)
        if before != after:
            left, right = min(before, after), max(before, after)
            self.update(QRect(left - 2, 0, right - left + 4, self.height()))

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self._draw_anew()

    def _draw_anew(self) -> None:
        self._pictures = None
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
        """Paint the bars: those that were played in the accent, the rest in grey, and a line between them."""
        if self._pictures is None:
            now = theme.colours()
            self._pictures = self._draw(now.accent), self._draw(now.bars)
        painter = QPainter(self)
        x = self._x(self._position_s)
        for picture, clip in zip(
            self._pictures, (QRect(0, 0, x, self.height()), self.rect().adjusted(x, 0, 0, 0)), strict=True
        ):
            painter.setClipRect(clip)
            painter.drawPixmap(0, 0, picture)
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colours().text))
        painter.drawRoundedRect(QRectF(min(max(x - 1, 0), self.width() - 2), 0, 2, self.height()), 1, 1)
        if self.hasFocus():
            painter.setPen(QColor(theme.colours().accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _draw(self, colour: str) -> QPixmap:
        """All bars in one colour."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        middle, reach = self.height() / 2, self.height() / 2 - 4
        for bar, level in enumerate(self._levels()):
            half = max(_BAR / 2, (level / 255) ** 0.6 * reach)
            painter.drawRoundedRect(QRectF(bar * _STEP, middle - half, _BAR, 2 * half), _BAR / 2, _BAR / 2)
        painter.end()
        return picture

    def _levels(self) -> list[int]:
        """The loudest peak of each bar."""
        count = max(1, (self.width() + _GAP) // _STEP)
        if not self._peaks or not self._shown_s:
            return [0] * count
        step = self._shown_s * PEAKS_PER_S / max(1, self.width()) * _STEP
        first = self._start_s * PEAKS_PER_S
        edges = [int(first + step * bar) for bar in range(count + 1)]
        return [max(self._peaks[a : max(b, a + 1)], default=0) for a, b in pairwise(edges)]

    # --- mouse and keys ---
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._duration_s:
            self.place_asked.emit(self._place(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._duration_s:
            self.place_asked.emit(self._place(event.position().x()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        down, aside = event.angleDelta().y(), event.angleDelta().x()
        turn = aside or (down if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if turn:
            self._look_at(self._start_s - turn / 120 * 0.1 * self._shown_s, self._shown_s)
        elif down:
            self._zoom(0.8 ** (down / 120), self._place(event.position().x()))
        event.accept()

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
