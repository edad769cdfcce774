"""The player below a transcript: the waveform and the controls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, QSize, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from desktop import text
from desktop.style import icons, theme
from desktop.transcript import timing
from desktop.transcript.player import Player
from desktop.transcript.waveform import Waveform
from engine.protocol import PEAKS_PER_S
from engine.segments import Segment, Span

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
#: How far the back and forward buttons jump, in seconds.
_STEP_S = 5.0
#: The diameter of the button that plays, in pixels.
_PLAY_SIZE = 44
#: Below this width, in pixels, the clip's length is left out.
_ALL_FROM_WIDTH = 460
_MIN_WIDTH = 280


class PlayerBar(QFrame):
    """Plays the clip of the selected run. `moved` carries the position in seconds, whatever changed it."""

    moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.player = Player(self)
        self.player.detour = self._detour
        self.waveform = Waveform()
        self._segments: Sequence[Segment] = ()
        self._unheard: Sequence[Span] = ()
        self._pauses: list[tuple[float, float]] = []
        self._looped: Segment | None = None
        self._duration_s = 0.0
        say = text.say
        self.setObjectName("player")
        self.play = QToolButton()
        self.play.setObjectName("play")
        self.play.setShortcut(QKeySequence("Ctrl+Space"))
        self.play.setFixedSize(_PLAY_SIZE, _PLAY_SIZE)
        self.play.setIconSize(QSize(24, 24))
        self.back = self._action("Back five seconds", "Alt+Left")
        self.forward = self._action("Forward five seconds", "Alt+Right")
        self.loop = self._action("Repeat this segment", "Ctrl+Shift+L", checkable=True)
        self.skip = self._action("Skip pauses", "Ctrl+Shift+K", checkable=True)
        self.follow = self._action("Follow the spoken word", "Ctrl+J", checkable=True)
        self.follow.setChecked(True)
        self._time = QLabel()
        self._reason = QLabel()
        self._reason.setProperty("muted", True)
        self._reason.setWordWrap(True)
        self.speed = self._menu_button(say("Speed"))
        self._speeds = QActionGroup(self)
        self._fill_speeds()
        self.more = self._menu_button(say("More for playing"))
        self.more.menu().addActions([self.back, self.forward, self.loop, self.skip, self.follow])
        self._lay_out()
        self._connect()
        self.apply_theme()

    def _action(self, words: str, keys: str, *, checkable: bool = False) -> QAction:
        """One of the quieter controls: in the menu, and by its keys everywhere in the window."""
        action = QAction(text.say(words), self)
        action.setObjectName(words)
        action.setShortcut(QKeySequence(keys))
        action.setCheckable(checkable)
        self.addAction(action)
        return action

    def _menu_button(self, words: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("framed", True)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(QMenu(button))
        return button

    def _fill_speeds(self) -> None:
        for speed in SPEEDS:
            action = self._speeds.addAction(f"{speed:g}×")
            action.setCheckable(True)
            action.setData(speed)
            action.setChecked(speed == 1.0)
        self.speed.menu().addActions(self._speeds.actions())
        self.speed.setText("1×")

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.SPACE)
        self._row.addWidget(self.play)
        self._row.addWidget(self.waveform, 1)
        self._row.addWidget(self._time)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP)
        for button in (self.speed, self.more):
            buttons.addWidget(button)
        self._row.addLayout(buttons)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(theme.GAP)
        self._layout.addLayout(self._row)
        self._layout.addWidget(self._reason)

    def minimumSizeHint(self) -> QSize:
        """As wide as without the clip's length, which is left out first."""
        return QSize(_MIN_WIDTH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the waveform what room there is: in a narrow reader the length is left out."""
        super().resizeEvent(event)
        side = theme.side_margin(event.size().width())
        self._layout.setContentsMargins(side, theme.SPACE, side, theme.SPACE)
        self._row.setSpacing(theme.SPACE if side > theme.SPACE else theme.GAP)
        self._write_time()

    def _connect(self) -> None:
        player = self.player
        self.play.clicked.connect(player.toggle)
        self.waveform.play_asked.connect(player.toggle)
        self.waveform.place_asked.connect(self.go_to)
        self.back.triggered.connect(lambda: self.go_to(max(0.0, player.position_s - _STEP_S)))
        self.forward.triggered.connect(lambda: self.go_to(min(self._duration_s, player.position_s + _STEP_S)))
        self.loop.toggled.connect(self._on_loop)
        self._speeds.triggered.connect(lambda action: self.set_speed(action.data()))
        player.moved.connect(self._on_moved)
        player.changed.connect(self._on_changed)

    def set_speed(self, speed: float) -> None:
        """Play at this speed, one of `SPEEDS`, from now on."""
        self._speeds.actions()[SPEEDS.index(speed)].setChecked(True)
        self.speed.setText(f"{speed:g}×")
        self.player.set_speed(speed)

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.more.setIcon(icons.icon("more"))
        self.waveform.apply_theme()
        self._on_changed()

    # --- which clip ---
    def show_clip(self, path: Path | None, duration_s: float, track: int | None = None) -> None:
        """Show another clip, or none. The track that was transcribed is played."""
        self._duration_s = duration_s
        self.loop.setChecked(False)
        self._unheard = ()
        self.waveform.clear(duration_s)
        self.show_segments(())
        self.player.take(path, track)
        self._on_moved(0.0)

    def show_peaks(self, peaks: bytes) -> None:
        """Show the clip's loudness, which also gives its exact length."""
        self._duration_s = len(peaks) / PEAKS_PER_S or self._duration_s
        self.waveform.show_peaks(peaks)
        self.show_segments(self._segments)
        self._on_moved(self.player.position_s)

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Set where there is text."""
        self._segments = segments
        self._pauses = timing.pauses(segments, self._duration_s, self._unheard)

    def show_unheard(self, spans: Sequence[Span]) -> None:
        """Set the spans of speech without text: they are not skipped as pauses."""
        self._unheard = spans
        self.show_segments(self._segments)

    # --- playing ---
    def go_to(self, at_s: float) -> None:
        """Seek there, without starting or stopping playback."""
        self._loop_at(at_s)
        self.player.seek(at_s)

    def play_at(self, at_s: float) -> None:
        """Play from there."""
        self._loop_at(at_s)
        self.player.play_from(at_s)

    def look_freely(self) -> None:
        """Stop following the spoken word, if that is on: the user is looking elsewhere."""
        if self.player.is_playing:
            self.follow.setChecked(False)

    def _on_loop(self, is_on: bool) -> None:
        self._looped = None
        if is_on:
            self._loop_at(self.player.position_s)

    def _loop_at(self, at_s: float) -> None:
        place = timing.segment_at(self._segments, at_s)
        if self.loop.isChecked():
            self._looped = self._segments[place] if place is not None else None

    @property
    def looped_place(self) -> int | None:
        """The index of the repeated segment, or None."""
        return None if self._looped is None else timing.segment_at(self._segments, self._looped.start_s)

    def _detour(self, at_s: float) -> float | None:
        if self._looped is not None:
            inside = self._looped.start_s - 0.5 <= at_s < self._looped.end_s
            return None if inside else self._looped.start_s
        return timing.skip_from(self._pauses, at_s) if self.skip.isChecked() else None

    def _on_moved(self, at_s: float) -> None:
        self.waveform.show_position(at_s)
        self._write_time()
        self.moved.emit(at_s)

    def _write_time(self) -> None:
        now, all = text.clock(self.player.position_s), text.clock(self._duration_s or None)
        self._time.setText(f"{now} / {all}" if self.width() >= _ALL_FROM_WIDTH else now)

    def _on_changed(self) -> None:
        playing, reason = self.player.is_playing, self.player.reason
        words = text.say("Pause") if playing else text.say("Play")
        keys = self.play.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        ink = theme.colours().on_accent if not reason else theme.colours().muted
        self.play.setIcon(icons.icon("now_pause" if playing else "now_play", ink))
        self.play.setAccessibleName(words)
        self.play.setToolTip(reason or f"{words} ({keys})")
        self.play.setEnabled(not reason)
        self._reason.setText(reason or self.player.trouble)
        self._reason.setVisible(bool(self._reason.text()))

    # --- what is kept for the next start ---
    def save(self, settings: QSettings) -> None:
        settings.setValue("player/speed", self.player.speed)
        settings.setValue("player/skip", self.skip.isChecked())
        settings.setValue("player/follow", self.follow.isChecked())

    def restore(self, settings: QSettings) -> None:
        speed = settings.value("player/speed", 1.0, float)
        if speed in SPEEDS:
            self.set_speed(speed)
        self.skip.setChecked(bool(settings.value("player/skip", False, bool)))
        self.follow.setChecked(bool(settings.value("player/follow", True, bool)))
