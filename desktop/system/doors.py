"""The doors that are open while the window is: the HTTP door and watched folders, as the settings say."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop import text
from desktop.bridge import Bridge
from desktop.settings import KeptSettings
from desktop.widgets.status_area import StatusArea
from engine.doors.doors import Doors
from engine.doors.messages import DoorsStanding, WantedDoors
from engine.run import Reason
from engine.settings import Settings
from engine.storage.paths import Paths


class OpenDoors(QObject):
    """Follows the settings from `begin` to `close`. What goes wrong is shown at the bottom of the window, with the way
    to the settings."""

    #: It is otherwise with them than before.
    changed = Signal()
    #: One sentence: what went wrong.
    troubled = Signal(str)
    #: The person wants to see the settings of the doors.
    settings_asked = Signal()

    def __init__(
        self, bridge: Bridge, paths: Paths, settings: KeptSettings, status: StatusArea, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._paths = paths
        self._settings = settings
        self._status = status
        self._doors: Doors | None = None
        self._turn = 0
        #: How it is with them; None while no process keeps them.
        self.standing: DoorsStanding | None = None
        settings.changed.connect(self._follow)

    def begin(self) -> None:
        """Open what the settings ask for: the engine is there that works on what comes in."""
        self._doors = Doors(self._paths, self._stand, self._tell)
        self._follow(self._settings.now)

    async def close(self) -> None:
        """Close them all, before the window closes. Idempotent."""
        if self._doors is not None:
            await self._doors.close()

    def use_new_token(self) -> None:
        """From now on only programs are let in that know the token as it is kept now."""
        self._turn += 1
        self._follow(self._settings.now)

    # --- how it is with them ---
    @property
    def http_state(self) -> str:
        """The HTTP door in one sentence."""
        if not self._settings.now.serves_http:
            return text.say("Switched off: nothing listens.")
        if self.standing is not None and self.standing.refused is not None:
            return text.sentence(self.standing.refused.reason)
        if self.standing is not None and self.standing.url:
            return text.say("Listening at {url}").format(url=self.standing.url)
        return text.say("Being opened…")

    @property
    def address(self) -> str:
        """Where programs find the HTTP door, once it is open."""
        return f"http://127.0.0.1:{self._settings.now.http_port}"

    @property
    def is_listening(self) -> bool:
        return self.standing is not None and self.standing.url == self.address

    def folder_state(self, folder: str) -> str:
        """A watched folder in one sentence."""
        if self.standing is None or folder not in self.standing.watched:
            return text.say("Being opened…")
        trouble = self.standing.troubles.get(folder)
        return text.say("Watched") if trouble is None else text.sentence(trouble.reason)

    # --- what the process tells ---
    def _follow(self, settings: Settings) -> None:
        if self._doors is not None:
            self._doors.want(WantedDoors.by(settings, self._turn))
        self.changed.emit()

    def _stand(self, standing: DoorsStanding | None) -> None:
        self.standing = standing
        self.changed.emit()

    def _tell(self, reason: Reason) -> None:
        words = text.sentence(reason)
        if reason.code == "registry_damaged":
            self._bridge.damaged.emit()
        elif reason.code == "watched_again":
            self._status.show_message(words)
        else:
            self._status.show_until_dismissed(words, text.say("Settings…"), self.settings_asked.emit, is_bad=True)
            self.troubled.emit(words)
