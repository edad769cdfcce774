"""Every dialog fits a screen of 1024 × 640, in both languages, and where the person has large text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QTabWidget

from desktop.exports.dialog import ExportChoice, ExportDialog
from desktop.help.about import AboutDialog
from desktop.help.menu import first_steps
from desktop.help.parts import parts
from desktop.help.problem_report import make_report
from desktop.help.report_dialog import ReportDialog
from desktop.main_window import MainWindow
from desktop.maintenance.backup_dialog import BackupDialog
from desktop.maintenance.start_trouble import StartTrouble, explain
from desktop.models.dialog import ModelsDialog
from desktop.models.options_dialog import RetryDialog
from desktop.models.repository_dialog import RepositoryDialog
from desktop.preferences.dialog import SettingsDialog
from desktop.preferences.folder_dialog import FolderDialog
from desktop.preferences.retention_dialog import RetentionDialog
from desktop.preferences.voices_dialog import VoicesDialog
from desktop.runs.trash_dialog import BinDialog
from desktop.style import text_size
from desktop.transcript.differences import compared
from desktop.transcript.history_dialog import HistoryDialog
from desktop.transcript.segment_dialogs import VoiceDialog, _CompareDialog, _SegmentDialog, _SpeakerDialog, _TimesDialog
from desktop.transcript.versions_dialog import TextsDialog, other_texts
from desktop.widgets.dialogs import Report, _SessionDialog
from desktop.widgets.progress_dialog import ProgressDialog
from desktop.widgets.vocabulary_edit import VocabularyDialog
from engine.errors import RegistryUnusable
from engine.run import Run, State
from engine.segments import Segment
from engine.settings import WatchedFolder, change_settings
from engine.storage.paths import Paths
from resources import find
from tests.desktop.conftest import Scenario, until
from tests.support.starter import samples

WIDEST, HIGHEST = 1024, 640
SEGMENT = Segment(0.0, 2.0, "Ask not what your country can do for you. " * 3)


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest, application: QApplication) -> Iterator[str]:
    """The window's language."""
    translator = QTranslator()
    if request.param != "en":
        assert translator.load(f"everyclip_{request.param}", str(find("translations")))
        application.installTranslator(translator)
    yield request.param
    application.removeTranslator(translator)


@pytest.fixture(params=[1.0, 1.5])
def scale(request: pytest.FixtureRequest, application: QApplication, home: Paths) -> Iterator[float]:
    """How large the person wants text."""
    change_settings(home, text_size=round(100 * request.param))
    yield request.param
    text_size.follow(application, 100)


async def every_dialog(window: MainWindow, run: Run, paths: Paths) -> list[QDialog]:
    """One of each, with something in it."""
    bridge, shelf, settings = window._bridge, window.shelf, window.settings.now
    engine = await bridge.engine()
    session = window.side.sessions.session(run.session_id)
    assert session is not None
    comparison = await compared([SEGMENT], [SEGMENT])
    return [
        SettingsDialog(window, shelf, paths, window.shortcuts, window.doors),
        VoicesDialog(window, shelf.settings, bridge),
        FolderDialog(window, shelf, WatchedFolder(folder=str(paths.home), formats=("txt",)), [session.name]),
        ModelsDialog(window, shelf),
        RetryDialog(window, [run], shelf),
        RepositoryDialog(window),
        ExportDialog(window, bridge, [run], session.name, ExportChoice(format="srt", folder=paths.home)),
        BackupDialog(window, bridge, paths, window._state),
        RetentionDialog(window, bridge, settings),
        BinDialog(window, bridge),
        StartTrouble(paths, explain(paths, RegistryUnusable("registry_damaged"))),
        TextsDialog(window, await other_texts(engine, run)),
        HistoryDialog(window, await engine.texts.history(run.run_id)),
        _CompareDialog(window, comparison),
        _SpeakerDialog(window, "Anna", ["Anna", "Ben"]),
        VoiceDialog(window, "Anna", ["Anna", "Ben"]),
        _TimesDialog(window, SEGMENT, 10.0),
        _SegmentDialog(window, (0.0, 5.0), None),
        VocabularyDialog(window, session.vocabulary, "Words. " * 30, session.name),
        ProgressDialog(window, "Moving", paths.home, "What is copied", "What is promised. " * 10),
        Report(window, "A report", "A headline of some length", "A line of figures.\n" * 12),
        _SessionDialog(window, "A session"),
        Report(window, "First steps", "From speech to text", first_steps()),
        AboutDialog(window, parts()),
        ReportDialog(window, bridge, make_report(paths, settings)),
    ]


def too_large(dialog: QDialog) -> list[str]:
    """Each of its pages that is larger than the screen, with its size."""
    found = []
    tabs = dialog.findChild(QTabWidget)
    for page in range(tabs.count() if tabs is not None else 1):
        if tabs is not None:
            tabs.setCurrentIndex(page)
        least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
        size = dialog.size().expandedTo(least)
        if size.width() > WIDEST or size.height() > HIGHEST:
            found.append(f"{type(dialog).__name__} page {page}: {size.width()} × {size.height()}, at least "
                         f"{least.width()} × {least.height()}")  # fmt: skip
    return found


def cut_off(dialog: QDialog) -> list[str]:
    """Words for which their label or button is too narrow."""
    words: list[QLabel | QAbstractButton] = [*dialog.findChildren(QLabel), *dialog.findChildren(QAbstractButton)]
    shown = [each for each in words if each.isVisible()]
    narrow = [each for each in shown if each.width() < each.sizeHint().width() and not is_wrapped(each)]
    return [f"{type(dialog).__name__}: “{each.text()}” in {each.width()} pixels" for each in narrow]


def is_wrapped(widget: QLabel | QAbstractButton) -> bool:
    """Whether it makes do with less room: by more lines, or with dots and the rest in its tooltip."""
    return widget.wordWrap() if isinstance(widget, QLabel) else widget.objectName() == "languages"


@pytest.mark.slow
def test_every_dialog_fits_a_small_screen(
    in_window: Callable[[Scenario], Any], home: Paths, language: str, scale: float
) -> None:
    async def scenario(window: MainWindow) -> None:
        window.take_in([samples()[0].path])
        await until(lambda: [run.state for run in window.page.table.runs()] == [State.COMPLETED])
        [run] = window.page.table.runs()
        await window.shelf.read()
        wrong = []
        for dialog in await every_dialog(window, run, home):
            dialog.ensurePolished()
            dialog.show()
            await asyncio.sleep(0.2)
            wrong += [*cut_off(dialog), *too_large(dialog)]
            dialog.close()
            dialog.deleteLater()
        assert not wrong, "\n".join(wrong)

    in_window(scenario)
