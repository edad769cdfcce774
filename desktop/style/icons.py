"""The window's icons: uniform in style and stroke width, in the theme's colours, and sharp at every scale."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from desktop.style import theme

#: The contents of a 24 by 24 drawing; lines only, with colours and line caps from `_FRAME`.
_DRAWINGS = {
    "absent": '<circle cx="12" cy="12" r="8" stroke-dasharray="2.6 3.2"/>',
    "add": '<path d="M12 5v14M5 12h14"/>',
    "back": '<path d="M12 6.5L6 12l6 5.5M18.5 6.5l-6 5.5 6 5.5"/>',
    "cancel": '<circle cx="12" cy="12" r="8.5"/><path d="M9 9l6 6M15 9l-6 6"/>',
    "choose": '<path d="M7.5 10l4.5 4.5 4.5-4.5"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "copy": '<rect x="9" y="9" width="11" height="11" rx="2.5"/><path d="M15 5.5A2.5 2.5 0 0 0 12.5 4H6.5'
    'A2.5 2.5 0 0 0 4 6.5v6A2.5 2.5 0 0 0 5.5 15"/>',
    "doubt": '<path d="M5 14.5l3-8.5h1l3 8.5M6 11.7h5"/><path d="M4 19.5l2-1.5 2 1.5 2-1.5 2 1.5 2-1.5 2 1.5"/>',
    "drop": '<path d="M12 4v10M7.5 10L12 14.5 16.5 10"/><path d="M4 15.5V17a3 3 0 0 0 3 3h10a3 3 0 0 0 3-3v-1.5"/>',
    "edit": '<path d="M4.5 19.5l1-4L16.2 4.8a1.7 1.7 0 0 1 2.4 0l.6.6'
    'a1.7 1.7 0 0 1 0 2.4L8.5 18.5z"/><path d="M14 7l3 3"/>',
    "export": '<path d="M12 14.5V4M7.5 8.5L12 4l4.5 4.5"/><path d="M4 15.5V17a3 3 0 0 0 3 3h10a3 3 0 0 0 3-3v-1.5"/>',
    "find": '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5 5"/>',
    "forward": '<path d="M12 6.5l6 5.5-6 5.5M5.5 6.5l6 5.5-6 5.5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 7.8v.2"/>',
    "menu": '<path d="M4.5 7h15M4.5 12h15M4.5 17h15"/>',
    "microphone": '<rect x="9" y="3.5" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>',
    "more": '<path d="M6 12h.01M12 12h.01M18 12h.01" stroke-width="3.4"/>',
    "next": '<path d="M6 6l8 6-8 6zM17.5 6v12"/>',
    "now_pause": '<path d="M9.2 7.5v9M14.8 7.5v9" stroke-width="3.2"/>',
    "now_play": '<path d="M9 7.2l8 4.8-8 4.8z" fill="{colour}" stroke-width="2.4"/>',
    "pause": '<path d="M9 6v12M15 6v12"/>',
    "people": '<circle cx="9" cy="8.5" r="3.2"/><path d="M3.5 19a5.5 5.5 0 0 1 11 0M15 5.6a3.2 3.2 0 0 1 0 5.8'
    'M17 14.2a5.5 5.5 0 0 1 3.5 4.8"/>',
    "record": '<path d="M12 12h.01" stroke-width="13"/>',
    "resume": '<path d="M8 5.5l10 6.5-10 6.5z"/>',
    "retry": '<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9"/><path d="M19.5 4.5V9H15"/>',
    "stop": '<path d="M9 9h6v6h-6z" stroke-width="5"/><path d="M10 12h4" stroke-width="6" stroke-linecap="butt"/>',
    "skip": '<path d="M4 8v8M20 8v8"/><path d="M7.5 12h9M13.5 9l3 3-3 3"/>',
    "texts": '<path d="M8 4.5h8.5a2 2 0 0 1 2 2V16"/><rect x="4.5" y="8" width="10.5" height="12" rx="2"/>'
    '<path d="M7.5 12h4.5M7.5 16h4.5"/>',
    "tick": '<circle cx="12" cy="12" r="8.5"/><path d="M8 12.3l2.8 2.8L16 9.6"/>',
    "voice": '<path d="M4.5 10.5v3M8.25 7.5v9M12 4.5v15M15.75 8.5v7M19.5 10.5v3"/>',
    "warning": '<path d="M12 4.5L20.5 19h-17z"/><path d="M12 10v4M12 16.6v.1"/>',
}
_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{colour}" stroke-width="1.8" '
    'stroke-linecap="round" stroke-linejoin="round">{drawing}</svg>'
)


def icon(name: str, colour: str | None = None) -> QIcon:
    """The icon of that name in the theme's text colour or another one, fainter when disabled."""
    made = QIcon()
    colour = colour or theme.colours().text
    for size in (16, 20, 24, 32, 40, 48, 64):
        made.addPixmap(pixmap(name, size, colour), QIcon.Mode.Normal)
        made.addPixmap(_faded(name, size, colour), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, size: int, colour: str | None = None, ratio: float = 1.0) -> QPixmap:
    """The icon as a pixmap of `size` logical pixels."""
    colour = colour or theme.colours().text
    source = _FRAME.format(colour=colour, drawing=_DRAWINGS[name].replace("{colour}", colour))
    return _drawn_once(f"{name} {size} {colour} {ratio}", lambda: draw_svg(source.encode(), size, ratio))


def draw_svg(source: bytes, size: int, ratio: float = 1.0) -> QPixmap:
    """Any square SVG as a pixmap of `size` logical pixels."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def _drawn_once(key: str, draw: Callable[[], QPixmap]) -> QPixmap:
    """From Qt's own cache, which ends with the application: a window has a hundred icons of thirty drawings, and to
    draw them all took a quarter of a second."""
    picture = QPixmap()
    if not QPixmapCache.find(f"everyclip {key}", picture):
        picture = draw()
        QPixmapCache.insert(f"everyclip {key}", picture)
    return picture


def _faded(name: str, size: int, colour: str) -> QPixmap:
    return _drawn_once(f"{name} {size} {colour} faded", lambda: _fainter(pixmap(name, size, colour)))


def _fainter(picture: QPixmap) -> QPixmap:
    faint = QPixmap(picture.size())
    faint.fill(Qt.GlobalColor.transparent)
    painter = QPainter(faint)
    painter.setOpacity(0.32)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return faint
