"""A run's text with everything to read and edit it: the transcript, the find bar above and the player below."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.style import theme
from desktop.transcript import timing
from desktop.transcript.edit_queue import Editing
from desktop.transcript.editor import TranscriptEditor
from desktop.transcript.find_bar import FindBar, Place
from desktop.transcript.player_bar import PlayerBar
from desktop.transcript.questions import TextQuestions
from desktop.transcript.range_bar import StretchBar
from desktop.transcript.view import all_same
from engine.errors import ClipError
from engine.run import Run, State
from engine.segments import Segment, Span
from engine.text.draft import Draft
from engine.text.edits import Edit, ReplaceText, SetText

#: Segments put on screen at once; between two batches the window stays responsive.
_LOT = 500


class TranscriptPane(QWidget):
    """Shows the text of one run. `message` carries a sentence for the user, `changed` the segments that are shown."""

    message = Signal(str)
    changed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._run: Run | None = None
        #: Whether the text was read after the run ended: only then do its segments have ids that edits can use.
        self._is_read = False
        #: Whether the text was changed elsewhere while the user is typing.
        self._is_behind = False
        #: What could not be stored in its place, as copied to the clipboard.
        self._saved = ""
        self._listening: asyncio.Task[Any] | None = None
        self.editing = Editing(bridge, self)
        self.transcript = TranscriptEditor()
        self.find_bar = FindBar()
        self.player = PlayerBar()
        self.stretch = StretchBar(bridge, self.editing)
        self.questions = TextQuestions(bridge, self.editing, self.transcript, self.player, self)
        self._make_actions()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._above = QVBoxLayout()
        self._above.setSpacing(theme.GAP)
        self._above.addWidget(self.stretch)
        self._above.addWidget(self.find_bar)
        layout.addLayout(self._above)
        layout.addWidget(self.transcript, 1)
        layout.addWidget(self.player)
        self._connect()
        self.player.hide()

    # --- actions ---
    def _make_actions(self) -> None:
        view, keys = self.transcript, QKeySequence.StandardKey
        self.doubt = self._action("Mark doubtful words", ["Ctrl+D"])
        self.doubt.setCheckable(True)
        self.search = self._action("Find in this text…", [keys.Find], lambda: self._open_find(replaces=False))
        self._replace = self._action("Replace…", ["Ctrl+H"], lambda: self._open_find(replaces=True))
        self._copy = self._action("Copy", [keys.Copy], view.copy)
        self._cut = self._action("Cut", [keys.Cut], view.cut_chosen)
        self._paste = self._action("Paste", [keys.Paste], view.paste)
        self._play = self._action("Play from here", [], lambda: view.ask_place(view.textCursor()))
        self._unheard = self._action("Next speech without text", ["Ctrl+Alt+U"], self.turn_to_unheard)
        self._undo = self._action("Undo", [keys.Undo], lambda: self._do(self.editing.undo))
        self._redo = self._action("Redo", ["Ctrl+Shift+Z", "Ctrl+Y"], lambda: self._do(self.editing.redo))
        self._split = self._action("Split here", ["Ctrl+Return"], view.split)
        self._merge = self._action("Join with the one before", ["Ctrl+M"], view.merge)
        self._delete = self._action("Delete segment", ["Ctrl+Shift+Delete"], view.delete)
        self._make_questions()
        self.menu = QMenu(text.say("&Text"), self)
        #: What helps to read a text, and what concerns all of it.
        self.reading_actions = [self.search, self._replace, self.doubt, self._unheard]
        self.text_actions = [self._history, self.compare, self.others]
        changing = [self._undo, self._redo, self._cut, self._copy, self._paste]
        self._edits = [self._split, self._merge, self._delete, self._insert, self._insert_there, self._times,
                       self.speaker, self.other_speaker, self.voice]  # fmt: skip
        groups = (changing, [self._play, *self.reading_actions], self._edits, [self._again, *self.text_actions])
        for group in groups:
            self.menu.addActions(group)
            self.menu.addSeparator()
        view.own_actions = [action for group in groups for action in group]

    def _make_questions(self) -> None:
        """Make the actions that open a dialog."""
        ask = self.questions
        self._times = self._question("Times…", "Ctrl+T", ask.ask_times)
        self.speaker = self._question("Speaker…", "Ctrl+B", ask.ask_speaker)
        self.other_speaker = self._question("Someone else from here on…", "Ctrl+Shift+B", ask.ask_other_speaker)
        self.voice = self._question("Remember this voice…", "Ctrl+Alt+B", ask.ask_voice)
        self.voice.setVisible(False)  # until a person wants it in the settings
        self._insert = self._question("Insert a segment…", "Ctrl+I", ask.ask_segment)
        self._insert_there = self._question(
            "Insert a segment where the player is…", "Ctrl+Shift+I", lambda: ask.ask_segment(at_player=True)
        )
        self._again = self._question("Transcribe this part again…", "Ctrl+Shift+T", ask.ask_again)
        self._history = self._question("Edit history…", "Ctrl+Alt+Z", ask.ask_point)
        self.others = self._question("Other texts of this clip…", "Ctrl+Alt+T", ask.ask_text)
        self.compare = self._question("Compare with the machine's text…", "", ask.compare)

    def _question(self, words: str, keys: str, ask: Callable[[], Coroutine[Any, Any, None]]) -> QAction:
        return self._action(words, [keys] if keys else [], lambda: self._start(ask()))

    def _action(self, words: str, keys: Sequence[Any], do: Callable[[], object] | None = None) -> QAction:
        action = QAction(text.say(words), self)
        action.setObjectName(words)
        # The transcript handles its own shortcuts first: the window may use the same ones for its table.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcuts([QKeySequence(key) for key in keys])
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text.say(words)} ({shown})" if shown else text.say(words))
        if do is not None:
            action.triggered.connect(lambda *_: do())
        return action

    def _connect(self) -> None:
        view, find, player = self.transcript, self.find_bar, self.player
        self.doubt.toggled.connect(view.mark_doubt)
        self.doubt.triggered.connect(self._on_doubt)
        view.edit_asked.connect(self._on_edit_asked)
        view.place_asked.connect(player.play_at)
        view.sought.connect(player.go_to)
        view.typing.connect(self._refresh_undo)
        view.typing.connect(player.look_freely)
        view.again_asked.connect(self._on_again)
        view.play_asked.connect(player.player.toggle)
        view.menu_asked.connect(self._open_menu)
        view.refused.connect(self.message)
        view.turned.connect(player.look_freely)
        player.moved.connect(self._on_moved)
        find.found.connect(view.show_found)
        find.turned_to.connect(self._turn_to)
        find.closed.connect(view.setFocus)
        find.replace_asked.connect(lambda segment, words: self._on_edit_asked(SetText(segment.segment_id, words)))
        find.replace_all_asked.connect(self._replace_all)
        view.orphaned.connect(self._save_typed)
        view.rested.connect(self._refresh_undo)
        view.rested.connect(self._catch_up)
        self.stretch.play_asked.connect(player.play_at)
        self.stretch.transcribing_changed.connect(self._show_hearing)
        self.stretch.message.connect(self.message)
        self.questions.message.connect(self.message)
        self.editing.began.connect(self._on_edit_began)
        self.editing.changed.connect(self._on_changed)
        self.editing.named.connect(self._on_named)
        self.editing.lost.connect(self._save_typed)
        self.editing.refused.connect(self.message)
        self._bridge.texts_changed.connect(self._on_texts)
        self._bridge.closing.connect(view.commit_edits)
        self._bridge.closing.connect(player.player.close)

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.player.apply_theme()
        self.find_bar.apply_theme()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = theme.side_margin(event.size().width())
        self._above.setContentsMargins(side, theme.GAP, side, 0)

    # --- which run ---
    def show_run(self, run: Run | None) -> None:
        """Show another run, or none."""
        self.transcript.clear_segments()
        self.editing.close()
        before, self._run = self._run, run
        self._is_read = self._is_behind = False
        self.questions.run = run
        self.stretch.show_run(run)
        self._show_hearing()
        self.find_bar.show_segments(())
        if before is None or run is None or before.run_id != run.run_id:
            self.find_bar.leave()
        self._refresh()
        if self._listening is not None:
            self._listening.cancel()
            self._listening = None
        has_audio = run is not None and run.clip.stored_as is not None
        self.player.setVisible(has_audio)
        self.player.show_clip(None, 0.0)
        if run is not None and has_audio:
            self._listening = self._bridge.start("look at the clip's audio", self._listen(run))

    def update_run(self, run: Run) -> None:
        """Take the newest state of the shown run."""
        before, self._run, self.questions.run = self._run, run, run
        now = run.state, run.attempt, run.shown_attempt
        if before is None or (before.state, before.attempt, before.shown_attempt) != now:
            self._is_read = False
        if run.clip.stored_as is None:  # its audio was deleted by a retention rule
            self.player.hide()
        self._refresh()

    @property
    def is_editable(self) -> bool:
        """Whether the text can be edited: its run has ended, and the text was read."""
        return self._run is not None and self._run.state.is_terminal and self._is_read

    def _refresh(self) -> None:
        """Make the text editable as soon as its run has ended."""
        for action in (
            self._cut,
            self._paste,
            self._replace,
            self._history,
            *self._edits,
            self._again,
            self.others,
            self.compare,
        ):
            action.setEnabled(self.is_editable)
        self.transcript.set_editable(self.is_editable)
        self.transcript.follows = self._run is not None and not self._run.state.is_terminal
        self._refresh_undo()

    def _refresh_undo(self) -> None:
        """Enable undo and redo where this text has something for them: the window has an undo of its own."""
        draft = self.editing.draft if self.is_editable else None
        is_typed = self.transcript.typed is not None
        self._undo.setEnabled(draft is not None and (draft.can_undo or is_typed))
        self._redo.setEnabled(draft is not None and (draft.can_redo or is_typed))

    async def _listen(self, run: Run) -> None:
        engine = await self._bridge.engine()
        self.player.show_clip(engine.audio_path(run), run.clip.duration_s or 0.0, run.sound.track)
        self.player.show_segments(self.transcript.segments)
        await asyncio.sleep(0.15)  # no process for runs that are only passed while moving through the table
        try:
            peaks = await engine.peaks(run)
        except ClipError:
            return  # an unreadable file has no waveform, and its run says why
        if peaks is not None:
            self.player.show_peaks(peaks)

    # --- its text ---
    def add(self, segments: Sequence[Segment]) -> None:
        """Add segments that were just stored."""
        self.transcript.add(segments)
        self._spread()

    async def show_text(self, run: Run, draft: Draft) -> None:
        """Show the text that was read. For a running run it may be older than what is shown already."""
        view, segments = self.transcript, draft.segments
        if self._is_read and run.state.is_terminal:
            self._take_changed(run.run_id, draft)
            return
        for start in range(0, len(segments), _LOT) if not view.segments else ():
            view.add(segments[start : start + _LOT])
            await asyncio.sleep(0)
            if self._run is None or self._run.run_id != run.run_id:
                return
        there = {(segment.start_s, segment.text) for segment in segments}
        if run.state is State.RUNNING and there.issuperset((each.start_s, each.text) for each in view.segments):
            view.add(segments)
        else:
            view.show_segments(segments)
        self._spread()
        self._is_read = True
        self.editing.open(run.run_id, draft)
        self._refresh()

    def _on_texts(self, run_ids: Sequence[str]) -> None:
        if self._run is not None and self._is_read and self._run.run_id in run_ids:
            self._bridge.start("read the changed text", self._read_changed(self._run.run_id))

    async def _read_changed(self, run_id: str) -> None:
        draft = await self.editing.read(run_id)
        if self._run is not None and self._run.run_id == run_id and self._is_read:
            self._take_changed(run_id, draft)

    def _take_changed(self, run_id: str, draft: Draft) -> None:
        """Take a text that may have been changed elsewhere: at once, or at the next pause if the user is typing."""
        view = self.transcript
        if self.editing.is_out(run_id):  # what was read is older than what is shown
            return
        if view.typed is not None and not all_same(view.segments, draft.segments):
            if not self._is_behind:
                self.message.emit(text.say("This text was changed elsewhere. What you type is kept; the rest follows."))
            self._is_behind = True
            return
        self.editing.open(run_id, draft)
        self._on_changed(run_id)

    def _catch_up(self) -> None:
        if self._is_behind and self._run is not None:
            self._is_behind = False
            self._bridge.start("read the changed text", self._read_changed(self._run.run_id))

    def _save_typed(self, words: str) -> None:
        """Copy words that cannot be stored in their place to the clipboard, adding to what was saved so before."""
        clipboard = QGuiApplication.clipboard()
        self._saved = f"{self._saved}\n{words}" if self._saved and clipboard.text() == self._saved else words
        clipboard.setText(self._saved)
        self.message.emit(text.say("What you typed could not be stored in its place. It is in the clipboard."))

    # --- speech without text ---
    def show_unheard(self, spans: Sequence[Span]) -> None:
        """Mark speech without text in the transcript of a run that has ended."""
        self.transcript.show_unheard(spans)
        self.player.show_unheard(spans)

    def _on_again(self, span: Span) -> None:
        self.transcript.commit_edits()
        if self._run is not None:
            self.stretch.transcribe_again(self._run, span)

    def _show_hearing(self) -> None:
        self.transcript.marks.set_hearing(self.stretch.transcribing(self._run.run_id) if self._run is not None else ())

    def turn_to_unheard(self) -> None:
        """Scroll to the next speech without text."""
        if not self.transcript.turn_to_unheard():
            self.message.emit(text.say("All speech in this clip has a text."))

    def _spread(self) -> None:
        segments = self.transcript.segments
        self.player.show_segments(segments)
        self.find_bar.show_segments(segments)
        self.changed.emit(segments)

    # --- hearing ---
    def _on_moved(self, at_s: float) -> None:
        shown = at_s if at_s > 0 or self.player.player.is_playing else None
        self.transcript.show_moment(shown, follow=self.player.follow.isChecked())

    def go_to(self, at_s: float) -> None:
        """Go to a moment of the clip, ready to play."""
        place = timing.segment_at(self.transcript.segments, at_s)
        self.player.go_to(at_s)
        if place is not None:
            self.transcript.bring_into_view(place)

    def _on_doubt(self, is_on: bool) -> None:
        """If no words are marked, say why."""
        segments = self.transcript.segments
        if not is_on or not segments or any(map(timing.doubtful_ranges, segments)):
            return
        if any(segment.words for segment in segments):
            self.message.emit(text.say("The model was sure of every word of this text."))
        else:
            self.message.emit(
                text.say("How sure the model was is not known: this text has no times for its words. "
                         "“Transcribe again with…” in the menu “Clip” can make one that has.")
            )  # fmt: skip

    # --- editing ---
    def _do(self, ask: Callable[[str], None]) -> None:
        self.transcript.commit_edits()
        if self._run is not None:
            ask(self._run.run_id)

    def _start(self, work: Any) -> None:
        self.transcript.commit_edits()
        self._bridge.start("change the text", work)

    def _on_edit_asked(self, edit: Edit) -> None:
        if self._run is not None:
            self.editing.edit(self._run.run_id, edit)

    def _on_edit_began(self, run_id: str) -> None:
        if self._run is not None and self._run.run_id == run_id:
            self.transcript.commit_edits()

    def _on_changed(self, run_id: str) -> None:
        draft = self.editing.draft
        if self._run is not None and self._run.run_id == run_id and draft is not None:
            if not all_same(self.transcript.segments, draft.segments):
                self.transcript.show_segments(draft.segments)
                self._spread()
            self._refresh()

    def _on_named(self, run_id: str, ids: Mapping[int, int]) -> None:
        if self._run is not None and self._run.run_id == run_id:
            self.transcript.rename(ids)

    def _open_menu(self, place: QPoint) -> None:
        self.menu.popup(place)

    # --- finding ---
    def _open_find(self, *, replaces: bool) -> None:
        self.transcript.commit_edits()
        chosen = self.transcript.textCursor().selectedText()
        self.find_bar.show_segments(self.transcript.segments)
        self.find_bar.open("" if "\u2029" in chosen else chosen, replaces=replaces)

    def _turn_to(self, place: Place) -> None:
        view = self.transcript
        block = view.document().findBlockByNumber(place.segment)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + place.begin)
        cursor.setPosition(block.position() + place.end, QTextCursor.MoveMode.KeepAnchor)
        view.setTextCursor(cursor)
        view.bring_into_view(place.segment)

    def _replace_all(self, sought: ReplaceText) -> None:
        count = sought.count(self.transcript.segments)
        if self._run is not None and count:
            self.editing.edit(self._run.run_id, sought)
            self.message.emit(text.counted(count, "1 place replaced", "{n} places replaced"))

    # --- what is kept for the next start ---
    def save(self, settings: QSettings) -> None:
        self.player.save(settings)
        settings.setValue("text/doubt", self.doubt.isChecked())

    def restore(self, settings: QSettings) -> None:
        self.player.restore(settings)
        self.doubt.setChecked(bool(settings.value("text/doubt", False, bool)))
