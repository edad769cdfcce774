"""The recording bar: a control that is always available, the input level, and starting and ending clips."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton

from desktop import text
from desktop.bridge import Bridge
from desktop.recording.level_meter import LevelMeter
from desktop.recording.microphone_button import MicrophoneChoice
from desktop.runs.actions import RunActions
from desktop.style import icons, theme
from desktop.widgets import dialogs
from engine.errors import CaptureError
from engine.events import Session
from engine.recording.recorder import CaptureNotice, CaptureTrouble, ClipRecorded, Level, Recorder
from engine.run import Reason

#: Holding a button for longer than this is push-to-talk; shorter is a click.
HOLD_S = 0.5
#: A key pressed again within this time was held down: the system auto-repeats it, and Qt does not always detect that.
RELEASE_MS = 60
#: Reasons that may have been fixed when the user comes back to the window.
_MENDED_ELSEWHERE = frozenset({"portaudio_missing", "microphone_missing"})
_HANDS_FREE = "record/hands_free"


class RecordPanel(QFrame):
    """Passes requests to the recorder, in the order the user makes them, and shows its reports."""

    #: The run created from a clip.
    recorded = Signal(object)

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
        self._make_widgets()
        self._lay_out()
        bridge.closing.connect(self._close_recorder)
        self.apply_theme()
        bridge.start("look for microphones", self.choice.look())

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
            action.changed.connect(self._on_keys)

    def _on_keys(self) -> None:
        """Update the shortcuts shown, which the user may have changed."""
        self.button.setToolTip(self.record.toolTip())
        self._write_hint()

    def _make_widgets(self) -> None:
        self.setObjectName("record")
        self.button = QPushButton()
        self.button.setToolTip(self.record.toolTip())
        self.button.setIconSize(QSize(20, 20))
        self.button.setFont(theme.scaled_font(1.08, QFont.Weight.DemiBold))
        self.button.setMinimumSize(118, 38)
        self.button.pressed.connect(self._on_pressed)
        self.button.released.connect(self._on_released)
        self.button.clicked.connect(self._on_clicked)
        self.clock = QLabel()
        self.clock.setFont(theme.scaled_font(1.15, QFont.Weight.DemiBold))
        self.clock.setMinimumWidth(self.clock.fontMetrics().horizontalAdvance(text.say("Listening…")) + 4)
        self.clock.setAccessibleName(text.say("Length of this clip"))
        self.meter = LevelMeter()
        self.warning = QLabel()
        self.warning.setProperty("tone", "bad")
        self._picture = QLabel()
        self.hint = QLabel()
        self.hint.setProperty("muted", True)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        self.hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hint.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.why = QToolButton()
        self.why.setText(text.say("Why?"))
        self.why.clicked.connect(self._explain_reason)
        self.choice = MicrophoneChoice(self._bridge, self._state)
        self.choice.looked.connect(self._on_looked)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, 7, theme.SPACE, 7)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.button)
        layout.addSpacing(4)
        for widget in (self.clock, self.meter, self.warning, self._picture, self.hint):
            layout.addWidget(widget, 1 if widget in (self.meter, self.hint) else 0)
        self._next_button = _tool(self.next)
        layout.addWidget(self.why)
        layout.addStretch(0)
        layout.addWidget(self._next_button)
        layout.addWidget(_tool(self.hands_free))
        layout.addWidget(self.choice)

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
            self._reason = Reason(error.code, error.facts)
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
                    self._reason = reason
                    self._settle()
                else:
                    self._warn(_sound_lost())
                    self._bridge.troubled.emit(text.sentence(reason))

    def _settle(self) -> None:
        """Once no request is pending, the recorder's actual state is the wanted one."""
        if not self._asked:
            self._wants = self.is_recording
        self._show()

    # --- display ---
    def _show_level(self, level: Level) -> None:
        if not self._wants:
            return
        self.meter.show_level(level.peak, is_clipped=level.is_clipped, is_kept=level.is_kept)
        _write(self.clock, text.clock(level.clip_s) if level.is_kept else text.say("Listening…"))
        if self.warning.text() != _sound_lost():
            self._warn(_too_loud() if self.meter.is_clipped else "")

    def _warn(self, words: str) -> None:
        _write(self.warning, words)
        self.warning.setVisible(bool(words))

    def _show(self) -> None:
        """Show the wanted state, so that the control responds at once."""
        wants = self._wants
        self.button.setText(text.say("Stop") if wants else text.say("Record"))
        self.record.setText(self.button.text())
        if self.button.property("recording") != wants:
            self.button.setProperty("recording", wants)
            self.button.style().polish(self.button)
        self._style_button()
        for widget in (self.clock, self.meter, self._next_button):
            widget.setVisible(wants)
        self.warning.setVisible(wants and bool(self.warning.text()))
        self.next.setEnabled(wants)
        if wants and not self.is_recording:
            self.clock.setText(text.say("Starting…"))
            self.meter.clear()
            self._warn("")
        self.hint.setVisible(not wants)
        self._picture.setVisible(not wants and self._reason is not None)
        self._write_hint()

    def _write_hint(self) -> None:
        tone = "bad" if self._reason else ""
        if self.hint.property("tone") != tone:
            self.hint.setProperty("tone", tone)
            self.hint.setProperty("muted", not tone)
            self.hint.style().polish(self.hint)
        is_short = self._has_more_to_say()
        self.why.setVisible(is_short)
        self.hint.setWordWrap(not is_short)
        across = QSizePolicy.Policy.Maximum if is_short else QSizePolicy.Policy.Expanding
        self.hint.setSizePolicy(across, QSizePolicy.Policy.Preferred)
        self.hint.setToolTip(text.sentence(self._reason) if self._reason else "")
        self.why.setToolTip(self.hint.toolTip())
        if self._reason is not None:
            self.hint.setText(_in_short(self._reason))
            return
        record, talk = _keys(self.record), _keys(self.talk)
        if self.hands_free.isChecked():
            self.hint.setText(text.say("Press Record, then just speak: each pause ends a clip"))
            return
        words = text.say("{record}, or hold {talk} while you speak") if record and talk else "{record}"
        self.hint.setText(words.format(record=record, talk=talk))

    def _has_more_to_say(self) -> bool:
        return not self._wants and self._reason is not None and self._reason.code in _IN_SHORT

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
        self._picture.setPixmap(icons.pixmap("warning", 20, theme.colours().bad, self.devicePixelRatioF()))
        self.choice.apply_theme()
        self._show()

    def _style_button(self) -> None:
        now = theme.colours()
        self.button.setIcon(icons.icon("stop", now.ground) if self._wants else icons.icon("record", now.bad))


def _tool(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button


def _explain(action: QAction, words: str) -> None:
    """Set a tooltip that says more than the action's name."""
    action.setToolTip(f"{text.say(words)} ({_keys(action)})")


def _keys(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _write(label: QLabel, words: str) -> None:
    """Set a label's text only if it changed: levels arrive twenty times a second."""
    if label.text() != words:
        label.setText(words)


#: Short versions of reasons that may be shown permanently; the remedy is a click away.
_IN_SHORT = {
    "portaudio_missing": "Recording does not work here yet.",
    "microphone_missing": "No microphone was found.",
}


def _in_short(reason: Reason) -> str:
    return text.say(_IN_SHORT[reason.code]) if reason.code in _IN_SHORT else text.sentence(reason)


def _too_loud() -> str:
    return text.say("Too loud")


def _sound_lost() -> str:
    return text.say("Sound lost")
