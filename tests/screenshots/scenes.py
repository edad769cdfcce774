"""What each picture shows: a scene leads the window there as a person would, and returns what is to be seen."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import open_window
from desktop.main_window import MainWindow
from desktop.models.dialog import ModelsDialog
from desktop.preferences.dialog import SettingsDialog
from desktop.style import theme
from desktop.widgets.dialogs import Report
from engine.run import Ordering, State
from engine.storage.paths import Paths
from tests import speech
from tests.end_to_end.audio import said_quickly
from tests.support.loopback_hub import running_hub
from tests.support.starter import samples

#: Given the window and its data folder.
Scene: TypeAlias = Callable[[MainWindow, Path], Coroutine[Any, Any, QPixmap]]

ADDRESS = "Weekly address.mp3"
#: Time for a picture to be painted after the last change.
PAINTED_S = 0.3
#: Of the window, in pixels.
SIZE = QSize(1440, 900)
#: How long a scene may take.
SCENE_S = 240.0


async def play(scene: Scene, paths: Paths) -> QPixmap:
    """Open the window, lead it to the scene and take the picture."""
    async with open_window(paths) as window:
        window.resize(SIZE)
        return await asyncio.wait_for(scene(window, paths.home), SCENE_S)


async def empty(window: MainWindow, home: Path) -> QPixmap:
    """The first start."""
    await _until(window.page.empty.isVisible)
    return await _picture(window)


async def burst(window: MainWindow, home: Path) -> QPixmap:
    """Forty clips of real people and an address at once, about half of them done."""
    await _earlier_sessions(window)
    window.take_in([_clips(home / "inbox")])
    table = window.page.table
    await _until(lambda: table.counts[State.COMPLETED] >= 19)
    await _until(lambda: _counted(window) == table.counts)
    return window.grab()


async def german(window: MainWindow, home: Path) -> QPixmap:
    """The same in German, on a sharp screen."""
    window.resize(QSize(1280, 720))
    return await burst(window, home)


async def dark(window: MainWindow, home: Path) -> QPixmap:
    """The same in the dark."""
    theme.apply(_app(), is_dark=True)
    try:
        return await burst(window, home)
    finally:
        theme.apply(_app(), is_dark=theme.system_is_dark())


async def failed(window: MainWindow, home: Path) -> QPixmap:
    """A clip that could not be read, with its reason and its button."""
    (home / "inbox").mkdir()
    for number, sample in enumerate(samples()[:5], 1):
        shutil.copy(sample.path, home / "inbox" / f"Voice message {number:02}.flac")
    broken = home / "inbox" / "Interrupted download.m4a"
    broken.write_bytes(b"")
    window.take_in([home / "inbox"])
    table = window.page.table
    await _until(lambda: table.counts[State.COMPLETED] == 5 and table.counts[State.FAILED] == 1)
    window.page.view.choose([next(run.run_id for run in table.runs() if run.state is State.FAILED)])
    return await _picture(window)


async def search(window: MainWindow, home: Path) -> QPixmap:
    """Words looked for in all transcripts, and the passage that was opened."""
    await _earlier_sessions(window)
    await _with_address(window)
    window.top.search.setText("countr commun")
    window.top.search.setText("country")
    results = window.page.search
    await _until(results.passages.rowCount)
    results.view.setCurrentIndex(results.passages.index(1))
    results.view.activated.emit(results.passages.index(1))
    await asyncio.sleep(2.5)
    return await _picture(window)


async def _with_address(window: MainWindow) -> None:
    """A long clip among short ones, all done."""
    window.take_in([speech.FOLDER / "long-address.mp3"])
    table, panel = window.page.table, window.page.panel
    await _until(lambda: any(run.clip.duration_s and run.clip.duration_s > 60 for run in table.runs()))
    await _until(lambda: table.counts[State.RUNNING] + table.counts[State.QUEUED] == 0)
    await _until(lambda: "Americans" in panel.transcript.toPlainText() and panel.pane.is_editable)


async def reading(window: MainWindow, home: Path) -> QPixmap:
    """A text that is heard: the word that is spoken is tinted."""
    await _earlier_sessions(window)
    await _with_address(window)
    window.page.panel.pane.player.play_at(14.0)
    await asyncio.sleep(3.0)
    return await _picture(window)


async def editing(window: MainWindow, home: Path) -> QPixmap:
    """Words are typed into the text, with others selected beside the find bar."""
    await _with_address(window)
    view = window.page.panel.transcript
    window.page.panel.begin_typing()
    view.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClicks(view, "Good morning. ")
    view.find("lawmakers")
    return await _picture(window)


async def recording_clips(window: MainWindow, home: Path) -> QPixmap:
    """The third clip in a row is being spoken; the first two have their texts already."""
    record = window.record
    await _until(record.pill.button.isEnabled)
    record.record.trigger()
    for number, (sample, _) in enumerate(said_quickly(home / "spoken", 2), 1):
        await _say(sample)
        record.next.trigger()
        await _until(partial(_has_completed, window, number))
    speaking = asyncio.ensure_future(_say(samples()[5].path))  # noqa: TID251 - waited for below
    await asyncio.sleep(2.0)
    picture = await _picture(window)
    await speaking
    record.record.trigger()
    await _until(partial(_has_completed, window, 3))
    return picture


async def _say(path: Path) -> None:
    """Before the microphone: the one of the sound server that all pictures are taken with."""
    status = await asyncio.to_thread(subprocess.call, ["paplay", "--latency-msec=200", path])
    assert status == 0, "nothing could be said"


def _has_completed(window: MainWindow, count: int) -> bool:
    return window.page.table.counts[State.COMPLETED] == count


async def settings(window: MainWindow, home: Path) -> QPixmap:
    """What can be set."""
    dialog = SettingsDialog(window, window.shelf, Paths(home), window.shortcuts, window.doors)
    dialog.show()
    await dialog.fill()
    await asyncio.sleep(PAINTED_S)
    picture = dialog.grab()
    dialog.close()
    return picture


async def models(window: MainWindow, home: Path) -> QPixmap:
    """One model is here, another on its way from a hub on this computer."""
    with running_hub() as hub:
        hub.bytes_per_s = 600_000.0
        os.environ |= {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(home / "hub")}
        window.shelf.open(window)
        await _until(lambda: window.findChild(ModelsDialog))
        dialog = window.findChild(ModelsDialog)
        assert dialog is not None
        await _until(lambda: dialog.advice.advice is not None)
        window.shelf.download("tiny")
        await _until(lambda: (row := window.shelf.row("tiny")) is not None and (row.share or 0.0) > 0.4)
        dialog.choose("tiny")
        await asyncio.sleep(PAINTED_S)
        picture = dialog.grab()
        window.shelf.cancel("tiny")
        dialog.reject()
        await _until(lambda: not window.shelf.is_open)
    return picture


async def proof(window: MainWindow, home: Path) -> QPixmap:
    """Forty clips at once, and what came of them."""
    window._prove.trigger()
    await _until(lambda: isinstance(QApplication.activeModalWidget(), Report))
    box = QApplication.activeModalWidget()
    assert box is not None
    await asyncio.sleep(PAINTED_S)
    picture = window.grab()
    painter = QPainter(picture)
    place = QRect(QPoint(), box.size())
    place.moveCenter(window.rect().center())
    painter.fillRect(window.rect(), QColor(0, 0, 0, 90))
    painter.drawPixmap(place, box.grab())
    painter.end()
    box.close()
    return picture


async def _earlier_sessions(window: MainWindow) -> None:
    engine = await window._bridge.engine()
    recordings = [each.path for each in speech.recordings(kinds=("short",))]
    for name, ordering, some in (
        ("Field notes", Ordering.CONCURRENT, recordings[:5]),
        ("Interviews", Ordering.IN_ORDER, recordings[5:8]),
    ):
        session = await engine.open_session(name, ordering)
        runs = await engine.accept(some, session_id=session.session_id)
        await engine.runs.wait([run.run_id for run in runs])


def _clips(folder: Path) -> Path:
    """A folder with forty short clips of real people, a long one and one that is empty."""
    folder.mkdir()
    shutil.copy(speech.FOLDER / "long-address.mp3", folder / ADDRESS)
    recordings = speech.recordings(kinds=("short", "spont", "other", "noisy"))
    for number, each in enumerate((recordings * 2)[:40], 1):
        shutil.copy(each.path, folder / f"Voice message {number:02}{each.path.suffix}")
    (folder / "Voice message 21b.m4a").write_bytes(b"")
    return folder


def _counted(window: MainWindow) -> Counter[State]:
    """What the list of sessions says of the session that is shown; it may be some tenths of a second behind."""
    shown = window.page.session
    session = shown and window.side.sessions.session(shown.session_id)
    return Counter(session.counts if session else {})


async def _picture(window: MainWindow) -> QPixmap:
    await asyncio.sleep(PAINTED_S)
    return window.grab()


async def _until(is_true: Callable[[], object]) -> None:
    deadline = time.monotonic() + SCENE_S
    while not is_true():
        assert time.monotonic() < deadline, "the scene did not come about"
        await asyncio.sleep(0.01)


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


#: What the pictures need of the system, where it is not what it is: each of these is taken by a program of its own.
ENVIRONMENTS = {"german": {"LC_ALL": "", "LANG": "de_DE.UTF-8", "LANGUAGE": "de", "QT_SCALE_FACTOR": "2"}}
#: The pictures by name, in the order in which they are taken.
SCENES: dict[str, Scene] = {
    "window": burst,
    "german": german,
    "empty": empty,
    "failed": failed,
    "dark": dark,
    "recording": recording_clips,
    "reading": reading,
    "editing": editing,
    "search": search,
    "settings": settings,
    "models": models,
    "proof": proof,
}
