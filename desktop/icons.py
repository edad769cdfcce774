"""The window's icons: one hand, one stroke width, drawn in the theme's colours and sharp at every scale."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop import theme

#: What is inside a 24 by 24 drawing; lines only, coloured and capped by `_FRAME`.
_DRAWINGS = {
    "add": '<path d="M12 5v14M5 12h14"/>',
    "cancel": '<circle cx="12" cy="12" r="8.5"/><path d="M9 9l6 6M15 9l-6 6"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "copy": '<rect x="9" y="9" width="11" height="11" rx="2.5"/><path d="M15 5.5A2.5 2.5 0 0 0 12.5 4H6.5'
    'A2.5 2.5 0 0 0 4 6.5v6A2.5 2.5 0 0 0 5.5 15"/>',
    "drop": '<path d="M12 4v10M7.5 10L12 14.5 16.5 10"/><path d="M4 15.5V17a3 3 0 0 0 3 3h10a3 3 0 0 0 3-3v-1.5"/>',
    "export": '<path d="M12 14.5V4M7.5 8.5L12 4l4.5 4.5"/><path d="M4 15.5V17a3 3 0 0 0 3 3h10a3 3 0 0 0 3-3v-1.5"/>',
    "find": '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5 5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 7.8v.2"/>',
    "microphone": '<rect x="9" y="3.5" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>',
    "next": '<path d="M6 6l8 6-8 6zM17.5 6v12"/>',
    "pause": '<path d="M9 6v12M15 6v12"/>',
    "record": '<path d="M12 12h.01" stroke-width="13"/>',
    "resume": '<path d="M8 5.5l10 6.5-10 6.5z"/>',
    "retry": '<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9"/><path d="M19.5 4.5V9H15"/>',
    "stop": '<path d="M9 9h6v6h-6z" stroke-width="5"/><path d="M10 12h4" stroke-width="6" stroke-linecap="butt"/>',
    "story": '<path d="M6 5v14"/><path d="M11 6h8M11 12h8M11 18h5"/><circle cx="6" cy="6" r="1.6"/>'
    '<circle cx="6" cy="12" r="1.6"/><circle cx="6" cy="18" r="1.6"/>',
    "voice": '<path d="M4.5 10.5v3M8.25 7.5v9M12 4.5v15M15.75 8.5v7M19.5 10.5v3"/>',
    "warning": '<path d="M12 4.5L20.5 19h-17z"/><path d="M12 10v4M12 16.6v.1"/>',
}
_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{colour}" stroke-width="1.8" '
    'stroke-linecap="round" stroke-linejoin="round">{drawing}</svg>'
)


def icon(name: str, colour: str | None = None) -> QIcon:
    """The icon of that name in the theme's text colour, or in another, and fainter where it is disabled."""
    made = QIcon()
    for size in (16, 20, 24, 32, 40, 48, 64):
        picture = pixmap(name, size, colour)
        made.addPixmap(picture, QIcon.Mode.Normal)
        made.addPixmap(_faded(picture), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, size: int, colour: str | None = None, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `size` logical pixels."""
    source = _FRAME.format(colour=colour or theme.colours().text, drawing=_DRAWINGS[name])
    return draw_svg(source.encode(), size, ratio)


def draw_svg(source: bytes, size: int, ratio: float = 1.0) -> QPixmap:
    """Any square SVG as a picture of `size` logical pixels."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def _faded(picture: QPixmap) -> QPixmap:
    faint = QPixmap(picture.size())
    faint.fill(Qt.GlobalColor.transparent)
    painter = QPainter(faint)
    painter.setOpacity(0.32)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return faint
