"""The choice of microphone: a button that names it, with a menu of those plugged in right now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.style import icons
from engine.errors import CaptureError
from engine.recording.microphones import Microphone, microphones
from engine.run import Reason

_NAME, _HOST_API = "record/microphone", "record/host_api"
#: The button's maximum and minimum width.
WIDTH, MIN_WIDTH = 200, 44
#: The total space between its edges, icon and text.
AROUND_TEXT = 28


class MicrophoneChoice(QToolButton):
    """Remembers the choice. `looked` carries the reason why nothing can be recorded, or None."""

    looked = Signal(object)

    def __init__(self, bridge: Bridge, state: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._state = state
        self._there: list[Microphone] = []
        name = str(state.value(_NAME, ""))
        #: None stands for the system's default at that moment.
        self.chosen = Microphone(name, str(state.value(_HOST_API, ""))) if name else None
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: bridge.start("look for microphones", self._open_menu()))
        self.apply_theme()
        self._write()

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.setIcon(icons.icon("microphone"))

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
        menu.popup(self.mapToGlobal(QPoint(self.width() - menu.sizeHint().width(), -menu.sizeHint().height())))

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
        self.updateGeometry()
        self.looked.emit(None)

    def _is_there(self, one: Microphone) -> bool:
        return any(_same(one, other) for other in self._there)

    # --- its text, in the available width ---
    def sizeHint(self) -> QSize:
        wanted = self.fontMetrics().horizontalAdvance(self._name()) + self.iconSize().width() + AROUND_TEXT
        return QSize(min(wanted, WIDTH), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(MIN_WIDTH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    def _name(self) -> str:
        return self.chosen.name if self.chosen else text.say("Default microphone")

    def _write(self) -> None:
        name = self._name()
        room = self.width() - self.iconSize().width() - AROUND_TEXT
        self.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room))
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
