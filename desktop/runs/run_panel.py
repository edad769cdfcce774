"""The reader: the selected clip's text as it arrives, with what is done with it, and what to do if it failed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.runs.actions import RunActions
from desktop.runs.reader_head import ReaderHead
from desktop.runs.run_notes import Failure, Notes
from desktop.runs.speakers_menu import SpeakersMenu
from desktop.runs.speakers_note import SpeakersNote
from desktop.runs.timeline import RunTimeline
from desktop.runs.voice_note import VoiceNote
from desktop.style import theme
from desktop.transcript.editor import TranscriptEditor
from desktop.transcript.pane import TranscriptPane
from engine.errors import NotFound
from engine.events import SegmentsAdded, SpeakerJob
from engine.run import Outcome, Run, State
from engine.settings import Settings
from engine.text.edits import RenameSpeaker

#: The greatest height of the details, in pixels; the rest is reached by scrolling.
_DETAILS_HEIGHT = 260


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
        self._asked: tuple[str, float, bool] | None = None
        self.pane = TranscriptPane(bridge)
        self.pane.message.connect(self.message)
        self.head = ReaderHead(bridge)
        self.failure = Failure()
        self.failure.retry.clicked.connect(lambda: self._run and self.retry_asked.emit(self._run.run_id))
        self.failure.get_model.clicked.connect(lambda: self._run and self.model_asked.emit(self._run.options.model))
        self.notes = Notes()
        self.notes.turn_asked.connect(self.pane.turn_to_unheard)
        self.speakers = SpeakersNote(bridge)
        self.speakers.changed.connect(self._place_notes)
        self.find_speakers = SpeakersMenu(
            bridge, lambda: [self._run] if self._run is not None else [], lambda _: self.speakers.seeking, self
        )
        self.pane.changed.connect(self.speakers.show_segments)
        self.voice = VoiceNote(bridge)
        self.voice.changed.connect(self._place_notes)
        self.voice.agreed.connect(self._name_speaker)
        self.pane.changed.connect(self.voice.show_segments)
        self.timeline = RunTimeline()
        self._details = _Details(self.timeline)
        #: Shows how the run went: every step, with times.
        self.details = QAction(text.say("Details"), self)
        self.details.setCheckable(True)
        self.details.toggled.connect(self._show_details)
        self._lay_out()
        self._fill_menu(())
        self.apply_theme()
        bridge.runs_changed.connect(self._on_runs)
        bridge.segments_added.connect(self._on_segments)
        bridge.speakers_changed.connect(self._on_speakers)
        bridge.registry_changed.connect(self._read_again)
        self.show_run(None)

    def _lay_out(self) -> None:
        self._above = QVBoxLayout()
        self._above.setSpacing(theme.GAP)
        for note in (self.failure, self.notes, self.speakers, self.voice):
            self._above.addWidget(note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self._details)
        layout.addLayout(self._above)
        layout.addWidget(self.pane, 1)

    def use_actions(self, actions: RunActions) -> None:
        """Copy, export and transcribe again by these actions."""
        self.head.use_actions(actions)
        self._fill_menu((actions.retry_with, actions.vocabulary))
        self._write_facts()

    def _fill_menu(self, of_runs: Sequence[QAction]) -> None:
        reading, texts = self.pane.reading_actions, self.pane.text_actions
        speakers = (self.find_speakers.menuAction(), self.pane.speaker, self.pane.other_speaker, self.pane.voice)
        self.head.fill_menu(reading, speakers, texts, of_runs, (self.details,))

    def begin_typing(self) -> None:
        """Give the focus to the text, to be read or typed in, with the caret where it was or else in view."""
        self.transcript.put_caret_in_view()
        self.transcript.setFocus()

    def toggle_playing(self) -> None:
        """Play the clip from where its playhead is, or pause it."""
        self.pane.player.player.toggle()

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        for part in (self.head, self.failure, self.notes, self.speakers, self.voice, self.pane):
            part.apply_theme()

    def follow_settings(self, settings: Settings) -> None:
        """Remember and recognise voices only where the person wants it."""
        if self.pane.voice.isVisible() != settings.remembers_voices:
            self.pane.voice.setVisible(settings.remembers_voices)
            self.voice.ask_again()

    def _name_speaker(self, speaker: str, name: str) -> None:
        if self._run is not None:
            self.pane.editing.edit(self._run.run_id, RenameSpeaker(speaker, name))

    # --- which run ---
    @property
    def transcript(self) -> TranscriptEditor:
        """The run's transcript."""
        return self.pane.transcript

    @property
    def run(self) -> Run | None:
        """The shown run."""
        return self._run

    @property
    def is_in_use(self) -> bool:
        """Whether the user plays the clip, or has the caret in its text."""
        return self.pane.player.player.is_playing or self.transcript.hasFocus()

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

    def show_at(self, run_id: str, start_s: float, *, plays: bool = False) -> None:
        """Scroll to that second of a run's text, and play it from there, as soon as the run and its text are shown."""
        self._asked = run_id, start_s, plays
        self._go_to_asked()

    def _go_to_asked(self) -> None:
        if self._run is not None and self._asked and self._asked[0] == self._run.run_id and self.transcript.segments:
            _, start_s, plays = self._asked
            self._asked = None
            self.pane.go_to(start_s)
            if plays:
                self.pane.player.play_at(start_s)

    def _show_details(self, are_shown: bool) -> None:
        self._details.setVisible(are_shown and self._run is not None)
        if are_shown and self._run is not None:  # not every entry of a story changes its run
            self._start_reading_story(self._run)

    def _on_runs(self, runs: Sequence[Run]) -> None:
        for run in runs:
            if self._run is not None and run.run_id == self._run.run_id:
                self._take(run)

    def _take(self, run: Run) -> None:
        """Take the newest state of the shown run."""
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
        elif _told(old) != _told(run):
            self._start_reading_story(run)

    def _on_segments(self, notices: Sequence[SegmentsAdded]) -> None:
        run = self._run
        if run is None:
            return
        for notice in notices:
            if notice.run_id == run.run_id and notice.attempt == run.attempt:
                self.pane.add(notice.segments)

    def _on_speakers(self, jobs: Sequence[SpeakerJob]) -> None:
        """Each begin and end of looking for speakers is in the run's story."""
        self.find_speakers.refresh()
        run = self._run
        told = [job for job in jobs if job.state.has_ended or not job.done_s]
        if run is not None and any(job.run_id == run.run_id for job in told):
            self._start_reading_story(run)

    # --- reading ---
    def _read_again(self) -> None:
        if self._run is not None and self._run.is_registered:
            self._bridge.start("read the transcript", self._read_text(self._run.run_id))
            self._start_reading_story(self._run)

    async def _read_text(self, run_id: str) -> None:
        with suppress(NotFound):  # it was removed for good meanwhile
            await self._show_text(run_id)

    async def _show_text(self, run_id: str) -> None:
        draft = await self.pane.editing.read(run_id)
        unheard = await (await self._bridge.engine()).texts.unheard(run_id)
        if self._run is not None and self._run.run_id == run_id:
            await self.pane.show_text(self._run, draft)
        if self._run is not None and self._run.run_id == run_id:
            self.pane.show_unheard(unheard if self._run.state.is_terminal else ())
            self._go_to_asked()

    def _start_reading_story(self, run: Run) -> None:
        if run.is_registered:
            self._bridge.start("read the run's story", self._read_story(run.run_id))

    async def _read_story(self, run_id: str) -> None:
        engine = await self._bridge.engine()
        events, windows = await engine.runs.events(run_id), await engine.runs.windows_finished(run_id)
        if self._run is not None and self._run.run_id == run_id:
            self.timeline.show_events(events, windows)

    # --- words ---
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_notes()

    def _place_notes(self) -> None:
        """Give the notes their margins, and none where there are no notes."""
        side = theme.side_margin(self.width())
        has_notes = not all(note.isHidden() for note in (self.failure, self.notes, self.speakers, self.voice))
        self._above.setContentsMargins(side, theme.SPACE if has_notes else 0, side, 0)

    def _write_facts(self) -> None:
        run = self._run
        for part in (self.head, self.failure, self.notes, self.speakers, self.voice):
            part.show_run(run)
        self.find_speakers.refresh()
        self._place_notes()
        self._details.show_run(run)
        self._details.setVisible(self.details.isChecked() and run is not None)
        self.transcript.setPlaceholderText(_placeholder(run))

    # --- what is kept for the next start ---
    def save(self, settings: QSettings) -> None:
        self.pane.save(settings)
        settings.setValue("panel/details", self.details.isChecked())

    def restore(self, settings: QSettings) -> None:
        self.pane.restore(settings)
        self.details.setChecked(bool(settings.value("panel/details", False, bool)))


def _told(run: Run) -> tuple[object, ...]:
    """What changes along with its story, in the middle of an attempt or after it. Not its text: nobody waits for the
    story at each key."""
    return run.phase, run.requested, run.windows_done, run.clip, run.session_id


class _Details(QFrame):
    """How a run went: what it ran on, and its history."""

    def __init__(self, timeline: RunTimeline) -> None:
        super().__init__()
        self.setObjectName("details")
        self._facts = QLabel()
        self._facts.setProperty("muted", True)
        self._facts.setWordWrap(True)
        self._timeline = timeline
        timeline.setMaximumHeight(_DETAILS_HEIGHT)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(theme.GAP)
        self._layout.addWidget(self._facts)
        self._layout.addWidget(timeline)

    def show_run(self, run: Run | None) -> None:
        """Show what this run ran on."""
        self._facts.setText(text.facts(run) if run else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = theme.side_margin(event.size().width())
        self._layout.setContentsMargins(side, theme.GAP, side, theme.GAP)


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
