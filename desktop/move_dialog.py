"""Where the data lie: asked for and found before the window opens, and moved while no window is open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QMessageBox, QProgressBar, QVBoxLayout, QWidget

from desktop import dialogs, text, theme
from desktop.keep_dialog import size
from desktop.settings_form import note
from engine.errors import EngineError, MoveError
from engine.moving import Move, carry_out, check_room, plan, settled
from engine.paths import Paths

#: What the progress is counted in.
STEPS = 1000


async def find_data() -> Paths | None:
    """Where the data lie. While they cannot be had, the person is told why and may try again; None if they do not."""
    while True:
        try:
            return await asyncio.to_thread(settled)
        except EngineError as error:
            if not await _ask_again(text.trouble(error)):
                return None


async def _ask_again(words: str) -> bool:
    box = QMessageBox(QMessageBox.Icon.Warning, "Everyclip", words, QMessageBox.StandardButton.Close)
    again = box.addButton(text.say("Try again"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(again)
    await dialogs.answer(box)
    return box.clickedButton() is again


async def ask_where(parent: QWidget, paths: Paths) -> Move | None:
    """Let the person choose a folder for everything, and say what comes of it; None if it is not to be."""
    folder = await dialogs.choose_folder(parent, text.say("Choose a folder for Everyclip's data"), str(Path.home()))
    return None if folder is None else await ask(parent, paths, folder)


async def ask(parent: QWidget, paths: Paths, folder: Path | None) -> Move | None:
    """Say what moving there comes to, back to the usual place for None. None if it cannot be, or is not to be."""
    title = text.say("Move the data")
    try:
        move = await asyncio.to_thread(plan, paths, folder)
        check_room(move)
    except (EngineError, OSError) as error:
        await dialogs.tell(parent, title, text.trouble(error))
        return None
    words = text.say(
        "{size} will be moved to {place}, where {free} are free.\n\nEveryclip closes for that, shows how far it is, "
        "and opens again. What is being transcribed goes on then."
    )
    words = words.format(size=size(move.size_bytes), place=move.new.home, free=size(move.free_bytes))
    return move if await dialogs.confirm(parent, title, words, text.say("Move")) else None


async def move_shown(move: Move) -> str:
    """Move everything while the person sees how far it is. What keeps it from being moved is told; the news otherwise
    is returned."""
    dialog = MoveDialog(move)
    dialog.show()
    loop = asyncio.get_running_loop()
    shown = 0

    def on_progress(done_bytes: int, total_bytes: int) -> None:
        nonlocal shown
        if dialog.is_stopped:
            raise MoveError("move_stopped")
        if (step := done_bytes * STEPS // max(1, total_bytes)) != shown:
            shown = step
            loop.call_soon_threadsafe(dialog.count, done_bytes, total_bytes)

    try:
        await asyncio.to_thread(carry_out, move, on_progress)
    except EngineError as error:
        if error.code != "move_stopped":
            await dialogs.tell(dialog, text.say("Move the data"), text.trouble(error))
        return ""
    else:
        return text.say("Everything is in {place} now.").format(place=move.new.home)
    finally:
        dialog.finish()
        dialog.deleteLater()


class MoveDialog(QDialog):
    """How far a move is. Closing it asks for the move to be stopped; whoever moves then calls `finish`."""

    def __init__(self, move: Move) -> None:
        super().__init__()
        self.setWindowTitle("Everyclip")
        self.setMinimumWidth(460)
        self.is_stopped = False
        self._end: Callable[[], object] = super().reject
        headline = QLabel(text.say("Your clips and texts are being moved"))
        headline.setFont(theme.scaled_font(1.3, QFont.Weight.DemiBold))
        self.place = QLabel(_short(move.new.home, self))
        self.place.setToolTip(str(move.new.home))
        self.place.setProperty("muted", True)
        self.bar = QProgressBar()
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.GAP)
        self.bar.setAccessibleName(text.say("How much is moved"))
        self.words = QLabel("…")
        for label in (headline, self.place, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.stop = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.GAP)
        safe = note(text.say("Nothing is removed before all of it is in its new place."))
        for widget in (headline, self.place, self.bar, self.words, safe, buttons):
            layout.addWidget(widget)

    def count(self, done_bytes: int, total_bytes: int) -> None:
        """So much of it is copied."""
        self.bar.setValue(done_bytes * STEPS // max(1, total_bytes))
        if not self.is_stopped:
            self.words.setText(text.say("{done} of {all}").format(done=size(done_bytes), all=size(total_bytes)))
            self.stop.setEnabled(done_bytes < total_bytes)

    def reject(self) -> None:
        self.is_stopped = True
        self.stop.setEnabled(False)
        self.words.setText(text.say("Stopping…"))

    def finish(self) -> None:
        """It is over, one way or the other."""
        self._end()


def _short(path: Path, widget: QWidget) -> str:
    """A path that fits, with its end."""
    return QFontMetrics(widget.font()).elidedText(str(path), Qt.TextElideMode.ElideMiddle, 420)
