"""The settings in use by the window: those of `engine.settings`, with a signal when they change."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from engine.settings import Settings, change_settings, read_settings
from engine.storage.paths import Paths


class KeptSettings(QObject):
    """The settings in use, stored in the settings file. `changed` carries the new ones."""

    changed = Signal(Settings)

    def __init__(self, paths: Paths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths = paths
        read = read_settings(paths)
        #: Keys with invalid values in the file, which have their defaults instead.
        self.refused = read.refused
        self._now = read.settings
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._on_turn)

    @property
    def now(self) -> Settings:
        """The settings in use."""
        return self._now

    def change(self, **values: object) -> None:
        """Change some settings, now and for the next start. They take effect even if they cannot be written, which
        raises OSError."""
        after = Settings.model_validate(self._now.model_dump() | values)
        if after == self._now:
            return
        self._now = after
        try:
            self._now = change_settings(self._paths, **values)
        finally:
            self.changed.emit(self._now)

    def _on_turn(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.look_again()

    def look_again(self) -> None:
        """Reread the file, which another process, such as the command line, may have changed in the meantime."""
        now = read_settings(self._paths).settings
        if now != self._now:
            self._now = now
            self.changed.emit(now)
