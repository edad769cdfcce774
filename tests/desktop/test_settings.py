"""What a person sets counts at once and at the next start; what makes no sense in the file does no harm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox, QComboBox

from desktop import theme
from desktop.main_window import MainWindow
from desktop.settings import KeptSettings, Settings
from desktop.settings_dialog import SettingsDialog
from desktop.storage_page import measure
from desktop.theme import Theme
from engine.paths import Paths
from engine.run import Quality, State
from resources import samples
from tests.desktop.conftest import Scenario, until

InWindow = Callable[[Scenario], Any]


def kept(path: Path) -> KeptSettings:
    return KeptSettings(QSettings(str(path), QSettings.Format.IniFormat))


def test_settings_are_there_again_at_the_next_start(tmp_path: Path) -> None:
    first = kept(tmp_path / "settings.ini")
    first.change(language="de", quality=Quality.CAREFUL, words=True, theme=Theme.DARK)
    assert kept(tmp_path / "settings.ini").now == first.now
    assert "notifies" not in (tmp_path / "settings.ini").read_text(), "only what was chosen is written"


@pytest.mark.expects_warnings
def test_what_makes_no_sense_has_its_default(tmp_path: Path) -> None:
    (tmp_path / "settings.ini").write_text("[settings]\nquality=perfect\nlanguage=de\nwords=maybe\nmodel=\nshoe=42\n")
    settings = kept(tmp_path / "settings.ini")
    assert settings.now == Settings(language="de")
    assert set(settings.refused) == {"quality", "words", "model"}


@pytest.mark.parametrize("content", [b"\x00\xff\xfe" * 50, b"]]]] = [", b"[settings\n=\n%%%"])
def test_a_file_that_is_none_does_no_harm(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.ini").write_bytes(content)
    assert kept(tmp_path / "settings.ini").now == Settings()


@pytest.mark.expects_warnings
def test_the_person_is_told_of_refused_settings(in_window: InWindow, home: Paths) -> None:
    home.settings.write_text("[settings]\nquality=perfect\n")

    async def scenario(window: MainWindow) -> None:
        assert "quality" in window.status.words

    in_window(scenario)


def test_a_change_counts_at_once(in_window: InWindow, home: Paths) -> None:
    async def scenario(window: MainWindow) -> None:
        dialog = SettingsDialog(window, window.shelf, home, window.shortcuts)
        await dialog.fill()
        boxes = {box.accessibleName(): box for box in dialog.findChildren(QComboBox)}
        boxes["Quality"].setCurrentIndex(boxes["Quality"].findData(Quality.CAREFUL))
        next(box for box in dialog.findChildren(QCheckBox) if "word" in box.text()).setChecked(True)
        window.take_in([samples()[0].path])
        table = window.page.table
        await until(lambda: [run.state for run in table.runs()] == [State.COMPLETED])
        run = table.runs()[0]
        assert run.options.quality is Quality.CAREFUL and run.options.words
        boxes["Colours"].setCurrentIndex(boxes["Colours"].findData(Theme.DARK))
        assert theme.colours().is_dark
        boxes["Colours"].setCurrentIndex(boxes["Colours"].findData(Theme.LIGHT))
        assert not theme.colours().is_dark
        dialog.close()

    in_window(scenario)


def test_a_model_that_is_gone_is_named(in_window: InWindow, home: Paths) -> None:
    kept(home.settings).change(model="large-v9")

    async def scenario(window: MainWindow) -> None:
        notice = window.page.header.model_notice
        await until(notice.isVisible)
        dialog = SettingsDialog(window, window.shelf, home, window.shortcuts)
        await dialog.fill()
        assert "large-v9" in dialog.model.currentText()
        dialog.model.pick("starter-en")
        assert window.settings.now.model == "starter-en"
        dialog.close()

    in_window(scenario)


def test_what_takes_room_is_measured(home: Paths) -> None:
    (home.vault / "ab").mkdir()
    (home.vault / "ab" / "clip").write_bytes(b"x" * 1000)
    assert measure(home).clips == 1000
    assert measure(home).models == 0
