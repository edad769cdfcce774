"""The settings page for what is done with a text once it is there."""

from __future__ import annotations

from desktop import text
from desktop.settings import KeptSettings
from desktop.widgets.form import SettingsForm
from engine.exports.formats import FORMATS


class TextsPage(SettingsForm):
    """Changes the settings at once."""

    def __init__(self, settings: KeptSettings) -> None:
        super().__init__(settings)
        self.form.addRow("", self.tick("copies_recordings", text.say("Copy the text when a recording ends")))
        formats = {name: f"{text.say(FORMATS[name].title)} (.{name})" for name in FORMATS}
        self.add(
            text.say("Write text beside the original"),
            self.choice("beside_format", {"": text.say("No"), **formats}),
            text.say(
                "For each file that you add, its text is written into the same folder, under the same name. A file "
                "that is there already is kept, and the new one gets a number."
            ),
        )
