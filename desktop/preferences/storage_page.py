"""The settings page on where data is stored, how much space it takes and how long clips are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from desktop import text
from desktop.bridge import Bridge
from desktop.maintenance.move_dialog import ask, ask_where, move_shown
from desktop.preferences.retention_dialog import RetentionDialog, describe_rule
from desktop.settings import KeptSettings
from desktop.text import size
from desktop.widgets import dialogs
from desktop.widgets.form import SettingsForm, note, side_by_side
from engine.maintenance.moving import Move
from engine.storage.location import usual_place
from engine.storage.paths import ChosenBy, Paths
from engine.storage.usage import measure


class StoragePage(SettingsForm):
    """Asks the engine through the bridge. What cannot be done while the settings are open is requested by signals once
    they are closed."""

    #: Work that also needs the window closed.
    after_close_asked = Signal(object)
    back_up_asked = Signal()
    restore_asked = Signal()

    def __init__(self, settings: KeptSettings, bridge: Bridge, paths: Paths) -> None:
        super().__init__(settings)
        self._bridge = bridge
        self._paths = paths
        self.sizes = {name: QLabel("…") for name in ("clips", "texts", "models")}
        self._add_place()
        self.form.addRow(text.say("Clips"), self.sizes["clips"])
        self.form.addRow(text.say("Texts"), self.sizes["texts"])
        self.form.addRow(text.say("Models"), self.sizes["models"])
        self.bin = QLabel("…")
        self.empty = _button(text.say("Empty the bin now"), "empty the bin", bridge, self._empty)
        self.empty.hide()
        self.form.addRow(text.say("In the bin"), side_by_side(self.bin, self.empty, wide=self.bin))
        self.kept = note()
        self.change = _button(text.say("Change…"), "change how long clips are kept", bridge, self._change)
        self.change.setAccessibleName(text.say("Change how long clips are kept"))
        self.form.addRow(text.say("Kept"), side_by_side(self.kept, self.change, wide=self.kept))
        self._add_backup()
        self.kept.setText(describe_rule(settings.now))

    def _add_place(self) -> None:
        place = QLabel(str(self._paths.home))
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        place.setWordWrap(True)
        look = QPushButton(text.say("Open the folder"))
        look.setAutoDefault(False)
        look.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._paths.home))))
        self.form.addRow(text.say("Place"), place)
        if self._paths.chosen_by not in (ChosenBy.PERSON, ChosenBy.NOBODY):
            self.form.addRow("", side_by_side(look))
            self.form.addRow("", note(text.say("The environment variable EVERYCLIP_HOME says that it is there.")))
            return
        move = _button(text.say("Move…"), "move the data", self._bridge, self._move)
        move.setAccessibleName(text.say("Move all data to another folder"))
        move.setToolTip(text.say("Keep all of it in another folder, such as on a larger disk."))
        buttons = [look, move]
        if self._paths.chosen_by is ChosenBy.PERSON:
            back = _button(text.say("Move back…"), "move the data back", self._bridge, self._move_back)
            back.setAccessibleName(text.say("Move all data back to the usual folder"))
            back.setToolTip(str(usual_place()))
            buttons.append(back)
        self.form.addRow("", side_by_side(*buttons))

    def _add_backup(self) -> None:
        make, restore = QPushButton(text.say("Back up…")), QPushButton(text.say("Restore a backup…"))
        make.setToolTip(text.say("Puts all clips, texts and settings into one file"))
        restore.setToolTip(text.say("Brings back the clips, texts and settings of a backup"))
        for button, asked in ((make, self.back_up_asked), (restore, self.restore_asked)):
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._close_and, asked.emit))
        self.form.addRow(text.say("Backup"), side_by_side(make, restore))

    async def _move(self) -> None:
        self._close_for(await ask_where(self.window(), self._paths))

    async def _move_back(self) -> None:
        self._close_for(await ask(self.window(), self._paths, None))

    def _close_for(self, move: Move | None) -> None:
        if move is not None:
            self._close_and(partial(self.after_close_asked.emit, partial(move_shown, move)))

    def _close_and(self, then: Callable[[], object], *_: object) -> None:
        """Close the settings, then hand over to whoever opened them."""
        dialog = self.window()
        if isinstance(dialog, QDialog):
            dialog.accept()
        then()

    async def fill(self) -> None:
        """Read the sizes from disk."""
        storage, engine = await asyncio.gather(asyncio.to_thread(measure, self._paths), self._bridge.engine())
        for name, label in self.sizes.items():
            label.setText(size(getattr(storage, name)))
        deleted, freed = await engine.trash.bin_room()
        words = f"{text.counted(deleted, '1 clip', '{n} clips')}, {size(freed)}"
        self.bin.setText(words if deleted else text.say("Nothing"))
        self.empty.setVisible(bool(deleted))

    async def _empty(self) -> None:
        words = text.say("What is in the bin will be gone for good, texts and audio. That frees {size}.")
        engine = await self._bridge.engine()
        _, freed = await engine.trash.bin_room()
        yes = text.say("Empty the bin")
        if await dialogs.confirm(self.window(), yes, words.format(size=size(freed)), yes):
            await engine.trash.purge_deleted(0)
            await self.fill()

    async def _change(self) -> None:
        dialog = RetentionDialog(self.window(), self._bridge, self.settings.now)
        if await dialogs.answer(dialog):
            self.settings.change(**dialog.chosen)
            await (await self._bridge.engine()).trash.set_retention(self.settings.now.rule)
            self.kept.setText(describe_rule(self.settings.now))
            await self.fill()


def _button(words: str, what: str, bridge: Bridge, do: Callable[[], Coroutine[Any, Any, None]]) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: bridge.start(what, do()))
    return button
