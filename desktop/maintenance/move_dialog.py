"""Location of the data: asked for and found before the window opens, and moved while no window is open."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from desktop import text
from desktop.text import size
from desktop.widgets import dialogs
from desktop.widgets.progress_dialog import ProgressDialog, Stopped
from engine.errors import EngineError
from engine.maintenance.moving import Move, carry_out, check_room, plan, settled
from engine.storage.paths import Paths


async def find_data() -> Paths | None:
    """Find the data folder. If it is unavailable, tell the user why and let them retry; None if they give up."""
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
    """Let the user choose a folder for everything, and confirm the move. Returns None if cancelled."""
    folder = await dialogs.choose_folder(parent, text.say("Choose a folder for Everyclip's data"), str(Path.home()))
    return None if folder is None else await ask(parent, paths, folder)


async def ask(parent: QWidget, paths: Paths, folder: Path | None) -> Move | None:
    """Confirm moving to `folder`, or back to the default one if None. Returns None if impossible or cancelled."""
    title = text.say("Move the data")
    try:
        move = await asyncio.to_thread(plan, paths, folder)
        check_room(move)
    except (EngineError, OSError) as error:
        await dialogs.show_message(parent, title, text.trouble(error))
        return None
    words = text.say(
        "{size} will be moved to {place}, where {free} are free.\n\nEveryclip closes for that, shows how far it is, "
        "and opens again. Transcription then continues."
    )
    words = words.format(size=size(move.size_bytes), place=move.new.home, free=size(move.free_bytes))
    return move if await dialogs.confirm(parent, title, words, text.say("Move")) else None


async def move_shown(move: Move) -> str:
    """Move everything, showing the progress. Shows an error if that fails; otherwise returns the news for the next
    window."""
    shown = ProgressDialog(
        None,
        text.say("Your clips and texts are being moved"),
        move.new.home,
        text.say("How much is moved"),
        text.say("Nothing is removed before all of it is in its new place."),
    )
    shown.show()
    try:
        await shown.watch(partial(carry_out, move))
    except Stopped:
        return ""
    except EngineError as error:
        await dialogs.show_message(shown, text.say("Move the data"), text.trouble(error))
        return ""
    else:
        return text.say("Everything is in {place} now.").format(place=move.new.home)
    finally:
        shown.finish()
        shown.deleteLater()
