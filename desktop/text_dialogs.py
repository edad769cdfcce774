"""Dialogs about a text: who speaks, when a segment is spoken, and what a person made of the machine's text."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop import dialogs, spoken, text, theme
from engine.run import Segment


async def ask_speaker(parent: QWidget, current: str | None, names: Sequence[str]) -> tuple[str, bool] | None:
    """Who speaks, "" for nobody named, and whether `current` is to be called so everywhere. None if called off."""
    dialog = _SpeakerDialog(parent, current, names)
    return dialog.choice if await dialogs.answer(dialog) else None


async def ask_times(parent: QWidget, segment: Segment, duration_s: float) -> tuple[float, float] | None:
    """Start and end of a segment in seconds, or None."""
    dialog = _TimesDialog(parent, segment, duration_s)
    return dialog.choice if await dialogs.answer(dialog) else None


async def compare(parent: QWidget, machine: Sequence[Segment], now: Sequence[Segment]) -> bool:
    """Show what is different from the machine's text. True if that is to be restored."""
    return await dialogs.answer(_CompareDialog(parent, machine, now))


def differences(machine: Sequence[Segment], now: Sequence[Segment]) -> str:
    """Both texts in one, in HTML: what is gone struck out, what has come underlined."""
    before = [word for segment in machine for word in (*spoken.shown_text(segment).split(), "\n")]
    after = [word for segment in now for word in (*spoken.shown_text(segment).split(), "\n")]
    colours = theme.colours()
    parts: list[str] = []
    for tag, a, a_end, b, b_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(_html(after[b:b_end]))
            continue
        if gone := _html(before[a:a_end], seam=" "):
            parts.append(f"<s style='color:{colours.bad}'>{gone}</s>")
        if come := _html(after[b:b_end]):
            parts.append(f"<u style='color:{colours.good}'>{come}</u>")
    return " ".join(parts)


def _html(words: Sequence[str], seam: str = "<br>") -> str:
    return " ".join(seam if word == "\n" else escape(word) for word in words).strip()


class _Form(QDialog):
    """A dialog with a few fields, and OK and Cancel."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(360)
        self.fields = QFormLayout(self)
        self.fields.setContentsMargins(20, 20, 20, 16)
        self.fields.setSpacing(theme.GAP)

    def finish(self) -> None:
        """Add the buttons."""
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setProperty("primary", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.fields.addRow(buttons)


class _SpeakerDialog(_Form):
    """Asks for a name, and offers those that there are."""

    def __init__(self, parent: QWidget, current: str | None, names: Sequence[str]) -> None:
        super().__init__(parent, text.say("Who speaks"))
        self._name = QComboBox()
        self._name.setEditable(True)
        self._name.addItems(list(names))
        self._name.setCurrentIndex(-1)
        line = QLineEdit(current or "")
        line.setPlaceholderText(text.say("Nobody named"))
        line.selectAll()
        self._name.setLineEdit(line)
        self._name.setAccessibleName(text.say("Speaker"))
        self._everywhere = QCheckBox(text.say("Call {name} so everywhere in this text").format(name=current))
        self.fields.addRow(text.say("Speaker"), self._name)
        if current:
            self.fields.addRow(self._everywhere)
        self.finish()

    @property
    def choice(self) -> tuple[str, bool]:
        return self._name.currentText().strip(), self._everywhere.isChecked()


class _TimesDialog(_Form):
    """Asks for a start and an end."""

    def __init__(self, parent: QWidget, segment: Segment, duration_s: float) -> None:
        super().__init__(parent, text.say("Times of the segment"))
        self._start = _seconds(segment.start_s, duration_s, text.say("Start"))
        self._end = _seconds(segment.end_s, duration_s, text.say("End"))
        self.fields.addRow(text.say("Start"), self._start)
        self.fields.addRow(text.say("End"), self._end)
        self.finish()

    @property
    def choice(self) -> tuple[float, float]:
        return self._start.value(), self._end.value()


def _seconds(value: float, highest: float, name: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(0.0, max(highest, value))
    box.setDecimals(2)
    box.setSingleStep(0.1)
    box.setSuffix(text.say(" s"))
    box.setValue(value)
    box.setAccessibleName(name)
    return box


class _CompareDialog(QDialog):
    """Shows the differences, and offers the way back."""

    def __init__(self, parent: QWidget, machine: Sequence[Segment], now: Sequence[Segment]) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.say("Your text and the machine's"))
        self.resize(640, 460)
        same = [spoken.shown_text(each) for each in machine] == [spoken.shown_text(each) for each in now]
        words = QTextEdit()
        words.setReadOnly(True)
        words.setAccessibleName(text.say("Differences"))
        words.setHtml(differences(machine, now))
        lead = QLabel(
            text.say("The text is as the machine wrote it.")
            if same
            else text.say("Struck out: what the machine wrote. Underlined: what you wrote instead.")
        )
        lead.setWordWrap(True)
        restore = QPushButton(text.say("Restore the machine's text"))
        restore.setEnabled(not same)
        restore.setToolTip(text.say("Can be undone"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(restore, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.GAP)
        layout.addWidget(lead)
        layout.addWidget(words, 1)
        layout.addWidget(buttons)
