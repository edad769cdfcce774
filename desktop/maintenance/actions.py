"""Creating and restoring backups, as actions of the window."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.maintenance.backup_dialog import ask_where, write_shown
from desktop.maintenance.restore_dialog import ask_what
from engine.storage.paths import Paths


class Backups(QObject):
    """Runs one at a time. `errand_asked` carries the work to do once the window is closed."""

    after_close_asked = Signal(object)

    def __init__(
        self, bridge: Bridge, paths: Paths, state: QSettings, make: Callable[..., QAction], window: QWidget
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._paths = paths
        self._state = state
        self._window = window
        self._under_way = 0
        self.back_up = make("Back up…", None, "", lambda: self._start("ask for a backup", self._back_up()))
        self.restore = make("Restore a backup…", None, "", lambda: self._start("ask for a restore", self._restore()))
        self.back_up.setStatusTip(text.say("Puts all clips, texts and settings into one file"))
        self.restore.setStatusTip(text.say("Brings back the clips, texts and settings of a backup"))

    @property
    def actions(self) -> list[QAction]:
        return [self.back_up, self.restore]

    def _start(self, name: str, work: Coroutine[Any, Any, None], *, must_finish: bool = False) -> None:
        """Disable all actions until this has ended."""
        self._count(+1)
        self._bridge.start(name, work, must_finish=must_finish).add_done_callback(lambda _: self._count(-1))

    def _count(self, change: int) -> None:
        self._under_way += change
        for action in self.actions:
            action.setEnabled(not self._under_way)

    async def _back_up(self) -> None:
        await self._bridge.engine()  # before that, there is nothing to back up
        wanted = await ask_where(self._window, self._bridge, self._paths, self._state)
        if wanted is not None:
            # When closed, the window waits until the backup is done or the user stops it.
            self._start("write a backup", write_shown(self._window, self._paths, *wanted), must_finish=True)

    async def _restore(self) -> None:
        after_close = await ask_what(self._window, self._bridge, self._paths, self._state)
        if after_close is not None:
            self.after_close_asked.emit(after_close)
