"""The settings page for the machinery: what Everyclip may use of this computer. Nobody has to know it."""

from __future__ import annotations

import os

from desktop import text
from desktop.settings import KeptSettings
from desktop.widgets.form import SettingsForm, note
from engine.settings import MAX_RUNS, MAX_THREADS, MAX_WINDOWS


class AdvancedPage(SettingsForm):
    """Changes the settings at once; they count from the next clip."""

    def __init__(self, settings: KeptSettings) -> None:
        super().__init__(settings)
        automatic = text.say("Automatic")
        self.form.addRow(note(text.say("Everyclip chooses these by itself, as they suit this computer.")))
        devices = {
            "auto": text.say("Graphics card if there is one"),
            "cpu": text.say("Processor"),
            "cuda": text.say("Graphics card (CUDA)"),
        }
        self.add(text.say("Device"), self.choice("device", devices))
        self.add(
            text.say("Processor threads"),
            self.number("threads", MAX_THREADS, automatic),
            text.say("Automatic takes all {n}. Fewer leave more for other programs.").format(n=os.cpu_count() or 1),
        )
        self.add(
            text.say("Pieces at a time"),
            self.number("batch_size", MAX_WINDOWS, automatic),
            text.say("How many pieces of audio are transcribed together. Fewer need less memory, more may be faster."),
        )
        self.add(
            text.say("Clips at a time"),
            self.number("runs_at_once", MAX_RUNS, automatic),
            text.say("With 1, a short clip waits until a long one is done."),
        )
        self.form.addRow(note(text.say("Changes apply from the next clip.")))
