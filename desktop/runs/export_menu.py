"""The menu that writes a clip's text as a file: beside the original, in the format of the last time first."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.exports.dialog import KINDS
from desktop.runs.actions import RunActions
from engine.run import Run


class ExportMenu(QMenu):
    """One entry for each format, which is written at once, and one that asks for everything."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._run: Run | None = None
        self._actions: RunActions | None = None
        #: The folder of the original, once it is known to exist.
        self.beside: Path | None = None
        self._looked_at = ""
        self.aboutToShow.connect(self.fill)

    def use_actions(self, actions: RunActions) -> None:
        """Write by these actions."""
        self._actions = actions

    def show_run(self, run: Run | None) -> None:
        """Offer the text of another run, and see whether its original's folder is there."""
        self._run = run
        source = run.clip.source if run is not None else ""
        if source != self._looked_at:
            self._looked_at, self.beside = source, None
            if Path(source).is_absolute():
                self._bridge.start("look for the original's folder", self._look(source))

    async def _look(self, source: str) -> None:
        """Look in a thread: a folder of a network may keep it waiting."""
        folder = Path(source).parent
        is_there = await asyncio.to_thread(folder.is_dir)
        if is_there and source == self._looked_at:
            self.beside = folder

    def fill(self) -> None:
        """Write the entries anew."""
        self.clear()
        actions, run = self._actions, self._run
        if actions is None or run is None:
            return
        last, folder = actions.text_out.format, self.beside or actions.text_out.folder
        place = text.say("Beside the original") if self.beside else text.say("In the folder “{name}”")
        self.addAction(place.format(name=folder.name or folder)).setEnabled(False)
        for name in (last, *(each for each in KINDS if each != last)):
            entry = self.addAction(f"{text.say(KINDS[name].title)} (.{name})")
            entry.setData(name)
            entry.triggered.connect(lambda _=False, each=name: actions.text_out.write(run, each, folder))
            if name == last:
                self.addSeparator()
        self.addSeparator()
        self.addAction(text.say("Export…")).triggered.connect(lambda: actions.export_run(run))
