"""The size of all text in the window, relative to the system's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

#: What `follow` has made of the application's font so far, in per cent.
_percent = 100


def follow(app: QApplication, percent: int) -> None:
    """Give all text that size. Widgets with a font of their own keep their share of the application's, and what is
    painted asks for it anyway (`theme.font`)."""
    global _percent
    factor, _percent = percent / _percent, percent
    if factor == 1.0:
        return
    sheet = app.styleSheet()
    with own_fonts_kept(app, factor):
        app.setStyleSheet("")  # with one, widgets hold on to the font that they were given when they were shown
        app.setFont(_scaled(app.font(), factor))
        app.setStyleSheet(sheet)
        for widget in app.allWidgets():  # some hold on to the old font all the same, now and then
            if not widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
                widget.setFont(QFont())


@contextmanager
def own_fonts_kept(app: QApplication, factor: float = 1.0) -> Iterator[None]:
    """Give widgets the fonts back that were set for them, scaled: another style sheet takes them away."""
    own = [(each, each.font()) for each in app.allWidgets() if each.testAttribute(Qt.WidgetAttribute.WA_SetFont)]
    yield
    for widget, font in own:
        widget.setFont(_scaled(font, factor))


def _scaled(font: QFont, factor: float) -> QFont:
    scaled = QFont(font)
    scaled.setPointSizeF(font.pointSizeF() * factor)
    return scaled
