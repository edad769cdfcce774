"""Fields for names and terms: in the settings, for new clips, for a session, and for retrying clips."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from desktop import text
from desktop.style import theme
from desktop.widgets import dialogs
from desktop.widgets.form import note
from engine.events import Session
from engine.text.vocabulary import terms_of

#: What they are called wherever they can be entered.
TITLE = "Vocabulary (names and terms)"
#: What is said of those that hold for all clips.
ABOUT = (
    "One per line, spelled as they should appear. The model listens for them. The first ones count "
    "most: it has room for about 60."
)
#: How long to wait after the last keystroke before applying the text.
_PAUSE_MS = 600


class VocabularyEdit(QPlainTextEdit):
    """One term per line. `edited` is emitted when the user pauses, or leaves the field."""

    edited = Signal()

    def __init__(self, terms: Sequence[str], lines: int) -> None:
        super().__init__("\n".join(terms))
        self.setObjectName("terms")
        self.setTabChangesFocus(True)
        self.setAccessibleName(text.say(TITLE))
        self.setAccessibleDescription(text.say("One per line."))
        self.setPlaceholderText("ComfyUI\nAnaïs Nin\nPySide6")
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 22)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.edited)
        self.textChanged.connect(self._pause.start)

    @property
    def terms(self) -> tuple[str, ...]:
        return terms_of(self.toPlainText())

    def hideEvent(self, event: QHideEvent) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self.edited.emit()
        super().hideEvent(event)


async def ask_vocabulary(parent: QWidget, session: Session) -> tuple[str, ...] | None:
    """Ask for the terms of a session. Returns None if they are unchanged."""
    words = text.say(
        "Enter names and terms that are used here, one per line, spelled as they should appear. They help with "
        "clips that are added to this session from now on, and are offered when you retry other clips with "
        "other settings."
    )
    return await _ask(VocabularyDialog(parent, session.vocabulary, words, session.name))


async def ask_general_vocabulary(parent: QWidget, terms: Sequence[str]) -> tuple[str, ...] | None:
    """Ask for the terms of all new clips. Returns None if they are unchanged."""
    return await _ask(VocabularyDialog(parent, terms, text.say(ABOUT)))


async def _ask(dialog: VocabularyDialog) -> tuple[str, ...] | None:
    return dialog.edit.terms if await dialogs.answer(dialog) else None


class VocabularyDialog(QDialog):
    """The names and terms used in a session, or everywhere."""

    def __init__(self, parent: QWidget, terms: Sequence[str], words: str, session: str = "") -> None:
        super().__init__(parent)
        title = text.say(TITLE)
        self.setWindowTitle(f"{title}: {session}" if session else title)
        self.setMinimumWidth(460)
        self.edit = VocabularyEdit(terms, lines=9)
        lead = note(words)
        buttons, _ = dialogs.deciding_buttons(self, text.say("Save"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.SPACE)
        for widget in (lead, self.edit, buttons):
            layout.addWidget(widget)
        self.edit.setFocus()
