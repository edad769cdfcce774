"""The settings page for what hands clips over by itself: programs, over HTTP, and watched folders."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop import text
from desktop.models.shelf import ModelShelf
from desktop.preferences.folders_section import FoldersSection
from desktop.preferences.programs_section import ProgramsSection
from desktop.style import theme
from desktop.system.doors import OpenDoors
from engine.storage.paths import Paths


class DoorsPage(QWidget):
    """Both, one below the other."""

    def __init__(self, shelf: ModelShelf, doors: OpenDoors, paths: Paths) -> None:
        super().__init__()
        self.programs = ProgramsSection(shelf.settings, shelf.bridge, doors, paths)
        self.folders = FoldersSection(shelf, doors)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.SPACE, theme.GAP, theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(_heading(text.say("Programs")))
        layout.addWidget(self.programs)
        layout.addSpacing(theme.SPACE)
        layout.addWidget(_heading(text.say("Watched folders")))
        layout.addWidget(self.folders, 1)

    async def fill(self) -> None:
        """Load what has to be read."""
        await self.programs.fill()
        await self.folders.fill()


def _heading(words: str) -> QLabel:
    heading = QLabel(words)
    heading.setFont(theme.font(theme.TextSize.NORMAL, is_strong=True))
    return heading
