"""The bar over a transcript that tracks part of it being transcribed again, and offers the new text."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.style import theme
from desktop.transcript.differences import differences, says_the_same
from desktop.transcript.edit_queue import Editing, stretch_of
from engine.engine import Engine
from engine.errors import EngineError
from engine.run import Outcome, Quality, Run, State
from engine.segments import Span
from engine.text.coverage import uncovered
from engine.text.edits import segments_within

#: The maximum height of the two texts, in pixels; the rest is reached by scrolling.
_MAX_HEIGHT = 92


class StretchBar(QFrame):
    """Hidden while there is nothing to say. A new text is stored as a run of its own: the old one stays until the user
    takes the new one, and a dismissed one can still be taken later."""

    #: A moment of the clip that the user wants to hear, in seconds.
    play_asked = Signal(float)
    #: The set of gaps being transcribed again has changed.
    transcribing_changed = Signal()
    #: A sentence for the user.
    message = Signal(str)

    def __init__(self, bridge: Bridge, editing: Editing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._editing = editing
        self._run: Run | None = None
        self._source: Run | None = None
        self._target_id = ""
        #: Runs of stretches that were started while this window was open, and those already answered.
        self._followed: set[str] = set()
        self._answered: set[str] = set()
        #: Gaps being transcribed again, by the new run's id: the id of the run with the gap, and the gap.
        self._gaps: dict[str, tuple[str, Span]] = {}
        self._transcribing: set[tuple[str, Span]] = set()
        self._filling: set[str] = set()
        self._looking: asyncio.Task[Any] | None = None
        self.setObjectName("stretch")
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.both = QTextEdit()
        self.both.setReadOnly(True)
        self.both.setTabChangesFocus(True)
        self.both.setAccessibleName(text.say("The old text and the new one"))
        self.play = QPushButton(text.say("Hear it"))
        self.take = QPushButton(text.say("Use the new text"))
        self.take.setProperty("primary", True)
        self.keep = QPushButton(text.say("Keep the old text"))
        self.stop = QPushButton(text.say("Cancel"))
        self._lay_out()
        self.play.clicked.connect(self._on_play)
        self.take.clicked.connect(self._on_take)
        self.keep.clicked.connect(self._on_keep)
        self.stop.clicked.connect(self._on_stop)
        bridge.runs_changed.connect(self._on_runs)
        self.hide()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP)
        for button in (self.take, self.keep, self.play, self.stop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.GAP, theme.SPACE, theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.words)
        layout.addWidget(self.both)
        layout.addLayout(buttons)

    # --- speech without text ---
    def transcribe_again(self, run: Run, gap: Span) -> None:
        """Transcribe speech without text once more, carefully. The result is filled in: nothing is lost by that, and
        the edit can be undone."""
        if (run.run_id, gap) not in self._transcribing:
            self._transcribing.add((run.run_id, gap))
            self.transcribing_changed.emit()
            self._bridge.start("hear speech again", self._transcribe_again(run, gap), must_finish=True)

    def transcribing(self, run_id: str) -> list[Span]:
        """The gaps of a run that are being transcribed again."""
        return [gap for target_id, gap in self._transcribing if target_id == run_id]

    async def _transcribe_again(self, run: Run, gap: Span) -> None:
        engine = await self._bridge.engine()
        options = replace(run.options, quality=Quality.CAREFUL)
        try:
            again = await engine.runs.transcribe_range(run.run_id, gap.start_s, gap.end_s, options)
        except EngineError:
            self._end_transcribing((run.run_id, gap))
            raise
        self._gaps[again.run_id] = run.run_id, gap
        self._followed.add(again.run_id)
        self._see_end(await engine.runs.get(again.run_id))  # it may have ended before it was registered here

    def _see_end(self, again: Run) -> None:
        """When a gap's transcription has ended, go on with its result."""
        asked = self._gaps.get(again.run_id)
        if asked not in self._transcribing or not again.state.is_terminal or again.run_id in self._filling:
            return
        if again.state is State.COMPLETED:
            self._filling.add(again.run_id)
            self._bridge.start("fill a gap", self._fill(again, *asked), must_finish=True)
        else:
            self._end_transcribing(asked)

    def _end_transcribing(self, asked: tuple[str, Span]) -> None:
        self._transcribing.discard(asked)
        self.transcribing_changed.emit()

    async def _fill(self, again: Run, target_id: str, gap: Span) -> None:
        """Fill the gap with the result, unless the user has written there meanwhile."""
        engine = await self._bridge.engine()
        try:
            if await engine.texts.segments(again.run_id):
                is_free = bool(uncovered([gap], await engine.texts.segments(target_id)))
                if is_free and await self._editing.fill_gap(target_id, gap, again):
                    words = text.say("{stretch} was transcribed again, and its text was inserted. Undo takes it back.")
                    self.message.emit(words.format(stretch=_name(again)))
                self._answered.add(again.run_id)
        finally:
            self._end_transcribing((target_id, gap))
            self.look()

    # --- which run ---
    def show_run(self, run: Run | None) -> None:
        """Show another run, or none."""
        self._run = run
        self.hide()
        self.look()

    def look(self) -> None:
        """Update what the bar shows."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        if self._run is not None:
            self._looking = self._bridge.start("look for a stretch transcribed again", self._look(self._run.run_id))

    def _on_runs(self, runs: Sequence[Run]) -> None:
        for run in runs:
            self._see_end(run)
        if self._run is None:
            return
        clip_id = self._run.clip.clip_id
        self._followed |= {run.run_id for run in runs if run.options.end_s is not None and not run.state.is_terminal}
        if any(run.clip.clip_id == clip_id for run in runs):
            self.look()

    async def _look(self, run_id: str) -> None:
        engine = await self._bridge.engine()
        run = await engine.runs.get(run_id)
        others = [run, *await engine.texts.runs_of_clip(run_id)]
        whole = next((each for each in others if each.options.end_s is None), None)
        source = run if run.options.end_s is not None else self._newest(others)
        if source is None or whole is None or not whole.state.is_terminal:
            self._source = None
            self.hide()
            return
        self._source, self._target_id = source, whole.run_id
        if not source.state.is_terminal:
            wait = engine.why_waiting(source) if source.state is State.QUEUED else None
            going = text.say("{stretch} is being transcribed again: {status}")
            self._show_message(going.format(stretch=_name(source), status=text.status(source, wait)), self.stop)
        elif source.run_id in self._gaps and source.outcome is Outcome.NO_SPEECH and source is not run:
            still = text.say("{stretch} was transcribed again, but still has no text.")
            self._show_message(still.format(stretch=_name(source)), self.play, self.keep)
        elif source.state is State.COMPLETED:
            await self._offer(engine, source, is_elsewhere=source is run)
        elif source.reason is not None and source is not run:
            refused = text.say("{stretch} could not be transcribed again. {reason}")
            self._show_message(refused.format(stretch=_name(source), reason=text.sentence(source.reason)), self.keep)
        else:
            self.hide()

    def _newest(self, runs: Sequence[Run]) -> Run | None:
        """The stretch that was requested last, if it was running while this window was open."""
        for run in runs:
            if run.options.end_s is not None and not run.state.is_terminal:
                self._followed.add(run.run_id)
        followed = [run for run in runs if run.run_id in self._followed - self._answered and not self._is_filling(run)]
        return max(followed, key=lambda run: run.position, default=None)

    def _is_filling(self, run: Run) -> bool:
        """Whether its text is about to fill a gap."""
        return run.state is State.COMPLETED and self._gaps.get(run.run_id) in self._transcribing

    async def _offer(self, engine: Engine, source: Run, *, is_elsewhere: bool) -> None:
        """Show the new text beside the old one. `is_elsewhere`: the old one belongs to another run."""
        old = segments_within(await engine.texts.segments(self._target_id), *stretch_of(source))
        new = await engine.texts.segments(source.run_id)
        keep = () if is_elsewhere else (self.keep,)
        if says_the_same(old, new):
            words = text.say("{stretch} was transcribed again, and says the same.")
            self._show_message(words.format(stretch=_name(source)), *keep)
            return
        if is_elsewhere:
            words = text.say("{stretch} of the clip, transcribed again. Struck out: what its transcript says.")
        elif new:
            words = text.say("{stretch} was transcribed again. Struck out: the old text. Underlined: the new one.")
        else:
            words = text.say("{stretch} was transcribed again, and no speech was found there.")
        self._show_message(words.format(stretch=_name(source)), self.play, self.take, *keep)
        self.both.setHtml(differences(old, new))
        self.both.show()
        self.both.document().setTextWidth(self.both.viewport().width())
        self.both.setFixedHeight(min(_MAX_HEIGHT, round(self.both.document().size().height()) + 2))

    def _show_message(self, words: str, *buttons: QPushButton) -> None:
        self.words.setText(words)
        self.both.hide()
        self.keep.setText(text.say("Keep the old text") if self.take in buttons else text.say("Dismiss"))
        for button in (self.play, self.take, self.keep, self.stop):
            button.setVisible(button in buttons)
        self.show()

    # --- the user's answers ---
    def _on_play(self) -> None:
        if self._source is not None:
            self.play_asked.emit(self._source.options.start_s)

    def _on_take(self) -> None:
        if self._source is not None:
            self._editing.take_range(self._target_id, self._source)
            self._on_keep()

    def _on_keep(self) -> None:
        if self._source is not None:
            self._answered.add(self._source.run_id)
            self.hide()
            self.look()

    def _on_stop(self) -> None:
        if self._source is not None:
            self._bridge.start("cancel", self._cancel(self._source.run_id), must_finish=True)

    async def _cancel(self, run_id: str) -> None:
        await (await self._bridge.engine()).runs.cancel([run_id])


def _name(source: Run) -> str:
    return text.stretch(source.options.start_s, source.options.end_s)
