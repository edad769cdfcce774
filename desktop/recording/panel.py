"""Recording in the window: starting and ending clips, and what the recorder reports, on the pill in the top bar."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.recording.microphone_button import MicrophoneChoice
from desktop.recording.pill import RecordPill
from desktop.runs.actions import RunActions
from desktop.widgets import dialogs
from engine.errors import CaptureError
from engine.events import Session
from engine.recording.recorder import CaptureNotice, CaptureTrouble, ClipRecorded, Level, Recorder
from engine.recording.samples import NOTHING
from engine.run import Reason

#: Holding a button for longer than this is push-to-talk; shorter is a click.
HOLD_S = 0.5
#: A key pressed again within this time was held down: the system auto-repeats it, and Qt does not always detect that.
RELEASE_MS = 60
#: Reasons that may have been fixed when the user comes back to the window.
_MENDED_ELSEWHERE = frozenset({"portaudio_missing", "microphone_missing", "sound_system_hangs", "sound_system_refuses"})
_HANDS_FREE = "record/hands_free"


class RecordPanel(QWidget):
    """Passes requests to the recorder, in the order the user makes them, and shows its reports."""

    #: The run created from a clip.
    recorded = Signal(object)
    #: What went wrong, in a sentence.
    message = Signal(str)

    def __init__(
        self, bridge: Bridge, state: QSettings, actions: RunActions, session: Callable[[], Awaitable[Session | None]]
    ) -> None:
        """Build the bar. `session` returns the open session, waiting until there is one."""
        super().__init__()
        self._bridge = bridge
        self._state = state
        self._session = session
        self._recorder: Recorder | None = None
        self._turn = asyncio.Lock()
        #: What the user wants, while the recorder may still be catching up.
        self._wants = False
        self._asked = 0
        self._is_closing = False
        self._talks = False
        self._held_since: float | None = None
        self._release = QTimer(self, singleShot=True, interval=RELEASE_MS)
        self._release.timeout.connect(self._end_hold)
        self._reason: Reason | None = None
        self._make_actions(actions)
        self.choice = MicrophoneChoice(bridge, state, self.hands_free)
        self.pill = RecordPill(self.next, self.hands_free, self.choice)
        self._connect()
        bridge.closing.connect(self._close_recorder)
        self.apply_theme()
        bridge.start("look for microphones", self.choice.look())

    def _connect(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pill)
        button = self.pill.button
        button.pressed.connect(self._on_pressed)
        button.released.connect(self._on_released)
        button.clicked.connect(self._on_clicked)
        self.choice.looked.connect(self._on_looked)
        for why in (self.pill.why_asked, self.choice.why_asked):
            why.connect(self._explain_reason)
        for action in (self.record, self.next, self.talk):
            action.changed.connect(self._write_hint)

    def _make_actions(self, actions: RunActions) -> None:
        self.record = actions.make("Record", "record", "Ctrl+R", self.toggle)
        self.next = actions.make("Next clip", "next", "Ctrl+Shift+R", self.cut)
        self.hands_free = actions.make("Hands-free", "voice", "Ctrl+Shift+H")
        self.hands_free.setCheckable(True)
        self.hands_free.setChecked(bool(self._state.value(_HANDS_FREE, False, bool)))
        self.hands_free.toggled.connect(self._on_hands_free)
        _explain(self.record, "Each recording is a separate clip; hold the button down to record only until you let go")
        _explain(self.hands_free, "A clip begins when you speak and ends when you pause")
        _explain(self.next, "End this clip and start the next one without a gap")
        self.talk = actions.make("Record while held", None, "F8", self._on_talk)
        for action in (self.record, self.next, self.talk):
            action.setAutoRepeat(False)

    @property
    def menu_actions(self) -> list[QAction]:
        """The actions for a menu. Push-to-talk is left out because it needs a key."""
        return [self.record, self.next, self.hands_free]

    @property
    def is_recording(self) -> bool:
        """Whether the microphone is open."""
        return self._recorder is not None and self._recorder.is_recording

    # --- user actions ---
    def toggle(self) -> None:
        """Start or stop recording, whatever else is going on."""
        if self._wants:
            self.stop()
        else:
            self.start(hands_free=self.hands_free.isChecked())

    def start(self, *, hands_free: bool = False) -> None:
        """Record from the chosen microphone into the open session."""
        self._wants = True
        self._reason = None
        self._ask("record", self._in_turn(self._start(hands_free)))

    def stop(self) -> None:
        """End the recording, keeping what was recorded."""
        self._wants = False
        self._ask("stop recording", self._in_turn(self._stop()))

    def cut(self) -> None:
        """End the clip and continue with the next one."""
        if self._wants:
            self._ask("cut the recording", self._cut())

    def _on_hands_free(self, is_on: bool) -> None:
        self._state.setValue(_HANDS_FREE, is_on)
        self._write_hint()
        if self._wants and not self._talks:
            self.stop()
            self.start(hands_free=is_on)

    # --- push-to-talk ---
    def _on_pressed(self) -> None:
        if self._release.isActive():
            self._release.stop()
        elif not self._wants:
            self._held_since = time.monotonic()
            self.toggle()
        else:
            self._held_since = None

    def _on_released(self) -> None:
        if self._held_since is not None:
            self._release.start()

    def _on_clicked(self) -> None:
        if self._held_since is None:
            self.stop()

    def _on_talk(self) -> None:
        """Start on the push-to-talk key. Shortcuts do not report releases, so the window's own events are watched."""
        handle = self.window().windowHandle()
        if not self._wants and handle is not None:
            self._talks = True
            handle.installEventFilter(self)
            self.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._talks:
            watched.removeEventFilter(self)
        elif event.type() == QEvent.Type.FocusOut:
            self._release.start()  # the key's release will not be reported
        elif isinstance(event, QKeyEvent) and event.key() == self.talk.shortcut()[0].key():  # type: ignore[index]
            if event.type() == QEvent.Type.KeyRelease:
                self._release.start()
            else:
                self._release.stop()
            return True
        return False

    def _end_hold(self) -> None:
        """Stop when the key or button is released, unless it was a click."""
        was_click = self._held_since is not None and time.monotonic() - self._held_since < HOLD_S
        self._talks = False
        if not was_click:
            self.stop()

    # --- the recorder ---
    def _ask(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        self._asked += 1
        self._bridge.start(what, self._carry_out(work), must_finish=True)
        self._show()

    async def _carry_out(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except CaptureError as error:
            self._fail(Reason(error.code, error.facts))
        finally:
            self._asked -= 1
            self._settle()

    async def _in_turn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run starts and stops in the order they were requested, however long each takes."""
        async with self._turn:
            await work

    async def _start(self, hands_free: bool) -> None:
        session = await self._session()
        engine = await self._bridge.engine()
        if session is None or self._is_closing:
            return
        if self._recorder is None:
            self._recorder = engine.recorder(self._on_notice)
        await self._recorder.start(
            self.choice.chosen,
            session_id=session.session_id,
            options=self._bridge.options,
            hands_free=hands_free,
        )

    async def _stop(self) -> None:
        if self._recorder is not None:
            await self._recorder.stop()

    async def _cut(self) -> None:
        if self._recorder is not None:
            await self._recorder.cut()

    def _close_recorder(self) -> None:
        """Close the recorder with the window: what is being recorded becomes a clip first."""
        self._is_closing = True
        if self._recorder is not None:
            self._ask("end the recording", self._recorder.close())

    def _on_notice(self, notice: CaptureNotice) -> None:
        match notice:
            case Level():
                self._show_level(notice)
            case ClipRecorded(run):
                self.recorded.emit(run)
            case CaptureTrouble(reason, is_over):
                if is_over:
                    self._fail(reason)
                    self._settle()
                else:
                    self._on_trouble(reason)

    def _settle(self) -> None:
        """Once no request is pending, the recorder's actual state is the wanted one."""
        if not self._asked:
            self._wants = self.is_recording
        self._show()

    # --- display ---
    def _show_level(self, level: Level) -> None:
        if not self._wants:
            return
        self.pill.meter.show_level(level.peak, is_clipped=level.is_clipped, is_kept=level.is_kept)
        self.pill.write(text.clock(level.clip_s) if level.is_kept else text.say("Listening…"))
        if level.peak > NOTHING and self.pill.warning.text() != _sound_lost():
            self.pill.warn(_too_loud() if self.pill.meter.is_clipped else "")

    def _on_trouble(self, reason: Reason) -> None:
        """Say at the level meter what goes wrong while it is recorded, and the whole in a message."""
        self.pill.warn(_no_sound() if reason.code == "microphone_mute" else _sound_lost(), text.sentence(reason))
        self.message.emit(text.sentence(reason))

    def _show(self) -> None:
        """Show the wanted state, so that the control responds at once."""
        wants = self._wants
        self.pill.show_recording(wants)
        self.record.setText(self.pill.button.text())
        self.next.setEnabled(wants)
        if wants and not self.is_recording:
            self.pill.write(text.say("Starting…"))
            self.pill.meter.clear()
            self.pill.warn("")
        whole = text.sentence(self._reason) if self._reason else ""
        self.pill.explain(whole)
        self.choice.reason = self._reason
        self._write_hint()

    def _write_hint(self) -> None:
        """Say on the button how to record, with the shortcuts, which the user may have changed."""
        self.pill.button.setToolTip(self.record.toolTip() if self._wants else f"{self.record.toolTip()}\n{self._how()}")

    def _how(self) -> str:
        if self.hands_free.isChecked():
            return text.say("Press Record, then just speak: each pause ends a clip")
        record, talk = _keys(self.record), _keys(self.talk)
        words = text.say("{record}, or hold {talk} while you speak") if record and talk else "{record}"
        return words.format(record=record, talk=talk)

    def _fail(self, reason: Reason) -> None:
        """Keep the reason why nothing is recorded, and say it."""
        self._reason = reason
        self.message.emit(text.sentence(reason))

    def _explain_reason(self) -> None:
        """Show the whole sentence, with the remedy."""
        if self._reason is not None:
            whole = dialogs.report(
                self.window(), text.say("Record"), _in_short(self._reason), text.sentence(self._reason)
            )
            self._bridge.start("say why nothing can be recorded", whole)

    def _on_looked(self, reason: Reason | None) -> None:
        if not self._wants and (reason is not None or self._reason is not None):
            self._reason = reason
            self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._may_work_again():
            self._bridge.start("look for microphones", self.choice.look())
        super().changeEvent(event)

    def _may_work_again(self) -> bool:
        """Whether the obstacle may have been removed in the meantime."""
        return self._reason is not None and self._reason.code in _MENDED_ELSEWHERE

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.pill.apply_theme()
        self.choice.apply_theme()
        self._show()


def _explain(action: QAction, words: str) -> None:
    """Set a tooltip that says more than the action's name."""
    action.setToolTip(f"{text.say(words)} ({_keys(action)})")


def _keys(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


#: Short versions of reasons that may be shown permanently; the remedy is a click away.
_IN_SHORT = {
    "portaudio_missing": "Recording does not work here yet.",
    "microphone_missing": "No microphone was found.",
}


def _in_short(reason: Reason) -> str:
    return text.say(_IN_SHORT[reason.code]) if reason.code in _IN_SHORT else text.sentence(reason)


def _too_loud() -> str:
    return text.say("Too loud")


def _no_sound() -> str:
    return text.say("No sound")


def _sound_lost() -> str:
    return text.say("Sound lost")
