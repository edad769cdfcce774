"""Asks how long to keep clips, and shows beforehand what would be deleted at once."""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.bridge import Bridge
from desktop.style import theme
from desktop.text import size
from desktop.widgets import dialogs
from desktop.widgets.form import indent, note
from engine.registry.retention import Expired, RetentionScope, Rule
from engine.settings import GB, MAX_DAYS, MAX_GB, Settings

#: Defaults when a limit is set for the first time.
DAYS, GIGABYTES = 90, 10.0


class RetentionDialog(QDialog):
    """Asks for the retention rules. `chosen` holds the values of the settings."""

    def __init__(self, parent: QWidget, bridge: Bridge, settings: Settings) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.say("How long clips are kept"))
        self._bridge = bridge
        self._looking: asyncio.Task[None] | None = None
        self._make_limits(settings)
        self.audio_only = QRadioButton(text.say("Remove the audio and keep the text"))
        self.both = QRadioButton(text.say("Remove the audio and the text"))
        (self.both if settings.keep_scope is RetentionScope.ALL else self.audio_only).setChecked(True)
        self.scope_note = note()
        self.preview = note()
        self._lay_out()
        for button in (self.by_age, self.by_size, self.both):
            button.toggled.connect(self._refresh)
        for number in (self.days, self.gigabytes):
            number.valueChanged.connect(self._refresh)
        self._refresh()

    def _make_limits(self, settings: Settings) -> None:
        self.by_age = QCheckBox(text.say("Remove after this many days:"))
        self.by_age.setChecked(bool(settings.keep_days))
        self.days = QSpinBox()
        self.days.setRange(1, MAX_DAYS)
        self.days.setValue(settings.keep_days or DAYS)
        self.days.setAccessibleName(text.say("Days"))
        self.by_size = QCheckBox(text.say("Remove the oldest when all audio takes more than:"))
        self.by_size.setChecked(bool(settings.keep_gb))
        self.gigabytes = QDoubleSpinBox()
        self.gigabytes.setRange(0.1, MAX_GB)
        self.gigabytes.setDecimals(1)
        self.gigabytes.setSuffix(" GB")
        self.gigabytes.setValue(settings.keep_gb or GIGABYTES)
        self.gigabytes.setAccessibleName(text.say("Gigabytes"))

    def _lay_out(self) -> None:
        for number in (self.days, self.gigabytes):
            indent(number)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.GAP)
        layout.addStrut(420)
        for tick, number in ((self.by_age, self.days), (self.by_size, self.gigabytes)):
            row = QHBoxLayout()
            row.addWidget(tick, 1)
            row.addWidget(number)
            layout.addLayout(row)
        layout.addSpacing(theme.GAP)
        for widget in (self.audio_only, self.both, self.scope_note):
            layout.addWidget(widget)
        layout.addSpacing(theme.GAP)
        words = text.say(
            "Clips that wait, run, are paused or failed always stay, and so does whatever ended less than a day ago."
        )
        layout.addWidget(note(words))
        layout.addWidget(self.preview)
        buttons, _ = dialogs.deciding_buttons(self, text.say("Apply"))
        layout.addSpacing(theme.GAP)
        layout.addWidget(buttons)

    @property
    def chosen(self) -> dict[str, object]:
        return {
            "keep_days": self.days.value() if self.by_age.isChecked() else 0,
            "keep_gb": round(self.gigabytes.value(), 1) if self.by_size.isChecked() else 0.0,
            "keep_scope": RetentionScope.ALL if self.both.isChecked() else RetentionScope.AUDIO,
        }

    @property
    def rule(self) -> Rule:
        return Settings.model_validate(self.chosen).rule

    def _refresh(self) -> None:
        self.days.setEnabled(self.by_age.isChecked())
        self.gigabytes.setEnabled(self.by_size.isChecked())
        has_limit = self.by_age.isChecked() or self.by_size.isChecked()
        for button in (self.audio_only, self.both):
            button.setEnabled(has_limit)
        self.scope_note.setText(_scope_note(self.both.isChecked()) if has_limit else "")
        if self._looking is not None:
            self._looking.cancel()
        self._looking = self._bridge.start("look what would go", self._look(self.rule))

    def done(self, result: int) -> None:
        if self._looking is not None:
            self._looking.cancel()
        super().done(result)

    async def _look(self, rule: Rule) -> None:
        engine = await self._bridge.engine()
        self.preview.setText(describe_expired(rule, await engine.trash.preview_retention(rule)))


def _scope_note(takes_texts: bool) -> str:
    if takes_texts:
        return text.say(
            "What is too old goes to the bin and can be restored for 30 days. What is removed for lack of space is"
            " gone at once: first what is in the bin, then the oldest."
        )
    return text.say(
        "A clip without its audio can be read, edited and exported, but not played or transcribed again. The audio is"
        " gone at once. To free space, the bin is emptied first."
    )


def describe_expired(rule: Rule, going: Expired) -> str:
    """What a rule would delete now, before it is set."""
    if rule.keeps_everything:
        return text.say("Everything is kept until you delete it.")
    if not going.clips:
        return text.say("Nothing is deleted now.")
    parts = []
    if going.audio:
        parts.append(text.counted(len(going.audio), "the audio of 1 clip", "the audio of {n} clips"))
    if whole := going.clips - len(going.audio):
        parts.append(text.counted(whole, "1 whole clip", "{n} whole clips"))
    return text.say("This will be deleted now: {what} ({size}).").format(
        what=", ".join(parts), size=size(going.size_bytes)
    )


def describe_rule(settings: Settings) -> str:
    """How long clips are kept, in one sentence."""
    if settings.rule.keeps_everything:
        return text.say("Everything is kept until you delete it.")
    limits = []
    if settings.keep_days:
        limits.append(text.counted(settings.keep_days, "for 1 day", "for {n} days"))
    if settings.keep_gb:
        limits.append(text.say("up to {size}").format(size=size(round(settings.keep_gb * GB))))
    is_all = settings.keep_scope is RetentionScope.ALL
    words = text.say("Clips {limits}.") if is_all else text.say("Audio {limits}; texts stay.")
    return words.format(limits=", ".join(limits))
