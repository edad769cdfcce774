"""The selected run below the table: its text as it arrives, its history, and what to do if it failed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QEvent, QSettings, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.bridge import Bridge
from desktop.runs.timeline import RunTimeline
from desktop.style import icons, theme
from desktop.transcript.editor import TranscriptEditor
from desktop.transcript.pane import TranscriptPane
from engine.events import SegmentsAdded
from engine.run import Outcome, Run, State

#: Below this width, in pixels, the facts make room for the clip's name; the table shows most of them as well.
_FACTS_FROM_WIDTH = 560


class RunPanel(QWidget):
    """Shows one run and follows it. `retry_asked` comes from the button beside a failure, `model_asked` carries the
    model that a failed run lacks, `told` a sentence for the user."""

    retry_asked = Signal(str)
    model_asked = Signal(str)
    message = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._run: Run | None = None
        self._asked: tuple[str, float] | None = None
        self.pane = TranscriptPane(bridge)
        self.pane.message.connect(self.message)
        self.timeline = RunTimeline()
        self._name = _ElidedLabel()
        self._facts = QLabel()
        self._facts.setProperty("muted", True)
        self.failure = _Failure()
        self.failure.retry.clicked.connect(lambda: self._run and self.retry_asked.emit(self._run.run_id))
        self.failure.get_model.clicked.connect(lambda: self._run and self.model_asked.emit(self._run.options.model))
        self.story_button = QToolButton()
        self.story_button.setCheckable(True)
        self.story_button.setToolTip(text.say("Timeline of the run: every step, with times"))
        self.story_button.setAccessibleName(self.story_button.toolTip())
        self.story_button.toggled.connect(self.timeline.setVisible)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.pane)
        self._split.addWidget(self.timeline)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([560, 320])
        self._split.setChildrenCollapsible(False)
        for child in (self.transcript, self.timeline):
            child.setMinimumHeight(24)
        self._lay_out()
        self.apply_theme()
        self.timeline.hide()
        bridge.runs_changed.connect(self._on_runs)
        bridge.segments_added.connect(self._on_segments)
        bridge.registry_changed.connect(self._read_again)
        self.show_run(None)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self._name, 1)
        top.addWidget(self._facts)
        top.addSpacing(theme.GAP)
        for action in (self.pane.edit, self.pane.search, self.pane.doubt, self.pane.others):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAccessibleName(action.text())
            top.addWidget(button)
        top.addWidget(self.story_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE + 4, theme.GAP, theme.SPACE, theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addLayout(top)
        layout.addWidget(self.failure)
        layout.addWidget(self._split, 1)

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.story_button.setIcon(icons.icon("story"))
        self.failure.apply_theme()
        self.pane.apply_theme()

    # --- which run ---
    @property
    def transcript(self) -> TranscriptEditor:
        """The run's transcript."""
        return self.pane.transcript

    @property
    def run(self) -> Run | None:
        """The shown run."""
        return self._run

    def show_run(self, run: Run | None) -> None:
        """Show another run, or none."""
        if (
            run is not None
            and self._run is not None
            and run.run_id == self._run.run_id
            and not _has_come(self._run, run)
        ):
            self._take(run)
            return
        self._run = run
        self.pane.show_run(run)
        self.timeline.show_events(())
        self._write_facts()
        self._read_again()

    def show_at(self, run_id: str, start_s: float) -> None:
        """Scroll to that second of a run's text, as soon as the run and its text are shown."""
        self._asked = run_id, start_s
        self._go_to_asked()

    def _go_to_asked(self) -> None:
        if self._run is not None and self._asked and self._asked[0] == self._run.run_id and self.transcript.segments:
            self.pane.go_to(self._asked[1])
            self._asked = None

    def _on_runs(self, runs: Sequence[Run]) -> None:
        for run in runs:
            if self._run is not None and run.run_id == self._run.run_id:
                self._take(run)

    def _take(self, run: Run) -> None:
        """Take the newest state of the shown run. Its history changes whenever one of the compared fields does."""
        if self._run is not None and _has_come(self._run, run):
            self.show_run(run)
            return
        old, self._run = self._run, run
        if old == run or old is None:
            return
        self._write_facts()
        self.pane.update_run(run)
        if (old.attempt, old.shown_attempt) != (run.attempt, run.shown_attempt) or old.state is not run.state:
            self._read_again()
        elif (old.phase, old.requested, old.windows_done) != (run.phase, run.requested, run.windows_done):
            self._bridge.start("read the run's story", self._read_story(run.run_id))

    def _on_segments(self, notices: Sequence[SegmentsAdded]) -> None:
        run = self._run
        if run is None:
            return
        for notice in notices:
            if notice.run_id == run.run_id and notice.attempt == run.attempt:
                self.pane.add(notice.segments)

    # --- reading ---
    def _read_again(self) -> None:
        if self._run is not None and self._run.is_registered:
            self._bridge.start("read the transcript", self._read_text(self._run.run_id))
            self._bridge.start("read the run's story", self._read_story(self._run.run_id))

    async def _read_text(self, run_id: str) -> None:
        draft = await self.pane.editing.read(run_id)
        unheard = await (await self._bridge.engine()).texts.unheard(run_id)
        if self._run is not None and self._run.run_id == run_id:
            await self.pane.show_text(self._run, draft)
        if self._run is not None and self._run.run_id == run_id:
            self.pane.show_unheard(unheard if self._run.state.is_terminal else ())
            self._go_to_asked()

    async def _read_story(self, run_id: str) -> None:
        engine = await self._bridge.engine()
        events, windows = await engine.runs.events(run_id), await engine.runs.windows_finished(run_id)
        if self._run is not None and self._run.run_id == run_id:
            self.timeline.show_events(events, windows)

    # --- words ---
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._facts.setVisible(event.size().width() >= _FACTS_FROM_WIDTH)

    def _write_facts(self) -> None:
        run = self._run
        self._name.setText(text.title(run) if run else "")
        self._facts.setText(text.facts(run) if run else "")
        self.failure.show_run(run)
        self.transcript.setPlaceholderText(_placeholder(run))

    # --- what is kept for the next start ---
    def save(self, settings: QSettings) -> None:
        self.pane.save(settings)

    def restore(self, settings: QSettings) -> None:
        self.pane.restore(settings)

    def split_state(self) -> QByteArray:
        return self._split.saveState()

    def restore_split(self, state: QByteArray) -> None:
        self._split.restoreState(state)


def _has_come(before: Run, now: Run) -> bool:
    """Whether the run's history and audio have just become available."""
    return (now.is_registered, now.is_arriving) != (before.is_registered, before.is_arriving)


def _placeholder(run: Run | None) -> str:
    if run is None:
        return text.say("Choose a clip to read its text.")
    if run.state is State.COMPLETED:
        return text.no_speech(run) if run.outcome is Outcome.NO_SPEECH else ""
    if run.state.is_terminal:
        return ""
    return text.say("The text appears here as it is transcribed.")


#: Failures that are fixed in the models dialog, as are those that begin with "hub_".
_OF_MODELS = frozenset(
    {"model_missing", "model_damaged", "model_unknown", "no_space", "wrong_bytes", "download_died", "not_ctranslate2"}
)


class _Failure(QFrame):
    """Why a run failed or was stopped, with a Retry button."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("failure")
        self._picture = QLabel()
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setContentsMargins(0, 3, 0, 3)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.get_model = QPushButton(text.say("Get the model…"))
        self.retry = QPushButton(text.say("Retry"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(10)
        layout.addWidget(self._picture)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.get_model)
        layout.addWidget(self.retry)

    def apply_theme(self) -> None:
        self._picture.setPixmap(icons.pixmap("warning", 20, theme.colours().bad, self.devicePixelRatioF()))

    def show_run(self, run: Run | None) -> None:
        failed = run is not None and run.state is State.FAILED
        if failed and run is not None and run.reason is not None:
            self.words.setText(text.sentence(run.reason))
            self.get_model.setVisible(run.reason.code in _OF_MODELS or run.reason.code.startswith("hub_"))
        self.setVisible(failed)


class _ElidedLabel(QLabel):
    """A file name, elided in the middle if it is long."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(theme.scaled_font(1.08, QFont.Weight.DemiBold))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""

    def setText(self, words: str) -> None:
        self._whole = words
        self.setToolTip(words)
        self._shorten()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._shorten()
        return super().event(event)

    def _shorten(self) -> None:
        metrics = self.fontMetrics()
        super().setText(metrics.elidedText(self._whole, Qt.TextElideMode.ElideMiddle, max(self.width(), 40)))
