"""Plays a clip. Qt Multimedia is loaded with the first clip; if it or a sound device is missing, `reason` says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, QUrl, Signal, qInstallMessageHandler

from desktop import text

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer

#: How often the position is reported during playback.
TICK_MS = 40
#: How long after showing the first clip Qt Multimedia is loaded, so that the clip's row and text are painted first.
BEGIN_AFTER_MS = 60
#: How far the position may run ahead of the last one reported by the system, in seconds: reports are rare.
AHEAD_S = 0.35


class Player(QObject):
    """Plays one clip at a time. Positions are seconds from its start."""

    #: The current position.
    moved = Signal(float)
    #: Whether it plays, or can play, has changed: ask again.
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        #: Called with the position during playback: returns where to jump to, or None.
        self.detour: Callable[[float], float | None] = lambda _: None
        self._path: Path | None = None
        self._track: int | None = None
        self._is_gone = False
        self._is_open = False
        #: Whether the system has read enough of the file to seek in it.
        self._is_loaded = False
        self._speed = 1.0
        self._trouble = ""
        self._reported_s = 0.0
        self._since = QElapsedTimer()
        self._player: QMediaPlayer | None = None
        self._output: QAudioOutput | None = None
        self._devices: QMediaDevices | None = None
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._on_tick)
        self._first = QTimer(self, singleShot=True, interval=BEGIN_AFTER_MS)
        self._first.timeout.connect(self._begin)

    # --- what there is to play ---
    def take(self, path: Path | None, track: int | None = None) -> None:
        """Switch to another clip, or to none; play that audio track of it, or its usual one. Its file is opened when it
        is first played."""
        self.stop()
        self._track = track
        self._path, self._is_open, self._reported_s = path, False, 0.0
        self._is_gone = path is not None and not path.exists()
        if path is not None and self._player is None and not self._trouble:
            self._first.start()
        self.changed.emit()

    def _begin(self) -> None:
        """Load Qt Multimedia."""
        self._first.stop()
        # Qt's messages must not reach Python while the system loads a library: the handler needs the GIL, and the
        # thread holding it, starting a worker, may be waiting for the system's loader lock.
        heard = qInstallMessageHandler(None)
        try:
            from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer
        except ImportError as error:
            self._trouble = text.say("Clips cannot be played here: {detail}").format(detail=error)
            self.changed.emit()
            return
        finally:
            qInstallMessageHandler(heard)
        self._devices = QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._on_devices)
        self._player = QMediaPlayer(self)
        self._output = QAudioOutput(self)
        self._player.setAudioOutput(self._output)
        self._player.positionChanged.connect(self._on_position)
        self._player.playbackStateChanged.connect(self._on_state)
        self._player.mediaStatusChanged.connect(self._on_status)
        self._player.errorOccurred.connect(self._on_error)
        self.changed.emit()

    @property
    def reason(self) -> str:
        """Why the clip cannot be played; empty if it can, as far as is known yet."""
        if self._trouble:
            return self._trouble
        if self._path is None:
            return text.say("There is no audio to play.")
        if self._is_gone:
            return text.say("The audio of this clip is gone from Everyclip's folder. Its text is kept.")
        if self._devices is not None and self._devices.defaultAudioOutput().isNull():
            return text.say("No loudspeaker or headphones were found, so clips cannot be heard.")
        return ""

    def _on_devices(self) -> None:
        if self._devices is not None and self._output is not None:
            self._output.setDevice(self._devices.defaultAudioOutput())
        self.changed.emit()

    def _on_error(self, _: object, detail: str) -> None:
        self.stop()
        self._path = None
        self._trouble = text.say("This clip cannot be played: {detail}").format(detail=detail)
        self.changed.emit()
        self._trouble = ""

    # --- playing ---
    @property
    def is_playing(self) -> bool:
        return self._tick.isActive()

    @property
    def position_s(self) -> float:
        """The position: the last one reported by the system, plus the time since."""
        if not self.is_playing or not self._since.isValid():
            return self._reported_s
        return self._reported_s + min(self._since.elapsed() / 1000, AHEAD_S) * self._speed

    def play(self) -> None:
        """Start or resume playback."""
        if self._first.isActive():
            self._begin()
        if self.reason or self._player is None or self._path is None:
            return
        if not self._is_open:
            self._is_open = True
            self._player.setSource(QUrl.fromLocalFile(str(self._path)))
        else:
            self._go_on()

    def _go_on(self) -> None:
        if self._player is not None and self._is_loaded:
            self._player.setPosition(round(self._reported_s * 1000))
            self._player.setPlaybackRate(self._speed)
            self._player.play()

    def _on_status(self) -> None:
        from PySide6.QtMultimedia import QMediaPlayer

        loaded = QMediaPlayer.MediaStatus.LoadedMedia
        if self._player is not None and self._is_open and not self._is_loaded and self._player.mediaStatus() is loaded:
            self._is_loaded = True
            if self._track is not None and 0 < self._track <= len(self._player.audioTracks()):
                self._player.setActiveAudioTrack(self._track - 1)
            self._go_on()

    def pause(self) -> None:
        """Pause at the current position."""
        if self._player is not None and self.is_playing:
            self._player.pause()

    def stop(self) -> None:
        """Stop playback and close the file."""
        if self._player is not None:
            self._player.stop()
            self._player.setSource(QUrl())
        self._is_open = self._is_loaded = False
        self._tick.stop()

    def toggle(self) -> None:
        """Play or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def seek(self, at_s: float) -> None:
        """Seek, whether playing or not."""
        self._reported_s = max(0.0, at_s)
        self._since.invalidate()
        if self._player is not None and self._is_loaded:
            self._player.setPosition(round(self._reported_s * 1000))
        self.moved.emit(self._reported_s)

    def play_from(self, at_s: float) -> None:
        """Seek and play."""
        self.seek(at_s)
        self.play()

    @property
    def speed(self) -> float:
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Set the playback speed; 1 is normal."""
        self._reported_s = self.position_s
        self._speed = speed
        if self._player is not None:
            self._player.setPlaybackRate(speed)

    # --- what the system reports ---
    def _on_position(self, at_ms: int) -> None:
        if self._is_open and self.is_playing:
            self._reported_s = at_ms / 1000
            self._since.start()

    def _on_state(self) -> None:
        from PySide6.QtMultimedia import QMediaPlayer

        if self._player is None or not self._is_loaded:
            return
        state = self._player.playbackState()
        if state is QMediaPlayer.PlaybackState.PlayingState:
            self._since.invalidate()  # the sound starts a little later, and is reported then
            self._tick.start()
        else:
            self._reported_s = self._player.position() / 1000
            self._tick.stop()
            if state is QMediaPlayer.PlaybackState.StoppedState:
                self._reported_s = 0.0  # played to the end: start over next time
            self.moved.emit(self._reported_s)
        self.changed.emit()

    def _on_tick(self) -> None:
        at_s = self.position_s
        elsewhere_s = self.detour(at_s)
        if elsewhere_s is not None:
            self.seek(elsewhere_s)
        else:
            self.moved.emit(at_s)
