"""Help says what Everyclip is made of; a report of a problem says a lot of the program and nothing of the person."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog

from desktop.help.about import AboutDialog
from desktop.help.parts import parts
from desktop.help.problem_report import make_report, without_names
from desktop.help.report_dialog import ReportDialog
from desktop.main_window import MainWindow
from desktop.preferences.dialog import SettingsDialog
from desktop.widgets import dialogs
from desktop.widgets.dialogs import Report
from engine.settings import Settings
from engine.storage.paths import Paths
from engine.text.replacements import Replacement
from tests.desktop.conftest import Scenario, until

InWindow = Callable[[Scenario], Any]


def test_every_part_has_a_version_and_a_licence() -> None:
    made = {part.name.lower(): part for part in parts()}
    assert next(iter(made)) == "everyclip"
    assert {"faster-whisper", "ctranslate2", "av", "qasync", "numpy"} <= made.keys()
    assert "pytest" not in made, "only what people get"
    assert [part.name for part in made.values() if part.licence == "?" or not part.version] == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            '  File "/home/anna/everyclip/engine/text/edits.py", line 12, in change_of',
            '  File "engine/text/edits.py", line 12, in change_of',
        ),
        (
            '  File "/x/.venv/lib/python3.11/site-packages/av/container.py", line 1',
            '  File "lib/python3.11/site-packages/av/container.py", line 1',
        ),
        ("OSError: [Errno 2] No such file: '/home/anna/Talk with Ben.wav'", "OSError: [Errno 2] No such file: “…”"),
        ("cannot read /home/anna/Talk with Ben.wav", "cannot read …"),
        ("cannot read C:\\Users\\Anna\\Talk with Ben.wav", "cannot read …"),
        ("“Talk with Ben” could not be read", "“…” could not be read"),
        ("2026-01-02 10:11:12 WARNING qt: it can't be done", "2026-01-02 10:11:12 WARNING qt: it can't be done"),
        (f"the session of {getpass.getuser()} ended", "the session of … ended"),
    ],
)
def test_a_line_of_the_log_keeps_the_program_and_loses_the_person(line: str, expected: str) -> None:
    assert without_names(line) == expected


def test_a_report_tells_of_the_program_alone(home: Paths) -> None:
    home.logs.mkdir(exist_ok=True)
    (home.logs / "window.log").write_text(f"10:00 ERROR qt: trouble in {home.home}/vault/Talk with Ben.wav\n" * 500)
    settings = Settings(
        model="/home/anna/models/own",
        vocabulary=("Anaïs Nin",),
        replacements=(Replacement("bens", "Ben’s"),),
        text_size=150,
    )
    report = make_report(home, settings)
    for private in ("Talk", "Anaïs", "Ben", "anna", str(home.home)):
        assert private not in report
    for known in (
        "everyclip 0",
        "Python 3",
        "faster-whisper",
        "text_size: 150",
        "vocabulary: 1 entries",
        "qt: trouble",
    ):
        assert known in report
    assert report.count("qt: trouble") == 120


def opened(kind: type[QDialog]) -> QDialog | None:
    top = QApplication.activeModalWidget()
    return top if isinstance(top, kind) else None


async def shown(window: MainWindow, name: str, kind: type[QDialog]) -> QDialog:
    next(each for each in window.actions() if each.objectName() == name).trigger()
    await until(lambda: opened(kind))
    dialog = opened(kind)
    assert dialog is not None
    return dialog


def test_each_entry_of_the_menu_opens_what_it_says(
    in_window: InWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def choose(*_: object) -> Path:
        return tmp_path / "report.txt"

    monkeypatch.setattr(dialogs, "choose_name", choose)

    async def scenario(window: MainWindow) -> None:
        for name, kind in (("First steps", Report), ("About Everyclip", AboutDialog), ("Keys", SettingsDialog)):
            dialog = await shown(window, name, kind)
            if isinstance(dialog, SettingsDialog):
                assert dialog.tabs.tabText(dialog.tabs.currentIndex()) == "Keyboard"
            dialog.reject()
            await until(lambda: QApplication.activeModalWidget() is None)
        report = await shown(window, "Report a problem…", ReportDialog)
        assert isinstance(report, ReportDialog)
        report.copy.click()
        assert QGuiApplication.clipboard().text() == report.report.toPlainText()
        report.save.click()
        await until(lambda: (tmp_path / "report.txt").exists() and "report.txt" in report.done_words.text())
        assert (tmp_path / "report.txt").read_text() == report.report.toPlainText()
        report.reject()

    in_window(scenario)
