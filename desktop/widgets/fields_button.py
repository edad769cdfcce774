"""A button that puts a field into the pattern of file names."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton

from desktop import text
from engine.exports.file_names import FIELDS


class FieldsButton(QToolButton):
    """Its menu has every field."""

    def __init__(self, pattern: QLineEdit) -> None:
        super().__init__()
        self.setText("{ }")
        self.setToolTip(text.say("Put a field in: the clip's name, its session, the day…"))
        self.setAccessibleName(self.toolTip())
        menu = QMenu(self)
        for name in FIELDS:
            menu.addAction(f"{{{name}}}").triggered.connect(lambda _, each=name: pattern.insert(f"{{{each}}}"))
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
