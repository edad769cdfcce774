"""Find and replace within one transcript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from desktop import text
from desktop.style import icons, theme
from desktop.transcript import timing
from engine.segments import Segment
from engine.text.edits import ReplaceText


@dataclass(frozen=True, slots=True)
class Place:
    """A match: the segment's index, and the range of characters in its shown text."""

    segment: int
    begin: int
    end: int


class FindBar(QWidget):
    """Hidden until opened. `turned_to` carries the match to look at, `found` all of them."""

    found = Signal(list)
    turned_to = Signal(object)
    replace_asked = Signal(object, str)
    replace_all_asked = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments: Sequence[Segment] = ()
        self._places: list[Place] = []
        self._now = -1
        say = text.say
        self.what = QLineEdit()
        self.what.setPlaceholderText(say("Find in this text"))
        self.what.setAccessibleName(self.what.placeholderText())
        self.replacement = QLineEdit()
        self.replacement.setPlaceholderText(say("Replace with"))
        self.replacement.setAccessibleName(self.replacement.placeholderText())
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self.case = self._choice("Aa", say("Match case"))
        self.whole = self._choice("ab", say("Whole words"))
        underlined = self.whole.font()
        underlined.setUnderline(True)
        self.whole.setFont(underlined)
        self._before = self._tool("back", say("Previous (Shift+Enter)"), lambda: self.turn(-1))
        self._after = self._tool("forward", say("Next (Enter)"), lambda: self.turn(1))
        self._close = self._tool("close", say("Close (Esc)"), self.put_away)
        self._one = QPushButton(say("Replace"))
        self._all = QPushButton(say("Replace all"))
        self._lay_out()
        self._connect()
        self.hide()

    def _tool(self, icon: str, words: str, do: object) -> QToolButton:
        button = QToolButton()
        button.setProperty("icon_name", icon)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(do)
        return button

    def _choice(self, sign: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setCheckable(True)
        button.setToolTip(words)
        button.setAccessibleName(words)
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.GAP // 2)
        row = (self.what, self._count, self.case, self.whole, self._before, self._after, self._close)
        for column, widget in enumerate(row):
            grid.addWidget(widget, 0, column)
        grid.addWidget(self.replacement, 1, 0)
        grid.addWidget(self._one, 1, 1, 1, 2)
        grid.addWidget(self._all, 1, 3, 1, 4)
        grid.setColumnStretch(0, 1)
        for line in (self.what, self.replacement):
            line.setMinimumWidth(72)
        order = (self.what, self.replacement, self._one, self._all, self._before, self._after, self.case, self.whole)
        for widget, after in pairwise((*order, self._close)):
            QWidget.setTabOrder(widget, after)

    def _connect(self) -> None:
        self.what.textChanged.connect(lambda _: self._find())
        self.case.toggled.connect(lambda _: self._find())
        self.whole.toggled.connect(lambda _: self._find())
        self._one.clicked.connect(self._replace)
        self._all.clicked.connect(lambda: self.replace_all_asked.emit(self.sought))

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        for button in (self._before, self._after, self._close):
            button.setIcon(icons.icon(str(button.property("icon_name"))))

    # --- opening and closing ---
    def open(self, words: str, *, replaces: bool) -> None:
        """Open the bar, searching for `words` if given."""
        for widget in (self.replacement, self._one, self._all):
            widget.setVisible(replaces)
        self.show()
        if words:
            with QSignalBlocker(self.what):
                self.what.setText(words)
        self.what.setFocus()
        self.what.selectAll()
        self._find()

    def put_away(self) -> None:
        """Close the bar, and clear all marks."""
        self.leave()
        self.closed.emit()

    def leave(self) -> None:
        """Close the bar because another text is shown: the focus stays where the person is."""
        if not self.isHidden():
            self.hide()
            self.found.emit([])

    # --- finding ---
    @property
    def sought(self) -> ReplaceText:
        """What to find, and what to replace it with."""
        return ReplaceText(
            self.what.text(),
            self.replacement.text() if not self.replacement.isHidden() else "",
            self.case.isChecked(),
            self.whole.isChecked(),
        )

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Set the text to search in."""
        self._segments = segments
        if not self.isHidden():
            self._find(stay=True)

    def _find(self, *, stay: bool = False) -> None:
        pattern = self.sought.pattern if self.what.text() else None
        self._places = [
            Place(place, match.start(), match.end())
            for place, segment in enumerate(self._segments)
            for match in (pattern.finditer(timing.shown_text(segment)) if pattern else ())
        ]
        self._now = min(max(self._now, 0), len(self._places) - 1) if stay else -1
        self.found.emit([(each.segment, each.begin, each.end) for each in self._places])
        for widget in (self._before, self._after, self._one, self._all):
            widget.setEnabled(bool(self._places))
        if self._places and not stay:
            self.turn(1)
        self._write_count()

    def turn(self, step: int) -> None:
        """Go to the next or previous match."""
        if self._places:
            self._now = (self._now + step) % len(self._places)
            self.turned_to.emit(self._places[self._now])
        self._write_count()

    def _write_count(self) -> None:
        if not self.what.text():
            self._count.setText("")
        elif not self._places:
            self._count.setText(text.say("Not found"))
        else:
            self._count.setText(text.say("{n} of {all}").format(n=self._now + 1, all=len(self._places)))

    def _replace(self) -> None:
        if 0 <= self._now < len(self._places):
            place = self._places[self._now]
            words = timing.shown_text(self._segments[place.segment])
            changed = words[: place.begin] + self.replacement.text() + words[place.end :]
            self.replace_asked.emit(self._segments[place.segment], changed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Cancel):
            self.put_away()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.replacement.hasFocus():
                self._replace()
            else:
                self.turn(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)
