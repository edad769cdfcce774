"""The player below a transcript: the waveform and the controls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop import text
from desktop.style import icons, theme
from desktop.transcript import timing
from desktop.transcript.player import Player
from desktop.transcript.waveform import Waveform
from engine.processes.waveforms import PEAKS_PER_S
from engine.run import Segment, Span

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
#: How far the back and forward buttons jump, in seconds.
_STEP_S = 5.0


class PlayerBar(QWidget):
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
        self.play = self._button(say("Play"), "Ctrl+Space")
        self.back = self._button(say("Back five seconds"), "Alt+Left")
        self.forward = self._button(say("Forward five seconds"), "Alt+Right")
        self.loop = self._button(say("Repeat this segment"), "Ctrl+L", checkable=True)
        self.skip = self._button(say("Skip pauses"), "Ctrl+K", checkable=True)
        self.follow = self._button(say("Follow the spoken word"), "Ctrl+J", checkable=True)
        self.follow.setChecked(True)
        self._time = QLabel()
        self._time.setProperty("muted", True)
        self._reason = QLabel()
        self._reason.setProperty("muted", True)
        self._reason.setWordWrap(True)
        self.speed = QComboBox()
        self.speed.setAccessibleName(say("Speed"))
        self.speed.setToolTip(say("Speed"))
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g}×", speed)
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        self._lay_out()
        self._connect()
        self.apply_theme()

    def _button(self, words: str, keys: str, *, checkable: bool = False) -> QToolButton:
        button = QToolButton()
        button.setShortcut(QKeySequence(keys))
        shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{words} ({shown})")
        button.setAccessibleName(words)
        button.setCheckable(checkable)
        return button

    def _lay_out(self) -> None:
        controls = QHBoxLayout()
        controls.setSpacing(4)
        for button in (self.play, self.back, self.forward):
            controls.addWidget(button)
        controls.addWidget(self._time)
        controls.addSpacing(theme.GAP)
        controls.addWidget(self._reason, 1)
        for button in (self.loop, self.skip, self.follow):
            controls.addWidget(button)
        controls.addWidget(self.speed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.waveform)
        layout.addLayout(controls)

    def _connect(self) -> None:
        player = self.player
        self.play.clicked.connect(player.toggle)
        self.waveform.play_asked.connect(player.toggle)
        self.waveform.place_asked.connect(self.go_to)
        self.back.clicked.connect(lambda: self.go_to(max(0.0, player.position_s - _STEP_S)))
        self.forward.clicked.connect(lambda: self.go_to(min(self._duration_s, player.position_s + _STEP_S)))
        self.loop.toggled.connect(self._on_loop)
        self.speed.currentIndexChanged.connect(lambda _: player.set_speed(self.speed.currentData()))
        player.moved.connect(self._on_moved)
        player.changed.connect(self._on_changed)

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        for button, name in (
            (self.back, "back"),
            (self.forward, "forward"),
            (self.loop, "loop"),
            (self.skip, "skip"),
            (self.follow, "follow"),
        ):
            button.setIcon(icons.icon(name))
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
        """Show where there is text."""
        self._segments = segments
        self._pauses = timing.pauses(segments, self._duration_s, self._unheard)
        self.waveform.show_segments(segments)

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
        self._time.setText(f"{text.clock(at_s)} / {text.clock(self._duration_s or None)}")
        self.moved.emit(at_s)

    def _on_changed(self) -> None:
        playing, reason = self.player.is_playing, self.player.reason
        words = text.say("Pause") if playing else text.say("Play")
        keys = self.play.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.play.setIcon(icons.icon("pause" if playing else "resume"))
        self.play.setAccessibleName(words)
        self.play.setToolTip(reason or f"{words} ({keys})")
        self.play.setEnabled(not reason)
        self._reason.setText(reason or self.player.trouble)

    # --- what is kept for the next start ---
    def save(self, settings: QSettings) -> None:
        settings.setValue("player/speed", self.player.speed)
        settings.setValue("player/skip", self.skip.isChecked())
        settings.setValue("player/follow", self.follow.isChecked())

    def restore(self, settings: QSettings) -> None:
        speed = settings.value("player/speed", 1.0, float)
        if speed in SPEEDS:
            self.speed.setCurrentIndex(SPEEDS.index(speed))
        self.skip.setChecked(bool(settings.value("player/skip", False, bool)))
        self.follow.setChecked(bool(settings.value("player/follow", True, bool)))
