"""The entries of the Help menu."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.help.about import AboutDialog
from desktop.help.parts import parts
from desktop.help.problem_report import make_report
from desktop.help.report_dialog import ReportDialog
from desktop.settings import KeptSettings
from desktop.widgets import dialogs
from engine.storage.paths import Paths


class HelpActions(QObject):
    """`make` creates an action of the window; `open_keys` opens the page of shortcuts."""

    def __init__(self, window: QWidget, bridge: Bridge, paths: Paths, settings: KeptSettings) -> None:
        super().__init__(window)
        self._window = window
        self._bridge = bridge
        self._paths = paths
        self._settings = settings

    def fill(self, menu: QMenu, make: Callable[..., QAction], open_keys: Callable[[], object]) -> None:
        """Add the entries."""
        start = self._bridge.start
        steps = make("First steps", None, "F1", lambda: start("first steps", self._show_first_steps()))
        keys = make("Keys", None, "Ctrl+F1", open_keys)
        problem = make("Report a problem…", None, "", lambda: start("report a problem", self._report()))
        about = make("About Everyclip", None, "", lambda: start("about", self._about()))
        about.setMenuRole(QAction.MenuRole.AboutRole)
        menu.addActions([steps, keys])
        menu.addSeparator()
        menu.addActions([problem, about])

    async def _show_first_steps(self) -> None:
        headline = text.say("From speech to text")
        await dialogs.report(self._window, text.say("First steps"), headline, first_steps())

    async def _about(self) -> None:
        await dialogs.answer(AboutDialog(self._window, await asyncio.to_thread(parts)))

    async def _report(self) -> None:
        report = await asyncio.to_thread(make_report, self._paths, self._settings.now)
        await dialogs.answer(ReportDialog(self._window, self._bridge, report))


def first_steps() -> str:
    """What a new user does first, a paragraph each."""
    return "\n\n".join(
        (
            text.say("1. Drop audio or video files anywhere on the window, or press Record and speak."),
            text.say("2. Each clip stands in the list from the first moment, with what is happening to it."),
            text.say("3. Choose a clip to read it. Click a word to hear it, and type to correct it."),
            text.say("4. Copy the text, or export it: as a document, as subtitles, beside the original."),
            text.say("5. Search everything that was said, in all clips at once, in the field at the top."),
            text.say("If a clip fails, its reason and Retry stand in its row. Your clips stay on this computer."),
        )
    )
