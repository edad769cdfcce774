"""The settings page for the window: its language, its looks, and what it does while nobody looks at it."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox, QSystemTrayIcon

from desktop import text
from desktop.preferences.text_size import STEP
from desktop.settings import KeptSettings
from desktop.widgets.form import SettingsForm, indent, note
from engine.settings import MAX_TEXT_SIZE, MIN_TEXT_SIZE, Theme

#: Languages are called what those who speak them call them.
LANGUAGES = {"en": "English", "de": "Deutsch"}


class WindowPage(SettingsForm):
    """Changes the settings at once; the language counts from the next start."""

    def __init__(self, settings: KeptSettings) -> None:
        super().__init__(settings)
        same = text.say("Same as system")
        self.add(
            text.say("Language of the window"),
            self.choice("interface_language", {"": same, **LANGUAGES}),
            text.say("Used from the next start of Everyclip."),
        )
        themes = {Theme.SYSTEM: same, Theme.LIGHT: text.say("Light"), Theme.DARK: text.say("Dark")}
        self.add(text.say("Colours"), self.choice("theme", themes))
        self.add(text.say("Text size"), self._text_size())
        self.form.addRow("", self.tick("notifies", text.say("Notify me when clips finish")))
        self.stays = self.tick("stays_in_tray", text.say("Go on in the background when the window closes"))
        self.form.addRow("", self.stays)
        self._explain_background()

    def _text_size(self) -> QSpinBox:
        box = self.number("text_size", MAX_TEXT_SIZE, "")
        box.setMinimum(MIN_TEXT_SIZE)
        box.setSingleStep(STEP)
        box.setSuffix(" %")
        indent(box)
        return box

    def _explain_background(self) -> None:
        has_tray = QSystemTrayIcon.isSystemTrayAvailable()
        self.stays.setEnabled(has_tray)
        words = (
            text.say("Everyclip then stays behind its icon in the system tray. Quit ends it.")
            if has_tray
            else text.say("This desktop has no tray for the icon that would bring the window back.")
        )
        self.stays.setAccessibleDescription(words)
        self.form.addRow("", note(words))
