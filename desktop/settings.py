"""The settings as the window has them in use: those of `engine.settings`, and a signal when they change."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from engine.settings import Settings, change_settings, read_settings
from engine.storage.paths import Paths


class KeptSettings(QObject):
    """The settings in use, kept in the settings file. `changed` comes with the new ones."""

    changed = Signal(Settings)

    def __init__(self, paths: Paths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths = paths
        read = read_settings(paths)
        #: Keys whose value in the file is none, and which have their default instead.
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
        """Set some of them, at once and for the next start. Where they cannot be written they count all the same, and
        it raises OSError."""
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
        """Another program may have changed them while the person was elsewhere, such as the command line."""
        now = read_settings(self._paths).settings
        if now != self._now:
            self._now = now
            self.changed.emit(now)
