"""Shows the edits of a text, and asks which point to go back or forward to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop import text
from desktop.style import theme
from desktop.widgets import dialogs
from engine.text.edits import EditKind, PastEdit

_KINDS = {
    EditKind.SET_TEXT: "Text changed",
    EditKind.SPLIT: "Segment split",
    EditKind.MERGE: "Segments joined",
    EditKind.DELETE: "Segments deleted",
    EditKind.INSERT: "Segment inserted",
    EditKind.SET_TIMES: "Times changed",
    EditKind.SET_SPEAKER: "Speaker named",
    EditKind.RENAME_SPEAKER: "Speaker renamed",
    EditKind.SPLIT_SPEAKER: "Another speaker from a segment on",
    EditKind.REPLACE_TEXT: "Words replaced",
    EditKind.WRITE_ALWAYS: "Replacements from the settings",
    EditKind.TAKE_RANGE: "A stretch taken from another text",
    EditKind.FILL_GAP: "Speech without text transcribed again",
    EditKind.FIND_SPEAKERS: "Speakers found",
    EditKind.RESTORE_MACHINE_TEXT: "The machine's text restored",
    EditKind.UNREADABLE: "Unknown edit",
}


async def ask_point(parent: QWidget, history: Sequence[PastEdit]) -> int | None:
    """Ask how many of the edits are to be in force. Returns None if nothing is to change."""
    dialog = HistoryDialog(parent, history)
    return dialog.edits if await dialogs.answer(dialog) else None


class HistoryDialog(QDialog):
    """Oldest first, beginning with the machine's text. Going back loses nothing: undone edits stay in the list until a
    new edit is made."""

    def __init__(self, parent: QWidget, history: Sequence[PastEdit]) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.say("Edit history"))
        self.resize(460, 420)
        self._now = sum(edit.is_in_force for edit in history)
        lead = QLabel(text.say("Choose the version to go to: the text as it was after that edit. Undone edits stay "
                               "in the list until you edit something else."))  # fmt: skip
        lead.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("choices")
        self.list.setAccessibleName(text.say("Edit history"))
        self.list.ensurePolished()  # so the rows have the style's height from the start
        self._add(text.say("As the machine wrote it"), "", is_in_force=True, is_now=self._now == 0)
        for edit in history:
            words = " ".join(reversed(text.moment(edit.at))).strip()
            self._add(text.say(_KINDS[edit.kind]), words, edit.is_in_force, edit.number == self._now)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.go = buttons.addButton(text.say("Go to this version"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("primary", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.SPACE)
        layout.addWidget(lead)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        self.list.currentRowChanged.connect(lambda row: self.go.setEnabled(row != self._now))
        self.list.itemActivated.connect(lambda _: self.go.click())
        self.list.setCurrentRow(self._now)
        self.go.setEnabled(False)

    def _add(self, words: str, when: str, is_in_force: bool, is_now: bool) -> None:
        parts = [words, when]
        if is_now:
            parts.append(text.say("now"))
        elif not is_in_force:
            parts.append(text.say("undone"))
        item = QListWidgetItem("  ·  ".join(part for part in parts if part))
        if not is_in_force:
            item.setForeground(self.palette().placeholderText())
        font = item.font()
        font.setWeight(theme.weight(is_strong=is_now))
        item.setFont(font)
        self.list.addItem(item)

    @property
    def edits(self) -> int:
        return self.list.currentRow()
