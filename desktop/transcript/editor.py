"""A transcript that can be edited in place: every change is requested as an edit, segment by segment.

Typing appears at once and is requested when the user pauses or moves elsewhere; changes to the segments themselves are
requested immediately. Whoever handles `edit_asked` shows the new text before the signal returns, so no key ever waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from desktop import text
from desktop.transcript import timing
from desktop.transcript.view import TranscriptView
from engine.segments import Segment, Span
from engine.text.edits import Delete, Merge, SetText, SetTexts, Split

#: How long to wait after the last keystroke before requesting what was typed.
PAUSE_MS = 900
_READING = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_EDITING = Qt.TextInteractionFlag.TextEditorInteraction


class TranscriptEditor(TranscriptView):
    """Read-only until it is made editable. `edit_asked` carries one of `engine.text.edits`: if it is made, the new text
    is shown before the signal returns."""

    edit_asked = Signal(object)
    play_asked = Signal()
    menu_asked = Signal(QPoint)
    #: Why something was refused.
    refused = Signal(str)
    #: There is something typed that was not requested yet.
    typing = Signal()
    #: The user has stopped typing; storing what was typed was requested before.
    rested = Signal()
    #: What was typed into a segment that no longer exists.
    orphaned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        #: Actions whose shortcuts take precedence over the window's while the text has the focus.
        self.own_actions: Sequence[QAction] = ()
        self._typed_in: int | None = None
        self._is_showing = False
        self._typed_last = ""
        #: Where the user typed last: that segment is tidied when they move elsewhere.
        self._trail: QTextCursor | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self.cursorPositionChanged.connect(self._on_caret)
        self.document().contentsChanged.connect(self._on_contents)
        self.setAcceptDrops(False)
        self.viewport().setMouseTracking(True)
        #: The segment whose speaker's name the mouse is pressed on.
        self._pressed_name: int | None = None

    # --- reading or editing ---
    @property
    def is_editable(self) -> bool:
        """Whether what is typed changes the text."""
        return not self.isReadOnly()

    def set_editable(self, is_on: bool) -> None:
        """Let the text be edited from now on, or only be read."""
        if is_on == self.is_editable:
            return
        self.commit_edits()
        self.setReadOnly(not is_on)
        if is_on and not self.hasFocus():
            self._put_caret_first()
        self.setTextInteractionFlags(_EDITING if is_on else _READING)
        if self._trail is not None:
            trail, self._trail = self._trail, None
            self._tidy(trail.blockNumber())
        self.viewport().update()

    def put_caret_in_view(self) -> None:
        """Put the caret to the first line in view, if it is out of view: nobody types where they do not look."""
        if not self.viewport().rect().intersects(self.cursorRect()):
            self.setTextCursor(self.cursorForPosition(QPoint(0, 0)))

    def chosen_places(self) -> range:
        """Indices of the segments that the selection touches, or of the one with the caret."""
        cursor, document = self.textCursor(), self.document()
        first = document.findBlock(cursor.selectionStart()).blockNumber()
        last = document.findBlock(cursor.selectionEnd()).blockNumber()
        return range(first, min(last + 1, len(self.segments)))

    def chosen_segments(self) -> list[Segment]:
        """The segments that the selection touches, or the one with the caret."""
        return [self.segments[place] for place in self.chosen_places()]

    # --- what is shown ---
    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Show exactly these. Text being typed stays in its segment, wherever that is now."""
        place, typed = self._typed_in, self.typed
        if place is None or typed is None:
            self._typed_in = None
            with self._showing():
                super().show_segments(segments)
            return
        mine, offset = self.segments[place].segment_id, self.textCursor().positionInBlock()
        there = next((n for n, segment in enumerate(segments) if segment.segment_id == mine), None)
        self._typed_in = place if there == place else None
        with self._showing():
            super().show_segments(segments)
            if there is not None and there != place:
                self._type_again(there, typed, offset)
        if there is None:
            self.orphaned.emit(typed)

    def _type_again(self, place: int, typed: str, offset: int) -> None:
        """Put what was typed into its segment, which has moved."""
        block, cursor = self.document().findBlockByNumber(place), self.textCursor()
        cursor.setPosition(block.position())
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(typed)
        cursor.setPosition(block.position() + min(offset, len(typed)))
        self.setTextCursor(cursor)
        self._note_typing()

    def add(self, segments: Iterable[Segment]) -> None:
        with self._showing():
            super().add(segments)

    def show_unheard(self, spans: Sequence[Span]) -> None:
        with self._showing():
            super().show_unheard(spans)

    def clear_segments(self) -> None:
        self.commit_edits()
        self.set_editable(False)
        self._trail = None
        with self._showing():
            super().clear_segments()

    def _rewrite(self, cursor: QTextCursor, place: int) -> None:
        """Keep spaces where the user may be typing, though none are stored."""
        words, is_here = self._words_of(place), self.textCursor().blockNumber() == place
        is_the_same = " ".join(words.split()) == timing.shown_text(self.segments[place])
        if place == self._typed_in or (self.is_editable and is_here and is_the_same):
            self._format(cursor, place)
        else:
            super()._rewrite(cursor, place)

    def _tidy(self, place: int) -> None:
        """Show a segment as stored."""
        if place < len(self.segments):
            with self._showing():
                super()._rewrite(QTextCursor(self.document()), place)

    def _words_of(self, place: int) -> str:
        return self.document().findBlockByNumber(place).text()

    def _put_caret_first(self) -> None:
        """Put the caret to the beginning, without scrolling there."""
        bar = self.verticalScrollBar()
        at = bar.value()
        self.setTextCursor(QTextCursor(self.document()))
        bar.setValue(at)

    def _put_caret(self, place: int, offset: int) -> None:
        block, cursor = self.document().findBlockByNumber(place), self.textCursor()
        cursor.setPosition(block.position() + min(offset, block.length() - 1))
        self.setTextCursor(cursor)

    @contextmanager
    def _showing(self) -> Iterator[None]:
        was_showing, self._is_showing = self._is_showing, True
        try:
            yield
        finally:
            self._is_showing = was_showing

    # --- what is typed ---
    @property
    def typed(self) -> str | None:
        """What was typed and not requested yet, verbatim; None if it equals what is stored."""
        place = self._typed_in
        if place is None or place >= len(self.segments):
            return None
        words = self._words_of(place)
        return None if words == timing.shown_text(self.segments[place]) else words

    def _on_contents(self) -> None:
        if self._is_showing or not self.is_editable:
            return
        if self.document().blockCount() != max(1, len(self.segments)):
            self._put_back()
        elif self.textCursor().blockNumber() < len(self.segments):
            self._note_typing()
            self._pause.start()

    def _note_typing(self) -> None:
        self._trail = self.textCursor()
        self._typed_in = self._trail.blockNumber()
        self._typed_last = self._trail.block().text()
        self.typing.emit()

    def _put_back(self) -> None:
        """Undo an input that spanned segments: show what is stored, with what was typed before."""
        segments, spans, typed_in = list(self.segments), self.marks.spans, self._typed_in
        self._typed_in = None
        with self._showing():
            super().clear_segments()
            super().show_segments(segments)
            super().show_unheard(spans)
            if typed_in is not None:
                self._type_again(typed_in, self._typed_last, len(self._typed_last))

    def _on_caret(self) -> None:
        """If the caret has left the segment, request what was typed there and show the segment as stored."""
        trail = self._trail
        if trail is None or self._is_showing or trail.blockNumber() == self.textCursor().blockNumber():
            return
        self._trail = None
        self.commit_edits()
        self._tidy(trail.blockNumber())

    def _on_pause(self) -> None:
        """Request what was typed, unless the segment is empty: more may follow."""
        if self._typed_in is not None and self._words_of(self._typed_in).strip():
            self.commit_edits()

    def commit_edits(self) -> None:
        """Request that what was typed be stored."""
        self._pause.stop()
        place, typed, self._typed_in = self._typed_in, self.typed, None
        if place is None:
            return
        words = None if typed is None else " ".join(typed.split())
        if words is not None and words != timing.shown_text(self.segments[place]):
            self.edit_asked.emit(SetText(self.segments[place].segment_id, words))
        self.rested.emit()

    # --- what changes segments ---
    def split(self) -> None:
        """Split the segment at the caret, which keeps its position among the words."""
        self.commit_edits()
        cursor = self.textCursor()
        place, words = cursor.blockNumber(), cursor.block().text()
        if place >= len(self.segments) or len(self.chosen_places()) > 1:
            return
        if not (words[: cursor.positionInBlock()].strip() and words[cursor.positionInBlock() :].strip()):
            self.refused.emit(text.say("A segment is split between two of its words: put the caret there."))
            return
        segment, ids = self.segments[place], {each.segment_id for each in self.segments}
        length, offset = len(timing.shown_text(segment)), _stored_offset(cursor)
        self.edit_asked.emit(Split(segment.segment_id, timing.place_in_text(segment, offset)))
        made = next((n for n, each in enumerate(self.segments) if each.segment_id not in ids), None)
        if made is not None:
            into = len(timing.shown_text(self.segments[made])) - (length - offset)
            self._put_caret(*((made, max(0, into)) if into >= -1 else (place, offset)))

    def merge(self, place: int | None = None) -> None:
        """Merge the caret's segment with the one before, or the selected ones. The caret keeps its position among the
        words."""
        self.commit_edits()
        chosen = self.chosen_places()
        first, last = (chosen[0], chosen[-1]) if len(chosen) > 1 else (chosen[0] - 1 if chosen else -1, -1)
        if place is not None:
            first, last = place - 1, place
        last = last if last > first else first + 1
        if first < 0 or last >= len(self.segments):
            return
        cursor, seam = self.textCursor(), len(timing.shown_text(self.segments[first]))
        at, offset = cursor.blockNumber(), _stored_offset(cursor)
        behind = len(timing.shown_text(self.segments[last])) - offset
        before = list(self.segments)
        self.edit_asked.emit(Merge(before[first].segment_id, before[last].segment_id))
        if len(self.segments) < len(before):
            whole = len(self._words_of(first))
            self._put_caret(first, offset if at == first else whole - behind if at == last else seam)

    def delete(self) -> None:
        """Delete the selected segments."""
        self.commit_edits()
        chosen = self.chosen_places()
        if chosen:
            self.edit_asked.emit(Delete([self.segments[place].segment_id for place in chosen]))
            self._put_caret(max(0, min(chosen[0], len(self.segments) - 1)), 0)

    def replace_chosen(self, words: str) -> None:
        """Replace what is selected in several segments. Each keeps what was not selected; those that keep nothing are
        deleted."""
        self.commit_edits()
        cursor, places = self.textCursor(), self.chosen_places()
        first, last = (self.document().findBlockByNumber(place) for place in (places[0], places[-1]))
        begin = first.text()[: cursor.selectionStart() - first.position()] + words
        kept = {places[0]: begin, places[-1]: last.text()[cursor.selectionEnd() - last.position() :]}
        chosen = [(self.segments[place], " ".join(kept.get(place, "").split())) for place in places]
        changed = [(each.segment_id, rest) for each, rest in chosen if rest != timing.shown_text(each)]
        self._put_caret(places[0], 0)
        if any(rest for _, rest in changed):
            self.edit_asked.emit(SetTexts(changed))
        elif changed:
            self.edit_asked.emit(Delete([segment_id for segment_id, _ in changed]))
        self._put_caret(min(places[0], max(0, len(self.segments) - 1)), len(" ".join(begin.split())))

    def cut_chosen(self) -> None:
        """Copy what is selected, and delete it."""
        self.copy()
        if len(self.chosen_places()) > 1:
            self.replace_chosen("")
        else:
            self.textCursor().removeSelectedText()

    # --- keys ---
    def event(self, event: QEvent) -> bool:
        """While the text has the focus, its shortcuts take precedence over the window's. Undo and redo are left to the
        window where the text has nothing to undo."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().event(event)
        if self._is_of_text(event):
            event.accept()
            return True
        if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
            event.ignore()
            return False
        return super().event(event)

    def _is_of_text(self, event: QKeyEvent) -> bool:
        """Whether a key is one of the text's own, or usually deletes or selects text, even where nothing can be
        deleted."""
        deletes = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        return bool(self._own(event)) or deletes or event.matches(QKeySequence.StandardKey.SelectAll)

    def _own(self, event: QKeyEvent) -> QAction | None:
        pressed = QKeySequence(event.keyCombination())
        return next((each for each in self.own_actions if each.isEnabled() and pressed in each.shortcuts()), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self._own(event)
        if action is not None:
            action.trigger()
        elif self.is_editable:
            self._type(event)
        elif event.key() == Qt.Key.Key_Space:
            self.play_asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ask_place(self.textCursor())
        else:
            super().keyPressEvent(event)

    def _type(self, event: QKeyEvent) -> None:
        if not self.segments and _changes_text(event):
            self.refused.emit(text.say("There is no text to edit. To write some, choose “Insert a segment…”."))
            return
        cursor = self.textCursor()
        place, is_free = cursor.blockNumber(), not cursor.hasSelection()
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.split()
            case Qt.Key.Key_Escape:
                self.commit_edits()
                event.ignore()
            case Qt.Key.Key_Backspace if is_free and cursor.atBlockStart():
                self.merge(place)
            case Qt.Key.Key_Delete if is_free and cursor.atBlockEnd():
                self.merge(place + 1)
            case _ if len(self.chosen_places()) > 1 and _changes_text(event):
                self.replace_chosen(event.text() if _is_sign(event) else "")
            case _:
                super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return self.is_editable and source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        words = " ".join(source.text().split())
        if len(self.chosen_places()) > 1:
            self.replace_chosen(words)
        elif self.segments:
            self.textCursor().insertText(words)

    # --- mouse and focus ---
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.textCursor().hasSelection():
            self.setTextCursor(self.cursorForPosition(event.pos()))
        self.menu_asked.emit(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_name = self._name_under(event)
        if self._pressed_name is None:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the menu at the name of a speaker that was clicked: it is about what they say there."""
        pressed, self._pressed_name = self._pressed_name, None
        if pressed is None:
            super().mouseReleaseEvent(event)
        elif pressed == self._name_under(event):
            self._put_caret(pressed, 0)
            self.setFocus()
            self.menu_asked.emit(event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_name is None:
            super().mouseMoveEvent(event)
        is_on_name = not event.buttons() and self.place_of_name(event.position()) is not None
        shape = Qt.CursorShape.PointingHandCursor if is_on_name else Qt.CursorShape.IBeamCursor
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)

    def _name_under(self, event: QMouseEvent) -> int | None:
        return self.place_of_name(event.position()) if event.button() is Qt.MouseButton.LeftButton else None

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.commit_edits()
        super().focusOutEvent(event)


def _stored_offset(cursor: QTextCursor) -> int:
    """The caret's offset in its segment once that is shown as stored."""
    before = cursor.block().text()[: cursor.positionInBlock()]
    return len(" ".join(before.split())) + bool(before.strip() and before[-1].isspace())


def _changes_text(event: QKeyEvent) -> bool:
    """Whether a key writes or deletes."""
    return _is_sign(event) or event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


def _is_sign(event: QKeyEvent) -> bool:
    return bool(event.text()) and event.text().isprintable()
