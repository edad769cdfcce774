"""The part of the settings for programs of this computer that hand clips over by HTTP."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from desktop import text
from desktop.bridge import Bridge
from desktop.settings import KeptSettings
from desktop.system.doors import OpenDoors
from desktop.widgets import dialogs
from desktop.widgets.form import SettingsForm, note, side_by_side
from engine.server.tokens import kept_token, new_token
from engine.settings import MAX_PORT
from engine.storage.paths import Paths


class ProgramsSection(SettingsForm):
    """The switch, and what a program has to be told. The token is not on screen until it is asked for."""

    def __init__(self, settings: KeptSettings, bridge: Bridge, doors: OpenDoors, paths: Paths) -> None:
        super().__init__(settings)
        self._bridge = bridge
        self._doors = doors
        self._paths = paths
        self.form.setContentsMargins(0, 0, 0, 0)
        self.switch = self.tick("serves_http", text.say("Let programs on this computer hand clips over (HTTP)"))
        self.form.addRow(self.switch)
        self._add_state()
        self._add_address()
        self._add_token()
        words = text.say(
            "Programs that speak OpenAI’s audio API need this address and the token. Only programs on this computer "
            "can connect, and only while Everyclip is open."
        )
        self.form.addRow(note(words))
        doors.changed.connect(self._show)
        self.switch.toggled.connect(lambda _: bridge.start("read the token", self.fill()))
        self._show()

    def _add_state(self) -> None:
        self.state = note()
        self.api = _button(text.say("How to use it"), text.say("Opens the page with the API in your browser"))
        self.api.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(f"{self._doors.address}/docs")))
        self.form.addRow(side_by_side(self.state, self.api, wide=self.state))

    def _add_address(self) -> None:
        self.address = _shown()
        self.address.setAccessibleName(text.say("Address"))
        self.copy_address = _button(text.say("Copy"), text.say("Copy the address"))
        self.copy_address.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.address.text()))
        self.port = self.number("http_port", MAX_PORT, "")
        self.port.setMinimum(1)
        self.port.setAccessibleName(text.say("Port"))
        title = QLabel(text.say("Port"))
        title.setBuddy(self.port)
        row = side_by_side(self.address, self.copy_address, title, self.port, wide=self.address)
        self.form.addRow(text.say("Address"), row)

    def _add_token(self) -> None:
        self.token = _shown()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setAccessibleName(text.say("Token"))
        self.show_token = _button(text.say("Show"), text.say("Show the token"))
        self.show_token.setCheckable(True)
        self.show_token.toggled.connect(self._reveal)
        self.copy_token = _button(text.say("Copy"), text.say("Copy the token"))
        self.copy_token.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.token.text()))
        self.renew = _button(text.say("New token…"), "")
        self.renew.clicked.connect(lambda: self._bridge.start("make a new token", self._renew()))
        buttons = (self.show_token, self.copy_token, self.renew)
        self.form.addRow(text.say("Token"), side_by_side(self.token, *buttons, wide=self.token))

    async def fill(self) -> None:
        """Read the token, which is made when the door is first used."""
        if self.settings.now.serves_http:
            self.token.setText(await asyncio.to_thread(kept_token, self._paths))
        self._show()

    def _show(self) -> None:
        is_on = self.settings.now.serves_http
        self.state.setText(self._doors.http_state)
        self.switch.setAccessibleDescription(self.state.text())
        self.address.setText(f"{self._doors.address}/v1")
        for widget in (self.address, self.copy_address):
            widget.setEnabled(is_on)
        for widget in (self.token, self.show_token, self.copy_token, self.renew):
            widget.setEnabled(is_on and bool(self.token.text()))
        self.api.setEnabled(self._doors.is_listening)

    def _reveal(self, is_on: bool) -> None:
        self.token.setEchoMode(QLineEdit.EchoMode.Normal if is_on else QLineEdit.EchoMode.Password)
        self.show_token.setText(text.say("Hide") if is_on else text.say("Show"))
        self.token.setCursorPosition(0)

    async def _renew(self) -> None:
        words = text.say("Programs that use the old token are turned away until you give them the new one.")
        if await dialogs.confirm(self.window(), text.say("New token"), words, text.say("Make a new token")):
            self.token.setText(await asyncio.to_thread(new_token, self._paths))
            self._doors.use_new_token()


def _shown() -> QLineEdit:
    """A line to be read and selected."""
    line = QLineEdit()
    line.setReadOnly(True)
    return line


def _button(words: str, about: str) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    if about:
        button.setToolTip(about)
        button.setAccessibleName(about)
    return button
