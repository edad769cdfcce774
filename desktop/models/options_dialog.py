"""Asks how to transcribe clips this time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLabel, QVBoxLayout, QWidget

from desktop import text
from desktop.models.choices import channels, data_of, languages, number_of, speakers
from desktop.models.combo_box import ModelBox
from desktop.models.language_and_task import LanguageAndTask
from desktop.models.shelf import ModelShelf
from desktop.style import theme
from desktop.widgets import dialogs, vocabulary_edit
from desktop.widgets.vocabulary_edit import VocabularyEdit
from engine.channels import Channels
from engine.run import ALL_TRACKS, Options, Quality, Run, Track
from engine.text.vocabulary import joined


async def ask_options(
    parent: QWidget, runs: Sequence[Run], shelf: ModelShelf, stretch: tuple[float, float] | None = None
) -> Options | None:
    """Ask for the options of the next attempt of these runs, or for a stretch of the first one's clip, preset to those
    of the first. Returns None if cancelled."""
    await shelf.read()
    sessions = await (await shelf.bridge.engine()).sessions()
    known = [session.vocabulary for session in sessions if session.session_id == runs[0].session_id]
    terms = joined(runs[0].options.vocabulary, *known, shelf.settings.now.vocabulary)
    dialog = RetryDialog(parent, runs, shelf, stretch, terms)
    return dialog.options if await dialogs.answer(dialog) else None


class RetryDialog(QDialog):
    """Asks for options; the present text stays."""

    def __init__(
        self,
        parent: QWidget,
        runs: Sequence[Run],
        shelf: ModelShelf,
        stretch: tuple[float, float] | None = None,
        vocabulary: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(
            text.say("Transcribe again with")
            if stretch is None
            else text.say("Transcribe {stretch} again").format(stretch=text.stretch(*stretch))
        )
        self._before = runs[0].options
        self.vocabulary = VocabularyEdit(vocabulary, lines=4)
        self.model = ModelBox(shelf, self._before.model)
        self.language = _choice(languages(), self._before.language or "")
        self.task = LanguageAndTask(self.language, self.model, self._before.task)
        self.model.chosen.connect(lambda _: self.task.follow())
        self.quality = _choice(
            {
                Quality.DRAFT: text.say("Fast draft: sooner, with more mistakes"),
                Quality.FAST: text.say("Standard: several parts at once"),
                Quality.CAREFUL: text.say("Careful: one after another, slower"),
            },
            self._before.quality,
        )
        tracks = runs[0].sound.tracks if len(runs) == 1 else ()
        self.track = _choice(_tracks(tracks), data_of(self._before.track)) if len(tracks) > 1 else None
        # The speakers of a clip are those of all of it.
        self.speakers = _choice(speakers(), data_of(self._before.speakers)) if stretch is None else None
        self.channels = _choice(channels(), self._before.channels)
        if stretch is None:
            self._lay_out(
                text.counted(len(runs), "Retry 1 clip", "Retry {n} clips"),
                text.say("The current text stays until there is a new one, and is kept alongside it."),
            )
        else:
            self._lay_out(
                text.say("Transcribe again"),
                text.say("The new text is shown beside the old one. Nothing changes until you choose it."),
            )

    def _lay_out(self, doing: str, promise: str) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(theme.SPACE)
        form.setVerticalSpacing(theme.GAP)
        for title, choice in (
            ("Model", self.model),
            ("Spoken language", self.language),
            ("Track", self.track),
            ("Quality", self.quality),
            ("Speakers", self.speakers),
            ("Two channels", self.channels),
            (vocabulary_edit.TITLE, self.vocabulary),
        ):
            if choice is None:
                continue
            choice.setAccessibleName(text.say(title))
            form.addRow(text.say(title), self.task if choice is self.language else choice)
        buttons, _ = dialogs.deciding_buttons(self, doing)
        hint = QLabel(promise)
        hint.setProperty("muted", True)
        hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.SPACE)
        layout.addStrut(540)  # fits the longest language beside the task
        layout.addLayout(form)
        layout.addWidget(hint)
        layout.addWidget(buttons)

    @property
    def options(self) -> Options:
        """The chosen options; those that cannot be chosen here stay as they were."""
        return replace(
            self._before,
            model=self.model.picked,
            language=self.language.currentData() or None,
            task=self.task.task,
            quality=Quality(self.quality.currentData()),
            vocabulary=self.vocabulary.terms,
            track=self._before.track if self.track is None else number_of(self.track.currentData()),
            speakers=None if self.speakers is None else number_of(self.speakers.currentData()),
            channels=Channels(self.channels.currentData()),
        )


def _tracks(tracks: Sequence[Track]) -> dict[str, str]:
    """The audio tracks by number, after the item that leaves the choice to the engine, and before all together."""
    titles = {
        str(track.number): " · ".join(
            part
            for part in (text.say("Track {n}").format(n=track.number), track.title, text.track_language(track.language))
            if part
        )
        for track in tracks
        if track.is_decodable
    }
    return {"": text.say("First track with speech"), **titles, str(ALL_TRACKS): text.say("All tracks together")}


def _choice(offered: dict[str, str] | dict[Quality, str], now: str) -> QComboBox:
    """A box of these values; the current one is included even if no longer offered."""
    made = QComboBox()
    for value, title in offered.items():
        made.addItem(title, str(value))
    if made.findData(str(now)) < 0:
        made.addItem(PurePath(now).name, str(now))
    made.setCurrentIndex(made.findData(str(now)))
    return made
