"""The text of one run, segment by segment as it is stored, with the times in a margin that is never copied."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from desktop import text, theme
from engine.run import Segment

_MARGIN_WIDTH = 64


class TranscriptView(QTextEdit):
    """Read-only, selectable text. Segments may come twice or out of order: each stands once, in its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName(self.tr("Transcript"))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self._segments: list[Segment] = []
        #: Whether a reader at the end is kept at the end when text is added.
        self.follows = False
        self._times = _Times(self)
        self.setViewportMargins(_MARGIN_WIDTH, 0, 8, 0)
        self.verticalScrollBar().valueChanged.connect(self._times.update)
        self.document().documentLayout().documentSizeChanged.connect(self._times.update)
        self._set_font()

    @property
    def segments(self) -> list[Segment]:
        """What is shown, in time order."""
        return self._segments

    def clear_segments(self) -> None:
        """Show nothing."""
        self._segments = []
        self.clear()
        self._times.update()

    def add(self, segments: Iterable[Segment]) -> None:
        """Put segments into their places."""
        at_end = self._is_at_end()
        shown = set(self._segments)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for segment in segments:
            if segment not in shown:
                shown.add(segment)
                self._put(cursor, segment)
        cursor.endEditBlock()
        self._keep_at_end(at_end)

    def _is_at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - 4

    def _keep_at_end(self, was_at_end: bool) -> None:
        if self.follows and was_at_end:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def _put(self, cursor: QTextCursor, segment: Segment) -> None:
        place = bisect(self._segments, segment.start_s, key=lambda other: other.start_s)
        is_last, is_first = place == len(self._segments), not self._segments
        self._segments.insert(place, segment)
        words = segment.text.strip()
        if is_last:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            if not is_first:
                cursor.insertBlock()
            cursor.setBlockFormat(_block_format())
            cursor.insertText(words)
        else:
            cursor.setPosition(self.document().findBlockByNumber(place).position())
            cursor.insertText(words)
            cursor.insertBlock(_block_format())

    def _set_font(self) -> None:
        self.document().setDefaultFont(theme.scaled_font(1.1))

    def paint_times(self, painter: QPainter, area: QRect) -> None:
        """Paint the start of each visible segment beside its first line."""
        painter.setPen(QColor(theme.colours().muted))
        painter.setFont(theme.scaled_font(0.92))
        layout = self.document().documentLayout()
        offset = self.verticalScrollBar().value()
        block = self.cursorForPosition(QPoint(0, 0)).block()
        while block.isValid() and block.blockNumber() < len(self._segments):
            box = layout.blockBoundingRect(block)
            top = round(box.top()) - offset
            if top > area.bottom():
                return
            line = block.layout().lineAt(0)
            where = QRect(0, top, _MARGIN_WIDTH, round(line.height()) if line.isValid() else 20)
            words = text.clock(self._segments[block.blockNumber()].start_s)
            painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        at_end = self._is_at_end()
        super().resizeEvent(event)
        self._keep_at_end(at_end)
        inner = self.contentsRect()
        self._times.setGeometry(QRect(inner.left(), inner.top(), _MARGIN_WIDTH, inner.height()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_times"):
            self._set_font()
        super().changeEvent(event)


class _Times(QWidget):
    """The margin. A widget of its own, because a text edit's viewport is all text."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        return QSize(_MARGIN_WIDTH, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._view.paint_times(painter, event.rect())


def _block_format() -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setBottomMargin(6)
    made.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return made
