"""The transcript, to be edited in place: every change is asked of the engine, segment by segment.

What a person types stands at once and is handed on when they pause or go elsewhere. What changes the segments
themselves waits for the engine's word; keys pressed meanwhile are held and follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QWidget

from desktop import spoken, text
from desktop.transcript_view import TranscriptView
from engine.edits import Delete, Edit, Merge, SetText, Split
from engine.run import Segment, Span

#: How long nobody types before what was typed is handed on.
PAUSE_MS = 900
_READING = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_EDITING = Qt.TextInteractionFlag.TextEditorInteraction


class TranscriptEditor(TranscriptView):
    """Reads until it is told to edit. `edit_asked` brings one of `engine.edits`, which is answered by `settle`."""

    edit_asked = Signal(object)
    play_asked = Signal()
    menu_asked = Signal(QPoint)
    #: Editing has begun or ended.
    turned_to_editing = Signal(bool)
    #: Why something that was tried is not done.
    refused = Signal(str)
    #: Nobody types any more; what was typed has been asked to be stored before.
    rested = Signal()
    #: What was typed into a segment that is gone.
    orphaned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        #: Actions whose keys work while the text has the focus, before those of the window.
        self.own_actions: Sequence[QAction] = ()
        self._typed_in: int | None = None
        self._is_showing = False
        self._waits = False
        self._aim: tuple[int, int] | None = None
        self._held: list[QKeyEvent] = []
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self.cursorPositionChanged.connect(self._on_caret)
        self.document().contentsChanged.connect(self._on_contents)
        self.setAcceptDrops(False)

    # --- reading or editing ---
    @property
    def is_editing(self) -> bool:
        return not self.isReadOnly()

    def set_editing(self, is_on: bool) -> None:
        """Let the person type, or not any more."""
        if is_on == self.is_editing:
            return
        self.hand_on()
        self.setReadOnly(not is_on)
        self.setTextInteractionFlags(_EDITING if is_on else _READING)
        self.turned_to_editing.emit(is_on)
        self.viewport().update()

    def chosen_places(self) -> range:
        """The segments that the selection touches, or the one with the caret."""
        cursor, document = self.textCursor(), self.document()
        first = document.findBlock(cursor.selectionStart()).blockNumber()
        last = document.findBlock(cursor.selectionEnd()).blockNumber()
        return range(first, min(last + 1, len(self.segments)))

    def chosen_segments(self) -> list[Segment]:
        """The same, themselves."""
        return [self.segments[place] for place in self.chosen_places()]

    # --- what the engine answers ---
    def settle(self, segments: Sequence[Segment]) -> None:
        """The text as it is now, whatever became of the edit. What is being typed stays."""
        aim, self._aim, self._waits = self._aim, None, False
        self.show_segments(segments)
        if aim is not None and self.segments:
            place, offset = min(aim[0], len(self.segments) - 1), aim[1]
            block = self.document().findBlockByNumber(max(0, place))
            cursor = self.textCursor()
            cursor.setPosition(block.position() + min(offset, block.length() - 1))
            self.setTextCursor(cursor)
        held, self._held = self._held, []
        for event in held:
            self.keyPressEvent(event)

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Show exactly these. What is being typed stays, wherever its segment is now."""
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
        """Put what was typed into its segment, which stands elsewhere now."""
        block, cursor = self.document().findBlockByNumber(place), self.textCursor()
        cursor.setPosition(block.position())
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(typed)
        cursor.setPosition(block.position() + min(offset, len(typed)))
        self._typed_in = place
        self.setTextCursor(cursor)

    def add(self, segments: Iterable[Segment]) -> None:
        with self._showing():
            super().add(segments)

    def show_unheard(self, spans: Sequence[Span]) -> None:
        with self._showing():
            super().show_unheard(spans)

    def clear_segments(self) -> None:
        self.hand_on()
        self.set_editing(False)
        self._held, self._waits, self._aim = [], False, None
        with self._showing():
            super().clear_segments()

    def _rewrite(self, cursor: QTextCursor, place: int) -> None:
        if place != self._typed_in:
            super()._rewrite(cursor, place)

    @contextmanager
    def _showing(self) -> Iterator[None]:
        self._is_showing = True
        try:
            yield
        finally:
            self._is_showing = False

    # --- what is typed ---
    @property
    def typed(self) -> str | None:
        """What was typed and is not handed on yet, as it stands; None if that is what is stored."""
        place = self._typed_in
        if place is None or place >= len(self.segments):
            return None
        words = self.document().findBlockByNumber(place).text()
        return None if words == spoken.shown_text(self.segments[place]) else words

    def _on_contents(self) -> None:
        if self._is_showing or not self.is_editing:
            return
        if self.document().blockCount() != max(1, len(self.segments)):
            # Something reached over segments that should not have: what is stored counts.
            segments, self._typed_in = list(self.segments), None
            with self._showing():
                super().clear_segments()
                super().add(segments)
            return
        place = self.textCursor().blockNumber()
        if place < len(self.segments):
            self._typed_in = place
            self._pause.start()

    def _on_caret(self) -> None:
        if self._typed_in is not None and not self._is_showing and self.textCursor().blockNumber() != self._typed_in:
            self.hand_on()

    def _on_pause(self) -> None:
        """Hand on what was typed, unless nothing is left: something may follow."""
        if self._typed_in is not None and self.document().findBlockByNumber(self._typed_in).text().strip():
            self.hand_on()

    def hand_on(self) -> None:
        """Ask for what was typed to be stored."""
        self._pause.stop()
        place, typed, self._typed_in = self._typed_in, self.typed, None
        if place is None:
            return
        words = None if typed is None else " ".join(typed.split())
        if words is not None and words != spoken.shown_text(self.segments[place]):
            self.edit_asked.emit(SetText(self.segments[place].segment_id, words))
        self.rested.emit()

    # --- what changes segments ---
    def split(self) -> None:
        """Part the segment at the caret."""
        cursor = self.textCursor()
        place, offset = cursor.blockNumber(), cursor.positionInBlock()
        if self._is_one(place):
            segment = self.segments[place]
            lead = len(segment.text) - len(segment.text.lstrip()) if self._typed_in is None else 0
            self._ask(Split(segment.segment_id, offset + lead), (place + 1, 0))

    def merge(self, place: int | None = None) -> None:
        """Join a segment with the one before: that of the caret, or those that are chosen."""
        chosen = self.chosen_places()
        first, last = (chosen[0], chosen[-1]) if len(chosen) > 1 else (chosen[0] - 1 if chosen else -1, -1)
        if place is not None:
            first, last = place - 1, place
        last = last if last > first else first + 1
        if first < 0 or last >= len(self.segments):
            return
        seam = len(self.document().findBlockByNumber(first).text())
        self._ask(Merge(self.segments[first].segment_id, self.segments[last].segment_id), (first, seam))

    def delete(self) -> None:
        """Delete the chosen segments."""
        chosen = self.chosen_places()
        if chosen:
            self._ask(Delete([self.segments[place].segment_id for place in chosen]), (chosen[0], 0))

    def _is_one(self, place: int) -> bool:
        return place < len(self.segments) and len(self.chosen_places()) == 1

    def _ask(self, edit: Edit, aim: tuple[int, int]) -> None:
        self.hand_on()
        self._waits, self._aim = True, aim
        self.edit_asked.emit(edit)

    # --- keys ---
    def event(self, event: QEvent) -> bool:
        """While the text has the focus, its keys come before those of the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._own(event):
            event.accept()
            return True
        return super().event(event)

    def _own(self, event: QKeyEvent) -> QAction | None:
        pressed = QKeySequence(event.keyCombination())
        return next((each for each in self.own_actions if pressed in each.shortcuts()), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._waits:
            self._held.append(event.clone())
            return
        action = self._own(event)
        if action is not None:
            action.trigger()
        elif self.is_editing:
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
                self.set_editing(False)
            case Qt.Key.Key_Backspace if is_free and cursor.atBlockStart():
                self.merge(place)
            case Qt.Key.Key_Delete if is_free and cursor.atBlockEnd():
                self.merge(place + 1)
            case _ if len(self.chosen_places()) > 1 and _changes_text(event):
                self._refuse()
            case _:
                super().keyPressEvent(event)

    def _refuse(self) -> None:
        self.refused.emit(
            text.say("Text is edited within one segment. To delete whole segments, choose “Delete segment”.")
        )

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return self.is_editing and source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if len(self.chosen_places()) > 1:
            self._refuse()
        elif self.segments:
            self.textCursor().insertText(" ".join(source.text().split()))

    # --- mouse and focus ---
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.textCursor().hasSelection():
            self.setTextCursor(self.cursorForPosition(event.pos()))
        self.menu_asked.emit(event.globalPos())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.hand_on()
        super().focusOutEvent(event)


def _changes_text(event: QKeyEvent) -> bool:
    keys = QKeySequence.StandardKey
    if any(event.matches(key) for key in (keys.Cut, keys.Paste)):
        return True
    is_sign = bool(event.text()) and event.text().isprintable()
    return is_sign or event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
