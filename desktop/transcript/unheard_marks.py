"""Marks in a transcript where there is speech without text, each with a button to transcribe it again."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QTextEdit, QWidget

from desktop import text
from desktop.style import theme
from engine.segments import Segment, Span
from engine.text.coverage import uncovered

#: The height of a mark between two segments, in pixels.
MARK_HEIGHT = 34
#: Aligns its words with those of the text.
_LEFT = -3


class UnheardMark(QFrame):
    """One line between two segments. `play_asked` carries a moment in seconds, `again_asked` the span."""

    play_asked = Signal(float)
    again_asked = Signal(object)

    def __init__(self, span: Span, parent: QWidget) -> None:
        super().__init__(parent)
        self.span = span
        self.setObjectName("mark")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        words = text.say("{time} of speech without text here").format(time=text.whole_seconds(span.length_s))
        self.setAccessibleName(f"{text.clock(span.start_s)}: {words}")
        self.play = QPushButton(words)
        self.play.setToolTip(text.say("Hear it"))
        self.play.setAccessibleName(self.accessibleName())
        self.play.setAccessibleDescription(self.play.toolTip())
        self.again = QPushButton()
        self.again.setProperty("link", True)
        self.again.setToolTip(text.say("Transcribe this stretch again, carefully"))
        for button in (self.play, self.again):
            button.setFont(theme.font(theme.TextSize.SMALL))
            button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.play.clicked.connect(lambda: self.play_asked.emit(span.start_s))
        self.again.clicked.connect(lambda: self.again_asked.emit(span))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(4)
        layout.addWidget(self.play)
        layout.addWidget(self.again)
        layout.addStretch(1)
        self.show_hearing(is_on=False)

    def show_hearing(self, *, is_on: bool) -> None:
        """Set whether it is being transcribed again."""
        self.again.setText(text.say("Transcribing again…") if is_on else text.say("Transcribe again"))
        self.again.setAccessibleName(f"{self.again.text()} ({self.accessibleName()})")
        self.again.setEnabled(not is_on)


class UnheardMarks(QObject):
    """The marks of one transcript. Only those in view are shown: the rest need not be laid out."""

    play_asked = Signal(float)
    again_asked = Signal(object)

    def __init__(self, view: QTextEdit) -> None:
        super().__init__(view)
        self._view = view
        #: Speech without text; it is marked where no segment covers it.
        self.spans: Sequence[Span] = ()
        #: The marks before each segment, by its index; those after the last one under the number of segments.
        self._by_place: dict[int, list[Span]] = {}
        self._count = 0
        #: Blocks with room for marks, wherever they are after a change.
        self._roomy: list[QTextCursor] = []
        self._hearing: frozenset[Span] = frozenset()
        self._widgets: dict[Span, UnheardMark] = {}
        self._shown: list[UnheardMark] = []

    @property
    def marked(self) -> list[Span]:
        """The marked spans, in time order."""
        return [span for _, spans in sorted(self._by_place.items()) for span in spans]

    @property
    def shown(self) -> Sequence[UnheardMark]:
        """The marks in view, from top to bottom."""
        return self._shown

    def height(self, place: int) -> int:
        """The height needed by the marks before a segment."""
        return MARK_HEIGHT * len(self._by_place.get(place, ()))

    def next_place(self) -> int | None:
        """The index of the next marks after those with the focus, or else from the top of the view on, wrapping around.
        None if there are none."""
        in_sight = self._view.cursorForPosition(QPoint(0, 0)).blockNumber()
        behind = next((place + 1 for place in self._by_place if self.has_focus(place)), in_sight)
        places = sorted(self._by_place)
        return next((place for place in places if place >= behind), next(iter(places), None))

    def has_focus(self, place: int) -> bool:
        """Whether one of the marks there has the focus."""
        marks = [self._widgets.get(span) for span in self._by_place.get(place, ())]
        return any(mark is not None and (mark.play.hasFocus() or mark.again.hasFocus()) for mark in marks)

    def focus(self, place: int) -> None:
        """Give the focus to the first mark there, which is in view."""
        mark = self._widgets.get(self._by_place[place][0])
        if mark is not None:
            mark.again.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def clear(self) -> None:
        """Remove all marks."""
        self.spans, self._roomy = (), []
        self.settle(())
        self.put(lambda _: 0, 0)

    def settle(self, segments: Sequence[Segment]) -> list[int]:
        """Assign the marks to these segments. Returns the indices whose room may have changed."""
        self._by_place, self._count = {}, len(segments)
        for span in uncovered(self.spans, segments):
            place = bisect(segments, span.start_s, key=lambda segment: segment.start_s)
            self._by_place.setdefault(place, []).append(span)
        was_roomy, document = self._roomy, self._view.document()
        self._roomy = [
            QTextCursor(document.findBlockByNumber(place)) for place in self._by_place if place < self._count
        ]
        places = {cursor.blockNumber() for cursor in (*was_roomy, *self._roomy)}
        return sorted(place for place in places if place < self._count)

    def set_hearing(self, spans: Iterable[Span]) -> None:
        """Set which spans are being transcribed again."""
        self._hearing = frozenset(spans)
        for span, mark in self._widgets.items():
            mark.show_hearing(is_on=span in self._hearing)

    # --- what is in view ---
    def put(self, room_over: Callable[[int], int], room_below: int) -> None:
        """Show the marks in view where room was left for them: above a segment, or below all."""
        before, self._shown = self._shown, []
        if self._by_place:
            for place, top in self._tops(room_over, room_below):
                self._put_at(place, top)
        for mark in before:
            if mark not in self._shown:
                self._hide(mark)
        if self._shown != before:
            chain = [self._view, *(button for mark in self._shown for button in (mark.play, mark.again))]
            for first, second in pairwise(chain):
                QWidget.setTabOrder(first, second)

    def _tops(self, room_over: Callable[[int], int], room_below: int) -> Iterator[tuple[int, float]]:
        """Where the room above each segment in view begins, in viewport pixels."""
        view, count = self._view, self._count
        layout, offset, height = view.document().documentLayout(), view.verticalScrollBar().value(), view.height()
        block = view.cursorForPosition(QPoint(0, 0)).block()
        while block.isValid():
            place, box = block.blockNumber(), layout.blockBoundingRect(block).translated(0, -offset)
            if place < count:
                yield place, box.top() - room_over(place)
            if place >= count - 1:
                yield count, box.bottom() if count else room_below - self.height(0) - offset
            if box.top() > height and place not in self._by_place:
                return
            block = block.next()

    def _put_at(self, place: int, top: float) -> None:
        for number, span in enumerate(self._by_place.get(place, ())):
            mark = self._widgets.get(span) or self._make(span)
            mark.setGeometry(_LEFT, round(top) + number * MARK_HEIGHT, self._view.viewport().width(), MARK_HEIGHT)
            mark.show()
            self._shown.append(mark)

    def _make(self, span: Span) -> UnheardMark:
        mark = self._widgets[span] = UnheardMark(span, self._view.viewport())
        mark.show_hearing(is_on=span in self._hearing)
        mark.play_asked.connect(self.play_asked)
        mark.again_asked.connect(self.again_asked)
        return mark

    def _hide(self, mark: UnheardMark) -> None:
        """Hide a mark, and return the focus to the text around it."""
        focused = mark.window().focusWidget()
        if focused is not None and mark.isAncestorOf(focused):
            self._view.setFocus()
        mark.hide()
        if mark.span not in self.marked:
            del self._widgets[mark.span]
            mark.deleteLater()
