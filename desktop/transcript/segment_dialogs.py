"""Dialogs about a text: speakers, segment times, new segments, and differences from the machine's text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

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

from desktop import text
from desktop.style import theme
from desktop.transcript.differences import Comparison, compared
from desktop.widgets import dialogs
from desktop.widgets.form import note
from engine.segments import Segment
from engine.voice_requests import MAX_NAME

#: The minimum and the default length of a segment that the user inserts, in seconds.
_SHORTEST_S = 0.1
_USUAL_S = 2.0


async def ask_speaker(parent: QWidget, current: str | None, names: Sequence[str]) -> tuple[str, bool] | None:
    """Ask for the speaker ("" for none) and whether to rename `current` everywhere. Returns None if cancelled."""
    dialog = _SpeakerDialog(parent, current, names)
    return dialog.choice if await dialogs.answer(dialog) else None


async def ask_voice(parent: QWidget, name: str, known: Sequence[str]) -> str | None:
    """Ask by which name to remember a voice; those that are `known` are suggested. Returns None if cancelled."""
    dialog = VoiceDialog(parent, name, known)
    return dialog.name if await dialogs.answer(dialog) else None


async def ask_other_speaker(parent: QWidget, segment: Segment, new: str, others: Sequence[str]) -> str | None:
    """Ask who speaks from a segment on, instead of its speaker: `new`, or one of the others. Returns None if
    cancelled."""
    dialog = _OtherSpeakerDialog(parent, segment, new, others)
    return dialog.choice if await dialogs.answer(dialog) and dialog.choice else None


async def ask_times(parent: QWidget, segment: Segment, duration_s: float) -> tuple[float, float] | None:
    """Ask for the start and end of a segment, in seconds. Returns None if cancelled."""
    dialog = _TimesDialog(parent, segment, duration_s)
    return dialog.choice if await dialogs.answer(dialog) else None


class Written(NamedTuple):
    """A segment written by the user: its words, and its times in seconds."""

    words: str
    start_s: float
    end_s: float


async def ask_segment(parent: QWidget, gap: tuple[float, float], at_s: float | None = None) -> Written | None:
    """Ask for a segment in a gap: its words and times, from `at_s` on if given. Returns None if cancelled."""
    dialog = _SegmentDialog(parent, gap, at_s)
    accepted = await dialogs.answer(dialog)
    return dialog.choice if accepted and dialog.choice.words else None


async def compare(parent: QWidget, machine: Sequence[Segment], now: Sequence[Segment]) -> bool:
    """Show the differences from the machine's text. Returns True if that is to be restored."""
    return await dialogs.answer(_CompareDialog(parent, await compared(machine, now)))


class _Form(QDialog):
    """A dialog with a few fields, OK and Cancel."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(360)
        self.fields = QFormLayout(self)
        self.fields.setContentsMargins(20, 20, 20, 16)
        self.fields.setSpacing(theme.GAP)

    def finish(self) -> None:
        """Add the buttons."""
        buttons, self.ok = dialogs.deciding_buttons(self)
        self.fields.addRow(buttons)


class _SpeakerDialog(_Form):
    """Asks for a name, and suggests the existing ones."""

    def __init__(self, parent: QWidget, current: str | None, names: Sequence[str]) -> None:
        super().__init__(parent, text.say("Who speaks"))
        self._name = QComboBox()
        self._name.setEditable(True)
        self._name.addItems(list(names))
        self._name.setCurrentIndex(-1)
        line = QLineEdit(current or "")
        line.setPlaceholderText(text.say("No name"))
        line.selectAll()
        self._name.setLineEdit(line)
        self._name.setAccessibleName(text.say("Speaker"))
        self._current, self._others = current, {*names} - {current}
        self._everywhere = QCheckBox()
        self._name.currentTextChanged.connect(self._say_how)
        self._say_how(current or "")
        self.fields.addRow(text.say("Speaker"), self._name)
        if current:
            self.fields.addRow(self._everywhere)
        self.finish()

    def _say_how(self, name: str) -> None:
        """Two who have one name become one speaker."""
        merges = name.strip() in self._others
        words = text.say("Merge {name} with {other} throughout") if merges else text.say("Rename {name} throughout")
        self._everywhere.setText(words.format(name=self._current, other=name.strip()))

    @property
    def choice(self) -> tuple[str, bool]:
        return self._name.currentText().strip(), self._everywhere.isChecked()


class VoiceDialog(_Form):
    """Asks for the name of a voice, and says what it means to remember it."""

    def __init__(self, parent: QWidget, name: str, known: Sequence[str]) -> None:
        super().__init__(parent, text.say("Remember this voice"))
        self._name = QComboBox()
        self._name.setEditable(True)
        self._name.addItems(list(known))
        line = QLineEdit()
        line.setMaxLength(MAX_NAME)
        self._name.setLineEdit(line)
        self._name.setEditText(name)
        line.selectAll()
        self._name.setAccessibleName(text.say("Name"))
        words = note(
            text.say(
                "A voice print is personal data. It stays on this computer until you delete it in the settings, under "
                "Known voices. Ask the person first."
            )
        )
        self._name.setAccessibleDescription(words.text())
        self.fields.addRow(text.say("Name"), self._name)
        self.fields.addRow(words)
        self.finish()
        self.ok.setText(text.say("Remember"))
        self._name.editTextChanged.connect(lambda _: self.ok.setEnabled(bool(self.name)))
        self.ok.setEnabled(bool(self.name))

    @property
    def name(self) -> str:
        return " ".join(self._name.currentText().split())


class _OtherSpeakerDialog(_Form):
    """Asks for a name that is not the speaker's."""

    def __init__(self, parent: QWidget, segment: Segment, new: str, others: Sequence[str]) -> None:
        super().__init__(parent, text.say("Someone else from here on"))
        self._before = segment.speaker
        lead = QLabel(self._lead(segment))
        lead.setWordWrap(True)
        self._name = QComboBox()
        self._name.setEditable(True)
        self._name.addItems([new, *others])
        line = self._name.lineEdit()
        assert line is not None, "it is editable"
        line.selectAll()
        self._name.setAccessibleName(text.say("Speaker"))
        self.fields.addRow(lead)
        self.fields.addRow(text.say("Speaker"), self._name)
        self.finish()
        self._name.currentTextChanged.connect(lambda _: self.ok.setEnabled(self._is_other()))

    def _lead(self, segment: Segment) -> str:
        since = text.clock(segment.start_s)
        if segment.speaker is None:
            return text.say("What is said from {time} on and has no speaker yet is said by:").format(time=since)
        words = text.say("What {name} says from {time} on is said by somebody else. Before that, nothing changes.")
        return words.format(name=segment.speaker, time=since)

    def _is_other(self) -> bool:
        return bool(self.choice) and self.choice != self._before

    @property
    def choice(self) -> str:
        return self._name.currentText().strip()


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


class _SegmentDialog(_Form):
    """Asks for a text, with sensible default times."""

    def __init__(self, parent: QWidget, gap: tuple[float, float], at_s: float | None) -> None:
        super().__init__(parent, text.say("A segment of your own"))
        begin_s, end_s = gap
        start_s = begin_s if at_s is None else min(max(begin_s, at_s), end_s - _SHORTEST_S)
        self._words = QLineEdit()
        self._words.setPlaceholderText(text.say("What is said there"))
        self._words.setAccessibleName(text.say("Text"))
        self._start = _seconds(start_s, end_s, text.say("Start"), begin_s)
        self._end = _seconds(min(end_s, start_s + _USUAL_S), end_s, text.say("End"), begin_s)
        hint = text.say("There is room from {start} to {end} s.")
        room = QLabel(hint.format(start=f"{begin_s:.2f}", end=f"{end_s:.2f}"))
        room.setProperty("muted", True)
        for title, field in (("Text", self._words), ("Start", self._start), ("End", self._end)):
            self.fields.addRow(text.say(title), field)
        self.fields.addRow(room)
        self.finish()
        self._say_whether()
        for change in (self._words.textChanged, self._start.valueChanged, self._end.valueChanged):
            change.connect(lambda _: self._say_whether())

    def _say_whether(self) -> None:
        """Allow OK only if there are words and they take some time."""
        self.ok.setEnabled(bool(self._words.text().strip()) and self._start.value() < self._end.value())

    @property
    def choice(self) -> Written:
        return Written(self._words.text().strip(), self._start.value(), self._end.value())


def _seconds(value: float, highest: float, name: str, lowest: float = 0.0) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(lowest, max(highest, value))
    box.setDecimals(2)
    box.setSingleStep(0.1)
    box.setSuffix(text.say(" s"))
    box.setValue(value)
    box.setAccessibleName(name)
    return box


class _CompareDialog(QDialog):
    """Shows the differences, and offers to restore the machine's text."""

    def __init__(self, parent: QWidget, comparison: Comparison) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.say("Your text and the machine's"))
        self.resize(640, 460)
        words = QTextEdit()
        words.setReadOnly(True)
        words.setAccessibleName(text.say("Differences"))
        words.setHtml(comparison.marked)
        lead = QLabel(
            text.say("The text is as the machine wrote it.")
            if comparison.is_same
            else text.say("Struck out: what the machine wrote. Underlined: what you wrote instead.")
        )
        lead.setWordWrap(True)
        restore = QPushButton(text.say("Restore the machine's text"))
        restore.setEnabled(not comparison.is_same)
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
