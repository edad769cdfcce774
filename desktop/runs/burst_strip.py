"""The strip above the list while several clips are on their way: how many are done, how long the rest takes, Pause."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop import text
from desktop.runs.actions import RunActions
from desktop.runs.burst import Burst
from desktop.style import theme
from desktop.widgets.elided_label import ElidedLabel

#: Fewer are seen in the list at a glance.
MIN_CLIPS = 2


class BurstStrip(QWidget):
    """Hidden while there is nothing to count."""

    def __init__(self, actions: RunActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.counts = QLabel()
        self.counts.setFont(theme.font(theme.TextSize.NORMAL, is_strong=True))
        self.note = ElidedLabel(theme.TextSize.NORMAL)
        self.note.setProperty("muted", True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.pause = QPushButton(text.say("Pause"))
        self.pause.setProperty("small", True)
        self.pause.clicked.connect(self._stop_or_go_on)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(4)
        top = QHBoxLayout()
        top.setSpacing(theme.GAP)
        top.addWidget(self.counts)
        top.addWidget(self.note, 1)
        top.addWidget(self.pause)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 10, theme.SPACE, 6)
        layout.setSpacing(theme.GAP)
        layout.addLayout(top)
        layout.addWidget(self._bar)
        self._is_stopped = False
        self.hide()

    def show_burst(self, burst: Burst, note: str, *, is_stopped: bool) -> None:
        """Show the counts. `is_stopped`: nothing runs or waits, because what is left was paused."""
        self.setVisible(burst.total >= MIN_CLIPS and not burst.is_over)
        self._is_stopped = is_stopped
        words = text.say("{done} of {total} done")
        self.counts.setText(words.format(done=burst.done, total=burst.total))
        self.note.setText(note)
        self.pause.setText(text.say("Resume") if is_stopped else text.say("Pause"))
        self._bar.setMaximum(max(1, burst.total))
        self._bar.setValue(burst.done)
        self._bar.setAccessibleName(self.counts.text())

    def _stop_or_go_on(self) -> None:
        self._actions.resume_shown() if self._is_stopped else self._actions.pause_shown()
