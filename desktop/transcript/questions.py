"""Questions asked before a text is changed: each opens its dialog and passes on the answer."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.models.options_dialog import ask_options
from desktop.models.shelf import ModelShelf
from desktop.transcript import history_dialog, segment_dialogs, timing, versions_dialog
from desktop.transcript.edit_queue import Editing
from desktop.transcript.editor import TranscriptEditor
from desktop.transcript.player_bar import PlayerBar
from engine.run import Run
from engine.text.edits import Insert, RenameSpeaker, SetSpeaker, SetTimes, SplitSpeaker
from engine.text.speakers import is_numbered, new_name


class TextQuestions(QObject):
    """Asks about the text of `run` at the transcript's caret or the player's position. `told` carries a sentence."""

    message = Signal(str)

    def __init__(
        self, bridge: Bridge, editing: Editing, transcript: TranscriptEditor, player: PlayerBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._editing = editing
        self._transcript = transcript
        self._player = player
        self._window = window
        #: The shown run.
        self.run: Run | None = None
        #: The models available for transcribing a stretch again.
        self.shelf: ModelShelf | None = None

    # --- about segments ---
    async def ask_times(self) -> None:
        """Ask for the times of the selected segment."""
        run, chosen = self.run, self._transcript.chosen_segments()
        if run is not None and chosen:
            times = await segment_dialogs.ask_times(self._window, chosen[0], run.clip.duration_s or 0.0)
            if times is not None:
                self._editing.edit(run.run_id, SetTimes(chosen[0].segment_id, *times))

    async def ask_speaker(self) -> None:
        """Ask who speaks in the selected segments."""
        run, chosen = self.run, self._transcript.chosen_segments()
        if run is None or not chosen:
            return
        names = sorted({segment.speaker for segment in self._transcript.segments if segment.speaker})
        current = chosen[0].speaker
        choice = await segment_dialogs.ask_speaker(self._window, current, names)
        if choice is not None:
            name, everywhere = choice
            ids = [segment.segment_id for segment in chosen]
            renames = everywhere and current is not None and name
            edit = RenameSpeaker(current, name) if renames and current else SetSpeaker(ids, name or None)
            self._editing.edit(run.run_id, edit)

    async def ask_other_speaker(self) -> None:
        """Ask who else speaks from the selected segment on."""
        run, chosen = self.run, self._transcript.chosen_segments()
        if run is None or not chosen:
            return
        first, segments = chosen[0], self._transcript.segments
        others = sorted({segment.speaker for segment in segments if segment.speaker} - {first.speaker})
        new = new_name(segments, text.say("Speaker {}"))
        name = await segment_dialogs.ask_other_speaker(self._window, first, new, others)
        if name is not None:
            self._editing.edit(run.run_id, SplitSpeaker(first.segment_id, name))

    async def ask_voice(self) -> None:
        """Ask by which name to remember the voice of the one who speaks at the caret, who then is called so."""
        run, chosen = self.run, self._transcript.chosen_segments()
        speaker = chosen[0].speaker if chosen else None
        if run is None or speaker is None:
            self.message.emit(text.say("Nobody is named there. Find the speakers first, then choose one in the text."))
            return
        engine = await self._bridge.engine()
        known = [voice.name for voice in await engine.voices.known()]
        suggested = "" if is_numbered(speaker, text.say("Speaker {}")) or is_numbered(speaker) else speaker
        name = await segment_dialogs.ask_voice(self._window, suggested, known)
        if name is not None:
            self._bridge.start("remember a voice", self._remember(run.run_id, speaker, name), must_finish=True)

    async def _remember(self, run_id: str, speaker: str, name: str) -> None:
        await self._editing.read(run_id)  # the registry knows the text as it is on screen
        await (await self._bridge.engine()).voices.remember(run_id, speaker, name)
        if name != speaker:
            self._editing.edit(run_id, RenameSpeaker(speaker, name))
        self.message.emit(text.say("The voice of {name} is remembered.").format(name=name))

    async def ask_segment(self, *, at_player: bool = False) -> None:
        """Ask what is said in the gap after the selected segments, or at the player's position."""
        run, segments = self.run, self._transcript.segments
        if run is None:
            return
        duration_s, at_s = run.clip.duration_s or 0.0, self._player.player.position_s if at_player else None
        if at_s is not None:
            gap = timing.gap_at(segments, at_s, duration_s)
            why = text.say("Somebody speaks there already. Go to a pause, or edit the text there.")
        else:
            gap = timing.gap_after(segments, max(self._transcript.chosen_places(), default=-1), duration_s)
            why = text.say("There is no pause after this segment. Split it, or change its times to make room.")
        if gap is None:
            self.message.emit(why)
            return
        written = await segment_dialogs.ask_segment(self._window, gap, at_s)
        if written is not None:
            self._editing.edit(run.run_id, Insert(written.start_s, written.end_s, written.words))

    # --- about the whole text ---
    async def compare(self) -> None:
        """Compare with the machine's text and ask whether to restore it."""
        run = self.run
        if run is not None:
            engine = await self._bridge.engine()
            machine, now = await engine.texts.machine_segments(run.run_id), await engine.texts.segments(run.run_id)
            if await segment_dialogs.compare(self._window, machine, now):
                self._editing.restore(run.run_id)

    async def ask_point(self) -> None:
        """Ask which point of its history to bring the text to."""
        run = self.run
        if run is not None:
            history = await self._editing.history(run.run_id)
            edits = await history_dialog.ask_point(self._window, history)
            if edits is not None:
                self._editing.go_to(run.run_id, edits)

    async def ask_text(self) -> None:
        """Ask which other text to show, or to take for its stretch."""
        run = self.run
        if run is None:
            return
        engine = await self._bridge.engine()
        texts = await versions_dialog.other_texts(engine, run)
        if len(texts) < 2:
            self.message.emit(text.say("There is no other text of this clip. Retry it with other settings to get one."))
            return
        chosen = await versions_dialog.choose(self._window, texts)
        if isinstance(chosen, Run):
            self._editing.take_range(run.run_id, chosen)
        elif chosen is not None:
            self._editing.show_text(run.run_id, chosen.attempt)

    async def ask_again(self) -> None:
        """Ask how to transcribe the selected segments, or the repeated one, again."""
        run, stretch = self.run, self._stretch()
        if run is None or stretch is None or self.shelf is None:
            return
        options = await ask_options(self._window, [run], self.shelf, stretch)
        if options is not None:
            await (await self._bridge.engine()).runs.transcribe_range(run.run_id, *stretch, options)

    def _stretch(self) -> tuple[float, float] | None:
        """The times of the selection, else of the repeated segment, else of the one with the caret."""
        segments, places = self._transcript.segments, self._transcript.chosen_places()
        looped = self._player.looped_place
        if looped is not None and not self._transcript.textCursor().hasSelection():
            places = range(looped, looped + 1)
        duration_s = self.run.clip.duration_s if self.run is not None else None
        return timing.stretch_around(segments, places, duration_s or segments[-1].end_s) if places else None
