"""A session's header: its name and counts, why clips wait and for how long, and the model in use."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFont, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.runs.actions import RunActions
from desktop.runs.state_filter import StateFilter
from desktop.style import icons, theme
from desktop.widgets.notice import ModelNotice
from engine.events import Session, Wait, WaitReason
from engine.run import State


class SessionHeader(QWidget):
    """Shows the session's progress. `filter_changed` is emitted when other words or states are asked for."""

    filter_changed = Signal()

    def __init__(self, actions: RunActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = QLabel()
        self._name.setFont(theme.scaled_font(1.55, QFont.Weight.DemiBold))
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.states = StateFilter()
        self.states.changed.connect(self.filter_changed)
        self._arriving = ""
        self._outlook = ""
        self.note = QLabel()
        self.note.setProperty("muted", True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.search = QLineEdit()
        self.search.setMaximumWidth(230)
        self.search.setMinimumWidth(160)
        self.search.setPlaceholderText(text.say("Find clips or words"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.textChanged.connect(lambda _: self.filter_changed.emit())
        self._find = QAction(self)
        self.search.addAction(self._find, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(text.say("Show all clips"), self, visible=False)
        self._clear.triggered.connect(self.search.clear)
        self._clear.setShortcut(QKeySequence(QKeySequence.StandardKey.Cancel))
        self._clear.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.search.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self.search.textChanged.connect(lambda words: self._clear.setVisible(bool(words)))
        self._buttons = [_button(action) for action in actions.on_runs]
        self._add = QPushButton(actions.add_files.text())
        self._add.setProperty("primary", True)
        self._add.setToolTip(actions.add_files.toolTip())
        self._add.clicked.connect(actions.add_files.trigger)
        self.model_notice = ModelNotice()
        self._lay_out()
        self.apply_theme()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(self._name, 1)
        for button in self._buttons:
            top.addWidget(button)
        top.addSpacing(theme.GAP)
        top.addWidget(self._add)
        below = QHBoxLayout()
        below.setSpacing(theme.SPACE)
        below.addWidget(self.states)
        below.addWidget(self.note, 1)
        below.addWidget(self.search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE + 4, 14, theme.SPACE, 10)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addLayout(below)
        layout.addWidget(self.model_notice)

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self._add.setIcon(icons.icon("add", theme.colours().on_accent))
        self._find.setIcon(icons.icon("find", theme.colours().muted))
        self._clear.setIcon(icons.icon("close", theme.colours().muted))
        self.model_notice.apply_theme()

    def show_session(self, session: Session | None) -> None:
        """Show the session's name."""
        self._name.setText(session.name if session else "")

    def clear_filter(self) -> None:
        """Show all clips again."""
        self.search.clear()
        self.states.clear()

    def show_arriving(self, taken: int, expected: int) -> None:
        """Show the progress of taking in several files; (0, 0) when done."""
        arriving = text.say("Taking in {taken} of {expected}…") if expected > 1 else ""
        self._arriving = arriving.format(taken=taken, expected=expected)
        self._write()

    def show_counts(self, counts: Mapping[State, int], wait: Wait | None, left_s: float | None) -> None:
        """Show the number of runs per state, why the last of them still waits, and how long the rest will take."""
        self.states.show_counts(counts)
        parts = [text.waiting(wait)] if wait is not None and wait.why is not WaitReason.NEXT else []
        if left_s is not None:
            parts.append(text.left(left_s))
        self._outlook = "  ·  ".join(parts)
        self._write()
        for widget in (self.states, self.search, self._add, *self._buttons):
            widget.setVisible(bool(sum(counts.values())))

    def _write(self) -> None:
        words = "  ·  ".join(part for part in (self._arriving, self._outlook) if part)
        self.note.setText(words)
        self.note.setToolTip(words)


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAccessibleName(action.text().replace("&", ""))
    if action.menu() is not None:
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button
