"""Writes a clip's text as a file beside the original: at once in the format of the last time, or by a menu."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.exports.dialog import KINDS
from desktop.runs.actions import RunActions
from engine.run import Run


class ExportMenu(QMenu):
    """One entry for each format, which is written at once, and one that asks for everything. `changed` tells that the
    format of the last time, or the place to write to, is another one."""

    changed = Signal()

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
            if run is not None:
                self._bridge.start("look for the original's folder", self._look(run))

    async def _look(self, run: Run) -> None:
        folder = await self._folder_of(run)
        if run.clip.source == self._looked_at:
            self.beside = folder
            self.changed.emit()

    @property
    def format(self) -> str:
        """The format of the last time."""
        return self._actions.text_out.format if self._actions is not None else next(iter(KINDS))

    @property
    def place_words(self) -> str:
        """Where it is written to."""
        if self.beside is not None or self._actions is None:
            return text.say("Beside the original")
        folder = self._actions.text_out.folder
        return text.say("In the folder “{name}”").format(name=folder.name or folder)

    def export_at_once(self) -> None:
        """Write the text in the format of the last time."""
        if self._run is not None:
            self._bridge.start("export at once", self._export_at_once(self._run, self.format))

    async def _export_at_once(self, run: Run, format: str) -> None:
        """A click may come before the original's folder was found."""
        self._write(run, format, await self._folder_of(run))

    async def _folder_of(self, run: Run) -> Path | None:
        engine = await self._bridge.engine()
        return await engine.texts.folder_beside(run)

    def _write(self, run: Run, format: str, beside: Path | None) -> None:
        if self._actions is not None:
            self._actions.text_out.write(run, format, beside or self._actions.text_out.folder)
            self.changed.emit()

    def fill(self) -> None:
        """Write the entries anew."""
        self.clear()
        actions, run = self._actions, self._run
        if actions is None or run is None:
            return
        last = self.format
        self.addAction(self.place_words).setEnabled(False)
        for name in (last, *(each for each in KINDS if each != last)):
            entry = self.addAction(f"{text.say(KINDS[name].title)} (.{name})")
            entry.setData(name)
            entry.triggered.connect(lambda _=False, each=name: self._write(run, each, self.beside))
            if name == last:
                self.addSeparator()
        self.addSeparator()
        self.addAction(text.say("Export…")).triggered.connect(lambda: actions.export_run(run))
