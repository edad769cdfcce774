"""Plays a clip: what the window wants of the process that plays, and where that is. `reason` says why it cannot."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop import text
from engine.playback.messages import Heard, HeardToEnd, Output, PlayerDied, Refused, Report, ToPlay
from engine.playback.playback import Playback
from engine.run import Reason

#: How often the position is reported during playback.
TICK_MS = 40
#: How long after showing the first clip the process that plays is started, so that the clip's row and text come first.
BEGIN_AFTER_MS = 250
#: How far the position may run ahead of the last one reported, in seconds of time: then the sound has stopped.
AHEAD_S = 1.0
#: How long the process that plays may say nothing while it should play.
HANG_MS = 60_000


class Player(QObject):
    """Plays one clip at a time. Positions are seconds from its start."""

    #: The current position.
    moved = Signal(float)
    #: Whether it plays, or can play, has changed: ask again.
    changed = Signal()
    #: From the thread that hears the process that plays.
    _told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        #: Called with the position during playback: returns where to jump to, or None.
        self.detour: Callable[[float], float | None] = lambda _: None
        self._path: Path | None = None
        self._track: int | None = None
        self._is_gone = False
        #: False once the system said that there is no loudspeaker.
        self._has_output = True
        self._speed = 1.0
        #: Why it stopped by itself; until it is asked to play again.
        self._trouble = ""
        self._turn = 0
        #: The place that was last reported, and when it was heard; None as long as nothing is heard.
        self._reported_s = 0.0
        self._heard_at: float | None = None
        self._playback = Playback(self._tell)
        self._told.connect(self._on_report, Qt.ConnectionType.QueuedConnection)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._on_tick)
        self._first = QTimer(self, singleShot=True, interval=BEGIN_AFTER_MS)
        self._first.timeout.connect(self._want)
        self._silence = QTimer(self, singleShot=True, interval=HANG_MS)
        self._silence.timeout.connect(self._on_silence)

    # --- what there is to play ---
    def take(self, path: Path | None, track: int | None = None) -> None:
        """Switch to another clip, or to none; play that audio track of it, or its usual one. Its file is opened when it
        is first played."""
        self.stop()
        self._path, self._track, self._reported_s, self._trouble = path, track, 0.0, ""
        self._is_gone = path is not None and not path.exists()
        if path is not None and not self._is_gone:
            self._first.start()
        self.changed.emit()

    @property
    def reason(self) -> str:
        """Why the clip cannot be played; empty if it can, as far as is known yet."""
        if self._path is None:
            return text.say("There is no audio to play.")
        if self._is_gone:
            return text.say("The audio of this clip is gone from Everyclip's folder. Its text is kept.")
        return "" if self._has_output else text.sentence(Reason("loudspeaker_missing"))

    @property
    def trouble(self) -> str:
        """Why it stopped by itself; empty if it did not. It can be asked to play again."""
        return self._trouble

    def close(self) -> None:
        """End the process that plays, for good."""
        self._first.stop()
        self._halt()
        self._playback.close()

    # --- playing ---
    @property
    def is_playing(self) -> bool:
        return self._tick.isActive()

    @property
    def position_s(self) -> float:
        """What is heard now: the place last reported, plus the time since."""
        if not self.is_playing or self._heard_at is None:
            return self._reported_s
        since_s = min(time.perf_counter() - self._heard_at, AHEAD_S)
        return max(0.0, self._reported_s + since_s * self._speed)

    def play(self) -> None:
        """Start or resume playback."""
        if self.reason or self.is_playing:
            return
        self._trouble = ""
        self._tick.start()
        self._turn += 1
        self._want()
        self.changed.emit()

    def pause(self) -> None:
        """Pause at the current position."""
        if self.is_playing:
            self._reported_s = self.position_s
            self._halt()
            self._want()
            self.moved.emit(self._reported_s)
            self.changed.emit()

    def stop(self) -> None:
        """Stop playback and close the file."""
        was_playing = self.is_playing
        self._first.stop()
        self._halt()
        if self._path is not None:
            self._path = None
            self._want()
        if was_playing:
            self.changed.emit()

    def toggle(self) -> None:
        """Play or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def seek(self, at_s: float) -> None:
        """Seek, whether playing or not."""
        self._reported_s, self._heard_at = max(0.0, at_s), None
        if self.is_playing:
            self._turn += 1
            self._want()
        self.moved.emit(self._reported_s)

    def play_from(self, at_s: float) -> None:
        """Seek and play."""
        self.seek(at_s)
        self.play()

    @property
    def speed(self) -> float:
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Set the playback speed, 0.5 to 2; 1 is normal. Voices keep their pitch."""
        at_s, self._speed = self.position_s, speed
        if self.is_playing:
            self.seek(at_s)

    # --- the process that plays ---
    def _want(self) -> None:
        """Tell it what is wanted now."""
        self._first.stop()
        if self.is_playing:
            self._silence.start()
        self._playback.want(
            ToPlay(self._turn, self._path, self._track, self._reported_s, self._speed, plays=self.is_playing)
        )

    def _halt(self) -> None:
        """Nothing is to be heard any more; reports that are on their way mean nothing."""
        self._turn += 1
        self._tick.stop()
        self._silence.stop()
        self._heard_at = None

    def _tell(self, report: Report | PlayerDied) -> None:
        """On a thread of the playback."""
        with suppress(RuntimeError):  # the window, and this object of it, are gone
            self._told.emit(report)

    def _on_report(self, report: Report | PlayerDied) -> None:
        if self.is_playing:  # it lives
            self._silence.start()
        match report:
            case Output(is_there):
                self._has_output = is_there
                self.changed.emit()
            case Heard(turn, at_s, when) if turn == self._turn and self.is_playing:
                self._reported_s, self._heard_at = at_s, when
            case HeardToEnd(turn) if turn == self._turn:
                self._halt()
                self._reported_s = 0.0  # played to the end: start over next time
                self.moved.emit(0.0)
                self.changed.emit()
            case Refused(turn, code, facts) if turn == self._turn:
                self._fail(Reason(code, facts))
            case PlayerDied():
                self._fail(Reason("playback_died"))

    def _on_silence(self) -> None:
        self._fail(Reason("playback_hung"))
        self._playback.kill()

    def _fail(self, reason: Reason) -> None:
        """It stopped by itself. What happened after that was said already."""
        if not self.is_playing:
            return
        self._reported_s = self.position_s
        self._halt()
        self._trouble = text.sentence(reason)
        self.moved.emit(self._reported_s)
        self.changed.emit()

    def _on_tick(self) -> None:
        at_s = self.position_s
        elsewhere_s = self.detour(at_s)
        if elsewhere_s is not None:
            self.seek(elsewhere_s)
        else:
            self.moved.emit(at_s)
