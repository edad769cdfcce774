"""What is told above a clip's text: why there is none, with a way out, and what is missing from it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop import text
from desktop.style import icons, theme
from engine.run import Run, State

#: Failures that are fixed in the models dialog, as are those that begin with "hub_".
_OF_MODELS = frozenset(
    {"model_missing", "model_damaged", "model_unknown", "no_space", "wrong_bytes", "download_died", "not_ctranslate2"}
)


class NoteFrame(QFrame):
    """A picture, some sentences and buttons."""

    def __init__(self, name: str, picture: str, *buttons: QWidget) -> None:
        super().__init__()
        self.setObjectName(name)
        self._picture_name = picture
        self._picture = QLabel()
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.GAP, theme.GAP, theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self._picture)
        layout.addWidget(self.words, 1)
        for button in buttons:
            layout.addWidget(button)

    def draw(self, colour: str) -> None:
        """Draw the picture in that colour."""
        self._picture.setPixmap(icons.pixmap(self._picture_name, 20, colour, self.devicePixelRatioF()))


class Failure(NoteFrame):
    """Why a run failed, with a Retry button."""

    def __init__(self) -> None:
        self.get_model = QPushButton(text.say("Get the model…"))
        self.retry = QPushButton(text.say("Retry"))
        super().__init__("failure", "warning", self.get_model, self.retry)

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.draw(theme.colours().bad)

    def show_run(self, run: Run | None) -> None:
        """Show why this run failed; hidden if it did not."""
        failed = run is not None and run.state is State.FAILED
        if failed and run is not None and run.reason is not None:
            self.words.setText(text.sentence(run.reason))
            self.get_model.setVisible(run.reason.code in _OF_MODELS or run.reason.code.startswith("hub_"))
        self.setVisible(failed)


class Notes(NoteFrame):
    """What is missing from a text. `turn_asked` asks for the next speech without text."""

    turn_asked = Signal()

    def __init__(self) -> None:
        self.turn = QPushButton(text.say("Show"))
        super().__init__("notes", "info", self.turn)
        self.turn.clicked.connect(self.turn_asked)

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.draw(theme.colours().wait)

    def show_run(self, run: Run | None) -> None:
        """Show what is missing from this run's text; hidden if nothing is."""
        sentences = text.notes(run) if run is not None else []
        self.words.setText("\n".join(sentences))
        self.turn.setVisible(run is not None and run.state.is_terminal and run.unheard_places > 0)
        self.setVisible(bool(sentences))
