"""The recommended model for this computer, and why: the top of the models dialog."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop import text
from desktop.models.row import ModelRow
from desktop.style import theme
from desktop.text import size
from engine.machine import cuda
from engine.machine.hardware import Machine, look
from models.recommendation import Computer as Needs
from models.recommendation import Recommendation, recommend


@dataclass(frozen=True, slots=True)
class Advice:
    """What this computer has, and the model recommended for it."""

    machine: Machine
    recommendation: Recommendation


def advise() -> Advice:
    """Inspect this computer. Takes up to a second if a graphics card is asleep: do not call it on the loop."""
    machine = look()
    usable = machine.cards if machine.cublas else ()
    return Advice(
        machine,
        recommend(
            Needs(
                cores=min(machine.processor.cores, machine.processor.usable),
                memory_bytes=machine.total_bytes,
                gpu_memory_bytes=max((card.total_bytes for card in usable), default=None),
            )
        ),
    )


def why(recommendation: Recommendation) -> str:
    """Why this model is recommended, in one sentence."""
    facts = {
        name: QLocale().toString(value, "f", 0) if isinstance(value, float) else value
        for name, value in recommendation.facts.items()
    }
    return text.say(_WHY[recommendation.code]).format_map(facts)


_WHY = {
    "recommended_gpu": "It fits into the {gpu_gb} GB of your graphics card and is the most accurate model that is "
    "still fast there.",
    "recommended_cpu": "It is the most accurate model that works at a good pace on {cores} processor cores and fits "
    "into {memory_gb} GB of memory.",
    "recommended_small": "It is the smallest model for all languages: this computer has {memory_gb} GB of memory and "
    "{cores} processor cores.",
}


def machine_words(machine: Machine) -> str:
    """What this computer has, in one line, and what keeps a graphics card from being used."""
    usable = text.counted(machine.processor.usable, "1 thread for Everyclip", "{n} threads for Everyclip")
    parts = [machine.processor.name, usable, text.say("{size} of memory").format(size=size(machine.total_bytes))]
    parts += [f"{card.name}, {size(card.total_bytes)}" for card in machine.cards]
    if not machine.cards:
        parts.append(text.say("no graphics card that Everyclip can use"))
    return "  ·  ".join(parts)


def trouble_words(machine: Machine) -> str:
    """What the user can do to get their graphics card used; empty if there is nothing to do."""
    if machine.driver_trouble:
        words = text.say("The graphics card cannot be seen ({detail}). Reinstall NVIDIA's driver and restart.")
        return words.format(detail=machine.driver_trouble)
    if machine.cards and machine.cublas is None:
        words = text.say("The graphics card is not used yet: NVIDIA's cuBLAS is missing. {remedy}")
        return words.format(remedy=cuda.REMEDY)
    return ""


class AdviceCard(QFrame):
    """The recommended model with the button to get it. The dialog connects `do`."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("advice")
        self._title = _label(theme.font(theme.TextSize.HEADING, is_strong=True))
        self._why = _label(theme.font(theme.TextSize.NORMAL))
        self._machine = _label(theme.font(theme.TextSize.SMALL))
        self._machine.setProperty("muted", True)
        self._trouble = _label(theme.font(theme.TextSize.SMALL))
        self._trouble.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._trouble.hide()
        self.do = QPushButton()
        self.do.setProperty("primary", True)
        self.do.setAutoDefault(False)
        self.do.hide()
        self.advice: Advice | None = None
        self._lay_out()
        self._title.setText(text.say("Checking this computer…"))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._title)
        words.addWidget(self._why)
        top.addLayout(words, 1)
        top.addWidget(self.do, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 14, 12)
        layout.setSpacing(theme.GAP)
        layout.addLayout(top)
        layout.addWidget(self._machine)
        layout.addWidget(self._trouble)

    def show_advice(self, advice: Advice, row: ModelRow | None) -> None:
        """Show the advice; the button offers the next step with that model, if any."""
        self.advice = advice
        entry = advice.recommendation.entry
        self._title.setText(text.say("Best for this computer: {title}").format(title=entry.title))
        self._why.setText(why(advice.recommendation))
        self._machine.setText(machine_words(advice.machine))
        self._trouble.setText(trouble_words(advice.machine))
        self._trouble.setVisible(bool(self._trouble.text()))
        self.show_row(row)

    def show_row(self, row: ModelRow | None) -> None:
        """Update the button to the recommended model's state."""
        words = _next_step(row)
        if self.do.text() != words:
            self.do.setText(words)
        self.do.setVisible(bool(words))


def _next_step(row: ModelRow | None) -> str:
    if row is None:
        return ""
    if row.can_download:
        return text.say("Download {title} ({size})").format(title=row.title, size=size(row.offer.size_bytes))
    return text.say("Use {title} for new clips").format(title=row.title) if row.can_use and row.is_here else ""


def _label(font: QFont) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFont(font)
    return label


def place_words(used_bytes: int, free_bytes: int) -> str:
    """The disk space used by models, and the space left."""
    words = text.say("Models take {used}. {free} are free on this disk.")
    return words.format(used=size(used_bytes), free=size(free_bytes))
