"""The text stands in a column that is easy to read, whatever the width of the reader."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QWheelEvent
from PySide6.QtWidgets import QApplication

from desktop.style import theme
from desktop.transcript.editor import TranscriptEditor
from engine.segments import Segment, Word
from tests import speech

WIDTHS = (300, 420, 640, 1000, 1600)
WORDS = " ".join(recording.text for recording in speech.recordings() if recording.language == "en")


@pytest.fixture
def view(application: QApplication) -> TranscriptEditor:
    made = TranscriptEditor()
    made.add([Segment(0.0, 60.0, WORDS)])
    made.show()
    return made


def lines(view: TranscriptEditor) -> list[str]:
    """The lines as they are broken on screen."""
    block, found = view.document().firstBlock(), []
    for number in range(block.layout().lineCount()):
        line = block.layout().lineAt(number)
        found.append(block.text()[line.textStart() : line.textStart() + line.textLength()].strip())
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_a_line_has_at_most_seventy_characters_and_uses_the_room(view: TranscriptEditor, width: int) -> None:
    view.resize(width, 600)
    longest = max(map(len, lines(view)))
    assert longest <= 72, "seventy, and a little where letters are narrow"
    assert longest >= (58 if width >= 640 else 16)
    assert view.horizontalScrollBar().maximum() == 0
    view.close()


def test_text_is_large_and_its_lines_are_apart(view: TranscriptEditor) -> None:
    view.resize(640, 600)
    font = view.document().defaultFont()
    base = QFontInfo(QApplication.font()).pixelSize()
    assert 1.25 <= QFontInfo(font).pixelSize() / base <= 1.45
    first, second = (view.document().firstBlock().layout().lineAt(number) for number in (0, 1))
    assert 1.4 <= (second.y() - first.y()) / QFontInfo(font).pixelSize() <= 1.6
    view.close()


def test_the_column_follows_the_size_of_the_text(application: QApplication, view: TranscriptEditor) -> None:
    view.resize(1600, 600)
    before, usual = view.viewport().width(), application.font()
    larger = QFont(usual)
    larger.setPointSizeF(usual.pointSizeF() * 1.5)
    application.setFont(larger)
    try:
        application.processEvents()
        assert view.viewport().width() > before * 1.3
        assert view.document().defaultFont() == theme.font(theme.TextSize.READING)
    finally:
        application.setFont(usual)
    view.close()


def test_text_from_right_to_left_begins_at_the_right(view: TranscriptEditor) -> None:
    view.clear_segments()
    view.add([Segment(0.0, 1.0, "שלום.")])
    view.resize(640, 400)
    block = view.document().firstBlock()
    assert block.textDirection() is Qt.LayoutDirection.RightToLeft
    view.moveCursor(view.textCursor().MoveOperation.Start)
    assert view.cursorRect().right() > view.viewport().width() - QFontMetricsF(view.font()).height()
    view.close()


def test_the_wheel_scrolls_beside_the_column_too(view: TranscriptEditor) -> None:
    view.resize(1600, 300)
    turn = QWheelEvent(
        QPointF(1500, 100), QPointF(1500, 100), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, turn)
    assert view.verticalScrollBar().value() > 0
    view.close()


def test_the_spoken_word_has_a_soft_rounded_ground_that_is_not_the_selections(view: TranscriptEditor) -> None:
    view.clear_segments()
    view.resize(640, 400)
    words = (Word(0.0, 1.0, "One", 0.9), Word(1.0, 2.0, " two", 0.9))
    view.add([Segment(0.0, 2.0, "One two", words=words)])
    view.show_moment(1.5)
    assert view.spoken_words == "two"
    picture, now = view.grab().toImage(), theme.colours()
    colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert now.spoken in colours and now.spoken not in (now.accent, now.selected)
    view.show_moment(None)
    assert view.spoken_words == ""
    picture = view.grab().toImage()
    assert now.spoken not in {
        picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())
    }
    view.close()
