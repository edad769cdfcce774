"""The menu beside the Record button: the microphones plugged in right now, hands-free, and why there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from desktop import text
from desktop.bridge import Bridge
from desktop.style import icons, theme
from engine.errors import CaptureError
from engine.recording.microphones import Microphone, microphones
from engine.run import Reason

_NAME, _HOST_API = "record/microphone", "record/host_api"


class MicrophoneChoice(QToolButton):
    """Remembers the choice. `looked` carries the reason why nothing can be recorded, or None."""

    looked = Signal(object)
    why_asked = Signal()

    def __init__(self, bridge: Bridge, state: QSettings, hands_free: QAction) -> None:
        super().__init__()
        self.setObjectName("microphone")
        self._bridge = bridge
        self._state = state
        self._hands_free = hands_free
        #: Why nothing can be recorded; None if something can.
        self.reason: Reason | None = None
        self._there: list[Microphone] = []
        name = str(state.value(_NAME, ""))
        #: None stands for the system's default at that moment.
        self.chosen = Microphone(name, str(state.value(_HOST_API, ""))) if name else None
        self.clicked.connect(lambda: bridge.start("look for microphones", self._open_menu()))
        self.apply_theme()
        self._write()

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.setIcon(icons.icon("choose", theme.colours().ground))

    async def look(self) -> None:
        """List the microphones again. Newly plugged ones are found unless something is being recorded."""
        reason = None
        try:
            self._there = await asyncio.to_thread(microphones)
        except CaptureError as error:
            self._there = []
            reason = Reason(error.code, error.facts)
        if not self._there and reason is None:
            reason = Reason("microphone_missing")
        self._write()
        self.looked.emit(reason)

    async def _open_menu(self) -> None:
        await self.look()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        default = next((one.name for one in self._there if one.is_default), "")
        words = text.say("System default ({name})").format(name=default) if default else text.say("System default")
        self._add(menu, group, words, None)
        menu.addSeparator()
        for words, one in _named(self._there):
            self._add(menu, group, words, one)
        if self.chosen is not None and not self._is_there(self.chosen):
            gone = text.say("{name} (not connected)").format(name=self.chosen.name)
            self._add(menu, group, gone, self.chosen)
        menu.addSeparator()
        menu.addAction(self._hands_free)
        if self.reason is not None:
            menu.addAction(text.say("Why can nothing be recorded?"), self.why_asked.emit)
        menu.popup(self.mapToGlobal(QPoint(self.width() - menu.sizeHint().width(), self.height() + 2)))

    def _add(self, menu: QMenu, group: QActionGroup, words: str, one: Microphone | None) -> None:
        action = QAction(words.replace("&", "&&"), menu, checkable=True)
        action.setChecked(_same(one, self.chosen))
        action.triggered.connect(lambda: self._choose(one))
        group.addAction(action)
        menu.addAction(action)

    def _choose(self, one: Microphone | None) -> None:
        self.chosen = one
        self._state.setValue(_NAME, one.name if one else "")
        self._state.setValue(_HOST_API, one.host_api if one else "")
        self._write()
        self.looked.emit(None)

    def _is_there(self, one: Microphone) -> bool:
        return any(_same(one, other) for other in self._there)

    def _write(self) -> None:
        name = self.chosen.name if self.chosen else text.say("Default microphone")
        words = text.say("Microphone: {name}").format(name=name)
        self.setToolTip(words)
        self.setAccessibleName(words)


def _same(one: Microphone | None, other: Microphone | None) -> bool:
    """Whether it is the same device; which one is the default may have changed."""
    if one is None or other is None:
        return one is other
    return (one.name, one.host_api) == (other.name, other.host_api)


def _named(there: Sequence[Microphone]) -> list[tuple[str, Microphone]]:
    """Microphones by name, with the sound system added where several offer the same name."""
    names = [one.name for one in there]
    return [(one.name if names.count(one.name) == 1 else f"{one.name} – {one.host_api}", one) for one in there]
