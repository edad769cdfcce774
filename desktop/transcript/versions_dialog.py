"""Lists the other texts of a clip, each compared with the one shown, and lets the user take one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.style import theme
from desktop.transcript.differences import Comparison, compared
from desktop.transcript.edit_queue import stretch_of
from desktop.widgets import dialogs
from engine.engine import Engine
from engine.events import AttemptText, tries_by_attempt
from engine.run import Options, Quality, Run, Task
from engine.text.edits import segments_within


@dataclass(frozen=True, slots=True)
class OtherText:
    """Another text, from an attempt or from another run of the same clip, compared with the text that it would
    replace."""

    title: str
    facts: str
    comparison: Comparison
    source: AttemptText | Run

    @property
    def is_shown(self) -> bool:
        return isinstance(self.source, AttemptText) and self.source.is_shown


async def other_texts(engine: Engine, run: Run) -> list[OtherText]:
    """All texts of the run's clip, that of the run's last attempt first."""
    shown = await engine.texts.segments(run.run_id)
    numbers = tries_by_attempt(await engine.runs.events(run.run_id))
    found = []
    for each in reversed(await engine.texts.attempts(run.run_id)):
        title = text.say("Attempt {n}").format(n=numbers.get(each.attempt, each.attempt))
        if each.is_shown:
            title = text.say("{title} (shown)").format(title=title)
        facts = [_when(each.began_at), _made_with(each.options)]
        if each.edits:
            facts.append(text.counted(each.edits, "1 edit", "{n} edits"))
        segments = await engine.texts.segments(run.run_id, each.attempt)
        found.append(OtherText(title, _line(facts), await compared(shown, segments), each))
    for other in await engine.texts.runs_of_clip(run.run_id):
        segments = await engine.texts.segments(other.run_id)
        if other.state.is_terminal and segments:
            whole = text.say("The whole clip") if other.options.end_s is None else ""
            title = whole or text.stretch(other.options.start_s, other.options.end_s)
            facts = [_when(other.started_at), _made_with(other.options)]
            instead_of = segments_within(shown, *stretch_of(other))
            found.append(OtherText(title, _line(facts), await compared(instead_of, segments), other))
    return found


async def choose(parent: QWidget, texts: Sequence[OtherText]) -> AttemptText | Run | None:
    """Ask for the attempt to show or the run to take the text of. Returns None if nothing is to change."""
    dialog = TextsDialog(parent, texts)
    return dialog.chosen.source if await dialogs.answer(dialog) else None


class TextsDialog(QDialog):
    """A list of texts, and how the selected one differs."""

    def __init__(self, parent: QWidget, texts: Sequence[OtherText]) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.say("Texts of this clip"))
        self.resize(780, 480)
        self._texts = texts
        self.list = QListWidget()
        self.list.setObjectName("choices")
        self.list.setAccessibleName(text.say("Texts of this clip"))
        self.list.setWordWrap(True)
        for each in texts:
            item = QListWidgetItem(f"{each.title}\n{each.facts}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{each.title}, {each.facts}")
            self.list.addItem(item)
        self._lead = QLabel()
        self._lead.setWordWrap(True)
        self.words = QTextEdit()
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName(text.say("Differences"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.take = buttons.addButton(text.say("Show this text"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setProperty("primary", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self.list.currentRowChanged.connect(lambda _: self._show())
        self.list.setCurrentRow(next((row for row, each in enumerate(texts) if not each.is_shown), 0))

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(theme.GAP, 0, 0, 0)
        beside.setSpacing(theme.GAP)
        beside.addWidget(self._lead)
        beside.addWidget(self.words, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(right)
        split.setSizes([280, 460])
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.SPACE)
        layout.addWidget(split, 1)
        layout.addWidget(buttons)

    @property
    def chosen(self) -> OtherText:
        return self._texts[self.list.currentRow()]

    def _show(self) -> None:
        chosen = self.chosen
        is_stretch = isinstance(chosen.source, Run)
        same = chosen.comparison.is_same
        if chosen.is_shown:
            lead = text.say("This is the text that is shown.")
        elif same:
            lead = text.say("It says the same as the text that is shown.")
        else:
            lead = text.say("Struck out: only in the text that is shown. Underlined: only in this one.")
        self._lead.setText(lead)
        self.words.setHtml(chosen.comparison.marked)
        self.take.setText(text.say("Use this text there") if is_stretch else text.say("Show this text"))
        self.take.setToolTip(text.say("Can be undone") if is_stretch else text.say("The other one is kept"))
        self.take.setEnabled(not chosen.is_shown and not (is_stretch and same))


def _when(at: float | None) -> str:
    return " ".join(reversed(text.moment(at))).strip() if at is not None else ""


def _made_with(options: Options | None) -> str:
    if options is None:
        return text.say("settings unknown")
    facts = [PurePath(options.model).name]
    qualities = {Quality.DRAFT: text.say("draft"), Quality.FAST: "", Quality.CAREFUL: text.say("careful")}
    facts += [words] if (words := qualities[options.quality]) else []
    if options.language:
        facts.append(text.language(options.language))
    if options.task is Task.TRANSLATE:
        facts.append(text.say("translated"))
    return _line(facts)


def _line(facts: Sequence[str]) -> str:
    return "  ·  ".join(fact for fact in facts if fact)
