"""The window about Everyclip: its version, what it is made of, and the licences of that."""

from __future__ import annotations

import platform
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.help.parts import Part
from desktop.style import theme


class AboutDialog(QDialog):
    """Shows the parts; the first one is Everyclip itself."""

    def __init__(self, parent: QWidget, parts: Sequence[Part]) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.say("About Everyclip"))
        self.resize(620, 480)
        own = parts[0] if parts else Part("everyclip", "?", "MIT")
        title = QLabel(f"Everyclip {own.version}")
        title.setFont(theme.font(theme.TextSize.HEADING, is_strong=True))
        words = text.say("Turns speech into text on this computer. Nothing leaves it. Licence: {licence}.")
        about = QLabel(words.format(licence=own.licence))
        about.setWordWrap(True)
        below = QLabel(
            text.say("It is built on Python {version} and these packages:").format(version=platform.python_version())
        )
        self.table = _table(parts[1:])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.GAP)
        for each in (title, about, below, self.table, buttons):
            layout.addWidget(each)


def _table(parts: Sequence[Part]) -> QTableWidget:
    table = QTableWidget(len(parts), 3)
    table.setAccessibleName(text.say("Packages"))
    table.setHorizontalHeaderLabels([text.say("Package"), text.say("Version"), text.say("Licence")])
    for row, part in enumerate(parts):
        for column, words in enumerate((part.name, part.version, part.licence)):
            item = QTableWidgetItem(words)
            item.setToolTip(words)
            table.setItem(row, column, item)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    return table
