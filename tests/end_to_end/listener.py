"""A person who clicks a word of a clip's third sentence in the real window, plays, and hears two seconds of it.

    python -m tests.end_to_end.listener CLIP

Prints when the word is said, in seconds, and what was marked in the text while it played, a line each. A program of its
own: a screen and a sound server must be there before Qt is loaded.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.app import make_application, make_loop, open_window
from desktop.main_window import MainWindow
from engine.run import State
from engine.storage.paths import Paths

WORD, PLACE = "third", 2
HEARD_S = 2.0


async def listen(clip: Path) -> None:
    """Hand the clip over, wait for its text, and click."""
    async with open_window(Paths.default()) as window:
        window.take_in([clip])
        pane = window.page.panel.pane
        await _until(lambda: window.page.table.counts[State.COMPLETED] == 1 and pane.is_editable)
        word = next(each for each in pane.transcript.segments[PLACE].words if each.text.strip() == WORD)
        _click(window)
        player = pane.player.player
        await _until(pane.player.play.isEnabled)
        QTest.mouseClick(pane.player.play, Qt.MouseButton.LeftButton)
        await _until(lambda: player.is_playing)
        marked: dict[str, None] = {}

        def has_heard() -> bool:
            if word_now := pane.transcript.spoken_words:
                marked[word_now] = None
            return player.position_s > word.start_s + HEARD_S

        await _until(has_heard)
        print(word.start_s, *marked, sep="\n")
        player.pause()
        await _until(lambda: not player.is_playing)


def _click(window: MainWindow) -> None:
    view = window.page.panel.transcript
    view.bring_into_view(PLACE)
    cursor, block = view.textCursor(), view.document().findBlockByNumber(PLACE)
    cursor.setPosition(block.position() + block.text().index(WORD) + 2)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.cursorRect(cursor).center())


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - what is waited for is seen on the screen
        await asyncio.sleep(0.01)


if __name__ == "__main__":
    with make_loop(make_application()) as loop:
        loop.run_until_complete(listen(Path(sys.argv[1])))
