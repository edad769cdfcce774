"""The settings for known voices: whether any are remembered, whose they are, and forgetting them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.bridge import Bridge
from desktop.settings import KeptSettings
from desktop.style import theme
from desktop.widgets import dialogs
from desktop.widgets.form import SettingsForm, listing, note, with_buttons
from engine.events import KnownVoice
from engine.messages import clock_time
from engine.voice_requests import MAX_NAME


class VoicesDialog(QDialog):
    """Shows which voices are known. Every change takes effect immediately."""

    def __init__(self, parent: QWidget, settings: KeptSettings, bridge: Bridge) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.say("Known voices"))
        self.page = VoicesPage(settings, bridge)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.GAP, theme.SPACE, theme.GAP)
        layout.addWidget(self.page, 1)
        layout.addWidget(buttons)


class VoicesPage(SettingsForm):
    """The switch, and the list. What is known stays listed when it is switched off, so that it can be deleted."""

    def __init__(self, settings: KeptSettings, bridge: Bridge) -> None:
        super().__init__(settings)
        self._bridge = bridge
        self._voices: Sequence[KnownVoice] = ()
        self.switch = self.tick("remembers_voices", text.say("Remember voices that I choose, and recognise them"))
        words = text.say(
            "A voice print, by which a voice is recognised, is personal data. It stays on this computer and is in no "
            "backup. Ask people before you have Everyclip remember their voice."
        )
        self.switch.setAccessibleDescription(words)
        self.form.addRow(self.switch)
        self.form.addRow(note(words))
        titles = [text.say("Name"), text.say("Heard"), text.say("Remembered")]
        self.table = listing(text.say("Known voices"), titles)
        self.table.setMinimumSize(400, 160)
        self.rename = self._button(text.say("Rename…"), text.say("Rename the chosen voice"), self._rename)
        self.delete = self._button(text.say("Delete…"), text.say("Delete the chosen voice"), self._delete)
        self.delete_all = self._button(text.say("Delete all…"), text.say("Delete all known voices"), self._delete_all)
        self.how = note()
        self.form.addRow(self.how)
        self.form.addRow(with_buttons(self.table, self.rename, self.delete, self.delete_all))
        self.table.itemSelectionChanged.connect(self._enable)
        settings.changed.connect(lambda _: self._enable())
        bridge.voices_changed.connect(self._read)
        bridge.registry_changed.connect(self._read)
        self._enable()

    def _button(self, words: str, about: str, do: Callable[[], Coroutine[Any, Any, None]]) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.setAccessibleName(about)
        button.clicked.connect(lambda: self._bridge.start("change the known voices", do(), must_finish=True))
        return button

    # --- what is listed ---
    async def fill(self) -> None:
        """Read which voices are known."""
        chosen = self._chosen
        self._voices = await (await self._bridge.engine()).voices.known()
        self.table.setRowCount(len(self._voices))
        for row, voice in enumerate(self._voices):
            clips = text.counted(len(voice.prints), "1 clip", "{n} clips")
            heard = text.say("{length} in {clips}").format(length=clock_time(voice.heard_s), clips=clips)
            for column, words in enumerate((voice.name, heard, text.day(voice.made_at))):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.table.setItem(row, column, item)
        if chosen is not None:
            names = [voice.name for voice in self._voices]
            if chosen.name in names:
                self.table.selectRow(names.index(chosen.name))
            else:
                self.table.clearSelection()
        self._enable()

    def _read(self) -> None:
        self._bridge.start("list the known voices", self.fill())

    def _enable(self) -> None:
        for button in (self.rename, self.delete):
            button.setEnabled(self._chosen is not None)
        self.delete_all.setEnabled(bool(self._voices))
        if not self.settings.now.remembers_voices:
            self.how.setText(text.say("Switched off: no voice is remembered or recognised.") if self._voices else "")
        elif not self._voices:
            self.how.setText(
                text.say("No voice is known yet. In a text with speakers: “Remember this voice…” in the menu “Text”.")
            )
        else:
            self.how.setText(text.say("Later clips say who a speaker sounds like. Nobody is named without your click."))
        self.how.setVisible(bool(self.how.text()))

    @property
    def _chosen(self) -> KnownVoice | None:
        rows = self.table.selectionModel().selectedRows()
        return self._voices[rows[0].row()] if rows and rows[0].row() < len(self._voices) else None

    # --- what the user asks for ---
    async def _rename(self) -> None:
        if (voice := self._chosen) is not None:
            name = await dialogs.ask_name(self.window(), text.say("Rename the voice"), voice.name, MAX_NAME)
            if name:
                await (await self._bridge.engine()).voices.rename(voice.name, name)

    async def _delete(self) -> None:
        if (voice := self._chosen) is not None:
            words = text.say("{name} is no longer recognised. Texts keep the name.").format(name=voice.name)
            if await dialogs.confirm(self.window(), text.say("Delete the voice"), words, text.say("Delete")):
                await (await self._bridge.engine()).voices.forget([voice.name])

    async def _delete_all(self) -> None:
        words = text.say("Nobody is recognised any more. Texts keep the names.")
        if await dialogs.confirm(self.window(), text.say("Delete all voices"), words, text.say("Delete all")):
            await (await self._bridge.engine()).voices.forget()
