"""A session's counts as a row of buttons: each shows how many clips are in a state, and filters by it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from desktop import text
from desktop.runs.table_model import ALL_STATES
from engine.run import State

#: The states of each button, and its text for one clip and for many.
_KINDS: tuple[tuple[frozenset[State], str, str], ...] = (
    (ALL_STATES, "1 clip", "{n} clips"),
    (frozenset({State.QUEUED, State.RUNNING}), "1 in progress", "{n} in progress"),
    (frozenset({State.COMPLETED}), "1 completed", "{n} completed"),
    (frozenset({State.PAUSED}), "1 paused", "{n} paused"),
    (frozenset({State.FAILED}), "1 failed", "{n} failed"),
    (frozenset({State.CANCELLED}), "1 cancelled", "{n} cancelled"),
)


class StateFilter(QWidget):
    """`changed` is emitted when other states are asked for. Buttons without clips are hidden."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: list[QToolButton] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for states, _, _ in _KINDS:
            button = QToolButton()
            button.setCheckable(True)
            button.hide()
            button.setProperty("chip", True)
            button.setToolTip(_hint(states))
            button.clicked.connect(self.changed)
            self._group.addButton(button)
            self._buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        self._buttons[0].setChecked(True)
        self.show_counts({})
        self.setAccessibleName(text.say("Which clips are shown"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def states(self) -> frozenset[State]:
        """The states to show."""
        return _KINDS[self._buttons.index(self._checked())][0]

    @property
    def words(self) -> str:
        """The text of all buttons."""
        return " · ".join(button.text() for button in self._buttons if not button.isHidden())

    def _checked(self) -> QToolButton:
        return next(button for button in self._buttons if button.isChecked())

    def clear(self) -> None:
        """Show all clips."""
        if not self._buttons[0].isChecked():
            self._buttons[0].setChecked(True)
            self.changed.emit()

    def show_counts(self, counts: Mapping[State, int]) -> None:
        """Update the number of clips in each state."""
        for button, (states, one, many) in zip(self._buttons, _KINDS, strict=True):
            count = sum(counts.get(state, 0) for state in states)
            words = text.counted(count, one, many)
            if words != button.text():
                button.setText(words)
            # The pressed button stays, so that a user looking at the last failed clip is not sent away.
            button.setVisible(bool(count) or (button.isChecked() and states != ALL_STATES))

    def minimumSizeHint(self) -> QSize:
        """Small, so that a narrow window shows as many buttons as fit."""
        return QSize(80, super().minimumSizeHint().height())


def _hint(states: frozenset[State]) -> str:
    return text.say("Show all clips") if states == ALL_STATES else text.say("Show only these")
