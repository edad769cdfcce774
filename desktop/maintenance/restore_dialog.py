"""Restores a backup: checked while work goes on, confirmed once, put in place while no window is open."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QSettings
from PySide6.QtWidgets import QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.maintenance.backup_dialog import SUFFIX, keep_folder, last_folder
from desktop.text import size
from desktop.widgets import dialogs
from desktop.widgets.progress_dialog import AfterClose, ProgressDialog, Stopped
from engine.errors import EngineError
from engine.events import Session
from engine.maintenance.backup import Contents, Unpacked, unpack
from engine.storage.paths import Paths


async def ask_what(parent: QWidget, bridge: Bridge, paths: Paths, state: QSettings) -> AfterClose | None:
    """Let the user choose a backup, check it, say what it would do and confirm. Returns None if cancelled."""
    title = text.say("Choose the backup to restore")
    file = await dialogs.choose_file(parent, title, [f"*{SUFFIX}"], str(last_folder(state)))
    if file is None:
        return None
    keep_folder(state, file.parent)
    unpacked = await _checked(parent, paths, file)
    if unpacked is None:
        return None
    try:
        sessions = await (await bridge.engine()).sessions()
        words = question(unpacked.contents, sessions, unpacked.place_aside)
        is_wanted = await dialogs.confirm(parent, text.say("Restore a backup"), words, text.say("Restore"))
    except BaseException:
        unpacked.discard()
        raise
    if is_wanted:
        return partial(restore_shown, unpacked)
    await asyncio.to_thread(unpacked.discard)
    return None


async def _checked(parent: QWidget, paths: Paths, file: Path) -> Unpacked | None:
    """The backup, if it is valid and complete; otherwise shows what is wrong with it."""
    shown = ProgressDialog(
        parent,
        text.say("The backup is being checked"),
        file,
        text.say("How much is checked"),
        text.say("Nothing is changed before you have seen what is in it."),
    )
    shown.open()
    try:
        return await shown.watch(partial(unpack, file, paths))
    except Stopped:
        return None
    except (EngineError, OSError) as error:
        shown.finish()
        await dialogs.show_message(parent, text.say("Restore a backup"), text.trouble(error))
        return None
    finally:
        shown.finish()
        shown.deleteLater()


def question(contents: Contents, here: list[Session], aside: Path) -> str:
    """What a backup contains, and what happens to the current data."""
    words = text.say("This backup was made on {day}. It brings back {sessions}: {clips}, {texts} ({size}).").format(
        day=_day(contents),
        sessions=_sessions(contents.sessions),
        clips=text.counted(contents.clips, "1 clip", "{n} clips"),
        texts=text.counted(contents.texts, "1 text", "{n} texts"),
        size=size(contents.size_bytes),
    )
    now = text.say(
        "What is here now ({sessions}, {clips}) is set aside; nothing of it is deleted. It will be in\n{folder}"
    )
    clips = text.counted(sum(session.total for session in here), "1 clip", "{n} clips")
    parts = [words, now.format(sessions=_sessions(len(here)), clips=clips, folder=aside)]
    if unfinished := sum(session.unfinished for session in here):
        one = "1 clip here has no text yet. It is set aside as it is."
        parts.append(text.counted(unfinished, one, "{n} clips here have no text yet. They are set aside as they are."))
    parts.append(text.say("Everyclip closes for a moment, and opens again with what is in the backup."))
    return "\n\n".join(parts)


def _day(contents: Contents) -> str:
    """When it was made, in local time."""
    then = QDateTime.fromSecsSinceEpoch(int(contents.made_at.timestamp()))
    day = QLocale().toString(then.date(), QLocale.FormatType.LongFormat)
    return f"{day}, {QLocale().toString(then.time(), QLocale.FormatType.ShortFormat)}"


def _sessions(count: int) -> str:
    return text.counted(count, "1 session", "{n} sessions")


async def restore_shown(unpacked: Unpacked) -> str:
    """Put it in place. Shows an error if that fails; otherwise returns the news for the next window."""
    contents = unpacked.contents
    shown = ProgressDialog(
        None,
        text.say("Your backup is being put in place"),
        unpacked.place_aside,
        text.say("A moment, please"),
        text.say("What was here is kept in this folder."),
    )
    shown.wait()
    shown.show()
    try:
        aside = await asyncio.to_thread(unpacked.take_place)
    except (EngineError, OSError) as error:
        await dialogs.show_message(shown, text.say("Restore a backup"), text.trouble(error))
        return ""
    finally:
        shown.finish()
        shown.deleteLater()
    words = text.say("The backup of {day} is restored. What was here before is kept in {folder}.")
    return words.format(day=_day(contents), folder=aside)
