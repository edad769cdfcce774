"""Known voices in the real window: remembered by a person who wants it, proposed, agreed to or not, and deleted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QMessageBox, QPushButton

from desktop.main_window import MainWindow
from desktop.preferences.dialog import SettingsDialog
from desktop.preferences.voices_dialog import VoicesDialog
from desktop.runs.run_panel import RunPanel
from desktop.transcript.segment_dialogs import VoiceDialog
from desktop.widgets.dialogs import NameDialog
from engine.events import JobState, SpeakerJob
from engine.settings import read_settings
from engine.speakers.likeness import Proposal
from engine.storage.paths import Paths
from tests.desktop.conftest import until
from tests.desktop.runs.test_speakers import InWindow, entry, names, read, shown, submenu, tell
from tests.end_to_end.audio import write_wav
from tests.engine.speakers.test_voices import ONE, OTHER, conversation


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two who take turns."""
    heard, _ = conversation(f"{ONE}-0003", f"{OTHER}-0000", f"{ONE}-0004", f"{OTHER}-0009")
    return write_wav(tmp_path_factory.mktemp("talk") / "talk.wav", (heard * 32767).astype(np.int16))


def proposed(panel: RunPanel) -> str:
    return panel.voice.words.text() if panel.voice.isVisible() else ""


async def dialog_of(window: MainWindow, kind: type[QDialog]) -> QDialog:
    found: list[QDialog] = []

    def is_open() -> bool:
        found[:] = [each for each in window.findChildren(kind) if each.isVisible()]
        return bool(found)

    await until(is_open)
    return found[0]


async def remember(window: MainWindow, panel: RunPanel, name: str) -> None:
    """Have the voice of the first segment's speaker remembered, by the reader's menu."""
    cursor = panel.transcript.textCursor()
    cursor.setPosition(0)
    panel.transcript.setTextCursor(cursor)
    entry(panel.head.menu, "Remember this voice…").trigger()
    dialog = await dialog_of(window, VoiceDialog)
    assert isinstance(dialog, VoiceDialog) and not dialog.ok.isEnabled(), "a number is no name"
    box = dialog.findChild(QComboBox)
    assert box is not None
    box.setEditText(name)
    assert dialog.ok.isEnabled()
    dialog.accept()


def test_a_voice_is_remembered_proposed_and_deleted(in_window: InWindow, home: Paths, talk: Path) -> None:
    async def scenario(window: MainWindow) -> None:
        window.show()
        panel = await read(window, talk)
        entry(submenu(panel.head.menu, "Find speakers"), "Find how many").trigger()
        await until(lambda: shown(panel) == "2 speakers found")
        assert not entry(panel.head.menu, "Remember this voice…").isVisible(), "it is off"

        settings = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        settings.transcription.voices.click()
        await until(lambda: [each for each in settings.findChildren(VoicesDialog) if each.isVisible()])
        [voices] = settings.findChildren(VoicesDialog)
        page = voices.page
        assert not page.switch.isChecked() and not page.how.text() and not page.delete_all.isEnabled()
        page.switch.setChecked(True)
        assert read_settings(home).settings.remembers_voices and "No voice is known" in page.how.text()
        assert entry(panel.head.menu, "Remember this voice…").isVisible()

        await remember(window, panel, " Anna ")
        await until(lambda: names(panel) == {"Anna", "Speaker 2"})
        await until(lambda: page.table.rowCount() == 1)
        row = [page.table.item(0, column) for column in range(3)]
        words = [item.text() for item in row if item is not None]
        assert words[0] == "Anna" and words[1].endswith(" in 1 clip") and words[2] == "Today"
        assert not proposed(panel), "she is named"

        panel.transcript.setFocus()
        await until(lambda: panel.pane.editing.draft is not None and panel.pane.editing.draft.can_undo)
        QTest.keyClick(panel.transcript, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: names(panel) == {"Speaker 1", "Speaker 2"})
        await until(lambda: proposed(panel).startswith("Speaker 1 sounds like Anna ("))
        assert (
            names(panel) == {"Speaker 1", "Speaker 2"} and panel.voice.yes.accessibleName() == "Yes, Speaker 1 is Anna"
        )
        panel.voice.yes.click()
        await until(lambda: names(panel) == {"Anna", "Speaker 2"})
        assert not proposed(panel)
        QTest.keyClick(panel.transcript, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: bool(proposed(panel)))
        panel.voice.no.click()
        assert not proposed(panel) and names(panel) == {"Speaker 1", "Speaker 2"}
        assert panel.run is not None
        engine = await window._bridge.engine()
        async with asyncio.timeout(60):
            while await engine.voices.proposals(panel.run.run_id):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

        page.table.selectRow(0)
        page.rename.click()
        await until(lambda: voices.findChildren(NameDialog))
        [asked_name] = voices.findChildren(NameDialog)
        asked_name.name.setText("Anne")
        asked_name.accept()
        await until(lambda: [voice.name for voice in page._voices] == ["Anne"])
        page.table.selectRow(0)
        page.delete.click()
        asked = await message(voices)
        button(asked, "Delete").click()
        await until(lambda: page.table.rowCount() == 0)
        assert await (await window._bridge.engine()).voices.known() == []
        page.switch.setChecked(False)
        assert not entry(panel.head.menu, "Remember this voice…").isVisible() and not page.delete.isEnabled()
        voices.reject()

    in_window(scenario)


async def message(parent: QDialog) -> QDialog:
    await until(lambda: parent.findChildren(QMessageBox))
    return parent.findChildren(QMessageBox)[0]


def button(dialog: QDialog, words: str) -> QPushButton:
    return next(each for each in dialog.findChildren(QPushButton) if each.text() == words)


def test_one_name_after_the_other_is_proposed(in_window: InWindow, talk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(window: MainWindow) -> None:
        window.show()
        engine = await window._bridge.engine()
        asked: list[str] = []

        async def proposals(run_id: str) -> list[Proposal]:
            asked.append(run_id)
            return [Proposal("Speaker 2", "Ben", 0.97), Proposal("Speaker 1", "Anna", 0.874)]

        monkeypatch.setattr(engine.voices, "proposals", proposals)
        panel = await read(window, talk)
        assert not asked, "nobody is named: there is nobody to compare"
        entry(submenu(panel.head.menu, "Find speakers"), "Find how many").trigger()
        await until(lambda: proposed(panel) == "Speaker 2 sounds like Ben (97%)")
        assert shown(panel) == "2 speakers found"
        QTest.keyClick(panel.voice.no, Qt.Key.Key_Space)
        assert proposed(panel) == "Speaker 1 sounds like Anna (87%)"
        QTest.keyClick(panel.voice.yes, Qt.Key.Key_Space)
        await until(lambda: names(panel) == {"Anna", "Speaker 2"})
        assert not proposed(panel)

        assert panel.run is not None
        other, segments = (
            replace(panel.run, run_id="other"),
            [replace(panel.transcript.segments[0], speaker="Speaker 1")],
        )
        panel.voice.show_run(other)
        panel.voice.show_segments(segments)
        assert not proposed(panel), "that was of another run, whose Speaker 1 is somebody else"
        await until(lambda: proposed(panel))
        assert asked[-1] == "other"
        tell(window, SpeakerJob("other", state=JobState.COMPLETED, found=1))
        asked.clear()
        await until(lambda: asked and proposed(panel))

    in_window(scenario)


def test_where_nobody_is_named_that_is_said(in_window: InWindow, home: Paths, talk: Path) -> None:
    async def scenario(window: MainWindow) -> None:
        window.show()
        window.settings.change(remembers_voices=True)
        panel = await read(window, talk)
        told: list[str] = []
        panel.message.connect(told.append)
        entry(panel.head.menu, "Remember this voice…").trigger()
        await until(lambda: told)
        assert "Find the speakers first" in told[0]

    in_window(scenario)
