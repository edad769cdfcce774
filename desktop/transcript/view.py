"""The text of one run, segment by segment as stored, with the times in a margin that is never copied."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from desktop import text
from desktop.style import theme
from desktop.transcript import decorations, names, timing
from desktop.transcript.column import TIMES_GAP, TextColumn, column_in
from desktop.transcript.unheard_marks import UnheardMarks
from engine.segments import Segment, Span

#: The height of a line, in per cent of what the font asks for, and the pixels between two segments.
_LINE_PERCENT = 128
_PARAGRAPH_GAP = 12


class TranscriptView(QTextEdit):
    """Selectable text, one block for each segment. Segments may arrive twice or out of order: each is shown once, in
    its place. `sought` carries the moment of a clicked word, in seconds, `place_asked` one to play from, `again_asked`
    the speech without text to be transcribed again."""

    sought = Signal(float)
    place_asked = Signal(float)
    again_asked = Signal(object)
    #: The user scrolled with the wheel, to look elsewhere.
    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName(text.say("Transcript"))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self._segments: list[Segment] = []
        #: Whether to stay at the end when text is added there.
        self.follows = False
        self._marks_doubt = False
        self._moment_s: float | None = None
        self._spoken: tuple[int, tuple[int, int] | None] | None = None
        self._found: list[tuple[int, int, int]] = []
        self._times = _Times(self)
        self.marks = UnheardMarks(self)
        self.marks.play_asked.connect(self.place_asked)
        self.marks.again_asked.connect(self.again_asked)
        self._laid_out = QTimer(self, singleShot=True, interval=0)
        self._laid_out.timeout.connect(self._put_marks)
        self._column = TextColumn(0, 0)
        self.verticalScrollBar().valueChanged.connect(self._times.update)
        self.document().documentLayout().documentSizeChanged.connect(self._times.update)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._laid_out.start())
        self._set_font()

    # --- the segments ---
    @property
    def segments(self) -> list[Segment]:
        """The shown segments, in time order."""
        return self._segments

    def clear_segments(self) -> None:
        """Show nothing."""
        self._segments, self._found, self._moment_s, self._spoken = [], [], None, None
        self.marks.clear()
        self.clear()
        self.setExtraSelections([])
        self._times.update()

    def add(self, segments: Iterable[Segment]) -> None:
        """Insert segments in their places."""
        at_end = self._is_at_end()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for segment in segments:
            place = bisect(self._segments, segment.start_s, key=lambda other: other.start_s)
            if not self._is_there(segment, place):
                self._insert(cursor, place, segment)
        cursor.endEditBlock()
        self._make_room()
        self._keep_at_end(at_end)

    def _is_there(self, segment: Segment, place: int) -> bool:
        while place and self._segments[place - 1].start_s == segment.start_s:
            place -= 1
            if self._segments[place] == segment:
                return True
        return False

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Show exactly these, touching only what differs: the caret and the scroll position stay where they are."""
        old, new = self._segments, segments
        shorter = min(len(old), len(new))
        first = next((n for n in range(shorter) if not _same(old[n], new[n])), shorter)
        rest = shorter - first
        last = next((n for n in range(rest) if not _same(old[-1 - n], new[-1 - n])), rest)
        gone, come = len(old) - first - last, new[first : len(new) - last]
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for n, segment in enumerate(come[:gone]):
            self._segments[first + n] = segment
            self._rewrite(cursor, first + n)
        for _ in range(gone - len(come)):
            self._remove(cursor, first + len(come))
        for n, segment in enumerate(come[gone:], min(gone, len(come))):
            self._insert(cursor, first + n, segment)
        if first + len(come) < len(self._segments):
            self._format(cursor, first + len(come))
        cursor.endEditBlock()
        self._make_room()
        self._spoken = None  # its characters may have changed
        self.show_moment(self._moment_s)
        self._mark()

    def rename(self, ids: Mapping[int, int]) -> None:
        """Replace the ids of segments."""
        self._segments = [
            each if (known := ids.get(each.segment_id)) is None else replace(each, segment_id=known)
            for each in self._segments
        ]

    def _insert(self, cursor: QTextCursor, place: int, segment: Segment) -> None:
        is_last, is_first = place == len(self._segments), not self._segments
        self._segments.insert(place, segment)
        words = timing.shown_text(segment)
        if is_last:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            if not is_first:
                cursor.insertBlock()
            cursor.setBlockFormat(self._block_format(place))
            cursor.insertText(words)
        else:
            cursor.setPosition(self.document().findBlockByNumber(place).position())
            cursor.insertText(words)
            cursor.insertBlock()
            self._format(cursor, place)
            self._format(cursor, place + 1)

    def _remove(self, cursor: QTextCursor, place: int) -> None:
        """Remove a block. The caret, if there, stays before the same words, usually merged into the segment before."""
        del self._segments[place]
        block, caret = self.document().findBlockByNumber(place), self.textCursor()
        left = block.length() - 1 - caret.positionInBlock() if place and caret.block() == block else None
        cursor.setPosition(block.position())
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if place < len(self._segments):
            cursor.deleteChar()
        elif place:
            cursor.deletePreviousChar()
        if left is not None:
            before = self.document().findBlockByNumber(place - 1)
            caret.setPosition(before.position() + max(0, before.length() - 1 - left))
            self.setTextCursor(caret)

    def _rewrite(self, cursor: QTextCursor, place: int) -> None:
        """Update a block to its segment's text, replacing only the characters that differ."""
        block = self.document().findBlockByNumber(place)
        before, after = block.text(), timing.shown_text(self._segments[place])
        if before != after:
            shorter = min(len(before), len(after))
            head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
            rest = shorter - head
            tail = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
            cursor.setPosition(block.position() + head)
            cursor.setPosition(block.position() + len(before) - tail, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(after[head : len(after) - tail])
        self._format(cursor, place)

    def _format(self, cursor: QTextCursor, place: int) -> None:
        block = self.document().findBlockByNumber(place)
        made = self._block_format(place)
        if block.blockFormat().topMargin() != made.topMargin() or not block.blockFormat().lineHeight():
            cursor.setPosition(block.position())
            cursor.setBlockFormat(made)

    def _block_format(self, place: int) -> QTextBlockFormat:
        made = QTextBlockFormat()
        made.setBottomMargin(_PARAGRAPH_GAP)
        room = self._room_over(place)
        made.setTopMargin(room + _PARAGRAPH_GAP if room else 0)  # Qt takes the larger margin of two neighbours
        made.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        return made

    # --- speech without text ---
    def show_unheard(self, spans: Sequence[Span]) -> None:
        """Mark these spans where no segment covers them."""
        self.marks.spans = spans
        self._make_room()

    def turn_to_unheard(self) -> bool:
        """Give the focus to the next mark and scroll to it. Returns whether there is one."""
        place = self.marks.next_place()
        if place is None:
            return False
        block = self.document().findBlockByNumber(min(place, max(0, len(self._segments) - 1)))
        box = self.document().documentLayout().blockBoundingRect(block)
        at = box.top() - self._room_over(place) if place < len(self._segments) else box.bottom()
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if not bar.value() <= at <= bar.value() + height - self.marks.height(place):
            bar.setValue(round(at - height / 4))
        self._put_marks()
        self.marks.focus(place)
        return True

    def _put_marks(self) -> None:
        self.marks.put(self._room_over, self._room_below())
        self._times.update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._put_marks()

    def _make_room(self) -> None:
        """Make room for marks, and above the first line, whose block cannot have its own margin, for a name."""
        cursor = QTextCursor(self.document())
        for place in self.marks.settle(self._segments):
            self._format(cursor, place)
        self._laid_out.start()
        root = self.document().rootFrame()
        made, margin = root.frameFormat(), self.document().documentMargin()
        above = theme.SPACE + (self._room_over(0) if self._segments else 0)
        below = max(margin, self._room_below())
        if (made.topMargin(), made.bottomMargin()) != (above, below):
            made.setTopMargin(above)
            made.setBottomMargin(below)
            root.setFrameFormat(made)

    def _room_over(self, place: int) -> int:
        """Height for the marks before a segment and, below them, the speaker's name."""
        return self.marks.height(place) + (names.name_height() if names.names_above(self._segments, place) else 0)

    def _room_below(self) -> int:
        """Height for the marks after the last segment or, if there is none, below the placeholder text."""
        words = self.placeholderText() if not self._segments else ""
        room = self.viewport().rect().adjusted(4, 4, -4, 0)
        flags = Qt.TextFlag.TextWordWrap.value
        line = self.fontMetrics().boundingRect(room, flags, words).height() + theme.GAP if words else 0
        return line + self.marks.height(len(self._segments))

    # --- scrolling ---
    def _is_at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - 4

    def _keep_at_end(self, was_at_end: bool) -> None:
        if self.follows and was_at_end:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def bring_into_view(self, place: int) -> None:
        """Scroll to a segment out of view, leaving what follows it in view too."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        box = self.document().documentLayout().blockBoundingRect(self.document().findBlockByNumber(place))
        top = box.top() - bar.value()
        if top < 0 or top + box.height() > height:
            bar.setValue(round(box.top() - min(height / 4, max(0.0, height - box.height()))))

    def event(self, event: QEvent) -> bool:
        """Scroll with the wheel beside the column too."""
        if isinstance(event, QWheelEvent):
            self.wheelEvent(event)
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        self.turned.emit()

    # --- spoken, found and doubtful words ---
    def show_moment(self, at_s: float | None, *, follow: bool = False) -> None:
        """Mark the word spoken then, or the segment if its words are unknown. None marks nothing."""
        self._moment_s = at_s
        place = None if at_s is None else timing.segment_at(self._segments, at_s)
        now = None
        if at_s is not None and place is not None and at_s < self._segments[place].end_s:
            now = place, timing.word_range_at(self._segments[place], at_s)
        if now == self._spoken:
            return
        turned = now is not None and (self._spoken is None or self._spoken[0] != now[0])
        self._spoken = now
        self.viewport().update()
        self._times.update()
        if turned and follow and now is not None:
            self.bring_into_view(now[0])

    @property
    def spoken_words(self) -> str:
        """The words that are marked because they are being spoken."""
        if self._spoken is None:
            return ""
        place, characters = self._spoken
        words = self.document().findBlockByNumber(place).text()
        return words if characters is None else words[slice(*characters)]

    def show_found(self, places: Sequence[tuple[int, int, int]]) -> None:
        """Mark matches, each as block, start and end offset."""
        self._found = list(places)
        self._mark()

    def mark_doubt(self, is_on: bool) -> None:
        """Underline the words the model was unsure of."""
        self._marks_doubt = is_on
        self.viewport().update()

    def _mark(self) -> None:
        self.setExtraSelections(decorations.found_marks(self.document(), self._found[:500]))

    # --- painting ---
    def _in_sight(self) -> Iterator[tuple[QTextBlock, QRectF]]:
        """The blocks in view with their boxes, in viewport pixels."""
        layout, offset = self.document().documentLayout(), self.verticalScrollBar().value()
        block = self.cursorForPosition(QPoint(0, 0)).block()
        while block.isValid() and block.blockNumber() < len(self._segments):
            box = layout.blockBoundingRect(block).translated(-self.horizontalScrollBar().value(), -offset)
            if box.top() > self.viewport().height():
                return
            yield block, box
            block = block.next()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        blocks = list(self._in_sight()) if self._segments else []
        for block, box in blocks:
            if self._is_spoken(block):
                decorations.paint_spoken(painter, block, box, self._spoken[1] if self._spoken else None)
        painter.end()
        super().paintEvent(event)
        painter.begin(self.viewport())
        for block, box in blocks:
            if above := names.names_above(self._segments, block.blockNumber()):
                names.paint_names(painter, above, block, box)
            if self._marks_doubt:
                ranges = timing.doubtful_ranges(self._segments[block.blockNumber()])
                decorations.underline(painter, block, box, ranges)

    def _is_spoken(self, block: QTextBlock) -> bool:
        """Whether a block is spoken now, and shows the words as they are stored: their places are known."""
        place = block.blockNumber()
        is_here = self._spoken is not None and self._spoken[0] == place
        return is_here and block.text() == timing.shown_text(self._segments[place])

    def paint_times(self, painter: QPainter) -> None:
        """Paint the start of each segment in view beside its first line, and of each mark."""
        right = self._column.left - TIMES_GAP
        for block, box in self._in_sight():
            line = block.layout().lineAt(0)
            place, baseline = block.blockNumber(), box.top() + (line.y() + line.ascent() if line.isValid() else 16)
            is_spoken = self._spoken is not None and self._spoken[0] == place
            words = text.clock(self._segments[place].start_s)
            decorations.paint_time(painter, words, right, baseline, is_spoken=is_spoken)
        for mark in self.marks.shown:
            middle = mark.y() + mark.height() / 2 + self.fontMetrics().ascent() / 2 - 1
            decorations.paint_time(painter, text.clock(mark.span.start_s), right, middle)

    # --- mouse ---
    def place_of_name(self, point: QPointF) -> int | None:
        """The segment whose speaker's name is at a point of the viewport."""
        return names.place_of_name(self._segments, self._in_sight(), point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            moment_s = self._moment_at(self.cursorForPosition(event.position().toPoint()))
            if moment_s is not None:
                self.sought.emit(moment_s)

    def ask_place(self, cursor: QTextCursor) -> None:
        """Ask to play from the word at the cursor."""
        moment_s = self._moment_at(cursor)
        if moment_s is not None:
            self.place_asked.emit(moment_s)

    def _moment_at(self, cursor: QTextCursor) -> float | None:
        """When the word at the cursor is spoken."""
        place = cursor.blockNumber()
        if place >= len(self._segments):
            return None
        return timing.moment_of(self._segments[place], cursor.positionInBlock())

    # --- size and looks ---
    def _set_font(self) -> None:
        self.document().setDefaultFont(theme.font(theme.TextSize.READING))
        self._make_column()

    def _make_column(self) -> None:
        """Put the text into its column, which follows the width and the size of the text."""
        inner = self.contentsRect()
        width = inner.width() - self.verticalScrollBar().sizeHint().width()
        column = column_in(width, self.document().defaultFont())
        if column != self._column:
            self._column = column
            self.setViewportMargins(column.left, 0, column.right, 0)
        self._times.setGeometry(QRect(inner.left(), inner.top(), column.left, inner.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        at_end = self._is_at_end()
        self._make_column()
        super().resizeEvent(event)
        self._keep_at_end(at_end)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)  # gives the document the font of a widget
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_times"):
            self._set_font()


class _Times(QWidget):
    """The margin. A separate widget, because a text edit's viewport is all text."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_times(QPainter(self))


def _same(one: Segment, other: Segment) -> bool:
    """Whether two segments are equal, ids included."""
    return one is other or (one.segment_id == other.segment_id and one == other)


def all_same(some: Sequence[Segment], others: Sequence[Segment]) -> bool:
    """Whether all segments are equal, ids included."""
    return len(some) == len(others) and all(map(_same, some, others))
