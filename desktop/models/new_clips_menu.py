"""The options for new clips, where clips are added: a menu that changes the same settings as the dialog."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop import text
from desktop.models import row
from desktop.models.choices import channels, data_of, languages, number_of, qualities, speakers
from desktop.models.shelf import ModelShelf
from desktop.widgets.vocabulary_edit import ask_general_vocabulary
from engine.run import Task


class NewClipsMenu(QMenu):
    """Filled anew whenever it opens. Each entry of a choice stands in a menu that bears its name and what is chosen."""

    def __init__(self, shelf: ModelShelf, all_settings: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._settings = shelf.settings
        self._all_settings = all_settings
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Show the present choices."""
        self.clear()
        for menu in self.findChildren(QMenu):
            menu.deleteLater()
        now = self._settings.now
        self.addAction(text.say("Options for new clips")).setEnabled(False)
        self._offer("language", text.say("Spoken language"), languages(now.language), now.language)
        self._offer_translation()
        self._offer(
            "quality", text.say("Quality"), {str(each): name for each, name in qualities().items()}, now.quality
        )
        self._offer(
            "speakers",
            text.say("Speakers"),
            speakers(),
            data_of(now.speakers),
            lambda data: self._settings.change(speakers=number_of(data)),
        )
        self._offer("channels", text.say("Two channels"), channels(), now.channels)
        models = {each.model_id: each.title for each in self._shelf.rows if each.is_here or each.is_on_its_way}
        models.setdefault(now.model, text.model(now.model))
        more = self._offer("model", text.say("Model"), models, now.model)
        more.addSeparator()
        more.addAction(text.say("More models…")).triggered.connect(lambda: self._shelf.open(self.window()))
        self.addAction(text.say("Vocabulary (names and terms)…")).triggered.connect(
            lambda: self._shelf.bridge.start("ask for the vocabulary", self._ask_vocabulary())
        )
        self.addSeparator()
        self.addAction(self._all_settings)

    def _offer(
        self,
        name: str,
        title: str,
        choices: Mapping[str, str],
        now: str,
        choose: Callable[[str], None] | None = None,
    ) -> QMenu:
        """A menu of the values of that setting, which are stored as they are or as `choose` does it."""
        choose = choose or (lambda value: self._settings.change(**{name: value}))
        menu = QMenu(f"{title}: {choices.get(now, now)}", self)
        group = QActionGroup(menu)
        for value, words in choices.items():
            entry = menu.addAction(words)
            entry.setCheckable(True)
            entry.setChecked(value == now)
            entry.setActionGroup(group)
            entry.triggered.connect(lambda _=False, value=value: choose(value))
        self.addMenu(menu)
        return menu

    def _offer_translation(self) -> None:
        why_not = row.why_no_translation(self._shelf.row(self._settings.now.model))
        entry = self.addAction(text.say("Translate to English"))
        entry.setCheckable(True)
        entry.setEnabled(not why_not)
        entry.setChecked(not why_not and self._settings.now.task is Task.TRANSLATE)
        entry.setToolTip(why_not)
        entry.triggered.connect(self._translate)

    async def _ask_vocabulary(self) -> None:
        terms = await ask_general_vocabulary(self.window(), self._settings.now.vocabulary)
        if terms is not None:
            self._settings.change(vocabulary=terms)

    def _translate(self, is_on: bool) -> None:
        self._settings.change(task=Task.TRANSLATE if is_on else Task.TRANSCRIBE)
