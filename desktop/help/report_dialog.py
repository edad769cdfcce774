"""Shows the report of a problem: the user reads it, and copies or saves it. Nothing is sent."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.style import theme
from desktop.widgets import dialogs
from engine.exports.formats import write

#: The name suggested for the file.
FILE = "everyclip-report.txt"


class ReportDialog(QDialog):
    """The report can be changed before it is copied or saved."""

    def __init__(self, parent: QWidget, bridge: Bridge, report: str) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.setWindowTitle(text.say("Report a problem"))
        self.resize(720, 540)
        words = QLabel(
            text.say(
                "This helps to find out what went wrong. It holds versions, your computer’s parts, your settings and "
                "the end of the log, but no texts, no names of clips and no places. Nothing is sent: look through it, "
                "then copy or save it, and pass it on yourself."
            )
        )
        words.setWordWrap(True)
        self.report = QPlainTextEdit(report)
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.report.setAccessibleName(text.say("The report"))
        self.done_words = QLabel()
        self.done_words.setProperty("muted", True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = buttons.addButton(text.say("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save = buttons.addButton(text.say("Save…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(lambda: bridge.start("save a report", self._save()))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.GAP)
        layout.addWidget(words)
        layout.addWidget(self.report, 1)
        layout.addWidget(self.done_words)
        layout.addWidget(buttons)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.done_words.setText(text.say("Copied."))

    async def _save(self) -> None:
        file = await dialogs.choose_name(self, text.say("Save the report"), Path.home() / FILE)
        if file is not None:
            written = await asyncio.to_thread(write, self.report.toPlainText(), file)
            self.done_words.setText(text.say("Written: {name}").format(name=written.name))
