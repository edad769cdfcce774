"""What is told above a text of who speaks in it: how far it is to know, how many were found, or why not."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton

from desktop import text
from desktop.bridge import Bridge
from desktop.runs.run_notes import NoteFrame
from desktop.runs.speakers_menu import add_counts
from desktop.style import icons, theme
from engine.events import JobState, SpeakerJob
from engine.run import Run, State
from engine.segments import Segment

Asking: TypeAlias = Callable[[SpeakerJob], Coroutine[Any, Any, None]]


class SpeakersNote(NoteFrame):
    """Follows one run. How many were found is a guess, corrected by one click; it is told as long as the text has as
    many, and until a person closes it. `changed` tells that it is shown, or not."""

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        self.cancel = QPushButton(text.say("Cancel"))
        self.again = QPushButton(text.say("Try again"))
        self.correct = QPushButton(text.say("Correct"))
        self.close_note = QToolButton()
        super().__init__("speakers", "people", self.cancel, self.again, self.correct, self.close_note)
        self._bridge = bridge
        self._run: Run | None = None
        self._job: SpeakerJob | None = None
        self._names: frozenset[str] = frozenset()
        #: The requests whose end a person does not want to see any more.
        self._closed: set[tuple[str, int]] = set()
        self.counts = QMenu(self)
        add_counts(self.counts, self._recount)
        self.correct.setMenu(self.counts)
        self.correct.setToolTip(text.say("Say how many there are: they are told apart anew, at once"))
        self.close_note.setAutoRaise(True)
        self.close_note.setToolTip(text.say("Close"))
        self.close_note.setAccessibleName(text.say("Close"))
        self.cancel.clicked.connect(lambda: self._start("find no speakers", self._cancel))
        self.again.clicked.connect(lambda: self._start("find speakers again", self._find_again))
        self.close_note.clicked.connect(self._close)
        bridge.speakers_changed.connect(self._on_jobs)
        bridge.registry_changed.connect(self._read_again)
        self.hide()

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.draw(theme.colours().accent)
        self.close_note.setIcon(icons.icon("close"))

    # --- what is shown ---
    def show_run(self, run: Run | None) -> None:
        """Show how far it is with another run, or with the newest state of the same one."""
        before, self._run = self._run, run
        if _text_of(before) == _text_of(run):
            return
        if before is None or run is None or before.run_id != run.run_id:
            self._job, self._names = None, frozenset()
            self._write()
        self._read_again()

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Take the text as it is now, with the names of who speaks."""
        self._names = frozenset(segment.speaker for segment in segments if segment.speaker)
        self._write()

    def _read_again(self) -> None:
        if self._run is not None and self._run.is_registered:
            self._bridge.start("see who is looked for", self._read(self._run.run_id))

    async def _read(self, run_id: str) -> None:
        before = self._job
        job = await (await self._bridge.engine()).speakers.status(run_id)
        # What was told while it was read is newer.
        if self._run is not None and self._run.run_id == run_id and self._job is before:
            self._job = job
            self._write()

    def _on_jobs(self, jobs: Sequence[SpeakerJob]) -> None:
        for job in jobs:
            if self._run is not None and self._run.run_id == job.run_id:
                self._job = job
                self._write()

    @property
    def _is_found(self) -> bool:
        """Whether the text is still as it was found."""
        job = self._job
        return job is not None and job.state is JobState.COMPLETED and job.found == len(self._names)

    @property
    def seeking(self) -> str:
        """How far a search is that is under way, in words; empty if there is none."""
        job, run = self._job, self._run
        is_sought = job is not None and run is not None and run.state.is_terminal and not job.state.has_ended
        return text.seeking(job, run) if is_sought and job is not None and run is not None else ""

    def _words(self) -> str:
        job, run = self._job, self._run
        if job is None or run is None or not run.state.is_terminal or (job.run_id, job.request) in self._closed:
            return ""
        if self.seeking:
            return text.sentence_case(self.seeking)
        if job.state is JobState.FAILED:
            return text.sentence(job.reason) if job.reason is not None else text.say("Failed")
        return text.speakers_found(job.found) if self._is_found else ""

    def _write(self) -> None:
        words, job = self._words(), self._job
        self.words.setText(words)
        state = job.state if job is not None else None
        self.cancel.setVisible(state in (JobState.QUEUED, JobState.RUNNING))
        self.again.setVisible(state is JobState.FAILED)
        self.correct.setVisible(state is JobState.COMPLETED and bool(self._names))
        self.close_note.setVisible(state in (JobState.COMPLETED, JobState.FAILED))
        was_shown = not self.isHidden()
        self.setVisible(bool(words))
        if was_shown != bool(words):
            self.changed.emit()

    # --- what is asked for ---
    def _start(self, name: str, ask: Asking) -> None:
        if self._job is not None:
            self._bridge.start(name, ask(self._job), must_finish=True)

    async def _cancel(self, job: SpeakerJob) -> None:
        await (await self._bridge.engine()).speakers.cancel([job.run_id])

    async def _find_again(self, job: SpeakerJob) -> None:
        await (await self._bridge.engine()).speakers.find([job.run_id], job.count)

    def _recount(self, count: int) -> None:
        async def recount(job: SpeakerJob) -> None:
            await (await self._bridge.engine()).speakers.recount(job.run_id, count)

        self._start("tell speakers apart again", recount)

    def _close(self) -> None:
        if self._job is not None:
            self._closed.add((self._job.run_id, self._job.request))
            self._write()


def _text_of(run: Run | None) -> tuple[str, int, State] | None:
    """What a run's speakers are found for."""
    return (run.run_id, run.attempt, run.state) if run is not None else None
