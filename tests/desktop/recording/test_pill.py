"""The pill in the top bar: its size, its place, and what it shows in a narrow window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QApplication, QHBoxLayout, QToolButton, QWidget

from desktop.recording.pill import HEIGHT, MAX_WIDTH, NARROW, RecordPill
from desktop.style import icons


class Bar(QWidget):
    """A window with a pill at its right end."""

    def __init__(self) -> None:
        super().__init__()
        self.menu = QToolButton()
        self.menu.setObjectName("microphone")
        self.next, self.hands_free = (
            QAction(icons.icon("next"), "Next clip"),
            QAction(icons.icon("voice"), "Hands-free"),
        )
        self.pill = RecordPill(self.next, self.hands_free, self.menu)
        layout = QHBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self.pill)
        self.pill.apply_theme()
        self.resize(1000, 60)
        self.show()
        settle()

    def place(self) -> tuple[int, int]:
        """From where to where the button reaches, with the menu beside it if that is there."""
        settle()
        last = self.menu if self.menu.isVisible() else self.pill.button
        begin = self.pill.button.mapTo(self, QPoint(0, 0)).x()
        return begin, last.mapTo(self, QPoint(last.width(), 0)).x()


def settle() -> None:
    """Let layouts be made."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents()


@pytest.fixture
def bar(application: QApplication) -> Iterator[Bar]:
    bar = Bar()
    yield bar
    bar.close()
    bar.deleteLater()


def test_stop_covers_the_place_of_record(bar: Bar) -> None:
    """Who records by mouse stops without moving it, and a held button stays under the pointer."""
    begin, end = bar.place()
    for is_on in (True, False, True):
        bar.pill.show_recording(is_on)
        now = bar.place()
        assert abs(now[0] - begin) <= 1 and abs(now[1] - end) <= 1
    bar.pill.write("1:02:03")
    bar.pill.warn("No sound")
    assert abs(bar.place()[0] - begin) <= 1


@pytest.mark.parametrize("scale", [0.9, 1.0, 1.5, 2.0])
def test_it_is_never_larger_than_the_bar_has_room_for(bar: Bar, application: QApplication, scale: float) -> None:
    font = QFont(application.font())
    font.setPointSizeF(font.pointSizeF() * scale)
    for each in (bar.pill.button, bar.pill.clock, bar.pill.warning, bar.pill.next):
        each.setFont(font)
    bar.pill.show_recording(True)
    bar.pill.write("Listening…")
    bar.pill.warn("Sound lost")
    settle()
    assert bar.pill.width() <= MAX_WIDTH and bar.pill.height() == HEIGHT
    assert bar.pill.button.isVisible() and bar.pill.button.geometry().right() < bar.pill.width()


def test_a_narrow_window_shows_stop_time_and_level_alone(bar: Bar) -> None:
    pill = bar.pill
    pill.show_recording(True)
    assert pill.next.isVisible() and pill.hands_free.isVisible()
    bar.resize(NARROW - 20, 60)
    settle()
    assert [each.isVisible() for each in (pill.button, pill.clock, pill.meter)] == [True] * 3
    assert not pill.next.isVisible() and not pill.hands_free.isVisible()
    bar.resize(NARROW + 20, 60)
    settle()
    assert pill.next.isVisible()


def test_a_warning_takes_the_place_of_the_level(bar: Bar) -> None:
    bar.pill.show_recording(True)
    bar.pill.warn("No sound", "The microphone “Headset” gives no sound.")
    assert bar.pill.warning.isVisible() and not bar.pill.meter.isVisible()
    assert bar.pill.warning.toolTip() == "The microphone “Headset” gives no sound."
    bar.pill.warn("")
    assert bar.pill.meter.isVisible()


def test_the_mark_stands_beside_the_idle_button_only(bar: Bar) -> None:
    bar.pill.explain("There is no microphone.")
    assert bar.pill.why.isVisible() and bar.pill.why.toolTip() == "There is no microphone."
    bar.pill.show_recording(True)
    bar.pill.explain("")
    assert not bar.pill.why.isVisible()
