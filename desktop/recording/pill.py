"""What recording looks like in the top bar: one red button, which becomes a pill with time, level and controls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop import text
from desktop.recording.level_meter import LevelMeter
from desktop.style import icons, theme

#: The pill is never wider than this, and always this high, in pixels.
MAX_WIDTH, HEIGHT = 420, 40
#: In a window narrower than this only the button, the time and the level are shown.
NARROW = 760
_METER_WIDTH = 64


class RecordPill(QFrame):
    """Shows what it is told. The button stays where it is while the pill grows to its left, so that who records with
    the mouse stops without moving it, and who holds the button down keeps holding it."""

    why_asked = Signal()

    def __init__(self, next_clip: QAction, hands_free: QAction, menu: QWidget) -> None:
        """`menu` chooses the microphone and stands beside the button."""
        super().__init__()
        self.setObjectName("record")
        self.setFixedHeight(HEIGHT)
        self.setMaximumWidth(MAX_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.is_recording = False
        self._is_narrow = False
        self._watched: QWidget | None = None
        self._menu = menu
        self._make_widgets(next_clip, hands_free)
        self._lay_out()

    def _make_widgets(self, next_clip: QAction, hands_free: QAction) -> None:
        self.button = QPushButton()
        self.button.setObjectName("recordButton")
        self.button.setFont(theme.font(theme.TextSize.NORMAL, is_strong=True))
        self.button.installEventFilter(self)
        self.button.setIconSize(QSize(18, 18))
        self.clock = QLabel()
        self.clock.setFont(theme.font(theme.TextSize.NORMAL, is_strong=True))
        self.clock.setAccessibleName(text.say("Length of this clip"))
        self.meter = LevelMeter()
        self.meter.setFixedWidth(_METER_WIDTH)
        #: Stands in the place of the level when there is something wrong with it.
        self.warning = QLabel()
        self.warning.setProperty("tone", "bad")
        #: The mark of a reason why nothing can be recorded, or why recording ended.
        self.why = QToolButton()
        self.why.setIconSize(QSize(20, 20))
        self.why.setAccessibleName(text.say("Why nothing can be recorded"))
        self.why.setToolTip(self.why.accessibleName())
        self.why.setToolTip(self.why.accessibleName())
        self.why.clicked.connect(self.why_asked)
        self.next = _tool(next_clip)
        self.hands_free = _tool(hands_free)
        self.hands_free.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _lay_out(self) -> None:
        self._layout = QHBoxLayout(self)
        self._layout.setSpacing(6)
        for widget in (self.why, self.clock, self.meter, self.warning, self.next, self.hands_free):
            self._layout.addWidget(widget)
        together = QHBoxLayout()
        together.setSpacing(0)
        together.addWidget(self.button)
        together.addWidget(self._menu)
        self._layout.addLayout(together)

    # --- what it shows ---
    def show_recording(self, is_on: bool) -> None:
        """Become the pill, or the button again."""
        self.is_recording = is_on
        self.button.setText(text.say("Stop") if is_on else text.say("Record"))
        if self.property("recording") != is_on:
            self.setProperty("recording", is_on)
            for widget in (self, self.button):
                widget.style().unpolish(widget)
                widget.style().polish(widget)
        self._layout.setContentsMargins(14 if is_on else 0, 0, 0, 0)
        self.button.setIcon(icons.icon("stop" if is_on else "record", theme.colours().ground))
        self._menu.setVisible(not is_on)
        self._fit()

    def warn(self, words: str, whole: str = "") -> None:
        """Say in two words, in the place of the level, that something is wrong with it, and the rest in the tooltip;
        nothing if empty."""
        if self.warning.text() != words:
            self.warning.setText(words)
            self.warning.setToolTip(whole or words)
            self.warning.setAccessibleDescription(whole)
            self._fit()

    def explain(self, whole: str) -> None:
        """Show the mark that says why nothing can be recorded; no mark if empty."""
        self.why.setToolTip(whole or self.why.accessibleName())
        self.why.setAccessibleDescription(whole)
        self.why.setVisible(bool(whole) and not self.is_recording)

    def write(self, label: str) -> None:
        """Show the time. Levels arrive twenty times a second: only what changed is written."""
        if self.clock.text() != label:
            has_grown = len(label) > len(self.clock.text())
            self.clock.setText(label)
            if has_grown:
                self._fit()

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.why.setIcon(icons.icon("warning", theme.colours().bad))
        self.show_recording(self.is_recording)

    # --- what fits ---
    def _fit(self) -> None:
        """Show as much as there is room for."""
        is_on, is_wide = self.is_recording, self.is_recording and not self._is_narrow
        self._keep_place()
        self.clock.setMinimumWidth(self._clock_width())
        self.clock.setVisible(is_on)
        self.warning.setVisible(is_on and bool(self.warning.text()))
        self.meter.setVisible(is_on and not self.warning.text())
        for tool in (self.next, self.hands_free):
            tool.setVisible(is_wide)
        self.next.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        if is_wide and self.sizeHint().width() > MAX_WIDTH:
            self.next.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        for part in (self.hands_free, self.next, self.clock):  # the first two are in the menu, too
            if is_on and self.sizeHint().width() > MAX_WIDTH:
                part.hide()

    def _keep_place(self) -> None:
        """Give the button the width that it has with the menu beside it, so that it covers the same place."""
        idle = _width_with(self.button, text.say("Record"))
        stop = _width_with(self.button, text.say("Stop"))
        menu = self._menu.sizeHint().width()
        width = max(idle + menu, stop)
        border = 2 if self.is_recording else 0
        self.button.setFixedSize(width - border // 2 if self.is_recording else width - menu, HEIGHT - border)
        self._menu.setFixedHeight(HEIGHT)

    def _clock_width(self) -> int:
        """Enough for the time, so that nothing moves with every second."""
        return max(map(self.clock.fontMetrics().horizontalAdvance, (self.clock.text(), "00:00"))) + 4

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        window = self.window()
        if window is not self._watched and window is not self:
            if self._watched is not None:
                self._watched.removeEventFilter(self)
            self._watched = window
            window.installEventFilter(self)
        self._look_at_window()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._watched and event.type() == QEvent.Type.Resize:
            self._look_at_window()
        elif watched is self.button and event.type() == QEvent.Type.FontChange:
            self._keep_place()
        return super().eventFilter(watched, event)

    def _look_at_window(self) -> None:
        is_narrow = self.window().width() < NARROW
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._fit()


def _width_with(button: QPushButton, words: str) -> int:
    """How wide a button with an icon is that says this."""
    return button.fontMetrics().horizontalAdvance(words) + button.iconSize().width() + 34


def _tool(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
